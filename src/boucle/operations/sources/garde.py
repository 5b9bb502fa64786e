"""Garde: which addresses an URL given by a caller may reach.

The list is our own, not `ipaddress.is_global`: that one changes between Python releases, lets
through 192.0.0.192 and NAT64 or 6to4 forms of private addresses, and calls 168.63.129.16 public:
the service address of Azure, where our users are.
Exceptions are named by the operator in `Config.sources_permises`: a comma-separated list of
`[http://]host-or-network[:port]`, where host may begin with `*.`, port may be `*`, and `http://`
also allows an unencrypted connection.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.demandes.req_reglages import REGLAGE_INVALIDE
from boucle.errors.donnees.src import RAISONS, URL_MAL_FORMEE

Adresse = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
URL_MAX = 2_048
RESOLUTION_S = 5
_PORT = 443
_RESOLUTIONS_MAX = 8
_turns = threading.BoundedSemaphore(_RESOLUTIONS_MAX)

_REFUSED_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
        "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
        "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )
)  # fmt: skip
_ALLOWED_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    ipaddress.IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48")
)
_CHARACTERS = re.compile(r"[!-~]+", re.ASCII)
_BAD = re.compile(r"[\\^`{|}<>\"]|%00", re.ASCII)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?", re.ASCII)
_NETLOC = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::\d{1,5})?", re.ASCII)
_PERMIS = re.compile(r"(https?://)?(\[[0-9a-f:./]+\]|[^:\[\]]+)(?::(\d{1,5}|\*))?", re.ASCII)

_HOTE_PERMIS = re.compile(r"(?:\*\.)?(?:[a-z0-9_-]+\.)*[a-z_-][a-z0-9_-]*", re.ASCII)
_PORT_MAX = 65_535


class AdresseRefusee(Exception):
    """The name could not be resolved, or leads where nobody may go; told apart to nobody."""


@dataclass(frozen=True, slots=True)
class Permis:
    """One exception named by the operator. port 0: any port."""

    schema: Literal["http", "https"]
    hote: str
    reseau: ipaddress.IPv4Network | ipaddress.IPv6Network | None
    port: int

    def names(self, hote: str) -> bool:
        """True when this exception names the host itself."""
        if self.reseau is not None:
            return False
        return hote == self.hote or (self.hote[:2] == "*." and hote.endswith(self.hote[1:]))


@dataclass(frozen=True, slots=True)
class Cible:
    """Where an URL leads: parsed once, and never parsed again by another library."""

    schema: str
    hote: str
    port: int
    chemin: str


@lru_cache(maxsize=16)
def read_permis(sources_permises: str) -> tuple[Permis, ...]:
    """Read the operator's exceptions. Refuses REGLAGE_INVALIDE."""
    found = []
    for text in filter(None, (part.strip().lower() for part in sources_permises.split(","))):
        match = _PERMIS.fullmatch(text)
        if match is None:
            raise _unread(text)
        prefix, hote, port = match.groups()
        try:
            reseau = ipaddress.ip_network(hote.strip("[]"), strict=False)
        except ValueError:
            reseau = None
        number = 0 if port == "*" else int(port or _PORT)
        # A network with a slip in it would be taken for a host that nobody ever asks for.
        if number > _PORT_MAX or (reseau is None and not _HOTE_PERMIS.fullmatch(hote)):
            raise _unread(text)
        found.append(Permis("http" if prefix == "http://" else "https", hote, reseau, number))
    return tuple(found)


def _unread(text: str) -> Refus:
    return Refus(
        REGLAGE_INVALIDE,
        variable="BOUCLE_SOURCES_PERMISES",
        lu=text[:60],
        attendu="un hôte ou un réseau, avec son port s'il n'est pas 443",
    )


