"""Regles: every rule of the official checker, by name, and what each does to its answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Effet(Enum):
    """What meeting a rule does: the file is refused without report, judged wrong, or not."""

    REFUS = "refus"
    ERREUR = "erreur"
    MANQUE = "manque"
    RIEN = "rien"


class Regle(Enum):
    """One rule and its effect. MANQUE counts only for years closed in 2013 or later."""

    # Before anything is read.
    NOM = ("nom", Effet.REFUS)
    SEPARATEUR = ("séparateur", Effet.REFUS)
    SEPARATEUR_ANCIEN = ("séparateur d'avant 2013", Effet.RIEN)
    SENS = ("sens", Effet.REFUS)
    SENS_EN_TETE = ("montant ou sens en première colonne", Effet.RIEN)
    SENS_COMPLETE = ("champs ajoutés ou ôtés avec le sens", Effet.RIEN)
    # The ends of lines, guessed on the first 4096 octets.
    FIN_CRLF = ("fin CRLF", Effet.RIEN)
    FIN_CR = ("fin CR", Effet.RIEN)
    FIN_LF = ("fin LF", Effet.RIEN)
    FIN_INCONNUE = ("aucune fin de ligne au début", Effet.RIEN)
    # The line of names.
    COLONNE_EXIGEE = ("O : colonne exigée", Effet.ERREUR)
    COLONNE_DU_REGIME = ("colonne du régime non détectée", Effet.MANQUE)
    COLONNE_EN_PLUS = ("S : colonne en plus", Effet.RIEN)
    SEPARATEUR_FINAL = ("I : séparateur final", Effet.RIEN)
    # Each line.
    FICHIER_VIDE = ("fichier vide", Effet.REFUS)
    LIGNE_VIDE = ("E : ligne vide", Effet.ERREUR)
    CHAMPS = ("E : nombre de champs", Effet.ERREUR)
    VALEUR_EXIGEE = ("E : aucune valeur", Effet.ERREUR)
    VALEUR_ABSENTE = ("V : donnée absente", Effet.MANQUE)
    COMPTE = ("A : compte sans trois chiffres", Effet.RIEN)
    MONTANT_VIDE = ("montant vide", Effet.RIEN)
    MONTANT_POINT = ("E : point", Effet.ERREUR)
    MONTANT_MILLIERS = ("E : milliers", Effet.ERREUR)
    MONTANT_FORMAT = ("E : format numérique", Effet.ERREUR)
    DATE_VIDE = ("date vide ou de zéros", Effet.RIEN)
    DATE_EXIGEE = ("E : date exigée", Effet.ERREUR)
    DATE_CALENDRIER = ("E : dates calendaires", Effet.ERREUR)
    DATE_PERIODE = ("A : hors de la période", Effet.RIEN)
    DATE_FORMAT = ("E : format date", Effet.ERREUR)
    # Changed in silence.
    NUL = ("octet nul ôté", Effet.RIEN)
    INSECABLE = ("insécable changé en blanc", Effet.RIEN)
    BLANCS = ("blancs ôtés", Effet.RIEN)
    BOM = ("marque d'ordre ôtée", Effet.RIEN)
    # XML.
    XML = ("voie XML", Effet.RIEN)
    XML_SANS_SCHEMA = ("schéma non nommé", Effet.REFUS)
    XML_HORS_SCHEMA = ("hors du schéma", Effet.REFUS)
    XML_CARACTERE = ("caractère que la conversion n'écrit pas", Effet.REFUS)

    def __init__(self, dit: str, effet: Effet) -> None:
        self.dit, self.effet = dit, effet


@dataclass(frozen=True)
class Verdict:
    """conforme: what the report says; False too where there is no report. regles: those met."""

    conforme: bool
    regles: frozenset[Regle]


class Refus(Exception):
    """The checker stops there, with a one-line report or none."""


class Releve:
    """The rules met so far."""

    def __init__(self) -> None:
        self.regles: set[Regle] = set()

    def note(self, *regles: Regle) -> None:
        """Keep rules; one that refuses the file ends its reading."""
        self.regles.update(regles)
        if any(regle.effet is Effet.REFUS for regle in regles):
            raise Refus

    def conclude(self, annee: int) -> Verdict:
        """Give the answer for a year closed then."""
        effets = {regle.effet for regle in self.regles}
        manque = Effet.MANQUE in effets and annee >= 2013
        mauvais = manque or bool(effets & {Effet.REFUS, Effet.ERREUR})
        return Verdict(not mauvais, frozenset(self.regles))
