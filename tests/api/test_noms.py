"""Noms: whatever a line of importJson says comes back under its name, before and after validation.

The table of the fields that are accepted drives the lines drawn and what is expected of each: a
field that is accepted tomorrow and returned nowhere fails here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from api.lignes_tirees import ETAB, JOUR, NOTE, lignes
from api.test_import_http import LOOP, Maison, file_server, maison
from api.test_import_json import done, envoi
from api.test_import_perso import ask as ask_perso
from api.test_import_perso import make_modele
from api.test_import_tra import run as run_tra
from api.test_ventilation import follows_the_document
from boucle.compta import detail
from boucle.compta.jour import compile_format
from boucle.formats.saisie_json.champs import COTES, FICHIER, readers
from boucle.formats.saisie_json.dates import ISO, day_reader
from boucle.resources._ecriture import CHAMPS_LIGNE, DETAILS, ORIGINE, TYPE
from boucle.schema.champs.champ import Objet
from formats.petit_tra import ACHAT, FICHES, fichier
from formats.petit_tra import ligne as ligne_tra
from operations.conftest import fec
from operations.conftest import ligne as fec_ligne

__all__ = ["maison"]
PUBLIES = {
    "journal": "journalCode",
    "compte": "compteNumero",
    "dateJustif": "datePiece",
    "piece": "ecritureNum",
}


def nouns() -> set[str]:
    pattern = compile_format(ISO)
    assert pattern is not None
    return {lecture.nom for lecture in readers(day_reader(ISO, pattern)).values()}


def expected(sent: dict[str, Any], demande: str) -> dict[str, Any]:
    """Say what GET EcritureComptable must tell of each noun of a line."""
    told: dict[str, Any] = {}
    for nom in nouns() - set(COTES) - {FICHIER} - ({"piece"} - sent.keys()):
        value = sent.get(nom)
        if value is None:
            blank = nom.startswith(("date", "type")) or nom.endswith("CutOff")
            value = None if blank or nom in ("modePaiement", "codeLettrage") else ""
        elif isinstance(value, str) and value.endswith("Z"):
            value = value[:10]
        told[PUBLIES.get(nom, nom)] = value
    told["type"] = sent.get("type", 1)
    told["ecritureOrigine"] = sent.get("ecritureOrigine", demande)
    told["accountingImportRequestId"] = demande
    if FICHIER in sent:
        told[FICHIER] = {**sent[FICHIER], "objectId": None}
    for cote in COTES:
        told[cote] = {
            nom: value
            for nom, value in sent[cote].items()
            if nom != "currencyAmount" or sent[cote]["currency"] != "EUR"
        }
    if "axeAnaCHANTIER" in sent:
        (part,) = sent["axeAnaCHANTIER"]
        told["axeAnaCHANTIER"] = [
            {
                **part,
                "debit": {"amount": part["debit"], "currency": "EUR"},
                "credit": {"amount": 0, "currency": "EUR"},
            }
        ]
    return told


def of_books(maison: Maison, filtre: str, **more: str) -> list[dict[str, Any]]:
    params = {"codeDossier": "D1", "filter": filtre, **more}
    answer = maison.raw("GET", f"{LOOP}/EcritureComptable", params=params)
    assert answer.status_code == 200, answer.text
    follows_the_document("get", "EcritureComptable", answer.json())
    return list(answer.json())


def of_import(maison: Maison, demande: str) -> list[dict[str, Any]]:
    answer = maison.raw("GET", f"/v1/imports/{demande}/lignes", params={"take": 1000})
    return list(answer.json())


@pytest.fixture
def source(tmp_path: Path) -> Iterator[str]:
    (tmp_path / NOTE).write_bytes(b"rien")
    with file_server(tmp_path) as address:
        yield address


@pytest.fixture
def livre(maison: Maison) -> Maison:
    for nom, item in (
        ("axe", {"code": "CHANTIER"}),
        ("section", {"code": "NORD", "axe": "CHANTIER"}),
        ("etablissementComptable", {"siret": ETAB}),
    ):
        told = maison.client.call(
            "POST", f"{LOOP}/{nom}", params={"codeDossier": "D1"}, json=[item]
        )
        assert told["errors"] == []
    return maison


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(lignes())
def test_every_noun_of_a_line_comes_back(
    livre: Maison, source: str, sent: list[dict[str, Any]]
) -> None:
    sent = [
        {**line, FICHIER: {"uri": f"{source}/{NOTE}"}} if FICHIER in line else line for line in sent
    ]
    told = done(livre, envoi(*sent))
    assert told["etat"] == "a_valider", livre.raw("GET", f"/v1/imports/{told['id']}/rapport").text
    demande = told["id"]
    rows = of_import(livre, demande)
    livre.client.valider(demande)
    books = of_books(livre, f"accountingImportRequestId=='{demande}'")
    assert len(rows) == len(books) == len(sent)
    for line, row, book in zip(sent, rows, books, strict=True):
        wanted = expected(line, demande)
        assert {nom: book.get(nom) for nom in wanted} == wanted
        assert book.keys() == set(CHAMPS_LIGNE) | (wanted.keys() & {"axeAnaCHANTIER"})
        shared = {champ.nom for champ in (*DETAILS, ORIGINE, TYPE)} | {"refPiece", "datePiece"}
        assert {nom: row[nom] for nom in shared} == {nom: book[nom] for nom in shared}
        assert row.get("axeAnaCHANTIER") == book.get("axeAnaCHANTIER")
        assert (row["devise"] or "EUR") in {book[cote]["currency"] for cote in COTES}


def test_every_noun_accepted_is_drawn_and_told_somewhere() -> None:
    """A noun added to importJson without a place where it is told fails here."""
    assert {PUBLIES.get(nom, nom) for nom in nouns()} <= set(CHAMPS_LIGNE)


def test_every_kept_detail_has_a_name_on_the_wire() -> None:
    kept = {
        f"{champ.column}_{part.column}" if isinstance(champ, Objet) else champ.column
        for champ in (*DETAILS, ORIGINE, TYPE)
        for part in (champ.champs if isinstance(champ, Objet) else (champ,))
    }
    assert kept == detail.SCHEMA.keys() - {"n", "revision", "complement"}


FILTRES = [
    ("reference=='FAC-2'", 2),
    ("reference=='FAC-2' || reference==null", 3),
    ("commentaire!=null", 1),
    ("dateEcheance>='2024-02-01'", 1),
    ("dateEcheance==null", 3),
    ("modePaiement==5", 1),
    (f"SIRET=='{ETAB}'", 1),
    ("SIRET==null", 3),
    ("type==7", 1),
    ("type==1", 3),
    ("fichier.uri!=null", 1),
    ("typeLot in [2, 4]", 1),
    ("ecritureMere!=null", 0),
]


def test_the_lines_are_found_by_what_they_say(livre: Maison, source: str) -> None:
    origine = str(uuid.UUID(int=7, version=4))
    told = done(
        livre,
        envoi(
            {**UNE, "reference": "FAC-2", "commentaire": "à payer", "modePaiement": 5, "type": 7},
            {
                **UNE,
                **AUTRE,
                "reference": "FAC-2",
                "dateEcheance": "2024-02-15T00:00:00.000Z",
                "ecritureOrigine": origine,
            },
            {**UNE, "refPiece": "P1", "SIRET": ETAB, "typeLot": 2},
            {
                **UNE,
                **AUTRE,
                "refPiece": "P1",
                "reference": "R",
                "fichier": {"uri": f"{source}/{NOTE}?sig=secret"},
            },
        ),
    )
    assert told["etat"] == "a_valider"
    livre.client.valider(told["id"])
    own = f"accountingImportRequestId=='{told['id']}'"
    assert [(text, len(of_books(livre, f"{own} && ({text})"))) for text, _ in FILTRES] == FILTRES
    assert len(of_books(livre, f"{own} && fichier.uri=='{source}/{NOTE}'")) == 1
    # What a line names as its origin is told, and sought, before the import that brought it.
    (found,) = of_books(livre, f"ecritureOrigine=='{origine}'", select="ecritureOrigine,reference")
    assert found == {"ecritureOrigine": origine, "reference": "FAC-2"}
    both = f"ecritureOrigine in ['{origine}', '{told['id']}']"
    counts = [len(of_books(livre, f"ecritureOrigine=='{told['id']}'")), len(of_books(livre, both))]
    assert counts == [3, 4]
    for tri in ("dateEcheance:desc&&reference", "SIRET&&type:desc", "ecritureOrigine", "typeLot"):
        whole = [line["objectId"] for line in of_books(livre, own, sort=tri)]
        assert (len(whole), walked(livre, own, tri)) == (4, whole)


def walked(maison: Maison, filtre: str, tri: str) -> list[str]:
    """Give the lines one page after the other, as the Link header leads."""
    params = {"codeDossier": "D1", "filter": filtre, "sort": tri, "take": "1"}
    answer = maison.raw("GET", f"{LOOP}/EcritureComptable", params=params)
    found: list[str] = []
    while True:
        found += [line["objectId"] for line in answer.json()]
        if "next" not in answer.links:
            return found
        target = answer.links["next"]["url"].partition("/loop-api-publiques")[2]
        answer = maison.raw("GET", f"{LOOP}{target}")


UNE = {
    "date": JOUR.format(15),
    "journal": "AC",
    "compte": "607000",
    "debit": {"amount": 10},
    "credit": {"amount": 0},
}
AUTRE = {"compte": "401000", "debit": {"amount": 0}, "credit": {"amount": 10}}
SAISIE = (
    "date;journal;piece;compte;debit;credit;reference;dateEcheance;modePaiement;commentaire\n"
    "15/01/2024;VE;1;41100000;120.00;;F1;15/02/2024;5;a\n"
    "15/01/2024;VE;1;70700000;;120.00;;;VIR;\n"
)


def test_what_a_personalised_file_says_comes_back(maison: Maison, tmp_path: Path) -> None:
    champs = SAISIE.partition("\n")[0].split(";")
    colonnes = [{"champ": champ, "entete": champ} for champ in champs]
    make_modele(maison, separateur=";", colonnes=colonnes)
    demande = ask_perso(maison, tmp_path, SAISIE, MODELE="IMPORTPERSO")["accountingImportRequestId"]
    maison.work()
    maison.client.valider(demande)
    wanted = [("F1", "2024-02-15", 5, "a"), ("", None, "VIR", "")]
    for rows in (of_import(maison, demande), of_books(maison, f"ecritureOrigine=='{demande}'")):
        assert [tuple(row[nom] for nom in champs[6:]) for row in rows] == wanted


def test_what_a_tra_says_comes_back(maison: Maison, tmp_path: Path) -> None:
    first = {
        "refext": "EXT1",
        "reflibre": "LIB1",
        "qte": "12,5000",
        "unite": "KG",
        "tva": "TN",
        "regime": "FRA",
        "cutdeb": "01012024",
        "cutfin": "31012024",
        "refpointage": "RELEVE1",
        "datepointage": "20012024",
    }
    lines = (
        ligne_tra(1407, **first),
        *ACHAT[1:2],
        ligne_tra(
            compte="40100000",
            type="X",
            code="DUPONT",
            sens="C",
            montant="120,00",
            mode="3",
            echeance="15022024",
        ),
    )
    wanted = {
        "referenceExterne": "EXT1",
        "referenceLibre": "LIB1",
        "quantite": 12.5,
        "unite": "KG",
        "codeTva": "TN",
        "regimeTva": "FRA",
        "debCutOff": "2024-01-01",
        "finCutOff": "2024-01-31",
        "codePointage": "RELEVE1",
        "datePointage": "2024-01-20",
    }
    demande, told = run_tra(maison, tmp_path, fichier(*FICHES, *lines, longueur="ETE"))
    assert told["etat"] == "a_valider"
    maison.client.valider(demande)
    for rows in (of_import(maison, demande), of_books(maison, f"ecritureOrigine=='{demande}'")):
        assert [row["nature"] for row in rows] == ["FF"] * 3
        # A code of the file's own, which is no number of the published list.
        assert [(row["dateEcheance"], row["modePaiement"]) for row in rows] == [
            (None, None),
            (None, None),
            ("2024-02-15", "3"),
        ]
        assert {nom: rows[0][nom] for nom in wanted} == wanted


def test_the_further_columns_of_a_fec_come_back(maison: Maison, tmp_path: Path) -> None:
    head, *lines = fec(*PIECE).decode().split("\r\n")[:-1]
    more = [f"{head}\tSite\tVendeur", f"{lines[0]}\tLyon\t", f"{lines[1]}\t\t"]
    content = "".join(f"{line}\r\n" for line in more).encode()
    demande = maison.client.import_fec("D1", maison.deposit(tmp_path, content))
    maison.work()
    maison.client.follow(demande)
    maison.client.valider(demande)
    for rows in (of_import(maison, demande), of_books(maison, f"ecritureOrigine=='{demande}'")):
        assert [row["colonnesExtra"] for row in rows] == [{"Site": "Lyon"}, {}]


PIECE = (fec_ligne("1", "606400", "20,00", "0,00"), fec_ligne("1", "401000", "0,00", "20,00"))
