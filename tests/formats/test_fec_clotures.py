"""Any closing day, an exercice of one to twenty-three months, and lines of any year."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from boucle.compta.contexte import Contexte, premier_jour
from boucle.formats.fec import read
from boucle.operations.controle.verifier import verifier
from oracle_fec.lire import read_exact
from verite_fec.cas import TITRES

HORS = {"LIG-051", "LIG-052", "FIC-009", "FIC-039"}
VEILLE = timedelta(days=1)


def write(folder: Path, cloture: date, lignes: list[tuple[str, str, date, int]]) -> Path:
    """Write balanced écritures, each of a journal, a number, a day and an amount of centimes."""
    rows = ["\t".join(TITRES)]
    for journal, num, jour, montant in lignes:
        for compte, debit, credit in (("512000", montant, 0), ("101000", 0, montant)):
            day = f"{jour.year:04d}{jour:%m%d}"
            sums = "\t".join(f"{m // 100},{m % 100:02d}" for m in (debit, credit))
            rows.append(
                f"{journal}\tJ {journal}\t{num}\t{day}\t{compte}\tC {compte}\t\t\tP{num}\t{day}"
                f"\tÉcriture\t{sums}\t\t\t{cloture:%Y%m%d}\t\t"
            )
    path = folder / f"732829320FEC{cloture:%Y%m%d}.txt"
    path.write_bytes("\r\n".join([*rows, ""]).encode())
    return path


def told(path: Path) -> set[str]:
    """Give what both readers say of the days."""
    exact, fast = read_exact(path, Contexte()), read(path, Contexte(), block_octets=300)
    assert (exact.rapport.comptes, exact.bilan) == (fast.rapport.comptes, fast.bilan)
    return fast.rapport.comptes.keys() & HORS


def clotures() -> Iterator[date]:
    """Every day of a common and of a leap year, and each end of February of others."""
    for annee in (2023, 2024):
        yield from (date(annee, 1, 1) + timedelta(days=rang) for rang in range(0, 365, 3))
    for annee in (2013, 2016, 2025, 2028, 2098):
        fin = monthrange(annee, 2)[1]
        yield from (date(annee, 2, fin), date(annee, 2, fin) - VEILLE, date(annee, 3, 1))


@pytest.mark.parametrize("mois", range(12))
def test_the_twelve_months_to_any_closing_day(tmp_path: Path, mois: int) -> None:
    for cloture in list(clotures())[mois::12]:
        debut = premier_jour(cloture)
        inside = [("AN", "1", debut, 100), ("VE", "2", cloture, 50)]
        assert told(write(tmp_path, cloture, inside)) == set(), cloture
        late = [*inside, ("VE", "3", cloture + VEILLE, 50)]
        assert told(write(tmp_path, cloture, late)) == {"LIG-051"}, cloture
        early = [*inside[:1], ("VE", "0", debut - VEILLE, 50), *inside[1:]]
        assert told(write(tmp_path, cloture, early)) == {"LIG-052"}, cloture


@pytest.mark.parametrize("duree", range(1, 24))
def test_an_exercice_of_any_length(tmp_path: Path, duree: int) -> None:
    """Its opening entries tell where a long one begins; a short one begins within the year."""
    for cloture in (date(2024, 12, 31), date(2024, 2, 29), date(2025, 2, 28), date(2024, 6, 15)):
        rang = cloture.year * 12 + cloture.month - 1 - duree
        annee, mois = divmod(rang, 12)
        dernier = monthrange(annee, mois + 1)[1]
        a_la_fin = cloture.day == monthrange(cloture.year, cloture.month)[1]
        veille = date(annee, mois + 1, dernier if a_la_fin else min(cloture.day, dernier))
        debut = veille + VEILLE
        lignes = [("AN", "1", debut, 100), ("VE", "2", debut, 70), ("VE", "3", cloture, 50)]
        path = write(tmp_path, cloture, lignes)
        assert told(path) == ({"FIC-009"} if duree > 12 else set()), (cloture, debut)
        own = verifier(path).faits["exercices"][-1]
        assert own["fin"] == cloture.isoformat()
        assert own["debut"] == (debut if duree > 12 else premier_jour(cloture)).isoformat()


@pytest.mark.parametrize("graine", range(8))
def test_lines_of_any_year_keep_their_own_sums(tmp_path: Path, graine: int) -> None:
    rnd = Random(graine)
    cloture = rnd.choice([date(2024, 9, 30), date(2024, 12, 31), date(2024, 2, 29)])
    jours = [
        date(rnd.choice([1, 2, 999, 2024, 2730, 2731, 2924, 9998, 9999]), rnd.randint(1, 12), 15)
        for _ in range(30)
    ]
    jours += [date(1, 1, 1), date(9999, 12, 31)]
    lignes = [
        (rnd.choice(["AC", "VE", "BQ"]), str(n), jour, rnd.randrange(1, 10**9))
        for n, jour in enumerate(jours, 1)
    ]
    path = write(tmp_path, cloture, lignes)
    told(path)
    attendus: dict[tuple[str, str], int] = defaultdict(int)
    for journal, _, jour, montant in lignes:
        attendus[journal, f"{jour.year:04d}-{jour:%m}"] += montant
    faits = verifier(path).faits
    found = {
        (journal["code"], mois["mois"]): (mois["debit_centimes"], mois["credit_centimes"])
        for journal in faits["journaux"]
        for mois in journal["mois"]
    }
    assert found == {cle: (total, total) for cle, total in attendus.items()}
    assert sum(exercice["lignes"] for exercice in faits["exercices"]) == 2 * len(lignes)
    last = faits["exercices"][-1]
    assert (last["debut"][:4], last["fin"]) in (("9999", "9999-12-31"), ("2023", "2024-02-29"))
