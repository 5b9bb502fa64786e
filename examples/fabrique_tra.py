"""FabriqueTra: writes January of the example firm as a TRA file, always the same bytes.

`python examples/fabrique_tra.py` writes examples/tra/menuiserie.TRA from the books of
`fabrique.py`: header, records of journaux, comptes and tiers, then movements of 222 columns, in
Windows-1252. Needs nothing but the standard library.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from fabrique import COMPTES, DEBUT, JOURNAUX, Ecriture, Ligne, Menuiserie

FIN = date(2025, 1, 31)
SORTIE = Path(__file__).parent / "tra" / "menuiserie.TRA"
LARGEUR = 222
VIDE = "01011900"
NATURES = {"VE": "FC", "AC": "FF"}
NATURES_JOURNAL = {
    "AN": "ANO",
    "VE": "VTE",
    "AC": "ACH",
    "BQ": "BQE",
    "CA": "CAI",
    "PA": "OD",
    "OD": "OD",
}


def put(*zones: tuple[int, int, str], largeur: int = LARGEUR) -> str:
    """Write a line of blanks with these zones: first column, width, text cut at that width."""
    text = " " * largeur
    for debut, longueur, value in zones:
        text = text[: debut - 1] + value[:longueur].ljust(longueur) + text[debut - 1 + longueur :]
    return text


def amount(centimes: int) -> str:
    """Write an amount at the right of its twenty columns."""
    return f"{centimes // 100},{centimes % 100:02d}".rjust(20)


def records(ecritures: list[Ecriture]) -> Iterator[str]:
    """Write the header, then what names the codes."""
    yield put(
        (1, 14, "***S5CLIJRLSTD"),
        (18, 16, VIDE * 2),
        (34, 3, "011"),
        (54, 35, "Boucle"),
        (89, 35, "Menuiserie d'exemple"),
        (124, 1, "-"),
        (137, 8, VIDE),
        (145, 6, "001---"),
    )
    yield put((1, 11, "***PS5EUR2X"))
    yield put((1, 31, f"***EXO001{DEBUT:%d%m%Y}31122025OUVOUV"))
    lignes = [ligne for ecriture in ecritures for ligne in ecriture.lignes]
    for code in sorted({ecriture.journal for ecriture in ecritures}):
        yield put(
            (1, 6, "***JAL"),
            (7, 3, code),
            (10, 35, JOURNAUX[code]),
            (45, 3, NATURES_JOURNAL[code]),
            (74, 3, "-"),
        )
    for compte in sorted({ligne.compte for ligne in lignes}):
        nature = {"411": "COC", "401": "COF"}.get(compte[:3], "DIV")
        yield put((1, 6, "***CGN"), (7, 17, compte), (24, 35, COMPTES[compte]), (59, 3, nature))
    owed = {(ligne.tiers, ligne.compte) for ligne in lignes if ligne.tiers[0]}
    for tiers, compte in sorted(owed):
        nature = "CLI" if compte.startswith("411") else "FOU"
        yield put(
            (1, 6, "***CAE"),
            (7, 17, tiers[0]),
            (24, 35, tiers[1]),
            (59, 3, nature),
            (62, 1, "X"),
            (63, 17, compte),
        )


def movement(ecriture: Ecriture, ligne: Ligne, numero: int) -> str:
    """Write one movement; what is owed falls due in thirty days."""
    devise, code = ligne.devise
    due = ecriture.jour + timedelta(days=30)
    facture = bool(ligne.tiers[0]) and ecriture.journal in NATURES
    euros = amount(abs(ligne.montant))
    return put(
        (1, 3, ecriture.journal),
        (4, 8, f"{ecriture.jour:%d%m%Y}"),
        (12, 2, NATURES.get(ecriture.journal, "OD")),
        (14, 17, ligne.compte),
        (31, 1, "X" if ligne.tiers[0] else " "),
        (32, 17, ligne.tiers[0]),
        (49, 35, ecriture.piece),
        (84, 35, ecriture.libelle),
        (119, 3, "VIR" if facture else ""),
        (122, 8, f"{due:%d%m%Y}" if facture else VIDE),
        (130, 1, "D" if ligne.montant > 0 else "C"),
        (131, 20, amount(devise) if code else euros),
        (151, 1, "N"),
        (152, 8, f"{numero:>8}"),
        (160, 3, code or "EUR"),
        (173, 3, "DE-" if code else "E--"),
        (176, 20, euros if code else ""),
    )


def write() -> bytes:
    """Write the file."""
    ecritures = [kept for kept in Menuiserie().keep() if kept.jour <= FIN]
    lines = list(records(ecritures))
    numeros = dict.fromkeys(JOURNAUX, 0)
    for ecriture in ecritures:
        numeros[ecriture.journal] += 1
        lines += [movement(ecriture, ligne, numeros[ecriture.journal]) for ligne in ecriture.lignes]
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252", "replace")


if __name__ == "__main__":
    SORTIE.parent.mkdir(exist_ok=True)
    SORTIE.write_bytes(write())
