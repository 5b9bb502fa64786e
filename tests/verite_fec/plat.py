"""Plat: how the official checker reads a flat file, octet by octet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verite_fec.cellules import is_absent, is_blank, judge_compte, judge_date, judge_montant
from verite_fec.colonnes import DU_REGIME, Colonne, find_internes
from verite_fec.regles import Regle, Releve

_DEBUT = 4096
_CHAMPS_MIN = 9
_BOM = b"\xef\xbb\xbf"
_FINALE = re.compile(rb"\r\n|\r$")
_HORS_NOM = re.compile(rb"[^A-Za-z0-9]")
_FICTIF = "zfictifz"
_SENS_DEBIT = re.compile(rb"\s*(?:D|d|\+1)\s*$")
_SENS_CREDIT = re.compile(rb"\s*(?:C|c|-1)\s*$")


def judge_plat(octets: bytes, regime: str, annee: int, releve: Releve) -> None:
    """Judge a whole flat file, noting each rule that it meets."""
    fin = find_fin(octets, releve)
    lignes = cut(octets, fin)
    titres = chomp(without_end(lignes[0]).replace(b"\0", b""), fin) if lignes else b""
    separateur = _choose_separateur(titres, annee, releve)
    noms = _read_noms(titres, separateur, releve)
    montant, sens = _last(noms, "montant"), _last(noms, "sens")
    if montant > 0 and sens > 0:
        octets = _translate_sens(lignes, separateur, fin, (montant, sens, len(noms)), releve)
    elif 0 in (montant, sens):
        releve.note(Regle.SENS_EN_TETE)
    judge_lignes(octets, find_internes(noms), separateur, regime, releve)


def find_fin(octets: bytes, releve: Releve) -> bytes | None:
    """Guess what ends lines; None when nothing does at the beginning."""
    debut = octets[:_DEBUT]
    for fin, regle in (
        (b"\r\n", Regle.FIN_CRLF),
        (b"\r", Regle.FIN_CR),
        (b"\n", Regle.FIN_LF),
    ):
        if fin in debut:
            releve.note(regle)
            return fin
    releve.note(Regle.FIN_INCONNUE)
    return None


def cut(octets: bytes, fin: bytes | None) -> list[bytes]:
    """Cut into lines that keep their end; there is none after the last end."""
    if fin is None:
        return [octets] if octets else []
    *entieres, reste = octets.split(fin)
    return [ligne + fin for ligne in entieres] + ([reste] if reste else [])


def without_end(ligne: bytes) -> bytes:
    """Take off the first CRLF, or else a CR that closes the line."""
    return _FINALE.sub(b"", ligne, count=1)


def chomp(ligne: bytes, fin: bytes | None) -> bytes:
    """Take off the end of the line, once."""
    return ligne.removesuffix(fin) if fin else ligne


def _split(ligne: bytes, separateur: bytes) -> list[bytes]:
    """Split a line, its last blank fields forgotten."""
    champs = ligne.split(separateur)
    while champs and not champs[-1]:
        champs.pop()
    return champs


def _choose_separateur(titres: bytes, annee: int, releve: Releve) -> bytes:
    anciens = () if annee >= 2013 else (b",", b";")
    for separateur in (b"\t", b"|", *anciens):
        if len(_split(titres, separateur)) >= _CHAMPS_MIN:
            if separateur in anciens:
                releve.note(Regle.SEPARATEUR_ANCIEN)
            return separateur
    releve.note(Regle.SEPARATEUR)
    raise AssertionError("a rule that refuses the file ends its reading")


def _read_noms(titres: bytes, separateur: bytes, releve: Releve) -> list[str]:
    """Read the names of a header as the checker compares them, the fictive last one included."""
    if titres.startswith(_BOM):
        releve.note(Regle.BOM)
        titres = titres.removeprefix(_BOM)
    marque = re.escape(separateur)
    bruts = re.split(rb" *" + marque + rb" *", titres)
    while bruts and not bruts[-1]:
        bruts.pop()
    noms = [_fold(brut) for brut in bruts]
    if re.search(marque + rb" *$", titres):
        releve.note(Regle.SEPARATEUR_FINAL)
        noms.append(_FICTIF)
    return noms


def _fold(brut: bytes) -> str:
    """Bring a name to the form compared: small é and è alone are known, blanks after it cut."""
    try:
        texte = brut.decode("utf-8")
    except UnicodeDecodeError:
        texte = brut.decode("iso-8859-15")
    octets = texte.replace("é", "e").replace("è", "e").encode().rstrip(b" ")
    return _HORS_NOM.sub(b"_", octets).decode("ascii").lower()


def _last(noms: list[str], nom: str) -> int:
    """Find where a name stands last; -1 when nowhere."""
    return max((rang for rang, lu in enumerate(noms) if lu == nom), default=-1)


def _translate_sens(
    lignes: list[bytes],
    separateur: bytes,
    fin: bytes | None,
    rangs: tuple[int, int, int],
    releve: Releve,
) -> bytes:
    """Write the file again with a debit and a credit instead of Montant and Sens.

    rangs: those of Montant and of Sens, and the number of fields, which every line then has.
    """
    montant, sens, nombre = rangs
    ecrites = [chomp(without_end(lignes[0]), fin) + b"\n"]
    for ligne in lignes[1:]:
        corps = chomp(without_end(ligne), fin)
        valeurs = _split(corps, separateur)
        valeurs += [b""] * (max(nombre, montant + 1, sens + 1) - len(valeurs))
        if len(corps.split(separateur)) != nombre == len(valeurs):
            releve.note(Regle.SENS_COMPLETE)
        if _SENS_DEBIT.match(valeurs[sens]):
            valeurs[sens] = b"0"
        elif _SENS_CREDIT.match(valeurs[sens]):
            valeurs[montant], valeurs[sens] = b"0", valeurs[montant]
        else:
            releve.note(Regle.SENS)
        ecrites.append(separateur.join(valeurs) + b"\n")
    return b"".join(ecrites)


def judge_lignes(
    octets: bytes, internes: list[str], separateur: bytes, regime: str, releve: Releve
) -> None:
    """Judge columns and lines, the checker's own names being known; the first line is not read."""
    _judge_colonnes(internes, regime, releve)
    par_nom = {colonne.interne.upper(): colonne for colonne in DU_REGIME[regime]}
    colonnes = [par_nom.get(interne) for interne in internes]
    fin = find_fin(octets, releve)
    lignes = cut(octets, fin)
    if len(lignes) <= 1:
        releve.note(Regle.FICHIER_VIDE)
    for ligne in lignes[1:]:
        champs = _read_champs(ligne, separateur, fin, releve)
        if len(champs) == 1:
            releve.note(Regle.LIGNE_VIDE)
            continue
        if len(champs) != len(internes):
            releve.note(Regle.CHAMPS)
            champs += [b""] * (len(internes) - len(champs))
        for colonne, valeur in zip(colonnes, champs, strict=False):
            if colonne is not None:
                releve.note(*_judge_cellule(colonne, valeur, regime))


