"""Real and public FEC files: the rapport of each one, as counts and verdicts reviewed by eye.

`cas/echantillons/<sample>.attendu` holds no data of the sample. Set BOUCLE_REECRIRE=1 to write
them anew, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Niveau, kind_of
from boucle.formats.fec.exact import read_exact
from boucle.formats.fec.nom import read_nom

ECHANTILLONS = Path(__file__).parents[2] / "../shared/data/fec/samples"
ATTENDUS = Path(__file__).parent / "cas/echantillons"
NOM_LEGAL = "732829320FEC20241231.txt"
# What the official checker says of each one, run by hand.
CONFORMES = {
    "DGFiP__Test-Compta-Demat/issue41_unbalanced_MontantDevise.txt",
    "La-Societe-Nouvelle__fec-reader/sample_pipe.txt",
    "La-Societe-Nouvelle__fec-reader/sample_tab.txt",
    "Olivedu13__compta/fec_2024_pseudonymised.txt",
    "neolegal-fr__fec-reader/0000000001FEC20220831.txt",
    "neolegal-fr__fec-reader/111111111FEC20221231.TXT",
    "tryton__tryton/FEC-previous.csv",
    "tryton__tryton/FEC.csv",
}
NOMS = sorted(
    f"{path.parent.name}/{path.name}" for path in ECHANTILLONS.glob("*/*") if path.is_file()
)

if not NOMS:
    pytest.skip("the shared samples are not beside the project", allow_module_level=True)


def summary(nom: str) -> str:
    """Sum up one sample in a few lines; a file without a legal name is given one."""
    path = ECHANTILLONS / nom
    refused = any(a.kind.code == "FIC-004" for a in read_nom(path.name, Contexte()).anomalies)
    contexte = Contexte(nom_fichier=NOM_LEGAL if refused else "")
    rapport, bilan = read_exact(path, contexte)
    out = [
        f"{niveau}: {'conforme' if rapport.verdict(niveau) else 'non conforme'}"
        for niveau in Niveau
    ]
    out += [f"import: {'refusé' if rapport.bloquant else 'possible'}"]
    out += [f"lignes: {bilan.lignes}", f"écritures: {bilan.ecritures}"]
    out += [f"clé: {bilan.cle_ecriture}"]
    out += [f"{code} × {n}  {kind_of(code).titre}" for code, n in rapport.comptes.items()]
    return "\n".join(out) + "\n"


@pytest.mark.parametrize("nom", NOMS)
def test_sample_is_as_reviewed(nom: str) -> None:
    attendu = ATTENDUS / f"{nom.replace('/', '__')}.attendu"
    lu = summary(nom)
    if os.environ.get("BOUCLE_REECRIRE"):
        attendu.write_text(lu, "utf-8")
    assert lu == attendu.read_text("utf-8")


@pytest.mark.parametrize("nom", NOMS)
def test_form_verdict_is_the_checkers(nom: str) -> None:
    conforme = "forme: conforme" in summary(nom)
    assert conforme == (nom in CONFORMES)
