"""Fiche: one record as sent, read field by field; every fault of every record is collected.

Nothing here knows what is already kept: existing keys, references and revisions are judged by the
operation, in the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from boucle.bornes import BORNES
from boucle.errors import Kind
from boucle.errors.demandes import ressource as r
from boucle.schema.champs.champ import Champ, Faux, Objet, Reader, Usage, shown
from boucle.schema.champs.champ_lien import FauxListe
from boucle.schema.resource import Resource, Violation, read_revision

_SERVEUR = ("objectId", "revisionId")


@dataclass(slots=True)
class Fiche:
    """One record read without fault: kept values by column.

    index: its rank in the call. revision: the one sent, None when it cannot be one of ours.
    """

    index: int
    valeurs: dict[str, Any]
    object_id: str = ""
    revision: int | None = None
    revision_lue: str = ""


@dataclass(slots=True)
class Faute:
    """One fault of one record: its rank in the call, its field, what was read.

    details: extra public facts for the wire, such as the current revision.
    """

    index: int
    champ: str
    kind: Kind
    lu: Any = None
    slots: dict[str, Any] = field(default_factory=dict)
    object_id: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence for the person."""
        return self.kind.message.format(**self._filled())

    @property
    def remede(self) -> str:
        """What to do about it."""
        return self.kind.remede.format(**self._filled())

    def _filled(self) -> dict[str, Any]:
        return {"champ": self.champ, "lu": shown(self.lu), **self.slots}


@dataclass(frozen=True, slots=True)
class _Entry:
    champ: Champ
    column: str
    read: Reader | None
    inner: _Entries = field(default_factory=lambda: _Entries())


class _Entries(dict[str, _Entry]):
    """Fields by the names under which they may be sent."""

    @cached_property
    def acceptes(self) -> str:
        """Their own names, for whoever sends another: worked out once, not at each fault."""
        return ", ".join(sorted({entry.champ.nom for entry in self.values()}))


@dataclass(frozen=True)
class Lecteur:
    """A resource compiled for reading, for one usage of a dossier."""

    resource: Resource
    entries: _Entries
    absents: Mapping[str, Any]
    requis: tuple[tuple[str, str], ...]

    def read_new(
        self, items: list[Any], doubtful: list[Fiche] | None = None
    ) -> tuple[list[Fiche], list[Faute]]:
        """Read records to create: all fields, absent ones at their default, then the rules.

        doubtful: takes the records that have a fault, with what could be read of them, so that
        the caller may look for the faults that only the database can tell.
        """
        fiches: list[Fiche] = []
        fautes: list[Faute] = []
        for index, item in enumerate(items):
            found: list[Faute] = []
            valeurs = dict(self.absents)
            if not isinstance(item, dict):
                fautes.append(_malformed(index, item))
                continue
            self._read_fields(index, item, valeurs, found)
            _refuse_server_fields(index, item, found)
            self._fix(index, item, valeurs, found)
            if self.resource.base.derive is not None:
                self.resource.base.derive(valeurs)
            self.check(index, valeurs, found)
            if not found:
                fiches.append(Fiche(index, valeurs))
                continue
            fautes += bounded(found, len(fautes))
            if doubtful is not None:
                doubtful.append(Fiche(index, valeurs))
        return fiches, fautes

    def read_changes(
        self, items: list[Any], doubtful: list[Fiche] | None = None
    ) -> tuple[list[Fiche], list[Faute]]:
        """Read changes: the fields that are sent, with the objectId and the revisionId.

        doubtful: as for `read_new`, the records whose identity could be read.
        """
        fiches: list[Fiche] = []
        fautes: list[Faute] = []
        for index, item in enumerate(items):
            found: list[Faute] = []
            fiche = self._read_identity(index, item, found)
            if fiche is not None:
                self._read_fields(index, item, fiche.valeurs, found)
                self._fix(index, item, fiche.valeurs, found)
            told = bounded(found, len(fautes))
            for faute in told:
                faute.object_id = fiche.object_id if fiche else ""
            fautes += told
            if fiche is not None and not found:
                fiches.append(fiche)
            elif fiche is not None and doubtful is not None:
                doubtful.append(fiche)
        return fiches, fautes

    def read_deletions(self, items: list[Any]) -> tuple[list[Fiche], list[Faute]]:
        """Read what to delete: the objectId and the revisionId; the rest is not looked at."""
        fiches: list[Fiche] = []
        fautes: list[Faute] = []
        for index, item in enumerate(items):
            found: list[Faute] = []
            fiche = self._read_identity(index, item, found)
            fautes += found
            if fiche is not None and not found:
                fiches.append(fiche)
        return fiches, fautes

    def check(self, index: int, valeurs: Mapping[str, Any], found: list[Faute]) -> None:
        """Judge a whole record: what is required, then the rules between fields.

        A field that already has a fault is not judged again: it is as if it were absent.
        """
        faulty = {faute.champ.partition("[")[0] for faute in found}
        for path, column in self.requis:
            if valeurs[column] in ("", None) and path not in faulty:
                found.append(Faute(index, path, r.CHAMP_OBLIGATOIRE, valeurs[column]))
                faulty.add(path)
        for regle in self.resource.regles:
            for violation in regle(valeurs):
                if violation[0].partition("[")[0] not in faulty:
                    found.append(_of(index, violation, valeurs))

    def _read_fields(
        self,
        index: int,
        item: Mapping[str, Any],
        valeurs: dict[str, Any],
        found: list[Faute],
        entries: _Entries | None = None,
        path: str = "",
    ) -> None:
        entries = self.entries if entries is None else entries
        for name, value in item.items():
            entry = entries.get(name)
            if entry is None:
                if path or name not in _OURS:
                    found.append(self._unknown(index, path + shown_name(name), value, entries))
            elif entry.read is not None:
                try:
                    valeurs[entry.column] = entry.read(value)
                except Faux as faux:
                    found += _faults(index, path + entry.champ.nom, faux, value)
            elif isinstance(value, dict):
                inside = f"{path}{entry.champ.nom}."
                self._read_fields(index, value, valeurs, found, entry.inner, inside)
            elif entry.inner and value is not None:
                found += _faults(
                    index, path + entry.champ.nom, entry.champ.wrong_type(value), value
                )

    def _read_identity(self, index: int, item: Any, found: list[Faute]) -> Fiche | None:
        if not isinstance(item, dict):
            found.append(_malformed(index, item))
            return None
        for name in _SERVEUR:
            value = item.get(name)
            if value is None or value == "":
                found.append(Faute(index, name, r.CHAMP_OBLIGATOIRE, value))
            elif not isinstance(value, str):
                slots = {"attendu": "un texte"}
                found.append(Faute(index, name, r.TYPE_INATTENDU, value, slots))
        if found:
            return None
        lue = item["revisionId"]
        return Fiche(index, {}, item["objectId"].lower(), read_revision(lue), lue)

    def _fix(
        self, index: int, item: Mapping[str, Any], valeurs: dict[str, Any], found: list[Faute]
    ) -> None:
        """Give a view's fixed fields their value; another value sent is refused."""
        for nom, fixed in self.resource.fixe.items():
            column = self.resource.base.par_nom[nom].column
            sent = valeurs.get(column)
            if nom in item and sent is not None and sent != fixed and not found:
                found.append(Faute(index, nom, r.HORS_LISTE, item[nom], {"admises": str(fixed)}))
            valeurs[column] = fixed

    def _unknown(self, index: int, name: str, value: Any, entries: _Entries) -> Faute:
        slots = {"ressource": self.resource.nom, "acceptes": entries.acceptes}
        return Faute(index, name, r.CHAMP_INCONNU, value, slots)


