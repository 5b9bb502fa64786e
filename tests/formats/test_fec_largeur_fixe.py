"""Records of fixed length: text padded with blanks, numbers with zeros, as the law allows.

Source: LPF art. A47 A-1, VI-1°b and XII. The padding is cut; nothing is said of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from formats.deux_lecteurs import places, read_both
from formats.petit_fec import PetitFec, ecrire

MONTANTS = ("Debit", "Credit", "Montant", "Montantdevise")


def pad(fec: PetitFec, separateur: str, *, final: bool, titres: bool) -> bytes:
    """Write every field at the width of its longest value."""
    widths = {
        nom: max(len(titre), *(len(ligne[nom]) for ligne in fec.lignes))
        for nom, titre in zip(fec.noms, fec.titres, strict=True)
    }
    names = [
        titre.ljust(widths[nom]) if titres else titre
        for nom, titre in zip(fec.noms, fec.titres, strict=True)
    ]
    rows = [
        names,
        *(
            [
                ligne[nom].rjust(widths[nom], "0")
                if nom in MONTANTS and ligne[nom]
                else ligne[nom].ljust(widths[nom])
                for nom in fec.noms
            ]
            for ligne in fec.lignes
        ),
    ]
    end = f"{separateur}\r\n" if final else "\r\n"
    return "".join(separateur.join(row) + end for row in rows).encode()


@pytest.mark.parametrize("notation", ["Debit/Credit", "Montant/Sens"])
@pytest.mark.parametrize("separateur", ["\t", "|"])
@pytest.mark.parametrize("final", [False, True])
@pytest.mark.parametrize("titres", [False, True])
def test_padding_changes_nothing(
    tmp_path: Path, notation: str, separateur: str, final: bool, titres: bool
) -> None:
    fec = PetitFec(notation=notation)
    fec.lignes[2].update(Montantdevise="130,00", Idevise="USD")
    plain = read_both(fec.ecrire(tmp_path, sep=separateur))
    padded = read_both(ecrire(tmp_path, pad(fec, separateur, final=final, titres=titres)))
    assert padded.bilan == plain.bilan
    assert places(plain) == []
    assert places(padded) == ([("FIC-026", 1, None)] if final else [])


def test_a_field_of_blanks_is_blank(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[2]["PieceRef"] = "   "
    lecture = read_both(ecrire(tmp_path, pad(fec, "|", final=True, titres=True)))
    assert places(lecture) == [("FIC-026", 1, None), ("LIG-011", 4, "PieceRef")]


def test_a_value_after_the_last_separator_is_told(tmp_path: Path) -> None:
    octets = pad(PetitFec(), "|", final=True, titres=True).replace(b"|\r\nVE", b"|oubli\r\nVE", 1)
    assert places(read_both(ecrire(tmp_path, octets))) == [
        ("FIC-026", 1, None),
        ("LIG-007", 3, None),
    ]


def test_one_separator_more_on_one_line_only_is_told(tmp_path: Path) -> None:
    octets = PetitFec().texte().replace("\r\nVE", "\t\r\nVE", 1).encode()
    assert places(read_both(ecrire(tmp_path, octets))) == [("LIG-003", 3, None)]
