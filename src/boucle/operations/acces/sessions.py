"""Sessions: who is signed in, from which browser, and until when.

A session ends after 30 minutes without a gesture, counted to the minute, and 12 hours after the
sign-in at the latest. Rights are read again at each request: what an administrator changes holds
at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping

from boucle import clock
from boucle.errors import Refus
from boucle.errors.demandes.req_personne import FACTEUR_DEMANDE, SESSION_FINIE
from boucle.operations.acces.acteur import ADVANCED, Acteur
from boucle.operations.acces.droits import Droit
from boucle.operations.acces.facteur import PROFIL_MIN
from boucle.operations.nouvelles.notifications import count_unread
from boucle.store.acces import audit, cles, personnes, sessions
from boucle.store.base.engine import Store
from boucle.store.travaux import evenements
from boucle.values import AUCUN, Perimetre, shown

INACTIVE = timedelta(minutes=30)
DUREE_MAX = timedelta(hours=12)
ATTENTE_CODE = timedelta(minutes=10)
_VUE = timedelta(minutes=1)
_USAGE = "session"
_NAVIGATEUR_MAX = 200


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a request comes from, as its owner will read it: address, and name of the browser."""

    adresse: str
    navigateur: str


@dataclass(frozen=True, slots=True)
class Visite:
    """One request of a person who is signed in.

    facteur: True when a second factor is registered. curseur: the last event of the cabinet then.
    non_lues: notifications not read then.
    """

    acteur: Acteur
    empreinte: str
    email: str
    cabinet: str
    code_cabinet: str
    facteur: bool
    curseur: int = 0
    non_lues: int = 0

    @property
    def ici(self) -> Perimetre:
        """Where what the person does about sign-in takes place: the cabinet's own folder."""
        return Perimetre(self.acteur.cabinet_id, 0)

    @property
    def doit_enroler(self) -> bool:
        """True when the profile demands a second factor that is not registered yet."""
        return not self.facteur and self.acteur.profil >= PROFIL_MIN


@dataclass(frozen=True, slots=True)
class Ouverte:
    """One open session, as it is listed. ici: the one that asks."""

    numero: str
    navigateur: str
    adresse: str
    cree_le: datetime
    vue_le: datetime
    ici: bool


def digest(store: Store, jeton: str) -> str:
    """Give the digest under which a session is kept."""
    return cles.digest(store.config, jeton, _USAGE)


def is_living(row: RowMapping, now: datetime) -> bool:
    """True for a session that has not ended, of a person who may still sign in."""
    return bool(row["actif"] and now < row["expire_le"] and now < row["vue_le"] + INACTIVE)


def add(
    store: Store, conn: Connection, person: RowMapping, whence: Provenance, *, ouverte: bool
) -> str:
    """Open a session, or one that awaits its code; give its secret, which no one gave us."""
    jeton, now = secrets.token_urlsafe(32), clock.now()
    sessions.sweep(conn, now, now - INACTIVE)
    sessions.add(
        conn,
        {
            "empreinte": digest(store, jeton),
            "numero": secrets.token_hex(4),
            "cabinet_id": person["cabinet_id"],
            "utilisateur_id": person["utilisateur_id"],
            "ouverte": ouverte,
            "essais": 0,
            "cree_le": now,
            "vue_le": now,
            "expire_le": now + (DUREE_MAX if ouverte else ATTENTE_CODE),
            "navigateur": shown(whence.navigateur, _NAVIGATEUR_MAX),
            "adresse": shown(whence.adresse),
        },
    )
    return jeton


def admit(
    store: Store,
    droit: Droit,
    jeton: str,
    dossier: Callable[[], str | None],
    *,
    sans_facteur: bool = False,
    geste: bool = True,
    page: bool = False,
) -> Visite:
    """Recognise a person and let them do this, as far as can be told without the body.

    sans_facteur: the page is one where the second factor is registered. geste: False for what a
    page asks by itself, which keeps no session open. page: a whole page is
    asked for, which tells what its reader has not read. dossier: as for `droits.admit`. Refuses
    SESSION_FINIE, FACTEUR_DEMANDE, then as `droits.admit`.
    """

    def judge(conn: Connection, acteur: Acteur) -> None:
        droit.demand(acteur)
        code = dossier()
        if code is not None:
            droit.locate(conn, acteur, code)

    visite = recognise(store, jeton, judge, sans_facteur=sans_facteur, geste=geste, page=page)
    if visite is None:
        raise Refus(SESSION_FINIE)
    return visite


