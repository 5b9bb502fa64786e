"""FautesJson: what is done to the body of an importJson, by a program or by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from campagne.corps import CorpsJson, Element, Nombre, dumps
from campagne.fautes import FAUTES, Faute
from campagne.fautes_montants import ECRITURES
from campagne.grille import chiffre

Gate = Callable[[CorpsJson, Random], "list[Element] | None"]


def faute(nom: str, traits: tuple[str, ...] = (), **forme: Any) -> Callable[[Gate], Gate]:
    """Add a fault to the list."""

    def add(gate: Gate) -> Gate:
        FAUTES.append(Faute(f"JSON, {nom}", ("JSON",), gate, frozenset(traits), forme))
        return gate

    return add


for _nom, _ecrit in ECRITURES.items():

    def _montant(corps: CorpsJson, rng: Random, write: Any = _ecrit) -> list[Element]:
        one = rng.choice(corps.elements)
        own = corps.lot[one.ligne]
        corps.cote(one)["amount"] = write(own.debit + own.credit, corps.separateur, rng)
        return [one]

    faute(f"montant, {_nom}", texte=True)(_montant)

MONTANTS: dict[str, Callable[[int, Random], Any]] = {
    "nombre à trois décimales": lambda c, r: Nombre(f"{c / 100:.2f}{r.choice('1379')}"),
    "nombre en centimes": lambda c, r: c,
    "nombre négatif": lambda c, r: Nombre(chiffre(-c, ".")),
    "nombre démesuré": lambda c, r: Nombre("1e30"),
    "booléen": lambda c, r: True,
    "tableau": lambda c, r: [Nombre(chiffre(c, "."))],
    "objet": lambda c, r: {"value": Nombre(chiffre(c, "."))},
    "nul": lambda c, r: None,
    "texte vide": lambda c, r: "",
}

for _nom, _value in MONTANTS.items():

    def _valeur(corps: CorpsJson, rng: Random, value: Any = _value) -> list[Element]:
        one = rng.choice(corps.elements)
        own = corps.lot[one.ligne]
        corps.cote(one)["amount"] = value(own.debit + own.credit, rng)
        return [one]

    faute(f"montant, {_nom}")(_valeur)

for _cle in ("Montant", "amout", "value", "montant", "currencyAmount"):

    def _mal_nomme(corps: CorpsJson, rng: Random, cle: str = _cle) -> list[Element]:
        one = rng.choice(corps.elements)
        side = corps.cote(one)
        side[cle] = side.pop("amount")
        return [one]

    faute(f"montant sous la clé {_cle}")(_mal_nomme)

for _cote in ("debits", "Debits", "dr", "montant", "débit"):

    def _cote_mal_nommee(corps: CorpsJson, rng: Random, cle: str = _cote) -> list[Element]:
        one = rng.choice(corps.elements)
        nom = "debit" if corps.lot[one.ligne].debit else "credit"
        one.champs[cle] = one.champs.pop(nom)
        return [one]

    faute(f"côté sous la clé {_cote}")(_cote_mal_nommee)


@faute("côtés échangés")
def sides_swapped(corps: CorpsJson, rng: Random) -> list[Element]:
    one = rng.choice(corps.elements)
    one.champs["debit"], one.champs["credit"] = one.champs.get("credit"), one.champs.get("debit")
    return [one]


@faute("deux côtés remplis")
def both_sides(corps: CorpsJson, rng: Random) -> list[Element]:
    one = rng.choice(corps.elements)
    one.champs["debit"] = one.champs["credit"] = dict(corps.cote(one))
    return [one]


@faute("montant hors de son objet")
def bare_amount(corps: CorpsJson, rng: Random) -> list[Element]:
    one = rng.choice(corps.elements)
    nom = "debit" if corps.lot[one.ligne].debit else "credit"
    one.champs[nom] = corps.cote(one)["amount"]
    return [one]


CHAMPS: dict[str, tuple[str, Callable[[Any, Random], Any]]] = {
    "jour effacé": ("date", lambda v, r: ""),
    "jour nul": ("date", lambda v, r: None),
    "jour qui n'existe pas": ("date", lambda v, r: "2024-02-31"),
    "jour en nombre": ("date", lambda v, r: 45672),
    "jour d'un autre format": ("date", lambda v, r: r.choice(("15.01.2024", "15 janvier 2024"))),
    "jour d'une heure impossible": ("date", lambda v, r: "2024-01-15T99:99:99.000Z"),
    "jour sans siècle": ("date", lambda v, r: "15/01/24"),
    "compte avec un blanc": ("compte", lambda v, r: v[:3] + " " + v[3:]),
    "compte en notation scientifique": ("compte", lambda v, r: "6,06E+07"),
    "compte à virgule": ("compte", lambda v, r: Nombre(v + ".5")),
    "compte avec une décimale": ("compte", lambda v, r: v + ".0"),
    "compte effacé": ("compte", lambda v, r: ""),
    "compte nul": ("compte", lambda v, r: None),
    "compte en erreur": ("compte", lambda v, r: r.choice(("#REF!", "#N/A", "NaN", "undefined"))),
    "compte en tableau": ("compte", lambda v, r: [v]),
    "journal effacé": ("journal", lambda v, r: ""),
    "libellé en objet": ("libelle", lambda v, r: {"fr": v}),
    "libellé deux fois codé": ("libelle", lambda v, r: "Créance".encode().decode("cp1252")),
    "libellé d'un caractère nul": ("libelle", lambda v, r: "Ach\x00at"),
    "libellé illisible": ("libelle", lambda v, r: "Cr\ufffdance"),
}

for _nom, (_champ, _change) in CHAMPS.items():

    def _champ_change(
        corps: CorpsJson, rng: Random, champ: str = _champ, change: Any = _change
    ) -> list[Element]:
        one = rng.choice(corps.elements)
        one.champs[champ] = change(one.champs[champ], rng)
        return [one]

    faute(_nom)(_champ_change)

for _champ in ("date", "journal", "compte"):

    def _absent(corps: CorpsJson, rng: Random, champ: str = _champ) -> list[Element]:
        one = rng.choice(corps.elements)
        del one.champs[champ]
        return [one]

    faute(f"champ {_champ} absent")(_absent)

    def _renomme(corps: CorpsJson, rng: Random, champ: str = _champ) -> list[Element]:
        one = rng.choice(corps.elements)
        one.champs[f"{champ}s"] = one.champs.pop(champ)
        return [one]

    faute(f"champ {_champ} mal nommé")(_renomme)


@faute("libellé mal nommé")
def label_misnamed(corps: CorpsJson, rng: Random) -> list[Element]:
    one = rng.choice(corps.elements)
    one.champs["libele"] = one.champs.pop("libelle")
    return [one]


@faute("pièce effacée")
def no_piece(corps: CorpsJson, rng: Random) -> list[Element]:
    one = rng.choice(corps.elements)
    del one.champs[corps.cle]
    return [one]


@faute("jour à l'américaine partout", ("mois",), format_date="DD/MM/YYYY")
def all_turned(corps: CorpsJson, rng: Random) -> None:
    for one in corps.elements:
        one.champs["date"] = f"{corps.lot[one.ligne].jour:%m/%d/%Y}"


@faute("minuit de Paris", format_date="YYYY-MM-DDTHH:mm:ss.SSSZ")
def paris_midnight(corps: CorpsJson, rng: Random) -> list[Element]:
    """The day as a program of Paris writes its midnight in UTC."""
    one = rng.choice(corps.elements)
    own = corps.ecriture(one)
    for other in own:
        eve = corps.lot[other.ligne].jour - timedelta(days=1)
        other.champs["date"] = f"{eve:%Y-%m-%d}T{rng.choice((22, 23))}:00:00.000Z"
    return own


@faute("hors du contexte")
def away(corps: CorpsJson, rng: Random) -> list[Element]:
    corps.contexte["to"] = "2024-01-01T00:00:00.000Z"
    return list(corps.elements)


@faute("zéros de tête perdus dans un tiers", ("zeros",))
def zeros_lost(corps: CorpsJson, rng: Random) -> list[Element]:
    rows = [one for one in corps.elements if one.champs.get("tiers", "").startswith("0")]
    one = rng.choice(rows)
    lost = one.champs["tiers"].lstrip("0")
    one.champs["tiers"] = int(lost) if rng.random() < 1 / 2 else lost
    return [one]


@faute("pièce coupée en nombre", ("zeros",))
def piece_as_number(corps: CorpsJson, rng: Random) -> list[Element]:
    one = rng.choice([one for one in corps.elements if one.champs[corps.cle].startswith("0")])
    one.champs[corps.cle] = int(one.champs[corps.cle])
    return [one]


# Elements.


@faute("écriture présente deux fois")
def twice(corps: CorpsJson, rng: Random) -> list[Element]:
    own = corps.ecriture(rng.choice(corps.elements))
    again = [Element(dict(one.champs)) for one in own]
    corps.elements += again
    return [*own, *again]


@faute("tout présent deux fois")
def all_twice(corps: CorpsJson, rng: Random) -> None:
    corps.elements += [Element(dict(one.champs)) for one in corps.elements]


@faute("ligne présente deux fois")
def line_twice(corps: CorpsJson, rng: Random) -> list[Element]:
    one = rng.choice(corps.elements)
    again = Element(dict(one.champs))
    corps.elements.insert(corps.elements.index(one) + 1, again)
    return [one, again]


@faute("ligne perdue")
def line_gone(corps: CorpsJson, rng: Random) -> list[Element]:
    one = rng.choice(corps.elements)
    own = corps.ecriture(one)
    corps.elements.remove(one)
    return [other for other in own if other is not one]


@faute("lignes mélangées")
def shuffled(corps: CorpsJson, rng: Random) -> None:
    rng.shuffle(corps.elements)


for _nom, _brut in {
    "élément nul": "null", "élément en texte": '"x"', "élément en tableau": "[]",
    "élément vide": "{}", "élément d'un autre objet": '{"total": 12}',
}.items():  # fmt: skip

    def _element(corps: CorpsJson, rng: Random, brut: str = _brut) -> list[Element]:
        made = Element(brut=brut)
        corps.elements.insert(rng.randint(1, len(corps.elements) - 1), made)
        return [made]

    faute(_nom)(_element)


@faute("clé présente deux fois")
def key_twice(corps: CorpsJson, rng: Random) -> None:
    one = rng.choice(corps.elements)
    one.brut = dumps(one.champs, None)[:-1] + ', "compte": "512000"}'


@faute("clé présente deux fois, d'une autre casse")
def key_twice_in_case(corps: CorpsJson, rng: Random) -> None:
    one = rng.choice(corps.elements)
    one.brut = dumps(one.champs, None)[:-1] + ', "Compte": "512000"}'


@faute("montant présent deux fois, d'une autre casse")
def amount_twice(corps: CorpsJson, rng: Random) -> None:
    corps.cote(rng.choice(corps.elements))["Amount"] = Nombre("1.25")


# The text.


def _text(change: Callable[[str, Random], str]) -> Gate:
    def gate(corps: CorpsJson, rng: Random) -> None:
        corps.apres.append(lambda octets: change(octets.decode(), rng).encode())

    return gate


for _nom, _changement in {
    "virgule de trop": lambda t, r: t.replace("]}}", ",]}}"),
    "apostrophes pour guillemets": lambda t, r: t.replace('"', "'"),
    "clé sans guillemets": lambda t, r: t.replace('"compte"', "compte", 1),
    "commentaire": lambda t, r: t.replace("[", "[ // lignes\n", 1),
    "NaN": lambda t, r: t.replace('"journal"', '"debit": NaN, "journal"', 1),
    "deux corps bout à bout": lambda t, r: t + t,
    "corps coupé": lambda t, r: t[: int(len(t) * (1 + r.random()) / 2)],
    "lignes en objet": lambda t, r: t.replace('"ecritures": [', '"ecritures": {"a": [', 1)
    .replace("]}}", "]}}}", 1),
    "option mal nommée": lambda t, r: t.replace('"separatorDecimal"', '"separateurDecimal"', 1),
    "texte d'un retour à la ligne": lambda t, r: t.replace('"libelle": "', '"libelle": "a\n', 1),
}.items():  # fmt: skip
    faute(_nom)(_text(_changement))


@faute("demi-caractère")
def half_character(corps: CorpsJson, rng: Random) -> None:
    rng.choice(corps.elements).champs["libelle"] = "Ach\ud800at"


@faute("octets d'un autre codage")
def other_charset(corps: CorpsJson, rng: Random) -> None:
    for one in corps.elements:
        one.champs["libelle"] = "Réglé"
    code = rng.choice(("cp1252", "utf-16"))
    corps.apres.append(lambda octets: octets.decode().encode(code))
