"""Lineaire: twice as much hostile input costs twice as much CPU, never four times.

What a bound refuses at once is here too: it must not be read before it is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Refus
from boucle.formats.fec import read as read_fec
from boucle.formats.perso import lire as perso
from boucle.formats.registre import FORMATS, JSON, TRA
from boucle.schema.champs.champs import Usage
from boucle.schema.fiche import lecteur
from boucle.schema.filtre import read_filtre
from boucle.schema.json import read_json
from formats.lineaire import RATIO_MAX, ratio
from formats.petit_fec import NOMS
from formats.petit_tra import document, entete, ligne
from formats.petit_xlsx import Feuille, Formule, classeur
from formats.test_perso import SIMPLE
from schema.jouet import JOUET

Make = Callable[[int], bytes]
TITRES = "\t".join(NOMS).encode() + b"\r\n"


def _corps(*lignes: dict[str, Any], **options: Any) -> bytes:
    contexte = {"from": "2024-01-01T00:00:00.000Z", "to": "2024-12-31T00:00:00.000Z"}
    data = {"contexte": contexte, "options": options, "ecritures": list(lignes)}
    return json.dumps({"codeIbs": "D1", "data": data}).encode()


def _saisie(n: int, **more: Any) -> dict[str, Any]:
    cote = {"amount": n + 1, "currency": "EUR", "currencyAmount": n + 1, "currencyRate": "1.0"}
    nul = {**cote, "amount": 0, "currencyAmount": 0}
    debit, credit = (cote, nul) if n % 2 else (nul, cote)
    return {
        "date": "2024-01-15T00:00:00.000Z",
        "journal": "AC",
        "compte": f"6{n:07}",
        "debit": debit,
        "credit": credit,
        "libelle": "Achat",
        **more,
    }


def _fec_lines(line: Callable[[int], str], n: int) -> bytes:
    return TITRES + "".join(line(at) + "\r\n" for at in range(n)).encode()


def _row(n: int, **cells: str) -> str:
    values = dict.fromkeys(NOMS, "") | {
        "JournalCode": "VE",
        "JournalLib": "Ventes",
        "EcritureNum": str(n),
        "EcritureDate": "20240115",
        "CompteNum": "706000",
        "CompteLib": "Ventes",
        "PieceRef": f"P{n}",
        "PieceDate": "20240115",
        "EcritureLib": "Vente",
        "Debit": "1,00",
        "Credit": "0,00",
        "ValidDate": "20240131",
        **cells,
    }
    return "\t".join(values[nom] for nom in NOMS)


def _xml(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><comptabilite><exercice>'
        f"<DateCloture>2024-12-31</DateCloture>{body}</exercice></comptabilite>"
    ).encode()


def _swallow(read: Callable[[Any], object]) -> Callable[[Any], object]:
    def quiet(given: Any) -> object:
        try:
            return read(given)
        except Refus as refus:
            return refus

    return quiet


CORPS: dict[str, tuple[Make, int]] = {
    "a key repeated at the end": (
        lambda n: json.dumps({str(at): 1 for at in range(n)}).encode()[:-1] + b',"0":1}',
        60_000,
    ),
    "objects with a key repeated": (
        lambda n: b"[" + b'{"a":1,"b":2},' * n + b'{"a":1,"a":2}]',
        40_000,
    ),
    "nested arrays": (lambda n: b"[" * n + b"]" * n, 100_000),
    "nested in pairs": (lambda n: b"[" + b"[[[[[[1]]]]]]," * n + b"1]", 30_000),
    "one number": (lambda n: b"[" + b"9" * n + b"]", 1_000_000),
    "one decimal": (lambda n: b"[0." + b"9" * n + b"]", 1_000_000),
    "one text without end": (lambda n: b'["' + b"\\n" * n, 400_000),
    "escapes": (lambda n: b'["' + b"\\u00e9" * n + b'"]', 300_000),
    "blanks": (lambda n: b" " * n + b"{}" + b"\n" * n + b"x", 1_000_000),
}


@pytest.mark.parametrize("nom", CORPS)
def test_a_body_is_read_in_a_time_that_grows_as_it_does(nom: str) -> None:
    make, n = CORPS[nom]
    assert ratio(make, _swallow(read_json), n) <= RATIO_MAX


ENVOIS: dict[str, tuple[Callable[[int], list[Any]], int]] = {
    "unknown fields of one record": (lambda n: [{f"x{at}": at for at in range(n)}], 40_000),
    "unknown fields of many": (lambda n: [{f"x{at}": 1 for at in range(20)}] * n, 3_000),
    "no record at all": (lambda n: [1] * n, 60_000),
    "a list of faults": (lambda n: [{"code": "A", "notes": [{"x": 1}] * n}], 20_000),
}


@pytest.mark.parametrize("nom", ENVOIS)
def test_records_are_judged_in_a_time_that_grows_as_they_do(nom: str) -> None:
    make, n = ENVOIS[nom]
    assert ratio(make, lambda items: lecteur(JOUET, Usage(8)).read_new(items), n) <= RATIO_MAX


FILTRES: dict[str, tuple[Callable[[int], str], int]] = {
    "parentheses": (lambda n: "(" * n, 1_000_000),
    "nots": (lambda n: "!" * n, 1_000_000),
    "a text without end": (lambda n: "nom == '" + "\\" * n, 1_000_000),
    "digits": (lambda n: "9" * n, 1_000_000),
}


@pytest.mark.parametrize("nom", FILTRES)
def test_a_filter_is_read_in_a_time_that_grows_as_it_does(nom: str) -> None:
    make, n = FILTRES[nom]
    assert ratio(make, _swallow(lambda texte: read_filtre(JOUET, texte)), n) <= RATIO_MAX


FEC: dict[str, tuple[Make, int]] = {
    "one line of tabs": (lambda n: b"\t" * n, 8_000_000),
    "titles, then one line of tabs": (lambda n: TITRES + b"\t" * n, 8_000_000),
    "titles without end": (lambda n: TITRES.rstrip() + b"\tx" * n, 200_000),
    "lines of 900 tabs": (lambda n: TITRES + (b"\t" * 900 + b"\r\n") * n, 200),
    "blank lines": (lambda n: TITRES + b"\r\n" * n, 8_000),
    "octets of no charset": (lambda n: TITRES + b"\xff\x81\r\n" * n, 4_000),
    "numbers that never come back": (lambda n: _fec_lines(_row, n), 3_000),
    "one écriture, unbalanced": (lambda n: _fec_lines(lambda _: _row(1), n), 4_000),
    "a lettrage a line": (
        lambda n: _fec_lines(
            lambda at: _row(
                at // 2,
                EcritureLet=f"L{at}",
                DateLet="20240131",
                CompAuxNum=f"C{at}",
                CompAuxLib="Client",
            ),
            n,
        ),
        1_500,
    ),
    "labels that change": (
        lambda n: _fec_lines(lambda at: _row(at // 2, CompteLib=f"Ventes {at}"), n),
        1_500,
    ),
    "amounts of no amount": (
        lambda n: _fec_lines(lambda at: _row(at // 2, Debit="1e9999999"), n),
        2_000,
    ),
    "days that go back": (
        lambda n: _fec_lines(
            lambda at: _row(at // 2, ValidDate="20240131" if at % 2 else "20240130"), n
        ),
        2_000,
    ),
    "XML, elements without end": (lambda n: _xml("<x>" * n), 100_000),
    "XML, attributes": (
        lambda n: _xml("<x " + " ".join(f'a{at}="1"' for at in range(n)) + "/>"),
        20_000,
    ),
    "XML, one text": (lambda n: _xml("<journal><JournalCode>" + "x" * n), 2_000_000),
    "XML, lines of no écriture": (lambda n: _xml("<ligne/>" * n), 8_000),
    "XML, entity": (
        lambda n: b'<!DOCTYPE a [<!ENTITY b "' + b"x" * n + b'">]><a>&b;&b;&b;</a>',
        500_000,
    ),
}


@pytest.mark.parametrize("nom", FEC)
def test_a_fec_is_read_in_a_time_that_grows_as_it_does(tmp_path: Path, nom: str) -> None:
    make, n = FEC[nom]
    assert (
        ratio(
            _filed(tmp_path, make, "732829320FEC20241231.txt"),
            lambda path: read_fec(path, Contexte()),
            n,
        )
        <= RATIO_MAX
    )


TRAS: dict[str, tuple[Make, int]] = {
    "one line": (lambda n: entete().encode() + b"\r\n" + b"x" * n, 8_000_000),
    "records": (
        lambda n: "\r\n".join([entete(), *(f"***CAE{at:017}" for at in range(n))]).encode(),
        4_000,
    ),
    "pieces unbalanced": (
        lambda n: "\r\n".join(
            [entete(), *(ligne(ref=f"FA{at}", numero=str(at % 9)) for at in range(n))]
        ).encode(),
        5_000,
    ),
    "lines of all lengths": (
        lambda n: "\r\n".join([entete(), *(ligne()[: 151 + at % 71] for at in range(n))]).encode(),
        8_000,
    ),
    "documents among lines": (
        lambda n: "\r\n".join(
            [entete(), *(line for at in range(n) for line in (ligne(), document(f"{at}.pdf")))]
        ).encode(),
        4_000,
    ),
    "accounts of no account": (
        lambda n: "\r\n".join([entete(), *(ligne(compte=f"6 {at}") for at in range(n))]).encode(),
        4_000,
    ),
    "lines of no movement": (lambda n: "\r\n".join([entete(), *["ACH" * 20] * n]).encode(), 2_000),
}


@pytest.mark.parametrize("nom", TRAS)
def test_a_tra_is_read_in_a_time_that_grows_as_it_does(tmp_path: Path, nom: str) -> None:
    make, n = TRAS[nom]
    assert (
        ratio(
            _filed(tmp_path, make, "a.tra"), lambda path: FORMATS[TRA].read(path, Contexte(), {}), n
        )
        <= RATIO_MAX
    )


DELIMITES: dict[str, tuple[Make, int]] = {
    "a quote never closed": (lambda n: b'a;b;c\n"' + b"x\n" * n, 200_000),
    "one line": (lambda n: b";" * n, 8_000_000),
    "columns": (lambda n: (b";" * 900 + b"\n") * n, 1_500),
    "quotes": (lambda n: b"a;b\n" + b'"";' * 300 + b'""\n' * n, 100_000),
    "amounts of no amount": (
        lambda n: b"d;j;c;d;c;l\n" + b"".join(b"x;A;6;%d,999;z;l\n" % at for at in range(n)),
        2_000,
    ),
    "pieces unbalanced": (
        lambda n: (
            b"d;j;c;d;c;l\n"
            + b"".join(b"15/01/2024;J%d;6%06d;1,00;0;l\n" % (at % 99, at) for at in range(n))
        ),
        2_000,
    ),
    "values that nothing reads": (
        lambda n: (
            b"d;j;c;d;c;l;x;y\n"
            + b"".join(b"15/01/2024;AC;6%06d;1,00;0;l;%d;\n" % (at, at) for at in range(n))
        ),
        4_000,
    ),
    "lines that are all there twice": (
        lambda n: (
            b"d;j;c;d;c;l\n"
            + b"".join(b"15/01/2024;AC;6%06d;1,00;0;l\n" % (at // 2) for at in range(n))
        ),
        4_000,
    ),
    "letters coded twice": (
        lambda n: (
            b"d;j;c;d;c;l\n"
            + b"".join(f"15/01/2024;AC;606;1,00;0;CrÃ©ance {at}\n".encode() for at in range(n))
        ),
        4_000,
    ),
    "days that read both ways": (
        lambda n: (
            b"d;j;c;d;c;l\n"
            + b"".join(
                b"%02d/%02d/%04d;AC;606;1,00;0;l\n" % (1 + at % 12, 1 + at % 11, 1900 + at % 299)
                for at in range(n)
            )
        ),
        4_000,
    ),
}


@pytest.mark.parametrize("nom", DELIMITES)
def test_a_delimited_file_is_read_in_a_time_that_grows_as_it_does(tmp_path: Path, nom: str) -> None:
    make, n = DELIMITES[nom]
    assert (
        ratio(
            _filed(tmp_path, make, "a.csv"),
            lambda path: perso.read(path, Contexte(), {"modele": SIMPLE}),
            n,
        )
        <= RATIO_MAX
    )


CLASSEURS: dict[str, tuple[Callable[[int], list[Any]], int]] = {
    "rows": (lambda n: [["15/01/2024", "AC", 606_000, at, None, "l"] for at in range(n)], 3_000),
    "formulas in error": (
        lambda n: [["15/01/2024", "AC", 606, Formule("1/0", "#REF!"), None, "l"]] * n, 2_000
    ),
    "blank rows": (lambda n: [[None] * 6] * n, 6_000),
    "codes that are texts": (
        lambda n: [["15/01/2024", "AC", f"6{at:06}", "1,00", "", f"l{at}"] for at in range(n)],
        2_000,
    ),
}  # fmt: skip


@pytest.mark.parametrize("nom", CLASSEURS)
def test_a_workbook_is_read_in_a_time_that_grows_as_it_does(tmp_path: Path, nom: str) -> None:
    rows, n = CLASSEURS[nom]
    titres = ["date", "journal", "compte", "debit", "credit", "libelle"]

    def make(size: int) -> bytes:
        return classeur(Feuille("A", [titres, *rows(size)]))

    assert (
        ratio(
            _filed(tmp_path, make, "a.xlsx"),
            lambda path: perso.read(path, Contexte(), {"modele": SIMPLE}),
            n,
        )
        <= RATIO_MAX
    )


SAISIES: dict[str, tuple[Make, int]] = {
    "unknown fields": (
        lambda n: _corps(*(_saisie(at, **{f"x{at}": 1, f"y{at}": 1}) for at in range(n))),
        800,
    ),
    "nothing but faults": (lambda n: _corps(*({"date": at} for at in range(n))), 2_000),
    "a compte a line, many rules": (
        lambda n: _corps(
            *(_saisie(at % 200) for at in range(n)),
            comptesRules=[{"prefixe": f"9{at}", "compte": "6"} for at in range(999)],
        ),
        800,
    ),
    "shares": (
        lambda n: _corps(
            _saisie(1),
            _saisie(2),
            *(_saisie(3, axeAnaA=[{"section": "S", "montant": 1}] * 50) for _ in range(n)),
        ),
        60,
    ),
}


@pytest.mark.parametrize("nom", SAISIES)
def test_entries_sent_are_read_in_a_time_that_grows_as_they_do(tmp_path: Path, nom: str) -> None:
    make, n = SAISIES[nom]
    assert (
        ratio(
            _filed(tmp_path, make, "corps.json"),
            lambda path: FORMATS[JSON].read(path, Contexte(), {}),
            n,
        )
        <= RATIO_MAX
    )


def _filed(folder: Path, make: Make, nom: str) -> Callable[[int], Path]:
    def write(n: int) -> Path:
        path = folder / f"{n}" / nom
        path.parent.mkdir()
        path.write_bytes(make(n))
        return path

    return write
