"""LotFiltres: the reader of lots beside a bare polars scan of the same file, in one process.

Theirs: `scan_parquet`, the filter, the number of lines and the two sums, all else left to polars.
Ours: the same totals and the numbers of the lines. Cold: nothing held in memory, the hash of the
file verified before; warm: the lot in memory, a filter never asked before; then one asked again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

from bench.constat import Constat, compare
from bench.mesure import Cout, rounds
from bench.reglages import Reglages

_PAS = 3


def filters(reglages: Reglages, path: Path) -> list[Constat]:
    """Measure four filters."""
    from boucle.store.livre.feuillets import Filtre

    frais = count(1)
    cases: dict[str, Callable[[], Filtre]] = {
        "un montant": lambda: Filtre((("≥", 100_000 + next(frais)),)),
        "deux montants": lambda: Filtre((("≥", 50_000 + next(frais)), ("<", 200_000))),
        "un texte dans les libellés": lambda: Filtre(q=f"{next(frais):02}", sur="libelle"),
        "un texte dans huit colonnes": lambda: Filtre(q=f"{next(frais):02}"),
    }
    cold, warm = _lecteur(path, 0), _lecteur(path, 1 << 30)
    row = _row(path)
    start = time.perf_counter()
    cold.search(*row, cases["un montant"]())
    first_ms = (time.perf_counter() - start) * 1_000
    warm.search(*row, cases["un montant"]())
    warm.wait()
    found = [
        Constat(
            "filtre : première ouverture du lot, empreinte vérifiée",
            first_ms,
            "",
            "ms",
            details={"octets": path.stat().st_size},
        )
    ]
    for name, make in cases.items():
        found += _beside(reglages, name, make, path, row, cold, warm)
    found.append(Constat("filtre : lot en mémoire", warm.memoire.octets / 2**20, "", "MiB"))
    cold.close()
    warm.close()
    return found


def _beside(
    reglages: Reglages,
    name: str,
    make: Callable[[], Any],
    path: Path,
    row: tuple[Any, Any],
    cold: Any,
    warm: Any,
) -> list[Constat]:
    asked = make()
    expected = _bare(path, asked)
    for lecteur in (cold, warm):
        assert tuple(lecteur.search(*row, asked).totaux) == expected, name
    # The same filter on all sides of a round, never asked before.
    again = [make() for _ in range(_PAS * (reglages.tours + 1))]
    places = {side: count() for side in ("témoin", "froid", "chaud", "redit")}

    def run(side: str, act: Callable[[Any], Any]) -> Cout:
        some = [again[next(places[side])] for _ in range(_PAS)]
        start = time.perf_counter()
        for filtre in some:
            act(filtre)
        return Cout((time.perf_counter() - start) / _PAS, 0)

    kept = rounds(
        reglages.tours,
        {
            "témoin": partial(run, "témoin", partial(_bare, path)),
            "froid": partial(run, "froid", lambda filtre: cold.search(*row, filtre)),
            "chaud": partial(run, "chaud", lambda filtre: warm.search(*row, filtre)),
            "redit": partial(run, "redit", lambda _: warm.search(*row, asked)),
        },
    )
    return [
        compare(f"filtre à froid : {name}", kept["froid"], kept["témoin"], "<= 1.5"),
        compare(
            f"filtre à chaud : {name}",
            kept["chaud"],
            kept["témoin"],
            "<= 0.3",
            redit_s=median(cost.mur_s for cost in kept["redit"]),
        ),
    ]


def _bare(path: Path, filtre: Any) -> tuple[int, int, int]:
    """Filter and total, as polars' documentation does it."""
    import polars as pl

    from boucle.store.livre.lot_ecrit import TEXTES

    signs = {"≥": "ge", "<": "lt"}
    montant = pl.col("debit") + pl.col("credit")
    kept = [getattr(montant, signs[sign])(value) for sign, value in filtre.montants]
    if filtre.q:
        names = [filtre.sur] if filtre.sur else TEXTES
        kept.append(
            pl.any_horizontal(
                [
                    pl.col(name).str.contains_any([filtre.q], ascii_case_insensitive=True)
                    for name in names
                ]
            )
        )
    found = (
        pl.scan_parquet(path)
        .filter(*kept)
        .select(pl.len(), pl.sum("debit"), pl.sum("credit"))
        .collect()
        .row(0)
    )
    return (int(found[0]), int(found[1]), int(found[2]))


def _lecteur(path: Path, octets: int) -> Any:
    """Give the reader of a process that serves, on this one lot."""
    from boucle.operations.imports.lecteur import Lecteur

    store: Any = SimpleNamespace(config=SimpleNamespace(lots_memoire_octets=octets))
    lots: Any = SimpleNamespace(near=lambda _lot: path, forget=lambda _lot: None)
    return Lecteur(store, lots)


def _row(path: Path) -> tuple[Any, Any]:
    """Give the dossier and the row of the import, as the database would."""
    import polars as pl

    from boucle.store.livre.lots_gardes import hash_of
    from boucle.values import Perimetre

    return Perimetre(1, 1), {
        "lot_empreinte": hash_of(path),
        "lot_octets": path.stat().st_size,
        "import_id": 1,
        "tentative": 1,
        "demande": "banc",
        "lignes": pl.scan_parquet(path).select(pl.len()).collect().item(),
    }
