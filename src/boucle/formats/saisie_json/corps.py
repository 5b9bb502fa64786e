"""Corps: what a partner sends in `data`, read whole, every fault of every line collected.

The faults come in the order of the page: the envelope, the contexte, then line by line. A line is
named by its place in the array, from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from boucle.errors import Kind
from boucle.errors.demandes import req_json as j
from boucle.errors.demandes import ressource as r
from boucle.formats.saisie_json.champs import COTES, Lecture, readers
from boucle.formats.saisie_json.dates import compile_format, day_reader, iso_reader
from boucle.formats.saisie_json.montants import Montant, read_montant
from boucle.formats.saisie_json.options import Options, read_options
from boucle.formats.saisie_json.parts import Part, axe_of, read_parts
from boucle.schema.champs.champ import Faux, shown
from boucle.schema.fiche import Faute
from boucle.values import siret_ok

LIGNES_MAX = 200_000
_ZERO = Montant(0)


class Ventilee(NamedTuple):
    """The shares of one line on one axe; net: the line's debit less its credit, in centimes."""

    n: int
    axe: str
    net: int
    parts: list[Part]


@dataclass(slots=True)
class Envoi:
    """What was sent. lignes: values by column of a saisie or of a detail, `n` among them.

    debut, fin: days of the contexte, None without one. ignores: first line of each unknown field.
    """

    options: Options
    debut: int | None = None
    fin: int | None = None
    lignes: list[dict[str, Any]] = field(default_factory=list)
    ventilees: list[Ventilee] = field(default_factory=list)
    ignores: dict[str, int] = field(default_factory=dict)
    fautes: list[Faute] = field(default_factory=list)

    def blame(
        self, champ: str, kind: Kind, lu: Any = None, index: int = -1, /, **slots: Any
    ) -> None:
        """Add one fault; index: place of the line in the array, -1 for the envelope."""
        self.fautes.append(Faute(index, champ, kind, lu, slots))


def read_envoi(data: Any) -> Envoi:
    """Read `data`; never raises: what is wrong is in `fautes`."""
    fautes: list[Faute] = []
    if not isinstance(data, dict):
        envoi = Envoi(read_options(None, fautes))
        envoi.blame("data", j.DATA_ABSENTE, data)
        return envoi
    sent = {nom.lower(): value for nom, value in data.items()}
    envoi = Envoi(read_options(sent.get("options"), fautes), fautes=fautes)
    _read_contexte(envoi, sent.get("contexte"))
    ecritures = sent.get("ecritures")
    if not isinstance(ecritures, list):
        absent = ecritures is None or ecritures == {}
        envoi.blame("data.ecritures", j.ECRITURES_ABSENTES if absent else j.ECRITURES_NON_TABLEAU)
    elif not ecritures:
        envoi.blame("data.ecritures", j.ECRITURES_ABSENTES)
    elif len(ecritures) == 1:
        envoi.blame("data.ecritures", j.ECRITURES_UNE_LIGNE)
    elif len(ecritures) > LIGNES_MAX:
        envoi.blame(
            "data.ecritures",
            r.TYPE_INATTENDU,
            ecritures,
            attendu=f"un tableau de {LIGNES_MAX} lignes au plus",
        )
    else:
        _read_lignes(envoi, ecritures)
    return envoi


def _read_contexte(envoi: Envoi, contexte: Any) -> None:
    if contexte is None:
        if not envoi.options["multiPeriode"]:
            envoi.blame("data.contexte", j.CONTEXTE_ABSENT)
        return
    if not isinstance(contexte, dict):
        envoi.blame("data.contexte", r.TYPE_INATTENDU, contexte, attendu="un objet")
        return
    sent = {nom.lower(): value for nom, value in contexte.items()}
    read, days = iso_reader(j.CONTEXTE_DATES), []
    for nom in ("from", "to"):
        try:
            day = read(sent.get(nom))
            if day is None and not envoi.options["multiPeriode"]:
                raise Faux(j.CONTEXTE_DATES)
            days.append(day)
        except Faux as faux:
            envoi.blame(f"data.contexte.{nom}", faux.kind, sent.get(nom), **faux.slots)
    if len(days) == 2:
        envoi.debut, envoi.fin = days
        if envoi.debut is not None and envoi.fin is not None and envoi.fin < envoi.debut:
            envoi.blame(
                "data.contexte", j.CONTEXTE_INVERSE, debut=sent["from"][:10], fin=sent["to"][:10]
            )


