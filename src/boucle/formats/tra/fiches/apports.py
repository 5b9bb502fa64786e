"""Apports: what a record of a TRA file brings to a fiche of the dossier, zone by zone.

One row a zone. A blank zone brings nothing; one that cannot be read is told and brings nothing.
A flag that several zones bring is true as soon as one of them is.
Columns are those of the resource; `compte`, `axe`, `tva`… name another fiche by its code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from boucle.formats.tra.pieces.montants import read_nombre
from boucle.formats.tra.texte.enregistrements import record_zones
from boucle.formats.tra.texte.zones import Zone
from boucle.schema.champs.controle import (
    BIC,
    EMAIL,
    IBAN,
    NAF,
    SIRET,
    TVA_INTRA,
    Controle,
    read_iban,
)

COLLECTIFS = frozenset(("COC", "COF", "COS", "COD"))
COMPTE = "compte"
"""How a zone that names a compte is read: at the length of the dossier, which is not known here."""
Lecture = Callable[[str], Any] | str


class Apport(NamedTuple):
    """One zone: the column that it fills, how it is read (None: cannot be), what was expected."""

    zone: str
    colonne: str
    read: Lecture
    attendu: str = ""


class Modele(NamedTuple):
    """What one sort of record brings. cle: the zone that names it."""

    ressource: str
    cle: str
    apports: tuple[Apport, ...]


def _text(text: str) -> str:
    return text


def _unless_dash(text: str) -> str:
    """Read a text where some exporters write a dash for nothing."""
    return "" if text == "-" else text


def _flag(text: str) -> bool | None:
    return {"X": True, "-": False}.get(text.upper())


def _open(text: str) -> bool | None:
    """Read the flag `closed`, for a column that says the contrary."""
    closed = _flag(text)
    return None if closed is None else not closed


def _rate(text: str) -> int | None:
    """Read a percentage in thousandths of a point."""
    return read_nombre(text, 3)


def _pays(text: str) -> str | None:
    """Read a country, of two letters or of the three that the notice writes."""
    if len(text) == 2 and text.isascii() and text.isalpha():
        return text.upper()
    return _PAYS.get(text.upper())


_PAYS_TEXTE = (
    "FRA=FR DEU=DE ALL=DE AUT=AT BEL=BE BGR=BG CAN=CA CHE=CH SUI=CH CHN=CN CYP=CY CZE=CZ DNK=DK "
    "DZA=DZ ESP=ES EST=EE FIN=FI GBR=GB GRC=GR GLP=GP GUF=GF HRV=HR HUN=HU IRL=IE ISL=IS ITA=IT "
    "JPN=JP LTU=LT LUX=LU LVA=LV MAR=MA MCO=MC MLT=MT MTQ=MQ MYT=YT NCL=NC NLD=NL NOR=NO POL=PL "
    "PRT=PT PYF=PF REU=RE ROU=RO SEN=SN SVK=SK SVN=SI SWE=SE TUN=TN TUR=TR USA=US"
)
_PAYS = dict(pair.split("=") for pair in _PAYS_TEXTE.split())
"""Two letters of each country by the three that the notice writes, with the old usual ones."""
_JOURNAUX = {
    "ACH": 1,
    "OD": 2,
    "ODA": 2,
    "ANA": 3,
    "ANO": 3,
    "BQE": 4,
    "CAI": 5,
    "ECC": 6,
    "REG": 7,
    "VTE": 8,
    "CLO": 2,
    "EXT": 2,
}
_TIERS = {"CLI": 0, "FOU": 1, "SAL": 2, "DIV": 4, "AUD": 4, "AUC": 4}


def _choice(values: Mapping[str, Any]) -> Callable[[str], Any]:
    return lambda text: values.get(text.upper())


def _checked(zone: str, colonne: str, controle: Controle, attendu: str) -> Apport:
    return Apport(zone, colonne, controle.read, attendu)


def _texts(**zones: str) -> tuple[Apport, ...]:
    return tuple(Apport(zone, colonne, _text) for zone, colonne in zones.items())


def _dashed(**zones: str) -> tuple[Apport, ...]:
    return tuple(Apport(zone, colonne, _unless_dash) for zone, colonne in zones.items())


def _flags(**zones: str) -> tuple[Apport, ...]:
    return tuple(Apport(zone, colonne, _flag, "X ou -") for zone, colonne in zones.items())


def _comptes(**zones: str) -> tuple[Apport, ...]:
    return tuple(Apport(zone, colonne, COMPTE) for zone, colonne in zones.items())


_JAL = Modele(
    "journal",
    "CODE",
    (
        *_texts(LIBELLE="libelle"),
        *_flags(FERME="ferme"),
        *_comptes(COMPTE="compte_contrepartie"),
        Apport("NATURE", "type", _choice(_JOURNAUX), ", ".join(_JOURNAUX)),
    ),
)
_CGN = Modele(
    "compte",
    "CODE",
    (
        *_texts(LIBELLE="libelle", TVA="tva"),
        *_flags(
            LETTRABLE="lettrable",
            POINTABLE="pointable",
            CENTRALISABLE="centralisable",
            FERME="ferme",
            **{f"VENTILABLE_AXE_{n}": "analytique" for n in range(1, 6)},
        ),
        Apport("NATURE", "collectif", COLLECTIFS.__contains__),
        # The lines of a collective compte are matched by tiers: its own flag says nothing of them.
        Apport("NATURE", "lettrable", COLLECTIFS.__contains__),
    ),
)
_ADRESSE = {
    "adr_nom_voie": "ADRESSE_1",
    "adr_complement_distrib": "ADRESSE_2",
    "adr_lieudit_hameau": "ADRESSE_3",
    "adr_code_postal": "CODE_POSTAL",
    "adr_localite": "VILLE",
}
_CAE = Modele(
    "tiers",
    "CODE",
    (
        *_texts(
            LIBELLE="raison_sociale",
            LIBELLE_ABREGE="nom_usuel",
            PRENOM="prenom",
            TELEPHONE="telephone",
            FAX="fax",
        ),
        *_dashed(**{zone: colonne for colonne, zone in _ADRESSE.items()}),
        *_flags(LETTRABLE="lettrable"),
        *_comptes(COLLECTIF="compte"),
        Apport("NATURE", "type", _choice(_TIERS), ", ".join(_TIERS)),
        Apport("PAYS", "adr_pays", _pays, "un pays, comme FRA ou FR"),
        Apport("FERME", "actif", _open, "X ou -"),
        _checked("SIRET", "siret", SIRET, "un SIRET de 14 chiffres"),
        _checked("NIF", "num_tva", TVA_INTRA, TVA_INTRA.attendu),
        _checked("CONTACT_RVA", "email", EMAIL, "une adresse électronique"),
    ),
)
_SECTION = Modele(
    "section",
    "CODE",
    (
        *_texts(LIBELLE="description", AXE="axe"),
        *_flags(FERME="ferme"),
    ),
)
_TVA = Modele(
    "tva",
    "CODE",
    (
        *_texts(LIBELLE="description"),
        Apport("TAUXACHAT", "taux", _rate, "un taux, comme 20,00"),
        Apport("TAUXVENTE", "taux", _rate, "un taux, comme 20,00"),
        *_comptes(CPTTVAVENTED="compte_collecte", CPTTVAACHATD="compte_deductible"),
    ),
)
_ETB = Modele(
    "etablissementComptable",
    "SIRET",
    (
        *_texts(CODE="code", LIBELLE="raison_sociale", TELEPHONE="telephone"),
        *_dashed(
            ADRESSE1="nom_voie",
            ADRESSE2="complement_distrib",
            ADRESSE3="lieudit_hameau",
            CODEPOSTAL="code_postal",
            VILLE="localite",
        ),
        Apport("PAYS", "pays", _pays, "un pays, comme FRA ou FR"),
        _checked("APE", "naf", NAF, NAF.attendu),
    ),
)
_BQC = Modele(
    "compteBancaire",
    "CODE",
    (
        *_texts(LIBELLE="libelle", DOMICILIATION="domiciliation"),
        *_comptes(GENERAL="compte"),
        _checked("CODEIBAN", "iban", IBAN, "un IBAN"),
        _checked("BIC", "bic", BIC, "un BIC"),
    ),
)
_SSA = Modele("axe", "AXE", _texts(LIBELLE="description"))
_SPA = Modele("axe", "CODE", ())
_RIB = Modele("tiers", "AUXILIAIRE", (Apport("CODEIBAN", "rib", _text),))
MODELES: dict[str, Modele] = {
    "JAL": _JAL,
    "CGN": _CGN,
    "CGE": _CGN,
    "CAE": _CAE,
    "SAT": _SECTION,
    "NSA": _SECTION,
    "TVA": _TVA,
    "ETB": _ETB,
    "SSA": _SSA,
    "SPA": _SPA,
    "BQC": _BQC,
}
"""By record that makes one fiche, or a part of one."""


def zone_of(enregistrement: str, colonne: str) -> Zone:
    """Give the zone of a record that fills a column of its fiche."""
    modele = _RIB if enregistrement == "RIB" else MODELES[enregistrement]
    zones = record_zones(enregistrement)
    return next(zones[apport.zone] for apport in modele.apports if apport.colonne == colonne)


def read_rib(cells: Mapping[str, str]) -> dict[str, Any] | None:
    """Read the bank details of a RIB record: its IBAN, or that of its French account number."""
    iban = read_iban(cells["CODEIBAN"]) or _iban_of(cells)
    if iban is None:
        return None
    bic = BIC.read(cells["CODEBIC"]) or ""
    return {"iban": iban, "bic": bic, "libelle": cells["DOMICILIATION"]}


def _iban_of(cells: Mapping[str, str]) -> str | None:
    parts = ("ETABBQ", "GUICHET", "NUMEROCOMPTE", "CLERIB")
    compte = "".join(cells[part] for part in parts).upper()
    if len(compte) != 23 or not (compte.isascii() and compte.isalnum()):
        return None
    if not _rib_key_ok(compte):
        return None
    digits = "".join(str(int(char, 36)) for char in f"{compte}FR00")
    return read_iban(f"FR{98 - int(digits) % 97:02d}{compte}")


def _rib_key_ok(compte: str) -> bool:
    """Check the key of a French account number: letters count 1 to 9 again and again."""
    digits = "".join(
        char if char.isdigit() else str((ord(char) - 65 + (char > "R")) % 9 + 1) for char in compte
    )
    return int(digits) % 97 == 0
