"""Champs: the fields of one line of a JSON import, declared once for reading and for describing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req_json import (
    CUTOFF_DEBUT,
    CUTOFF_FIN,
    JUSTIFICATIF_DATE,
    TYPE_HORS_LIVRES,
)
from boucle.formats.noms import JSON, Genre, Nom, of_genre
from boucle.formats.saisie_json.dates import Reader as DayReader
from boucle.formats.saisie_json.dates import iso_reader
from boucle.formats.saisie_json.parts import describe_part
from boucle.schema.champs.champ import Champ, Faux, Usage, described, described_as, shown
from boucle.schema.champs.champs import Enum, Texte
from boucle.schema.champs.controle import COMPTE, UUID

MODES = {
    1: "Aucun",
    2: "Espèces",
    3: "Chèque",
    4: "Carte bancaire",
    5: "Virement",
    6: "Prélèvement",
    7: "TIP",
    8: "LCR BOR",
    9: "LCR magnétique",
    10: "Traite",
    11: "Télérèglement",
}
# The two lists swap 2 and 3; those that the books hold are the same in both.
MOUVEMENTS = {
    1: "Générale",
    2: "Prévisionnelle",
    3: "Simulation",
    4: "Projet",
    5: "Initial",
    6: "Budget",
    7: "Brouillard",
}
TYPES = {
    1: "Général",
    2: "Simulation",
    3: "Prévisionnel",
    4: "Projet",
    5: "Initial",
    6: "Budget",
    7: "Brouillard",
}
LOTS = {1: "Saisie de trésorerie", 2: "Reconnaissance de facture", 4: "Quickbooks"}
_DES_LIVRES = {1: "Général", 5: "Initial", 7: "Brouillard"}
_URI_MAX = 2_000
Read = Callable[[Any], Any]


class _Entree(NamedTuple):
    """One field: its wire name and what is kept of it."""

    champ: Champ
    column: str


_CLES_ISO = {
    "piece_date": JUSTIFICATIF_DATE,
    "cutoff_debut": CUTOFF_DEBUT,
    "cutoff_fin": CUTOFF_FIN,
}
_VALEURS = {
    "mode_paiement": MODES,
    "type_mouvement": MOUVEMENTS,
    "type_ligne": TYPES,
    "type_lot": LOTS,
}
_G = Genre


def _texte(nom: Nom) -> _Entree:
    controle = {_G.GUID: UUID, _G.COMPTE: COMPTE}.get(nom.genre)
    lignes = nom.colonne == "commentaire"
    champ = Texte(nom.champ, nom.titre, max=nom.longueur, lignes=lignes, controle=controle)
    return _Entree(champ, nom.colonne)


TEXTES: tuple[_Entree, ...] = tuple(
    map(_texte, of_genre(JSON, _G.CODE, _G.COMPTE, _G.TEXTE, _G.SIRET, _G.GUID))
)
LONGUEURS: dict[str, int] = {nom.champ: nom.longueur for nom in of_genre(JSON, _G.CODE, _G.TEXTE)}
"""Most characters of the texts that nothing else judges, by wire name."""
NUMEROS: tuple[_Entree, ...] = tuple(
    _Entree(Enum(nom.champ, nom.titre, valeurs=_VALEURS[nom.colonne]), nom.colonne)
    for nom in of_genre(JSON, _G.NUMERO)
)
JOURS = {nom.champ: nom.colonne for nom in of_genre(JSON, _G.JOUR)}
JOURS_ISO = {nom.champ: (nom.colonne, _CLES_ISO[nom.colonne]) for nom in of_genre(JSON, _G.INSTANT)}
_JOURS_DITS = {nom.champ: nom.titre for nom in of_genre(JSON, _G.JOUR, _G.INSTANT)}
_FICHIER = "https://documents.example/facture.pdf"
COTES = ("debit", "credit")
FICHIER = "fichier"


class Lecture(NamedTuple):
    """How one field is read: its wire name, its column, its reader (None: read by its caller)."""

    nom: str
    column: str
    read: Read | None


def readers(read_day: DayReader) -> dict[str, Lecture]:
    """Compile the readers of a line, by wire name in lower case."""
    found = [Lecture(cote, cote, None) for cote in COTES]
    found.append(Lecture(FICHIER, "piece_jointe", _read_fichier))
    for champ, column in TEXTES:
        found.append(Lecture(champ.nom, column, _lenient(champ.reader(Usage()))))
    for champ, column in NUMEROS:
        read = champ.reader(Usage())
        if column in ("type_mouvement", "type_ligne"):
            read = _of_books(read)
        elif column == "mode_paiement":
            read = _as_text(read)
        found.append(Lecture(champ.nom, column, read))
    found += [Lecture(nom, column, read_day) for nom, column in JOURS.items()]
    found += [Lecture(nom, column, iso_reader(kind)) for nom, (column, kind) in JOURS_ISO.items()]
    return {entry.nom.lower(): entry for entry in found}


def _lenient(read: Read) -> Read:
    """Take a number where a code is expected: a compte sent as 607000; cut blanks around."""

    def read_text(value: Any) -> str:
        if type(value) is int:
            value = str(value)
        elif type(value) is str:
            value = value.replace("\t", " ").strip()
        text: str = read(value)
        return text

    return read_text


def _of_books(read: Read) -> Read:
    def read_type(value: Any) -> Any:
        number = read(value)
        if number is not None and number not in _DES_LIVRES:
            admises = ", ".join(f"{code} ({label})" for code, label in _DES_LIVRES.items())
            raise Faux(TYPE_HORS_LIVRES, lu=shown(value), admises=admises)
        return number

    return read_type


def _as_text(read: Read) -> Read:
    def read_number(value: Any) -> str:
        number = read(value)
        return "" if number is None else str(number)

    return read_number


def _read_fichier(value: Any) -> str:
    """Give the address of a document as it was sent, with the signature that opens it."""
    if isinstance(value, dict):
        unknown = next((nom for nom in value if nom.lower() != "uri"), None)
        if unknown is not None:
            raise Faux(
                r.CHAMP_INCONNU,
                ressource=f"un document : {shown(unknown)} y est lu",
                acceptes="uri",
            )
        value = next(iter(value.values()), None)
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or len(value) > _URI_MAX or not value.isascii():
        raise Faux(r.TYPE_INATTENDU, attendu='{"uri": "https://…"}', lu=shown(value))
    try:
        parts = urlsplit(value)
    except ValueError as fault:
        raise Faux(r.FORME_INVALIDE, lu=shown(value), attendu="une adresse https") from fault
    if parts.scheme not in ("http", "https") or not parts.hostname or not value.isprintable():
        raise Faux(r.FORME_INVALIDE, lu=shown(value), attendu="une adresse https")
    return value


def bare_address(uri: str) -> str:
    """Give the address of a document without the signature that opens it for a day."""
    if not uri:
        return ""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def describe_ligne() -> Mapping[str, Any]:
    """Describe one line in JSON Schema."""
    nombre = ["number", "string", "null"]
    montant = {
        "type": ["object", "null"],
        "properties": {
            "amount": described_as(nombre, "Montant en euros", 120),
            "currency": described_as("string", "Devise de `currencyAmount`.", "EUR"),
            "currencyAmount": described_as(nombre, "Montant en devise", 120),
            "currencyRate": described_as(nombre, "Cours de la devise", "1.0"),
        },
    }
    fichier = {"uri": described_as("string", "Son adresse", _FICHIER)}
    return {
        "type": "object",
        "required": ["date"],
        "properties": {
            **{entry.champ.nom: described(entry.champ) for entry in (*TEXTES, *NUMEROS)},
            **{
                nom: described_as(["string", "null"], text, "2026-01-15T00:00:00.000Z")
                for nom, text in _JOURS_DITS.items()
            },
            **{
                nom: montant | {"description": text, "examples": [{"amount": 120}]}
                for nom, text in zip(COTES, ("Débit", "Crédit"), strict=True)
            },
            FICHIER: described_as(["object", "null"], "Le document", {"uri": _FICHIER})
            | {"properties": fichier},
        },
        "patternProperties": {
            "^axeAna": described_as(
                ["array", "null"],
                "Parts de la ligne sur l'axe ainsi nommé",
                [{"section": "NORD", "pourcentage": 100}],
            )
            | {"items": describe_part()},
        },
    }
