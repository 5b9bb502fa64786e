"""Sorties: the books out, in every format, by one stream of blocks.

What is asked for is read and judged, the losses are counted and the first block is made before
anything is sent; then a file leaves block by block, with a transaction for each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import polars as pl
from sqlalchemy import Connection, RowMapping

from boucle.errors import Kind, Refus
from boucle.errors.demandes.req import PARAMETRE_INVALIDE
from boucle.errors.demandes.req_import import IMPORT_INCONNU, LIGNES_ABSENTES
from boucle.errors.donnees import sortie as kinds
from boucle.formats.fec.ecrire.plat import FormeFec, nom_fec
from boucle.formats.sortie.bloc import LIGNES, PARTS, Bloc, Code, Tete
from boucle.formats.sortie.portes import Forme, Sort
from boucle.formats.sortie.registre import SORTIES, open_ecrivain
from boucle.operations.acces.acteur import Acteur
from boucle.operations.imports.completion import Completion
from boucle.operations.livre.export import (
    SIREN_ABSENT,
    align_extra,
    find_exercice,
    gather_lines,
    shape,
)
from boucle.operations.livre.pertes import Perte, find_pertes, say_pertes
from boucle.operations.ressources.ressources import FILTRE_DELAI_S
from boucle.resources._ecriture import ECRITURE
from boucle.schema.champs.champ import shown
from boucle.schema.filtre import read_filtre
from boucle.store.base.delai import bounded
from boucle.store.base.engine import Store
from boucle.store.fiches import reglages
from boucle.store.livre import flux, livre
from boucle.store.livre import pertes as store_pertes
from boucle.store.livre.flux import Choix
from boucle.values import Perimetre

PREMIER, SUIVANTS = 2_000, 20_000
"""Lines of the first block, which is waited for, and of the others."""
ACCEPTEES, REFUSEES = "acceptees", "refusees"
_LIVRE = "Le livre"


@dataclass(frozen=True, slots=True)
class Sortie:
    """One file on its way: its name, its type, what it does not say, its bytes."""

    nom: str
    media: str
    pertes: list[Perte]
    octets: Iterator[bytes]


@dataclass(slots=True)
class _Demandee:
    """What was asked for, as it stands in the books."""

    perimetre: Perimetre
    choix: Choix
    rows: Sequence[RowMapping]
    tete: Tete
    nom: str
    collisions: int
    completion: Completion | None


def open_sortie(
    store: Store, acteur: Acteur, code: str, forme: Forme, demande: Mapping[str, str]
) -> Sortie:
    """Open the file of the chosen lines of a dossier, its first bytes made.

    demande: exercice, debut, fin, import, filter, pertes; '' or absent where not given. Refuses as
    `count_pertes`, then SORTIE_IMPOSSIBLE for codes that would be cut, and SORTIE_PERTES unless
    `pertes` accepts them.
    """
    with store.lecture(acteur.cabinet) as conn:
        asked = _read(conn, acteur, code, forme, demande)
        pertes = _losses(conn, asked, forme)
        stopping = [perte for perte in pertes if perte.sort is Sort.IMPOSSIBLE]
        if stopping:
            raise _refus(kinds.SORTIE_IMPOSSIBLE, forme, stopping)
        if pertes and demande.get("pertes") != ACCEPTEES:
            raise _refus(kinds.SORTIE_PERTES, forme, pertes)
        _complete_tete(conn, asked, forme)
    octets = _octets(store, asked, forme)
    first = next(octets)
    return Sortie(asked.nom, SORTIES[forme].media, pertes, _after(first, octets))


def count_pertes(
    store: Store, acteur: Acteur, code: str, forme: Forme, demande: Mapping[str, str]
) -> list[Perte]:
    """Count what a form would lose, and write nothing.

    Refuses DOSSIER_INCONNU, EXERCICE_INCONNU, IMPORT_INCONNU, LIGNES_ABSENTES, what is wrong in a
    day or in the filter, SORTIE_SANS_CHOIX, SORTIE_VIDE.
    """
    with store.lecture(acteur.cabinet) as conn:
        return _losses(conn, _read(conn, acteur, code, forme, demande), forme)


def _refus(kind: Kind, forme: Forme, pertes: list[Perte]) -> Refus:
    details = {"pertes": [perte.facts() for perte in pertes]}
    return Refus(kind, details=details, format=forme.upper(), pertes=say_pertes(pertes))


def _after(first: bytes, octets: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from octets


def _read(
    conn: Connection, acteur: Acteur, code: str, forme: Forme, demande: Mapping[str, str]
) -> _Demandee:
    perimetre = acteur.dossier_client(conn, code, _LIVRE)
    given = {nom: value.strip() for nom, value in demande.items() if value and value.strip()}
    if not {"exercice", "debut", "fin", "import", "filter"} & given.keys():
        raise Refus(kinds.SORTIE_SANS_CHOIX)
    debut, fin = _day(given, "debut"), _day(given, "fin")
    year = find_exercice(conn, perimetre, given["exercice"]) if "exercice" in given else None
    if year is not None:
        debut = max(debut or year.debut, year.debut)
        fin = min(fin or year.fin, year.fin)
    arbre = read_filtre(ECRITURE, given["filter"]) if "filter" in given else None
    choix = Choix(debut, fin, given.get("import", ""), arbre)
    if choix.demande:
        _judge_import(conn, perimetre, choix.demande)
    rows = flux.imports_of(conn, perimetre, choix)
    with _bounded(conn, choix):
        rows = [row for row in rows if flux.page(conn, perimetre, row, choix, 0, 1) is not None]
        if not rows:
            raise Refus(kinds.SORTIE_VIDE, choix=_said(given))
        collisions = store_pertes.collisions(conn, perimetre, rows, choix)
    shaped = shape(rows, FormeFec())
    tete = Tete(
        dossier=code,
        debut=_bound(debut, rows, "date_min", first=True),
        fin=_bound(fin, rows, "date_max", first=False),
        extras=shaped.colonnes_extra,
        regime=shaped.regime,
        axes=tuple(flux.axes(conn, perimetre, rows)),
    )
    siren = reglages.read_siren(conn, perimetre) or SIREN_ABSENT
    nom = _nom(code, forme, given, tete)
    if forme is Forme.FEC and year is not None:
        nom = nom_fec(siren, year.fin)
    completion = Completion(conn, perimetre) if SORTIES[forme].complete else None
    return _Demandee(perimetre, choix, rows, tete, nom, collisions, completion)


def _day(given: Mapping[str, str], nom: str) -> date | None:
    if nom not in given:
        return None
    try:
        return date.fromisoformat(given[nom])
    except ValueError:
        attendu = "un jour AAAA-MM-JJ"
        raise Refus(
            PARAMETRE_INVALIDE, parametre=nom, lu=shown(given[nom]), attendu=attendu
        ) from None


def _judge_import(conn: Connection, perimetre: Perimetre, demande: str) -> None:
    etat = flux.etat_of(conn, perimetre, demande)
    if etat is None:
        raise Refus(IMPORT_INCONNU, lu=shown(demande))
    if etat != flux.VALIDE:
        raise Refus(LIGNES_ABSENTES, etat=etat)


def _said(given: Mapping[str, str]) -> str:
    names = ("exercice", "debut", "fin", "import", "filter")
    return "avec " + ", ".join(f"{nom}={shown(given[nom])}" for nom in names if nom in given)


def _bound(
    asked: date | None, rows: Sequence[RowMapping], column: str, *, first: bool
) -> date | None:
    """Give the first or the last day that was asked for, or that the imports hold if nearer."""
    days: list[date] = [row[column] for row in rows if row[column] is not None]
    if not days:
        return asked
    own = min(days) if first else max(days)
    if asked is None:
        return own
    return max(asked, own) if first else min(asked, own)


def _nom(code: str, forme: Forme, given: Mapping[str, str], tete: Tete) -> str:
    if "exercice" in given:
        part = given["exercice"]
    elif "import" in given:
        part = given["import"]
    else:
        part = f"{tete.debut}_{tete.fin}"
    return f"{code}-{part}.{SORTIES[forme].extension}"


@contextmanager
def _bounded(conn: Connection, choix: Choix) -> Iterator[None]:
    """Bound what a filter costs; an exercice or an import takes the time that it takes."""
    with bounded(conn, FILTRE_DELAI_S if choix.arbre is not None else None):
        yield


def _losses(conn: Connection, asked: _Demandee, forme: Forme) -> list[Perte]:
    with _bounded(conn, asked.choix):
        return find_pertes(conn, asked.perimetre, asked.rows, asked.choix, forme, asked.collisions)


def _complete_tete(conn: Connection, asked: _Demandee, forme: Forme) -> None:
    """Add what a format says before its first line."""
    if not SORTIES[forme].codes:
        return
    named = flux.codes(conn, asked.perimetre, asked.rows, asked.choix)
    collectifs = flux.collectifs(conn, asked.perimetre, asked.rows, asked.choix)
    codes = {
        genre: {
            code: Code(libelle, collectifs.get(code, "") if genre == "tiers" else "")
            for code, libelle in found.items()
        }
        for genre, found in named.items()
    }
    numbers = store_pertes.examine(
        conn, asked.perimetre, asked.rows, asked.choix, [store_pertes.SANS_NUMERO]
    )
    kept = set(asked.tete.axes)
    labels = flux.section_labels(conn, asked.perimetre)
    asked.tete = replace(
        asked.tete,
        codes=codes,
        sections={place: libelle for place, libelle in labels.items() if place[0] in kept},
        renumerotee=bool(numbers or asked.collisions),
    )


def _octets(store: Store, asked: _Demandee, forme: Forme) -> Iterator[bytes]:
    """Give the bytes of the file; the first of them come with the first block."""
    ecrivain = open_ecrivain(forme, asked.tete)
    head = ecrivain.begin()
    for bloc in _blocs(store, asked, forme):
        content = head + ecrivain.write(bloc)
        head = b""
        yield content
    yield from ecrivain.end()


def _blocs(store: Store, asked: _Demandee, forme: Forme) -> Iterator[Bloc]:
    take = PREMIER
    for rank, row in enumerate(asked.rows, 1):
        pages = _pages(store, asked, row, take)
        take = SUIVANTS
        if SORTIES[forme].suivies and _is_scattered(store, asked, row):
            pages = _together(pages)
        for bloc in pages:
            yield _finished(asked, row, rank, bloc, forme)


def _is_scattered(store: Store, asked: _Demandee, row: RowMapping) -> bool:
    with store.lecture(asked.perimetre) as conn:
        return store_pertes.scattered(conn, asked.perimetre, row, asked.choix) > 0


def _together(pages: Iterator[Bloc]) -> Iterator[Bloc]:
    """Put the lines of each écriture together: one import is then held in memory."""
    blocs = list(pages)
    lines = gather_lines(pl.concat([bloc.lignes for bloc in blocs]))
    parts = pl.concat([bloc.parts for bloc in blocs])
    for start in range(0, lines.height, SUIVANTS):
        some = lines.slice(start, SUIVANTS)
        yield Bloc(
            some, parts.join(some.select("import_id", "n"), on=["import_id", "n"], how="semi")
        )


def _pages(store: Store, asked: _Demandee, row: RowMapping, take: int) -> Iterator[Bloc]:
    """Read one import, a transaction a page; refuses SORTIE_CHANGEE when it is not there any more.

    A file that was begun is cut short by it: its reader sees that the answer did not end.
    """
    apres, texts = 0, None
    while True:
        with store.lecture(asked.perimetre) as conn, _bounded(conn, asked.choix):
            if not flux.still_there(conn, asked.perimetre, row):
                raise Refus(kinds.SORTIE_CHANGEE)
            if texts is None:
                texts = livre.label_frames(conn, asked.perimetre, row)
            page = flux.page(conn, asked.perimetre, row, asked.choix, apres, take)
        if page is None:
            return
        apres, last = int(page.lignes["n"][-1]), page.lignes.height < take
        yield _bloc(livre.with_labels(page.lignes, texts), page, row)
        if last:
            return
        take = SUIVANTS


def _bloc(lines: pl.DataFrame, page: flux.Page, row: RowMapping) -> Bloc:
    """Put its detail beside each line."""
    number = pl.lit(row["import_id"], pl.Int64).alias("import_id")
    lines = lines.join(page.details, on="n", how="left", maintain_order="left")
    lines = lines.with_columns(
        number, *(pl.col(nom).fill_null("") for nom, kind in LIGNES.items() if kind == pl.String())
    ).with_columns(
        pl.when(pl.col("etablissement") == "")
        .then(pl.lit(row["etablissement"]))
        .otherwise("etablissement")
        .alias("etablissement")
    )
    return Bloc(lines.select(*LIGNES), page.parts.with_columns(number).select(*PARTS))


def _finished(asked: _Demandee, row: RowMapping, rank: int, bloc: Bloc, forme: Forme) -> Bloc:
    """Bring a block to what its file wants: one order of further columns, no number twice."""
    mine = tuple(json.loads(row["colonnes_extra"]))
    lines = align_extra(bloc.lignes, mine, asked.tete.extras)
    if asked.collisions and not SORTIES[forme].codes:
        lines = lines.with_columns((pl.lit(f"{rank}-") + pl.col("num")).alias("num"))
    if asked.completion is not None:
        lines = asked.completion.complete(lines, row)
    return Bloc(lines, bloc.parts)
