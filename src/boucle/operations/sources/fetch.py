"""Fetch: a file from an URL given by a caller, complete and hashed, or a reason why not.

The only place that opens an URL. httpcore, the engine below httpx, is used bare: it follows no
redirection, reads no proxy, cookie or netrc, and decodes nothing; its connections go to the very
addresses that were judged, while TLS and Host bear the name.
"""

from __future__ import annotations

import errno
import re
import shutil
import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpcore

from boucle import clock, faults
from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.donnees.src import (
    ACCES_REFUSE,
    CERTIFICAT_REFUSE,
    CONTENU_ENCODE,
    FICHIER_ABSENT_SOURCE,
    FICHIER_TROP_GRAND,
    LONGUEUR_INCONNUE,
    PLACE_MANQUANTE,
    REPONSE_ILLISIBLE,
    REPONSE_INATTENDUE,
    SOURCE_CHANGEANTE,
    SOURCE_EN_PANNE,
    SOURCE_INACCESSIBLE,
    SOURCE_OCCUPEE,
    SOURCE_REDIRIGEE,
    TRANSFERT_COUPE,
    Suite,
    suite_of,
)
from boucle.errors.kind import Kind
from boucle.operations.sources.garde import (
    AdresseRefusee,
    Cible,
    Resolver,
    check_url,
    judge,
)
from boucle.operations.sources.limites import Chrono, Limites, TropLent, delai_s, now_ms
from boucle.operations.sources.secret_url import SecretUrl
from boucle.store.fichiers.partiel import Partiel, Recu, Reprise, find_reprise, receiving

__all__ = ["Limites", "Recu", "Reprise", "SecretUrl", "delai_s", "fetch", "find_reprise"]

LIMITES = Limites()
_PAS_OCTETS = 1 << 20
_PAR_MORCEAUX = -1
"""Stands for the size of a file that comes in chunks."""
_JALONS = ((10, "fetch.corps_10"), (50, "fetch.corps_50"), (99, "fetch.corps_99"))
_STATUTS: dict[int, Kind] = {
    401: ACCES_REFUSE, 403: ACCES_REFUSE, 404: FICHIER_ABSENT_SOURCE, 410: FICHIER_ABSENT_SOURCE,
    408: SOURCE_OCCUPEE, 409: SOURCE_OCCUPEE, 423: SOURCE_OCCUPEE, 425: SOURCE_OCCUPEE,
    429: SOURCE_OCCUPEE, 412: SOURCE_CHANGEANTE,
}  # fmt: skip
_HEADS = re.compile(rb"(?:HTTP/\d\.\d 1\d\d.*?\n\r?\n)*.*?\n\r?\n", re.DOTALL)
"""Those that ask to wait, and the one of the answer; as the engine reads them, with bare LF too."""
_CONTENT_RANGE = re.compile(r"bytes (\d{1,19})-(\d{1,19})/(\d{1,19})", re.ASCII)