def recognise(
    store: Store,
    jeton: str,
    judge: Callable[[Connection, Acteur], None] | None = None,
    *,
    sans_facteur: bool = False,
    geste: bool = True,
    page: bool = False,
) -> Visite | None:
    """Give the visit of an open session, None for one that has ended or never was.

    judge: what else must hold, asked in the same snapshot, after the second factor. geste,
    page: as for `admit`.
    """
    if not jeton:
        return None
    empreinte, now = digest(store, jeton), clock.now()
    with store.lecture(AUCUN) as conn:
        row = sessions.find(conn, empreinte)
    if row is None or not row["ouverte"] or not is_living(row, now):
        return None
    with store.lecture(Perimetre(row["cabinet_id"], 0)) as conn:
        visite = _visite(row, personnes.dossiers_of(conn, row["cabinet_id"], row["utilisateur_id"]))
        if visite.doit_enroler and not sans_facteur and judge is not None:
            raise Refus(FACTEUR_DEMANDE)
        if judge is not None:
            judge(conn, visite.acteur)
        visite = (
            visite
            if not page
            else replace(
                visite,
                curseur=evenements.bounds(conn, row["cabinet_id"])[1],
                non_lues=count_unread(conn, visite.acteur),
            )
        )
    if geste and row["vue_le"] + _VUE <= now:
        with store.transaction(visite.ici) as conn:
            sessions.change(conn, empreinte, vue_le=now)
    return visite


def followers(
    conn: Connection, cabinet_id: int, empreintes: Collection[str], now: datetime
) -> dict[str, Acteur]:
    """Give who is behind these sessions of a cabinet; those that have ended are not there.

    Nor are those of persons whose profile now demands a second factor that they have not.
    """
    named = personnes.all_dossiers(conn, cabinet_id)
    visites = (
        _visite(row, named.get(row["utilisateur_id"], {}))
        for row in sessions.find_several(conn, cabinet_id, empreintes)
        if row["ouverte"] and is_living(row, now)
    )
    return {one.empreinte: one.acteur for one in visites if not one.doit_enroler}


def _visite(row: RowMapping, named: Mapping[int, int | None]) -> Visite:
    return Visite(
        _acteur(row, named),
        row["empreinte"],
        row["email"],
        row["cabinet"],
        row["code_cabinet"],
        row["facteur_tenu"] is not None,
    )


def acteur_of(conn: Connection, person: RowMapping) -> Acteur:
    """Give the acteur that a person is; a dossier lowers the profile and never raises it."""
    named = personnes.dossiers_of(conn, person["cabinet_id"], person["utilisateur_id"])
    return _acteur(person, named)


def _acteur(person: RowMapping, named: Mapping[int, int | None]) -> Acteur:
    profil = person["profil"]
    return Acteur(
        cabinet_id=person["cabinet_id"],
        nom=person["nom"],
        partenaire="",
        profil=profil,
        niveau=ADVANCED,
        cle_id="",
        utilisateur_id=person["utilisateur_id"],
        dossiers=None if person["tous_dossiers"] else frozenset(named),
        profils={
            dossier_id: min(lowered, profil)
            for dossier_id, lowered in named.items()
            if lowered is not None
        },
    )


def sign_out(store: Store, jeton: str) -> None:
    """Close a session, whatever its state; nothing to do when there is none."""
    if jeton:
        with store.transaction(AUCUN) as conn:
            sessions.close(conn, digest(store, jeton))


def list_mine(store: Store, visite: Visite) -> list[Ouverte]:
    """List the open sessions of whoever asks, the last seen first."""
    by_person = list_by_person(store, visite)
    return by_person.get(visite.acteur.utilisateur_id, [])


def list_by_person(store: Store, visite: Visite) -> dict[str, list[Ouverte]]:
    """List the open sessions of the cabinet by person."""
    now = clock.now()
    found: dict[str, list[Ouverte]] = {}
    with store.lecture(visite.ici) as conn:
        for row in sessions.list_open(conn, visite.acteur.cabinet_id, now, now - INACTIVE):
            found.setdefault(row["utilisateur_id"], []).append(
                Ouverte(
                    row["numero"],
                    row["navigateur"],
                    row["adresse"],
                    row["cree_le"],
                    row["vue_le"],
                    row["empreinte"] == visite.empreinte,
                )
            )
    return found


def close_mine(store: Store, visite: Visite, numero: str) -> None:
    """Close one of one's own sessions, or all the others for an empty number."""
    mine = visite.acteur.utilisateur_id
    with store.transaction(visite.ici) as conn:
        if numero:
            sessions.close_one(conn, mine, numero)
        else:
            sessions.close_all(conn, mine, sauf=visite.empreinte)
        note(store, conn, visite.acteur, "session.fermer", mine, {"numero": numero or "autres"})


def close_cabinet(store: Store, visite: Visite) -> None:
    """Close every session of the cabinet but the one that asks."""
    with store.transaction(visite.ici) as conn:
        closed = sessions.close_cabinet(conn, visite.acteur.cabinet_id, visite.empreinte)
        note(store, conn, visite.acteur, "session.fermer", "cabinet", {"nombre": closed})


def note(
    store: Store,
    conn: Connection,
    acteur: Acteur,
    action: str,
    objet: str,
    contenu: dict[str, object],
) -> None:
    """Write in the cabinet's audit what was done about a person."""
    audit.note(
        conn,
        Perimetre(acteur.cabinet_id, 0),
        store.config,
        auteur=acteur.nom,
        acteur=acteur.identite,
        action=action,
        objet=objet,
        contenu=contenu,
    )
