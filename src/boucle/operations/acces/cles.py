"""Cles: making, listing and revoking the keys of a cabinet."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping

from boucle import clock
from boucle.errors import Refus
from boucle.errors.demandes.req import DOSSIER_INCONNU, PARAMETRE_INVALIDE
from boucle.operations.acces.acteur import ADVANCED, STANDARD
from boucle.schema.acces import PROFIL_CABINET, PROFIL_MAX
from boucle.schema.champs.champ import shown
from boucle.store.acces import audit, cles
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.values import AUCUN, Perimetre

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
VALIDITE = timedelta(days=365)
PROFILS = {STANDARD: 0, ADVANCED: PROFIL_CABINET}
"""Profile of a key that is given none: a Standard key sends files; an Advanced one may do every
published call of the firm's level, removals included."""
_EXPLOITANT = "exploitant"


@dataclass(frozen=True, slots=True)
class Trousseau:
    """The three secrets of a new key, shown once: they cannot be read again."""

    abonnement: str
    cle: str
    secret: str

    @classmethod
    def draw(cls) -> Trousseau:
        """Draw three secrets."""
        return cls(
            abonnement=secrets.token_hex(16),
            cle="".join(secrets.choice(_ALPHABET) for _ in range(26)),
            secret=base64.b64encode(secrets.token_bytes(32)).decode(),
        )

    @property
    def x_apikey(self) -> str:
        """Value of the `x-apikey` header."""
        return f"{self.cle}:{self.secret}"


def create(
    store: Store,
    cabinet: str,
    *,
    nom: str,
    partenaire: str,
    codes: Sequence[str] | None,
    niveau: str = STANDARD,
    profil: int | None = None,
) -> Trousseau:
    """Make a subscription key and an API key; codes None opens every dossier of the cabinet.

    profil None: that of its level, `PROFILS`.
    Refuses PARAMETRE_INVALIDE for an unknown cabinet, level or profile, and DOSSIER_INCONNU.
    """
    _check("niveau", niveau, niveau in (STANDARD, ADVANCED), f"{STANDARD} ou {ADVANCED}")
    profil = PROFILS[niveau] if profil is None else profil
    _check("profil", profil, 0 <= profil <= PROFIL_MAX, f"un entier de 0 à {PROFIL_MAX}")
    made = Trousseau.draw()
    now = clock.now()
    told = {"nom": nom, "partenaire": partenaire, "niveau": niveau, "profil": profil}
    cabinet_id = _cabinet_id(store, cabinet)
    with store.transaction(Perimetre(cabinet_id, 0)) as conn:
        opened = _dossiers(conn, cabinet_id, codes or ())
        cles.add_abonnement(
            conn,
            {
                "empreinte": cles.digest(store.config, made.abonnement),
                "cabinet_id": cabinet_id,
                "nom": nom,
                "cree_le": now,
            },
        )
        cles.add_cle(
            conn,
            {
                "cle": made.cle,
                "cabinet_id": cabinet_id,
                "empreinte": cles.digest(store.config, made.secret),
                **told,
                "tous_dossiers": codes is None,
                "cree_le": now,
                "expire_le": now + VALIDITE,
            },
            opened,
        )
        _note(
            store,
            conn,
            cabinet_id,
            "cle.creer",
            made.cle,
            {**told, "dossiers": "tous" if codes is None else sorted(codes)},
        )
    return made


def list_cles(store: Store, cabinet: str) -> Sequence[RowMapping]:
    """List the keys of a cabinet; their secrets are not kept."""
    cabinet_id = _cabinet_id(store, cabinet)
    with store.lecture(Perimetre(cabinet_id, 0)) as conn:
        return cles.list_cles(conn, cabinet_id)


def revoke(store: Store, cabinet: str, cle: str) -> None:
    """Revoke a key at once; refuses PARAMETRE_INVALIDE when there is no such living key."""
    cabinet_id = _cabinet_id(store, cabinet)
    with store.transaction(Perimetre(cabinet_id, 0)) as conn:
        done = cles.revoke(conn, cabinet_id, cle, clock.now())
        if done:
            _note(store, conn, cabinet_id, "cle.revoquer", cle, {})
    _check("clé", cle, done, "une clé en service de ce cabinet")


def _dossiers(conn: Connection, cabinet_id: int, codes: Sequence[str]) -> list[int]:
    opened = []
    for code in codes:
        dossier_id = dossiers.find(conn, cabinet_id, code)
        if dossier_id is None:
            raise Refus(DOSSIER_INCONNU, codeIBS=code)
        opened.append(dossier_id)
    return opened


def _note(
    store: Store,
    conn: Connection,
    cabinet_id: int,
    action: str,
    cle: str,
    contenu: dict[str, Any],
) -> None:
    audit.note(
        conn,
        Perimetre(cabinet_id, 0),
        store.config,
        auteur=_EXPLOITANT,
        acteur=_EXPLOITANT,
        action=action,
        objet=cle,
        contenu=contenu,
    )


def _cabinet_id(store: Store, cabinet: str) -> int:
    with store.lecture(AUCUN) as conn:
        cabinet_id = dossiers.find_cabinet(conn, cabinet)
    _check("cabinet", cabinet, cabinet_id is not None, "un cabinet connu")
    assert cabinet_id is not None
    return cabinet_id


def _check(parametre: str, lu: object, right: bool, attendu: str) -> None:
    if not right:
        raise Refus(PARAMETRE_INVALIDE, parametre=parametre, lu=shown(lu), attendu=attendu)
