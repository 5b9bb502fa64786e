"""XML officiel: the flat file that the official checker makes of an XML FEC, and judges.

What an écriture does not repeat stays that of the one before: only what belongs to a line is
forgotten between two of them. Values are joined by `|`, as they are.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from verite_fec.colonnes import BAT, BNCT
from verite_fec.plat import judge_lignes
from verite_fec.regles import Regle, Releve
from verite_fec.schema import ECRITURES, is_valid

_SCHEMA = re.compile(rb'noNamespaceSchemaLocation.*=.*"(.*)\.xsd"', re.IGNORECASE)
_REGIMES = {"VIII-5": BAT, "VIII-7": BNCT}
_CHAMPS = (
    "JournalCode code_jrnal",
    "JournalLib lib_jrnal",
    "EcritureNum num_ecr",
    "EcritureDate date_cpt",
    "CompteNum num_cpte_gen",
    "CompteLib lib_cpte_gen",
    "CompteAuxNum num_cpt_aux",
    "CompteAuxLib lib_cpt_aux",
    "Debit mtn_debit",
    "Credit mtn_credit",
    "EcritureLib lib_ecriture",
    "PieceRef num_piece",
    "PieceDate date_piece",
    "EcritureLet code_lettrage",
    "DateLet date_lettrage",
    "ValidDate valid_date",
    "Montantdevise mtn_devise",
    "Idevise idevise",
)
_REGLEMENT = ("DateRglt paiement_date", "ModeRglt paiement_mode", "NatOp prestation")
_DE_LIGNE = frozenset(
    (
        "CompteNum",
        "CompteLib",
        "CompteAuxNum",
        "CompteAuxLib",
        "Debit",
        "Credit",
        "Montantdevise",
        "Idevise",
        "Montant",
        "Sens",
    )
)
_DU_JOURNAL = frozenset(("JournalCode", "JournalLib"))
_NOMBRES = frozenset(("Debit", "Credit", "Montantdevise", "Montant"))
_POINT = re.compile(r"[+-]? *[0-9]*\.[0-9]* *$")
_DEBIT, _CREDIT = 8, 9


def judge_xml(octets: bytes, regime: str, releve: Releve) -> None:
    """Judge an XML file: its schema, then what it becomes once flat."""
    found = _SCHEMA.search(octets[:300])
    if found is None:
        releve.note(Regle.XML_SANS_SCHEMA)
        return
    schema = found[1].decode("latin-1").replace("file:", "", 1) + ".xsd"
    document = _as_latin1(octets)
    if schema not in ECRITURES or not is_valid(document, schema):
        releve.note(Regle.XML_HORS_SCHEMA)
    conversion = _Conversion(next((r for nom, r in _REGIMES.items() if nom in schema), ""), releve)
    plat, internes = conversion.convert(document)
    judge_lignes(plat, internes, b"|", regime, releve)


def _as_latin1(octets: bytes) -> bytes:
    """Say ISO-8859-1 where ISO-8859-15 was declared, as the checker does."""
    debut = octets[:80]
    for nom in (b"ISO-8859-15", b"iso-8859-15"):
        if nom in debut.partition(b"\n")[0]:
            return debut.replace(nom + b'"', nom[:-1] + b'" ', 1) + octets[80:]
    return octets


class _Conversion:
    """Follow the document; write one flat line at the end of each `ligne`."""

    def __init__(self, regime: str, releve: Releve) -> None:
        suite = _REGLEMENT if regime else ()
        champs = [*_CHAMPS, *suite, *(("IdClient client",) if regime == BNCT else ())]
        self._places = {champ.split()[0]: rang for rang, champ in enumerate(champs)}
        self.noms = [champ.split()[1] for champ in champs]
        self._releve = releve
        self._ouverts: list[str] = []
        self._valeurs: dict[str, str] = {}
        self._dernier = ""
        self._longueur = 18
        self._en_plus: dict[str, dict[int, str]] = {}
        self._lignes: list[str] = []

    def convert(self, document: bytes) -> tuple[bytes, list[str]]:
        """Give the flat file and the names of its columns."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda nom, _: self._ouverts.append(nom)
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.Parse(document, True)
        noms = [*self.noms, *self._en_plus]
        premiere = "|".join(noms)
        rendues = [
            "|".join([ligne, *(textes.get(rang, "") for textes in self._en_plus.values())])
            for rang, ligne in enumerate(self._reread(), 1)
        ]
        octets = "".join(f"{ligne} \n" for ligne in [premiere, *map(self._recode, rendues)])
        return octets.encode("iso-8859-15", "backslashreplace"), [nom.upper() for nom in noms]

    def _reread(self) -> list[str]:
        """Read the lines again from what was written, where a text may have cut one."""
        octets = b"".join(_write(self._recode(ligne)) + b"\n" for ligne in self._lignes)
        lignes = octets.decode("iso-8859-15").split("\n")[:-1]
        return [ligne.removesuffix("\r") for ligne in lignes]

    def _recode(self, texte: str) -> str:
        """Read a text as UTF-8 if its characters spell it, else as ISO-8859-15.

        A character beyond the first 256 cannot be read so, but for one euro sign.
        """
        texte = texte.replace("€", "~E", 1)
        if any(ord(lettre) > 255 for lettre in texte):
            self._releve.note(Regle.XML_CARACTERE)
        octets = texte.encode("latin-1")
        try:
            return octets.decode("utf-8")
        except UnicodeDecodeError:
            return octets.decode("iso-8859-15")

    def _end(self, nom: str) -> None:
        self._ouverts.pop()
        if nom == "ligne":
            self._write_ligne()

    def _data(self, data: str) -> None:
        nom, profondeur = self._ouverts[-1], len(self._ouverts)
        attendue = 4 if nom in _DU_JOURNAL else 6 if nom in _DE_LIGNE else 5
        connu = nom in self._places or nom in ("Montant", "Sens")
        if not connu or profondeur != attendue:
            if data.strip() and nom != "DateCloture":
                self._en_plus.setdefault(nom, {})[len(self._lignes) + 1] = data
            return
        if nom in _NOMBRES:
            data = data.replace(",", ".")
        avant = self._valeurs.get(nom, "") if nom == self._dernier else ""
        self._valeurs[nom], self._dernier = avant + data, nom
        if nom in self._places:
            self._longueur = max(self._longueur, self._places[nom] + 1)
        else:
            self._longueur = len(self._places)

    def _write_ligne(self) -> None:
        champs = [""] * self._longueur
        for nom, valeur in self._valeurs.items():
            if nom in self._places:
                point = _POINT.match(valeur)
                champs[self._places[nom]] = valeur.replace(".", ",") if point else valeur
        if "Montant" in self._valeurs and "Sens" in self._valeurs:
            montant = self._valeurs["Montant"].replace(".", ",")
            credit = self._valeurs["Sens"] in ("C", "c", "-1")
            champs[_DEBIT], champs[_CREDIT] = ("0", montant) if credit else (montant, "0")
        self._lignes.append("|".join(champs))
        self._valeurs = {n: v for n, v in self._valeurs.items() if n not in _DE_LIGNE}


def _write(texte: str) -> bytes:
    """Write a text as its octets, or as UTF-8 when one of its characters is no octet."""
    return texte.encode("latin-1" if all(ord(lettre) < 256 for lettre in texte) else "utf-8")