def check_url(url: str, config: Config) -> Cible:
    """Parse an URL given by a caller; refuses URL_MAL_FORMEE with its reason.

    Says nothing of the addresses: those are judged when the file is fetched.
    """
    if len(url) > URL_MAX:
        _refuse("longueur")
    if not _CHARACTERS.fullmatch(url) or _BAD.search(url):
        _refuse("caracteres")
    try:
        parts = urlsplit(url)
        hote, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise Refus(URL_MAL_FORMEE, raison=RAISONS["syntaxe"]) from error
    if "@" in parts.netloc:
        _refuse("identifiants")
    if not _NETLOC.fullmatch(parts.netloc):
        _refuse("hote")
    if "#" in url:
        _refuse("fragment")
    schema = parts.scheme
    permis = [one for one in read_permis(config.sources_permises) if _applies(one, hote)]
    if not _host_ok(hote, parts.netloc) and not any(one.names(hote) for one in permis):
        _refuse("hote")
    if schema != "https" and not (schema == "http" and any(p.schema == "http" for p in permis)):
        _refuse("schema")
    port = port if port is not None else {"http": 80}.get(schema, _PORT)
    if port != _PORT and not any(p.schema == schema and p.port in (0, port) for p in permis):
        _refuse("port")
    query = f"?{parts.query}" if parts.query else ""
    return Cible(schema, hote, port, (parts.path or "/") + query)


def refuse_private(cible: Cible, config: Config) -> None:
    """Refuse URL_MAL_FORMEE an address written in the URL that nobody may reach.

    The caller knows it is not public: nothing of this network is told. A name is not judged here:
    what it leads to is learnt by asking, and telling it apart would tell who lives inside.
    """
    try:
        address = ipaddress.ip_address(cible.hote)
    except ValueError:
        return
    permis = read_permis(config.sources_permises)
    if not is_public(address) and not any(_applies(one, cible.hote) for one in permis):
        _refuse("adresse")


def _refuse(raison: str) -> None:
    raise Refus(URL_MAL_FORMEE, raison=RAISONS[raison])


def _host_ok(hote: str, netloc: str) -> bool:
    try:
        address = ipaddress.ip_address(hote)
    except ValueError:
        return len(hote) <= 253 and "[" not in netloc and _NAME.fullmatch(hote) is not None
    return str(address) == hote and "%" not in hote


def _applies(permis: Permis, hote: str) -> bool:
    if permis.reseau is None:
        return permis.names(hote)
    try:
        return ipaddress.ip_address(hote) in permis.reseau
    except ValueError:
        return True  # a name: its addresses are judged against the network later


def address_ok(text: str) -> bool:
    """True for an address of the public Internet that is not this machine's own."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return is_public(address) and not _is_ours(_inner(address))


def _inner(address: Adresse) -> Adresse:
    """Give the IPv4 address that an IPv6 one carries, where it does."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def is_public(address: Adresse) -> bool:
    """True for an address of the public Internet, whoever bears it."""
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
        return False
    found = _inner(address)
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in network for network in _REFUSED_V4)
    return found in _ALLOWED_V6 and not any(found in n for n in _REFUSED_V6)


def _is_ours(address: Adresse) -> bool:
    """True when this machine bears the address: only then can a socket be bound to it."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(address), 0))
    except OSError:
        return False
    return True


def judge(cible: Cible, config: Config, resolve: Resolver | None = None) -> list[str]:
    """Resolve the host once and give its addresses; AdresseRefusee when any of them is bad."""
    permis = [
        one
        for one in read_permis(config.sources_permises)
        if one.port in (0, cible.port) and (cible.schema == "https" or one.schema == "http")
    ]
    named = any(one.names(cible.hote) for one in permis)
    addresses = (resolve or resolve_host)(cible.hote, cible.port)
    if not addresses:
        raise AdresseRefusee
    for text in addresses:
        if not named and not _in_network(text, permis) and not address_ok(text):
            raise AdresseRefusee
    # Another scheme or port is an exception in itself: it reaches only what is named.
    exception = cible.schema != "https" or cible.port != _PORT
    if exception and not named and not all(_in_network(text, permis) for text in addresses):
        raise AdresseRefusee
    return addresses


def _in_network(text: str, permis: list[Permis]) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return any(one.reseau is not None and address in one.reseau for one in permis)


def resolve_host(hote: str, port: int) -> list[str]:
    """Ask the system's resolver for every address; AdresseRefusee after RESOLUTION_S seconds.

    The question runs in a thread of its own, since it cannot be given up otherwise.
    """
    found: list[str] = []

    def ask() -> None:
        with _turns:
            try:
                answers = socket.getaddrinfo(hote, port, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError):
                return
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    asking = threading.Thread(target=ask, daemon=True, name="resolution")
    asking.start()
    asking.join(RESOLUTION_S)
    if asking.is_alive():
        raise AdresseRefusee
    return list(found)
