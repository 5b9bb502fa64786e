"""Xml: a FEC written as XML becomes a flat one, so that the same rules read it.

Source: LPF art. A47 A-1, VI-2°, and the four official schemas formatA47A-I-VII-1 (BIC), VIII-3
(COM), VIII-5 (BAT), VIII-7 (BNCT). Streaming: memory does not grow with the file. A document
type or an entity is refused, so nothing can be fetched nor multiplied. Amounts have a decimal
point and dates are AAAA-MM-JJ: a comma or AAAAMMJJ is read and said.

EcritureLet and DateLet belong to the écriture in XML. They are put on its lines that bear a
tiers, else on those of class 4, else on all of them.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from boucle.compta.contexte import Contexte
from boucle.compta.plan import is_collectif
from boucle.errors import Anomalie, Kind, fic
from boucle.errors.raisons import raison, raison_expat
from boucle.formats.fec.cellules import clip
from boucle.formats.fec.colonnes import BAT, BIC, BNCT, REGIMES, imposed
from boucle.formats.fec.nom import read_nom
from boucle.formats.fec.xml_valeurs import (
    COMPTE,
    ECRITURE,
    LIGNE,
    SCHEMAS,
    flat_amount,
    flat_date,
    flat_sens,
    flat_text,
)

_CHUNK = 1 << 18
_HEAD = 300
_TEXTE_MAX = 1 << 20
_ECARTS_MAX = 10_000
_IGNORES_MAX = 100
_PROFONDEUR_MAX = 64
_LOCATION = re.compile(rb"noNamespaceSchemaLocation\s*=\s*[\"']([^\"']*)[\"']")
_DATES = frozenset({"EcritureDate", "PieceDate", "DateLet", "ValidDate", "DateRglt"})


@dataclass(slots=True)
class Conversion:
    """What an XML FEC became.

    lignes: line of the XML for each line of data of the flat file. complete: False when reading
    stopped, the flat file then being worth nothing.
    """

    regime: str
    anomalies: list[Anomalie] = field(default_factory=list)
    lignes: array[int] = field(default_factory=lambda: array("Q"))
    encodage: str = "UTF-8"
    complete: bool = False

    def extend(self, other: Conversion, before: int) -> None:
        """Append the next part of a split FEC, after so many lines of the parts before it."""
        first = not self.regime
        self.regime = self.regime or other.regime
        self.encodage = other.encodage if first else self.encodage
        self.complete = other.complete and (first or self.complete)
        for anomalie in other.anomalies:
            if anomalie.ligne is not None:
                anomalie.ligne += before
        self.anomalies += other.anomalies
        self.lignes.extend(ligne + before for ligne in other.lignes)


class _Arret(Exception):
    """The document cannot be read further; an anomaly says why."""


def convert_xml(source: Path, target: BinaryIO, contexte: Contexte) -> Conversion:
    """Write the flat UTF-8 form of an XML FEC; give its anomalies and the place of its lines.

    A document that cannot be read leaves a target to be ignored and one blocking anomaly.
    """
    with source.open("rb") as stream:
        head = stream.read(_HEAD)
        stream.seek(0)
        regime = contexte.regime.upper()
        schema = _schema(head)
        if regime not in REGIMES:
            regime = SCHEMAS.get(schema, BIC)
        cloture = read_nom(contexte.nom_fichier or source.name, contexte).cloture
        reader = _Lecteur(target, Conversion(regime), cloture)
        if b"\0" in head[:4]:
            reader.conversion.encodage = "UTF-16"
            reader.conversion.anomalies.append(Anomalie(fic.UTF16))
            return reader.conversion
        if schema not in SCHEMAS:
            lu = clip(schema) or None
            reader.conversion.anomalies.append(Anomalie(fic.XML_SANS_SCHEMA, ligne=1, lu=lu))
        reader.run(stream)
    return reader.conversion


def _schema(head: bytes) -> str:
    m = _LOCATION.search(head)
    return m[1].decode("ascii", "replace").rpartition("/")[2] if m else ""


class _Lecteur:
    """Follow the document element by element; the stack holds the names that are open."""

    def __init__(
        self, target: BinaryIO, conversion: Conversion, attendue: date | None
    ) -> None:
        self.conversion, self._attendue = conversion, attendue
        self._target = target
        self._colonnes = [colonne.nom for colonne in imposed(conversion.regime)]
        self._stack: list[str] = []
        self._journal: dict[str, str] = {}
        self._ecriture: dict[str, str] = {}
        self._ligne: dict[str, str] = {}
        self._lignes: list[tuple[int, dict[str, str]]] = []
        self._texte: list[str] = []
        self._taille = 0
        self._rang = self._rang_ligne = -1
        self._debut = 0
        self._ignores: set[str] = set()
        self._exercices = 0
        self._cloture = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.XmlDeclHandler = self._declaration

    def run(self, stream: BinaryIO) -> None:
        """Read the whole document."""
        self._target.write(("\t".join(self._colonnes) + "\n").encode())
        try:
            while chunk := stream.read(_CHUNK):
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except _Arret:
            return
        except (expat.ExpatError, ValueError, LookupError) as error:
            code = getattr(error, "code", 0)
            slots = {
                "caractere": self._parser.ErrorColumnNumber + 1,
                "codage": self.conversion.encodage,
            }
            why = raison_expat(code, **slots) if code else raison("codage", **slots)
            self._add(fic.XML_ILLISIBLE, why)
            return
        self.conversion.complete = True
        if not self._cloture:
            self._add(fic.XML_ECART, raison("cloture"), 1)

    # What expat calls.

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        known = clip((encoding or "UTF-8").upper())
        self.conversion.encodage = "cp1252" if known in ("WINDOWS-1252", "CP1252") else known
        if self.conversion.encodage == "cp1252":
            self.conversion.anomalies.append(Anomalie(fic.CP1252))

    def _doctype(self, *_: object) -> None:
        self._add(fic.XML_ENTITES)
        raise _Arret

    def _start(self, nom: str, _attributes: dict[str, str]) -> None:
        path = tuple(self._stack)
        self._stack.append(nom)
        self._texte, self._taille = [], 0
        if len(self._stack) > _PROFONDEUR_MAX:
            self._stop(raison("profondeur"))
        if path == ():
            if nom != "comptabilite":
                self._stop(raison("racine", lu=clip(nom)))
        elif path == _COMPTABILITE:
            self._exercices += 1
            if nom != "exercice" or self._exercices > 1:
                self._stop(raison("exercice"))
        elif path == _EXERCICE:
            self._journal = {}
            if nom not in ("DateCloture", "journal"):
                self._stop(raison("place", lu=clip(nom), parent="exercice"))
        elif path == _JOURNAL and nom == "ecriture":
            self._ecriture, self._lignes, self._rang = {}, [], -1
        elif path == _ECRITURE and nom == "ligne":
            self._ligne, self._rang_ligne = {}, -1
            self._debut = self._parser.CurrentLineNumber
            self._rang = len(ECRITURE)

    def _data(self, data: str) -> None:
        self._taille += len(data)
        if self._taille > _TEXTE_MAX:
            self._stop(raison("texte"))
        self._texte.append(data)

    def _end(self, nom: str) -> None:
        self._stack.pop()
        path = tuple(self._stack)
        texte = flat_text("".join(self._texte))
        self._texte, self._taille = [], 0
        if path == _LIGNE:
            self._put_ligne(nom, texte)
        elif path == _ECRITURE:
            if nom == "ligne":
                self._lignes.append((self._debut, self._ligne))
            else:
                self._put_ecriture(nom, texte)
        elif path == _JOURNAL:
            if nom == "ecriture":
                self._write_ecriture()
            elif nom in ("JournalCode", "JournalLib") and nom not in self._journal:
                self._journal[nom] = texte
            else:
                self._stop(raison("place", lu=clip(nom), parent="journal"))
        elif path == _EXERCICE and nom == "DateCloture":
            self._cloture = True
            self._judge_cloture(self._date(nom, texte))

    # What each element gives.

    def _judge_cloture(self, texte: str) -> None:
        """Read DateCloture against the name of the file."""
        attendue = self._attendue
        if attendue is None or re.fullmatch("[0-9]{8}", texte) is None:
            return
        jour = f"{texte[:4]}-{texte[4:6]}-{texte[6:]}"
        if jour != attendue.isoformat():
            slots = {"cloture": attendue.isoformat(), "date": jour}
            ligne = self._parser.CurrentLineNumber
            self.conversion.anomalies.append(
                Anomalie(fic.XML_CLOTURE, ligne=ligne, lu=texte, slots=slots)
            )

    def _put_ecriture(self, nom: str, texte: str) -> None:
        if nom not in ECRITURE:
            self._stop(raison("place", lu=clip(nom), parent="ecriture"))
        rang = ECRITURE.index(nom)
        if rang <= self._rang:
            self._add(fic.XML_ECART, raison("ordre", nom=nom, parent="ecriture"))
        self._rang = max(rang, self._rang)
        self._ecriture[nom] = self._date(nom, texte) if nom in _DATES else texte

    def _put_ligne(self, nom: str, texte: str) -> None:
        nom = _AUTRES_NOMS.get(nom, nom)
        if nom not in LIGNE:
            if nom not in self._ignores and len(self._ignores) < _IGNORES_MAX:
                self._ignores.add(nom)
                self.conversion.anomalies.append(Anomalie(
                    fic.XML_ELEMENT_IGNORE, ligne=self._parser.CurrentLineNumber, lu=clip(nom)
                ))
            return
        rang = LIGNE.index(nom)
        if nom in self._ligne or rang < self._rang_ligne:
            self._add(fic.XML_ECART, raison("ordre", nom=nom, parent="ligne"))
        self._rang_ligne = max(rang, self._rang_ligne)
        if nom in ("Debit", "Credit", "Montant", "Montantdevise"):
            texte, ecart = flat_amount(texte)
            if not texte and not (nom == "Credit" and "Debit" in self._ligne):
                self._add(fic.XML_ECART, raison("vide", nom=nom))
            elif ecart:
                self._add(fic.XML_ECART, raison("point", nom=nom, lu=clip(texte)))
        elif nom == "CompteNum" and texte and COMPTE.fullmatch(texte) is None:
            self._add(fic.XML_ECART, raison("compte", lu=clip(texte)))
        self._ligne[nom] = texte

    def _date(self, nom: str, texte: str) -> str:
        lu, ecart = flat_date(texte)
        if ecart:
            self._add(fic.XML_ECART, raison("date", nom=nom, lu=clip(texte)))
        return lu

    def _write_ecriture(self) -> None:
        if len(self._lignes) < 2:
            self._add(fic.XML_ECART, raison("deux_lignes"))
        if self.conversion.regime in (BAT, BNCT):
            for nom in ("ValidDate", "DateRglt", "ModeRglt"):
                if nom not in self._ecriture:
                    self._add(fic.XML_ECART, raison("manque", nom=nom))
        lettrees = self._lettrees()
        for rank, (place, ligne) in enumerate(self._lignes):
            row = {**self._journal, **self._ecriture, **ligne}
            if rank not in lettrees:
                row["EcritureLet"] = row["DateLet"] = ""
            self._write_sides(row)
            texte = "\t".join(row.get(nom, "") for nom in self._colonnes) + "\n"
            self._target.write(texte.encode())
            self.conversion.lignes.append(place)
        self._ecriture, self._lignes = {}, []

    def _lettrees(self) -> set[int]:
        """Find the lines of the écriture that its lettrage speaks of."""
        lignes = [ligne for _, ligne in self._lignes]
        tiers = {rank for rank, ligne in enumerate(lignes) if ligne.get("CompAuxNum")}
        classe_4 = {rank for rank, ligne in enumerate(lignes) if is_collectif(_compte(ligne))}
        return tiers or classe_4 or set(range(len(lignes)))

    def _write_sides(self, row: dict[str, str]) -> None:
        if "Debit" in row or "Credit" in row:
            row.setdefault("Debit", "0,00")
            row.setdefault("Credit", "0,00")
            return
        if "Montant" not in row or "Sens" not in row:
            self._add(fic.XML_HORS_SCHEMA, raison("cote"))
            return
        sens = flat_sens(row["Sens"])
        if not sens:
            # Left for the rules on cells, which will quote it and say that it is no amount.
            row["Debit"] = f"{row['Montant']} Sens {row['Sens']}"
            return
        row["Debit"], row["Credit"] = (
            (row["Montant"], "0,00") if sens > 0 else ("0,00", row["Montant"])
        )

    def _add(self, kind: Kind, texte: str = "", ligne: int = 0) -> None:
        ligne = ligne or self._parser.CurrentLineNumber
        slots = {"raison": texte} if texte else {}
        if len(self.conversion.anomalies) < _ECARTS_MAX or kind is not fic.XML_ECART:
            self.conversion.anomalies.append(Anomalie(kind, ligne=ligne, slots=slots))

    def _stop(self, texte: str) -> None:
        self._add(fic.XML_HORS_SCHEMA, texte)
        raise _Arret


def _compte(ligne: dict[str, str]) -> str:
    return ligne.get("CompteNum", "")


_COMPTABILITE = ("comptabilite",)
_EXERCICE = (*_COMPTABILITE, "exercice")
_JOURNAL = (*_EXERCICE, "journal")
_ECRITURE = (*_JOURNAL, "ecriture")
_LIGNE = (*_ECRITURE, "ligne")
_AUTRES_NOMS = {"CompteAuxNum": "CompAuxNum", "CompteAuxLib": "CompAuxLib"}
