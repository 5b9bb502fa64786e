"""Personnes: who may sign in to a cabinet, with which profile and on which dossiers.

A person belongs to one cabinet; someone who works for two is two persons, and gives the code of the
cabinet when signing in. A dossier lowers the profile of a person and never raises it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping

from boucle import clock
from boucle.errors import Refus
from boucle.errors.demandes.req import DOSSIER_INCONNU
from boucle.errors.demandes.req_personne import (
    ADRESSE_PRISE,
    DERNIER_ADMINISTRATEUR,
    LIEN_PERIME,
    PERSONNE_INCONNUE,
)
from boucle.operations.acces.acteur import ADVANCED, Acteur
from boucle.operations.acces.mots_de_passe import check_choice, make_empreinte
from boucle.operations.acces.reglage import (
    NOM_MAX,
    Reglage,
    check_reglage,
    checked_email,
    demand,
    demand_text,
    fold_email,
)
from boucle.operations.acces.sessions import note
from boucle.operations.nouvelles.notifications import begin
from boucle.schema.acces import PROFIL_MAX
from boucle.store.acces import cles, personnes, sessions
from boucle.store.base.engine import Store, enter
from boucle.store.fiches import dossiers
from boucle.values import AUCUN, Perimetre, shown

LIEN_VALABLE = timedelta(hours=24)
_USAGE = "invitation"


@dataclass(frozen=True, slots=True)
class Personne:
    """One person of a cabinet, as shown to its administrator.

    pret: a password was chosen. codes: dossiers opened, None for all. baisses: as in `Reglage`.
    """

    utilisateur_id: str
    email: str
    nom: str
    profil: int
    actif: bool
    facteur: bool
    pret: bool
    connecte_le: datetime | None
    codes: tuple[str, ...] | None
    baisses: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Lien:
    """What a link leads to: a person who is known, or the first one of a cabinet, or of the server.

    email, nom, cabinet: empty where they are still to be given.
    """

    email: str
    nom: str
    cabinet: str
    premier: bool
    nouveau_cabinet: bool


def operator(cabinet_id: int) -> Acteur:
    """Give the acteur of who holds the server itself, by its command line."""
    return Acteur(cabinet_id, "exploitant", "", PROFIL_MAX, ADVANCED, "", None)


def list_all(store: Store, acteur: Acteur) -> list[Personne]:
    """List the persons of the cabinet by name."""
    here = Perimetre(acteur.cabinet_id, 0)
    with store.lecture(here) as conn:
        codes = dict(dossiers.living(conn, acteur.cabinet_id))
        named = personnes.all_dossiers(conn, acteur.cabinet_id)
        return [
            _shown(row, codes, named.get(row["utilisateur_id"], {}))
            for row in personnes.list_all(conn, acteur.cabinet_id)
        ]


def invite(store: Store, acteur: Acteur, email: str, reglage: Reglage) -> tuple[str, str]:
    """Create a person who has still to choose a password; give the id and the link's secret.

    Refuses ADRESSE_PRISE, PARAMETRE_INVALIDE, DOSSIER_INCONNU.
    """
    email = checked_email(email)
    check_reglage(reglage)
    with store.transaction(Perimetre(acteur.cabinet_id, 0)) as conn:
        if any(row["email"] == email for row in personnes.list_all(conn, acteur.cabinet_id)):
            raise Refus(ADRESSE_PRISE, email=email)
        utilisateur_id = _add(conn, acteur.cabinet_id, email, reglage)
        _name_dossiers(conn, acteur.cabinet_id, utilisateur_id, reglage)
        jeton = _link(store, conn, acteur.cabinet_id, utilisateur_id)
        note(store, conn, acteur, "personne.inviter", utilisateur_id, _told(reglage, email))
    return utilisateur_id, jeton


def settle(store: Store, acteur: Acteur, utilisateur_id: str, reglage: Reglage) -> None:
    """Set the name, the profile and the dossiers of a person.

    Refuses PERSONNE_INCONNUE, DERNIER_ADMINISTRATEUR, and as `invite`.
    """
    check_reglage(reglage)
    with store.transaction(Perimetre(acteur.cabinet_id, 0)) as conn:
        row = _known(conn, acteur, utilisateur_id)
        if reglage.profil < PROFIL_MAX or reglage.codes is not None:
            _keep_one_administrator(conn, row)
        personnes.change(
            conn,
            utilisateur_id,
            nom=reglage.nom.strip(),
            profil=reglage.profil,
            tous_dossiers=reglage.codes is None,
        )
        _name_dossiers(conn, acteur.cabinet_id, utilisateur_id, reglage)
        note(store, conn, acteur, "personne.regler", utilisateur_id, _told(reglage, row["email"]))


def enable(store: Store, acteur: Acteur, utilisateur_id: str, *, actif: bool) -> None:
    """Let a person sign in again, or no more: sessions and links end at once."""
    with store.transaction(Perimetre(acteur.cabinet_id, 0)) as conn:
        row = _known(conn, acteur, utilisateur_id)
        if not actif:
            _keep_one_administrator(conn, row)
            sessions.close_all(conn, utilisateur_id)
            personnes.forget_invitations(conn, utilisateur_id)
        personnes.change(conn, utilisateur_id, actif=actif)
        action = "personne.activer" if actif else "personne.desactiver"
        note(store, conn, acteur, action, utilisateur_id, {"email": row["email"]})


def reset(store: Store, acteur: Acteur, utilisateur_id: str, *, facteur: bool = False) -> str:
    """Give a link by which a person chooses a password; facteur: forgets the second factor too.

    The password of before holds until the link is followed; sessions end at once.
    """
    with store.transaction(Perimetre(acteur.cabinet_id, 0)) as conn:
        row = _known(conn, acteur, utilisateur_id)
        if facteur:
            personnes.change(conn, utilisateur_id, facteur=None, facteur_pas=0, secours="")
        sessions.close_all(conn, utilisateur_id)
        jeton = _link(store, conn, acteur.cabinet_id, utilisateur_id)
        contenu = {"email": row["email"], "facteur": facteur}
        note(store, conn, acteur, "personne.reinitialiser", utilisateur_id, contenu)
    return jeton


def close_sessions(store: Store, acteur: Acteur, utilisateur_id: str) -> None:
    """Close every session of a person."""
    with store.transaction(Perimetre(acteur.cabinet_id, 0)) as conn:
        _known(conn, acteur, utilisateur_id)
        closed = sessions.close_all(conn, utilisateur_id)
        note(store, conn, acteur, "session.fermer", utilisateur_id, {"nombre": closed})


def first_links(store: Store) -> list[tuple[str, str]]:
    """Make a link for the first person of each cabinet, while the server knows nobody.

    Gives (name of the cabinet, secret); one with no name when there is no cabinet yet.
    """
    with store.transaction(AUCUN) as conn:
        found = personnes.without_anyone(conn)
        if found is None:
            return []
        if not found:
            return [("", _link(store, conn, None, None))]
        links = []
        for cabinet_id in found:
            enter(conn, cabinet_id)
            nom = dossiers.cabinet_name(conn, cabinet_id)
            links.append((nom, _link(store, conn, cabinet_id, None)))
        return links


def administrator_link(store: Store, code_cabinet: str) -> str:
    """Make a link that creates one more administrator of a cabinet, for the operator."""
    cabinet_id = cabinet_of(store, code_cabinet)
    with store.transaction(Perimetre(cabinet_id, 0)) as conn:
        note(store, conn, operator(cabinet_id), "personne.lien", "administrateur", {})
        return _link(store, conn, cabinet_id, None)


def cabinet_of(store: Store, code: str) -> int:
    """Give the id of a cabinet by its code; refuses PARAMETRE_INVALIDE."""
    with store.lecture(AUCUN) as conn:
        cabinet_id = dossiers.find_cabinet(conn, code)
    demand("cabinet", code, cabinet_id is not None, "un cabinet connu")
    assert cabinet_id is not None
    return cabinet_id


def find_id(store: Store, cabinet_id: int, email: str) -> str:
    """Give the id of a person of a cabinet by address; refuses PERSONNE_INCONNUE."""
    with store.lecture(Perimetre(cabinet_id, 0)) as conn:
        for row in personnes.list_all(conn, cabinet_id):
            if row["email"] == fold_email(email):
                return str(row["utilisateur_id"])
    raise Refus(PERSONNE_INCONNUE)


def read_link(store: Store, jeton: str) -> Lien:
    """Say what a link leads to, and leave it as it is; refuses LIEN_PERIME."""
    with store.lecture(AUCUN) as conn:
        row = _living_link(store, conn, jeton)
        person = personnes.find(conn, row["utilisateur_id"]) if row["utilisateur_id"] else None
        cabinet = dossiers.cabinet_name(conn, row["cabinet_id"]) if row["cabinet_id"] else ""
    if person is not None:
        return Lien(person["email"], person["nom"], person["cabinet"], False, False)
    return Lien("", "", cabinet, True, row["cabinet_id"] is None)


def follow(
    store: Store,
    jeton: str,
    mot_de_passe: str,
    *,
    email: str = "",
    nom: str = "",
    code_cabinet: str = "",
    nom_cabinet: str = "",
) -> str:
    """Choose a password by a link, which is then used up; give the address to sign in with.

    email, nom: of the first administrator; code_cabinet, nom_cabinet: of the cabinet to create.
    Refuses LIEN_PERIME, MOT_DE_PASSE_FAIBLE, PARAMETRE_INVALIDE, ADRESSE_PRISE.
    """
    lien = read_link(store, jeton)
    if lien.premier:
        lien = Lien(
            checked_email(email),
            nom.strip(),
            lien.cabinet or nom_cabinet.strip(),
            True,
            lien.nouveau_cabinet,
        )
        check_reglage(Reglage(lien.nom, PROFIL_MAX))
        if lien.nouveau_cabinet:
            demand_text("code du cabinet", code_cabinet.strip(), 20)
            demand_text("nom du cabinet", lien.cabinet, NOM_MAX)
    check_choice(mot_de_passe, lien.email, lien.nom, lien.cabinet)
    empreinte = make_empreinte(mot_de_passe)
    with store.transaction(AUCUN) as conn:
        row = _living_link(store, conn, jeton)
        if not personnes.take_invitation(conn, row["empreinte"]):
            raise Refus(LIEN_PERIME)
        cabinet_id, who = row["cabinet_id"], row["utilisateur_id"]
        if cabinet_id is None:
            code = code_cabinet.strip()
            taken = dossiers.find_cabinet(conn, code) is not None
            demand("code du cabinet", code, not taken, "un code qui n'est pas pris")
            cabinet_id = dossiers.create_cabinet(conn, code, lien.cabinet)
        if who is None:
            if any(row["email"] == lien.email for row in personnes.list_all(conn, cabinet_id)):
                raise Refus(ADRESSE_PRISE, email=lien.email)
            who = _add(conn, cabinet_id, lien.email, Reglage(lien.nom, PROFIL_MAX))
        personnes.change(conn, who, empreinte=empreinte)
        sessions.close_all(conn, who)
        acteur = Acteur(cabinet_id, lien.nom, "", 0, ADVANCED, "", utilisateur_id=who)
        note(store, conn, acteur, "personne.mot-de-passe", who, {"premier": lien.premier})
    return lien.email


def _add(conn: Connection, cabinet_id: int, email: str, reglage: Reglage) -> str:
    utilisateur_id = secrets.token_hex(8)
    personnes.add(
        conn,
        {
            "utilisateur_id": utilisateur_id,
            "cabinet_id": cabinet_id,
            "email": email,
            "nom": reglage.nom.strip(),
            "empreinte": "",
            "facteur_pas": 0,
            "secours": "",
            "profil": reglage.profil,
            "tous_dossiers": reglage.codes is None,
            "actif": True,
            "cree_le": clock.now(),
        },
    )
    begin(conn, cabinet_id, utilisateur_id)
    return utilisateur_id


def _name_dossiers(
    conn: Connection, cabinet_id: int, utilisateur_id: str, reglage: Reglage
) -> None:
    chosen: dict[int, int | None] = {}
    for code in sorted({*(reglage.codes or ()), *reglage.baisses}):
        dossier_id = dossiers.find(conn, cabinet_id, code)
        if dossier_id is None or dossier_id == 0:
            raise Refus(DOSSIER_INCONNU, codeIBS=shown(code))
        chosen[dossier_id] = reglage.baisses.get(code)
    personnes.set_dossiers(conn, cabinet_id, utilisateur_id, chosen)


def _link(
    store: Store, conn: Connection, cabinet_id: int | None, utilisateur_id: str | None
) -> str:
    jeton, now = secrets.token_urlsafe(32), clock.now()
    personnes.sweep_invitations(conn, now)
    personnes.add_invitation(
        conn,
        {
            "empreinte": cles.digest(store.config, jeton, _USAGE),
            "cabinet_id": cabinet_id,
            "utilisateur_id": utilisateur_id,
            "cree_le": now,
            "expire_le": now + LIEN_VALABLE,
        },
    )
    return jeton


def _living_link(store: Store, conn: Connection, jeton: str) -> RowMapping:
    empreinte = cles.digest(store.config, jeton, _USAGE)
    row = personnes.find_invitation(conn, empreinte, clock.now())
    if row is None:
        raise Refus(LIEN_PERIME)
    return row


def _known(conn: Connection, acteur: Acteur, utilisateur_id: str) -> RowMapping:
    row = personnes.find(conn, utilisateur_id)
    if row is None or row["cabinet_id"] != acteur.cabinet_id:
        raise Refus(PERSONNE_INCONNUE)
    return row


def _keep_one_administrator(conn: Connection, row: RowMapping) -> None:
    reigns = row["actif"] and row["profil"] == PROFIL_MAX and row["tous_dossiers"]
    if reigns and not personnes.count_others(
        conn, row["cabinet_id"], row["utilisateur_id"], PROFIL_MAX
    ):
        raise Refus(DERNIER_ADMINISTRATEUR, nom=row["nom"])


def _shown(row: RowMapping, codes: dict[int, str], named: dict[int, int | None]) -> Personne:
    living = {codes[key]: profil for key, profil in named.items() if key in codes}
    return Personne(
        utilisateur_id=row["utilisateur_id"],
        email=row["email"],
        nom=row["nom"],
        profil=row["profil"],
        actif=row["actif"],
        facteur=row["facteur"] is not None,
        pret=bool(row["empreinte"]),
        connecte_le=row["connecte_le"],
        codes=None if row["tous_dossiers"] else tuple(sorted(living)),
        baisses={code: profil for code, profil in living.items() if profil is not None},
    )


def _told(reglage: Reglage, email: str) -> dict[str, Any]:
    return {
        "email": email,
        "nom": reglage.nom.strip(),
        "profil": reglage.profil,
        "dossiers": "tous" if reglage.codes is None else sorted(reglage.codes),
        "baisses": dict(reglage.baisses),
    }
