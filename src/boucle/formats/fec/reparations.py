"""Reparations: named repairs that rewrite a FEC and list every cell they change.

Nothing is repaired that was not asked for by name, and nothing that is not certain: a cell is
rewritten only where its reading leaves no doubt. What no repair names is written back byte for
byte, in its own charset and with its own end of line.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, NamedTuple

from boucle.compta.compte import normalise_compte
from boucle.compta.contexte import Contexte
from boucle.errors import Refus
from boucle.errors.donnees import lig
from boucle.errors.donnees.sortie import COMPTES_REUNIS, FICHIER_IRREPARABLE, REPARATION_INCONNUE
from boucle.formats.encodage import UTF16, choose_encodage
from boucle.formats.fec.forme.cellules import (
    BLANCS,
    has_guillemets,
    judge,
    parse_montant,
    unquote,
)
from boucle.formats.fec.forme.colonnes import COLONNES, MONTANT_SENS, Genre, imposed
from boucle.formats.fec.forme.entete import Entete
from boucle.formats.fec.forme.ouverture import Ouverture, open_fec
from boucle.formats.fec.remedes import OPTIONS, REMEDES

LIGNE_OCTETS_MAX = 1 << 22
_CODECS = {"ascii": "utf-8", "iso-8859-15": "iso8859-15"}
_COMPTES_DITS = 4
_CONTROLES = {code: None for code in range(32) if code != 9}


class Changement(NamedTuple):
    """One thing changed. ligne: in the file received, 1 for the names, None for the file."""

    option: str
    ligne: int | None
    colonne: str
    avant: str
    apres: str


OnChange = Callable[[Changement], None]


@dataclass(slots=True)
class Bilan:
    """Count what was done: changes by option, lines read, lines no repair could touch."""

    changements: dict[str, int] = field(default_factory=dict)
    lignes: int = 0
    intouchees: int = 0


def repair(
    source: Path,
    target: BinaryIO,
    options: Collection[str],
    *,
    on_change: OnChange,
    longueur_compte: int = 8,
    reunir: bool = False,
    regime: str = "",
    nom: str = "",
) -> Bilan:
    """Write a repaired copy of a flat FEC; the source stays as it is.

    options: names of `OPTIONS`. Each change is given to on_change in the order of the file.
    reunir: whether comptes that become one at longueur_compte may.
    Refus REPARATION_INCONNUE for another name; FICHIER_IRREPARABLE when the lines cannot be read;
    COMPTES_REUNIS, before anything is written, where comptes would become one.
    """
    for option in options:
        if option not in OPTIONS:
            raise Refus(REPARATION_INCONNUE, option=option, connues=", ".join(OPTIONS))
    contexte = Contexte(regime=regime, nom_fichier=nom or source.name)
    with _readable(source, "encodage" in options, on_change) as (text, transcoded):
        reparateur = _make_reparateur(text, contexte, options, on_change, longueur_compte)
        if not reunir:
            reparateur.refuse_reunis(text)
        bilan = reparateur.run(text, target)
    if transcoded:
        bilan.changements["encodage"] = bilan.changements.get("encodage", 0) + 1
    return bilan


@contextmanager
def _readable(source: Path, encodage: bool, on_change: OnChange) -> Iterator[tuple[Path, bool]]:
    """Give the source, or a UTF-8 copy of it when it is in UTF-16 and may be put in UTF-8."""
    with source.open("rb") as stream:
        if not encodage or choose_encodage(stream).charset != UTF16:
            yield source, False
            return
        head = stream.read(2)
    codec = "utf-16" if head in (b"\xff\xfe", b"\xfe\xff") else _silent_utf16(head)
    on_change(Changement("encodage", None, "", "utf-16", "utf-8"))
    with TemporaryDirectory(prefix="boucle-") as folder:
        copy = Path(folder) / "fec.txt"
        with (
            source.open(encoding=codec, errors="replace", newline="") as read,
            copy.open("w", encoding="utf-8", newline="") as written,
        ):
            shutil.copyfileobj(read, written, 1 << 20)
        yield copy, True


def _silent_utf16(head: bytes) -> str:
    return "utf-16-be" if head[:1] == b"\0" else "utf-16-le"


def _make_reparateur(
    source: Path,
    contexte: Contexte,
    options: Collection[str],
    on_change: OnChange,
    longueur_compte: int,
) -> _Reparateur:
    opened = open_fec(source, contexte)
    if opened.entete is None or not opened.lisible:
        reasons = " ".join(anomalie.message for anomalie in opened.anomalies)
        raise Refus(FICHIER_IRREPARABLE, raison=reasons.rstrip("."))
    return _Reparateur(opened, opened.entete, frozenset(options), on_change, longueur_compte)


class _Reparateur:
    """Rewrite one file; `run` is called once."""

    def __init__(
        self,
        opened: Ouverture,
        entete: Entete,
        options: frozenset[str],
        on_change: OnChange,
        longueur_compte: int,
    ) -> None:
        self._options = options
        self._on_change = on_change
        self._longueur = longueur_compte
        self._entete = entete
        self._encodage = opened.encodage
        self._debut = opened.debut
        charset = opened.encodage.charset
        self._codec = _CODECS.get(charset, charset)
        self._codec_out = "utf-8" if "encodage" in options else self._codec
        self._separateur = "\t" if "separateur" in options else entete.separateur
        self._places = entete.places
        self._judge = lru_cache(maxsize=65_536)(self._judge_cell)
        self._bilan = Bilan()
        self._sortie = self._order()

    def refuse_reunis(self, source: Path) -> None:
        """Refuse the repair of comptes where two of the file would become one."""
        at = self._places.get("CompteNum")
        if "compte" not in self._options or at is None:
            return
        lus: dict[str, dict[str, None]] = {}
        with source.open("rb") as stream:
            for number, body, _ in _lines(stream, self._encodage.fin):
                cells = body.decode(self._codec, "surrogateescape").split(self._entete.separateur)
                if number > 1 and len(cells) > at and (lu := cells[at].strip(BLANCS)):
                    lus.setdefault(normalise_compte(lu, self._longueur), {})[lu] = None
        reunis = {compte: list(those) for compte, those in lus.items() if len(those) > 1}
        if reunis:
            compte, those = next(iter(reunis.items()))
            comptes = " et ".join(those[:_COMPTES_DITS])
            raise Refus(COMPTES_REUNIS, comptes=comptes, compte=compte, nombre=len(reunis))

    def run(self, source: Path, target: BinaryIO) -> Bilan:
        """Read the source line by line and write what it becomes."""
        with source.open("rb") as stream:
            for number, body, eol in _lines(stream, self._encodage.fin):
                if number == 1:
                    self._write(target, self._names(body), eol, number)
                    continue
                self._bilan.lignes += 1
                self._line(target, number, body, eol)
        return self._bilan

    def _line(self, target: BinaryIO, number: int, body: bytes, eol: bytes) -> None:
        if "ligne-vide" in self._options and not body.strip(b" \t\0\r"):
            self._note("ligne-vide", number, "", "", "")
            return
        cells = self._unquote(number, self._decode(number, body))
        cells = self._cut(number, cells)
        if len(cells) == self._entete.champs:
            self._repair_cells(number, cells)
            cells = [cells[at] if at is not None else "" for at in self._sortie]
        else:
            self._bilan.intouchees += 1
        self._write(target, cells, eol, number)

    # Bytes.

    def _decode(self, number: int, body: bytes) -> list[str]:
        separateur = self._entete.separateur
        if "encodage" not in self._options or self._codec != "utf-8":
            cells = body.decode(self._codec, "surrogateescape").split(separateur)
        else:
            cells = []
            for at, raw in enumerate(body.split(separateur.encode())):
                try:
                    cells.append(raw.decode())
                except UnicodeDecodeError:
                    # One damaged cell of a UTF-8 file is Windows-1252, as the reader takes it.
                    cells.append(raw.decode("cp1252", "replace"))
                    self._note("encodage", number, self._name(at), repr(raw)[2:-1], cells[-1])
        if "caracteres" in self._options:
            for at, cell in enumerate(cells):
                clean = cell.translate(_CONTROLES)
                if clean != cell:
                    self._note("caracteres", number, self._name(at), cell, clean)
                    cells[at] = clean
        return cells

    def _write(self, target: BinaryIO, cells: list[str], eol: bytes, number: int) -> None:
        if "fin-de-ligne" in self._options and eol != b"\r\n":
            shown = eol.decode().replace("\r", "CR").replace("\n", "LF") or "rien"
            self._note("fin-de-ligne", number, "", shown, "CRLF")
            eol = b"\r\n"
        body = self._separateur.join(cells)
        errors = "replace" if self._codec_out != self._codec else "surrogateescape"
        target.write(body.encode(self._codec_out, errors) + eol)

    def _unquote(self, number: int, cells: list[str]) -> list[str]:
        """Take the quotes off the cells of a line that has all of them in quotes."""
        if "guillemets" not in self._options or not has_guillemets(cells):
            return cells
        bare = [unquote(cell) for cell in cells]
        for at, (before, after) in enumerate(zip(cells, bare, strict=True)):
            if before != after:
                self._note("guillemets", number, self._name(at), before, after)
        return bare

    # Columns.

    def _order(self) -> list[int | None]:
        """Give, for each column written, its place in the line read; None for one added."""
        if "ordre" not in self._options:
            return list(range(self._entete.champs))
        legal = imposed(self._entete.regime, self._entete.notation)
        order = [self._places.get(colonne.nom) for colonne in legal]
        return order + [at for at in range(len(self._entete.noms)) if at not in order]

    def _names(self, body: bytes) -> list[str]:
        """Give the line of names, and say what changes for the whole file."""
        read = body.removeprefix(b"\xef\xbb\xbf").decode(self._codec, "surrogateescape")
        names = self._unquote(1, read.split(self._entete.separateur))
        if "encodage" in self._options and (self._encodage.bom or self._codec != "utf-8"):
            before = f"{self._encodage.charset}{' avec marque' if self._encodage.bom else ''}"
            self._note("encodage", None, "", before, "utf-8")
        elif self._encodage.bom:
            names[0] = "\ufeff" + names[0]
        if self._separateur != self._entete.separateur:
            self._note("separateur", None, "", self._entete.separateur_dit, "tabulation")
        if "entete" in self._options:
            self._rename(names)
        if self._sortie == list(range(self._entete.champs)):
            return names
        legal = imposed(self._entete.regime, self._entete.notation)
        written = [
            legal[rank].nom if at is None else names[at] for rank, at in enumerate(self._sortie)
        ]
        self._note("ordre", 1, "", " ".join(self._entete.noms), " ".join(written))
        return written

    def _rename(self, names: list[str]) -> None:
        for name, at in self._places.items():
            read = names[at].strip(BLANCS).removeprefix("\ufeff")
            if read != name:
                self._note("entete", 1, name, read, name)
                names[at] = name

    def _cut(self, number: int, cells: list[str]) -> list[str]:
        surplus = cells[self._entete.champs :]
        if "zones" in self._options and surplus and not any(c.strip(BLANCS) for c in surplus):
            self._note("zones", number, "", f"{len(cells)} zones", f"{self._entete.champs} zones")
            return cells[: self._entete.champs]
        return cells

    # Cells.

    def _repair_cells(self, number: int, cells: list[str]) -> None:
        for name, at in self._places.items():
            genre = COLONNES[name].genre
            if genre is Genre.MONTANT and "virgule" in self._options:
                self._replace("virgule", number, name, cells, self._judge(name, cells[at]))
            elif genre is Genre.DATE and "date" in self._options:
                self._replace("date", number, name, cells, self._judge(name, cells[at]))
        if "compte" in self._options and "CompteNum" in self._places:
            read = cells[self._places["CompteNum"]].strip(BLANCS)
            self._replace(
                "compte", number, "CompteNum", cells, normalise_compte(read, self._longueur)
            )
        if "sens" in self._options:
            self._turn_sides(number, cells)
        for option, name in (("validation", "ValidDate"), ("piece-date", "PieceDate")):
            if option in self._options:
                self._fill_date(option, number, name, cells)

    def _judge_cell(self, name: str, raw: str) -> str | None:
        """Give the right writing of a cell that is read for certain; None to leave it."""
        cell = judge(COLONNES[name], self._entete.regime, raw)
        if cell.kind is lig.DATE_ZERO:
            return ""
        repaired = REMEDES.get(cell.kind.code) if cell.kind else None
        return cell.corrige if repaired in ("virgule", "date") else None

    def _turn_sides(self, number: int, cells: list[str]) -> None:
        signed = self._entete.notation == MONTANT_SENS
        names = ("Montant", "Sens") if signed else ("Debit", "Credit")
        if not all(name in self._places for name in names):
            return
        first, second = (cells[self._places[name]].strip(BLANCS) for name in names)
        if signed:
            other = {"D": "C", "C": "D", "+1": "-1", "-1": "+1"}.get(second.upper())
            if other is not None and _centimes(first) < 0:
                self._replace("sens", number, "Montant", cells, _positive(first))
                self._replace("sens", number, "Sens", cells, other)
            return
        debit, credit = _centimes(first), _centimes(second)
        # A line with two sides keeps them: turning one would mix two amounts.
        if (debit < 0 and credit == 0) or (credit < 0 and debit == 0):
            zero = "0,00"
            self._replace("sens", number, "Debit", cells, _positive(second) if credit else zero)
            self._replace("sens", number, "Credit", cells, _positive(first) if debit else zero)

    def _fill_date(self, option: str, number: int, name: str, cells: list[str]) -> None:
        if name not in self._places or "EcritureDate" not in self._places:
            return
        blank = not cells[self._places[name]].strip(BLANCS + "0-/.")
        source = cells[self._places["EcritureDate"]].strip(BLANCS)
        cell = judge(COLONNES["EcritureDate"], self._entete.regime, source)
        if blank and cell.valeur is not None:
            self._replace(option, number, name, cells, cell.corrige or source)

    def _replace(
        self, option: str, number: int, name: str, cells: list[str], value: str | None
    ) -> None:
        at = self._places[name]
        before = cells[at].strip(BLANCS)
        if value is None or value == before:
            return
        self._note(option, number, name, before, value)
        cells[at] = value

    def _name(self, at: int) -> str:
        return self._entete.noms[at] if at < len(self._entete.noms) else ""

    def _note(self, option: str, ligne: int | None, colonne: str, avant: str, apres: str) -> None:
        self._bilan.changements[option] = self._bilan.changements.get(option, 0) + 1
        self._on_change(Changement(option, ligne, colonne, avant, apres))


def _centimes(text: str) -> int:
    """Read an amount; 0 when it cannot be read, so that nothing is done with it."""
    value = parse_montant(text).valeur
    return value if isinstance(value, int) else 0


def _positive(text: str) -> str:
    return text.replace("-", "").strip(BLANCS)


def _lines(stream: BinaryIO, fin: str) -> Iterator[tuple[int, bytes, bytes]]:
    """Give number, bytes and end of each line; a line over 4 MiB is given in pieces."""
    for number, line in enumerate(_split(stream, b"\r" if fin == "CR" else b"\n"), 1):
        body = line.rstrip(b"\r\n")
        yield number, body, line[len(body) :]


def _split(stream: BinaryIO, mark: bytes) -> Iterator[bytes]:
    if mark == b"\n":
        while line := stream.readline(LIGNE_OCTETS_MAX):
            yield line
        return
    carry = b""
    while block := stream.read(1 << 20):
        *whole, carry = (carry + block).split(mark)
        for line in whole:
            yield line + mark
    if carry:
        yield carry