def lecteur(resource: Resource, usage: Usage) -> Lecteur:
    """Compile a resource for reading; kept, since few lengths of accounts exist."""
    return _lecteur(resource, usage.longueur_compte)


@lru_cache(maxsize=1024)
def _lecteur(resource: Resource, longueur_compte: int) -> Lecteur:
    usage = Usage(longueur_compte)
    absents = {leaf.column: leaf.champ.absent for leaf in resource.base.feuilles}
    requis = tuple((leaf.chemin, leaf.column) for leaf in resource.feuilles if leaf.champ.requis)
    return Lecteur(resource, _entries(resource.champs, usage), absents, requis)


def bounded(found: list[Faute], told: int) -> list[Faute]:
    """Give the faults of one record that are told, when so many of the call already are.

    Where some are left out, the last one says how many.
    """
    most = BORNES.fautes_par_element if told < BORNES.fautes else 1
    if len(found) <= most:
        return found
    slots = {"nombre": len(found) - most}
    return [*found[:most], Faute(found[0].index, "", r.FAUTES_TUES, None, slots)]


def shown_name(name: str) -> str:
    """Write an unknown field's name safely and in 60 characters at most."""
    return name[:60].encode("utf-8", "backslashreplace").decode()


_OURS = frozenset({"objectId", "revisionId", "description"})


def _entries(champs: tuple[Champ, ...], usage: Usage, prefix: str = "") -> _Entries:
    entries = _Entries()
    for champ in champs:
        column = prefix + champ.column
        if isinstance(champ, Objet):
            entry = _Entry(champ, column, None, _entries(champ.champs, usage, f"{column}_"))
        elif champ.lecture_seule:
            entry = _Entry(champ, column, None)
        else:
            entry = _Entry(champ, column, champ.reader(usage))
        for name in (champ.nom, *champ.alias):
            entries[name] = entry
    return entries


def _malformed(index: int, item: Any) -> Faute:
    return Faute(index, "", r.FICHE_MAL_FORMEE, item)


def _refuse_server_fields(index: int, item: Mapping[str, Any], found: list[Faute]) -> None:
    for name in _SERVEUR:
        if item.get(name) not in (None, ""):
            found.append(Faute(index, name, r.CHAMP_SERVEUR, item[name]))


def _faults(index: int, path: str, faux: Faux, value: Any) -> Iterable[Faute]:
    if isinstance(faux, FauxListe):
        for place, inner in faux.faults:
            yield Faute(index, path + place, inner.kind, value, inner.slots)
    else:
        yield Faute(index, path, faux.kind, value, faux.slots)


def _of(index: int, violation: Violation, valeurs: Mapping[str, Any]) -> Faute:
    champ, kind, slots = violation
    return Faute(index, champ, kind, slots.get("lu"), slots)
