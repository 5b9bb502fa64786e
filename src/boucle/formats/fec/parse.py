"""Parse: one block of bytes as columns of codes, numbers and texts; runs in a worker thread.

What needs the blocks before it (dictionaries, sums, runs of lines) is left to the fold.
Traps met: a BOM at the start of any block is eaten by the reader; a short line is filled with
blanks in silence, hence the counts made before; `\\d` matches digits of other alphabets.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.bilan import CLE_JOUR, CLE_NUM
from boucle.formats.fec.blocs import Tranche
from boucle.formats.fec.cellules import BLANCS
from boucle.formats.fec.grille import LIBELLES, SANS_NOM, Grille
from boucle.formats.fec.montants import Montants, read_devises, read_montants
from boucle.formats.fec.structure import Texte, clean, split_odd

_BOM = b"\xef\xbb\xbf"
_SIMPLE = r"^(?:0|[1-9][0-9]{0,11})$"
_NUMERO = r"^(?s)(.*?)([0-9]{1,15})$"


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
            self.nombres[:n], self.hashes[:n], self.vides[:n],
            None if self.prefixes is None else self.prefixes.head(n),
            None if self.queues is None else self.queues[:n],
        )


@dataclass(slots=True)
class Bloc:
    """A parsed block. rangs: rank of each row among the physical lines of the block.

    textes: raw columns by name. cles: the text that gathers lines, blanks cut. codes: codes of
    the dictionary columns, `locales` those whose codes hold for this block only. debuts: rows
    where the key, the journal or the date changes. libelles: labels of the lines that begin with
    blanks, kept as they are, or None where none does.
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


def head(bloc: Bloc, n: int, rang: int) -> Bloc:
    """Keep the first n rows of a block, those before a physical line of it."""
    texte = bloc.texte
    runs = int(np.searchsorted(bloc.debuts, n))
    lettrees = int(np.searchsorted(bloc.lettrees, n))
    return Bloc(
        bloc.debut, bloc.fin,
        Texte(
            b"", rang, None, [r for r in texte.illisibles if r < rang],
            [a for a in texte.anomalies if (a.ligne or 0) < rang],
            texte.seule if texte.seule < rang else -1,
        ),
        bloc.rangs[:n], bloc.textes.head(n),
        {nom: codes[:n] for nom, codes in bloc.codes.items()}, bloc.locales,
        {nom: hashes[:n] for nom, hashes in bloc.hashes.items()},
        {nom: vides[:n] for nom, vides in bloc.vides.items()},
        bloc.debit and bloc.debit.head(n), bloc.credit and bloc.credit.head(n),
        bloc.devise and bloc.devise.head(n),
        bloc.debuts[:runs], bloc.numeros and bloc.numeros.head(runs),
        bloc.lettrees[:lettrees], bloc.lettrages[:lettrees],
        None if bloc.libelles is None else bloc.libelles.head(n),
    )


def read_frame(tranche: Tranche, grille: Grille) -> tuple[Texte, pl.DataFrame]:
    """Read a block as texts, one column per field; the bytes are let go of."""
    raw = tranche.read()
    texte = clean(raw, grille)
    try:
        frame = _read_csv(texte.octets, grille)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        # Bytes that are not UTF-8, or a line too long that makes up for a short one.
        texte = split_odd(raw, grille)
        frame = _read_csv(texte.octets, grille)
    texte.octets = b""
    return texte, frame


def _read_csv(octets: bytes, grille: Grille) -> pl.DataFrame:
    schema = dict.fromkeys(grille.noms, pl.String)
    if not octets:
        return pl.DataFrame(schema=schema)
    if octets.startswith(_BOM):
        octets = _BOM + octets
    return pl.read_csv(
        octets, has_header=False, separator=grille.entete.separateur, quote_char=None,
        schema=schema, empty_string_is_null=False, infer_schema=False,
    )


def parse(tranche: Tranche, grille: Grille) -> Bloc:
    """Parse one block."""
    texte, frame = read_frame(tranche, grille)
    rangs = texte.rangs if texte.rangs is not None else np.arange(frame.height)
    bloc = Bloc(tranche.debut, tranche.fin, texte, rangs, frame)
    if not frame.height:
        return bloc
    _code(bloc, grille)
    _strip(bloc, grille)
    _read_amounts(bloc, grille)
    _find_runs(bloc, grille)
    if "EcritureLet" in grille.places:
        lettrages = bloc.textes["EcritureLet"]
        bloc.lettrees = np.flatnonzero(lettrages.str.len_bytes().to_numpy())
        bloc.lettrages = lettrages.gather(bloc.lettrees).hash().to_numpy()
    return bloc


