"""Zones: the fixed columns of a TRA file that are read, one tuple of zones per sort of record.

Source: vendor's notice of the TRA file, version 011 (2015-09); positions count from 1. A line that
stops before a zone holds blanks there; what follows the last zone is not read.
"""

from __future__ import annotations

from typing import NamedTuple

NOTICE = "Notice TRA 011"
TEXTE, DATE, MONTANT, QUANTITE, TAUX, SENS, CODE = (
    "texte", "date", "montant", "quantite", "taux", "sens", "code"
)
Zones = tuple["Zone", ...]


class Zone(NamedTuple):
    """One zone: debut and longueur in characters, genre: how it is read, source: who says so."""

    nom: str
    debut: int
    longueur: int
    genre: str = TEXTE
    obligatoire: bool = False
    source: str = NOTICE

    @property
    def fin(self) -> int:
        """Last column of the zone."""
        return self.debut + self.longueur - 1

    @property
    def dit(self) -> str:
        """Name for a person, with its columns: `SENS (130)`, `GENERAL (14-30)`."""
        place = str(self.debut) if self.longueur == 1 else f"{self.debut}-{self.fin}"
        return f"{self.nom} ({place})"

    def cut(self, text: str) -> str:
        """Give what a line holds there, blanks included."""
        return text[self.debut - 1 : self.fin]


ENTETE: Zones = (
    Zone("FIXE", 1, 3, CODE, True),
    Zone("IDENTIFIANT", 4, 2, CODE, True),
    Zone("ORIGINE_FICHIER", 6, 3, CODE, True),
    Zone("TYPE_FICHIER", 9, 3, CODE, True),
    Zone("FORMAT", 12, 3, CODE, True),
    Zone("VERSION", 34, 3, CODE, True),
    Zone("UTILISATEUR", 54, 35),
)
PS5: Zones = (Zone("DEVISE", 7, 3, CODE, True),)
EXO: Zones = (Zone("DATEDEBUT", 10, 8, DATE, True), Zone("DATEFIN", 18, 8, DATE, True))
JAL: Zones = (Zone("CODE", 7, 3, CODE, True), Zone("LIBELLE", 10, 35))
CGN: Zones = (
    Zone("CODE", 7, 17, CODE, True), Zone("LIBELLE", 24, 35), Zone("NATURE", 59, 3, CODE),
)
CAE: Zones = CGN
SAT: Zones = (
    Zone("CODE", 7, 17, CODE, True), Zone("LIBELLE", 24, 35), Zone("AXE", 59, 3, CODE, True),
)
FICHES: dict[str, Zones] = {
    "PS5": PS5, "EXO": EXO, "JAL": JAL, "CGN": CGN, "CGE": CGN, "CAE": CAE, "SAT": SAT, "NSA": SAT,
}
"""Records that are read, by code; CGE is the name of CGN before version 002."""

_AUTRES = (
    "PS1 PS2 PS3 SPA SSA VEN VAE VAD MDP MDR RIB TVA REG ETB DEV CHA SOU CRR CRI RUP CTL XTL CPJ "
    "ICS MDT PTL BQC BQE EXB EXL CON FBG FBJ FBS ARS YTC RRL CTI CCI RAM RAD CVP SDC SDM RCA DIC "
    "SMA TL0 TL1 TL2 TL3 TL4 TL5 TL6 TL7 TL8 TL9"
)
CONNUS = frozenset(_AUTRES.split())
"""Records of the notice that Boucle has no use for."""

MOUVEMENT: Zones = (
    Zone("JOURNAL", 1, 3, CODE, True),
    Zone("DATECOMPTABLE", 4, 8, DATE, True),
    Zone("TYPE_PIECE", 12, 2, CODE, True),
    Zone("GENERAL", 14, 17, CODE, True),
    Zone("TYPE_CPTE", 31, 1, CODE),
    Zone("AUXILIAIRE", 32, 17, CODE),
    Zone("REFINTERNE", 49, 35),
    Zone("LIBELLE", 84, 35),
    Zone("MODEPAIE", 119, 3, CODE),
    Zone("ECHEANCE", 122, 8, DATE),
    Zone("SENS", 130, 1, SENS, True),
    Zone("MONTANT1", 131, 20, MONTANT, True),
    Zone("TYPE_ECRITURE", 151, 1, CODE),
    Zone("NUMEROPIECE", 152, 8, CODE),
    Zone("DEVISE", 160, 3, CODE),
    Zone("TAUXDEV", 163, 10, TAUX),
    Zone("CODEMONTANT", 173, 3, CODE),
    Zone("MONTANT2", 176, 20, MONTANT),
    Zone("MONTANT3", 196, 20, MONTANT),
    Zone("ETABLISSEMENT", 216, 3, CODE),
    Zone("AXE", 219, 2, CODE),
    Zone("NUMECHE", 221, 2, CODE),
)
"""The whole of a movement of 222 columns, which every movement begins with."""

SUITE: Zones = (
    Zone("REFEXTERNE", 223, 35),
    Zone("QTE1", 305, 20, QUANTITE),
    Zone("QUALIFQTE1", 345, 3, CODE),
    Zone("REFLIBRE", 351, 35),
    Zone("REGIMETVA", 387, 3, CODE),
    Zone("TVA", 390, 3, CODE),
    Zone("REFPOINTAGE", 430, 17),
    Zone("DATEPOINTAGE", 447, 8, DATE),
    Zone("DATEPAQUETMAX", 998, 8, DATE),
    Zone("LETTRAGE", 1014, 5, CODE),
    Zone("ETATLETTRAGE", 1021, 3, CODE),
    Zone("CUTOFFDEB", 1178, 8, DATE),
    Zone("CUTOFFFIN", 1186, 8, DATE),
    Zone("VALIDDATE", 1400, 8, DATE),
)
"""What follows in the extended layout; an analytic line uses QTE1 of it, and nothing else."""

LARGEURS = {"STD": 222, "ETE": 1407}
NATURES = ("FC", "AC", "RC", "FF", "AF", "RF", "OD", "OC", "OF")
ZONES: dict[str, Zone] = {zone.nom: zone for zone in (*MOUVEMENT, *SUITE)}
