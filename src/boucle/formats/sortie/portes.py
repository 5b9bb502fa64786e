"""Portes: which format carries what the books say, and what becomes of the rest.

One table: the writers follow it, the losses of an export are counted by it, and the page
`docs/reference/formats.md` is written from it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from boucle.compta.examens import Examen, Regle
from boucle.formats.fec.forme.colonnes import BIC, imposed
from boucle.formats.noms import JSON as NOMS_JSON
from boucle.formats.noms import NOMS, PERSO
from boucle.formats.sortie.bloc import LIBELLES, LIGNES
from boucle.formats.tra.pieces.assembler import DETAIL as TRA_DETAIL
from boucle.formats.tra.pieces.assembler import NOMS as TRA_NOMS
from boucle.formats.tra.texte.zones import LARGEURS, ZONES, zones_of


class Forme(StrEnum):
    """A way out: a format, and for a TRA its layout."""

    FEC = "fec"
    TRA = "tra"
    TRA_STD = "tra-std"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


class Sort(StrEnum):
    """What becomes of a noun."""

    PORTE = "porté"
    CHANGE = "changé"
    COUPE = "coupé"
    PERDU = "perdu"
    REFUSE = "refusé à la relecture"
    IMPOSSIBLE = "impossible"


class Porte(NamedTuple):
    """Where a format writes a noun. longueur: most characters, 0 for any; relu: ours reads it."""

    place: str
    longueur: int = 0
    relu: bool = True


class Risque(NamedTuple):
    """One way to lose something: the question that finds it, and what becomes of it."""

    examen: Examen
    sort: Sort


VENTILATION = "ventilation"
AXES_TRA = ("A1", "A2", "A3", "A4", "A5")
_COMMANDES = "\x01\x1f\x7f\x9f"
INTERDITS_FEC = f"{_COMMANDES}||\u2028\u2029"
"""What no cell of a FEC may hold."""
INVISIBLES = f"{_COMMANDES}\u00ad\u00ad\u200b\u200f\u202a\u202e\u2060\u206f\ufeff\ufeff"
"""What a delimited file does not bring back."""
_CODES = ("journal", "compte", "tiers", "section")
_MODES = ",".join(str(rang) for rang in range(1, 12))
_AUTRES = {
    "valid_date": "dateValidation",
    "devise": "devise",
    "montant_devise": "montantDevise",
    "reference_externe": "referenceExterne",
    "reference_libre": "referenceLibre",
    "nature": "nature",
    "quantite": "quantite",
    "unite": "unite",
    "code_tva": "codeTva",
    "regime_tva": "regimeTva",
    "complement": "complement",
    "extra": "colonnesExtra",
    "axe": "axeAna",
    "section": "axeAna.section",
    "part_quantite": "axeAna.quantite",
    VENTILATION: "axeAna",
}


def _champs() -> dict[str, str]:
    found: dict[str, str] = {}
    for nom in NOMS:
        if nom.champ:
            found.setdefault(nom.colonne, nom.champ)
    return found | _AUTRES


CHAMPS = _champs()
"""Name of each column for a person, as the models and the published page call it."""
_SANS_COLONNE = ("import_id", "n", "lib_journal", "lib_compte", "lib_tiers")
COLONNES = (*(nom for nom in LIGNES if nom not in _SANS_COLONNE), VENTILATION)
"""All that a line may say, its breakdown last."""


def _fec() -> dict[str, Porte]:
    found = {}
    for colonne in imposed(BIC)[:18]:
        lot = colonne.lot
        lot = f"{lot.removeprefix('lib_')}_lib" if lot.startswith("lib_") else lot
        found[lot] = Porte(colonne.nom)
    found["reference"] = Porte("PieceRef, sans refPiece", relu=False)
    return {**found, "extra": Porte("après la 18e colonne")}


def _json() -> dict[str, Porte]:
    found = {nom.colonne: Porte(nom.champ, nom.longueur) for nom in NOMS_JSON.values()}
    found["piece_jointe"] = Porte("fichier.uri", 2000)
    found["devise"] = Porte("debit.currency")
    found["montant_devise"] = Porte("debit.currencyAmount")
    found["mode_paiement"] = Porte("modePaiement")
    return {**found, VENTILATION: Porte("axeAna<axe>")}


def _csv() -> dict[str, Porte]:
    read = {nom.colonne for nom in PERSO.values()}
    found = {nom: Porte(CHAMPS[nom], relu=nom in read) for nom in COLONNES if nom != "extra"}
    found["extra"] = Porte("sous leur nom", relu=False)
    return {**found, VENTILATION: Porte("axeAna<axe>", relu=False)}


def _tra(*, etendu: bool) -> dict[str, Porte]:
    zones = {nom: dit.partition(" ")[0] for nom, dit in TRA_NOMS.items()}
    zones |= {"tiers": "AUXILIAIRE", "devise": "DEVISE", "montant_devise": "MONTANT2"}
    zones |= TRA_DETAIL
    # The establishment is a code of the dossier's own record, not a SIRET.
    del zones["etablissement"]
    last = LARGEURS["ETE" if etendu else "STD"]
    found = {
        nom: Porte(ZONES[zone].dit, ZONES[zone].longueur)
        for nom, zone in zones.items()
        if ZONES[zone].fin <= last
    }
    if etendu:
        reference = zones_of("SUITE")["DATEREFEXTERNE"]
        found["piece_date"] = Porte(reference.dit, relu=False)
    for nom, record in (("journal_lib", "JAL"), ("compte_lib", "CGN"), ("tiers_lib", "CAE")):
        zone = zones_of(record)["LIBELLE"]
        found[nom] = Porte(f"{record}, {zone.dit}", zone.longueur)
    return {**found, VENTILATION: Porte("lignes A", ZONES["AUXILIAIRE"].longueur)}


PORTES: dict[Forme, dict[str, Porte]] = {
    Forme.FEC: _fec(),
    Forme.TRA: _tra(etendu=True),
    Forme.TRA_STD: _tra(etendu=False),
    Forme.JSON: _json(),
    Forme.CSV: _csv(),
    Forme.XLSX: _csv(),
}


def _outside_cp1252() -> str:
    """Give the characters of the Windows charset as ranges, without its controls."""
    points = sorted(
        ord(char)
        for code in range(32, 256)
        if (char := bytes([code]).decode("cp1252", "ignore")) and ord(char) not in range(127, 160)
    )
    bounds: list[int] = []
    for point in points:
        if bounds and point == bounds[-1] + 1:
            bounds[-1] = point
        else:
            bounds += [point, point]
    return "".join(map(chr, bounds))


CP1252 = _outside_cp1252()
"""What a TRA file can write, two characters a range."""
_TEXTES = tuple(
    nom
    for nom, dtype in LIGNES.items()
    if dtype == LIGNES["libelle"] and nom not in ("extra", "complement")
)


def _risques(forme: Forme) -> tuple[Risque, ...]:
    portes = PORTES[forme]
    found = [
        Risque(Examen(nom if nom != VENTILATION else "axe", Regle.DIT), Sort.PERDU)
        for nom in COLONNES
        if nom not in portes
    ]
    if forme is Forme.FEC:
        found.append(Risque(Examen("reference", Regle.SOUS_PIECE), Sort.PERDU))
        found += _signes(forme, Regle.DANS, INTERDITS_FEC)
    elif forme is Forme.JSON:
        found += [
            Risque(Examen("devise", Regle.DEVISE), Sort.PERDU),
            Risque(Examen("mode_paiement", Regle.HORS_LISTE, _MODES), Sort.PERDU),
            Risque(Examen("code_pointage", Regle.PAS_GUID), Sort.PERDU),
        ]
        found += [
            Risque(Examen(nom, Regle.LONG, porte.longueur), Sort.REFUSE)
            for nom, porte in portes.items()
            if porte.longueur and nom in _TEXTES and nom not in ("etablissement", "code_pointage")
        ]
        found += [
            Risque(examen, Sort.REFUSE)
            for examen, _ in _signes(forme, Regle.DANS, _COMMANDES)
            if examen.colonne != "commentaire"
        ]
    elif forme is Forme.CSV:
        found += _signes(forme, Regle.DANS, INVISIBLES)
    elif forme in (Forme.TRA, Forme.TRA_STD):
        found += _tra_risques(forme)
    return tuple(found)


def _signes(forme: Forme, regle: Regle, jeu: str) -> list[Risque]:
    """Ask of each text that a format carries whether it holds such characters."""
    carried = PORTES[forme]
    return [Risque(Examen(nom, regle, jeu), Sort.CHANGE) for nom in _TEXTES if nom in carried]


def _tra_risques(forme: Forme) -> list[Risque]:
    found = [
        Risque(Examen("num", Regle.SANS_NUMERO), Sort.CHANGE),
        Risque(Examen("piece_ref", Regle.TU), Sort.CHANGE),
        Risque(Examen("debit", Regle.DEUX_COTES), Sort.CHANGE),
        Risque(Examen("montant_devise", Regle.TROP_FIN), Sort.COUPE),
        Risque(Examen("devise", Regle.DEVISE_SEULE), Sort.PERDU),
        *(Risque(Examen(nom, Regle.VARIANTE), Sort.CHANGE) for nom in LIBELLES.values()),
        Risque(Examen("axe", Regle.HORS_LISTE, ",".join(AXES_TRA)), Sort.PERDU),
        Risque(Examen("section", Regle.LONG, PORTES[forme][VENTILATION].longueur), Sort.IMPOSSIBLE),
        *_signes(forme, Regle.HORS, CP1252),
    ]
    for nom, porte in PORTES[forme].items():
        if porte.longueur and nom in _TEXTES and nom != "num":
            sort = Sort.IMPOSSIBLE if nom in _CODES else Sort.COUPE
            found.append(Risque(Examen(nom, Regle.LONG, porte.longueur), sort))
    if forme is Forme.TRA_STD:
        found.append(Risque(Examen("part_quantite", Regle.DIT), Sort.PERDU))
    return found


RISQUES: dict[Forme, tuple[Risque, ...]] = {forme: _risques(forme) for forme in Forme}
"""What each format may lose, in the order in which it is told."""
