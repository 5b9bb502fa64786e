"""ExemplesPublies: the samples of the published sheets, sent byte for byte where they are whole.

`{{maitreDossier}}` alone is filled, as the published answer shows it; objectId and revisionId are
given by the server. Where two samples disagree, docs/ecarts.md says which one is followed.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from boucle.schema import registre
from resources.porte import Porte

# Fiche « Dossier client », §3: the body of POST, whole; leading dots are the sheet's indentation.
AJOUT = """[{
  ...."codeDossier": "1119089",
  ...."nature": 2,
  ...."raisonSociale": "FT FRANCE",
  ...."nomUsuel": "ORANGE MARINE",
  ...."complementNom": "French telecom",
  ...."formeJuridique": "SA",
  ...."siren": "424722130",
  ...."nic": "00079",
  ...."naf": "6120Z",
  ...."numVoie": "21",
  ...."extension": 0,
  ...."nomVoie": "RUE JASMIN",
  ...."lieuditHameau": "LE CHATEAU",
  ...."complementDistrib": "ORANGE MARINE",
  ...."codePostal": "75016",
  ...."localite": "PARIS",
  ...."pays": "FR",
  ...."telephone": "01 02 00 03 04",
  ...."fax": "08 02 05 66 99",
  ...."email": "{{email}}",
  ...."maitreDossier": "{{maitreDossier}}",
  ...."engagementManager": "",
  ...."groupeTravail": "{{groupeTravailList}}",
  ...."typeDossier": 1,
  ...."approvisionnement": false
}]"""
AJOUTE = {
    "objectId": "497c0290-6137-4875-b288-013d17ba5142", "revisionId": "0x0000000000024281",
    "codeDossier": "1119089", "nature": 2, "prenom": "", "nom": "", "raisonSociale": "FT FRANCE",
    "nomUsuel": "ORANGE MARINE", "complementNom": "French telecom", "siren": "424722130",
    "nic": "00079", "formeJuridique": "SA", "naf": "6120Z", "numVoie": "21", "extension": 0,
    "nomVoie": "RUE JASMIN", "lieuditHameau": "LE CHATEAU", "complementDistrib": "ORANGE MARINE",
    "codePostal": "75016", "localite": "PARIS", "pays": "FR", "telephone": "01 02 00 03 04",
    "fax": "08 02 05 66 99", "email": "{{email}}",
    "maitreDossier": "manon@develop.onmicrosoft.com", "engagementManager": "",
    "groupeTravail": "", "sansEngagement": False,
}  # fmt: skip
# §4: the record of GET, whole: fewer fields than POST answers, and a SIREN of eight digits.
LU = [
    "objectId", "revisionId", "nature", "prenom", "nom", "raisonSociale", "nomUsuel",
    "complementNom", "siren", "nic", "formeJuridique", "naf", "numVoie", "extension", "nomVoie",
    "lieuditHameau", "complementDistrib", "codePostal", "localite", "pays", "telephone", "fax",
    "email", "siteWeb", "maitreDossier",
]  # fmt: skip
# « Documentation des Web APIs », §3: the account given by GET, with its own spelling.
COMPTE = """[
  {
    "objectId": "b3e1ef11-0780-4c40-bdfa-0121028fcd4",
    "revisionId": "0x000000000002796",
    "description": [
      "60640000"
    ],
    "numero": "60640000",
    "libelle": "Fournitures d'entretien et de petit équipement-1",
    "type": 6,
    "collectif": false,
    "lettrable": false,
    "pointable": false,
    "centralisable": false,
    "analytique": true,
    "ferme": false,
    "compteContrepatrie": {
      "objectId": null,
      "description": [
        ""
      ]
    },
    "compteBanque": {
      "objectId": null,
      "description": [
        ""
      ]
    }
  }
]"""

# Fiche « Ecritures comptables (import) », §3, and page EcritureComptableImportPerso: both bodies of
# importPerso, whole. The key of the model is written in two ways.
PERSO_FICHE = """{  
  "codeIbs": "CEGID001",  
  "URI": "",  
  "URL": "https://looptestcabinetrdd.blob.core.windows.net/api-import-ecritures-dev/\
005e3c2d-8352-49e5-82f3-8704a079b9f3/Importpersonnalisee.csv?sv=2020-04-08&st=2021-09-14T13%3A10\
%3A59Z&se=2021-09-15T13%3A10%3A59Z&sr=b&sp=r&sig=SIGNATURE",  
  "modele": "EcritureImport"  
}"""
PERSO_PAGE = """{
"codeIbs": "CEGID003",
"URI": "",
"URL": "https://looptestcabinetrdd.blob.core.windows.net/api-import-ecritures-dev/\
005e3c2d-8352-49e5-82f3-8704a079b9f3/842008161FEC20201231.txt?sv=2020-08-04&st=2022-03-25T15%3A23\
%3A51Z&se=2022-03-26T15%3A23%3A51Z&sr=b&sp=r&sig=SIGNATURE",
"MODELE": "IMPORTPERSO",
"SIRET": "07955542100027"
}"""


def body(code: str) -> bytes:
    """Give the sheet's body under a code of our own, the placeholder that was filled so."""
    text = re.sub(r"^\s*\.{4}", "", AJOUT, flags=re.MULTILINE)
    text = text.replace("{{maitreDossier}}", "manon@develop.onmicrosoft.com")
    return text.replace("1119089", code).encode()


def subsequence(part: list[str], whole: list[str]) -> bool:
    """True when these names come in this order, others between them or not."""
    names = iter(whole)
    return all(name in names for name in part)


