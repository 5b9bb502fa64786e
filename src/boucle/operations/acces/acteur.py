"""Acteur: who acts and on which dossiers; the only source of a Perimetre."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from boucle import clock
from boucle.errors import Refus
from boucle.errors.demandes.req import (
    ABONNEMENT_ABSENT,
    ABONNEMENT_INVALIDE,
    CLE_INVALIDE,
    CLE_STANDARD,
    DOSSIER_INCONNU,
    PROFIL_INSUFFISANT,
)
from boucle.errors.demandes.ressource import DOSSIER_ATTENDU
from boucle.store.acces import cles, personnes
from boucle.store.base.engine import Store, enter
from boucle.store.fiches import dossiers
from boucle.values import AUCUN, Perimetre, bad_character, shown

STANDARD = "standard"
ADVANCED = "advanced"
_KEY_MAX = 512


@dataclass(frozen=True, slots=True)
class Acteur:
    """Act for one cabinet under one key, or as one person; one of cle_id, utilisateur_id is given.

    dossiers: ids opened to it, or None for all those of the cabinet. profil: 0 to 5; profils: of
    the dossiers where it is another one, by id.
    """

    cabinet_id: int
    nom: str
    partenaire: str
    profil: int
    niveau: str
    cle_id: str
    dossiers: frozenset[int] | None = frozenset()
    profils: Mapping[int, int] = field(default_factory=dict)
    utilisateur_id: str = ""

    @property
    def cabinet(self) -> Perimetre:
        """Where the acteur's transactions take place before a dossier is found."""
        return Perimetre(self.cabinet_id, 0)

    @property
    def identite(self) -> str:
        """Name the acteur as the audit does: names may change or be given twice, keys do not."""
        if self.utilisateur_id:
            return f"personne:{self.utilisateur_id}"
        return f"cle:{self.cle_id}" if self.cle_id else self.nom

    @property
    def porteur(self) -> str:
        """Say whose retries are the same request: those of one key, or of one person."""
        return self.cle_id or self.identite

    def perimetre(self, conn: Connection, code_dossier: str) -> Perimetre:
        """Give the perimetre of a dossier, by its code.

        Refuses DOSSIER_INCONNU alike for a dossier absent, deleted or not opened to it, and
        CLE_STANDARD when a Standard key asks for the cabinet's own folder.
        """
        if code_dossier == dossiers.CODE_CABINET:
            if self.niveau != ADVANCED:
                raise Refus(CLE_STANDARD)
            return Perimetre(self.cabinet_id, 0, self.dossiers)
        readable = bad_character(code_dossier) is None
        dossier_id = dossiers.find(conn, self.cabinet_id, code_dossier) if readable else None
        if dossier_id is None or not self.opens(dossier_id):
            raise Refus(DOSSIER_INCONNU, codeIBS=shown(code_dossier))
        return Perimetre(self.cabinet_id, dossier_id)

    def dossier_client(self, conn: Connection, code_dossier: str, quoi: str) -> Perimetre:
        """Give the perimetre of a client's dossier; quoi: what is asked for, to say it in French.

        Refuses as `perimetre`, and DOSSIER_ATTENDU for the cabinet's own folder.
        """
        perimetre = self.perimetre(conn, code_dossier)
        if perimetre.dossier_id == 0:
            raise Refus(DOSSIER_ATTENDU, ressource=quoi, lu=code_dossier)
        return perimetre

    def open_more(self, conn: Connection, dossier_ids: Iterable[int]) -> None:
        """Open the dossiers that the acteur has just created to it, where it opens not all."""
        if self.dossiers is None:
            return
        new = sorted(set(dossier_ids) - self.dossiers)
        if self.utilisateur_id:
            unlowered = dict.fromkeys(new)
            personnes.add_dossiers(conn, self.cabinet_id, self.utilisateur_id, unlowered)
        else:
            cles.open_dossiers(conn, self.cabinet_id, self.cle_id, new)

    def opens(self, dossier_id: int) -> bool:
        """True when this dossier is opened to the acteur."""
        return self.dossiers is None or dossier_id in self.dossiers

    def profil_pour(self, perimetre: Perimetre | None) -> int:
        """Give the profile there; None: the highest one, since nothing says where yet."""
        if perimetre is None:
            return max((self.profil, *self.profils.values()))
        return self.profils.get(perimetre.dossier_id, self.profil)

    def demand_profil(self, requis: int, perimetre: Perimetre | None) -> None:
        """Refuse PROFIL_INSUFFISANT below this profile."""
        profil = self.profil_pour(perimetre)
        if profil < requis:
            raise Refus(PROFIL_INSUFFISANT, requis=requis, profil=profil)


def authenticate(
    store: Store,
    subscription: str | None,
    api_key: str | None,
    judge: Callable[[Connection, Acteur], None] | None = None,
) -> Acteur:
    """Recognise the caller by its two keys, which must belong to the same cabinet.

    judge: what else must hold, asked in the same snapshot. Refuses ABONNEMENT_ABSENT,
    ABONNEMENT_INVALIDE, CLE_INVALIDE. Nothing in the answer or in its time tells an unknown key
    from a wrong secret.
    """
    if not subscription:
        raise Refus(ABONNEMENT_ABSENT)
    key, _, secret = (api_key or "").strip().partition(":")
    readable = all(part.isascii() and part.isprintable() for part in (subscription, key, secret))
    if not readable or len(subscription) + len(key) + len(secret) > _KEY_MAX:
        raise Refus(CLE_INVALIDE)
    given = cles.digest(store.config, secret.strip())
    with store.lecture(AUCUN) as conn:
        cabinet_id = cles.find_abonnement(conn, cles.digest(store.config, subscription.strip()))
        if cabinet_id is None:
            raise Refus(ABONNEMENT_INVALIDE)
        enter(conn, cabinet_id)
        row = cles.find_cle(conn, cabinet_id, key)
        # A key that is not there takes as long to refuse as a secret that is not the right one.
        right = hmac.compare_digest(given, row["empreinte"] if row else given)
        if row is None or not right:
            raise Refus(CLE_INVALIDE)
        acteur = acteur_of_key(conn, key, row, clock.now())
        if acteur is None:
            raise Refus(CLE_INVALIDE)
        if judge is not None:
            judge(conn, acteur)
    return acteur


def acteur_of_key(conn: Connection, cle_id: str, row: RowMapping, now: datetime) -> Acteur | None:
    """Give the acteur that a key is, None when it was revoked or has expired."""
    expired = row["expire_le"] is not None and row["expire_le"] <= now
    if row["revoquee_le"] is not None or expired:
        return None
    cabinet_id = row["cabinet_id"]
    return Acteur(
        cabinet_id=cabinet_id,
        nom=row["nom"],
        partenaire=row["partenaire"],
        profil=row["profil"],
        niveau=row["niveau"],
        cle_id=cle_id,
        dossiers=None if row["tous_dossiers"] else cles.dossiers_of(conn, cabinet_id, cle_id),
    )
