"""A file that numbers its lines is told so once, not by every line out of balance."""

from __future__ import annotations

from pathlib import Path

from boucle.compta.contexte import Contexte
from boucle.errors import ANOMALIES_MAX, Niveau
from formats.deux_lecteurs import read_both
from formats.petit_fec import PetitFec


def numbered(fois: int = 1) -> PetitFec:
    """Give the small file, so many times, each line with its own number."""
    fec = PetitFec()
    fec.lignes = [dict(ligne) for _ in range(fois) for ligne in fec.lignes]
    for rang, ligne in enumerate(fec.lignes, 1):
        ligne["EcritureNum"] = str(rang)
    return fec


def test_it_is_said_once(tmp_path: Path) -> None:
    fois = ANOMALIES_MAX // 5
    rapport = read_both(numbered(fois).ecrire(tmp_path)).rapport
    (found,) = [a for a in rapport.anomalies if a.kind.code == "FIC-057"]
    assert (found.ligne, found.colonne, found.slots) == (None, "EcritureNum", {"nombre": 7 * fois})
    assert {"ECR-001", "ECR-002"}.isdisjoint(rapport.comptes)
    assert rapport.bloquant
    assert [rapport.verdict(niveau) for niveau in Niveau][-1] is False


def test_books_out_of_balance_are_told_line_by_line(tmp_path: Path) -> None:
    fec = numbered()
    fec.lignes[0]["Debit"] = "1000,01"
    rapport = read_both(fec.ecrire(tmp_path)).rapport
    assert (rapport.comptes.get("FIC-057"), rapport.comptes["ECR-001"]) == (None, 7)


def test_one_ecriture_of_two_lines_is_enough_to_tell_numbers_apart(tmp_path: Path) -> None:
    fec = numbered()
    fec.lignes[1]["EcritureNum"] = "1"
    rapport = read_both(fec.ecrire(tmp_path)).rapport
    assert (rapport.comptes.get("FIC-057"), rapport.comptes["ECR-001"]) == (None, 5)


def test_a_dossier_that_puts_gaps_aside_keeps_its_own_words(tmp_path: Path) -> None:
    contexte = Contexte(desequilibre="compte_attente")
    rapport = read_both(numbered().ecrire(tmp_path), contexte).rapport
    assert "FIC-057" not in rapport.comptes


def test_a_journal_that_changes_at_each_line_is_not_a_number_that_does(tmp_path: Path) -> None:
    fec = PetitFec()
    for rang, ligne in enumerate(fec.lignes):
        ligne.update(JournalCode="AC" if rang % 2 else "BQ", EcritureNum=str(rang // 2))
    rapport = read_both(fec.ecrire(tmp_path)).rapport
    assert "FIC-057" not in rapport.comptes
