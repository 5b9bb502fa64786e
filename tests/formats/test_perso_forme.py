"""PersoForme: the shape of a delimited file is judged before its cells; nothing is lost in silence.

Each file is one that a spreadsheet or a person makes; each was once read wrong without a word.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from boucle.bornes import BORNES
from formats.petit_perso import SIMPLE, Lu, by_title, modele

TITRES = (
    "date=Date",
    "journal:OD",
    "piece=Piece",
    "compte=Compte",
    "libelle=Libelle",
    "debit=Debit",
    "credit=Credit",
)
MODELE = by_title(*TITRES)
ENTETE = "Date;Piece;Compte;Libelle;Debit;Credit\r\n"
ACHAT = "15/01/2025;1;607000;Achat;100,00;\r\n15/01/2025;1;401000;Achat;;100,00\r\n"
EDF = "16/01/2025;2;606100;Edf;50,00;\r\n16/01/2025;2;401000;Edf;;50,00\r\n"
DEUX = [(2, "607000", 10000, 0), (3, "401000", 0, 10000)]


# Quotes (audit, row 1).


def test_a_lone_quote_swallows_no_line(tmp_path: Path) -> None:
    text = ENTETE + ACHAT.replace(";Achat;;", ';"Achat;;') + EDF
    lu = Lu(tmp_path, text, MODELE)
    assert lu.places("LIG-075") == [(3, 4)]
    assert lu.bloquant
    assert [row[:2] for row in lu.lignes] == [(2, "607000"), (4, "606100"), (5, "401000")]
    assert "Achat;;100,00" in (lu.of("LIG-075")[0].lu or "")


def test_two_lone_quotes_that_take_whole_lines_are_told_where_they_open(tmp_path: Path) -> None:
    text = (
        ENTETE
        + ACHAT.replace(";Achat;;100,00", ';"Achat;;100,00')
        + EDF.replace("Edf;;50,00", 'Edf";;50,00')
    )
    lu = Lu(tmp_path, text, MODELE)
    assert lu.places("LIG-078") == [(3, 4)]
    assert lu.bloquant
    assert (4, "606100", 5000, 0) in lu.lignes


def test_text_after_a_closing_quote_is_told(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT.replace(";Achat;;", ';"Ecran" 24;;'), MODELE)
    assert lu.places("LIG-076") == [(3, 4)]
    assert lu.bloquant


def test_a_cell_over_two_lines_is_read_and_told(tmp_path: Path) -> None:
    text = ENTETE + ACHAT.replace(";Achat;100", ';"Achat\r\nde vis";100') + EDF
    lu = Lu(tmp_path, text, MODELE)
    assert lu.dites == [("LIG-077", 2, "Achat ⏎ de vis")]
    assert lu.column("libelle")[0] == "Achat de vis"
    assert [row[0] for row in lu.lignes] == [2, 4, 5, 6]


def test_a_quote_in_the_middle_of_a_text_is_a_character(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT.replace(";Achat;;", ';Ecran 24" mat;;'), MODELE)
    assert lu.places("LIG-079") == [(3, 4)]
    assert (lu.dites, lu.column("libelle")) == ([], ["Achat", 'Ecran 24" mat'])


def test_a_model_may_say_that_quotes_are_text(tmp_path: Path) -> None:
    text = ENTETE + ACHAT.replace(";Achat;;", ';"Ecran 24;;')
    lu = Lu(tmp_path, text, {**MODELE, "guillemets": "aucun"})
    assert (lu.dites, lu.column("libelle")) == ([], ["Achat", '"Ecran 24'])


def test_a_file_whose_cells_are_all_quoted_is_read_as_it_is(tmp_path: Path) -> None:
    rows = [line.split(";") for line in (ENTETE + ACHAT).split("\r\n")[:-1]]
    rows[1][3] = 'Vis; "inox"'
    text = "".join(
        ";".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows
    )
    lu = Lu(tmp_path, text, MODELE)
    assert (lu.dites, lu.lignes) == ([], DEUX)
    assert lu.column("libelle") == ['Vis; "inox"', "Achat"]


# Widths (row 2).


def test_a_line_wider_than_its_titles_is_refused_with_what_is_too_much(tmp_path: Path) -> None:
    text = "Date,Piece,Compte,Montant\n15/01/2025,1,607000,100,50\n15/01/2025,1,401000,-100,50\n"
    model = by_title(
        "date=Date", "journal:OD", "piece=Piece", "compte=Compte", "montant=Montant", separateur=","
    )
    lu = Lu(tmp_path, text, model)
    assert [(a.kind.code, a.ligne, a.champ, a.lu) for a in lu.of("LIG-080")] == [
        ("LIG-080", 2, 5, "50"),
        ("LIG-080", 3, 5, "50"),
    ]
    assert lu.bloquant


def test_blank_cells_after_the_last_title_mean_nothing(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT.replace("\r\n", ";;\r\n"), MODELE)
    assert (lu.dites, lu.lignes) == ([], DEUX)


def test_a_line_without_its_last_blank_cells_is_read_and_told(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT.replace("100,00;\r", "100,00\r"), MODELE)
    assert (lu.dites, lu.lignes) == ([("LIG-081", 2, None)], DEUX)


def test_half_a_line_at_the_end_is_refused(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT + "16/01/2025;2;606100;Edf;50", MODELE)
    assert ("LIG-070", 4) in [(code, n) for code, n, _ in lu.dites]
    assert lu.bloquant


def test_a_last_line_without_an_end_may_be_cut_and_is_told(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT[:-2], MODELE)
    assert (lu.dites, lu.lignes, lu.places("FIC-082")) == ([], DEUX, [(3, None)])


def test_more_columns_than_are_read_is_told_with_the_line(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT + ";" * (BORNES.colonnes + 5) + "\r\n" + EDF, MODELE)
    assert lu.places("FIC-017") == [(4, None)]
    assert lu.bloquant


def test_a_thousand_columns_are_read(tmp_path: Path) -> None:
    more = ";".join(f"C{at}" for at in range(994))
    lines = [f"{line};{more}" for line in (ENTETE + ACHAT).split("\r\n")[:-1]]
    lu = Lu(tmp_path, "\r\n".join(lines) + "\r\n", MODELE)
    assert (lu.dites, lu.lignes, lu.apercu["nombre_colonnes"]) == ([], DEUX, 1001)


def test_an_endless_line_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE.encode() + b"x" * (BORNES.ligne_octets + 10), MODELE)
    assert lu.places("FIC-016") == [(2, None)]


# Titles (rows 3, 4, 10).


def test_a_position_that_bears_another_title_is_refused(tmp_path: Path) -> None:
    text = "Date;Agence;Piece;Compte;Debit;Credit\r\n15/01/2025;X;1;607000;100,00;\r\n"
    colonnes: list[dict[str, Any]] = [
        {"champ": "date", "position": 1, "entete": "Date"},
        {"champ": "journal", "defaut": "OD"},
        {"champ": "piece", "position": 2, "entete": "Piece"},
        {"champ": "compte", "position": 4},
        {"champ": "debit", "position": 5},
        {"champ": "credit", "position": 6},
    ]
    lu = Lu(tmp_path, text, modele(colonnes=colonnes))
    assert [(a.ligne, a.champ, a.colonne, a.lu) for a in lu.of("FIC-075")] == [
        (1, 2, "Piece", "Agence")
    ]
    assert "« Piece » est en position 3" in lu.of("FIC-075")[0].message
    assert (lu.bloquant, lu.lignes) == (True, [])


def test_debit_and_credit_the_other_way_round_are_refused(tmp_path: Path) -> None:
    named = modele("date", "journal", "compte", "debit", "credit")
    text = "Date;Journal;Compte;Crédit;Débit\r\n15/01/2025;AC;607000;100,00;\r\n"
    lu = Lu(tmp_path, text, named)
    assert lu.places("FIC-075") == [(1, 4), (1, 5)]
    assert lu.lignes == []


def test_a_title_that_is_nobody_elses_is_told_and_the_position_holds(tmp_path: Path) -> None:
    colonnes: list[dict[str, Any]] = [
        {"champ": "date", "position": 1, "entete": "Jour"},
        {"champ": "journal", "defaut": "OD"},
        {"champ": "compte", "position": 3},
        {"champ": "debit", "position": 5},
        {"champ": "credit", "position": 6},
    ]
    lu = Lu(tmp_path, ENTETE + ACHAT, modele(colonnes=colonnes))
    assert (lu.dites, lu.lignes) == ([("FIC-076", 1, "Date")], DEUX)


def test_a_title_met_twice_is_refused(tmp_path: Path) -> None:
    text = "Date;Compte;Montant;Libelle;Montant\r\n15/01/2025;607000;100,00;Achat;250,00\r\n"
    lu = Lu(tmp_path, text, by_title("date=Date", "journal:OD", "compte=Compte", "montant=Montant"))
    assert lu.places("FIC-074") == [(1, 5)]
    assert (lu.bloquant, lu.lignes) == (True, [])


def test_titles_come_from_one_line(tmp_path: Path) -> None:
    text = "Journal;Ventes janvier\r\nDate;Compte;Debit;Credit\r\n15/01/2025;411000;100,00;\r\n"
    lu = Lu(
        tmp_path,
        text,
        by_title(
            "date=Date",
            "journal=Journal",
            "compte=Compte",
            "debit=Debit",
            "credit=Credit",
            ignorerDebut=2,
        ),
    )
    assert [(a.ligne, a.colonne) for a in lu.of("FIC-070")] == [(2, "Journal")]
    assert (lu.bloquant, lu.lignes) == (True, [])


def test_a_default_fills_a_blank_cell_and_stands_for_no_column(tmp_path: Path) -> None:
    colonnes = [
        {"champ": "date", "entete": "Date"},
        {"champ": "journal", "entete": "Journal", "defaut": "OD"},
        {"champ": "compte", "entete": "Compte"},
        {"champ": "montant", "entete": "Montant"},
    ]
    text = "Date;{};Compte;Montant\r\n15/01/2025;AC;607000;1,00\r\n15/01/2025;;401000;-1,00\r\n"
    there = Lu(tmp_path, text.format("Journal"), modele(colonnes=colonnes))
    assert (there.dites, there.column("journal")) == (
        [("ECR-002", 2, None), ("ECR-002", 3, None)],
        ["AC", "OD"],
    )
    gone = Lu(tmp_path, text.format("Code journal"), modele(colonnes=colonnes))
    assert [a.colonne for a in gone.of("FIC-070")] == ["Journal"]
    assert (gone.bloquant, gone.lignes) == (True, [])


def test_a_title_is_known_without_its_accents(tmp_path: Path) -> None:
    text = ENTETE.replace("Debit", "Débit").replace("Credit", " CRÉDIT ") + ACHAT
    lu = Lu(tmp_path, text, MODELE)
    assert (lu.dites, lu.lignes) == ([], DEUX)


# Lines left out (row 5), concatenations, totals.


def test_blank_lines_count_among_those_left_out_at_the_start(tmp_path: Path) -> None:
    text = "Export du 31/01/2025;;;;;\r\n\r\n" + ENTETE + ACHAT + EDF
    lu = Lu(tmp_path, text, {**MODELE, "ignorerDebut": 3})
    assert [row[0] for row in lu.lignes] == [4, 5, 6, 7]
    assert lu.apercu["ligne_titres"] == 3
    assert [(left["ligne"], left["raison"]) for left in lu.apercu["laissees"]] == [
        (1, "avant les données"),
        (2, "vide"),
        (3, "titres"),
    ]


def test_blank_lines_count_among_those_left_out_at_the_end(tmp_path: Path) -> None:
    text = ENTETE + ACHAT + EDF + "\r\nTotal;;;;150,00;150,00\r\n;;;;;\r\n"
    lu = Lu(tmp_path, text, {**MODELE, "ignorerFin": 3})
    assert (lu.dites, len(lu.lignes)) == ([], 4)
    assert [left["ligne"] for left in lu.apercu["laissees"]] == [1, 6, 7, 8]


@pytest.mark.parametrize("given_, ligne", [({"ignorerDebut": 2}, 2), ({"ignorerFin": 1}, 3)])
def test_a_line_left_out_that_reads_as_data_is_told(
    tmp_path: Path, given_: dict[str, int], ligne: int
) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT, {**MODELE, **given_})
    assert ("FIC-078", ligne) in [(code, n) for code, n, _ in lu.dites]


def test_blank_lines_in_the_middle_are_left_and_listed(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT + "\r\n;;;;;\r\n" + EDF, MODELE)
    assert (lu.dites, [row[0] for row in lu.lignes]) == ([], [2, 3, 6, 7])
    assert [left["ligne"] for left in lu.apercu["laissees"]] == [1, 4, 5]


def test_two_files_one_after_the_other_are_refused(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT + ENTETE + EDF, MODELE)
    assert ("FIC-077", 4) in [(code, n) for code, n, _ in lu.dites]
    assert lu.bloquant


def test_a_total_in_the_middle_is_refused_with_its_line(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + ACHAT + "Total;;;;100,00;100,00\r\n" + EDF, MODELE)
    assert [(a.ligne, a.champ, a.lu) for a in lu.of("LIG-072")] == [(4, 1, "Total")]
    assert lu.bloquant


# Charsets (row 9) and what is no text (row 13).


def accented(label: str = "Café à l'été") -> str:
    return ENTETE + ACHAT.replace("Achat", label)


def test_a_marked_utf8_file_is_the_utf8_that_the_model_names(tmp_path: Path) -> None:
    lu = Lu(tmp_path, accented().encode("utf-8-sig"), {**MODELE, "encodage": "utf-8"})
    assert (lu.dites, lu.lignes) == ([], DEUX)
    assert lu.column("libelle")[0] == "Café à l'été"


@pytest.mark.parametrize(
    "ecrit, dit",
    [
        ("utf-8", "cp1252"),
        ("utf-8", "iso-8859-15"),
        ("cp1252", "utf-8"),
        ("utf-16", "cp1252"),
    ],
)
def test_a_model_that_names_another_charset_is_told(tmp_path: Path, ecrit: str, dit: str) -> None:
    lu = Lu(tmp_path, accented().encode(ecrit), {**MODELE, "encodage": dit})
    assert [code for code, *_ in lu.dites] == ["FIC-079"]
    assert lu.column("libelle")[0] == "Café à l'été"


@pytest.mark.parametrize("ecrit", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_read(tmp_path: Path, ecrit: str) -> None:
    lu = Lu(tmp_path, accented().encode(ecrit), MODELE)
    assert (lu.dites, lu.lignes) == ([], DEUX)
    assert lu.column("libelle")[0] == "Café à l'été"


def test_a_charset_of_one_octet_is_a_guess_and_told(tmp_path: Path) -> None:
    lu = Lu(tmp_path, accented().encode("cp1252"), MODELE)
    assert lu.places("FIC-081") == [(2, None)]
    assert (lu.of("FIC-081")[0].lu or "").startswith("15/01/2025;1;607000;Café")
    assert lu.column("libelle")[0] == "Café à l'été"


def test_dos_letters_are_recognised_or_named_by_the_model(tmp_path: Path) -> None:
    octets = accented("Créance réglée").encode("cp850")
    guessed, named = (
        Lu(tmp_path, octets, MODELE),
        Lu(tmp_path, octets, {**MODELE, "encodage": "cp850"}),
    )
    assert guessed.column("libelle") == named.column("libelle") == ["Créance réglée"] * 2
    assert (guessed.codes & {"FIC-081"}, named.codes) == ({"FIC-081"}, set())


@pytest.mark.parametrize("ecrit, dit", [("cp850", "cp1252"), ("cp1252", "cp850")])
def test_letters_read_in_the_wrong_charset_are_told(tmp_path: Path, ecrit: str, dit: str) -> None:
    lu = Lu(tmp_path, accented("Créance réglée").encode(ecrit), {**MODELE, "encodage": dit})
    assert [(code, n) for code, n, _ in lu.dites if code != "LIG-099"] == [("FIC-080", 2)]


@pytest.mark.parametrize("reste, ligne_codee", [("utf-8", "cp1252"), ("cp1252", "utf-8")])
def test_a_line_coded_otherwise_is_read_and_told(
    tmp_path: Path, reste: str, ligne_codee: str
) -> None:
    lines = [f"{line}\r\n" for line in accented().split("\r\n")[:-1]] + [
        f"{line}\r\n" for line in EDF.replace("Edf", "Énergie élevée").split("\r\n")[:-1]
    ]
    octets = b"".join(
        line.encode(ligne_codee if at == 3 else reste) for at, line in enumerate(lines)
    )
    lu = Lu(tmp_path, octets, MODELE)
    assert [(code, n) for code, n, _ in lu.dites] == [("LIG-091", 4)]
    assert lu.column("libelle")[2] == "Énergie élevée"


@pytest.mark.parametrize(
    "octets, nature",
    [
        (b"%PDF-1.7\n\x00\x01\x02" + bytes(range(32)) * 9, "un PDF"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "un ancien document Office (.xls, .doc) ou un classeur chiffré",
        ),
        (b"\x89PNG\r\n\x1a\n" + bytes(600), "une image PNG"),
    ],
)
def test_what_is_no_table_is_told_once_by_its_name(
    tmp_path: Path, octets: bytes, nature: str
) -> None:
    lu = Lu(tmp_path, octets, MODELE)
    assert [code for code, *_ in lu.dites] == ["FIC-073"]
    assert nature in lu.of("FIC-073")[0].message
    assert lu.of("FIC-073")[0].message.isprintable()


def _zip(*noms: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for nom in noms:
            archive.writestr(nom, ENTETE + ACHAT)
    return out.getvalue()


@pytest.mark.parametrize(
    "octets, archive",
    [
        (gzip.compress((ENTETE + ACHAT).encode()), "gzip"),
        (_zip("export.csv"), "zip"),
    ],
)
def test_one_file_in_an_archive_is_read(tmp_path: Path, octets: bytes, archive: str) -> None:
    lu = Lu(tmp_path, octets, MODELE)
    assert (lu.dites, lu.lignes) == ([], DEUX)
    assert lu.lecture.rapport.faits["archive"] == archive


def test_an_archive_of_several_files_is_refused(tmp_path: Path) -> None:
    assert Lu(tmp_path, _zip("a.csv", "b.csv"), MODELE).codes == {"FIC-051"}


@pytest.mark.parametrize("fin", ["\n", "\r", "\r\n", "\r\r\n"])
def test_lines_end_as_they_may(tmp_path: Path, fin: str) -> None:
    lu = Lu(tmp_path, (ENTETE + ACHAT).replace("\r\n", fin), MODELE)
    assert (lu.dites, lu.lignes) == ([], DEUX)


def test_it_says_what_it_read(tmp_path: Path) -> None:
    apercu = Lu(tmp_path, ENTETE + ACHAT, MODELE).apercu
    assert (apercu["nature"], apercu["encodage"], apercu["ligne_titres"]) == ("CSV", "utf-8", 1)
    assert [(c["place"], c["titre"], c["champ"], c["par"]) for c in apercu["colonnes"]] == [
        (1, "Date", "date", "titre"),
        (2, "Piece", "piece", "titre"),
        (3, "Compte", "compte", "titre"),
        (4, "Libelle", "libelle", "titre"),
        (5, "Debit", "debit", "titre"),
        (6, "Credit", "credit", "titre"),
        (0, "", "journal", "valeur par défaut"),
    ]
    assert apercu["premieres"][0] == {
        "ligne": 2,
        "cellules": ["15/01/2025", "1", "607000", "Achat", "100,00", "", "OD"],
    }
    assert (apercu["lignes"], apercu["ecritures"], apercu["debit_centimes"]) == (2, 1, 10000)


def test_what_a_model_leaves_aside_is_shown_too(tmp_path: Path) -> None:
    lu = Lu(
        tmp_path, "t\n01/02/2024;CA;5300;1,00;;a;Agence\n01/02/2024;CA;7070;;1,00;b;Nord\n", SIMPLE
    )
    assert [c["champ"] for c in lu.apercu["colonnes"]][-1] == ""
    assert lu.apercu["premieres"][0]["cellules"][-1] == "Agence"
