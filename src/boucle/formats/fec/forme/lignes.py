"""Lignes: the physical lines of a flat FEC, and the exact reading of one of them into cells.

A line ends at LF, and the CR before it are dropped; in a file whose lines end by CR alone, at
CR. NUL bytes are dropped as the official checker does; other control characters are dropped
from texts only, so that a date or an amount holding one stays unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from boucle.errors import Anomalie
from boucle.errors.anomalie import clip
from boucle.errors.donnees import fic, lig
from boucle.formats.encodage import ASCII, CP1252, UTF8
from boucle.formats.fec.forme.cellules import BLANCS
from boucle.formats.fec.forme.colonnes import COLONNES, Genre
from boucle.formats.fec.forme.entete import Entete
from boucle.formats.fec.forme.ouverture import Ouverture

_CHUNK = 1 << 20
_COMMANDES = re.compile("[\x00-\x08\x0a-\x1f]")


@dataclass(slots=True)
class LigneLue:
    """cells: one cleaned and cut text per named field; None when the line gives no cells."""

    cells: list[str] | None
    anomalies: list[Anomalie] = field(default_factory=list)

    @property
    def illisible(self) -> bool:
        """True when the line held something that could not be shared out into cells."""
        return self.cells is None and self.anomalies[0].kind is lig.NOMBRE_DE_CHAMPS


def iter_lignes(stream: BinaryIO, ouverture: Ouverture) -> Iterator[tuple[int, bytes, bool]]:
    """Give the number, the bytes and whether it ended by LF alone, for each line of data."""
    stream.seek(ouverture.debut)
    if ouverture.encodage.fin == "CR":
        for n, line in enumerate(_iter_cr(stream), 2):
            yield n, line, False
        return
    for n, line in enumerate(stream, 2):
        seule = line.endswith(b"\n") and not line.endswith(b"\r\n")
        yield n, line.removesuffix(b"\n").rstrip(b"\r"), seule


def _iter_cr(stream: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\r")
        for line in whole:
            yield line.removeprefix(b"\n")
    if rest not in (b"", b"\n"):
        yield rest.removeprefix(b"\n")


def read_ligne(n: int, raw: bytes, ouverture: Ouverture) -> LigneLue:
    """Share one line out into cells, exactly.

    Gives LIG-001 (empty), LIG-002 (number of fields), LIG-003 (blank fields too many, dropped),
    LIG-004, LIG-005, LIG-006 and LIG-007 (characters and unnamed field) by cell.
    """
    entete = ouverture.entete
    assert entete is not None
    mark = entete.separateur.encode()
    fields = raw.split(mark)
    if len(fields) == 1 and _is_blank(raw, ouverture):
        return LigneLue(None, [Anomalie(lig.LIGNE_VIDE, ligne=n)])
    lue = LigneLue([])
    if len(fields) != entete.champs:
        surplus = fields[entete.champs :]
        compte = {"champs": len(fields), "attendus": entete.champs}
        if not surplus or not all(_is_blank(cell, ouverture) for cell in surplus):
            return LigneLue(None, [Anomalie(lig.NOMBRE_DE_CHAMPS, ligne=n, slots=compte)])
        lue.anomalies.append(Anomalie(lig.CHAMPS_VIDES_EN_TROP, ligne=n, slots=compte))
    lue.cells = [
        _read_cell(n, at, cell, ouverture, lue.anomalies)
        for at, cell in enumerate(fields[: len(entete.noms)])
    ]
    if entete.separateur_final:
        last = fields[entete.champs - 1]
        if not _is_blank(last, ouverture):
            lu = clip(_decode(last, ouverture)[0].replace("\0", "").strip(BLANCS))
            lue.anomalies.append(Anomalie(lig.CHAMP_SANS_NOM, ligne=n, champ=entete.champs, lu=lu))
    return lue


def judge_fins(ouverture: Ouverture, premiere_seule: int | None) -> list[Anomalie]:
    """Say once that the ends of line change; premiere_seule: first line ended by LF alone."""
    if ouverture.fin_differente:
        premiere_seule = 1
    if premiere_seule is None or not ouverture.encodage.fin.endswith("CRLF"):
        return []
    return [Anomalie(fic.FINS_DE_LIGNE, ligne=premiere_seule)]


def _decode(cell: bytes, ouverture: Ouverture) -> tuple[str, bool]:
    """Decode one cell; True when its bytes do not belong to the charset of the file."""
    charset = ouverture.encodage.charset
    if charset not in (UTF8, ASCII):
        return cell.decode(charset, "replace"), False
    try:
        return cell.decode(UTF8), False
    except UnicodeDecodeError:
        return cell.decode(CP1252, "replace"), True


def _is_blank(cell: bytes, ouverture: Ouverture) -> bool:
    return not _decode(cell, ouverture)[0].replace("\0", "").strip(BLANCS)


def _read_cell(
    n: int, at: int, cell: bytes, ouverture: Ouverture, anomalies: list[Anomalie]
) -> str:
    texte, foreign = _decode(cell, ouverture)
    entete = ouverture.entete
    assert entete is not None
    kinds = []
    if _COMMANDES.search(texte):
        sans_nul = texte.replace("\0", "")
        if sans_nul != texte:
            kinds.append(lig.OCTET_NUL)
        texte = sans_nul
        if _is_texte(entete, at) and _COMMANDES.search(texte):
            kinds = [lig.CARACTERE_INTERDIT]
            texte = _COMMANDES.sub("", texte)
    if foreign:
        kinds.append(lig.OCTETS_INVALIDES)
    texte = texte.strip(BLANCS)
    for kind in kinds:
        lu = clip(texte)
        anomalies.append(
            Anomalie(kind, ligne=n, colonne=entete.noms[at], champ=at + 1, lu=lu, corrige=lu)
        )
    return texte


def _is_texte(entete: Entete, at: int) -> bool:
    for nom, place in entete.places.items():
        if place == at:
            return COLONNES[nom].genre is Genre.TEXTE
    return True
