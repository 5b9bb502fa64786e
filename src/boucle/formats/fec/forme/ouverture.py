"""Ouverture: what must be known of a flat FEC before its first line of data is read.

Shared by the fast reader and by the exact one, so that they differ only in how they read lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from boucle.bornes import BORNES
from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie
from boucle.errors.donnees import fic
from boucle.formats.encodage import (
    ASCII,
    BOM,
    CP1252,
    LATIN9,
    UTF8,
    UTF16,
    Encodage,
    choose_encodage,
)
from boucle.formats.fec.forme.entete import Entete, decode_titres, read_entete
from boucle.formats.fec.forme.fins import judge_debut, judge_fin_de_trop
from boucle.formats.fec.forme.nom import NomFichier, read_nom
from boucle.formats.longueur import judge_length

_DIT = {ASCII: "ASCII", UTF8: "UTF-8", LATIN9: "ISO-8859-15", CP1252: "cp1252", UTF16: "UTF-16"}


@dataclass(slots=True)
class Ouverture:
    """debut: offset of the first byte after the line of names, which fin_differente says to end
    by LF alone where CRLF was expected.

    entete is None when the bytes cannot be read at all; nothing else is to be read then, nor
    when `entete.lisible` is False. anomalies and faits: to be put in the rapport as they are.
    """

    encodage: Encodage
    nom: NomFichier
    entete: Entete | None
    debut: int
    anomalies: list[Anomalie] = field(default_factory=list)
    faits: dict[str, Any] = field(default_factory=dict)
    fin_differente: bool = False

    @property
    def lisible(self) -> bool:
        """True when lines of data may be read."""
        return self.entete is not None and self.entete.lisible


def open_fec(source: Path, contexte: Contexte) -> Ouverture:
    """Read name, charset and header of a flat FEC; never raises for what the bytes hold."""
    nom = read_nom(contexte.nom_fichier or source.name, contexte)
    with source.open("rb") as stream:
        encodage = choose_encodage(stream)
        found = Ouverture(encodage, nom, None, 0, list(nom.anomalies))
        found.faits = {
            "format": "FEC à plat",
            "taille_octets": source.stat().st_size,
            "encodage": _DIT.get(encodage.charset, ""),
            "bom": encodage.bom,
            "fin_de_ligne": encodage.fin,
            "siren": nom.siren,
            "cloture": nom.cloture.isoformat() if nom.cloture else "",
            "lignes": 0,
        }
        if not encodage.lisible:
            found.anomalies.append(_unreadable(stream, encodage))
            return found
        trop_longue = judge_length(stream, b"\r" if encodage.fin == "CR" else b"\n")
        if trop_longue is not None:
            found.anomalies.append(trop_longue)
            return found
        head, found.debut = _first_line(stream, encodage)
        suivante = stream.readline(BORNES.ligne_octets)
        fins = judge_debut(stream, encodage.fin)
    first = head.rstrip(b"\r\n")
    found.fin_differente = head.endswith(b"\n") and not head.endswith(b"\r\n")
    if not first and found.debut == found.faits["taille_octets"]:
        found.anomalies.append(Anomalie(fic.FICHIER_VIDE))
        return found
    if encodage.charset == CP1252:
        found.anomalies.append(Anomalie(fic.CP1252))
    titres = decode_titres(first, encodage.charset)
    entete = read_entete(titres, contexte, suivante.decode("latin-1"))
    found.entete = entete
    found.anomalies += [*entete.anomalies, *fins, *judge_fin_de_trop(head, encodage.fin, entete)]
    found.faits |= {
        "separateur": entete.separateur_dit,
        "notation": entete.notation,
        "regime": entete.regime,
        "colonnes": list(entete.noms),
        "colonnes_extra": [name for name, _ in entete.extras],
    }
    return found


def _unreadable(stream: BinaryIO, encodage: Encodage) -> Anomalie:
    if encodage.charset == UTF16:
        return Anomalie(fic.UTF16)
    return Anomalie(fic.BINAIRE, lu=stream.read(8).hex(" ").upper())


def _first_line(stream: BinaryIO, encodage: Encodage) -> tuple[bytes, int]:
    """Give the bytes of the line of names, and the offset of what follows it."""
    skipped = len(BOM) if encodage.bom else 0
    stream.seek(skipped)
    if encodage.fin != "CR":
        head = stream.readline()
    else:
        line, mark, _ = stream.read(BORNES.ligne_octets + 1).partition(b"\r")
        head = line + mark
    stream.seek(skipped + len(head))
    return head, skipped + len(head)
