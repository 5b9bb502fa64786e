"""Shelves: what keeps a room readable: who stands where, who reaches whom, one name a thing.

The lists hold what is left of before: they may only shrink.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator

from house.source import ROOT, arrows, modules

FLOOR_LINES = 60
PARAMETERS = 6
# A door, a declaration, what wires: small on purpose.
MAY_BE_SMALL = (
    "api/", "console/", "portal/", "resources/", "commandes/", "application.py",
)  # fmt: skip
SMALL = {
    "compta/regles/recodage.py", "errors/exemples/exemples_perso.py", "errors/refus.py",
    "formats/tra/fiches/etablissements.py",
    "operations/acces/identites.py", "operations/controle/invariants.py",
    "operations/examen/chronique.py", "operations/imports/lots.py",
    "operations/imports/ventilation.py", "operations/ressources/dossier_client.py",
    "operations/sources/secret_url.py", "operations/travaux/balai.py", "store/base/memoire.py",
    "store/base/portes.py", "store/fiches/longueurs.py", "store/fichiers/ouverture.py",
}  # fmt: skip
MANY = {
    "commandes/cles.py:creer": 8, "commandes/demo.py:_play": 7,
    "commandes/echanges.py:exporter": 11, "commandes/verifier.py:verifier": 10,
    "errors/demandes/req.py:_req": 8, "errors/demandes/ressource.py:_req": 7,
    "errors/donnees/ecr.py:_ecr": 8, "errors/donnees/fic.py:_fic": 9,
    "errors/donnees/imp.py:_imp": 7, "errors/donnees/lig.py:_lig": 10,
    "errors/donnees/tra.py:_tra": 7, "formats/detection/detecter.py:_settle": 7,
    "formats/fec/reparations.py:repair": 8, "formats/noms.py:_nom": 7,
    "formats/perso/lire.py:read": 7, "formats/registre.py:__call__": 7,
    "formats/registre.py:_read_fec": 7, "formats/saisie_json/lire.py:read": 7,
    "formats/tra/lire.py:__init__": 7, "formats/tra/lire.py:read": 10,
    "operations/acces/cles.py:create": 7, "operations/acces/personnes.py:follow": 7,
    "operations/acces/sessions.py:admit": 7, "operations/controle/controle.py:controler": 8,
    "operations/controle/verifier.py:verifier": 8, "operations/imports/decision.py:conclude": 7,
    "operations/imports/plan.py:confront": 7, "operations/imports/publication.py:succeed": 9,
    "operations/ressources/ressources.py:_note": 8, "operations/sources/fetch.py:fetch": 8,
    "store/acces/audit.py:note": 8, "store/fichiers/occupation.py:put": 8,
    "store/livre/feuillets.py:page": 8, "store/travaux/decisions.py:add": 8,
    "store/travaux/imports.py:move": 12,
}  # fmt: skip
SHARED = {
    "Attente", "Bilan", "Bloc", "Boite", "Booleen", "Changement", "Choix", "Cible", "Codes",
    "Colonne", "Compte", "Constat", "Demande", "Ecrivain", "Entete", "Envoi", "Evenement",
    "Examen", "Extrait", "Feuille", "Filtre", "Genre", "Grille", "Illisible", "Instant", "Jour",
    "Lecteur", "Lecture", "Lien", "Ligne", "Lignes", "Memoire", "Modele", "Montants", "Niveau",
    "Options", "Ouvert", "Ouverture", "Page", "Parametres", "Passage", "Place", "Places",
    "Portee", "Rangs", "Regle", "Reponse", "Reprise", "Sortie", "Suite", "Suivi", "Tableau",
    "Tete", "Texte", "Tranche", "Usage", "Verdict",
}  # fmt: skip
"""Names that classes of several modules bear."""

# Lower first; what stands on one line reaches its own line and those above it here.
COMPTA = (
    ("bilan", "compte", "contexte", "detail", "etat", "jour", "lot", "montant", "saisie", "voie"),
    ("codes/",),
    ("regles/",),
    ("ecritures/",),
    ("piece", "ventilation", "constats", "rassemblement"),
    ("ecritures/jugement", "ecritures/assemblage"),
)
FEC = (("forme/",), ("xml/", "lecture/"), ("causes/", "ecrire/"), ("",))
TRA = (("texte/",), ("fiches/",), ("pieces/",), ("ecrire/",), ("",))
FORMATS = ("fec", "perso", "saisie_json", "tra")
UPWARDS = {
    ("formats/tra/texte/alignement.py", "formats/tra/pieces/montants.py"),
    ("formats/tra/fiches/apports.py", "formats/tra/pieces/montants.py"),
    ("formats/tra/fiches/parametres.py", "formats/tra/pieces/montants.py"),
    ("formats/tra/fiches/reglements.py", "formats/tra/pieces/montants.py"),
}

BESIDE = {("formats/tra/ecrire/zones.py", "formats/fec/ecrire/plat.py")}
"""What a format still takes from another."""


def test_a_small_module_has_several_readers_or_is_a_door() -> None:
    readers = Counter(target for reached in arrows().values() for target in reached)
    small = {
        module.name
        for module in modules()
        if len(module.text.splitlines()) < FLOOR_LINES
        and readers[module.name] == 1
        and module.path.name != "__init__.py"
        and not module.name.startswith(MAY_BE_SMALL)
    }
    assert small - SMALL == set()
    assert SMALL - small == set()


def test_a_function_takes_few_parameters() -> None:
    found = {
        f"{module.name}:{node.name}": count
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (count := _parameters(node)) > PARAMETERS
    }
    assert {name: n for name, n in found.items() if n > MANY.get(name, PARAMETERS)} == {}
    assert {name for name, n in MANY.items() if found.get(name, 0) < n} == set()


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return sum(argument.arg not in ("self", "cls") for argument in given)


def test_no_file_imports_what_imports_it() -> None:
    graph = arrows(typing=True)
    reached = {name: set(targets) for name, targets in graph.items()}
    while True:
        more = {
            name: targets.union(*(reached.get(target, set()) for target in targets))
            for name, targets in reached.items()
        }
        if more == reached:
            break
        reached = more
    assert [name for name, targets in reached.items() if name in targets] == []


def test_a_class_name_has_one_meaning() -> None:
    holders = defaultdict(set)
    for module in modules():
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                holders[node.name].add(module.name)
    shared = {name for name, names in holders.items() if len(names) > 1}
    assert shared - SHARED == set()
    assert SHARED - shared == set()


def test_nothing_reaches_above_its_own_folder_by_its_path() -> None:
    climbing = [
        f"{path.relative_to(ROOT)}:{n}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        # A link between two pages of the docs is written as such.
        if "../" in line.replace("](../", "")
    ]
    assert climbing == []


def _floor(name: str, floors: tuple[tuple[str, ...], ...]) -> int:
    """Give the floor of a module in its room: that of the longest place that begins its name."""
    found = [
        (len(place), floor)
        for floor, places in enumerate(floors)
        for place in places
        if name == f"{place}.py" or (place.endswith("/") and name.startswith(place)) or not place
    ]
    assert found, f"{name}: say where it stands"
    return max(found)[1]


def _upwards(room: str, floors: tuple[tuple[str, ...], ...]) -> Iterator[tuple[str, str]]:
    for name, targets in arrows().items():
        if not name.startswith(room) or name == f"{room}__init__.py":
            continue
        for target in sorted(targets):
            if target.startswith(room) and target != f"{room}__init__.py":
                here, there = name.removeprefix(room), target.removeprefix(room)
                if _floor(there, floors) > _floor(here, floors):
                    yield name, target


def test_arrows_inside_compta_go_down() -> None:
    assert list(_upwards("compta/", COMPTA)) == []


def test_arrows_inside_the_formats_go_down() -> None:
    found = {*_upwards("formats/fec/", FEC), *_upwards("formats/tra/", TRA)}
    assert found - UPWARDS == set()
    assert UPWARDS - found == set()


def test_a_format_knows_no_other() -> None:
    found = {
        (name, target)
        for name, targets in arrows().items()
        for one in FORMATS
        if name.startswith(f"formats/{one}/")
        for target in targets
        if target.startswith(tuple(f"formats/{other}/" for other in FORMATS if other != one))
    }
    assert found == BESIDE
