"""TraFiches: what a TRA file describes is created, held against the dossier's own, or refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boucle.compta.etat import Etat
from boucle.errors import Refus
from boucle.formats.registre import TRA
from boucle.operations.imports import publication
from boucle.operations.travaux import pipeline
from boucle.schema import registre
from boucle.schema.champs.champ_lien import Reference
from boucle.store.base.metadata import METADATA
from boucle.store.fiches import fiches
from boucle.store.fiches.ressources import table_of
from formats.petit_tra import ACHAT, fiche, fichier, ligne

from .conftest import Scene, scene
from .test_import import rapport

__all__ = ["scene"]
IBAN, AUTRE_IBAN = "FR1420041010050500013M02606", "FR7630006000011234567890189"
SIRET, SIEGE = "73282932000074", "35600000000048"
DECRITES = (
    fiche("EXO", code="002", debut="01012025", fin="31122025", etat="OUV", libelle="An 2025"),
    fiche("SSA", code="P1", libelle="Chantiers", axe="A1"),
    fiche("SSA", code="P1", libelle="Chantiers", axe="A1", sous_plan="S1"),
    fiche("ETB", code="002", libelle="Nantes", siret=SIEGE, ville="NANTES"),
    fiche("MDP", code="VIR", libelle="Virement"),
    fiche("MDR", code="30J", libelle="30 jours"),
    fiche("DEV", code="EUR", libelle="Euro", iso="EUR"),
    fiche("REG", code="FRA", libelle="France"),
    fiche(
        "TVA",
        code="TN",
        libelle="Normal",
        taux="20,0000",
        deductible="44566000",
        collecte="44571000",
    ),
    fiche("SAT", code="NANTES", libelle="Chantier de Nantes", axe="A1"),
    fiche("CGN", code="60640000", libelle="Fournitures", nature="CHA", tva="TN", ventilable="X"),
    fiche("CGN", code="44566000", libelle="TVA déductible", nature="DIV"),
    fiche("CGN", code="44571000", libelle="TVA collectée", nature="DIV"),
    fiche("CGN", code="40100000", libelle="Fournisseurs", nature="COF"),
    fiche("CGN", code="51200000", libelle="Banque", nature="BQE", pointable="X"),
    fiche(
        "CAE",
        code="DUPONT",
        libelle="Dupont SA",
        nature="FOU",
        lettrable="X",
        collectif="40100000",
        ville="NANTES",
        pays="FRA",
        siret=SIRET,
    ),
    fiche("RIB", tiers="DUPONT", principal="X", iban=IBAN),
    fiche("BQC", code="BQ1", compte="51200000", libelle="Compte courant", iban=AUTRE_IBAN),
    fiche("JAL", code="ACH", libelle="Achats", nature="ACH"),
    fiche("JAL", code="BQE", libelle="Banque", nature="BQE", compte="51200000"),
)
RESSOURCES = (
    "exercice", "axe", "section", "etablissementComptable", "tva", "compte", "tiers",
    "compteBancaire", "journal",
)  # fmt: skip


def rows(scene: Scene, nom: str) -> dict[str, dict[str, Any]]:
    """Give the fiches of a resource by their key, references by the key of their target."""
    from sqlalchemy import select

    resource = registre.find(nom)
    table = table_of(resource)
    with scene.store.lecture(None) as conn:
        found = {
            row[resource.champ_cle.column]: dict(row)
            for row in conn.execute(select(table)).mappings()
        }
        for leaf in resource.references:
            assert isinstance(leaf.champ, Reference)
            ids = {row[leaf.column] for row in found.values()} - {None}
            told = fiches.references_of(conn, scene.perimetre, leaf.champ, ids)
            for row in found.values():
                row[leaf.column] = told.get(row[leaf.column], (None, None))[1]
    return found


def keys(scene: Scene) -> dict[str, set[str]]:
    return {nom: set(rows(scene, nom)) for nom in RESSOURCES}


def add(scene: Scene, nom: str, *several: dict[str, Any]) -> None:
    with scene.store.transaction(scene.perimetre) as conn:
        fiches.insert_missing(conn, scene.perimetre, registre.find(nom), several, None)


def send(scene: Scene, *lignes: str) -> tuple[dict[str, Any], list[tuple[str, Any, Any, Any]]]:
    """Import; give what is told of it, and its anomalies as (code, ligne, colonne, lu)."""
    told = scene.run(fichier(*lignes), "ecritures.tra", format_fichier=TRA)
    found = rapport(scene, told)["anomalies"]
    return told, [(a["code"], a["ligne"], a["colonne"], a["lu"]) for a in found]


def test_each_noun_that_a_file_describes_is_created(scene: Scene) -> None:
    scene.set_reglages(creer_exercice=True)
    told, _ = send(scene, *DECRITES, *ACHAT)
    assert told["etat"] == "a_valider", told
    assert keys(scene) == {
        "exercice": {"EXERCICE 2024", "EXERCICE 2025"},
        "axe": {"A1"},
        "section": {"NANTES", "SECA@A1"},
        "etablissementComptable": {SIEGE},
        "tva": {"TN"},
        "compte": {"60640000", "44566000", "44571000", "40100000", "51200000"},
        "tiers": {"DUPONT"},
        "compteBancaire": {"BQ1"},
        "journal": {"ACH", "BQE"},
    }
    year = rows(scene, "exercice")["EXERCICE 2025"]
    assert (year["debut"], year["fin"]) == (date(2025, 1, 1), date(2025, 12, 31))
    tva = rows(scene, "tva")["TN"]
    assert (tva["taux"], tva["compte_deductible_id"], tva["compte_collecte_id"]) == (
        20_000,
        "44566000",
        "44571000",
    )
    comptes = rows(scene, "compte")
    assert (comptes["60640000"]["tva_id"], comptes["60640000"]["analytique"]) == ("TN", True)
    assert (comptes["40100000"]["collectif"], comptes["51200000"]["pointable"]) == (True, True)
    tiers = rows(scene, "tiers")["DUPONT"]
    assert (tiers["type"], tiers["siret"], tiers["compte_id"], tiers["adr_localite"]) == (
        1,
        SIRET,
        "40100000",
        "NANTES",
    )
    assert IBAN in tiers["rib"]
    banque = rows(scene, "compteBancaire")["BQ1"]
    assert (banque["iban"], banque["compte_id"]) == (AUTRE_IBAN, "51200000")
    assert rows(scene, "journal")["BQE"]["compte_contrepartie_id"] == "51200000"
    section = rows(scene, "section")
    assert (section["NANTES"]["axe_id"], section["SECA@A1"]["axe_id"]) == ("A1", "A1")
    assert rows(scene, "axe")["A1"]["description"] == "Chantiers"
    marks = {row["origine_import"] for nom in RESSOURCES for row in rows(scene, nom).values()}
    assert len(marks - {None}) == 1
    assert scene.violations() == []


def test_long_lists_are_created_ahead_with_what_they_name(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.set_reglages(creer_exercice=True)
    monkeypatch.setattr(publication, "TRANCHE_FICHES", 1)
    told, _ = send(scene, *DECRITES, *ACHAT)
    assert told["etat"] == "a_valider", told
    section, comptes = rows(scene, "section"), rows(scene, "compte")
    assert (section["NANTES"]["axe_id"], section["SECA@A1"]["axe_id"]) == ("A1", "A1")
    assert comptes["60640000"]["tva_id"] == "TN"
    assert rows(scene, "tiers")["DUPONT"]["compte_id"] == "40100000"
    assert rows(scene, "tva")["TN"]["compte_deductible_id"] == "44566000"
    assert scene.violations() == []


def test_the_rapport_tells_what_is_created_and_what_has_no_fiche(scene: Scene) -> None:
    scene.set_reglages(creer_exercice=True)
    told, found = send(scene, *DECRITES, *ACHAT)
    created = {(ligne, lu) for code, ligne, _, lu in found if code == "TRA-071"}
    assert created == {
        (2, "01/01/2025 - 31/12/2025"), (3, "A1"), (5, SIEGE), (10, "TN"), (11, "NANTES"),
        (12, "60640000"), (17, "DUPONT"), (18, "DUPONT"), (19, "BQ1"), (20, "ACH"),
    }  # fmt: skip
    # Modes and conditions of payment, currencies, regimes: no resource keeps them.
    assert {ligne for code, ligne, *_ in found if code == "TRA-076"} == {6, 7, 8, 9}
    sortes = rapport(scene, told)["faits"]["apercu"]["sortes"]
    said = {sorte["code"]: sorte["sort"] for sorte in sortes}
    assert (said["CGN"], said["JAL"], said["CAE"]) == ("5 créées", "2 créées", "1 créée")
    assert said["MDP"] == "comparé aux mouvements ; le dossier n'a pas de telle fiche"


def test_an_existing_fiche_is_kept_and_each_difference_told(scene: Scene) -> None:
    scene.set_reglages(creer_exercice=True)
    add(
        scene,
        "compte",
        {"numero": "40100000", "libelle": "Fournisseurs", "collectif": True, "lettrable": True},
    )
    add(scene, "tva", {"code": "TN", "description": "Taux normal", "taux": 19_600})
    add(
        scene,
        "tiers",
        {
            "code": "DUPONT",
            "type": 1,
            "raison_sociale": "Dupont SA",
            "siret": SIEGE,
            "compte": "40100000",
            "adr_localite": "NANTES",
            "adr_pays": "FR",
            "rib": f'[{{"iban":"{AUTRE_IBAN}"}}]',
        },
    )
    before = {nom: rows(scene, nom) for nom in ("tva", "tiers")}
    told, found = send(scene, *DECRITES, *ACHAT)
    assert told["etat"] == "a_valider"
    assert {nom: rows(scene, nom) for nom in ("tva", "tiers")} == before
    differences = [entry for entry in found if entry[0] in ("TRA-072", "TRA-073")]
    assert differences == [
        ("TRA-072", 10, "LIBELLE (10-44)", "Normal"),
        ("TRA-073", 10, "TAUXACHAT (48-57)", "20"),
        ("TRA-073", 10, "CPTTVAVENTED (85-101)", "44571000"),
        ("TRA-073", 10, "CPTTVAACHATD (68-84)", "44566000"),
        ("TRA-073", 17, "SIRET (598-614)", SIRET),
        ("TRA-073", 18, "CODEIBAN (160-229)", IBAN),
    ]
    whole = rapport(scene, told)
    (siret,) = [a for a in whole["anomalies"] if a["colonne"] == "SIRET (598-614)"]
    assert f"dit « {SIRET} » ; la fiche du dossier dit « {SIEGE} »" in siret["message"]
    said = {s["code"]: s["sort"] for s in whole["faits"]["apercu"]["sortes"]}
    assert said["CGN"] == "4 créées, 1 déjà là"
    assert said["TVA"] == "1 déjà là, autre dans le dossier qui est gardé"


def test_the_same_file_again_finds_nothing_different(scene: Scene) -> None:
    scene.set_reglages(creer_exercice=True)
    first, _ = send(scene, *DECRITES, *ACHAT)
    scene.decide(first["id"], Etat.REJETE)
    kept = {nom: rows(scene, nom) for nom in RESSOURCES}
    told, found = send(scene, *DECRITES, *ACHAT)
    assert told["etat"] == "a_valider"
    assert [
        code for code, *_ in found if code in ("TRA-071", "TRA-072", "TRA-073", "TRA-074")
    ] == []
    assert {nom: rows(scene, nom) for nom in RESSOURCES} == kept


@pytest.mark.parametrize(
    ("record", "ligne_lue", "lu", "raison"),
    [
        (fiche("SAT", code="SUD", libelle="Sud", axe="A3"), 2, "SUD", "l'axe « A3 »"),
        (fiche("RIB", tiers="NADIE", iban=IBAN), 2, "NADIE", "n'ont ce tiers"),
        (
            fiche("EXO", code="003", debut="01072024", fin="30062025"),
            2,
            "01/07/2024 - 30/06/2025",
            "recouvre l'exercice EXERCICE 2024",
        ),
        (
            fiche("EXO", code="003", debut="01012025", fin="31122025"),
            2,
            "01/01/2025 - 31/12/2025",
            "ne laisse pas un import créer d'exercice",
        ),
    ],
)
def test_a_fiche_that_cannot_be_made_is_refused_by_name(
    scene: Scene, record: str, ligne_lue: int, lu: str, raison: str
) -> None:
    told, _ = send(scene, record, *ACHAT)
    assert told["etat"] == "a_valider"
    found = [a for a in rapport(scene, told)["anomalies"] if a["code"] == "TRA-074"]
    assert [(a["ligne"], a["lu"]) for a in found] == [(ligne_lue, lu)]
    assert raison in found[0]["message"]


def test_two_sections_of_one_code_do_not_melt(scene: Scene) -> None:
    axes = [fiche("SSA", code="P", libelle="Plan", axe=axe) for axe in ("A1", "A2")]
    sections = [fiche("SAT", code="NORD", libelle=axe, axe=axe) for axe in ("A1", "A2")]
    _, found = send(scene, *axes, *sections, *ACHAT)
    assert ("TRA-074", 5, None, "NORD") in found
    assert rows(scene, "section")["NORD"]["axe_id"] == "A1"


def test_a_fiche_that_names_what_nobody_has_is_created_without_it_and_told(scene: Scene) -> None:
    _, found = send(scene, fiche("JAL", code="BQE", libelle="Banque", compte="51290000"), *ACHAT)
    assert ("TRA-075", 2, "COMPTE (54-70)", "51290000") in found
    assert rows(scene, "journal")["BQE"]["compte_contrepartie_id"] is None


def test_a_value_that_its_field_refuses_is_left_blank_and_told(scene: Scene) -> None:
    _, found = send(scene, fiche("TVA", code="TX", libelle="Faux", taux="250,00"), *ACHAT)
    assert ("TRA-058", 2, "TAUXACHAT (48-57)", "250") in found
    assert rows(scene, "tva")["TX"]["taux"] in (None, 0)


def test_a_breakdown_may_use_the_axe_and_the_section_of_its_file(scene: Scene) -> None:
    part = ligne(type="A", code="NANTES", axe="A1")
    scene.set_reglages(creer_exercice=True)
    told, _ = send(scene, *DECRITES, ACHAT[0], part, *ACHAT[1:])
    assert told["etat"] == "a_valider", told
    assert rows(scene, "compte")["60640000"]["analytique"] is True


def test_an_import_in_error_creates_nothing(scene: Scene) -> None:
    before = keys(scene)
    told, _ = send(scene, *DECRITES, *ACHAT[:2])
    assert (told["etat"], keys(scene)) == ("en_erreur", before)


def test_a_publication_that_fails_creates_nothing_and_its_retry_creates_all(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: what is created goes with it, and comes once with the next attempt."""
    from boucle.errors.demandes.req import BASE_INDISPONIBLE

    before, real = keys(scene), publication.rapports.save_rapport

    def fail(*_: Any) -> None:
        raise Refus(BASE_INDISPONIBLE)

    monkeypatch.setattr(publication.rapports, "save_rapport", fail)
    demande = scene.ask(fichier(*DECRITES, *ACHAT), "ecritures.tra", format_fichier=TRA)
    tache = pipeline.queue.claim(scene.store, "essai", 60)
    assert tache is not None
    pipeline.run_import(scene.atelier, tache)
    assert keys(scene) == before
    monkeypatch.setattr(publication.rapports, "save_rapport", real)
    from sqlalchemy import update

    table = METADATA.tables["import_comptable"]
    with scene.store.transaction(scene.perimetre) as conn:
        conn.execute(update(table).values(prochain_essai=table.c.cree_le))
    scene.work()
    assert scene.told(demande)["etat"] == "a_valider"
    assert "BQ1" in rows(scene, "compteBancaire")
    assert scene.violations() == []
