"""Filtre: the filter language of the published API, read into a typed tree.

JavaScript-like: `== === != !== < <= > >= && || ! ( ) in`, null, true, false, texts in either
quotes, numbers, days. Two-valued: a comparison with an absent value is false, save `!=`, and `!`
is the exact opposite. A blank text equals null, and comes before every other text. Nothing of the
request is ever kept but typed constants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NoReturn

from boucle.errors import Refus
from boucle.errors.demandes import ressource as r
from boucle.schema.champs.champ import shown
from boucle.schema.champs.champ_nombre import Booleen
from boucle.schema.resource import Feuille, Resource
from boucle.values import bad_character

LONGUEUR_MAX, PROFONDEUR_MAX, TERMES_MAX, LISTE_MAX, TEXTE_MAX = 2_000, 16, 50, 200, 256

Op = Literal["==", "!=", "<", "<=", ">", ">="]
Arbre = "Comparaison | Dans | Et | Ou | Non"


@dataclass(frozen=True, slots=True)
class Comparaison:
    """One kept value against one constant; None stands for null."""

    feuille: Feuille
    partie: str
    op: Op
    valeur: Any


@dataclass(frozen=True, slots=True)
class Dans:
    """One kept value against several constants."""

    feuille: Feuille
    partie: str
    valeurs: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Et:
    """All of these."""

    membres: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ou:
    """At least one of these."""

    membres: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Non:
    """The opposite of this."""

    membre: Any


@dataclass(frozen=True, slots=True)
class _Mot:
    genre: str
    texte: str
    position: int
    valeur: Any = None


_MOTS = re.compile(
    r"""(?P<blanc>[ \t\r\n]+)
    |(?P<texte>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<jour>[0-9]{4}-[0-9]{2}-[0-9]{2})
    |(?P<nombre>-?[0-9]{1,18}(?:\.[0-9]{1,6})?(?![0-9.A-Za-z_]))
    |(?P<nom>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    |(?P<op>===|!==|==|!=|<=|>=|<|>|&&|\|\||!|\(|\)|\[|\]|,)""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_OPS: dict[str, Op] = {
    "==": "==",
    "===": "==",
    "!=": "!=",
    "!==": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
_FLIPPED: dict[Op, Op] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_CONSTANTS = {"null": None, "true": True, "false": False}
_COMPARABLE = "un opérateur de comparaison"


def read_filtre(resource: Resource, texte: str) -> Any:
    """Read a filter; give its tree, or None when it is blank.

    Raises Refus FILTRE_* with the position, from 1, in the French sentence and in `details`.
    """
    if len(texte) > LONGUEUR_MAX:
        raise _too_big("la longueur admise", len(texte), LONGUEUR_MAX)
    words = list(_words(texte))
    if len(words) == 1:
        return None
    return _Parser(resource, words).whole()


def cited(arbre: Any) -> set[str]:
    """Name the fields of a tree, as declared."""
    if arbre is None:
        return set()
    if isinstance(arbre, (Comparaison, Dans)):
        return {arbre.feuille.chemin}
    if isinstance(arbre, Non):
        return cited(arbre.membre)
    return set().union(*(cited(membre) for membre in arbre.membres))


def _words(texte: str) -> Iterator[_Mot]:
    at = 0
    while at < len(texte):
        found = _MOTS.match(texte, at)
        if found is None:
            _unreadable(at, texte[at : at + 10], "un champ, une valeur ou un opérateur")
        genre, text = found.lastgroup or "", found.group()
        if genre == "texte":
            yield _Mot(genre, text, at, _unquoted(text, at))
        elif genre == "jour":
            yield _Mot("texte", text, at, text)
        elif genre == "nombre":
            yield _Mot(genre, text, at, Decimal(text) if "." in text else int(text))
        elif genre == "nom" and text in _CONSTANTS:
            yield _Mot("constante", text, at, _CONSTANTS[text])
        elif genre != "blanc":
            yield _Mot(genre, text, at)
        at = found.end()
    yield _Mot("fin", "la fin", at)


def _unquoted(text: str, at: int) -> str:
    inner = text[1:-1]
    if "\\" in inner:
        if any(char not in "\\\"'" for char in re.findall(r"\\(.)", inner, re.DOTALL)):
            _unreadable(at, text, "\\\\, \\\" ou \\' après une barre oblique inverse")
        inner = re.sub(r"\\(.)", r"\1", inner, flags=re.DOTALL)
    if len(inner) > TEXTE_MAX:
        raise _too_big("la longueur admise d'un texte", len(inner), TEXTE_MAX, at)
    if (bad := bad_character(inner)) is not None:
        _unreadable(at, bad, "un texte sans caractère de contrôle")
    return inner


class _Parser:
    def __init__(self, resource: Resource, words: list[_Mot]) -> None:
        self.resource = resource
        self.words = words
        self.at = 0
        self.termes = 0
        self.profondeur = 0

    @property
    def word(self) -> _Mot:
        return self.words[self.at]

    def take(self, *texts: str) -> _Mot | None:
        word = self.word
        if word.genre in ("op", "nom") and word.texte in texts:
            self.at += 1
            return word
        return None

    def expect(self, text: str) -> None:
        if self.take(text) is None:
            _unreadable(self.word.position, self.word.texte, text)

    def whole(self) -> Any:
        arbre = self.either()
        if self.word.genre != "fin":
            _unreadable(self.word.position, self.word.texte, "&&, || ou la fin")
        return arbre

    def either(self) -> Any:
        self.profondeur += 1
        if self.profondeur > PROFONDEUR_MAX:
            raise _too_big(
                "la profondeur admise", self.profondeur, PROFONDEUR_MAX, self.word.position
            )
        membres = [self.both()]
        while self.take("||"):
            membres.append(self.both())
        self.profondeur -= 1
        return membres[0] if len(membres) == 1 else Ou(tuple(membres))

    def both(self) -> Any:
        membres = [self.negated()]
        while self.take("&&"):
            membres.append(self.negated())
        return membres[0] if len(membres) == 1 else Et(tuple(membres))

    def negated(self) -> Any:
        opposite = False
        while self.take("!"):
            opposite = not opposite
        arbre = self.grouped()
        return Non(arbre) if opposite else arbre

    def grouped(self) -> Any:
        if self.take("("):
            arbre = self.either()
            self.expect(")")
            return arbre
        return self.comparison()

    def comparison(self) -> Any:
        self.termes += 1
        if self.termes > TERMES_MAX:
            raise _too_big("le nombre de comparaisons", self.termes, TERMES_MAX, self.word.position)
        left = self.word
        if left.genre in ("texte", "nombre", "constante"):
            self.at += 1
            op = self.operator()
            if op is None:
                _unreadable(self.word.position, self.word.texte, _COMPARABLE)
            field = self.word
            feuille, partie = self.field()
            return self.compared(feuille, partie, _FLIPPED[op], left, field)
        feuille, partie = self.field()
        if self.take("in"):
            return Dans(feuille, partie, self.several(feuille, partie))
        op = self.operator()
        if op is None:
            if isinstance(feuille.champ, Booleen):
                return Comparaison(feuille, partie, "==", True)
            _unreadable(self.word.position, self.word.texte, f"{_COMPARABLE} ou in")
        return self.compared(feuille, partie, op, self.constant(), left)

    def operator(self) -> Op | None:
        word = self.take(*_OPS)
        return _OPS[word.texte] if word else None

    def field(self) -> tuple[Feuille, str]:
        word = self.word
        if word.genre != "nom":
            _unreadable(word.position, word.texte, "un champ")
        self.at += 1
        found = self.resource.cherchables.get(word.texte.lower())
        if found is None:
            raise Refus(
                r.FILTRE_CHAMP_INCONNU,
                position=word.position + 1,
                champ=word.texte[:60],
                acceptes=self.resource.noms_cherchables,
                details={"position": word.position + 1},
            )
        return found

    def constant(self) -> _Mot:
        word = self.word
        if word.genre not in ("texte", "nombre", "constante"):
            _unreadable(word.position, word.texte, "une valeur")
        self.at += 1
        return word

    def several(self, feuille: Feuille, partie: str) -> tuple[Any, ...]:
        opening = self.take("[", "(")
        if opening is None:
            _unreadable(self.word.position, self.word.texte, "[ ou (")
        valeurs = [self.typed(feuille, partie, self.constant())]
        while self.take(","):
            valeurs.append(self.typed(feuille, partie, self.constant()))
            if len(valeurs) > LISTE_MAX:
                raise _too_big(
                    "le nombre de valeurs d'un in", len(valeurs), LISTE_MAX, self.word.position
                )
        self.expect("]" if opening.texte == "[" else ")")
        return tuple(valeurs)

    def compared(
        self, feuille: Feuille, partie: str, op: Op, word: _Mot, field: _Mot
    ) -> Comparaison:
        valeur = self.typed(feuille, partie, word)
        if valeur is None and op not in ("==", "!="):
            _unreadable(field.position, "null", "== ou != devant null")
        return Comparaison(feuille, partie, op, valeur)

    def typed(self, feuille: Feuille, partie: str, word: _Mot) -> Any:
        if word.valeur is None:
            return None
        if partie:
            if isinstance(word.valeur, str):
                return word.valeur
            if isinstance(word.valeur, int) and not isinstance(word.valeur, bool):
                return str(word.valeur)
        else:
            try:
                return feuille.champ.constant(word.valeur)
            except ValueError:
                pass
        raise Refus(
            r.FILTRE_VALEUR,
            position=word.position + 1,
            lu=shown(word.valeur),
            champ=feuille.chemin,
            attendu=feuille.champ.attendu,
            details={"position": word.position + 1},
        )


def _unreadable(at: int, lu: str, attendu: str) -> NoReturn:
    raise Refus(
        r.FILTRE_ILLISIBLE,
        position=at + 1,
        lu=shown(lu),
        attendu=attendu,
        details={"position": at + 1},
    )


def _too_big(quoi: str, lu: int, maximum: int, at: int | None = None) -> Refus:
    details = {} if at is None else {"position": at + 1}
    return Refus(r.FILTRE_TROP_GRAND, quoi=quoi, lu=lu, maximum=maximum, details=details)
