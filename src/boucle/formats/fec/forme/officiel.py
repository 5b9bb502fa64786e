"""Officiel: what the official checker would answer on a flat FEC, followed octet by octet.

The readers of this room cut lines and clean cells as the law means them, and say the same as the
checker on nearly every file. Where the two ways part (an end of line within a line, Montant and
Sens, a column that comes twice, a year closed before 2013, octets that are no text), its own way
is followed here, line by line, with none of their tolerance. Source: Test Compta Demat 1.00.10b.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from boucle.formats.encodage import BOM
from boucle.formats.fec.forme.cellules import is_date_admise, is_montant_admis, is_zeros
from boucle.formats.fec.forme.colonnes import (
    REGIMES,
    Colonne,
    Exigence,
    Genre,
    guess_regime,
    imposed,
)
from boucle.formats.fec.forme.entete import fold_officiel, known_officiel

ANCIENNE = 2013
"""First year of closing from which absent values and columns count."""
_DEBUT = 4096
_CHAMPS_MIN = 9
_LIGNE_MAX = 16 << 20
_CHUNK = 1 << 20
_CONNUES_MAX = 50_000
_FINALE: re.Pattern[bytes] = re.compile(rb"\r\n|\r$")
_DEBIT = re.compile(rb"\s*(?:D|d|\+1)\s*$")
_CREDIT = re.compile(rb"\s*(?:C|c|-1)\s*$")
_FICTIF = "zfictifz"


@dataclass(frozen=True, slots=True)
class Objection:
    """What the checker holds against a file first. raison: a key of `errors.raisons`.

    ligne: as the checker counts lines, 0 for the whole file.
    """

    raison: str
    ligne: int = 0
    colonne: str = ""
    lu: str = ""


class _Refus(Exception):
    """The checker stops there, without a report."""

    def __init__(self, objection: Objection) -> None:
        super().__init__()
        self.objection = objection


def find_objection(source: Path, annee: int, regime: str) -> Objection | None:
    """Give what the checker holds against a file closed that year; None when it lets it pass.

    regime: BIC, COM, BAT or BNCT; '' guesses it from the columns.
    """
    try:
        with source.open("rb") as stream:
            return _judge_fichier(stream, annee, regime)
    except _Refus as refus:
        return refus.objection


def _judge_fichier(stream: BinaryIO, annee: int, regime: str) -> Objection | None:
    fin = _find_fin(stream)
    if not fin:
        # The whole file is one line, and the first line is not looked at.
        return Objection("officiel_vide")
    lignes = _cut(_chunks(stream), fin)
    premiere = next(lignes)
    titres = _without_end(premiere).replace(b"\0", b"").removesuffix(fin)
    separateur = _choose_separateur(titres, annee)
    noms = _read_noms(titres, separateur)
    montant, sens = _last(noms, "montant"), _last(noms, "sens")
    if montant > 0 and sens > 0:
        rangs = (montant, sens, len(noms))
        ecrites = _translate(chain([premiere], lignes), separateur, fin, rangs)
        fin, lignes = _cut_again(ecrites)
        next(lignes, b"")
    controle = _Controle(noms, separateur, fin, regime, annee)
    return controle.judge_colonnes() or controle.judge_lignes(lignes)


def _find_fin(stream: BinaryIO) -> bytes:
    fin = _choose_fin(stream.read(_DEBUT))
    stream.seek(0)
    return fin


def _choose_fin(debut: bytes) -> bytes:
    return next((fin for fin in (b"\r\n", b"\r", b"\n") if fin in debut), b"")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    return iter(partial(stream.read, _CHUNK), b"")


def _cut(chunks: Iterable[bytes], fin: bytes) -> Iterator[bytes]:
    """Cut into lines that keep their end; one too long for any cell is cut there."""
    reste = b""
    for chunk in chunks:
        *entieres, reste = (reste + chunk).split(fin)
        for ligne in entieres:
            yield ligne + fin
        if len(reste) > _LIGNE_MAX:
            yield reste
            reste = b""
    if reste:
        yield reste


def _cut_again(ecrites: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Cut what the checker wrote by the end of line that it finds there."""
    debut = b""
    for ecrite in ecrites:
        debut += ecrite
        if len(debut) >= _DEBUT:
            break
    fin = _choose_fin(debut[:_DEBUT])
    return fin, _cut(chain([debut], ecrites), fin)


def _without_end(ligne: bytes) -> bytes:
    """Take off the first CRLF, or else a CR that closes the line."""
    if b"\r" not in ligne:
        return ligne
    return _FINALE.sub(b"", ligne, count=1)


def _split(ligne: bytes, separateur: bytes) -> list[bytes]:
    """Split a line, its last blank fields forgotten."""
    champs = ligne.split(separateur)
    while champs and not champs[-1]:
        champs.pop()
    return champs


def _choose_separateur(titres: bytes, annee: int) -> bytes:
    anciens: tuple[bytes, ...] = () if annee >= ANCIENNE else (b",", b";")
    for separateur in (b"\t", b"|", *anciens):
        if len(_split(titres, separateur)) >= _CHAMPS_MIN:
            return separateur
    raise _Refus(Objection("officiel_separateur", 1))


def _read_noms(titres: bytes, separateur: bytes) -> list[str]:
    """Read the names as the checker compares them; a last separator counts for one more."""
    titres = titres.removeprefix(BOM)
    bruts = titres.split(separateur)
    premier, *autres = bruts
    noms = [fold_officiel(_decode(premier), premier=True)]
    noms += [fold_officiel(_decode(brut), premier=False) for brut in autres]
    while noms and not bruts[len(noms) - 1].strip(b" "):
        noms.pop()
    # An LF that ends the line hides no separator before it, and is a name by itself.
    if len(bruts) > 1 and not bruts[-1].removesuffix(b"\n").strip(b" "):
        noms.append(_FICTIF)
    return noms


