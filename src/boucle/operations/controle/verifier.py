"""Verifier: the check of a FEC, without a server and without keeping anything.

It is the dry run of an import: the same reader, the same rules, no dossier.
"""

from __future__ import annotations

import errno
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import Any

from boucle.compta.bilan import Bilan, Solde
from boucle.compta.compte import is_attente
from boucle.compta.contexte import Contexte
from boucle.errors import Niveau, Rapport, Refus
from boucle.errors.donnees.raisons import raison_acces
from boucle.errors.donnees.sortie import FICHIER_INTROUVABLE
from boucle.errors.rapport.extrait import read_lignes
from boucle.errors.rapport.vue import is_fec, lines_shown
from boucle.formats import fec
from boucle.formats.fec.ecrire.notice import find_notice, judge_notice, without_notices
from boucle.formats.fec.entree import open_source
from boucle.formats.fec.parties import group_parties, read_parties
from boucle.formats.lecture import Lecture
from boucle.formats.registre import JSON, PERSO
from boucle.operations.imports.exercices import exercices_of

__all__ = [
    "exit_code",
    "faits_of",
    "group_parties",
    "lignes_montrees",
    "sources_of",
    "verifier",
    "without_notices",
]

JOURNAUX_MAX = 200
MOIS_MAX = 60
TEXTE_MAX = 200
BLOCK_OCTETS = 1 << 20
Chemin = str | Path
CONFORME, ANOMALIES, ILLISIBLE = 0, 1, 2
_SANS_LIGNES = frozenset((PERSO, JSON))
"""Formats whose lines are not always lines of the file: the rows of a sheet, elements."""


def verifier(
    path: Chemin | Sequence[Chemin],
    *,
    regime: str = "",
    nom: str = "",
    contexte: Contexte | None = None,
    on_progress: Callable[[int], None] | None = None,
    threads: int = 2,
    description: bool = True,
    sans_nom: bool = False,
) -> Rapport:
    """Check one FEC at the three levels; several paths are the parts `_1`, `_2`… of one FEC.

    regime: BIC, COM, BAT or BNCT; '' guesses it. nom: name to judge instead of the path's own.
    contexte: what is known of the dossier, for the checks of an import; it wins over the two.
    description: whether to look for the description of the file beside it. sans_nom: the name of
    the path is not the file's, which is unknown.
    The rapport's `faits` hold the totals, the journaux and their months, in centimes.
    Refus FICHIER_INTROUVABLE when a file cannot be opened.
    """
    sources = sources_of(path)
    contexte = contexte or Contexte(regime=regime, nom_fichier=nom, sans_nom=sans_nom)
    if not contexte.nom_fichier and len(sources) == 1:
        contexte = replace(contexte, nom_fichier=sources[0].name)

    def read(source: Path, inner: Contexte) -> Lecture:
        return fec.read(source, inner, on_progress=on_progress, threads=threads)

    with digesting(sources) as digested:
        try:
            lecture = (
                read(sources[0], contexte)
                if len(sources) == 1
                else read_parties(read, sources, contexte)
            )
        except OSError:
            digested.result()  # Where the file itself is what cannot be read, it says so.
            raise
        empreinte, taille = digested.result()
    rapport = lecture.rapport
    if description and lecture.bilan.lignes:
        _look_beside(sources[0], rapport)
    rapport.faits = {
        "nom_fichier": contexte.nom_fichier or ", ".join(source.name for source in sources),
        "taille_octets": taille,
        "sha256": empreinte,
        **rapport.faits,
        **faits_of(lecture.bilan),
    }
    rapport.faits["exercices"] = exercices_of(rapport, lecture.bilan)
    rapport.faits["lisible"] = lecture.lisible
    return rapport


def _look_beside(source: Path, rapport: Rapport) -> None:
    """Look for the description of a file beside it, and read it against its columns."""
    notice = find_notice(source)
    rapport.faits["description"] = notice.name if notice else ""
    if notice is not None:
        found = judge_notice(notice, rapport.faits.get("colonnes", ()))
        if found is not None:
            rapport.insert(found)


def sources_of(path: Chemin | Sequence[Chemin]) -> list[Path]:
    """List the files of one FEC: one, or its parts."""
    return [Path(path)] if isinstance(path, str | Path) else [Path(part) for part in path]


@contextmanager
def digesting(sources: list[Path]) -> Iterator[Future[tuple[str, int]]]:
    """Have the SHA-256 and the size of the bytes sent worked out, parts one after the other.

    It is done beside the reading, and first of all while the libraries that read are loaded.
    """
    # Closed before the thread is waited for: one that still reads, nobody wanting it, then ends.
    with ThreadPoolExecutor(1, "empreinte") as pool, ExitStack() as opened:
        streams = []
        for source in sources:
            with _readable(source):
                streams.append(opened.enter_context(source.open("rb")))
                if not streams[-1].seekable():
                    raise OSError(errno.ESPIPE, "not seekable")
        yield pool.submit(_digest, sources, streams)