def fetch(
    url: SecretUrl,
    destination: Path,
    config: Config,
    *,
    reprise: Reprise | None = None,
    on_progress: Callable[[int], None] | None = None,
    hold: Callable[[int], None] | None = None,
    limites: Limites = LIMITES,
    resolve: Resolver | None = None,
) -> Recu:
    """Fetch a file to `destination`, which appears only when it is whole and on the disk.

    reprise: what `find_reprise` found of a cut attempt; its bytes are not asked again as long as
    the source still has the same version. on_progress is told the bytes received, about every
    mebibyte; what it raises stops the transfer, which can be resumed. hold is told the size of the
    whole file as soon as it is known, else what has come, and refuses what has no room.
    Refuses one of the SRC kinds; `suite_of` says what may follow, and `details['retry_after_s']`
    how long the source asked to wait.
    """
    cible = check_url(url.reveal(), config)
    debut = now_ms()
    try:
        with receiving(destination, reprise) as partiel:
            tour = _Tour(cible, config, limites, resolve, on_progress, hold, partiel)
            try:
                return _obtain(tour)
            except Refus as refus:
                if suite_of(refus.kind) in (Suite.DEFINITIF, Suite.DEFINITIF_APRES_3):
                    partiel.restart()
                raise
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Refus(PLACE_MANQUANTE) from error
    except (AdresseRefusee, httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        # httpcore raises it again `from None`: what it came from is left in its context.
        if isinstance(error.__context__, ssl.SSLCertVerificationError):
            raise Refus(CERTIFICAT_REFUSE, hote=cible.hote) from None
        # A refused address answers no sooner than one where nobody listens.
        time.sleep(max(0, limites.refus_ms - (now_ms() - debut)) / 1_000)
        raise Refus(SOURCE_INACCESSIBLE, hote=cible.hote) from None


@dataclass(slots=True)
class _Tour:
    cible: Cible
    config: Config
    limites: Limites
    resolve: Resolver | None
    on_progress: Callable[[int], None] | None
    hold: Callable[[int], None] | None
    partiel: Partiel

    def refuse(self, kind: Kind, **slots: object) -> Refus:
        given = {"hote": self.cible.hote, "octets": self.partiel.taille_octets, **slots}
        needed: dict[str, Any] = {name: given[name] for name in kind.slots}
        return Refus(kind, **needed)


def _obtain(tour: _Tour) -> Recu:
    addresses = judge(tour.cible, tour.config, tour.resolve)
    while True:
        resumed = tour.partiel.taille_octets > 0
        backend = _Backend(addresses, tour.limites)
        try:
            if _ask(tour, backend):
                # Last chance to stop before the file is there: the import may have another worker.
                if on_progress := tour.on_progress:
                    on_progress(tour.partiel.taille_octets)
                if tour.hold is not None:
                    tour.hold(tour.partiel.taille_octets)
                return tour.partiel.finish()
        except TropLent as lent:
            raise tour.refuse(lent.kind, delai=lent.delai_s) from None
        except httpcore.RemoteProtocolError:
            kind = TRANSFERT_COUPE if backend.body_begun else REPONSE_ILLISIBLE
            raise tour.refuse(kind) from None
        except (httpcore.NetworkError, httpcore.TimeoutException) as error:
            if isinstance(error, (httpcore.ConnectError, httpcore.ConnectTimeout)):
                raise
            raise tour.refuse(TRANSFERT_COUPE) from None
        if not resumed:
            raise tour.refuse(SOURCE_CHANGEANTE)
        tour.partiel.restart()


def _ask(tour: _Tour, backend: _Backend) -> bool:
    """Send one request and receive its body; False when it must be asked again from byte 0."""
    cible, partiel = tour.cible, tour.partiel
    # The backend ignores the name that httpcore hands it, and TLS checks it, trusting the
    # authorities of the system, and Mozilla's.
    url = httpcore.URL(
        scheme=cible.schema.encode(),
        host=cible.hote.encode(),
        port=cible.port,
        target=cible.chemin.encode(),
    )
    with (
        httpcore.ConnectionPool(network_backend=backend) as pool,
        pool.stream("GET", url, headers=_headers(cible, partiel)) as answer,
    ):
        head = _read_head(answer.headers)
        if sum(len(n) + len(v) + 4 for n, v in answer.headers) > tour.limites.entetes_octets_max:
            raise tour.refuse(REPONSE_ILLISIBLE)
        if answer.status in (412, 416) and partiel.taille_octets:
            return False
        _check_status(tour, answer.status, head)
        expected = _expected(tour, answer.status, head)
        if expected is None:
            return False
        backend.begin_body()
        begun_at = partiel.taille_octets
        _receive(tour, answer.iter_stream(), expected)
        chunked = expected == _PAR_MORCEAUX
        backend.end_body(None if chunked else partiel.taille_octets - begun_at)
    if backend.trailing:
        # More came than was announced: the announced length cannot be believed.
        partiel.restart()
        raise tour.refuse(TRANSFERT_COUPE)
    return True


def _headers(cible: Cible, partiel: Partiel) -> list[tuple[bytes, bytes]]:
    name = f"[{cible.hote}]" if ":" in cible.hote else cible.hote
    usual = {"https": 443, "http": 80}[cible.schema]
    host = name if cible.port == usual else f"{name}:{cible.port}"
    headers = [
        (b"Host", host.encode()),
        (b"Accept", b"*/*"),
        (b"Accept-Encoding", b"identity"),
        (b"Connection", b"close"),
        (b"User-Agent", b"Boucle"),
    ]
    if partiel.taille_octets:
        headers.append((b"Range", b"bytes=%d-" % partiel.taille_octets))
        headers.append((b"If-Match", partiel.etag.encode("latin-1")))
    return headers


def _read_head(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _check_status(tour: _Tour, status: int, head: dict[str, str]) -> None:
    if status in (200, 206):
        encoding = head.get("content-encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise tour.refuse(CONTENU_ENCODE, encodage=encoding[:40])
        return
    if 500 <= status < 600:
        kind = SOURCE_EN_PANNE
    elif 300 <= status < 400:
        kind = SOURCE_REDIRIGEE
    else:
        kind = _STATUTS.get(status, REPONSE_INATTENDUE)
    refus = tour.refuse(kind, statut=status)
    wait = _retry_after_s(head.get("retry-after", ""))
    if wait is not None:
        refus.details["retry_after_s"] = wait
    raise refus


def _retry_after_s(text: str) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text[:6])
    with suppress(TypeError, ValueError, OverflowError):
        return max(0, int((parsedate_to_datetime(text) - clock.now()).total_seconds()))
    return None


def _expected(tour: _Tour, status: int, head: dict[str, str]) -> int | None:
    """Give the size of the whole file, or _PAR_MORCEAUX; None: ask again from 0."""
    partiel, etag = tour.partiel, head.get("etag", "")
    etag = etag if etag.startswith('"') else ""  # a weak one does not vouch for the bytes
    if "transfer-encoding" in head:
        expected = _PAR_MORCEAUX
    elif "content-length" in head:
        expected = int(head["content-length"])
    else:
        raise tour.refuse(LONGUEUR_INCONNUE)
    if status == 206:
        match = _CONTENT_RANGE.fullmatch(head.get("content-range", ""))
        if match is None or not partiel.taille_octets or etag not in ("", partiel.etag):
            return None
        first, last, total = map(int, match.groups())
        if (first, last) != (partiel.taille_octets, total - 1):
            return None
        expected = total
    else:
        partiel.restart(etag)
    if expected > tour.config.octets_max:
        raise tour.refuse(FICHIER_TROP_GRAND, octets_max=tour.config.octets_max)
    _check_room(tour, max(0, expected - partiel.taille_octets))
    return expected


def _receive(tour: _Tour, blocks: Iterable[bytes], expected: int) -> None:
    partiel, told = tour.partiel, tour.partiel.taille_octets
    for block in blocks:
        if partiel.taille_octets + len(block) > tour.config.octets_max:
            raise tour.refuse(FICHIER_TROP_GRAND, octets_max=tour.config.octets_max)
        partiel.write(block)
        _pass_jalons(partiel.taille_octets - len(block), partiel.taille_octets, expected)
        if partiel.taille_octets - told >= _PAS_OCTETS:
            told = partiel.taille_octets
            _check_room(tour, max(0, expected - told))
            if tour.on_progress is not None:
                tour.on_progress(told)
    if expected not in (_PAR_MORCEAUX, partiel.taille_octets):
        raise tour.refuse(TRANSFERT_COUPE)


def _pass_jalons(avant: int, apres: int, total: int) -> None:
    for part, name in _JALONS:
        if avant * 100 < total * part <= apres * 100:
            faults.point(name)


def _check_room(tour: _Tour, octets: int) -> None:
    usage = shutil.disk_usage(tour.partiel.destination.parent)
    floor = min(tour.limites.libre_min_octets, usage.total // 10)
    if usage.free - octets < floor:
        raise tour.refuse(PLACE_MANQUANTE)
    if tour.hold is not None:
        tour.hold(tour.partiel.taille_octets + octets)


class _Backend(httpcore.NetworkBackend):
    """Connect to the judged addresses and no other, whatever name is asked."""

    def __init__(self, addresses: list[str], limites: Limites) -> None:
        self._addresses = addresses
        self._limites = limites
        self._chrono: Chrono | None = None
        self._raw = bytearray()
        self._raw_octets = 0
        self.body_begun = False
        self.trailing: bool | None = None
        """Whether more came than was announced; None until that has come."""

    def begin_body(self) -> None:
        """The head is read: what was received beyond it belongs to the body."""
        assert self._chrono is not None
        self.body_begun = True
        self._chrono.begin_body(now_ms())
        heads = _HEADS.match(self._raw)
        assert heads is not None
        self._raw_octets -= heads.end()

    def end_body(self, octets: int | None) -> None:
        """The announced bytes are here, None when unknown: more of them would belie the length."""
        self.trailing = octets is not None and octets < self._raw_octets

    def count(self, octets: bytes) -> None:
        """Follow what comes from the network, head included until the body begins."""
        self._raw_octets += len(octets)
        if not self.body_begun:
            self._raw += octets

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: Any = None,
        local_address: Any = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        deadline = now_ms() + self._limites.connexion_ms
        for rank, address in enumerate(self._addresses):
            left = len(self._addresses) - rank
            wait = max(1, (deadline - now_ms()) // left) / 1_000
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, port, timeout=wait)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            if str(stream.get_extra_info("server_addr")[0]) != address:
                stream.close()
                raise AdresseRefusee
            self._chrono = Chrono(self._limites, now_ms())
            return _Stream(stream, self._chrono, self, deadline)
        raise AdresseRefusee


class _Stream(httpcore.NetworkStream):
    """Read from one connection under the limits of time."""

    def __init__(
        self, inner: httpcore.NetworkStream, chrono: Chrono, backend: _Backend, deadline: int
    ) -> None:
        self._inner = inner
        self._chrono = chrono
        self._backend = backend
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: Any = None) -> bytes:
        wait = self._chrono.wait_ms(now_ms())
        try:
            octets = self._inner.read(max_bytes, wait / 1_000)
        except httpcore.ReadTimeout:
            raise self._chrono.give_up(now_ms()) from None
        self._chrono.arrived(len(octets), now_ms())
        self._backend.count(octets)
        return octets

    def write(self, buffer: bytes, timeout: Any = None) -> None:
        self._inner.write(buffer, self._chrono.wait_ms(now_ms()) / 1_000)

    def close(self) -> None:
        if self._backend.trailing is False:
            with suppress(httpcore.NetworkError, httpcore.TimeoutException):
                self._backend.trailing = bool(self._inner.read(1, 1))
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: Any = None, timeout: Any = None
    ) -> httpcore.NetworkStream:
        wait = max(1, self._deadline - now_ms()) / 1_000
        inner = self._inner.start_tls(ssl_context, server_hostname, wait)
        return _Stream(inner, self._chrono, self._backend, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
