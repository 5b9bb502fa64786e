"""Lire: a FEC of any shape read line by line, as the reader of the product must read it.

Same rapport, same bilan. Nothing here is clever on purpose; the whole file is kept in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from boucle.compta.bilan import CLE_JOUR, CLE_NUM, CLE_PIECE, Bilan
from boucle.compta.codes.registre import CODES_MAX
from boucle.compta.compte import normalise_compte
from boucle.compta.contexte import Contexte
from boucle.compta.piece import choose_cle, num_of
from boucle.compta.regles.collecte import Collecte
from boucle.compta.regles.communes import communes_of, keep_firsts
from boucle.compta.regles.totaux import gap_faits, judge_exercice, judge_soldes
from boucle.errors import Anomalie, Rapport
from boucle.errors.anomalie import clip
from boucle.errors.donnees import fic, lig
from boucle.formats.fec.causes import explain
from boucle.formats.fec.causes.consequences import attach_causes, attach_ecarts
from boucle.formats.fec.entree import read_with
from boucle.formats.fec.forme.cellules import Cellule, judge
from boucle.formats.fec.forme.colonnes import BAT, BNCT, COLONNES, JOURNAL_DEFAUT, Exigence
from boucle.formats.fec.forme.entete import Entete
from boucle.formats.fec.forme.lignes import iter_lignes, judge_fins, read_ligne
from boucle.formats.fec.forme.ouverture import open_fec
from boucle.formats.lecture import Lecture
from boucle.values import day_of
from oracle_fec.bilan import add_up, judge_envoyes
from oracle_fec.ecritures import judge_ecritures
from oracle_fec.fichier import Fichier, Ligne
from oracle_fec.indices import add_jours, find_douteux, judge_montants
from oracle_fec.journaux import deduce_journaux
from oracle_fec.lignes import judge_lignes


def read_exact(source: Path, contexte: Contexte) -> Lecture:
    """Read a FEC, flat or XML, plain or in an archive; never raises for what the bytes hold."""

    def flat(path: Path, inner: Contexte) -> Lecture:
        return explain(read_flat(path, inner), path, inner)

    return read_with(flat, source, contexte)


def read_flat(source: Path, contexte: Contexte) -> Lecture:
    """Read a flat FEC; its anomalies are not explained by one another yet."""
    ouverture = open_fec(source, contexte)
    if ouverture.entete is None or not ouverture.lisible:
        return Lecture(_collect(ouverture.anomalies, ouverture.faits), Bilan())
    fichier = Fichier(contexte, ouverture, ouverture.entete)
    fichier.anomalies += ouverture.anomalies
    _read_lignes(source, fichier)
    judge_lignes(fichier)
    communes = communes_of(contexte)
    fichier.anomalies = keep_firsts(communes, fichier.anomalies)
    judge_ecritures(fichier)
    bilan = add_up(fichier)
    soldes, entailed = judge_soldes(bilan, find_douteux(fichier))
    fichier.anomalies += soldes + judge_envoyes(fichier) + judge_montants(fichier)
    whole = judge_exercice(bilan, ouverture.nom.cloture, fichier.a_nouveau)
    if whole is not None and not contexte.exercices:
        found, explained = whole
        fichier.anomalies = [a for a in fichier.anomalies if a.kind not in explained]
        fichier.anomalies.append(found)
    faits = {
        **ouverture.faits,
        "lignes": bilan.lignes,
        **fichier.faits,
        "desequilibre": gap_faits(bilan, add_jours(fichier)),
    }
    rapport = _collect(fichier.anomalies, faits)
    attach_causes(rapport, fichier.entrainees)
    attach_causes(rapport, entailed, communes)
    attach_ecarts(rapport)
    return Lecture(rapport, bilan)


def _collect(anomalies: list[Anomalie], faits: dict[str, Any]) -> Rapport:
    """Put the anomalies in the order of the file, bounded as in every rapport."""
    collecte = Collecte()
    for anomalie in sorted(anomalies, key=lambda a: (a.ligne or 0, a.champ or 0, a.kind.code)):
        collecte.add(anomalie)
    rapport = collecte.finish()
    rapport.faits = faits
    return rapport


def _read_lignes(source: Path, fichier: Fichier) -> None:
    """Share the lines out into cells, choose the key of écritures, judge each cell."""
    with source.open("rb") as stream:
        lues = [
            (n, read_ligne(n, raw, fichier.ouverture), fin_seule)
            for n, raw, fin_seule in iter_lignes(stream, fichier.ouverture)
        ]
    # What gathers the lines is chosen on the whole file, even where reading stops before its end.
    whole = [(n, lue.cells) for n, lue, _ in lues if lue.cells is not None]
    fichier.cle = _choose_cle(fichier.entete, whole)
    fichier.deduits = deduce_journaux(fichier.entete, fichier.cle, whole)
    read: list[tuple[int, list[str]]] = []
    seule: int | None = None
    vide = True
    codes: dict[str, set[str]] = {}
    for n, lue, fin_seule in lues:
        trop = _find_trop(fichier, n, lue.cells, codes)
        if trop is not None:
            fichier.anomalies.append(trop)
            break
        seule = n if fin_seule and seule is None else seule
        fichier.anomalies += lue.anomalies
        if lue.cells is not None:
            read.append((n, lue.cells))
        elif lue.illisible:
            fichier.illisibles.append(n)
        vide = vide and lue.cells is None and not lue.illisible
    fichier.anomalies += judge_fins(fichier.ouverture, seule)
    if vide:
        fichier.anomalies.append(Anomalie(fic.FICHIER_VIDE))
    if read and fichier.cle != CLE_NUM:
        kind = fic.CLE_PIECE_REF if fichier.cle == CLE_PIECE else fic.CLE_DATE
        fichier.anomalies.append(Anomalie(kind))
    judged = lru_cache(maxsize=65536)(_judge_with(fichier))
    for n, cells in read:
        fichier.lignes.append(_build(fichier, n, cells, judged))
    _judge_reglements(fichier)
    if read and all(ligne.textes.get("Idevise") == "EUR" for ligne in fichier.lignes):
        fichier.anomalies.append(Anomalie(fic.DEVISE_EURO, colonne="Idevise"))
    if any(fichier.is_par_defaut(ligne) for ligne in fichier.lignes):
        fichier.anomalies.append(Anomalie(fic.JOURNAL_PAR_DEFAUT, corrige=JOURNAL_DEFAUT))


_GENRES = {"JournalCode": "journal", "CompteNum": "compte", "CompAuxNum": "tiers"}


def _find_trop(
    fichier: Fichier, n: int, cells: list[str] | None, codes: dict[str, set[str]]
) -> Anomalie | None:
    """Tell that a line brings one code too many; reading stops before it."""
    for nom, genre in _GENRES.items():
        if cells is None or nom not in fichier.entete.places:
            continue
        at = fichier.entete.places[nom]
        code = cells[at]
        if nom == "CompteNum":
            code = normalise_compte(code, fichier.contexte.longueur_compte)
        if nom == "JournalCode":
            code = code or _journal(fichier, n, {})
        known = codes.setdefault(nom, set())
        if code not in known and len(known) >= CODES_MAX[genre]:
            slots = {"limite": CODES_MAX[genre]}
            return Anomalie(
                fic.TROP_DE_CODES,
                ligne=n,
                colonne=nom,
                champ=at + 1,
                lu=clip(cells[at]),
                slots=slots,
            )
        known.add(code)
    return None


def _choose_cle(entete: Entete, read: list[tuple[int, list[str]]]) -> str:
    def said(colonne: str) -> bool:
        at = entete.places.get(colonne)
        return at is not None and any(cells[at] for _, cells in read)

    return choose_cle(numeros=said("EcritureNum"), pieces=said("PieceRef"), lignes=bool(read))


def _judge_with(fichier: Fichier) -> Callable[[str, str], Cellule]:
    """Judge a cell, knowing which column is the key of the écritures."""

    def judge_cell(nom: str, texte: str) -> Cellule:
        cellule = judge(COLONNES[nom], fichier.entete.regime, texte)
        if not texte and nom == "EcritureNum" and fichier.cle != CLE_NUM:
            return Cellule("")
        if not texte and nom == "PieceRef" and fichier.cle == CLE_PIECE:
            return Cellule(None, lig.INDISPENSABLE_ABSENTE)
        return cellule

    return judge_cell


def _build(
    fichier: Fichier, n: int, cells: list[str], judged: Callable[[str, str], Cellule]
) -> Ligne:
    entete = fichier.entete
    textes = {nom: cells[at] for nom, at in entete.places.items()}
    cellules = {nom: judged(nom, texte) for nom, texte in textes.items()}
    debit, credit = _amounts(entete, cellules)
    ligne = Ligne(
        n,
        textes,
        cellules,
        tuple(cells[at] for _, at in entete.extras),
        journal=_journal(fichier, n, textes),
        num="",
        compte=normalise_compte(textes.get("CompteNum", ""), fichier.contexte.longueur_compte),
        date=_value(cellules, "EcritureDate"),
        debit=debit,
        credit=credit,
    )
    ligne.num = _num(fichier, ligne)
    for nom, cellule in cellules.items():
        if cellule.kind is not None:
            fichier.add(cellule.kind, ligne, nom).corrige = cellule.corrige
    if n in fichier.deduits:
        deduit = fichier.add(lig.JOURNAL_DEDUIT, ligne, "JournalCode", slots={"num": ligne.num})
        deduit.corrige = ligne.journal
    return ligne


def _value(cellules: dict[str, Cellule], nom: str) -> int | None:
    valeur = cellules[nom].valeur if nom in cellules else None
    return valeur if isinstance(valeur, int) else None


def _amounts(entete: Entete, cellules: dict[str, Cellule]) -> tuple[int | None, int | None]:
    """Give debit and credit, from Montant and Sens where the file is written so."""
    if entete.notation == "Debit/Credit":
        return _value(cellules, "Debit"), _value(cellules, "Credit")
    montant, sens = _value(cellules, "Montant"), _value(cellules, "Sens")
    if montant is None or sens is None:
        return None, None
    return (montant, 0) if sens > 0 else (0, montant)


def _journal(fichier: Fichier, n: int, textes: dict[str, str]) -> str:
    journal = textes.get("JournalCode", "") or fichier.deduits.get(n, "")
    return journal or (JOURNAL_DEFAUT if fichier.entete.regime in (BAT, BNCT) else "")


def _num(fichier: Fichier, ligne: Ligne) -> str:
    if fichier.cle == CLE_JOUR:
        return num_of(None if ligne.date is None else day_of(ligne.date))
    return ligne.textes.get(fichier.cle, "")


def _judge_reglements(fichier: Fichier) -> None:
    """Count the lines that carry no payment, in the cash regimes."""
    for colonne in fichier.entete.colonnes:
        if colonne.exigence(fichier.entete.regime) is not Exigence.REGLEMENT:
            continue
        blank = [ligne.n for ligne in fichier.lignes if not ligne.textes[colonne.nom]]
        if blank:
            slots = {"nombre": len(blank), "premiere": blank[0]}
            fichier.anomalies.append(
                Anomalie(fic.REGLEMENTS_VIDES, colonne=colonne.nom, slots=slots)
            )
