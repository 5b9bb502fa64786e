"""Lots: random écritures, as whoever keeps books would send them, before any file is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import polars as pl

from boucle.compta.compte import normalise_compte
from boucle.values import day_of

COMPTES = (
    "60640000",
    "44566000",
    "40100000",
    "41100000",
    "70700000",
    "51200000",
    "62600000",
    "44571000",
)
LIBELLES = (
    "Achat",
    "Électricité",
    "Créance réglée",
    "Écran 24 pouces",
    "Vis inox",
    "Loyer d'avril",
    "Café à l'été",
    "Remboursé",
    "Prélèvement SEPA",
    "Hôtel - nuitée",
)
JOURNAUX = ("AC", "VE", "BQ", "OD")
DEBUT = date(2024, 1, 1)


class Ligne(NamedTuple):
    """One line; debit, credit: centimes. num: of its écriture in its journal."""

    journal: str
    jour: date
    num: str
    compte: str
    tiers: str
    libelle: str
    debit: int
    credit: int


Lot = list[Ligne]
Livres = Counter[tuple[str, tuple[tuple[date, str, str, str, int, int], ...]]]
"""Écritures by what they say: journal, then lines in any order; how many are alike."""


def make_lot(rng: Random, traits: frozenset[str] = frozenset()) -> Lot:
    """Make balanced écritures, no two alike.

    traits: `zeros` writes tiers and numbers in digits, some behind zeros, some not; `mois` keeps
    them in one month, with days on both sides of the twelfth.
    """
    numeros = _numeros(rng, traits)
    codes = _codes(rng, traits)
    return [
        line
        for rank in range(rng.randint(3, 6))
        for line in _ecriture(rng, numeros[rank], codes, _jour(rng, rank, traits))
    ]


def _numeros(rng: Random, traits: frozenset[str]) -> list[str]:
    first = rng.randint(1, 400)
    if "zeros" in traits:
        # Five digits behind their zeros: of one, two and three digits once these are lost.
        return [f"{n:05}" for n in (7, 42 + first % 50, 107 + first, 1_208, 11_300, 3)]
    style = rng.choice(("{:05}", "FA{:04}", "{}", "2024-{:03}"))
    start = first if style != "{}" else 10_000 + first
    return [style.format(start + at) for at in range(6)]


def _codes(rng: Random, traits: frozenset[str]) -> list[str]:
    if "zeros" in traits:
        return ["00042", "00107", "01208", "00009", "11300"]
    return rng.choice(
        (
            ["DUPONT", "MARTIN", "ZOÉ", "SARL-A"],
            ["C0042", "C0107", "F0001", "F0002"],
            ["9DUPONT", "9MARTIN", "0CLIENT", "0DIVERS"],
        )
    )


def _jour(rng: Random, rank: int, traits: frozenset[str]) -> date:
    if "mois" in traits:
        # The first two are always a day before the thirteenth and one after it.
        low, high = ((1, 11), (13, 28))[rank % 2]
        days = [day for day in range(low, high + 1) if day != 3]
        return date(2024, 3, rng.choice(days))
    return DEBUT + timedelta(days=rng.randint(0, 360))


def _ecriture(rng: Random, num: str, codes: list[str], jour: date) -> Iterator[Ligne]:
    journal, libelle = rng.choice(JOURNAUX), rng.choice(LIBELLES)
    parts = [_montant(rng) for _ in range(rng.randint(1, 3))]
    comptes = rng.sample(COMPTES, len(parts) + 1)
    # The side that is alone is a debit in sales, a credit in purchases.
    alone_debit = rng.random() < 0.5
    for rank, compte in enumerate(comptes):
        montant = sum(parts) if rank == 0 else parts[rank - 1]
        tiers = rng.choice(codes) if compte[:2] in ("40", "41") or rank == 0 else ""
        on_debit = alone_debit == (rank == 0)
        yield Ligne(
            journal,
            jour,
            num,
            compte,
            tiers,
            libelle,
            montant if on_debit else 0,
            0 if on_debit else montant,
        )


def _montant(rng: Random) -> int:
    """Draw an amount: never whole hundreds of centimes alone, some of thousands of euros."""
    return rng.randint(1, rng.choice((9_999, 99_999, 2_500_000))) * 10 + rng.randint(1, 9)


def livres_of(lot: Iterable[Ligne], longueur: int = 0) -> Livres:
    """Give the books that these lines make."""
    return _gather(
        (
            line.journal,
            line.num,
            (
                line.jour,
                normalise_compte(line.compte, longueur),
                line.tiers,
                line.libelle,
                line.debit,
                line.credit,
            ),
        )
        for line in lot
    )


def livres_lus(lots: Iterable[pl.DataFrame]) -> Livres:
    """Give the books that the lots of an import make."""
    names = ("journal", "num", "date", "compte", "tiers", "libelle", "debit", "credit")
    return _gather(
        (journal, num, (day_of(jour), *rest))
        for lot in lots
        for journal, num, jour, *rest in lot.select(names).iter_rows()
    )


def _gather(lines: Iterable[tuple[str, str, tuple[object, ...]]]) -> Livres:
    ecritures: dict[tuple[str, str], list[tuple[object, ...]]] = {}
    for journal, num, line in lines:
        ecritures.setdefault((journal, num), []).append(line)
    return Counter((journal, tuple(sorted(found))) for (journal, _), found in ecritures.items())
