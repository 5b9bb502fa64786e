"""Lignes: the rules that look at a line, or at a line and what came before it."""

from __future__ import annotations

from boucle.compta.codes.plan import is_a_nouveau, is_collectif, known_racine
from boucle.compta.contexte import premier_jour
from boucle.errors import Anomalie, ecr, fic, lig
from boucle.values import day_of
from oracle_fec.fichier import Fichier, Ligne


def judge_lignes(fichier: Fichier) -> None:
    """Apply every rule of this room to every line, in file order."""
    outside = _judge_exercices(fichier)
    for ligne in fichier.lignes:
        _judge_sides(fichier, ligne)
        _judge_pairs(fichier, ligne)
        if ligne.n not in outside:
            _judge_validation(fichier, ligne)
    _judge_order(fichier)
    _judge_comptes(fichier)
    _judge_libelles(fichier)
    _judge_a_nouveau(fichier)


def _judge_sides(fichier: Fichier, ligne: Ligne) -> None:
    if not ligne.chiffree:
        return
    debit, credit = ligne.debit or 0, ligne.credit or 0
    if debit and credit:
        slots = {"debit": debit, "credit": credit}
        fichier.add(lig.DEUX_COTES, ligne, slots=slots)
    elif not debit and not credit:
        fichier.add(lig.LIGNE_A_ZERO, ligne)


_PAIRS = (
    ("CompAuxNum", "CompAuxLib", lig.TIERS_SANS_LIBELLE, lig.LIBELLE_SANS_TIERS),
    ("EcritureLet", "DateLet", lig.LETTRAGE_SANS_DATE, lig.DATE_SANS_LETTRAGE),
)


def _judge_pairs(fichier: Fichier, ligne: Ligne) -> None:
    """Two columns that go together; the anomaly stands on the blank cell.

    A cell that is already at fault says nothing of its companion: one fault is enough.
    """
    for left, right, right_blank, left_blank in _PAIRS:
        if not fichier.has(left, right):
            continue
        if ligne.textes[left] and not ligne.textes[right]:
            fichier.add(right_blank, ligne, right, lu="")
        if ligne.cellules[right].valeur not in (None, "") and not ligne.textes[left]:
            fichier.add(left_blank, ligne, left, lu="")
    if fichier.has("Montantdevise", "Idevise"):
        # An amount of zero says nothing, no more than none.
        cellule, devise = ligne.cellules["Montantdevise"], ligne.textes["Idevise"]
        montant = bool(ligne.textes["Montantdevise"]) and cellule.valeur != 0
        # The euro is the currency of the books: it asks for no second amount.
        sound = ligne.cellules["Idevise"].kind is None
        if devise and devise != "EUR" and sound and not montant:
            fichier.add(lig.DEVISE_SANS_MONTANT, ligne, "Montantdevise", lu="")
        if montant and not devise and cellule.valeur is not None:
            fichier.add(lig.MONTANT_SANS_DEVISE, ligne, "Idevise", lu="")


def _judge_validation(fichier: Fichier, ligne: Ligne) -> None:
    if not fichier.has("ValidDate"):
        return
    valid = ligne.cellules["ValidDate"].valeur
    if isinstance(valid, int) and ligne.date is not None and valid < ligne.date:
        slots = {"ecriture_date": day_of(ligne.date)}
        fichier.add(lig.VALIDATION_AVANT_ECRITURE, ligne, "ValidDate", slots=slots)


def _judge_exercices(fichier: Fichier) -> set[int]:
    """Say which days are outside; give the numbers of their lines."""
    known = len(fichier.anomalies)
    exercices = fichier.contexte.exercices
    cloture = fichier.ouverture.nom.cloture
    for ligne in fichier.lignes:
        if ligne.date is None:
            continue
        jour = day_of(ligne.date)
        if exercices:
            holding = [exercice for exercice in exercices if exercice.holds(jour)]
            if not holding and not fichier.contexte.creer_exercice:
                fichier.add(lig.HORS_EXERCICE, ligne, "EcritureDate")
            elif holding and all(exercice.clos for exercice in holding):
                slots = {"exercice": holding[0].code}
                fichier.add(lig.EXERCICE_CLOS, ligne, "EcritureDate", slots=slots)
        elif cloture is not None:
            debut = premier_jour(cloture)
            if jour > cloture:
                slots = {"fin": cloture}
                fichier.add(lig.DATE_APRES_CLOTURE, ligne, "EcritureDate", slots=slots)
            elif jour < debut:
                slots = {"debut": debut}
                fichier.add(lig.DATE_AVANT_OUVERTURE, ligne, "EcritureDate", slots=slots)
    return {anomalie.ligne or 0 for anomalie in fichier.anomalies[known:]}


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
        if sound and tiers and not is_collectif(compte) and compte not in aux:
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
            slots = {"journal": ligne.journal}
            colonne = "JournalCode" if fichier.has("JournalCode") else None
            fichier.add(ecr.A_NOUVEAU_TARDIF, ligne, colonne, slots=slots)
            break
        other = other or bool(ligne.journal and ligne.journal not in openings)
    days = {
        ligne.date for ligne in fichier.lignes
        if ligne.journal in openings and ligne.date is not None
    }
    if days:
        fichier.a_nouveau = day_of(min(days))
    if len(days) > 1:
        slots = {
            "date_min": day_of(min(days)), "date_max": day_of(max(days))
        }
        fichier.anomalies.append(Anomalie(fic.A_NOUVEAU_DATES, slots=slots))
