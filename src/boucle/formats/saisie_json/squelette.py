"""Squelette: what stands around the lines of a body: where they go, and how they are to be read.

The lines themselves are only delimited here, whatever the order of the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec

from boucle.bornes import BORNES
from boucle.errors.demandes import ressource as r
from boucle.formats.saisie_json.curseur import Curseur
from boucle.formats.saisie_json.tranches import Malforme, Tranche, tranches
from boucle.schema.champs.champ import shown
from boucle.schema.fiche import Faute

CORPS = {nom.lower(): nom for nom in ("codeIbs", "SIRET", "data", "URI", "URL", "doublon")}
DATA = {nom.lower(): nom for nom in ("contexte", "options", "ecritures")}
T = TypeVar("T")
_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode
_PREALABLES = ("codeibs", "contexte", "options")
"""What must be known before the first line is read."""


@dataclass(slots=True)
class Squelette:
    """What was read around the lines.

    corps, data: values by lower-case key, `data` and `ecritures` apart. tableau: offset of the
    first line, None when `ecritures` is no array. objet: `data` is an object.
    """

    corps: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    tableau: int | None = None
    objet: bool = False
    fautes: list[Faute] = field(default_factory=list)
    fini: bool = False

    def blame(self, champ: str, kind: Any, lu: Any = None, **slots: Any) -> None:
        """Add a fault of the envelope."""
        self.fautes.append(Faute(-1, champ, kind, lu, slots))


class Corps:
    """A body: its skeleton, and its lines by slices. Refuses CORPS_ILLISIBLE as it goes."""

    def __init__(self, curseur: Curseur) -> None:
        self._curseur = curseur
        self.squelette = Squelette()
        self._niveau = self._corps()
        self._attend = False

    def open(self) -> Squelette:
        """Read up to the lines; and around them when what they need stands after them."""
        self._advance()
        found = self.squelette
        known = {**found.corps, **found.data}
        if self._attend and not all(nom in known for nom in _PREALABLES):
            for _ in self._pass(_skip):
                pass
            assert found.tableau is not None
            self._curseur.at, self._attend = found.tableau, True
        return found

    def lines(self, lire: Callable[[Tranche], T]) -> Iterator[T]:
        """Give what `lire` makes of the lines by slices, then read what follows them."""
        if self._attend and self.squelette.fini:
            yield from tranches(self._curseur, lire)
            self._attend = False
        elif self._attend:
            yield from self._pass(lire)

    def refuse(self, raison: str, at: int) -> NoReturn:
        """Refuse CORPS_ILLISIBLE at an offset."""
        self._curseur.refuse(raison, at)

    def _pass(self, lire: Callable[[Tranche], T]) -> Iterator[T]:
        yield from tranches(self._curseur, lire)
        self._attend = False
        self._advance()

    def _advance(self) -> None:
        """Go to the first line, or to the end of the body."""
        self._attend = next(self._niveau, False)

    def _corps(self) -> Iterator[bool]:
        found, curseur = self.squelette, self._curseur
        if not curseur.peek():
            return
        if curseur.peek() != b"{":
            if (value := curseur.value()) is not None:
                found.corps[""] = value
        else:
            for cle in self._keys("", CORPS, found.corps):
                if cle == "data" and curseur.peek() == b"{":
                    found.objet = True
                    found.corps[cle] = True
                    yield from self._data()
                else:
                    found.corps[cle] = curseur.value()
        if curseur.peek():
            curseur.refuse("le document est fini, et d'autres octets suivent")
        found.fini = True

    def _data(self) -> Iterator[bool]:
        found, curseur = self.squelette, self._curseur
        for cle in self._keys("data.", DATA, found.data):
            if cle == "ecritures" and curseur.peek() == b"[":
                curseur.take(b"[")
                found.data[cle] = True
                found.tableau = curseur.at
                yield True
            else:
                found.data[cle] = curseur.value()

    def _keys(self, prefixe: str, noms: dict[str, str], vus: dict[str, Any]) -> Iterator[str]:
        """Give the keys of an object in small letters, each before its value."""
        curseur = self._curseur
        curseur.take(b"{")
        if curseur.peek() == b"}":
            curseur.take(b"}")
            return
        while True:
            if curseur.peek() != b'"':
                curseur.refuse("une clé entre guillemets doubles y est attendue")
            at = curseur.at
            nom = curseur.value()
            if nom.lower() in vus:
                curseur.refuse(f"clé répétée {shown(nom)}", at)
            if len(vus) > BORNES.cles_par_objet:
                curseur.refuse(f"plus de {BORNES.cles_par_objet} clés", at)
            curseur.take(b":")
            if nom.lower() in noms:
                yield nom.lower()
            else:
                ou = "la demande" if not prefixe else "`data`"
                self.squelette.blame(
                    f"{prefixe}{nom[:40]}",
                    r.CHAMP_INCONNU,
                    None,
                    ressource=ou,
                    acceptes=", ".join(noms.values()),
                )
                vus[nom.lower()] = curseur.value()
            if curseur.take(b",}") == b"}":
                return


def _skip(tranche: Tranche) -> None:
    """Go past whole elements."""
    if tranche.elements is None:
        try:
            _raws(b"[" + tranche.octets + b"]")
        except (msgspec.DecodeError, RecursionError) as error:
            raise Malforme from error


@contextmanager
def opened(path: Path) -> Iterator[Corps]:
    """Open a body."""
    with path.open("rb") as stream:
        yield Corps(Curseur(stream))
