"""The description that the law wants beside a FEC is looked for, and read against its columns."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from boucle.cli import app
from boucle.errors import Niveau
from boucle.errors.rapport import rendu_html
from boucle.formats.fec.ecrire.notice import without_notices
from boucle.operations.controle.verifier import verifier
from formats.petit_fec import NOM_FICHIER, NOMS, PetitFec

NOTICE = "732829320FEC20241231_description.txt"


def told(path: Path) -> list[tuple[str, str]]:
    found = verifier(path).anomalies
    return [(a.kind.code, a.message) for a in found if a.kind.code == "FIC-056"]


def test_an_absent_description_is_a_fact_and_no_anomaly(tmp_path: Path) -> None:
    rapport = verifier(PetitFec().ecrire(tmp_path))
    assert (rapport.faits["description"], rapport.comptes) == ("", {})
    page = rendu_html.render(rapport, etabli=datetime(2026, 11, 20, tzinfo=UTC))
    assert "Aucune description n’est à côté du fichier" in page


def test_it_is_not_looked_for_where_a_file_comes_alone(tmp_path: Path) -> None:
    assert "description" not in verifier(PetitFec().ecrire(tmp_path), description=False).faits


def test_a_description_that_names_each_column_is_right(tmp_path: Path) -> None:
    path = PetitFec().ecrire(tmp_path)
    (tmp_path / NOTICE).write_text("Zones : " + " ; ".join(NOMS), "utf-8")
    assert told(path) == []
    assert verifier(path).faits["description"] == NOTICE


def test_a_column_that_it_forgets_is_told(tmp_path: Path) -> None:
    path = PetitFec().ecrire(tmp_path)
    (tmp_path / NOTICE).write_text("\n".join(nom for nom in NOMS if nom != "PieceRef"), "utf-8")
    assert told(path) == [
        (
            "FIC-056",
            f"La description « {NOTICE} » ne dit rien de ces zones : PieceRef.",
        )
    ]
    assert not verifier(path).verdict(Niveau.DROIT)


def test_parts_share_one_description(tmp_path: Path) -> None:
    path = PetitFec().ecrire(tmp_path, "732829320FEC20241231_1.txt")
    (tmp_path / NOTICE).write_text(" ".join(NOMS), "utf-8")
    assert told(path) == []


def test_nothing_is_said_of_a_name_that_is_not_legal(tmp_path: Path) -> None:
    assert told(PetitFec().ecrire(tmp_path, "export.txt")) == []


@pytest.mark.parametrize("lonely", [False, True])
def test_a_description_given_with_its_file_is_no_file_to_check(
    tmp_path: Path, lonely: bool
) -> None:
    path = PetitFec().ecrire(tmp_path)
    notice = tmp_path / NOTICE
    notice.write_text(" ".join(NOMS), "utf-8")
    given = [notice] if lonely else [path, notice]
    assert without_notices(given) == ([notice] if lonely else [path])
    result = CliRunner().invoke(app, ["verifier", *map(str, given)])
    assert result.exit_code == (2 if lonely else 0), result.output


def test_an_export_writes_the_description_that_is_looked_for() -> None:
    from boucle.formats.fec.ecrire.description import nom_description

    assert nom_description(NOM_FICHIER) == NOTICE
