"""The books go out as XML: by the official schema, each écriture in one piece."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from boucle.compta.contexte import Contexte
from boucle.compta.etat import Etat
from boucle.errors import Niveau, Refus
from boucle.operations.livre.export import export_xml
from formats.schema_officiel import find_ecarts
from operations.conftest import ACHAT, Scene, fec, ligne
from oracle_fec.lire import read_exact


def test_scattered_lines_come_out_by_ecriture(scene: Scene, tmp_path: Path) -> None:
    sale = (
        ligne("2", "411000", "12,00", "0,00", tiers="C1", tiers_lib="Dupré"),
        ligne("2", "707000", "0,00", "12,00"),
    )
    told = scene.run(fec(ACHAT[0], sale[0], *ACHAT[1:], sale[1]))
    scene.decide(told["id"], Etat.VALIDE)
    out = BytesIO()
    made = export_xml(scene.store, scene.perimetre, "2024", out)
    assert (made.nom, made.lignes, made.rapport.comptes) == ("000000000FEC20241231.xml", 5, {})
    assert "selon le schéma officiel formatA47A-I-VII-1.xsd" in made.description
    assert find_ecarts(out.getvalue()) == []
    path = tmp_path / made.nom
    path.write_bytes(out.getvalue())
    lecture = read_exact(path, Contexte())
    assert lecture.rapport.verdict(Niveau.FORME)
    assert (lecture.bilan.ecritures, lecture.bilan.debit) == (2, 13_200)


def test_an_exercice_without_lines_and_one_that_is_not_there(scene: Scene) -> None:
    out = BytesIO()
    assert export_xml(scene.store, scene.perimetre, "2024", out).lignes == 0
    assert b"<DateCloture>2024-12-31</DateCloture>" in out.getvalue()
    with pytest.raises(Refus, match="exercice"):
        export_xml(scene.store, scene.perimetre, "1999", BytesIO())
