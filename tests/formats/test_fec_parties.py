"""A FEC split in parts is read as one."""

from __future__ import annotations

import gzip
import io
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Rapport
from boucle.formats.fec import read
from boucle.formats.fec.parties import group_parties, read_parties
from boucle.operations.controle.verifier import lignes_montrees, verifier
from formats.petit_fec import PetitFec, ecrire
from formats.test_fec_xml import XML
from oracle_fec.lire import read_exact

SOCLE = "732829320FEC20241231"


def split(dossier: Path, *cuts: int, encoding: str = "utf-8") -> list[Path]:
    """Write the small FEC in parts cut before these lines of data; the last has no end of line."""
    fec, paths = PetitFec(), []
    bounds = [0, *cuts, len(fec.lignes)]
    for rank, (first, last) in enumerate(pairwise(bounds), 1):
        part = PetitFec()
        part.lignes = fec.lignes[first:last]
        octets = part.texte().removesuffix("\r\n").encode(encoding)
        paths.append(ecrire(dossier, octets, f"{SOCLE}_{rank}.txt"))
    return paths


@pytest.mark.parametrize("reader", [read, read_exact])
@pytest.mark.parametrize("cuts", [(2,), (3, 5), (1, 2, 3, 4, 5, 6)])
def test_parts_give_what_the_whole_gives(tmp_path: Path, reader, cuts: tuple[int, ...]) -> None:
    whole = reader(PetitFec().ecrire(tmp_path, f"{SOCLE}.txt"), Contexte())
    parts = split(tmp_path, *cuts)
    assert group_parties(parts[::-1]) == [parts]
    lecture = read_parties(reader, parts, Contexte())
    assert lecture.bilan == whole.bilan
    assert lecture.rapport.comptes == whole.rapport.comptes
    starts = [part["premiere_ligne"] for part in lecture.rapport.faits["parties"]]
    assert starts == [first + 2 for first in (0, *cuts)]


def codes(rapport: Rapport) -> set[str]:
    return {code for code in rapport.comptes if code.startswith("FIC")}


def test_part_of_another_norm_is_refused(tmp_path: Path) -> None:
    one, two = split(tmp_path, 2)
    two.write_bytes(two.read_bytes().replace(b"\t", b"|"))
    assert "FIC-054" in codes(read_parties(read, [one, two], Contexte()).rapport)


def test_missing_part_is_said(tmp_path: Path) -> None:
    one, _, three = split(tmp_path, 2, 5)
    assert codes(read_parties(read, [one, three], Contexte()).rapport) == {"FIC-055"}


def test_other_files_stay_alone(tmp_path: Path) -> None:
    paths = [tmp_path / nom for nom in ("a.txt", f"{SOCLE}_2.txt", "b.txt", f"{SOCLE}_1.txt")]
    assert [[p.name for p in group] for group in group_parties(paths)] == [
        ["a.txt"],
        [f"{SOCLE}_1.txt", f"{SOCLE}_2.txt"],
        ["b.txt"],
    ]


def zipped(path: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.write(path, path.name)
    return out.getvalue()


@pytest.mark.parametrize("suffixe", [".zip", ".txt.zip", ".gz", ".txt.gz"])
def test_each_part_may_come_in_its_own_archive(tmp_path: Path, suffixe: str) -> None:
    whole = read(PetitFec().ecrire(tmp_path, f"{SOCLE}.txt"), Contexte())
    plain = split(tmp_path, 2, 5)
    archives = [
        ecrire(
            tmp_path,
            zipped(part) if "zip" in suffixe else gzip.compress(part.read_bytes()),
            f"{SOCLE}_{rank}{suffixe}",
        )
        for rank, part in enumerate(plain, 1)
    ]
    assert group_parties(archives[::-1]) == [archives]
    rapport = verifier(archives)
    assert rapport.comptes == whole.rapport.comptes
    assert rapport.faits["lignes"] == whole.bilan.lignes == 7
    assert [part["nom"] for part in rapport.faits["parties"]] == [a.name for a in archives]


def test_a_part_whose_archive_is_damaged_is_said(tmp_path: Path) -> None:
    one, two = split(tmp_path, 2)
    ecrire(tmp_path, zipped(two)[:60], two.name)
    rapport = verifier([one, two])
    assert "FIC-050" in codes(rapport) and rapport.bloquant
    none = verifier([ecrire(tmp_path, b"PK\x03\x04", path.name) for path in (one, two)])
    assert none.comptes == {"FIC-050": 2}


def xml_parts(tmp_path: Path, *textes: str) -> list[Path]:
    return [
        ecrire(tmp_path, texte.encode(), f"{SOCLE}_{rank}.xml")
        for rank, texte in enumerate(textes, 1)
    ]


def test_xml_parts_are_one_file_whose_lines_follow(tmp_path: Path) -> None:
    second = XML.replace("<EcritureNum>1<", "<EcritureNum>3<").replace("120.5<", "121.5<", 1)
    parts = xml_parts(tmp_path, XML.rstrip("\n"), second)
    rapport = verifier(parts)
    assert (rapport.faits["lignes"], rapport.faits["ecritures"]) == (4, 2)
    first = XML.count("\n")
    places = {(a.kind.code, a.ligne) for a in rapport.anomalies if a.ligne}
    assert places >= {("ECR-001", first + 18), ("ECR-010", first + 10)}
    shown = lignes_montrees(rapport, parts, 3)
    assert (shown[15], shown[first + 18]) == (b"<EcritureLet>A</EcritureLet>", b"<ligne>")


def test_an_xml_part_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    rapport = verifier(xml_parts(tmp_path, XML, XML.replace("</ecriture>", "", 1)))
    told = [(a.kind.code, a.ligne) for a in rapport.anomalies]
    assert told == [("FIC-040", XML.count("\n") + 32)]


@pytest.mark.parametrize("autre", ["plat", "VIII-7"])
def test_an_xml_part_among_others_is_refused(tmp_path: Path, autre: str) -> None:
    parts = xml_parts(tmp_path, XML, XML.replace("VII-1", autre))
    if autre == "plat":
        PetitFec().ecrire(tmp_path, parts[1].name)
    assert "FIC-054" in codes(verifier(parts))
    assert "FIC-054" in codes(verifier(parts[::-1]))
