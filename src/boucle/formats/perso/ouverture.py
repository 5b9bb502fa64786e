"""Ouverture: what the bytes of a personalised file are, and the rows that they give.

Text in any of the charsets that are read, a workbook, or one of them alone in a gzip or a zip.
Anything else is told by its name, once.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import NamedTuple

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import fic, perso
from boucle.formats.apercu import Apercu
from boucle.formats.archive import MARGE, OCTETS_MAX, RATIO_MAX, kind_of_archive, unpack
from boucle.formats.encodage import BINAIRE, choose_encodage
from boucle.formats.longueur import judge_length
from boucle.formats.perso.encodage import choose
from boucle.formats.perso.modele import Modele
from boucle.formats.perso.tableau import Delimite, Tableau

_TETE = 8
_PK = b"PK\x03\x04"
_NATURES = {
    b"\xd0\xcf\x11\xe0": "un ancien document Office (.xls, .doc) ou un classeur chiffré",
    b"%PDF": "un PDF",
    b"\x89PNG": "une image PNG",
    b"\xff\xd8\xff": "une image JPEG",
    b"GIF8": "une image GIF",
    b"SQLite format": "une base SQLite",
    b"Rar!": "une archive RAR",
    b"7z\xbc\xaf": "une archive 7z",
    b"\x1f\x8b": "une archive gzip",
    b"PK": "une archive zip",
}
_INCONNUE = "un fichier binaire"


class Ouverture(NamedTuple):
    """A file whose rows can be read. archive: 'gzip', 'zip' or ''."""

    tableau: Tableau
    apercu: Apercu
    archive: str


def open_tableau(
    source: Path, nom: str, modele: Modele, folder: Path, collecte: Collecte
) -> Ouverture | None:
    """Open a file, or tell what it is; folder: where what an archive holds is put."""
    archive = ""
    if _is_classeur(source):
        return _open_classeur(source, modele, collecte, archive)
    with source.open("rb") as stream:
        archive = kind_of_archive(stream.read(_TETE))
    if archive:
        inner = folder / "membre"
        membre = unpack(source, nom, inner, emboitee=True)
        if membre.anomalie is not None:
            collecte.add(membre.anomalie)
            return None
        source = inner
        if _is_classeur(source):
            return _open_classeur(source, modele, collecte, archive)
        with source.open("rb") as stream:
            if kind_of_archive(stream.read(_TETE)):
                collecte.add(Anomalie(fic.ARCHIVE_EMBOITEE, lu=nom[:120]))
                return None
    with source.open("rb") as stream:
        tete = stream.read(_TETE)
        if choose_encodage(stream).charset == BINAIRE:
            slots = {"nature": _nature(tete)}
            collecte.add(Anomalie(perso.PAS_UN_TABLEAU, slots=slots))
            return None
        trop_longue = judge_length(stream, b"\r\n")
    if trop_longue is not None:
        collecte.add(trop_longue)
        return None
    choix = choose(source, modele.encodage, collecte)
    apercu = Apercu("CSV", encodage=choix.charset, encodage_par=choix.par)
    return Ouverture(Delimite(source, choix.charset, modele, collecte), apercu, archive)


def _nature(tete: bytes) -> str:
    return next((said for magic, said in _NATURES.items() if tete.startswith(magic)), _INCONNUE)


def _is_classeur(source: Path) -> bool:
    """True for a zip that holds the parts of a workbook."""
    with source.open("rb") as stream:
        if stream.read(len(_PK)) != _PK:
            return False
    try:
        with zipfile.ZipFile(source) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _open_classeur(
    source: Path, modele: Modele, collecte: Collecte, archive: str
) -> Ouverture | None:
    with zipfile.ZipFile(source) as parts:
        octets = sum(part.file_size for part in parts.infolist())
    limit = min(OCTETS_MAX, source.stat().st_size * RATIO_MAX + MARGE)
    if octets > limit:
        slots = {"octets_max": limit}
        collecte.add(Anomalie(fic.ARCHIVE_TROP_GRANDE, lu="classeur", slots=slots))
        return None
    # Loaded for a workbook alone.
    from boucle.formats.perso.classeur import open_classeur

    classeur = open_classeur(source, modele, collecte)
    if classeur is None:
        return None
    return Ouverture(classeur, Apercu("XLSX", feuille=classeur.nom), archive)
