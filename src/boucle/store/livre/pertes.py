"""Pertes: the lines of which a file on its way out could not say all, counted as a set.

One pass over the lines for all the questions of a format, one over what few lines bear beyond a
FEC, one over the labels: no line is fetched but the first of each loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    select,
)

from boucle.compta.examens import Constat, Examen, Regle
from boucle.compta.lot import SCHEMA
from boucle.store.livre.flux import Choix, join_import, scope
from boucle.store.livre.lignes import libelle_import, ligne
from boucle.store.livre.livre import same_line
from boucle.store.livre.ventilations import ligne_detail, ventilation
from boucle.values import Perimetre

_LIBELLES = {"journal_lib": "journal", "compte_lib": "compte", "tiers_lib": "tiers"}
_PARTS = {"axe": "axe", "section": "section", "part_quantite": "quantite"}
_ETABLISSEMENT = Examen("etablissement", Regle.DIT)
SANS_NUMERO = Examen("num", Regle.SANS_NUMERO)
_CHIFFRES = "0123456789"
_LETTRES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EURO = "EUR"
_NUMERO_MAX = 8
Constats = dict[Examen, Constat]


def examine(
    conn: Connection,
    perimetre: Perimetre,
    rows: Sequence[RowMapping],
    choix: Choix,
    examens: Sequence[Examen],
) -> Constats:
    """Answer each examen over the chosen lines of these imports; those that find nothing are out.

    A label is counted once, whatever the lines that bear it.
    """
    found: Constats = {}
    for row in rows:
        for examen, constat in _Passe(conn, perimetre, row, choix).run(examens).items():
            known = found.get(examen)
            found[examen] = (
                constat if known is None else known._replace(nombre=known.nombre + constat.nombre)
            )
    return found


class _Passe:
    """The questions asked of the lines of one import."""

    def __init__(
        self, conn: Connection, perimetre: Perimetre, row: RowMapping, choix: Choix
    ) -> None:
        self._conn, self._perimetre, self._row, self._choix = conn, perimetre, row, choix
        self._sqlite = conn.dialect.name == "sqlite"

    def run(self, examens: Sequence[Examen]) -> Constats:
        found: Constats = {}
        groups: dict[str, list[Examen]] = {}
        for examen in examens:
            groups.setdefault(_place(examen), []).append(examen)
        for place, asked in groups.items():
            if place == "libelle":
                found |= self._labels(asked)
            else:
                found |= self._counted(place, asked)
        if _ETABLISSEMENT in examens and self._row["etablissement"]:
            every = self._from("ligne", select(func.count()))
            nombre = self._conn.execute(every).scalar_one()
            if nombre:
                found[_ETABLISSEMENT] = Constat(nombre, None, self._row["etablissement"])
        return found

    def _from(self, place: str, query: Any) -> Any:
        """Read one of the three tables, for the chosen lines."""
        query = query.select_from(ligne)
        if place == "detail":
            query = query.join(ligne_detail, and_(*same_line()))
        elif place == "part":
            names = ("cabinet_id", "dossier_id", "import_id", "tentative", "n")
            query = query.join(
                ventilation, and_(*(ventilation.c[nom] == ligne.c[nom] for nom in names))
            )
        query = join_import(query, self._choix)
        return query.where(*scope(self._perimetre, self._row, self._choix))

    def _counted(self, place: str, asked: list[Examen]) -> Constats:
        conditions = [self._condition(place, examen) for examen in asked]
        sums = (func.sum(case((condition, 1), else_=0)) for condition in conditions)
        counts = self._conn.execute(self._from(place, select(*sums))).one()
        found: Constats = {}
        for examen, condition, count in zip(asked, conditions, counts, strict=True):
            if not count:
                continue
            column = self._column(place, examen)
            first = self._from(place, select(ligne.c.n, column)).where(condition)
            n, lu = self._conn.execute(first.order_by(ligne.c.n).limit(1)).one()
            found[examen] = Constat(int(count), n, "" if lu is None else str(lu))
        return found

    def _labels(self, asked: list[Examen]) -> Constats:
        c = libelle_import.c
        found: Constats = {}
        for examen in asked:
            query = select(func.count(), func.min(c.libelle)).where(
                c.cabinet_id == self._perimetre.cabinet_id,
                c.dossier_id == self._perimetre.dossier_id,
                c.import_id == self._row["import_id"],
                c.tentative == self._row["tentative"],
                c.genre == _LIBELLES[examen.colonne],
                c.variante > 0
                if examen.regle is Regle.VARIANTE
                else self._asked(c.libelle, examen),
            )
            count, lu = self._conn.execute(query).one()
            if count:
                found[examen] = Constat(int(count), None, str(lu))
        return found

    def _column(self, place: str, examen: Examen) -> Any:
        if place == "part":
            return ventilation.c[_PARTS[examen.colonne]]
        if place == "detail" and examen.colonne in ligne_detail.c:
            return ligne_detail.c[examen.colonne]
        return ligne.c[examen.colonne]

    def _condition(self, place: str, examen: Examen) -> Any:
        c = ligne.c
        if examen.regle is Regle.DEUX_COTES:
            return and_(c.debit != 0, c.credit != 0)
        if examen.regle is Regle.TROP_FIN:
            return c.montant_devise % 100 != 0
        if examen.regle is Regle.SOUS_PIECE:
            own = ligne_detail.c.reference
            return and_(own != "", c.piece_ref != "", own != c.piece_ref)
        if examen.regle is Regle.SANS_NUMERO:
            number = and_(
                func.length(c.num) <= _NUMERO_MAX,
                func.ltrim(c.num, _CHIFFRES) == "",
                not_(c.num.startswith("0")),
                c.num != "",
            )
            return not_(number)
        if examen.regle is Regle.DEVISE:
            code = and_(func.length(c.devise) == 3, func.ltrim(c.devise, _LETTRES) == "")
            home = or_(c.devise == EURO, and_(c.debit == 0, c.credit == 0))
            blank = and_(c.devise == "", c.montant_devise.is_not(None))
            return or_(blank, and_(c.devise != "", or_(not_(code), home)))
        if examen.regle is Regle.DEVISE_SEULE:
            alone = and_(c.devise == "", c.montant_devise.is_not(None))
            return or_(
                alone,
                c.devise == EURO,
                and_(c.devise != "", c.montant_devise.is_(None)),
            )
        return self._asked(self._column(place, examen), examen)

    def _asked(self, column: Any, examen: Examen) -> Any:
        if examen.regle is Regle.LONG:
            return func.length(column) > examen.valeur
        if examen.regle in (Regle.DANS, Regle.HORS):
            return self._holds(column, examen)
        if examen.regle is Regle.TU:
            return column == ""
        if examen.regle is Regle.HORS_LISTE:
            return and_(column != "", column.not_in(str(examen.valeur).split(",")))
        if examen.regle is Regle.PAS_GUID:
            bare = func.replace(column, "-", "")
            shaped = and_(
                func.length(column) == 36,
                func.length(bare) == 32,
                func.ltrim(func.lower(bare), "0123456789abcdef") == "",
            )
            return and_(column != "", not_(shaped))
        if examen.colonne in ("axe", "section"):
            return literal(True)
        return column.is_not(None) if column.nullable else column != ""

    def _holds(self, column: Any, examen: Examen) -> Any:
        bounds = str(examen.valeur)
        pairs = list(zip(bounds[::2], bounds[1::2], strict=True))
        outside = "^" if examen.regle is Regle.HORS else ""
        if self._sqlite:
            body = "".join(f"{low}-{high}" for low, high in pairs)
            return column.op("GLOB")(f"*[{outside}{body}]*")
        body = "".join(f"\\u{ord(low):04x}-\\u{ord(high):04x}" for low, high in pairs)
        return column.op("~")(f"[{outside}{body}]")


def _place(examen: Examen) -> str:
    if examen.colonne in _LIBELLES:
        return "libelle"
    if examen.colonne in _PARTS:
        return "part"
    if examen.regle is Regle.SOUS_PIECE or examen.colonne not in SCHEMA:
        return "detail"
    return "ligne"


def collisions(
    conn: Connection, perimetre: Perimetre, rows: Sequence[RowMapping], choix: Choix
) -> int:
    """Count the numbers of écritures that two of these imports give in one journal."""
    if len(rows) < 2:
        return 0
    where = or_(*(and_(*scope(perimetre, row, choix)) for row in rows))
    c = ligne.c
    query = join_import(select(c.journal, c.num, c.import_id).select_from(ligne), choix)
    named = query.where(where).distinct().subquery()
    shared = (
        select(named.c.journal)
        .group_by(named.c.journal, named.c.num)
        .having(func.count() > 1)
        .subquery()
    )
    return int(conn.execute(select(func.count()).select_from(shared)).scalar_one())


def scattered(conn: Connection, perimetre: Perimetre, row: RowMapping, choix: Choix) -> int:
    """Count the écritures of an import whose lines do not follow one another."""
    c = ligne.c
    query = select(
        c.journal,
        c.num,
        func.lag(c.journal).over(order_by=c.n).label("avant_journal"),
        func.lag(c.num).over(order_by=c.n).label("avant_num"),
    ).select_from(ligne)
    lines = join_import(query, choix).where(*scope(perimetre, row, choix)).subquery()
    begun = or_(
        lines.c.avant_num.is_(None),
        lines.c.avant_num != lines.c.num,
        lines.c.avant_journal != lines.c.journal,
    )
    runs = (
        select(lines.c.num)
        .where(begun)
        .group_by(lines.c.journal, lines.c.num)
        .having(func.count() > 1)
        .subquery()
    )
    return int(conn.execute(select(func.count()).select_from(runs)).scalar_one())
