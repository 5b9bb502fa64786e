"""Corps: what is said around the lines, and the reading of one line, every fault collected.

The faults come in the order of the page: the envelope, the contexte, then line by line. A line is
named by its place in the array, from 1. This is the reader that speaks: `valeurs.py` reads whole
columns, and hands over the lines that have anything odd.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boucle.bornes import BORNES
from boucle.compta.jour import compile_format
from boucle.errors import Kind
from boucle.errors.demandes import req_json as j
from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req import CHAMP_REPETE
from boucle.formats.saisie_json.champs import COTES, Lecture, readers
from boucle.formats.saisie_json.dates import day_reader, iso_reader, near_midnight
from boucle.formats.saisie_json.montants import Montant, read_montant
from boucle.formats.saisie_json.options import Options, read_options
from boucle.formats.saisie_json.parts import Ventilee, axe_of, read_parts
from boucle.formats.saisie_json.squelette import Squelette
from boucle.schema.champs.champ import Faux, shown
from boucle.schema.fiche import Faute
from boucle.values import siret_ok

LIGNES_MAX = 500_000
"""Lines of a request; a deposit may hold more."""
FAUTES_ARRET = 10_000
"""Faults after which nothing more is read: nobody mends them one by one."""
_CONTEXTE = ("from", "to")
_ZERO = Montant(0)


@dataclass(slots=True)
class Envoi:
    """What is said around the lines, and what is wrong with any of it.

    debut, fin: days of the contexte, None without one. fautes: those that are told, of
    `nombre_fautes`. etablissements: the SIRET of the dossier, None when they are not judged; code:
    that of the dossier.
    """

    options: Options
    known: Mapping[str, Lecture] = field(default_factory=dict)
    debut: int | None = None
    fin: int | None = None
    fautes: list[Faute] = field(default_factory=list)
    nombre_fautes: int = 0
    etablissements: frozenset[str] | None = None
    code: str = ""
    sirens: set[str] = field(default_factory=set)
    inconnus: list[Faute] = field(default_factory=list)
    """Lines whose SIRET the dossier has not: told after all the others."""

    def blame(
        self, champ: str, kind: Kind, lu: Any = None, index: int = -1, /, **slots: Any
    ) -> None:
        """Add one fault; index: place of the line in the array, -1 for the envelope."""
        self.blame_all([Faute(index, champ, kind, lu, slots)])

    def blame_all(self, fautes: Iterable[Faute]) -> None:
        """Add faults."""
        for faute in fautes:
            self.nombre_fautes += 1
            if len(self.fautes) < BORNES.fautes:
                self.fautes.append(faute)


@dataclass(slots=True)
class Ligne:
    """One line: values by column of a saisie or of a detail, `n` among them."""

    valeurs: dict[str, Any]
    ventilees: list[Ventilee] = field(default_factory=list)
    minuits: list[tuple[int, str, str]] = field(default_factory=list)


def read_enveloppe(squelette: Squelette) -> Envoi:
    """Read what stands around the lines; never raises: what is wrong is in `fautes`."""
    if not squelette.objet:
        envoi = Envoi(read_options(None, []))
        envoi.blame_all(squelette.fautes)
        envoi.blame("data", j.DATA_ABSENTE, squelette.corps.get("data"))
        return envoi
    fautes: list[Faute] = []
    envoi = Envoi(read_options(squelette.data.get("options"), fautes))
    envoi.blame_all([*squelette.fautes, *fautes])
    _read_contexte(envoi, squelette.data.get("contexte"))
    if squelette.tableau is None:
        ecritures = squelette.data.get("ecritures")
        absent = ecritures is None or ecritures == {}
        envoi.blame("data.ecritures", j.ECRITURES_ABSENTES if absent else j.ECRITURES_NON_TABLEAU)
    text = envoi.options["formatDate"]
    pattern = compile_format(text)
    assert pattern is not None
    envoi.known = readers(day_reader(text, pattern))
    return envoi


def _read_contexte(envoi: Envoi, contexte: Any) -> None:
    if contexte is None:
        if not envoi.options["multiPeriode"]:
            envoi.blame("data.contexte", j.CONTEXTE_ABSENT)
        return
    if not isinstance(contexte, dict):
        envoi.blame("data.contexte", r.TYPE_INATTENDU, contexte, attendu="un objet")
        return
    sent: dict[str, Any] = {}
    for nom, value in contexte.items():
        if nom.lower() not in _CONTEXTE:
            acceptes = ", ".join(_CONTEXTE)
            envoi.blame(
                f"data.contexte.{nom[:40]}",
                r.CHAMP_INCONNU,
                value,
                ressource="le contexte",
                acceptes=acceptes,
            )
        elif nom.lower() in sent:
            autre = shown(sent[nom.lower()])
            envoi.blame(f"data.contexte.{nom}", CHAMP_REPETE, value, autre=autre)
        else:
            sent[nom.lower()] = value
    read, days = iso_reader(j.CONTEXTE_DATES), []
    for nom in _CONTEXTE:
        try:
            day = read(sent.get(nom))
            if day is None and not envoi.options["multiPeriode"]:
                raise Faux(j.CONTEXTE_DATES)
            days.append(day)
        except Faux as faux:
            envoi.blame(f"data.contexte.{nom}", faux.kind, sent.get(nom), **faux.slots)
    if len(days) == len(_CONTEXTE):
        envoi.debut, envoi.fin = days
        if envoi.debut is not None and envoi.fin is not None and envoi.fin < envoi.debut:
            envoi.blame(
                "data.contexte", j.CONTEXTE_INVERSE, debut=sent["from"][:10], fin=sent["to"][:10]
            )


def read_ligne(envoi: Envoi, rang: int, item: Any) -> Ligne | None:
    """Read one line; a field that is wrong is blamed and left out, null where it is an amount."""
    if not isinstance(item, dict):
        envoi.blame(f"data.ecritures[{rang}]", r.TYPE_INATTENDU, item, rang, attendu="un objet")
        return None
    ligne = Ligne({"n": rang + 1})
    axes: list[tuple[str, str, Any]] = []
    sides: dict[str, Montant | None] = dict.fromkeys(COTES, _ZERO)
    sent: dict[str, Any] = {}
    for nom, value in item.items():
        if (axe := axe_of(nom)) is not None:
            axes.append((nom, axe, value))
            continue
        lecture = envoi.known.get(nom.lower())
        if lecture is None or nom.lower() in sent:
            _blame_key(envoi, rang, nom, value, sent)
            continue
        sent[nom.lower()] = value
        try:
            if lecture.read is None:
                sides[lecture.nom] = None
                sides[lecture.nom] = read_montant(value, envoi.options["separatorDecimal"])
            else:
                ligne.valeurs[lecture.column] = lecture.read(value)
                if near_midnight(value):
                    ligne.minuits.append((rang + 1, lecture.nom, value))
        except Faux as faux:
            envoi.blame(_at(rang, lecture.nom), faux.kind, value, rang, **faux.slots)
    _put_amounts(ligne.valeurs, sides)
    _judge_dates(envoi, sent, rang)
    _judge_siret(envoi, ligne.valeurs.get("etablissement", ""), rang)
    _read_axes(envoi, ligne, rang, axes)
    return ligne


def _blame_key(envoi: Envoi, rang: int, nom: str, value: Any, sent: Mapping[str, Any]) -> None:
    if nom.lower() in sent:
        autre = shown(sent[nom.lower()])
        envoi.blame(_at(rang, nom[:40]), CHAMP_REPETE, value, rang, autre=autre)
        return
    acceptes = ", ".join(sorted(lecture.nom for lecture in envoi.known.values()))
    envoi.blame(
        _at(rang, nom[:40]),
        r.CHAMP_INCONNU,
        value,
        rang,
        ressource="une ligne",
        acceptes=f"{acceptes}, axeAna<axe>",
    )


def _read_axes(envoi: Envoi, ligne: Ligne, rang: int, axes: Iterable[tuple[str, str, Any]]) -> None:
    net = (ligne.valeurs["debit"] or 0) - (ligne.valeurs["credit"] or 0)
    for nom, axe, value in axes:
        try:
            parts = read_parts(value, axe, net, envoi.options["separatorDecimal"])
        except Faux as faux:
            envoi.blame(_at(rang, nom[:40]), faux.kind, value, rang, **faux.slots)
        else:
            ligne.ventilees.append(Ventilee(rang + 1, axe, net, parts))


def _put_amounts(valeurs: dict[str, Any], sides: Mapping[str, Montant | None]) -> None:
    """Keep both sides, and the currency of the one that bears the amount."""
    valeurs |= {nom: None if side is None else side.centimes for nom, side in sides.items()}
    read = [side for side in sides.values() if side is not None]
    foreign = next((side for side in read if side.devise and side.centimes), _ZERO)
    valeurs |= {"devise": foreign.devise, "montant_devise": foreign.en_devise}


def _judge_dates(envoi: Envoi, sent: Mapping[str, Any], rang: int) -> None:
    if sent.get("date") in (None, ""):
        envoi.blame(_at(rang, "date"), r.CHAMP_OBLIGATOIRE, None, rang)
    if (sent.get("debcutoff") in (None, "")) != (sent.get("fincutoff") in (None, "")):
        envoi.blame(_at(rang, "debCutOff"), j.CUTOFF_SEUL, None, rang)


def _judge_siret(envoi: Envoi, siret: str, rang: int) -> None:
    if not siret:
        return
    if not siret_ok(siret):
        envoi.blame(_at(rang, "SIRET"), j.SIRET_LIGNE, siret, rang, numeroEcriture=rang + 1)
        return
    envoi.sirens.add(siret[:9])
    if envoi.etablissements is not None and siret not in envoi.etablissements:
        slots = {"SIRET": siret, "codeIBS": envoi.code}
        faute = Faute(rang, _at(rang, "SIRET"), j.ETABLISSEMENT_LIGNE, siret, slots)
        envoi.inconnus.append(faute)


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