def _decode(brut: bytes) -> str:
    try:
        return brut.decode("utf-8")
    except UnicodeDecodeError:
        return brut.decode("iso-8859-15")


def _last(noms: list[str], nom: str) -> int:
    return max((rang for rang, lu in enumerate(noms) if lu == nom), default=-1)


def _translate(
    lignes: Iterable[bytes], separateur: bytes, fin: bytes, rangs: tuple[int, int, int]
) -> Iterator[bytes]:
    """Write the file again with a debit and a credit instead of Montant and Sens.

    rangs: those of Montant and of Sens, and the number of fields, which every line then has.
    """
    montant, sens, nombre = rangs
    taille = max(nombre, montant + 1, sens + 1)
    for n, ligne in enumerate(lignes, 1):
        corps = _without_end(ligne).removesuffix(fin)
        if n == 1:
            yield corps + b"\n"
            continue
        valeurs = _split(corps, separateur)
        valeurs += [b""] * (taille - len(valeurs))
        lu = valeurs[sens]
        if _DEBIT.match(lu):
            valeurs[sens] = b"0"
        elif _CREDIT.match(lu):
            valeurs[montant], valeurs[sens] = b"0", valeurs[montant]
        else:
            raise _Refus(Objection("officiel_sens", n, "Sens", _decode(lu)))
        yield separateur.join(valeurs) + b"\n"


class _Controle:
    """The columns of a file, and what was found of each text that they held."""

    def __init__(
        self, noms: list[str], separateur: bytes, fin: bytes, regime: str, annee: int
    ) -> None:
        connues = known_officiel(noms)
        if regime not in REGIMES:
            regime = guess_regime(set(connues.values()))
        self._attendues = {colonne.nom: colonne for colonne in imposed(regime)}
        self._presentes = set(connues.values())
        self._nombre, self._separateur, self._fin = len(noms), separateur, fin
        self._regime, self._strict = regime, annee >= ANCIENNE
        self._jugees: list[tuple[int, dict[str, str], Colonne]] = [
            (rang, {}, self._attendues[nom])
            for rang, nom in connues.items()
            if nom in self._attendues
        ]

    def judge_colonnes(self) -> Objection | None:
        """Look for the columns of the regime."""
        for nom, colonne in self._attendues.items():
            exigee = colonne.exigence(self._regime) is Exigence.E or nom in ("Debit", "Credit")
            if nom not in self._presentes and (exigee or self._strict):
                return Objection("officiel_colonne", 1, nom)
        return None

    def judge_lignes(self, lignes: Iterable[bytes]) -> Objection | None:
        """Judge the lines that follow the names."""
        n = 1
        for n, ligne in enumerate(lignes, 2):
            champs = self._read_champs(ligne)
            if len(champs) == 1:
                return Objection("officiel_ligne_vide", n)
            if len(champs) != self._nombre:
                return Objection("officiel_champs", n, lu=f"{len(champs)} / {self._nombre}")
            for rang, connues, colonne in self._jugees:
                valeur = champs[rang]
                raison = connues.get(valeur)
                if raison is None:
                    raison = self._judge(colonne, valeur)
                    if len(connues) < _CONNUES_MAX:
                        connues[valeur] = raison
                if raison:
                    return Objection(raison, n, colonne.nom, valeur)
        return Objection("officiel_vide") if n == 1 else None

    def _read_champs(self, ligne: bytes) -> list[str]:
        """Change in silence what the checker changes, then split."""
        blanche = ligne.replace(b"\xc2\xa0", b" ").replace(b"\xa0", b" ")
        corps = _without_end(blanche).replace(b"\0", b"")
        champs = corps.split(self._separateur)
        if b" " in corps and len(champs) > 1:
            milieu = [champ.strip(b" ") for champ in champs[1:-1]]
            champs = [champs[0].rstrip(b" "), *milieu, champs[-1].lstrip(b" ")]
        last = champs[-1]
        # An LF that ends the last field hides no blank before it.
        coupe = last.removesuffix(b"\n").rstrip(b" ") + b"\n" * last.endswith(b"\n")
        champs[-1] = coupe.removesuffix(self._fin)
        return [champ.decode("latin-1") for champ in champs]

    def _judge(self, colonne: Colonne, valeur: str) -> str:
        """Give what is wrong in a text, '' for nothing: its last LF is never looked at."""
        exigence = colonne.exigence(self._regime)
        texte = valeur.removesuffix("\n")
        if exigence is Exigence.E and not texte.strip(" "):
            return "officiel_valeur"
        absente = not valeur or (bool(texte) and not texte.strip(" "))
        if exigence is Exigence.V and absente and self._strict:
            return "officiel_valeur"
        return _GENRES.get(colonne.genre, _accept)(valeur, exigence)


def _accept(_valeur: str, _exigence: Exigence) -> str:
    return ""


def _judge_date(valeur: str, exigence: Exigence) -> str:
    texte = valeur.removesuffix("\n")
    if not texte.strip(" ") or is_zeros(texte):
        return "officiel_valeur" if exigence is Exigence.E else ""
    return "" if is_date_admise(texte) else "officiel_date"


def _judge_montant(valeur: str, _exigence: Exigence) -> str:
    bon = not valeur or is_montant_admis(valeur.removesuffix("\n"))
    return "" if bon else "officiel_montant"


_GENRES: dict[Genre, Callable[[str, Exigence], str]] = {
    Genre.DATE: _judge_date,
    Genre.MONTANT: _judge_montant,
}