def test_a_client_dossier_is_added_as_published(porte: Porte) -> None:
    answer = porte.call("POST", "dossierClient", content=body("1119089"), codeDossier="cabinet")
    told = answer.json()
    assert answer.status_code == 200
    assert told["errors"] == []
    record: dict[str, Any] = told["success"]
    given = {name: record[name] for name in ("objectId", "revisionId")}
    assert {name: record[name] for name in AJOUTE} == AJOUTE | given
    assert subsequence(list(AJOUTE), list(record))
    assert record.keys() - AJOUTE.keys() == {"siteWeb"}


def test_client_dossiers_are_read_as_published(porte: Porte) -> None:
    porte.call("POST", "dossierClient", content=body("1119090"), codeDossier="cabinet")
    answer = porte.call(
        "GET", "dossierClient", codeDossier="cabinet", filter="codeDossier==='1119090'"
    )
    (record,) = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert subsequence(LU, list(record))


def test_a_selection_gives_the_fields_named_and_no_other(porte: Porte) -> None:
    groupe = porte.create(registre.find("groupe"), code="LOOP-DOSSIER-CABINET")
    porte.create(
        registre.find("dossierClient"), codeDossier="Dossier0001", groupeTravail=groupe["objectId"]
    )
    answer = porte.call(
        "GET",
        "dossierClient",
        codeDossier="cabinet",
        select="codeDossier,nom,groupeTravail",
        filter='codeDossier=="Dossier0001" && groupeTravail == "LOOP-DOSSIER-CABINET"',
    )
    assert answer.json() == [
        {"nom": "", "groupeTravail": "LOOP-DOSSIER-CABINET", "codeDossier": "Dossier0001"}
    ]


def test_a_client_dossier_is_removed_as_published(porte: Porte) -> None:
    porte.call("POST", "dossierClient", content=body("1119091"), codeDossier="cabinet")
    (record,) = porte.call(
        "GET",
        "dossierClient",
        codeDossier="cabinet",
        filter="codeDossier=='1119091'",
        select="objectId,revisionId",
    ).json()
    answer = porte.call("DELETE", "dossierClient", [record], codeDossier="cabinet")
    assert (
        answer.content
        == json.dumps(
            {"success": [{"status": "deleted", **record}], "errors": []}, separators=(",", ":")
        ).encode()
    )


def test_the_account_of_the_sheet_is_sent_and_given_back(porte: Porte) -> None:
    sent = json.loads(COMPTE)
    # Given by the server: not written.
    for record in sent:
        del record["objectId"], record["revisionId"]
    told = porte.call("POST", "compte", sent, codeDossier="D1").json()
    assert told["errors"] == []
    record = told["success"]
    renamed = {name.replace("Contrepatrie", "Contrepartie"): v for name, v in sent[0].items()}
    assert {name: record[name] for name in renamed} == renamed
    assert subsequence(list(renamed), list(record))


def test_paths_are_found_whatever_their_case(porte: Porte) -> None:
    for path in ("tiersClient", "tiersclient", "TIERSCLIENT", "CollaborateurCabinet",
                 "collaborateurCabinet", "collaborateurcabinet"):  # fmt: skip
        code = "D1" if "tiers" in path.lower() else "cabinet"
        assert porte.call("GET", path, codeDossier=code).status_code == 200


@pytest.mark.parametrize(
    ("sent", "dossier", "modele"),
    [(PERSO_FICHE, "CEGID001", "EcritureImport"), (PERSO_PAGE, "CEGID003", "IMPORTPERSO")],
)
def test_a_custom_import_is_asked_for_as_published(
    porte: Porte, sent: str, dossier: str, modele: str
) -> None:
    porte.write("POST", registre.find("dossierClient"), [{"codeDossier": dossier}])
    for nom, values in (("modeleImport", {"code": modele}),
                        ("etablissementComptable", {"siret": "07955542100027"})):  # fmt: skip
        record = porte.sample(registre.find(nom), **values)
        told = porte.write("POST", registre.find(nom), [record], codeDossier=dossier)
        assert told["errors"] == []
    # The sheets spell the type of content in two ways.
    for media in ("application/json", "application-json"):
        answer = porte.call(
            "POST",
            "importPerso",
            content=sent.encode(),
            headers={"Content-Type": media, "Cache-Control": "no-cache"},
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json"
        told = answer.json()
        assert told.keys() == {"accountingImportRequestId"}
        asked = porte.call(
            "GET", "getstatus", accountingImportRequestId=told["accountingImportRequestId"]
        )
        assert asked.json()["status"] == 1


def test_the_printed_body_of_a_deletion_is_told_its_bare_key(porte: Porte) -> None:
    printed = (
        b'[{"objectId": "497c0290-6137-4875-b288-013d17ba5142",  \n'
        b'revisionId: "0x000000000024281"}]'
    )
    answer = porte.call("DELETE", "dossierClient", content=printed, codeDossier="cabinet")
    assert answer.json()["message"] == (
        "Le corps de la requête n'est pas du JSON : ligne 2, colonne 1, la clé "
        "« revisionId » n'est pas entre guillemets doubles."
    )


def test_more_than_a_page_is_given_as_far_as_a_page_goes(porte: Porte) -> None:
    for take in ("1001", "10001", "5000000"):
        answer = porte.call("GET", "groupe", codeDossier="cabinet", take=take)
        assert answer.status_code == 200
    assert porte.call("GET", "groupe", codeDossier="cabinet", take="0").status_code == 400
