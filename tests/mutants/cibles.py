"""Cibles: the files that are broken, and the tests that say what each must do.

Only these tests are run, on SQLite: a survivor says that they do not say enough, even where a
test elsewhere would stumble on the break.
"""

from __future__ import annotations

CIBLES: dict[str, tuple[str, ...]] = {
    "src/boucle/operations/sources/garde.py": (
        "tests/operations/test_garde.py",
        "tests/operations/test_resolution.py",
        "tests/operations/test_garde_reseau.py",
    ),
    "src/boucle/operations/sources/fetch.py": (
        "tests/operations/test_fetch.py",
        "tests/operations/test_fetch_tls.py",
        "tests/operations/test_fetch_bornes.py",
        "tests/operations/test_fetch_connexion.py",
        "tests/operations/test_garde.py",
    ),
    "src/boucle/compta/ecritures/equilibre.py": ("tests/compta/test_equilibre.py",),
    "src/boucle/compta/regles/chiffres.py": ("tests/compta/test_chiffres.py",),
    "src/boucle/formats/fec/ecrire/plat.py": (
        "tests/formats/test_fec_ecrire.py",
        "tests/formats/test_fec_ecrire_cellules.py",
    ),
    "src/boucle/compta/contexte.py": ("tests/compta/test_contexte.py",),
    "src/boucle/operations/acces/droits.py": (
        "tests/house/test_droits.py",
        "tests/operations/test_droits.py",
    ),
    "src/boucle/operations/acces/acteur.py": ("tests/operations/test_acteur.py",),
    "src/boucle/store/travaux/queue.py": (
        "tests/store/test_file.py",
        "tests/store/test_queue.py",
        "tests/operations/test_voie.py",
    ),
    "src/boucle/operations/imports/decision.py": (
        "tests/operations/test_decision.py",
        "tests/operations/test_demandes_decision.py",
    ),
    "src/boucle/operations/imports/demandes_decision.py": (
        "tests/operations/test_demandes_decision.py",
        "tests/operations/test_demandes_suivi.py",
    ),
    "src/boucle/store/base/condition.py": ("tests/store/test_filtre_modele.py",),
}
