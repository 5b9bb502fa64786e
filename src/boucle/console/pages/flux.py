"""Flux: the stream by which an open page learns what happens, as it happens.

Messages bear no name, their id is the cursor and their data are facts as JSON: a browser that was
cut off goes on by `Last-Event-ID`. However many the streams, a server looks at each cabinet that is
followed once in PAUSE_MS, in threads of its own; a stream that has nothing to say costs nothing.
See docs/decisions/0020.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from anyio import CapacityLimiter, to_thread
from litestar import Request, get
from litestar.params import FromQuery
from litestar.response import ServerSentEvent, ServerSentEventMessage

from boucle.console.cadre.door import under, visite_of
from boucle.errors import Refus
from boucle.errors.demandes.req_debit import TROP_DE_CONNEXIONS
from boucle.errors.demandes.req_personne import SESSION_FINIE
from boucle.machine.descripteurs import count_connections
from boucle.operations.atelier import Atelier
from boucle.operations.nouvelles import veille
from boucle.operations.nouvelles.veille import Passage, Suivi
from boucle.operations.sources.limites import now_ms
from boucle.schema.rendu import encode

PAUSE_MS = 400
BATTEMENT_MS = 15_000
"""Proxies cut what says nothing; a browser that is gone is seen by what is said to it."""
DROITS_MS = 2_000
"""How long a stream outlives its session. What it tells never outlives a right."""
PANNE_MS = 2_000
DUREE_MS = 3_600_000
PAR_PERSONNE = 5
PART = 4
"""Streams hold one connection in PART at most: the others are for requests."""
_ARRIERE_MAX = 1_000
_FILS = 2
_LOG = logging.getLogger("boucle.flux")


class Suiveur:
    """One stream: how far it knows, what it has yet to say, and whether it goes on."""

    def __init__(self, personne: str, empreinte: str, curseur: int) -> None:
        self.personne = personne
        self.empreinte = empreinte
        self.curseur = curseur
        self.fini = False
        self.signal = asyncio.Event()
        self.messages: deque[ServerSentEventMessage] = deque()

    def hear(self, passage: Passage | None) -> None:
        """Take in what there is."""
        if passage is None:
            self.end("session")
        if passage is None or self.fini or passage.curseur == self.curseur:
            return
        self.curseur = passage.curseur
        if passage.perdus or len(self.messages) > _ARRIERE_MAX:
            self.messages.clear()
            self._say({"genre": "perdus"}, passage.curseur)
        for one in passage.nouvelles:
            event = one.evenement
            self._say(
                {
                    "genre": event.genre,
                    "dossier": one.code_dossier,
                    "import": event.faits.get("demande", ""),
                    "auteur": event.auteur,
                },
                event.numero,
            )
        if passage.non_lues is not None:
            self._say({"non_lues": passage.non_lues}, passage.curseur)
        self.signal.set()

    def end(self, fin: str = "") -> None:
        """Let it end; fin: why it must not be asked for again, '' when it may be."""
        if fin and not self.fini:
            self._say({"fin": fin}, self.curseur)
        self.fini = True
        self.signal.set()

    def _say(self, faits: dict[str, Any], numero: int) -> None:
        said = encode(faits).decode()
        self.messages.append(ServerSentEventMessage(data=said, id=numero))


class Veilleur:
    """Look at what happens in one cabinet, as long as somebody follows it."""

    def __init__(self, guet: Guet, cabinet_id: int) -> None:
        self.guet = guet
        self.cabinet_id = cabinet_id
        self.suiveurs: list[Suiveur] = []
        self.signal = asyncio.Event()
        self._judged_ms = 0
        self.task = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        try:
            while self.suiveurs and not self.guet.atelier.leaving.is_set():
                self.signal.clear()
                pause_ms = PAUSE_MS
                try:
                    await self._look()
                except Refus:
                    # The base does not answer, and the store has said so: streams outlive that.
                    pause_ms = PANNE_MS
                await _wait(self.signal, pause_ms)
        except Exception:
            _LOG.exception("streams of cabinet %s are cut", self.cabinet_id)
        finally:
            self.guet.forget(self)
            for suiveur in self.suiveurs:
                suiveur.end()

    async def _look(self) -> None:
        suiveurs = list(self.suiveurs)
        suivis = [Suivi(one.empreinte, one.curseur) for one in suiveurs]
        juger = now_ms() - self._judged_ms >= DROITS_MS
        found = await to_thread.run_sync(
            lambda: veille.look(self.guet.atelier.store, self.cabinet_id, suivis, juger=juger),
            limiter=self.guet.fils,
        )
        if found is None:
            return
        self._judged_ms = now_ms()
        for suiveur, passage in zip(suiveurs, found, strict=True):
            suiveur.hear(passage)


class Guet:
    """Hold the streams of one server, within bounds."""

    def __init__(self, atelier: Atelier) -> None:
        self.atelier = atelier
        self.max = max(PAR_PERSONNE, count_connections(atelier.config) // PART)
        self.fils = CapacityLimiter(_FILS)
        self.veilleurs: dict[int, Veilleur] = {}

    def demand_place(self) -> None:
        """Refuse TROP_DE_CONNEXIONS when there are as many streams as may be."""
        if sum(len(one.suiveurs) for one in self.veilleurs.values()) >= self.max:
            raise Refus(TROP_DE_CONNEXIONS)

    def enter(self, cabinet_id: int, suiveur: Suiveur) -> Veilleur:
        """Count a stream in; the oldest of too many of one person ends for it."""
        veilleur = self.veilleurs.get(cabinet_id)
        if veilleur is None:
            veilleur = self.veilleurs[cabinet_id] = Veilleur(self, cabinet_id)
        mine = [
            one for one in veilleur.suiveurs if one.personne == suiveur.personne and not one.fini
        ]
        for oldest in mine[: max(0, len(mine) + 1 - PAR_PERSONNE)]:
            oldest.end("place")
        veilleur.suiveurs.append(suiveur)
        veilleur.signal.set()
        return veilleur

    def forget(self, veilleur: Veilleur) -> None:
        """Count no more who looks at nothing."""
        if self.veilleurs.get(veilleur.cabinet_id) is veilleur:
            del self.veilleurs[veilleur.cabinet_id]


async def _wait(signal: asyncio.Event, limit_ms: int) -> bool:
    try:
        await asyncio.wait_for(signal.wait(), limit_ms / 1_000)
    except TimeoutError:
        return False
    return True


@get("/evenements", opt=under("console.evenement.suivre", geste=False))
async def follow_events(
    request: Request[Any, Any, Any],
    depuis: FromQuery[str] = "",
    qui: FromQuery[str] = "",
) -> ServerSentEvent:
    """Stream the events of the dossiers opened to the person, from `Last-Event-ID` or `depuis`.

    qui: whose page asks; refuses SESSION_FINIE when somebody else has signed in since, and
    TROP_DE_CONNEXIONS.
    """
    visite = visite_of(request)
    acteur = visite.acteur
    if qui and qui != acteur.utilisateur_id:
        raise Refus(SESSION_FINIE)
    said = request.headers.get("last-event-id", depuis)
    # What is no cursor of ours is told to look at everything, as one that is too old.
    known = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else -1
    guet: Guet = request.app.state.guet
    suiveur = Suiveur(acteur.identite, visite.empreinte, known)
    guet.demand_place()
    stream = _stream(guet, acteur.cabinet_id, suiveur)
    return ServerSentEvent(stream, headers={"Cache-Control": "no-store"})


async def _stream(
    guet: Guet, cabinet_id: int, suiveur: Suiveur
) -> AsyncIterator[ServerSentEventMessage]:
    until_ms = now_ms() + DUREE_MS
    # Counted here and no sooner: who hangs up before this was never counted.
    veilleur = guet.enter(cabinet_id, suiveur)
    try:
        # Those that a server lets go come back one after the other.
        pause_ms = 1_000 + now_ms() % 2_000
        yield ServerSentEventMessage(data=None, comment="", retry=pause_ms)
        while suiveur.messages or not (suiveur.fini or now_ms() >= until_ms):
            if suiveur.messages:
                yield suiveur.messages.popleft()
                continue
            suiveur.signal.clear()
            if not await _wait(suiveur.signal, BATTEMENT_MS):
                # What was not shown is passed over all the same: the next stream begins there.
                here = suiveur.curseur if suiveur.curseur >= 0 else None
                yield ServerSentEventMessage(data=None, comment="", id=here)
    finally:
        suiveur.fini = True
        if suiveur in veilleur.suiveurs:
            veilleur.suiveurs.remove(suiveur)


FLUX = [follow_events]
