"""Lignes: the rules that look at a line, or at a line and what came before it."""

from __future__ import annotations

import numpy as np

from boucle.compta.codes.registre import is_a_nouveau
from boucle.compta.compte import is_tiers, known_racine
from boucle.compta.contexte import juge_jour
from boucle.compta.regles.lignes import LIGNES_FEC
from boucle.errors import Anomalie
from boucle.errors.donnees import ecr, fic, lig
from boucle.formats.fec.forme.colonnes import COLONNES, NOMS
from boucle.values import day_of
from oracle_fec.fichier import Fichier, Ligne


def judge_lignes(fichier: Fichier) -> None:
    """Apply every rule of this room to every line, in file order."""
    outside = _judge_exercices(fichier)
    for ligne in fichier.lignes:
        _judge(fichier, ligne, ligne.n in outside)
    _judge_order(fichier)
    _judge_comptes(fichier)
    _judge_libelles(fichier)
    _judge_a_nouveau(fichier)


class Faits:
    """The facts of one line that the rules of the table ask for, as numpy values."""

    def __init__(self, fichier: Fichier, ligne: Ligne, outside: bool) -> None:
        self._fichier, self._ligne = fichier, ligne
        self.hors_exercice = np.bool_(outside)

    def __getattr__(self, nom: str) -> np.bool_ | np.int64:
        value = getattr(self, f"_read_{nom}")()
        return np.bool_(value) if isinstance(value, bool) else np.int64(value)

    def _texte(self, nom: str) -> str:
        return self._ligne.textes[nom]

    def _valeur(self, nom: str) -> int | str | None:
        return self._ligne.cellules[nom].valeur

    def _read_debit(self) -> int:
        return self._ligne.debit or 0

    def _read_credit(self) -> int:
        return self._ligne.credit or 0

    def _read_chiffree(self) -> bool:
        return self._ligne.chiffree

    def _read_jour(self) -> int:
        return self._ligne.date or 0

    def _read_datee(self) -> bool:
        return self._ligne.date is not None

    def _read_valid_date(self) -> int:
        return int(self._valeur("ValidDate") or 0)

    def _read_validee(self) -> bool:
        return self._valeur("ValidDate") is not None

    def _read_tiers(self) -> bool:
        return bool(self._texte("CompAuxNum"))

    def _read_lib_tiers(self) -> bool:
        return bool(self._texte("CompAuxLib"))

    def _read_lettrage(self) -> bool:
        return bool(self._texte("EcritureLet"))

    def _read_date_let(self) -> bool:
        return self._valeur("DateLet") is not None

    def _read_date_let_vide(self) -> bool:
        return not self._texte("DateLet")

    def _read_montant_devise(self) -> bool:
        return bool(self._texte("Montantdevise")) and self._valeur("Montantdevise") != 0

    def _read_montant_devise_lu(self) -> bool:
        return self._read_montant_devise() and self._valeur("Montantdevise") is not None

    def _read_devise(self) -> bool:
        sound = self._ligne.cellules["Idevise"].kind is None
        return self._texte("Idevise") not in ("", "EUR") and sound

    def _read_devise_vide(self) -> bool:
        return not self._texte("Idevise")


def _judge(fichier: Fichier, ligne: Ligne, outside: bool) -> None:
    """Ask every rule of the table."""
    faits = Faits(fichier, ligne, outside)
    colonnes = {COLONNES[nom].lot for nom in fichier.entete.places}
    for regle in LIGNES_FEC:
        if regle.besoins <= colonnes and regle.condition(faits):
            fichier.add(
                regle.kind,
                ligne,
                NOMS.get(regle.colonne),
                lu="" if regle.vide else None,
                slots=regle.fill(lambda nom: getattr(faits, nom)),
            )


def _judge_exercices(fichier: Fichier) -> set[int]:
    """Say which days are outside; give the numbers of their lines."""
    found = set()
    for ligne in fichier.lignes:
        if ligne.date is None:
            continue
        fault = juge_jour(day_of(ligne.date), fichier.contexte, fichier.ouverture.nom.cloture)
        if fault is not None:
            found.add(ligne.n)
            fichier.add(fault[0], ligne, "EcritureDate", slots=dict(fault[1]))
    return found


