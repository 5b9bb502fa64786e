"""Suivi: dossiers, imports, écritures and decisions by links and forms alone, on both databases."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rigs.lecture import heads, rows, text
from rigs.scene_console import SceneConsole

COLONNES = [
    "Choix", "Nom du fichier", "Statut", "Erreur", "Détail", "Date de création",
    "Date de mise à jour", "Partenaire", "Date premier mouvement", "Date dernier mouvement",
    "Période de référence", "Format",
]  # fmt: skip
DETAIL = [
    "n°", "Journal", "Date", "Pièce", "Compte", "Tiers", "Référence", "Libellé", "Débit",
    "Crédit", "Code Lettr.",
]  # fmt: skip


@pytest.fixture(scope="module")
def lue(
    tmp_path_factory: pytest.TempPathFactory,
    preparer: Callable[[str, Path], AbstractContextManager[SceneConsole]],
) -> Iterator[SceneConsole]:
    """Make one scene for all that only read."""
    with preparer("sqlite", tmp_path_factory.mktemp("lue")) as made:
        yield made


@pytest.fixture
def scene(lue: SceneConsole) -> Iterator[SceneConsole]:
    """Lend the scene that is read; whoever reads it is forgotten afterwards."""
    yield lue
    lue.become()


@pytest.fixture
def client(scene: SceneConsole) -> Any:
    return scene.client()


def test_the_dossiers_say_what_waits(client: Any) -> None:
    answer = client.get("/dossiers")
    assert heads(answer) == [
        "Code dossier",
        "Dénomination",
        "Nom du dossier",
        "SIREN",
        "Groupe",
        "Imports en attente",
        "Erreurs",
        "Dernier import",
        "État du dernier import",
    ]
    assert "2 dossiers, 2 imports en attente dans 1 dossier." in text(answer)
    first, second = rows(answer)
    assert first.startswith("1 D1 Brasserie des Quais Les Quais 732 829 320")
    assert second.endswith("0 — aucun import")


@pytest.mark.parametrize("q", ["quais", "D1", "73282", "QUAIS"])
def test_a_dossier_is_found_by_code_name_or_siren(client: Any, q: str) -> None:
    assert len(rows(client.get("/dossiers", params={"q": q}))) == 1


def test_a_name_with_accents_is_found_whatever_its_case(client: Any) -> None:
    for q in ("école", "ÉCOLE", "École"):
        assert len(rows(client.get("/dossiers", params={"q": q}))) == 1, q


def test_only_the_dossiers_that_are_opened_are_there(client: Any, scene: SceneConsole) -> None:
    scene.become(codes=frozenset())
    assert "0 dossier, 0 import en attente" in text(client.get("/dossiers"))
    for path in ("", "/imports", "/historique", "/imports/selection?import=x"):
        assert client.get(f"/dossiers/D1{path}").status_code == 404
    demande = scene.demandes["attente"]
    assert client.get(f"/dossiers/D1/imports/{demande}").status_code == 404


def test_an_operator_may_close_the_imports_to_a_cabinet(scene: SceneConsole) -> None:
    opened = scene.atelier.config
    try:
        scene.atelier.config = replace(opened, sans_console="voisin, demo")
        client = scene.client()
        for path in (
            "imports",
            "historique",
            f"imports/{scene.demandes['attente']}",
            "imports/valider?import=x",
        ):
            told = text(client.get(f"/dossiers/D1/{path}"), 403)
            assert "La console des imports partenaires n'est pas ouverte au cabinet demo." in told
        page = client.get("/dossiers/D1")
        assert "voulez-vous" not in page.text
        assert "/dossiers/D1/imports" not in page.text
        found = client.get("/aller", params={"q": "imports", "dossier": "D1"})
        assert "/dossiers/D1/imports" not in found.text
        # Another firm of the same server loses nothing.
        scene.atelier.config = replace(opened, sans_console="voisin")
        assert scene.client().get("/dossiers/D1/imports").status_code == 200
    finally:
        scene.atelier.config = opened


def test_a_dossier_with_imports_that_wait_asks_the_question(client: Any) -> None:
    opened = text(client.get("/dossiers/D1"))
    assert "Validation des imports" in opened
    assert (
        "Des données partenaires sont en attente de validation, voulez-vous les visualiser ?"
        in opened
    )
    assert "voulez-vous" not in text(client.get("/dossiers/D2"))


def test_the_list_is_the_published_one(client: Any) -> None:
    answer = client.get("/dossiers/D1/imports")
    assert heads(answer) == COLONNES
    cours, long, attente, erreur, rejete = rows(answer)
    assert "En cours de traitement — —" in cours
    assert re.search(
        r"En attente de validation 1 avertissement 130 écriture\(s\) "
        r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d "
        r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d Caisse Alizé 15/01/2024 15/01/2024 EXERCICE 2024 FEC",
        long,
    ), long
    assert "1 ligne 471" in attente
    assert "Terminé avec erreur" in erreur
    assert "Rejeté" in rejete
    assert "_01.txt" not in answer.text
    told = text(answer)
    assert "Tous 5" in told
    assert "En attente de validation 2" in told
    assert "Avec 471 1" in told


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("statut=rejete", 1), ("statut=a_valider", 2), ("a471=1", 1), ("q=reprise", 1),
        ("format=TRA", 0), ("format=FEC&partenaire=Caisse+Aliz%C3%A9", 5), ("partenaire=X", 0),
        ("periode=EXERCICE+2024&statut=a_valider", 2),
    ],
)  # fmt: skip
def test_the_list_is_filtered(client: Any, query: str, n: int) -> None:
    assert len(rows(client.get(f"/dossiers/D1/imports?{query}"))) == n


@pytest.mark.parametrize("query", ["statut=valide", "format=PDF", "apres=faux", "q=%00"])
def test_a_filter_that_is_not_understood_is_refused(client: Any, query: str) -> None:
    assert "REQ-" in text(client.get(f"/dossiers/D1/imports?{query}"), 400)


def test_what_is_chosen_is_totalled(client: Any, scene: SceneConsole) -> None:
    made = scene.demandes
    told = text(
        client.get(
            "/dossiers/D1/imports/selection", params={"import": [made["long"], made["attente"]]}
        )
    )
    assert "2 imports" in told
    assert "132" in told
    assert "8 647,39" in told
    assert "1 ligne, solde 12,39" in told


def test_below_profile_three_the_buttons_say_why(client: Any, scene: SceneConsole) -> None:
    scene.become(profil=2)
    told = text(client.get("/dossiers/D1/imports"))
    assert told.count("demande le profil 3, vous avez le profil 2") == 2
    demande = scene.demandes["attente"]
    assert client.get(f"/dossiers/D1/imports/{demande}").status_code == 200


def test_visualiser_opens_one_import(client: Any, scene: SceneConsole) -> None:
    made = scene.demandes
    path = "/dossiers/D1/imports/visualiser"
    one = client.get(path, params={"import": made["long"]}, follow_redirects=False)
    assert one.headers["location"] == f"/dossiers/D1/imports/{made['long']}"
    both = client.get(path, params={"import": [made["long"], made["attente"]]})
    assert "REQ-323" in text(both, 400)
    assert "REQ-323" in text(client.get(path), 400)


def test_the_detail_is_the_published_one(client: Any, scene: SceneConsole) -> None:
    answer = client.get(f"/dossiers/D1/imports/{scene.demandes['attente']}")
    assert heads(answer) == DETAIL
    told = text(answer)
    assert "Visualisation de l’import du fichier 732829320FEC20241231_04.txt" in told
    assert "Qu’est-ce qui change ? 2 écritures, 5 lignes" in told
    assert "1 ligne, solde 12,39" in told
    assert rows(answer)[2] == "4 AC 15/01/2024 1 401000 DUPONT P1 Facture 1 0,00 120,00"
    assert rows(answer)[3].startswith("5 AC 15/01/2024 9 471000 471 P9")
    assert "Total du filtre aucun filtre 132,39 132,39" in told


@pytest.mark.parametrize(
    ("query", "lines", "debit"),
    [
        ("op1=%3D&m1=120,00", 1, "0,00"), ("op1=≥&m1=20&op2=≤&m2=100.00", 2, "120,00"),
        ("q=dupont", 1, "0,00"), ("q=dupont&sur=libelle", 0, "0,00"), ("a471=1", 1, "12,39"),
        ("q=P9&sur=piece", 2, "12,39"), ("q=4566&sur=compte", 1, "20,00"),
        ("q=9&sur=piece", 2, "12,39"), ("q=P9&sur=reference", 2, "12,39"), ("q=P9", 2, "12,39"),
    ],
)  # fmt: skip
def test_lines_are_filtered_and_totalled(
    client: Any, scene: SceneConsole, query: str, lines: int, debit: str
) -> None:
    answer = client.get(f"/dossiers/D1/imports/{scene.demandes['attente']}?{query}")
    assert len(rows(answer)) == lines
    noun = "lignes" if lines > 1 else "ligne"
    assert f"Total du filtre {lines} {noun} {debit}" in text(answer)
    assert "Total de l’import 5 lignes, écart 0,00 132,39 132,39" in text(answer)


@pytest.mark.parametrize("said", ["1 206,06", "1206.06", "1206,06", "1\u202f206,06", "1206,065"])
def test_an_amount_is_read_as_people_write_it(client: Any, scene: SceneConsole, said: str) -> None:
    path = f"/dossiers/D1/imports/{scene.demandes['attente']}"
    answer = client.get(path, params={"op1": "≥", "m1": said})
    assert answer.status_code == (400 if said.endswith("5") else 200)


def test_pages_of_lines_follow_one_another_both_ways(client: Any, scene: SceneConsole) -> None:
    answer = client.get(f"/dossiers/D1/imports/{scene.demandes['long']}")
    seen = []
    for rank, n in ((2, 100), (102, 100), (202, 60)):
        indexes = [int(one) for one in re.findall(r'<tr aria-rowindex="(\d+)"', answer.text)][1:]
        assert indexes == list(range(rank, rank + n))
        seen += rows(answer)
        links = dict(re.findall(r'data-(before|after)="([^"]*)"', answer.text))
        if links["after"]:
            answer = client.get(html.unescape(links["after"]))
    assert [one.split()[0] for one in seen] == [str(n) for n in range(2, 262)]
    for rank in (102, 2):
        answer = client.get(html.unescape(links["before"]))
        links = dict(re.findall(r'data-(before|after)="([^"]*)"', answer.text))
        assert f'aria-rowindex="{rank}"' in answer.text
    assert links["before"] == ""
    last = client.get(f"/dossiers/D1/imports/{scene.demandes['long']}?fin=1")
    assert rows(last)[-1].startswith("261 ")
    assert len(rows(last)) == 60


def test_nobody_reads_a_page_before_saying_who_they_are(scene: SceneConsole) -> None:
    for path in ("/dossiers", "/dossiers/D1", "/dossiers/D1/imports", "/dossiers/D1/historique"):
        answer = scene.stranger().get(path, follow_redirects=False)
        assert answer.status_code == 303, path
        assert answer.headers["location"] == f"/connexion?suite={path}"


def test_the_dossiers_are_filtered_by_what_waits(client: Any) -> None:
    assert [
        len(rows(client.get(f"/dossiers?{query}")))
        for query in (
            "attente=1",
            "erreurs=1",
            "attente=1&erreurs=1&q=D1",
            "attente=1&q=D2",
        )
    ] == [1, 1, 1, 0]


def test_one_goes_anywhere_by_a_few_letters(client: Any, scene: SceneConsole) -> None:
    told = text(client.get("/aller", params={"q": "quais", "dossier": "D1"}))
    assert "Dossiers Brasserie des Quais D1" in told
    found = client.get("/aller/liste", params={"q": "reprise"})
    assert f'href="/dossiers/D1/imports/{scene.demandes["long"]}"' in found.text
    assert "<html" not in found.text
    here = client.get("/aller", params={"dossier": "D1"}).text
    for path in (
        "/dossiers/D1/imports",
        "/dossiers/D1/historique",
        "/dossiers?attente=1",
        "/dossiers/D1/imports?statut=a_valider",
        "/moi",
    ):
        assert f'href="{path}"' in here, path
    assert (
        'href="/dossiers/D1/historique"'
        in client.get("/aller/liste", params={"q": "HISTORIQUE DES", "dossier": "D1"}).text
    )
    assert "Rien de ce nom" in text(client.get("/aller", params={"q": "zzz"}))
    assert 'href="/aller?dossier=D1"' in client.get("/dossiers/D1/imports").text


def test_one_goes_nowhere_else_than_what_is_open(client: Any, scene: SceneConsole) -> None:
    scene.become(codes=frozenset({"D2"}))
    assert "Rien de ce nom" in text(client.get("/aller", params={"q": "quais"}))
    assert "Rien de ce nom" in text(client.get("/aller/liste", params={"q": "732829320"}))
    assert "/personnes" not in client.get("/aller").text
