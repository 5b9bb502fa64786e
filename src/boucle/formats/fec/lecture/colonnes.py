"""Colonnes: one block of bytes as columns of codes, numbers and texts; runs in a worker thread.

What needs the blocks before it (dictionaries, sums, runs of lines) is left to the passage.
A call to the columnar library costs a fifth of a millisecond whatever it does, most of it under
the interpreter's lock: a block asks four times, not thirty.
Traps met: a BOM at the start of any block is eaten by the reader; a short line is filled with
blanks in silence, hence the counts made before; `\\d` matches digits of other alphabets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.bilan import CLE_JOUR, CLE_NUM
from boucle.formats.encodage import BOM
from boucle.formats.fec.forme.cellules import BLANCS
from boucle.formats.fec.lecture.blocs import Tranche
from boucle.formats.fec.lecture.grille import CODE_VIDE, LIBELLES, SANS_NOM, Grille
from boucle.formats.fec.lecture.montants import Montants, read_all
from boucle.formats.fec.lecture.octets import Texte, clean, split_odd


@dataclass(slots=True)
class Numeros:
    """Key of each run: nombres is the plain number, or -1; then hashes stands for the text, and
    prefixes and queues for its two parts (queues -1 when it does not end by digits)."""

    nombres: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    vides: NDArray[np.bool_]
    prefixes: pl.Series | None = None
    queues: NDArray[np.int64] | None = None

    def head(self, n: int) -> Numeros:
        """Keep the first runs."""
        return Numeros(
            self.nombres[:n],
            self.hashes[:n],
            self.vides[:n],
            None if self.prefixes is None else self.prefixes.head(n),
            None if self.queues is None else self.queues[:n],
        )


@dataclass(slots=True)
class Bloc:
    """A parsed block. rangs: rank of each row among the physical lines of the block.

    textes: columns by name, as read: ask `cellule` for one text. codes: codes of the dictionary
    columns, `locales` those whose codes hold for this block only. debuts: rows where the key, the
    journal or the date changes. libelles: labels of the lines that begin with blanks, kept as they
    are, or None where none does. deduits: rows whose journal comes from their neighbours; journaux:
    the texts of JournalCode completed so, or None where there are none.
    """

    debut: int
    fin: int
    texte: Texte
    rangs: NDArray[np.int64]
    textes: pl.DataFrame
    codes: dict[str, NDArray[np.intp]] = field(default_factory=dict)
    locales: frozenset[str] = frozenset()
    hashes: dict[str, NDArray[np.uint64]] = field(default_factory=dict)
    vides: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    debit: Montants | None = None
    credit: Montants | None = None
    devise: Montants | None = None
    debuts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    numeros: Numeros | None = None
    lettrees: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    lettrages: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    libelles: pl.Series | None = None
    deduits: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    journaux: pl.Series | None = None

    def cellule(self, nom: str, rang: int) -> str:
        """Give one cell as it was in the file, blanks cut."""
        return _quote(self.textes[nom][rang] or "")


def head(bloc: Bloc, n: int, rang: int) -> Bloc:
    """Keep the first n rows of a block, those before a physical line of it."""
    texte = bloc.texte
    runs = int(np.searchsorted(bloc.debuts, n))
    lettrees = int(np.searchsorted(bloc.lettrees, n))
    return Bloc(
        bloc.debut,
        bloc.fin,
        Texte(
            b"",
            rang,
            None,
            [r for r in texte.illisibles if r < rang],
            [a for a in texte.anomalies if (a.ligne or 0) < rang],
            texte.seule if texte.seule < rang else -1,
        ),
        bloc.rangs[:n],
        bloc.textes.head(n),
        {nom: codes[:n] for nom, codes in bloc.codes.items()},
        bloc.locales,
        {nom: hashes[:n] for nom, hashes in bloc.hashes.items()},
        {nom: vides[:n] for nom, vides in bloc.vides.items()},
        bloc.debit and bloc.debit.head(n),
        bloc.credit and bloc.credit.head(n),
        bloc.devise and bloc.devise.head(n),
        bloc.debuts[:runs],
        bloc.numeros and bloc.numeros.head(runs),
        bloc.lettrees[:lettrees],
        bloc.lettrages[:lettrees],
        None if bloc.libelles is None else bloc.libelles.head(n),
        bloc.deduits[: int(np.searchsorted(bloc.deduits, n))],
    )


def read_frame(
    tranche: Tranche, grille: Grille, codees: Mapping[str, pl.Categorical | None]
) -> tuple[Texte, pl.DataFrame]:
    """Read a block, one column per field, all texts but those coded as they are read: in these a
    blank cell is null. The bytes are let go of."""
    raw = tranche.read()
    texte = clean(raw, grille)
    try:
        frame = _read_csv(texte.octets, grille, codees)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        # Bytes that are not UTF-8, or a line too long that makes up for a short one.
        texte = split_odd(raw, grille, etrange=texte.etrange)
        frame = _read_csv(texte.octets, grille, codees)
    texte.octets = b""
    return texte, frame


def _read_csv(
    octets: bytes, grille: Grille, codees: Mapping[str, pl.Categorical | None]
) -> pl.DataFrame:
    schema = {nom: codees.get(nom) or pl.String() for nom in grille.noms}
    if not octets:
        return pl.DataFrame(schema=schema)
    if octets.startswith(BOM):
        octets = BOM + octets
    return pl.read_csv(
        octets,
        has_header=False,
        separator=grille.entete.separateur,
        quote_char=None,
        schema=schema,
        empty_string_is_null=False,
        infer_schema=False,
    )


def parse(tranche: Tranche, grille: Grille) -> Bloc:
    """Parse one block."""
    # A copy: a column may be forgotten while the block is read.
    codees = dict(grille.codees)
    texte, frame = read_frame(tranche, grille, codees)
    rangs = texte.rangs if texte.rangs is not None else np.arange(frame.height)
    bloc = Bloc(tranche.debut, tranche.fin, texte, rangs, frame)
    if not frame.height:
        return bloc
    if texte.bords:
        _strip(bloc, grille)
    _ask(bloc, grille, codees)
    _read_amounts(bloc, grille)
    _find_runs(bloc, grille)
    return bloc


def _ask(bloc: Bloc, grille: Grille, codees: Mapping[str, pl.Categorical | None]) -> None:
    """Give codes to the dictionary columns, hashes to the labels; find the blank cells."""
    bloc.locales = frozenset(nom for nom, dtype in codees.items() if dtype is None)
    found = bloc.textes.select_seq(colonnes(grille, codees))
    for answer in found.columns:
        sort, nom = answer[: len(CODE)], answer[len(CODE) :]
        values = found[answer].to_numpy()
        if sort == CODE:
            bloc.codes[nom] = values.astype(np.intp)
        elif sort == HASH:
            bloc.hashes[nom] = values
        else:
            bloc.vides[nom] = values
    if "EcritureLet" in grille.places:
        bloc.lettrees = np.flatnonzero(~bloc.vides["EcritureLet"])
        bloc.lettrages = bloc.hashes.pop("EcritureLet")[bloc.lettrees]


def _strip(bloc: Bloc, grille: Grille) -> None:
    """Cut the blanks around texts."""
    raw, noms = bloc.textes, textes(grille)
    bloc.textes = raw.with_columns(pl.col(nom).str.strip_chars(BLANCS) for nom in noms)
    if "EcritureLib" in noms:
        bloc.libelles = _indented(raw["EcritureLib"], bloc.textes["EcritureLib"])


def _indented(raw: pl.Series, cut: pl.Series) -> pl.Series | None:
    """Give the labels with the blanks that open them, where there are any.

    A text is left-aligned and padded on the right (LPF art. A47 A-1, XII): blanks before it are
    the writer's own, and go out as they came in.
    """
    kept = raw.str.strip_chars_end(BLANCS)
    return None if kept.str.len_bytes().sum() == cut.str.len_bytes().sum() else kept


def _read_amounts(bloc: Bloc, grille: Grille) -> None:
    debit, credit = ("Montant", "") if grille.montant_sens else ("Debit", "Credit")
    bloc.debit, bloc.credit, bloc.devise = read_all(
        bloc.textes,
        (debit, credit),
        bloc.vides.get("Montantdevise"),
        lambda nom, text: grille.judge_cell(nom, _quote(text)),
    )


def _quote(text: str) -> str:
    """Give the text of a cell as it was in the file, blanks cut."""
    return text.replace("\0", "\n").strip(BLANCS)


def _find_runs(bloc: Bloc, grille: Grille) -> None:
    """Find where lines of an écriture follow one another, and read its key once per run."""
    change = np.ones(bloc.rangs.size, np.bool_)
    change[1:] = bloc.rangs[1:] != bloc.rangs[:-1] + 1
    for nom in ("JournalCode", "EcritureDate"):
        if nom in bloc.codes:
            change[1:] |= bloc.codes[nom][1:] != bloc.codes[nom][:-1]
    if grille.journal_defaut and "JournalLib" in bloc.hashes:
        labels = bloc.hashes["JournalLib"]
        change[1:] |= labels[1:] != labels[:-1]
    keys = bloc.textes[grille.cle] if grille.cle != CLE_JOUR else None
    if keys is not None:
        change[1:] |= (keys.slice(1) != keys.head(keys.len() - 1)).to_numpy()
    bloc.debuts = np.flatnonzero(change)
    if keys is not None:
        bloc.numeros = _read_numeros(keys.gather(bloc.debuts), numbered=grille.cle == CLE_NUM)


def _read_numeros(keys: pl.Series, *, numbered: bool) -> Numeros:
    nombres, vides = read_nombres(keys)
    if (nombres >= 0).all():
        return Numeros(nombres, np.zeros(0, np.uint64), vides)
    hashes, prefixes, queues = read_parties(keys)
    return Numeros(nombres, hashes, vides, *((prefixes, queues) if numbered else ()))


CODE, HASH, VIDE = "code ", "hash ", "vide "
"""What begins the name of an answer, as long for each; the rest is the name of the column."""

_TEXTES = ("EcritureNum", "PieceRef", "EcritureLib", "EcritureLet", "ModeRglt", "NatOp", "IdClient")

_SIMPLE = r"^(?:0|[1-9][0-9]{0,11})$"
_NUMERO = r"^(?s)(.*?)([0-9]{1,15})$"
_TEXTE = pl.col("texte")
_NOMBRES = (
    pl.when(_TEXTE.str.contains(_SIMPLE))
    .then(_TEXTE.cast(pl.Int64, strict=False))
    .otherwise(pl.lit(-1, pl.Int64))
    .alias("nombre"),
    (_TEXTE.str.len_bytes() == 0).alias("vide"),
)
_PARTIES = (
    _TEXTE.hash().alias("hash"),
    _TEXTE.str.extract(_NUMERO, 1).fill_null("").alias("prefixe"),
    _TEXTE.str.extract(_NUMERO, 2).cast(pl.Int64, strict=False).fill_null(-1).alias("queue"),
)


def textes(grille: Grille) -> list[str]:
    """Name the columns kept as texts, whose blanks are cut."""
    named = [nom for nom in _TEXTES if nom in grille.places]
    return named + [nom for nom in grille.noms if nom.startswith("extra ") or nom == SANS_NOM]


def colonnes(grille: Grille, codees: Mapping[str, pl.Categorical | None]) -> list[pl.Expr]:
    """Give all that is asked of the columns of a block: codes, hashes, blank cells.

    codees: the dictionary columns, None for those coded for this block alone.
    """
    coded = (_code(nom, dtype).alias(CODE + nom) for nom, dtype in codees.items())
    hashed = (nom for nom in (*LIBELLES, "EcritureLet") if nom in grille.places)
    blank = [nom for nom in (*textes(grille), "Montantdevise") if nom in grille.noms]
    return [
        *coded,
        *(pl.col(nom).hash().alias(HASH + nom) for nom in hashed),
        *((pl.col(nom).str.len_bytes() == 0).alias(VIDE + nom) for nom in blank),
    ]


def _code(nom: str, dtype: pl.Categorical | None) -> pl.Expr:
    if dtype is None:
        return pl.col(nom).cast(pl.Categorical(pl.Categories.random())).to_physical()
    return pl.col(nom).to_physical().fill_null(CODE_VIDE)


def read_nombres(keys: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Read numbers of écritures: the plain number or -1, and which are blank."""
    found = keys.alias("texte").to_frame().select_seq(_NOMBRES)
    return found["nombre"].to_numpy(), found["vide"].to_numpy()


def read_parties(keys: pl.Series) -> tuple[NDArray[np.uint64], pl.Series, NDArray[np.int64]]:
    """Read numbers that are not plain: hash, what comes before the last digits, these digits."""
    found = keys.alias("texte").to_frame().select_seq(_PARTIES)
    return found["hash"].to_numpy(), found["prefixe"], found["queue"].to_numpy()