def _code(bloc: Bloc, grille: Grille) -> None:
    """Give codes to the dictionary columns, hashes to the labels."""
    codees = dict(grille.codees)
    bloc.locales = frozenset(nom for nom, dtype in codees.items() if dtype is None)
    coded = bloc.textes.select(
        pl.col(nom).cast(dtype or pl.Categorical(pl.Categories.random())).to_physical()
        for nom, dtype in codees.items()
    )
    bloc.codes = {nom: coded[nom].to_numpy().astype(np.intp) for nom in codees}
    labels = [nom for nom in LIBELLES if nom in grille.places]
    hashed = bloc.textes.select(pl.col(nom).hash() for nom in labels)
    bloc.hashes = {nom: hashed[nom].to_numpy() for nom in labels}


def _strip(bloc: Bloc, grille: Grille) -> None:
    """Cut the blanks around texts, and note which are blank."""
    noms = ["EcritureNum", "PieceRef", "EcritureLib", "EcritureLet", "ModeRglt"]
    noms = [nom for nom in noms if nom in grille.places]
    noms += [nom for nom in bloc.textes.columns if nom.startswith("extra ") or nom == SANS_NOM]
    noms += [nom for nom in ("NatOp", "IdClient") if nom in grille.places]
    raw = bloc.textes
    bloc.textes = raw.with_columns(pl.col(nom).str.strip_chars(BLANCS) for nom in noms)
    if "EcritureLib" in noms:
        bloc.libelles = _indented(raw["EcritureLib"], bloc.textes["EcritureLib"])
    empty = bloc.textes.select(pl.col(nom).str.len_bytes() == 0 for nom in noms)
    bloc.vides = {nom: empty[nom].to_numpy() for nom in noms}


def _indented(raw: pl.Series, cut: pl.Series) -> pl.Series | None:
    """Give the labels with the blanks that open them, where there are any.

    A text is left-aligned and padded on the right (LPF art. A47 A-1, XII): blanks before it are
    the writer's own, and go out as they came in.
    """
    kept = raw.str.strip_chars_end(BLANCS)
    return None if kept.str.len_bytes().sum() == cut.str.len_bytes().sum() else kept


def _read_amounts(bloc: Bloc, grille: Grille) -> None:
    texts, judge = bloc.textes, grille.judge_cell
    debit, credit = ("Montant", "") if grille.montant_sens else ("Debit", "Credit")

    def read(nom: str) -> Montants | None:
        if nom not in grille.places:
            return None
        return read_montants(texts[nom], lambda text: judge(nom, _quote(text)))

    bloc.debit, bloc.credit = read(debit), read(credit)
    if "Montantdevise" in grille.places:
        bloc.devise = read_devises(
            texts["Montantdevise"], lambda text: judge("Montantdevise", _quote(text))
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
    keys = bloc.textes[grille.cle] if grille.cle != CLE_JOUR else None
    if keys is not None:
        change |= (keys != keys.shift(1, fill_value="")).to_numpy()
    bloc.debuts = np.flatnonzero(change)
    if keys is not None:
        bloc.numeros = _read_numeros(keys.gather(bloc.debuts), numbered=grille.cle == CLE_NUM)


def _read_numeros(keys: pl.Series, *, numbered: bool) -> Numeros:
    nombres = (
        pl.select(pl.when(keys.str.contains(_SIMPLE)).then(keys.cast(pl.Int64, strict=False)))
        .to_series().fill_null(-1).to_numpy()
    )
    vides = (keys.str.len_bytes() == 0).to_numpy()
    if (nombres >= 0).all():
        return Numeros(nombres, np.zeros(0, np.uint64), vides)
    hashes = keys.hash().to_numpy()
    if not numbered:
        return Numeros(nombres, hashes, vides)
    parts = keys.str.extract_groups(_NUMERO).struct.unnest()
    prefixes, queues = parts.get_columns()
    tails = queues.cast(pl.Int64, strict=False).fill_null(-1).to_numpy()
    return Numeros(nombres, hashes, vides, prefixes.fill_null(""), tails)