def _digest(sources: list[Path], streams: list[BufferedReader]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for source, stream in zip(sources, streams, strict=True):
        with _readable(source):
            while block := stream.read(BLOCK_OCTETS):
                digest.update(block)
                size += len(block)
    return digest.hexdigest(), size


@contextmanager
def _readable(source: Path) -> Iterator[None]:
    """Tell in a sentence why a file cannot be read."""
    try:
        yield
    except OSError as fault:
        raise Refus(FICHIER_INTROUVABLE, chemin=str(source), raison=raison_acces(fault)) from fault


def exit_code(rapport: Rapport, niveau: Niveau | None = None) -> int:
    """Give 0 when the file conforms, 1 when it does not, 2 when nothing of it could be read.

    niveau: look at this level alone; otherwise at the three, and at what forbids an import.
    """
    admis = niveau is Niveau.FORME and rapport.admis
    if not rapport.faits.get("lisible", True) and not admis:
        return ILLISIBLE
    if niveau is not None:
        return CONFORME if rapport.verdict(niveau) else ANOMALIES
    conforms = all(rapport.verdict(level) for level in Niveau) and not rapport.bloquant
    return CONFORME if conforms else ANOMALIES


def lignes_montrees(
    rapport: Rapport, path: Chemin | Sequence[Chemin], exemples_max: int
) -> dict[int, bytes]:
    """Read again the lines that a rendering shows, inside the archive if the file is one."""
    faits = rapport.faits
    if not is_fec(rapport) and (faits["format"] in _SANS_LIGNES or faits.get("archive")):
        return {}
    wanted = lines_shown(rapport, exemples_max)
    fin = rapport.faits.get("fin_de_ligne", "LF")
    found: dict[int, bytes] = {}
    for source, premiere, apres in _parts(rapport, sources_of(path)):
        # Line `premiere` of the whole is line 2 of its part, whose line 1 names the columns.
        own = {n - premiere + 2: n for n in wanted if n < apres and (n >= premiere or n == 1)}
        wanted -= set(own.values())
        if own:
            with open_source(source) as stream:
                found |= {own[n]: raw for n, raw in read_lignes(stream, own, fin).items()}
    return found


def _parts(rapport: Rapport, sources: list[Path]) -> list[tuple[Path, int, int]]:
    """Give each file with its first line of data in the whole, and the first of the next one."""
    if len(sources) == 1:
        return [(sources[0], 2, sys.maxsize)]
    by_name = {source.name: source for source in sources}
    parts = rapport.faits.get("parties", [])
    starts = [part["premiere_ligne"] for part in parts] + [sys.maxsize]
    return [
        (by_name[part["nom"]], starts[rank], starts[rank + 1]) for rank, part in enumerate(parts)
    ]


def faits_of(bilan: Bilan) -> dict[str, Any]:
    """Turn a bilan into the facts of a rapport: totals, then journaux with their months."""
    journaux = _journaux(bilan)
    attente = [solde for solde in bilan.soldes if is_attente(solde.compte)]
    return {
        "lignes": bilan.lignes,
        "ecritures": bilan.ecritures,
        "debit_centimes": bilan.debit,
        "credit_centimes": bilan.credit,
        "date_min": bilan.date_min.isoformat() if bilan.date_min else None,
        "date_max": bilan.date_max.isoformat() if bilan.date_max else None,
        "cle_ecriture": bilan.cle_ecriture,
        "regime": bilan.regime,
        "colonnes_extra": bilan.colonnes_extra,
        "nombre_journaux": len(bilan.journaux),
        "nombre_comptes": len(bilan.comptes),
        "nombre_tiers": len(bilan.tiers),
        "resultat_centimes": sum(
            solde.credit - solde.debit for solde in bilan.soldes if solde.compte[:1] in ("6", "7")
        ),
        "attente_centimes": sum(solde.debit - solde.credit for solde in attente),
        "attente_lignes": sum(solde.lignes for solde in attente),
        "desequilibres": bilan.desequilibres_total,
        "journaux": journaux,
    }


def _journaux(bilan: Bilan) -> list[dict[str, Any]]:
    months: dict[str, dict[str, list[int]]] = {}
    for solde in bilan.soldes:
        _add(months.setdefault(solde.journal, {}), solde)
    busiest = sorted(
        months, key=lambda code: (-sum(cell[2] for cell in months[code].values()), code)
    )[:JOURNAUX_MAX]
    return [_journal(code, bilan.journaux.get(code, ""), months[code]) for code in sorted(busiest)]


def _add(cells: dict[str, list[int]], solde: Solde) -> None:
    cell = cells.setdefault(solde.mois, [0, 0, 0])
    cell[0] += solde.debit
    cell[1] += solde.credit
    cell[2] += solde.lignes


def _journal(code: str, libelle: str, cells: dict[str, list[int]]) -> dict[str, Any]:
    busiest = sorted(cells, key=lambda mois: (-cells[mois][2], mois))[:MOIS_MAX]
    return {
        "code": code[:TEXTE_MAX],
        "libelle": libelle[:TEXTE_MAX],
        "lignes": sum(cell[2] for cell in cells.values()),
        "debit_centimes": sum(cell[0] for cell in cells.values()),
        "credit_centimes": sum(cell[1] for cell in cells.values()),
        "mois": [
            {
                "mois": mois,
                "debit_centimes": cells[mois][0],
                "credit_centimes": cells[mois][1],
                "lignes": cells[mois][2],
            }
            for mois in sorted(busiest)
        ],
    }
