"""Ouverture: what is known of a TRA file before its first movement: its coding and its header."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import fic, tra
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
from boucle.formats.longueur import judge_length
from boucle.formats.tra.texte.zones import LARGEURS, Zone, zones_of

_TETE_OCTETS = 1 << 16
_DIT = {ASCII: "ASCII", UTF8: "UTF-8", LATIN9: "ISO-8859-15", CP1252: "cp1252", UTF16: "UTF-16"}
_ZONES = zones_of("ENT")
ORIGINES = {"CLI": "entreprise", "EXP": "cabinet"}
CONTENUS = {
    "JRL": "écritures",
    "DOS": "dossier",
    "BAL": "balance",
    "SYN": "synchronisation",
    "EXO": "exercice",
}


@dataclass(slots=True)
class Entete:
    """The first line, as text; '' where it stops before. etendu: movements go past column 222."""

    ligne: int
    produit: str
    origine: str
    contenu: str
    longueur: str
    version: str
    logiciel: str

    @property
    def etendu(self) -> bool:
        """True for the extended layout."""
        return self.longueur == "ETE"

    @property
    def largeur(self) -> int:
        """Last column of a movement."""
        return LARGEURS.get(self.longueur, LARGEURS["STD"])


@dataclass(slots=True)
class Ouverture:
    """entete None: nothing more is to be read. anomalies, faits: for the rapport as they are."""

    encodage: Encodage
    entete: Entete | None = None
    anomalies: list[Anomalie] = field(default_factory=list)
    faits: dict[str, Any] = field(default_factory=dict)


def open_tra(source: Path) -> Ouverture:
    """Read coding and header; never raises for what the bytes hold."""
    with source.open("rb") as stream:
        encodage = choose_encodage(stream)
        found = Ouverture(encodage)
        found.faits = {
            "format": "TRA",
            "taille_octets": source.stat().st_size,
            "encodage": _DIT.get(encodage.charset, ""),
            "fin_de_ligne": encodage.fin,
            "lignes": 0,
        }
        if not encodage.lisible:
            found.anomalies.append(_unreadable(stream, encodage))
            return found
        trop_longue = judge_length(stream, b"\r\n" if encodage.fin == "CR" else b"\n")
        if trop_longue is not None:
            found.anomalies.append(trop_longue)
            return found
        ligne, text = _first_line(stream, encodage)
    entete = _read_entete(ligne, text)
    if entete is None:
        lu = "".join(char if char.isprintable() else "\ufffd" for char in text[:40])
        found.anomalies.append(Anomalie(tra.ENTETE_ABSENTE, ligne=ligne, lu=lu))
        return found
    found.entete = entete
    found.anomalies += _judge(entete)
    if encodage.charset == UTF8:
        found.anomalies.append(Anomalie(tra.UTF8))
    found.faits |= {
        "produit": entete.produit,
        "origine": entete.origine,
        "contenu": entete.contenu,
        "longueur": entete.longueur,
        "version": entete.version,
        "logiciel": entete.logiciel,
    }
    return found


def _unreadable(stream: BinaryIO, encodage: Encodage) -> Anomalie:
    if encodage.charset == UTF16:
        return Anomalie(fic.UTF16)
    return Anomalie(fic.BINAIRE, lu=stream.read(8).hex(" ").upper())


def _first_line(stream: BinaryIO, encodage: Encodage) -> tuple[int, str]:
    """Give the first line that is not blank, and its number."""
    stream.seek(len(BOM) if encodage.bom else 0)
    head = stream.read(_TETE_OCTETS).decode(encodage.charset, "replace")
    lines = head.split("\r" if encodage.fin == "CR" else "\n")
    for n, line in enumerate(lines, 1):
        if line.strip():
            return n, line.rstrip("\r")
    return 1, ""


def _read_entete(ligne: int, text: str) -> Entete | None:
    cells = {nom: zone.cut(text).strip() for nom, zone in _ZONES.items()}
    known = (
        cells["ORIGINE_FICHIER"] in ORIGINES,
        cells["TYPE_FICHIER"] in CONTENUS,
        cells["FORMAT"] in LARGEURS,
    )
    # A header with one wrong value is still one; the record of a parameter has none right.
    if cells["FIXE"] != "***" or sum(known) < 2:
        return None
    return Entete(
        ligne,
        cells["IDENTIFIANT"],
        cells["ORIGINE_FICHIER"],
        cells["TYPE_FICHIER"],
        cells["FORMAT"],
        cells["VERSION"],
        _shown(cells["UTILISATEUR"]),
    )


def _shown(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _judge(entete: Entete) -> list[Anomalie]:
    found = []
    for nom, value, known, suite in (
        ("ORIGINE_FICHIER", entete.origine, ORIGINES, "venant de l'entreprise"),
        ("TYPE_FICHIER", entete.contenu, CONTENUS, "un journal d'écritures"),
        ("FORMAT", entete.longueur, LARGEURS, "un fichier STD"),
    ):
        if value not in known:
            slots = {"attendu": ", ".join(known), "suite": suite}
            found.append(_cell(tra.ENTETE_VALEUR, entete.ligne, _ZONES[nom], value, slots))
    if not (entete.version.isascii() and entete.version.isdigit()):
        slots = {"attendu": "001 à 011", "suite": "de la version 011"}
        version = _ZONES["VERSION"]
        found.append(_cell(tra.ENTETE_VALEUR, entete.ligne, version, entete.version, slots))
    return found


def _cell(kind: Kind, ligne: int, zone: Zone, lu: str, slots: dict[str, Any]) -> Anomalie:
    return Anomalie(
        kind, ligne=ligne, colonne=zone.dit, champ=zone.debut, lu=_shown(lu), slots=slots
    )
