"""VentilationLigne: changing the analytic breakdown of lines that are in the books.

Every fault of every record is collected; a line is changed on all the axes sent, or not at all.
The axes that are not sent keep their parts; an empty array takes them away. Neither the amounts
nor the comptes of the books move: balances and the FEC stay what they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping

from boucle.compta.etat import Etat
from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req_json import PART_SANS_MONTANT
from boucle.formats.saisie_json.parts import PARTS_MAX, Part, amounts, axe_of, read_parts
from boucle.operations.acces.acteur import Acteur
from boucle.operations.ressources.ressources import Envoi, write
from boucle.operations.ressources.verdict import Verdict
from boucle.resources._ecriture import CHAMPS_LIGNE, ECRITURE
from boucle.resources._ventilation import CLE, tell_parts
from boucle.schema.champs.champ import Faux, Usage, shown
from boucle.schema.champs.champs import Code
from boucle.schema.fiche import Faute, Fiche, lecteur, shown_name
from boucle.schema.resource import Resource, write_revision
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers, reglages
from boucle.store.livre import livre, ventilations
from boucle.values import Perimetre, format_centimes

_ENVOYES = ("objectId", "revisionId")
_read_axe = Code("axe", "Axe", max=17).reader(Usage())


@dataclass(slots=True)
class Changement:
    """One record as sent: the parts by key of the wire, then what the books hold of its line."""

    fiche: Fiche
    envoyes: dict[str, tuple[str, Any]]
    nom: tuple[str, int]
    ligne: RowMapping | None = None
    parts: dict[str, list[Part]] = field(default_factory=dict)

    @property
    def net(self) -> int:
        """Debit less credit of the line, in centimes; 0 when it is unknown."""
        return 0 if self.ligne is None else self.ligne["debit"] - self.ligne["credit"]


def change_ventilations(store: Store, acteur: Acteur, envoi: Envoi) -> bytes:
    """Change the breakdown of lines; give the envelope with one verdict per record.

    Refuses as `ressources.write`.
    """
    return write(store, acteur, ECRITURE, envoi, act=_change)


def _change(
    conn: Connection, perimetre: Perimetre, resource: Resource, usage: Usage, items: list[Any]
) -> Verdict:
    verdict = Verdict()
    candidates, verdict.fautes = lecteur(resource, usage).read_deletions(items)
    changements = [_read(fiche, items[fiche.index], verdict) for fiche in candidates]
    if not changements:
        return verdict
    # Taking the dossier's counters first: of two writers, the second sees the first's revision.
    dossiers.next_revisions(conn, perimetre, 0)
    lines = livre.lines_named(conn, perimetre, {found.nom for found in changements})
    for found in changements:
        found.ligne = lines.get(found.nom)
    revisions = _revisions(conn, perimetre, changements)
    _judge_lignes(conn, perimetre, changements, revisions, verdict)
    for found in changements:
        _read_all_parts(found, verdict)
    _judge_codes(conn, perimetre, changements, verdict)
    noms = {found.fiche.index: "{}-{}".format(*found.nom) for found in changements}
    known = [found.fiche for found in changements if found.ligne is not None]
    once = verdict.refuse_doubles(known, "objectId", lambda fiche: noms[fiche.index])
    sound = {fiche.index for fiche in verdict.sound(once)}
    _keep(conn, perimetre, [found for found in changements if found.fiche.index in sound], verdict)
    return verdict


def _read(fiche: Fiche, item: dict[str, Any], verdict: Verdict) -> Changement:
    """Read the keys of one record; the parts wait until the sign of the line is known."""
    demande, _, n = fiche.object_id.rpartition("-")
    number = int(n) if n.isascii() and n.isdigit() and len(n) < 10 else -1
    found = Changement(fiche, {}, (demande, number))
    by_axe: dict[str, str] = {}
    for key, value in item.items():
        if key in _ENVOYES:
            continue
        axe = axe_of(key)
        if axe is None:
            _refuse_key(fiche, key, value, verdict)
            continue
        try:
            code = _read_axe(axe)
        except Faux as faux:
            _blame(fiche, shown_name(key), faux, axe, verdict)
            continue
        if code in by_axe:
            verdict.refuse(fiche, shown_name(key), r.FICHE_EN_DOUBLE, code, autre=fiche.index)
            continue
        by_axe[code] = key
        found.envoyes[key] = (code, value)
    return found


def _blame(fiche: Fiche, champ: str, faux: Faux, lu: Any, verdict: Verdict) -> None:
    verdict.fautes.append(Faute(fiche.index, champ, faux.kind, lu, faux.slots, fiche.object_id))


def _refuse_key(fiche: Fiche, key: str, value: Any, verdict: Verdict) -> None:
    if key in CHAMPS_LIGNE:
        verdict.refuse(fiche, key, r.CHAMP_SERVEUR, value)
        return
    acceptes = f"{', '.join(_ENVOYES)}, {CLE}<code de l'axe>"
    verdict.refuse(
        fiche, shown_name(key), r.CHAMP_INCONNU, value, ressource=ECRITURE.nom, acceptes=acceptes
    )


def _revisions(
    conn: Connection, perimetre: Perimetre, changements: list[Changement]
) -> dict[int, int]:
    """Give the present revision of each line known, by index of its record."""
    by_import: dict[tuple[int, int], list[Changement]] = {}
    for found in changements:
        if found.ligne is not None:
            key = found.ligne["import_id"], found.ligne["tentative"]
            by_import.setdefault(key, []).append(found)
    revisions: dict[int, int] = {}
    for (import_id, tentative), several in by_import.items():
        details = ventilations.details(
            conn, perimetre, import_id, tentative, [found.nom[1] for found in several]
        )
        for found in several:
            row = details.get(found.nom[1])
            revisions[found.fiche.index] = 0 if row is None else row["revision"]
    return revisions


def _judge_lignes(
    conn: Connection,
    perimetre: Perimetre,
    changements: list[Changement],
    revisions: dict[int, int],
    verdict: Verdict,
) -> None:
    """Refuse what is unknown, out of date, not validated, or of a closed exercice."""
    years = reglages.read_exercices(conn, perimetre)
    for found in changements:
        fiche, ligne = found.fiche, found.ligne
        if ligne is None:
            verdict.refuse(fiche, "objectId", r.FICHE_INCONNUE, fiche.object_id)
            continue
        if ligne["etat"] != Etat.VALIDE:
            verdict.refuse(fiche, "objectId", r.LIGNE_NON_VALIDEE, fiche.object_id)
        current = revisions[fiche.index]
        if current != fiche.revision:
            actuelle = write_revision(current)
            verdict.refuse(
                fiche, "revisionId", r.REVISION_PERIMEE, fiche.revision_lue, actuelle=actuelle
            )
            verdict.fautes[-1].details["revisionId"] = actuelle
        for year in years:
            if year.clos and year.debut <= ligne["date"] <= year.fin:
                verdict.refuse(
                    fiche,
                    "objectId",
                    r.EXERCICE_CLOS,
                    fiche.object_id,
                    exercice=year.code,
                    date=f"{ligne['date']:%d/%m/%Y}",
                )


def _read_all_parts(found: Changement, verdict: Verdict) -> None:
    """Read the parts of every axe sent, each part with its own faults, and hold their sum."""
    for key, (axe, value) in found.envoyes.items():
        champ = shown_name(key)
        if not isinstance(value, list) or len(value) > PARTS_MAX:
            try:
                found.parts[key] = read_parts(value, axe, found.net, ".")
            except Faux as faux:
                _blame(found.fiche, champ, faux, value, verdict)
            continue
        parts: list[Part] = []
        for rang, item in enumerate(value):
            try:
                parts += read_parts([item], axe, found.net, ".")
            except Faux as faux:
                _blame(found.fiche, f"{champ}[{rang}]", faux, item, verdict)
        found.parts[key] = parts
        if len(parts) < len(value):
            continue
        if len(parts) > 1 and any(part.net is part.centiemes is None for part in parts):
            verdict.refuse(found.fiche, champ, PART_SANS_MONTANT, value)
            continue
        total = sum(debit - credit for _, debit, credit in amounts(parts, found.net))
        if parts and found.ligne is not None and total != found.net:
            verdict.refuse(
                found.fiche,
                champ,
                r.VENTILATION_INEXACTE,
                value,
                total=format_centimes(total),
                montant=format_centimes(found.net),
            )


def _judge_codes(
    conn: Connection, perimetre: Perimetre, changements: list[Changement], verdict: Verdict
) -> None:
    """Refuse the axes and sections that the dossier lacks, mixes up or closed, and the comptes
    that admit no breakdown. Taking parts away asks for none of it but the axe."""
    codes = sorted({
        part.section for found in changements for several in found.parts.values()
        for part in several
    })  # fmt: skip
    axes = ventilations.closed_axes(
        conn, perimetre, {axe for found in changements for axe, _ in found.envoyes.values()}
    )
    owners = ventilations.axes_of(conn, perimetre, codes)
    closed = ventilations.closed_sections(conn, perimetre, codes)
    comptes = sorted({found.ligne["compte"] for found in changements if found.ligne is not None})
    plain = ventilations.not_analytiques(conn, perimetre, comptes)
    for found in changements:
        fiche, ligne = found.fiche, found.ligne
        if ligne is not None and ligne["compte"] in plain and any(found.parts.values()):
            verdict.refuse(
                fiche,
                "objectId",
                r.COMPTE_SANS_ANALYTIQUE,
                fiche.object_id,
                compte=ligne["compte"],
            )
        for key, (axe, _) in found.envoyes.items():
            champ = shown_name(key)
            if axe not in axes:
                verdict.refuse(fiche, champ, r.REFERENCE_INCONNUE, axe, cible="axe")
                continue
            if axes[axe] and found.parts.get(key):
                verdict.refuse(
                    fiche, champ, r.ANALYTIQUE_FERME, axe, ressource="L'axe", code=shown(axe)
                )
            for place, code in _sections(champ, found.parts.get(key, [])):
                if code not in owners:
                    verdict.refuse(fiche, place, r.REFERENCE_INCONNUE, code, cible="section")
                elif owners[code] != axe:
                    verdict.refuse(
                        fiche,
                        place,
                        r.SECTION_HORS_AXE,
                        code,
                        code=shown(code),
                        axe=shown(axe),
                        autre=shown(owners[code]),
                    )
                elif code in closed:
                    verdict.refuse(
                        fiche,
                        place,
                        r.ANALYTIQUE_FERME,
                        code,
                        ressource="La section",
                        code=shown(code),
                    )


def _sections(champ: str, parts: list[Part]) -> Iterator[tuple[str, str]]:
    for rang, part in enumerate(parts):
        yield f"{champ}[{rang}].section", part.section


def _keep(
    conn: Connection, perimetre: Perimetre, changements: list[Changement], verdict: Verdict
) -> None:
    """Write what is sound, each line under a new revision, and tell its whole breakdown."""
    revisions = dossiers.next_revisions(conn, perimetre, len(changements))
    for found, revision in zip(changements, revisions, strict=True):
        ligne = found.ligne
        assert ligne is not None
        for key, (axe, _) in found.envoyes.items():
            rows = [
                {
                    "section": part.section,
                    "debit": debit,
                    "credit": credit,
                    "quantite": part.quantite,
                }
                for part, debit, credit in amounts(found.parts[key], found.net)
            ]
            ventilations.replace_parts(conn, perimetre, ligne, axe, rows)
        ventilations.set_revision(conn, perimetre, ligne, revision)
        kept = ventilations.parts(
            conn, perimetre, ligne["import_id"], ligne["tentative"], [ligne["n"]]
        )
        verdict.rows.append({"n": ligne["n"]})
        verdict.success.append(
            {
                "objectId": found.fiche.object_id,
                "revisionId": write_revision(revision),
                **tell_parts(kept),
            }
        )
