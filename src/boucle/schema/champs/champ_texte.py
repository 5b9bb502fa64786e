"""Texte: fields that hold a text, a code or an account number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from boucle.compta.compte import adjust_compte
from boucle.errors.demandes import ressource as r
from boucle.schema.champs.champ import Champ, Faux, Reader, Usage, shown
from boucle.schema.champs.controle import CODE, COMPTE, Controle
from boucle.values import bad_character

TEXTES = {
    "banque": "Banque de la Place",
    "cle": "a1b2c3d4",
    "codepostal": "75009",
    "complementdistrib": "Bâtiment B",
    "complementnom": "Groupe Essai",
    "civilite": "Mme",
    "codedossier": "CEGID001",
    "defaut": "VE",
    "devise": "EUR",
    "domiciliation": "PARIS OPÉRA",
    "engagementmanager": "manon@cabinet.example",
    "entete": "Compte",
    "fax": "0142030406",
    "fonction": "Gérante",
    "formatdate": "%d/%m/%Y",
    "formejuridique": "SARL",
    "libelle": "Fournitures",
    "lieudithameau": "Le Moulin",
    "localite": "Paris",
    "maitredossier": "manon@cabinet.example",
    "message": "Reçu",
    "name": "Siège",
    "nom": "MARTIN",
    "nomusuel": "Essai",
    "nomvoie": "rue de la Paix",
    "numvoie": "12",
    "prenom": "Claire",
    "profitcenter": "PARIS",
    "raisonsociale": "Essai SARL",
    "reference": "FAC-001",
    "sha256": "0" * 64,
    "siteweb": "https://client.example",
    "telephone": "0142030405",
    "titulaire": "Essai SARL",
    "uri": "https://documents.example/facture.pdf",
    "siret": "84200816100015",
    "journal": "AC",
    "compte": "60640000",
    "tiers": "C001",
    "refpiece": "FA1",
    "commentaire": "À revoir",
    "codelettrage": "AAA",
    "nature": "FF",
    "unite": "kg",
    "codetva": "NOR",
    "regimetva": "FRA",
}
"""What a text field usually holds, by its wire name in lower case, for the published document."""
# A control may take spaces away: they do not count in the length.
_ESPACES_MAX = 20


@dataclass(frozen=True, eq=False)
class Texte(Champ):
    """A text of one line, in NFC; `controle` says what it must look like.

    A text in plain printable ASCII needs none of the Unicode checks, and most are.
    """

    max: int = 100
    defaut: str = ""
    controle: Controle | None = None
    lignes: bool = False

    @property
    def absent(self) -> Any:
        """The declared default, usually blank."""
        return self.defaut

    def reader(self, usage: Usage) -> Reader:
        """Compile: type, characters, NFC, length, then the declared control."""
        longest, absent, controle = self.max, self.defaut, self.controle

        def read(value: Any) -> str:
            if value is None:
                return absent
            if type(value) is not str:
                raise self.wrong_type(value)
            if not (value.isascii() and value.isprintable()):
                value = self._read_unicode(value)
            if controle is not None and value and len(value) <= longest + _ESPACES_MAX:
                value = controlled(controle, value)
            if len(value) > longest:
                raise Faux(
                    r.TEXTE_TROP_LONG, longueur=len(value), longueur_max=longest, lu=shown(value)
                )
            return str(value)

        return read

    def _read_unicode(self, value: str) -> str:
        allowed = value.replace("\n", "").replace("\r", "") if self.lignes else value
        if (bad := bad_character(allowed)) is not None:
            raise Faux(r.CARACTERE_INTERDIT, caractere=bad, lu=shown(value))
        return unicodedata.normalize("NFC", value)

    def constant(self, value: Any) -> Any:
        """Take a text, or a number as its digits; the control only brings it to its usual form."""
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise ValueError(self.nom)
        text = unicodedata.normalize("NFC", str(value))
        if self.controle is None or not text:
            return text
        kept = self.controle.read(text)
        return text if kept is None else kept

    def schema(self) -> dict[str, Any]:
        """Describe a text and what controls it."""
        described: dict[str, Any] = {"type": ["string", "null"], "maxLength": self.max}
        if self.requis:
            described.update(type="string", minLength=1)
        if self.controle is not None and self.controle.motif:
            described["pattern"] = self.controle.motif
        return described

    def echantillon(self, *, given: bool) -> Any:
        """Give the default, a text of its control, or what such a field usually holds."""
        usual = self.controle.exemple if self.controle else self.titre
        return (self.defaut or TEXTES.get(self.nom.lower(), usual))[: self.max]


def controlled(controle: Controle, value: str) -> str:
    """Read a text through its control, or say what it should be."""
    kept = controle.read(value)
    if kept is None:
        raise Faux(
            controle.kind,
            lu=shown(value),
            attendu=controle.attendu,
            alphabet=controle.attendu,
            admises=controle.attendu,
        )
    return kept


def Code(nom: str, titre: str, *, max: int = 35, **options: Any) -> Texte:
    """Declare a code: NFC, declared alphabet."""
    return Texte(nom, titre, max=max, controle=CODE, **options)


def Choix(nom: str, titre: str, *, valeurs: Mapping[str, str], **options: Any) -> Texte:
    """Declare one of a few words, each with its French label."""
    admises = ", ".join(f"{word} ({label})" for word, label in valeurs.items())
    controle = Controle(
        "choix",
        lambda text: text if text in valeurs else None,
        r.HORS_LISTE,
        f"^$|^({'|'.join(map(re.escape, valeurs))})$",
        admises,
        next(iter(valeurs)),
    )
    return Texte(nom, titre, max=max(map(len, valeurs)), controle=controle, **options)


@dataclass(frozen=True, eq=False)
class NumeroCompte(Texte):
    """An account number, brought to the dossier's length."""

    max: int = 17
    controle: Controle | None = COMPTE

    def reader(self, usage: Usage) -> Reader:
        """Compile: a text, then pad or trim; a number that would lose a digit is named."""
        plain, length = super().reader(usage), usage.longueur_compte
        if length == 0:
            return plain

        def read(value: Any) -> str:
            numero: str = plain(value)
            adjusted = adjust_compte(numero, length) if numero else numero
            if adjusted is None:
                raise Faux(
                    r.COMPTE_NON_AJUSTABLE, lu=numero, longueur=len(numero), longueur_compte=length
                )
            return adjusted

        return read
