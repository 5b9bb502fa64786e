"""Traversees: the few questions asked across cabinets, answered by numbers of cabinets only.

Row-level security shows a transaction of PostgreSQL the cabinet that it names and no other. What
is asked before a cabinet is known is a function of the owner of the tables, which the serving role
may call and not change; SQLite, which has no roles, runs the same words as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, text

from boucle.compta.voie import Voie
from boucle.store.base.types import Entier, Instant, Texte
from boucle.store.fichiers.occupation import DE_PASSAGE
from boucle.store.travaux.imports import LIBRE

_TYPES: dict[str, tuple[Any, str]] = {
    "apres": (Entier, "bigint"),
    "avant": (Instant, "timestamptz"),
    "code": (Texte, "text"),
    "email": (Texte, "text"),
    "empreinte": (Texte, "text"),
    "limite": (Entier, "bigint"),
    "voie": (Entier, "bigint"),
    "voies": (Texte, "text"),
}


@dataclass(frozen=True, slots=True)
class Traversee:
    """One question across cabinets: its words give one column of numbers of cabinets."""

    nom: str
    parametres: tuple[str, ...]
    sql: str

    @property
    def signature(self) -> str:
        """The function as PostgreSQL names it, with the types of its parameters."""
        return f"boucle_{self.nom}({', '.join(_TYPES[one][1] for one in self.parametres)})"

    @property
    def corps(self) -> str:
        """The words of the function, whose parameters are known by their place."""
        words = self.sql
        # The longest first: `:voies` is not `:voie` and a letter.
        for place, nom in sorted(enumerate(self.parametres, 1), key=lambda one: -len(one[1])):
            words = words.replace(f":{nom}", f"${place}")
        return words

    def cabinets(self, conn: Connection, **given: Any) -> list[int]:
        """Ask it; give each cabinet once, in the order of the answer."""
        words = self.sql
        if conn.dialect.name == "postgresql":
            called = ", ".join(f":{nom}" for nom in self.parametres)
            words = f"SELECT * FROM boucle_{self.nom}({called})"  # noqa: S608 (our own names)
        bound = [bindparam(nom, type_=_TYPES[nom][0]) for nom in self.parametres]
        found = conn.execute(text(words).bindparams(*bound), given).scalars()
        return list(dict.fromkeys(map(int, found)))

    def cabinet(self, conn: Connection, **given: Any) -> int | None:
        """Ask it where there is one answer at most."""
        return next(iter(self.cabinets(conn, **given)), None)


def liste_voies(voies: Sequence[Voie]) -> str:
    """Write lanes as one parameter that both databases read."""
    return f",{','.join(str(int(voie)) for voie in voies)},"


PAR_ABONNEMENT = Traversee(
    "cabinet_par_abonnement",
    ("empreinte",),
    "SELECT cabinet_id FROM abonnement WHERE empreinte = :empreinte AND revoque_le IS NULL",
)
PAR_SESSION = Traversee(
    "cabinet_par_session",
    ("empreinte",),
    "SELECT cabinet_id FROM session WHERE empreinte = :empreinte",
)
PAR_INVITATION = Traversee(
    "cabinet_par_invitation",
    ("empreinte",),
    "SELECT cabinet_id FROM invitation WHERE empreinte = :empreinte AND cabinet_id IS NOT NULL",
)
PAR_EMAIL = Traversee(
    "cabinets_par_email",
    ("email",),
    "SELECT cabinet_id FROM utilisateur WHERE email = :email LIMIT 2",
)
TOUS = Traversee("cabinets", (), "SELECT cabinet_id FROM cabinet ORDER BY cabinet_id")
HABITE = Traversee(
    "cabinet_habite", (), "SELECT cabinet_id FROM utilisateur ORDER BY cabinet_id LIMIT 1"
)
DERNIER = Traversee(
    "cabinet_dernier", (), "SELECT cabinet_id FROM cabinet ORDER BY cabinet_id DESC LIMIT 1"
)
PAR_CODE = Traversee(
    "cabinet_par_code", ("code",), "SELECT cabinet_id FROM cabinet WHERE code = :code"
)
EN_ATTENTE = Traversee(
    "cabinet_en_attente",
    ("voie", "avant", "apres"),
    f"SELECT cabinet_id FROM import_comptable WHERE {LIBRE} AND voie = :voie "  # noqa: S608
    "AND prochain_essai <= :avant AND cabinet_id > :apres ORDER BY cabinet_id LIMIT 1",
)
BAIL_ECHU = Traversee(
    "cabinets_au_bail_echu",
    ("voies", "avant", "limite"),
    "SELECT cabinet_id FROM import_comptable WHERE etat = 'en_cours' AND bail_fin < :avant "
    "AND :voies LIKE '%,' || voie || ',%' ORDER BY bail_fin LIMIT :limite",
)
A_BALAYER = Traversee(
    "cabinets_a_balayer",
    ("limite",),
    "SELECT cabinet_id FROM import_comptable WHERE a_balayer ORDER BY modifie_le LIMIT :limite",
)
AUX_DECISIONS_DUES = Traversee(
    "cabinets_aux_decisions_dues",
    ("avant", "limite"),
    "SELECT cabinet_id FROM decision_demandee WHERE due_le <= :avant ORDER BY due_le LIMIT :limite",
)
AUX_CLES_PERIMEES = Traversee(
    "cabinets_aux_cles_perimees",
    ("avant", "limite"),
    "SELECT DISTINCT cabinet_id FROM idempotence WHERE le < :avant LIMIT :limite",
)
AUX_FICHIERS_DE_PASSAGE = Traversee(
    "cabinets_aux_fichiers_de_passage",
    ("avant", "limite"),
    f"SELECT cabinet_id FROM fichier_garde WHERE le < :avant AND {DE_PASSAGE} "  # noqa: S608
    "ORDER BY le LIMIT :limite",
)

TOUTES = (
    PAR_ABONNEMENT,
    PAR_SESSION,
    PAR_INVITATION,
    PAR_EMAIL,
    PAR_CODE,
    TOUS,
    HABITE,
    DERNIER,
    EN_ATTENTE,
    BAIL_ECHU,
    A_BALAYER,
    AUX_DECISIONS_DUES,
    AUX_CLES_PERIMEES,
    AUX_FICHIERS_DE_PASSAGE,
)
