"""Connexion: signing in, in two steps, and registering the second factor.

A try is counted before it is looked at, so that any number of them at the same moment find the same
bounds. The answer is the same for an address that is unknown, disabled or known to several
cabinets, and for a wrong password.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping

from boucle import clock
from boucle.errors import Refus
from boucle.errors.demandes.req_personne import (
    CODE_REFUSE,
    CONNEXION_RALENTIE,
    CONNEXION_REFUSEE,
)
from boucle.operations.acces import facteur, sessions
from boucle.operations.acces.cadence import Cadence, Quota, origin
from boucle.operations.acces.mots_de_passe import is_right
from boucle.operations.acces.reglage import fold_email
from boucle.operations.acces.sessions import Provenance, Visite
from boucle.operations.atelier import Atelier
from boucle.store.acces import personnes
from boucle.store.acces import sessions as table
from boucle.values import AUCUN, Perimetre

ENSEMBLE = Quota("connexion", 10, 900)
"""Tries of one account from one address: ten at once, then one in 90 seconds."""
COMPTE = Quota("connexion-compte", 40, 3_600)
ADRESSE = Quota("connexion-adresse", 100, 900)
CODES = Quota("connexion-code", 10, 3_600)
_CODES_MAX = 5
_LOG = logging.getLogger("boucle.connexion")


@dataclass(frozen=True, slots=True)
class Essai:
    """What someone types to sign in; code_cabinet is empty when it is not given."""

    email: str
    mot_de_passe: str
    code_cabinet: str = ""


@dataclass(frozen=True, slots=True)
class Entree:
    """A secret for the browser; attend_code: the session awaits its second factor."""

    jeton: str
    attend_code: bool


def sign_in(
    atelier: Atelier, cadence: Cadence, essai: Essai, whence: Provenance, ancien: str = ""
) -> Entree:
    """Try a password; ancien: the session of this browser so far, closed when the try is right.

    Refuses CONNEXION_RALENTIE, CONNEXION_OCCUPEE, CONNEXION_REFUSEE.
    """
    email = fold_email(essai.email)
    _brake(cadence, email, whence.adresse)
    store = atelier.store
    with store.lecture(AUCUN) as conn:
        person = personnes.find_email(conn, email, essai.code_cabinet.strip())
    kept = person["empreinte"] if person is not None and person["actif"] else ""
    if not is_right(kept, essai.mot_de_passe) or person is None:
        _LOG.warning("sign-in refused from %s", whence.adresse)
        raise Refus(CONNEXION_REFUSEE)
    with store.transaction(Perimetre(person["cabinet_id"], 0)) as conn:
        again = personnes.find(conn, person["utilisateur_id"])
        if again is None or not again["actif"] or again["empreinte"] != kept:
            raise Refus(CONNEXION_REFUSEE)
        entree = Entree(
            sessions.add(store, conn, again, whence, ouverte=again["facteur"] is None),
            again["facteur"] is not None,
        )
        if not entree.attend_code:
            _welcome(atelier, conn, again, whence)
        # The last: it may be of another cabinet.
        table.close(conn, sessions.digest(store, ancien))
    return entree


def confirm(atelier: Atelier, cadence: Cadence, jeton: str, code: str, whence: Provenance) -> str:
    """Give the secret of a new, open session for a right code; the one that awaited it ends.

    Refuses CODE_REFUSE, CONNEXION_RALENTIE, and CONNEXION_REFUSEE when there is nothing to
    confirm any more: the wait is over, or five codes were wrong.
    """
    store, empreinte = atelier.store, sessions.digest(atelier.store, jeton)
    waiting = find_waiting(atelier, jeton)
    if waiting is None:
        raise Refus(CONNEXION_REFUSEE)
    _take(cadence, CODES, waiting["utilisateur_id"])
    here = Perimetre(waiting["cabinet_id"], 0)
    with store.transaction(here) as conn:
        tried = table.count_try(conn, empreinte)
        if tried > _CODES_MAX:
            table.close(conn, empreinte)
    if not 0 < tried <= _CODES_MAX:
        raise Refus(CONNEXION_REFUSEE)
    with store.transaction(here) as conn:
        person = personnes.find(conn, waiting["utilisateur_id"])
        if person is None or not person["actif"] or person["facteur"] is None:
            raise Refus(CONNEXION_REFUSEE)
        if not _take_code(atelier, conn, person, code):
            raise Refus(CODE_REFUSE)
        table.close(conn, empreinte)
        opened = sessions.add(store, conn, person, whence, ouverte=True)
        _welcome(atelier, conn, person, whence)
    return opened


def find_waiting(atelier: Atelier, jeton: str) -> RowMapping | None:
    """Give the session that awaits its code, None when there is none."""
    with atelier.store.lecture(AUCUN) as conn:
        row = table.find(conn, sessions.digest(atelier.store, jeton))
    if row is None or row["ouverte"] or not sessions.is_living(row, clock.now()):
        return None
    return row


def begin_enrolement(atelier: Atelier, visite: Visite) -> facteur.Enrolement:
    """Give the second factor to register, the same until it is confirmed."""
    with atelier.store.transaction(visite.ici) as conn:
        row = table.find(conn, visite.empreinte)
        sealed = row["facteur"] if row is not None else None
        if sealed is None:
            sealed = atelier.coffre.seal(facteur.make_secret()).decode()
            table.change(conn, visite.empreinte, facteur=sealed)
    secret = atelier.coffre.open(sealed.encode())
    return facteur.enrolement(secret, visite.email, visite.cabinet)


def enrol(atelier: Atelier, visite: Visite, code: str, whence: Provenance) -> tuple[str, list[str]]:
    """Register the second factor; give a new session's secret and the codes of last resort.

    The other sessions of the person, opened without it, end. Refuses CODE_REFUSE.
    """
    store, moi = atelier.store, visite.acteur.utilisateur_id
    with store.transaction(visite.ici) as conn:
        row = table.find(conn, visite.empreinte)
        sealed = row["facteur"] if row is not None else None
        pas = sealed and facteur.step_of(atelier.coffre.open(sealed.encode()), code)
        if not pas:
            raise Refus(CODE_REFUSE)
        codes = facteur.make_secours()
        personnes.change(
            conn,
            moi,
            facteur=sealed,
            facteur_pas=pas,
            secours=facteur.keep_secours(store.config, codes),
        )
        table.close_all(conn, moi)
        person = personnes.find(conn, moi)
        assert person is not None
        jeton = sessions.add(store, conn, person, whence, ouverte=True)
        sessions.note(store, conn, visite.acteur, "personne.facteur", moi, {})
    return jeton, codes


def _take_code(atelier: Atelier, conn: Connection, person: RowMapping, code: str) -> bool:
    secret = atelier.coffre.open(person["facteur"].encode())
    pas = facteur.step_of(secret, code)
    who = person["utilisateur_id"]
    if pas is not None:
        return personnes.take_step(conn, who, pas)
    left = facteur.use_secours(atelier.config, person["secours"], code)
    return left is not None and personnes.take_secours(conn, who, person["secours"], left)


def _welcome(atelier: Atelier, conn: Connection, person: RowMapping, whence: Provenance) -> None:
    personnes.change(conn, person["utilisateur_id"], connecte_le=clock.now())
    acteur = sessions.acteur_of(conn, person)
    sessions.note(
        atelier.store,
        conn,
        acteur,
        "session.ouvrir",
        person["utilisateur_id"],
        {"adresse": whence.adresse},
    )


def _brake(cadence: Cadence, email: str, adresse: str) -> None:
    # The name of the bucket tells no address, whoever reads the table.
    qui = hashlib.sha256(email.encode()).hexdigest()[:32]
    whence = origin(adresse)
    _take(cadence, ADRESSE, whence)
    _take(cadence, ENSEMBLE, f"{qui}:{whence}")
    _take(cadence, COMPTE, qui)


def _take(cadence: Cadence, quota: Quota, qui: str) -> None:
    verdict = cadence.take(quota, qui, exact=True)
    if not verdict.accorde:
        seconds = max(1, verdict.dans_s)
        delai = f"{seconds} s" if seconds < 60 else f"{-(-seconds // 60)} min"
        raise Refus(CONNEXION_RALENTIE, delai=delai, delai_s=seconds)