def _read_lignes(envoi: Envoi, ecritures: list[Any]) -> None:
    text = envoi.options["formatDate"]
    pattern = compile_format(text)
    assert pattern is not None
    known = readers(day_reader(text, pattern))
    sirens: set[str] = set()
    for rang, item in enumerate(ecritures):
        if not isinstance(item, dict):
            envoi.blame(f"data.ecritures[{rang}]", r.TYPE_INATTENDU, item, rang, attendu="un objet")
            continue
        ligne = _read_ligne(envoi, known, rang, item)
        envoi.lignes.append(ligne)
        siret = ligne.get("etablissement", "")
        if siret and not siret_ok(siret):
            envoi.blame(_at(rang, "SIRET"), j.SIRET_LIGNE, siret, rang, numeroEcriture=rang + 1)
        elif siret:
            sirens.add(siret[:9])
    if len(sirens) > 1:
        envoi.blame("data.ecritures", j.SIREN_DIFFERENTS, ", ".join(sorted(sirens)))


def _read_ligne(
    envoi: Envoi, known: Mapping[str, Lecture], rang: int, item: dict[str, Any]
) -> dict[str, Any]:
    """Read one line; a field that is wrong is blamed and left out."""
    ligne: dict[str, Any] = {"n": rang + 1}
    axes: list[tuple[str, str, Any]] = []
    sides = dict.fromkeys(COTES, _ZERO)
    separateur = envoi.options["separatorDecimal"]
    for nom, value in item.items():
        axe = axe_of(nom)
        lecture = known.get(nom.lower())
        if axe is not None:
            axes.append((nom, axe, value))
            continue
        if lecture is None:
            envoi.ignores.setdefault(nom[:40], rang + 1)
            continue
        try:
            if lecture.read is None:
                sides[lecture.nom] = read_montant(value, separateur)
            else:
                ligne[lecture.column] = lecture.read(value)
        except Faux as faux:
            envoi.blame(_at(rang, lecture.nom), faux.kind, value, rang, **faux.slots)
    _put_amounts(ligne, sides)
    _judge_dates(envoi, ligne, item, rang)
    net = ligne["debit"] - ligne["credit"]
    for nom, axe, value in axes:
        try:
            parts = read_parts(value, axe, net, separateur)
        except Faux as faux:
            envoi.blame(_at(rang, nom), faux.kind, value, rang, **faux.slots)
        else:
            envoi.ventilees.append(Ventilee(rang + 1, axe, net, parts))
    return ligne


def _put_amounts(ligne: dict[str, Any], sides: dict[str, Montant]) -> None:
    """Keep both sides, and the currency of the one that bears the amount."""
    ligne |= {nom: side.centimes for nom, side in sides.items()}
    foreign = next((side for side in sides.values() if side.devise and side.centimes), _ZERO)
    ligne |= {"devise": foreign.devise, "montant_devise": foreign.en_devise}


def _judge_dates(envoi: Envoi, ligne: dict[str, Any], item: dict[str, Any], rang: int) -> None:
    sent = {nom.lower(): value for nom, value in item.items()}
    if sent.get("date") in (None, ""):
        envoi.blame(_at(rang, "date"), r.CHAMP_OBLIGATOIRE, None, rang)
    if (sent.get("debcutoff") in (None, "")) != (sent.get("fincutoff") in (None, "")):
        envoi.blame(_at(rang, "debCutOff"), j.CUTOFF_SEUL, None, rang)


def _at(rang: int, nom: str) -> str:
    return f"data.ecritures[{rang}].{nom}"


def told(fautes: list[Faute]) -> list[dict[str, Any]]:
    """Give the faults as plain facts for the wire."""
    return [
        {
            "code": faute.kind.code,
            "champ": faute.champ,
            "message": faute.message,
            "remede": faute.remede,
            "lu": None if faute.lu is None else shown(faute.lu),
            **({"numeroEcriture": faute.index + 1} if faute.index >= 0 else {}),
        }
        for faute in fautes
    ]
