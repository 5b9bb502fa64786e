"""Service: the server itself: uvicorn, on a socket bound before anything is announced."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Callable

import uvicorn
from litestar.types import ASGIApp

from boucle.api.entree import connexions
from boucle.api.entree.bornes import bound_head
from boucle.api.entree.compression import compress
from boucle.api.entree.connexions import Portier, Seuils
from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.demandes.req_debit import (
    ECOUTE_IMPOSSIBLE,
    MANDATAIRE_INVALIDE,
    RAISONS_ECOUTE,
)
from boucle.machine.descripteurs import count_connections

# Fewer are taken in one go than descriptors are kept for other things: the limit is never met in
# between.
_ARRIVEES = 64
_FILE_ATTENTE = 1_024
_ARRET_S = 5


def listen(config: Config) -> socket.socket:
    """Bind the address of the settings; refuses ECOUTE_IMPOSSIBLE."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            config.adresse, config.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # Said in full, or asyncio does not see that it is TCP and leaves Nagle's algorithm on: the
        # body of an answer then waits 40 ms for the client to acknowledge its head.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        # Two servers may bind one port: only the first to listen has it.
        bound.listen(_FILE_ATTENTE)
    except OSError as error:
        raison = RAISONS_ECOUTE.get(error.errno or 0, error.strerror or str(error))
        raise Refus(
            ECOUTE_IMPOSSIBLE, adresse=config.adresse, port=config.port, raison=raison
        ) from error
    return bound


def mandataires(config: Config) -> list[str]:
    """List the addresses and networks whose X-Forwarded-For is believed.

    Refuses MANDATAIRE_INVALIDE.
    """
    parts = [part.strip() for part in config.mandataires.split(",") if part.strip()]
    for part in parts:
        try:
            ipaddress.ip_network(part, strict=False)
        except ValueError:
            raise Refus(MANDATAIRE_INVALIDE, lu=part[:60]) from None
    return parts


def make_server(
    app: ASGIApp,
    config: Config,
    announce: Callable[[], None] = lambda: None,
    leave: Callable[[], None] = lambda: None,
) -> Serveur:
    """Make a server of the application, with the bounds of the settings.

    announce: called once it serves; leave: once it stops, before it waits for its answers.
    """
    trusted = mandataires(config)
    reseaux = [ipaddress.ip_network(part, strict=False) for part in trusted]
    total = count_connections(config)

    def uncounted(adresse: str) -> bool:
        # An origin is an address, or a network of IPv6.
        here = ipaddress.ip_network(adresse, strict=False)
        return any(net.version == here.version and net.overlaps(here) for net in reseaux)

    portier = Portier(
        Seuils(
            total=total,
            par_adresse=config.connexions_adresse_max or total + 1,
            entetes_s=config.delai_entetes_s,
            debit_min_octets=config.debit_min_octets,
            sans_compte=uncounted,
        )
    )
    # The access log would write query strings, and those of the deposit carry signatures.
    settings = uvicorn.Config(
        bound_head(compress(app)),
        http=connexions.made_for(portier),
        ws="none",
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=_ARRET_S,
        timeout_keep_alive=config.delai_repos_s,
        backlog=_ARRIVEES,
        h11_max_incomplete_event_size=connexions.ENTETES_OCTETS_MAX,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted,
    )
    for name in ("uvicorn.error", "asyncio"):
        logging.getLogger(name).addFilter(connexions.quiet)
    return Serveur(settings, portier, announce, leave)


class Serveur(uvicorn.Server):
    """Serve, watch the connections, and say so once requests are answered."""

    def __init__(
        self,
        config: uvicorn.Config,
        portier: Portier,
        announce: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._portier = portier
        self._announce = announce
        self._leave = leave
        self._watch: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce."""
        await super().startup(sockets)
        if not self.started:
            return
        for listening in sockets or []:
            # asyncio takes as many connections in one go as it lets wait: the system may let
            # more wait than that.
            listening.listen(_FILE_ATTENTE)
        self._watch = asyncio.get_running_loop().create_task(self._portier.watch())
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Have streams end, and stop watching once the last answers are given."""
        self._leave()
        await super().shutdown(sockets)
        if self._watch is not None:
            self._watch.cancel()
