"""TraGrille: a clean block is read by its columns, and gives what its text would give."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boucle.formats.encodage import CP1252
from boucle.formats.tra.texte.blocs import Bloc
from boucle.formats.tra.texte.grille import open_grille
from boucle.formats.tra.texte.zones import LARGEURS, ZONES
from formats.petit_tra import ACHAT, FICHES, Lu, document, fiche, fichier, ligne
from formats.test_tra import ANALYTIQUE, zipped

VENTE = (
    ligne(journal="VTE", numero="7", compte="41100000", type="X", code="ÉTÉ", libelle="Été — 10 €"),
    ligne(journal="VTE", numero="7", compte="70700000", sens="C", libelle="Œuvre d'été"),
)
DEVISES = (
    ligne(codage="DE-", devise="USD", montant="108,00", montant2="100,00", numero="9"),
    ligne(codage="D--", devise="USD", taux="0,9200", sens="C", montant="108,70", numero="9"),
)
LONGUES = tuple(line.ljust(1407) for line in (*ACHAT, *ANALYTIQUE[:5], *VENTE))
PROPRES: dict[str, bytes] = {
    "journal": fichier(*FICHES, *ACHAT, *VENTE),
    "LF": fichier(*FICHES, *ACHAT, *VENTE, fin="\n"),
    "UTF-8": fichier(*FICHES, *ACHAT, *VENTE, encodage="utf-8"),
    "analytique": fichier(*FICHES, *ANALYTIQUE, *ACHAT),
    "étendu": fichier(*FICHES, *LONGUES, longueur="ETE"),
    "coupé": fichier(*FICHES, *(line.rstrip() for line in (*ACHAT, *VENTE, *ANALYTIQUE))),
    "au-delà": fichier(*FICHES, *(line + " " * at for at, line in enumerate((*ACHAT, *VENTE)))),
    "devises": fichier(*DEVISES),
    "négatif": fichier(ligne(montant="-5,00"), ligne(montant="-5.00", sens="C")),
    "types": fichier(*ACHAT, ligne(type="O", code="NORD", axe="A1"), *VENTE),
    "enregistrements": fichier(*ACHAT, *FICHES, *VENTE, fiche("MDP", code="VIR")),
    "documents": fichier(*FICHES, *ACHAT, document("a.pdf"), *VENTE, document("b.pdf")),
    "sans fin": fichier(*FICHES, *ACHAT, *VENTE).rstrip(),
    "vieux types": fichier(*(line[:30] + "E" + line[31:] for line in ACHAT[2:])),
}
ODDES: dict[str, bytes] = {
    "CR": fichier(*FICHES, *ACHAT, fin="\r"),
    "tabulation": fichier(*ACHAT, ligne(libelle="a\tb")),
    "ligne vide": fichier(*ACHAT, "", *VENTE),
    "sens": fichier(*ACHAT, ligne(sens="Z")),
    "courte": fichier(*ACHAT, ligne()[:140]),
    "décalée": fichier(*ACHAT, " " + ligne()),
    "type": fichier(*ACHAT, ligne(type="W")),
    "au-delà": fichier(*ACHAT, ligne() + "x"),
    "octet": fichier(*ACHAT).replace(b"Fourn", b"F\x81\x80rn"),
    "fins mêlées": fichier(*ACHAT) + fichier(*VENTE, fin="\n"),
    "hors de Windows": fichier(ligne(libelle="Łódź"), encodage="utf-8"),
}


def grilled(content: bytes) -> bool:
    """Tell that the block of a whole file is read by its columns."""
    charset = "utf-8" if "é".encode() in content or "Ł".encode() in content else CP1252
    fin = "CRLF" if b"\r\n" in content else "CR" if b"\r" in content else "LF"
    whole = content.removesuffix(b"\n") if content.endswith(b"\n") else content
    bloc = Bloc(1, whole, ouverte=not content.endswith(b"\n"))
    largeur = LARGEURS["ETE" if b"JRLETE" in content else "STD"]
    return open_grille(bloc, charset, fin, largeur, 1) is not None


@pytest.mark.parametrize("nom", PROPRES)
def test_a_clean_block_gives_what_its_text_gives(tmp_path: Path, nom: str) -> None:
    content = PROPRES[nom]
    assert grilled(content)
    assert Lu(tmp_path, content).whole() == Lu(tmp_path, content, exact=True).whole()


@pytest.mark.parametrize("nom", ODDES)
def test_whatever_is_odd_is_read_by_its_text(tmp_path: Path, nom: str) -> None:
    content = ODDES[nom]
    assert not grilled(content)
    assert Lu(tmp_path, content).whole() == Lu(tmp_path, content, exact=True).whole()


def test_an_archive_too(tmp_path: Path) -> None:
    content = zipped(**{"a.tra": PROPRES["documents"], "a.pdf": b"%PDF-1", "b.pdf": b"%PDF-2"})
    assert Lu(tmp_path, content).whole() == Lu(tmp_path, content, exact=True).whole()


def test_many_values_and_many_lengths(tmp_path: Path) -> None:
    """Zones of few values and of many, runs of lines alike and none."""
    rng, lines = Random(5), []
    for numero in range(1, 400):
        centimes = rng.randrange(1, 10 ** rng.randrange(3, 9))
        montant = f"{centimes // 100},{centimes % 100:02d}"
        lettres = "".join(rng.choices("abcé€ DC,0", k=rng.randrange(30)))
        zones = {
            "numero": str(numero), "montant": montant, "libelle": lettres, "ref": f"R{numero}",
            "date": f"{rng.randrange(1, 29):02d}012024",
        }  # fmt: skip
        pair = [ligne(**zones), ligne(**{**zones, "sens": "C", "compte": "51200000"})]
        lines += [line.rstrip().ljust(150) if numero % 3 else line for line in pair]
    content = fichier(*FICHES, *lines)
    assert grilled(content)
    lu = Lu(tmp_path, content)
    assert (lu.bilan.lignes, lu.bilan.ecritures) == (798, 399)
    exact = Lu(tmp_path, content, exact=True).whole()
    for octets in (1 << 20, 5_000, 1_111):
        assert Lu(tmp_path, content, bloc_octets=octets).whole() == exact


def test_a_zone_is_cut_where_the_notice_says() -> None:
    bloc = Bloc(1, "\r\n".join((*ACHAT, "")).encode(CP1252).removesuffix(b"\n"))
    grille = open_grille(bloc, CP1252, "CRLF", LARGEURS["STD"], 0)
    assert grille is not None
    assert grille.column(ZONES["GENERAL"])[0].to_list() == ["60640000", "44566000", "40100000"]
    assert grille.column(ZONES["JOURNAL"])[1] == "ACH"
    assert grille.column(ZONES["MONTANT1"])[0].to_list() == ["100,00", "20,00", "120,00"]


WHOLE = PROPRES["étendu"]
CAS = int(os.environ.get("BOUCLE_TRA_CAS", "60"))


@settings(
    max_examples=CAS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    nom=st.sampled_from(sorted(PROPRES)),
    start=st.integers(0, 6_000),
    cut=st.integers(0, 6),
    put=st.sampled_from([b"", b" ", b"A", b"\xe9", b"***", b"\r\n", b"D", b"9", b"\x00", b"\t"]),
)
def test_a_byte_changed_anywhere_gives_the_same_by_both(
    tmp_path: Path, nom: str, start: int, cut: int, put: bytes
) -> None:
    content = PROPRES[nom]
    start %= len(content)
    content = content[:start] + put + content[start + cut :]
    assert Lu(tmp_path, content).whole() == Lu(tmp_path, content, exact=True).whole()
