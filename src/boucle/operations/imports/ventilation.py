"""Ventilation: the analytic breakdown of an import, held against the dossier that receives it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection

from boucle.compta.bilan import Bilan
from boucle.errors import Anomalie
from boucle.errors.donnees import ecr
from boucle.store.livre import ventilations
from boucle.values import Perimetre


def judge(
    conn: Connection, perimetre: Perimetre, bilan: Bilan, axes_crees: Collection[str]
) -> list[Anomalie]:
    """Give ECR-051 for each axe the dossier lacks, ECR-052 for each section known under another
    axe, ECR-053 for each compte that the dossier does not say analytique. axes_crees: axes that the
    import itself creates."""
    if not bilan.sections:
        return []
    return [
        *_judge_sections(conn, perimetre, bilan, axes_crees),
        *_judge_comptes(conn, perimetre, bilan),
    ]


def _judge_sections(
    conn: Connection, perimetre: Perimetre, bilan: Bilan, axes_crees: Collection[str]
) -> Iterator[Anomalie]:
    axes = set(axes_crees) | ventilations.known_axes(
        conn, perimetre, {found.axe for found in bilan.sections}
    )
    owners = ventilations.axes_of(conn, perimetre, [found.code for found in bilan.sections])
    lacking: set[str] = set()
    for found in bilan.sections:
        if found.axe not in axes:
            if found.axe not in lacking:
                lacking.add(found.axe)
                yield Anomalie(ecr.AXE_INCONNU, ligne=found.ligne, slots={"axe": found.axe})
            continue
        # A section that is new belongs to the first axe that names it.
        owner = owners.setdefault(found.code, found.axe)
        if owner != found.axe:
            slots = {"section": found.code, "axe": found.axe, "autre": owner}
            yield Anomalie(ecr.SECTION_AUTRE_AXE, ligne=found.ligne, slots=slots)


def _judge_comptes(conn: Connection, perimetre: Perimetre, bilan: Bilan) -> Iterator[Anomalie]:
    plain = ventilations.not_analytiques(conn, perimetre, list(bilan.comptes_ventiles))
    for compte in sorted(plain):
        ligne = bilan.comptes_ventiles[compte]
        yield Anomalie(ecr.COMPTE_NON_ANALYTIQUE, ligne=ligne, slots={"compte": compte})
