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
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, Kind, Niveau
from boucle.errors.anomalie import clip
from boucle.errors.donnees import fic, lig
from boucle.errors.donnees.raisons import raison, raison_expat
from boucle.formats.fec.forme.cellules import judge
from boucle.formats.fec.forme.colonnes import BAT, BIC, BNCT, COLONNES, REGIMES, imposed
from boucle.formats.fec.forme.nom import read_nom
from boucle.formats.fec.xml.aplati import Aplati
from boucle.formats.fec.xml.conversion import SANS_COTE, SANS_DATE, Conversion
from boucle.formats.fec.xml.prologue import find_schema, is_declare
from boucle.formats.fec.xml.valeurs import (
    COMPTE,
    ECRITURE,
    JOURNAL,
    KINDS_XML,
    LIGNE,
    SCHEMAS,
    find_attributs,
    find_lettrees,
    flat_amount,
    flat_date,
    flat_sens,
    flat_text,
)

_CHUNK = 1 << 18
_HEAD = 300
_TEXTE_MAX = 1 << 20
_IGNORES_MAX = 100
_PROFONDEUR_MAX = 64
_DATES = frozenset({"EcritureDate", "PieceDate", "DateLet", "ValidDate", "DateRglt"})


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
        schema, nomme = find_schema(head)
        if regime not in REGIMES:
            regime = SCHEMAS.get(schema, BIC)
        cloture = read_nom(contexte.nom_fichier or source.name, contexte).cloture
        reader = _Lecteur(target, Conversion(regime), cloture)
        if b"\0" in head[:4]:
            reader.conversion.encodage = "UTF-16"
            reader.conversion.add(Anomalie(fic.UTF16))
            return reader.conversion
        if not is_declare(head):
            reader.conversion.add(Anomalie(fic.XML_SANS_DECLARATION, ligne=1))
        if schema not in SCHEMAS or not nomme:
            lu = clip(schema) or None
            reader.conversion.add(Anomalie(fic.XML_SANS_SCHEMA, ligne=1, lu=lu))
        reader.run(stream)
    return reader.conversion


@dataclass(slots=True)
class _Ouvert:
    """An element that is being read: the line it begins at, what its children hold and where.

    rang: that of the last child, in the order of the schema. dit: its place was already noted.
    """

    debut: int = 0
    textes: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    rang: int = -1
    dit: bool = False