def _judge_order(fichier: Fichier) -> None:
    """ValidDate must not go back from one line that has it to the next one."""
    if not fichier.has("ValidDate"):
        return
    previous: int | None = None
    for ligne in fichier.lignes:
        valid = ligne.cellules["ValidDate"].valeur
        if not isinstance(valid, int):
            continue
        if previous is not None and valid < previous:
            slots = {"precedente": day_of(previous)}
            fichier.add(ecr.VALIDATION_DESORDRE, ligne, "ValidDate", slots=slots)
        previous = valid


def _judge_comptes(fichier: Fichier) -> None:
    """Say once per compte, as sent, what is odd in it."""
    roots: set[str] = set()
    aux: set[str] = set()
    for ligne in fichier.lignes:
        compte = ligne.textes.get("CompteNum", "")
        if not compte:
            continue
        sound = ligne.cellules["CompteNum"].kind is None
        if sound and not known_racine(compte) and compte not in roots:
            roots.add(compte)
            fichier.add(lig.COMPTE_INCONNU_PCG, ligne, "CompteNum")
        tiers = ligne.textes.get("CompAuxNum", "")
        if sound and tiers and not is_tiers(compte) and compte not in aux:
            aux.add(compte)
            slots = {"compte": ligne.compte}
            fichier.add(lig.TIERS_HORS_COLLECTIF, ligne, "CompAuxNum", slots=slots)


_LIBELLES = (
    ("JournalLib", "JournalCode", ecr.LIBELLE_JOURNAL),
    ("CompteLib", "CompteNum", ecr.LIBELLE_COMPTE),
    ("CompAuxLib", "CompAuxNum", ecr.LIBELLE_TIERS),
)


def _code(ligne: Ligne, colonne: str) -> str:
    if colonne == "JournalCode":
        return ligne.journal
    return ligne.compte if colonne == "CompteNum" else ligne.textes.get(colonne, "")


def _judge_libelles(fichier: Fichier) -> None:
    """Say once per (code, other label) that a code has several labels.

    A compte without a root of three digits is already an anomaly: likely a slip, not a code.
    """
    for colonne, colonne_code, kind in _LIBELLES:
        if not fichier.has(colonne):
            continue
        first: dict[str, str] = {}
        seen: set[tuple[str, str]] = set()
        for ligne in fichier.lignes:
            code, libelle = _code(ligne, colonne_code), ligne.textes[colonne]
            if not code or not libelle:
                continue
            if kind is ecr.LIBELLE_COMPTE and ligne.cellules["CompteNum"].kind is not None:
                continue
            attendu = first.setdefault(code, libelle)
            if libelle != attendu and (code, libelle) not in seen:
                seen.add((code, libelle))
                slots = {"code": code, "attendu": attendu}
                fichier.add(kind, ligne, colonne, slots=slots)


def _judge_a_nouveau(fichier: Fichier) -> None:
    """Opening entries: there, first, at one date."""
    labels: dict[str, str] = {}
    for ligne in fichier.lignes:
        if not labels.get(ligne.journal):
            labels[ligne.journal] = ligne.textes.get("JournalLib", "")
    openings = {code for code, lib in labels.items() if code and is_a_nouveau(code, lib)}
    if not openings:
        if fichier.lignes:
            fichier.anomalies.append(Anomalie(fic.A_NOUVEAU_ABSENT))
        return
    other = False
    for ligne in fichier.lignes:
        if ligne.journal in openings and other:
            fichier.say(fichier.constats.say_tardif(ligne.citee))
            break
        other = other or bool(ligne.journal and ligne.journal not in openings)
    days = {
        ligne.date
        for ligne in fichier.lignes
        if ligne.journal in openings and ligne.date is not None
    }
    if days:
        fichier.a_nouveau = day_of(min(days))
    if len(days) > 1:
        slots = {"date_min": day_of(min(days)), "date_max": day_of(max(days))}
        fichier.anomalies.append(Anomalie(fic.A_NOUVEAU_DATES, slots=slots))
