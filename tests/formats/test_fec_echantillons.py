"""Real and public FEC files: the rapport of each one, reviewed by eye.

`cas/echantillons/<sample>.attendu` holds what an accountant reads: verdicts, facts, then each rule
with its first places, sentences and remedy; an imprint stands for the places that follow. Nothing
of a sample that could name somebody is kept: a value with a word of four letters is replaced by
the head of its SHA-256. Set BOUCLE_REECRIRE=1 to write them anew, then read the difference.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, Niveau, Rapport
from boucle.errors.francais import euros, jour
from boucle.errors.rapport.vue import place, regles
from boucle.formats.fec.forme.nom import read_nom
from formats.deux_lecteurs import entailed, read_both

ECHANTILLONS = Path(
    os.environ.get("BOUCLE_ECHANTILLONS", Path(__file__).parents[2] / "../shared/data/fec/samples")
)
ATTENDUS = Path(__file__).parent / "cas/echantillons"
NOM_LEGAL = "732829320FEC20241231.txt"
EXEMPLES_MAX = 3
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
_MOT = re.compile(r"[^\W\d_]{4}")

if not NOMS:
    pytest.skip("the shared samples are not beside the project", allow_module_level=True)


def veil(value: Any) -> Any:
    """Replace a text that could name somebody."""
    if not isinstance(value, str) or _MOT.search(value) is None:
        return value
    return f"‹{hashlib.sha256(value.encode()).hexdigest()[:8]}›"


def veiled(anomalie: Anomalie) -> Anomalie:
    """Copy an anomaly whose sentences quote nothing that could name somebody."""
    if anomalie.kind.code.startswith("FIC-02"):  # They quote names of columns.
        return anomalie
    return replace(
        anomalie,
        lu=veil(anomalie.lu),
        corrige=veil(anomalie.corrige),
        slots={name: veil(value) for name, value in anomalie.slots.items()},
    )


def imprint(rapport: Rapport) -> str:
    """Sum up every anomaly kept, whole."""
    fields = (
        "code",
        "ligne",
        "lignes",
        "colonne",
        "champ",
        "lu",
        "corrige",
        "message",
        "remede",
    )
    told = [
        (*row, entailed(anomalie))
        for row, anomalie in zip(rapport.flat(*fields), rapport.anomalies, strict=True)
    ]
    text = "\n".join(map(repr, told))
    return hashlib.sha256(text.encode()).hexdigest()


def describe(nom: str) -> Iterator[str]:
    """Write the rapport of a sample; a file without a legal name is given one."""
    path = ECHANTILLONS / nom
    refused = any(a.kind.code == "FIC-004" for a in read_nom(path.name, Contexte()).anomalies)
    contexte = Contexte(nom_fichier=NOM_LEGAL if refused else "")
    rapport, bilan, *_ = read_both(path, contexte, block_octets=50_000)
    for niveau in Niveau:
        yield f"{niveau}: {'conforme' if rapport.verdict(niveau) else 'non conforme'}"
    yield f"import: {'refusé' if rapport.bloquant else 'possible'}"
    faits = rapport.faits
    names = ("format", "encodage", "separateur", "fin_de_ligne", "notation", "numerotation")
    yield "fichier: " + " · ".join(str(faits[name]) for name in names if faits.get(name))
    yield f"lignes: {bilan.lignes} · écritures: {bilan.ecritures}, par {bilan.cle_ecriture}"
    if bilan.date_min:
        yield f"régime: {bilan.regime} · du {jour(bilan.date_min)} au {jour(bilan.date_max)}"
    yield f"débit: {euros(bilan.debit)} · crédit: {euros(bilan.credit)}"
    codes = (len(bilan.journaux), len(bilan.comptes), len(bilan.tiers))
    yield "journaux: {} · comptes: {} · tiers: {}".format(*codes)
    for regle in regles(rapport, EXEMPLES_MAX):
        kind = regle.kind
        level = f"{kind.niveau or 'import'}{', non conforme' if kind.non_conforme else ''}"
        yield f"\n{kind.code} × {regle.nombre}  {kind.titre} ({level}, {kind.gravite})"
        for anomalie in map(veiled, regle.exemples):
            yield f"  {place(anomalie)} : {anomalie.message}"
            for effet in anomalie.consequences[:3]:
                yield f"    entraîne : {effet.phrase}"
        if regle.exemples:
            yield f"  À faire : {veiled(regle.exemples[0]).remede}"
    yield f"\nempreinte: {imprint(rapport)}\n"


@pytest.mark.parametrize("nom", NOMS)
def test_sample_is_as_reviewed(nom: str) -> None:
    attendu = ATTENDUS / f"{nom.replace('/', '__')}.attendu"
    lu = "\n".join(describe(nom))
    if os.environ.get("BOUCLE_REECRIRE"):
        attendu.write_text(lu, "utf-8")
    assert lu == attendu.read_text("utf-8")


@pytest.mark.parametrize("nom", NOMS)
def test_form_verdict_is_the_checkers(nom: str) -> None:
    assert ("forme: conforme" in list(describe(nom))) == (nom in CONFORMES)


def test_nothing_that_could_name_somebody_is_kept() -> None:
    assert veil("Boulangerie Dupré") == veil("Boulangerie Dupré") != "Boulangerie Dupré"
    assert [veil(text) for text in ("411000", "1 234,56", "AN000001", None, 3)] == [
        "411000",
        "1 234,56",
        "AN000001",
        None,
        3,
    ]