class _Lecteur:
    """Follow the document element by element; the stack holds the names that are open."""

    def __init__(self, target: BinaryIO, conversion: Conversion, attendue: date | None) -> None:
        self.conversion, self._attendue = conversion, attendue
        self._target = target
        self._colonnes = [colonne.nom for colonne in imposed(conversion.regime)]
        self._stack: list[str] = []
        self._journal, self._ecriture, self._ligne = _Ouvert(), _Ouvert(), _Ouvert()
        self._lignes: list[_Ouvert] = []
        self._texte: list[str] = []
        self._taille = 0
        self._debut = 0
        self._ignores: set[str] = set()
        self._exercices = 0
        self._cloture = False
        self._instance: set[str] = set()
        self._aplati = Aplati(conversion.regime)
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
        self._aplati.latin9 = known == "ISO-8859-15"
        if self.conversion.encodage == "cp1252":
            self.conversion.add(Anomalie(fic.CP1252))

    def _doctype(self, *_: object) -> None:
        self._add(fic.XML_ENTITES)
        raise _Arret

    def _start(self, nom: str, attributes: dict[str, str]) -> None:
        path = tuple(self._stack)
        if self._stack:
            self._judge_egare(self._stack[-1])
        if len(path) > 1 and path[-1] in _FEUILLES and path[:-1] in _CONTENANTS:
            self._add(fic.XML_ECART, raison("place", lu=clip(nom), parent=path[-1]))
        if attributes and (path != _LIGNE or nom in _CONNUS):
            for lu in find_attributs(attributes, self._instance):
                self._add(fic.XML_ECART, raison("attribut", nom=nom, lu=clip(lu)))
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
            self._journal = _Ouvert(self._parser.CurrentLineNumber)
            if nom not in ("DateCloture", "journal"):
                self._stop(raison("place", lu=clip(nom), parent="exercice"))
        elif path in (_JOURNAL, _ECRITURE):
            self._debut = self._parser.CurrentLineNumber
            if path == _JOURNAL and nom == "ecriture":
                self._ecriture, self._lignes = _Ouvert(self._debut), []
                self._journal.rang = len(JOURNAL)
            elif path == _ECRITURE and nom == "ligne":
                self._ligne = _Ouvert(self._debut)
                self._ecriture.rang = len(ECRITURE)

    def _judge_egare(self, parent: str) -> None:
        """Say that a text stands among the children of an element."""
        texte = flat_text("".join(self._texte)) if parent in _PARENTS else ""
        if texte:
            self._add(fic.XML_ECART, raison("egare", lu=clip(texte), parent=parent))

    def _data(self, data: str) -> None:
        self._taille += len(data)
        if self._taille > _TEXTE_MAX:
            self._stop(raison("texte"))
        self._texte.append(data)

    def _end(self, nom: str) -> None:
        self._stack.pop()
        path = tuple(self._stack)
        self._judge_egare(nom)
        brut = "".join(self._texte)
        texte = flat_text(brut)
        self._texte, self._taille = [], 0
        if path in (_JOURNAL, _ECRITURE, _LIGNE) and nom != "ecriture":
            self._flatten(nom, brut)
        if path == _LIGNE:
            self._put_ligne(nom, texte)
        elif path == _ECRITURE:
            if nom == "ligne":
                self._lignes.append(self._ligne)
            else:
                self._put_ecriture(nom, texte)
        elif path == _JOURNAL:
            if nom == "ecriture":
                self._write_ecriture()
            else:
                self._put_journal(nom, texte)
        elif path == _EXERCICE and nom == "journal":
            if self.conversion.regime in (BAT, BNCT):
                self._judge_manque(self._journal, JOURNAL, "un journal")
        elif path == _EXERCICE:
            if self._cloture or self.conversion.places.lignes:
                self._add(fic.XML_ECART, raison("ordre", nom=nom, parent="exercice"))
            self._cloture = True
            self._judge_cloture(self._date(nom, texte))

    def _flatten(self, nom: str, brut: str) -> None:
        """Say what the official checker loses of an element, or of the line that it ends."""
        found = (
            self._aplati.end_ligne()
            if nom == "ligne"
            else self._aplati.put(_AUTRES_NOMS.get(nom, nom), brut)
        )
        for texte in found:
            self._add(fic.XML_MAL_APLATI, texte)
        if nom == "Sens" and brut != brut.strip():
            self._add(fic.XML_ECART, raison("sens", lu=clip(brut)))

    # What each element gives.

    def _judge_cloture(self, texte: str) -> None:
        """Read DateCloture against the name of the file."""
        attendue = self._attendue
        if attendue is None or re.fullmatch("[0-9]{8}", texte) is None:
            return
        # A text: it may be no day at all, which is told where the date itself is read.
        jour = f"{texte[:4]}-{texte[4:6]}-{texte[6:]}"
        if jour != attendue.isoformat():
            slots = {"cloture": attendue, "date": jour}
            ligne = self._parser.CurrentLineNumber
            self.conversion.add(Anomalie(fic.XML_CLOTURE, ligne=ligne, lu=texte, slots=slots))

    def _put_journal(self, nom: str, texte: str) -> None:
        if nom not in JOURNAL or nom in self._journal.textes:
            self._stop(raison("place", lu=clip(nom), parent="journal"))
        # The écritures that follow are no longer those of the same journal.
        self._journal.dit = False
        self._put_shared(self._journal, JOURNAL.index(nom), nom, texte, "journal")

    def _put_ecriture(self, nom: str, texte: str) -> None:
        if nom not in ECRITURE:
            self._stop(raison("place", lu=clip(nom), parent="ecriture"))
        texte = self._date(nom, texte, self._debut) if nom in _DATES else texte
        self._put_shared(self._ecriture, ECRITURE.index(nom), nom, texte, "ecriture")

    def _put_shared(self, ouvert: _Ouvert, rang: int, nom: str, texte: str, parent: str) -> None:
        """Put a child of a journal or of an écriture; a blank one has no place."""
        if rang <= ouvert.rang:
            self._add(fic.XML_ECART, raison("ordre", nom=nom, parent=parent), self._debut)
        ouvert.rang = max(rang, ouvert.rang)
        ouvert.textes[nom] = texte
        if texte:
            ouvert.places[nom] = self._debut

    def _put_ligne(self, nom: str, texte: str) -> None:
        nom = _AUTRES_NOMS.get(nom, nom)
        if nom not in LIGNE or (nom in ("Debit", "Credit") and "Sens" in self._ligne.textes):
            if nom not in self._ignores and len(self._ignores) < _IGNORES_MAX:
                self._ignores.add(nom)
                ligne = self._parser.CurrentLineNumber
                self.conversion.add(Anomalie(fic.XML_ELEMENT_IGNORE, ligne=ligne, lu=clip(nom)))
            return
        rang, textes = LIGNE.index(nom), self._ligne.textes
        if nom in textes or rang < self._ligne.rang:
            self._add(fic.XML_ECART, raison("ordre", nom=nom, parent="ligne"))
        self._ligne.rang = max(rang, self._ligne.rang)
        if nom in ("Debit", "Credit", "Montant", "Montantdevise"):
            texte, ecart = flat_amount(texte)
            if not texte and not (nom == "Credit" and "Debit" in textes):
                self._add(fic.XML_ECART, raison("vide", nom=nom))
            elif ecart:
                self._add(fic.XML_ECART, raison("point", nom=nom, lu=clip(texte)))
        elif (
            nom == "CompteNum"
            and texte
            and COMPTE.fullmatch(texte) is None
            and not (self._is_told(nom, texte))
        ):
            self._add(fic.XML_ECART, raison("compte", lu=clip(texte)))
        textes[nom] = texte

    def _date(self, nom: str, texte: str, ligne: int = 0) -> str:
        if nom == "DateLet" and not texte:
            return SANS_DATE
        lu, ecart = flat_date(texte)
        if not ecart or self._is_told(nom, lu):
            return lu
        self._add(fic.XML_ECART, raison("date", nom=nom, lu=clip(texte)), ligne)
        # A date written otherwise is said above, and read: the rules on cells need not say it too.
        cellule = judge(COLONNES[nom], self.conversion.regime, lu) if nom in COLONNES else None
        return (cellule.corrige if cellule and cellule.kind is lig.DATE_FORMAT else None) or lu

    def _is_told(self, nom: str, lu: str) -> bool:
        """True when the rules on cells say at this same level what is wrong: once is enough."""
        if nom not in self._colonnes:
            return False
        kind = judge(COLONNES[nom], self.conversion.regime, lu).kind
        return kind is not None and KINDS_XML.get(kind, kind).niveau is Niveau.FORME

    def _write_ecriture(self) -> None:
        if len(self._lignes) < 2:
            self._add(fic.XML_ECART, raison("deux_lignes"), self._ecriture.debut)
        if self.conversion.regime in (BAT, BNCT):
            self._judge_manque(self._ecriture, ("DateRglt", "ModeRglt"), "une écriture")
        lettrees = find_lettrees([ligne.textes for ligne in self._lignes])
        if self._lignes:
            self._note_places(min(lettrees))
            self.conversion.note_journal(self._journal.textes)
        for rank, ligne in enumerate(self._lignes):
            row = {**self._journal.textes, **self._ecriture.textes, **ligne.textes}
            if rank not in lettrees:
                row["EcritureLet"] = row["DateLet"] = ""
            self._write_sides(row)
            texte = "\t".join(row.get(nom, "") for nom in self._colonnes) + "\n"
            self._target.write(texte.encode())
        self._lignes = []

    def _judge_manque(self, ouvert: _Ouvert, noms: tuple[str, ...], parent: str) -> None:
        """Say what the schemas of the cash regimes demand and the rules on cells do not."""
        for nom in noms:
            if nom not in ouvert.textes:
                self._add(fic.XML_ECART, raison("manque", nom=nom, parent=parent), ouvert.debut)

    def _note_places(self, lettree: int) -> None:
        if not self._journal.dit:
            self.conversion.places.add_journal(self._journal.debut, self._journal.places)
            self._journal.dit = True
        lines = [ligne.debut for ligne in self._lignes]
        ecriture = self._ecriture
        self.conversion.places.add_ecriture(ecriture.debut, ecriture.places, lines, lettree)

    def _write_sides(self, row: dict[str, str]) -> None:
        if "Debit" in row or "Credit" in row:
            row.setdefault("Debit", "0,00")
            row.setdefault("Credit", "0,00")
            return
        if "Montant" not in row or "Sens" not in row:
            self.conversion.sans_cote += 1
            row["Debit"] = SANS_COTE
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
        self.conversion.add(Anomalie(kind, ligne=ligne, slots={"raison": texte} if texte else {}))

    def _stop(self, texte: str) -> None:
        self._add(fic.XML_HORS_SCHEMA, texte)
        raise _Arret


_COMPTABILITE = ("comptabilite",)
_EXERCICE = (*_COMPTABILITE, "exercice")
_JOURNAL = (*_EXERCICE, "journal")
_ECRITURE = (*_JOURNAL, "ecriture")
_LIGNE = (*_ECRITURE, "ligne")
_AUTRES_NOMS = {"CompteAuxNum": "CompAuxNum", "CompteAuxLib": "CompAuxLib"}
_CONTENANTS = frozenset((_EXERCICE, _JOURNAL, _ECRITURE, _LIGNE))
_PARENTS = frozenset(("comptabilite", "exercice", "journal", "ecriture", "ligne"))
_FEUILLES = frozenset((*JOURNAL, *ECRITURE, *LIGNE, *_AUTRES_NOMS, "DateCloture"))
_CONNUS = frozenset((*LIGNE, *_AUTRES_NOMS))