def _judge_colonnes(internes: list[str], regime: str, releve: Releve) -> None:
    attendues = {colonne.interne.upper(): colonne for colonne in DU_REGIME[regime]}
    for interne, colonne in attendues.items():
        if interne not in internes:
            releve.note(Regle.COLONNE_EXIGEE if colonne.exigee else Regle.COLONNE_DU_REGIME)
            releve.note(Regle.COLONNE_DU_REGIME)
    if set(internes) - attendues.keys() - {_FICTIF.upper()}:
        releve.note(Regle.COLONNE_EN_PLUS)


def _read_champs(ligne: bytes, separateur: bytes, fin: bytes | None, releve: Releve) -> list[bytes]:
    """Change in silence what the checker changes, then split."""
    blanche = ligne.replace(b"\xc2\xa0", b" ").replace(b"\xa0", b" ")
    if blanche != ligne:
        releve.note(Regle.INSECABLE)
    sans_nul = without_end(blanche).replace(b"\0", b"")
    if b"\0" in ligne:
        releve.note(Regle.NUL)
    serree = re.sub(rb" *(" + re.escape(separateur) + rb") *", rb"\1", sans_nul)
    serree = re.sub(rb" +$", b"", serree, count=1)
    if serree != sans_nul:
        releve.note(Regle.BLANCS)
    return chomp(serree, fin).split(separateur)


def _judge_cellule(colonne: Colonne, valeur: bytes, regime: str) -> Iterator[Regle]:
    if colonne.exigee and colonne.genre != "montant" and is_blank(valeur):
        yield Regle.VALEUR_EXIGEE
        return
    if regime in colonne.attendue and is_absent(valeur):
        yield Regle.VALEUR_ABSENTE
    if colonne.genre == "montant":
        yield from judge_montant(valeur)
    elif colonne.genre == "date":
        yield from judge_date(valeur, exigee=colonne.exigee)
    elif colonne.nom == "CompteNum":
        yield from judge_compte(valeur)
