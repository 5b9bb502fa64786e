"""FautesTra: what is done to a TRA file."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from campagne.fautes import FAUTES, Faute
from campagne.fautes_montants import ECRITURES
from campagne.grille import chiffre, ecrit
from campagne.tra import FichierTra, Mouvement

NATURE = "TRA"
Gate = Callable[[FichierTra, Random], "list[Mouvement] | None"]
# What cannot be written in the charset of the file, or is what a TRA file may hold.
_PAS_ICI = ("chiffres d'un autre alphabet", "caractère invisible dans un montant",
            "moins typographique", "blanc mal placé")  # fmt: skip


def faute(nom: str, traits: tuple[str, ...] = (), **forme: Any) -> Callable[[Gate], Gate]:
    """Add a fault to the list."""

    def add(gate: Gate) -> Gate:
        FAUTES.append(Faute(f"TRA, {nom}", (NATURE,), gate, frozenset(traits), forme))
        return gate

    return add


for _nom, _ecrit in ECRITURES.items():
    if _nom not in _PAS_ICI:

        def _montant(fichier: FichierTra, rng: Random, write: Any = _ecrit) -> list[Mouvement]:
            line = rng.choice(fichier.mouvements)
            own = fichier.lot[line.ligne]
            line.zones["montant"] = write(own.debit + own.credit, ",", rng)[:20]
            return [line]

        faute(f"montant, {_nom}")(_montant)

ZONES: dict[str, tuple[str, Callable[[str, Random], str]]] = {
    "montant avec des blancs": ("montant", lambda t, r: t[:-4] + " " + t[-4:]),
    "montant avec trop de décimales": ("montant", lambda t, r: t + "7"),
    "montant effacé": ("montant", lambda t, r: ""),
    "montant coupé à gauche": ("montant", lambda t, r: t[1:]),
    "montant coupé à droite": ("montant", lambda t, r: t[:-1]),
    "montant négatif": ("montant", lambda t, r: "-" + t),
    "sens inconnu": ("sens", lambda t, r: r.choice("ZX+-1")),
    "sens en minuscule": ("sens", lambda t, r: t.lower()),
    "sens effacé": ("sens", lambda t, r: " "),
    "sens inversé": ("sens", lambda t, r: "C" if t == "D" else "D"),
    "jour à l'américaine": ("date", lambda t, r: t[2:4] + t[:2] + t[4:]),
    "jour à l'envers": ("date", lambda t, r: t[4:] + t[2:4] + t[:2]),
    "jour qui n'existe pas": ("date", lambda t, r: "3102" + t[4:]),
    "jour sans siècle": ("date", lambda t, r: t[:4] + t[6:] + "  "),
    "jour effacé": ("date", lambda t, r: " " * 8),
    "jour nul": ("date", lambda t, r: r.choice(("01011900", "00000000"))),
    "jour avec des barres": ("date", lambda t, r: f"{t[:2]}/{t[2:4]}/{t[6:]}"),
    "compte avec un blanc": ("compte", lambda t, r: t[:3] + " " + t[3:]),
    "compte en notation scientifique": ("compte", lambda t, r: "6,06E+07"),
    "compte avec une décimale": ("compte", lambda t, r: t + ".0"),
    "compte effacé": ("compte", lambda t, r: " " * 8),
    "compte en erreur": ("compte", lambda t, r: r.choice(("#REF!   ", "#N/A    ", "########"))),
    "compte en lettres": ("compte", lambda t, r: "CLIENTS "),
    "journal effacé": ("journal", lambda t, r: "   "),
    "nature inconnue": ("nature", lambda t, r: "ZZ"),
    "type de ligne inconnu": ("type", lambda t, r: r.choice("?9Z")),
    "numéro effacé": ("numero", lambda t, r: " " * 8),
    "numéro changé": ("numero", lambda t, r: "99" + r.choice("123456")),
    "écriture de simulation": ("ecriture", lambda t, r: "S"),
    "codage d'une devise": ("codage", lambda t, r: "D--"),
    "codage inconnu": ("codage", lambda t, r: "Z--"),
    "lettres deux fois codées": (
        "libelle", lambda t, r: "Créance réglée".encode().decode("cp1252")),
    "lettres d'un autre codage, recodées": (
        "libelle", lambda t, r: "Créance réglée".encode("cp850").decode("cp1252")),
    "tabulation dans un libellé": ("libelle", lambda t, r: "Achat\tde vis"),
    "caractère nul dans un libellé": ("libelle", lambda t, r: "Achat\x00de vis"),
}  # fmt: skip

for _nom, (_nom_zone, _value) in ZONES.items():

    def _ecrite(fichier: FichierTra, rng: Random, nom: str = _nom_zone, value: Any = _value) -> Any:
        line = rng.choice(fichier.mouvements)
        line.zones[nom] = value(line.zones.get(nom, " "), rng)
        return [line]

    faute(_nom)(_ecrite)


@faute("tous les montants sans marque décimale")
def all_in_centimes(fichier: FichierTra, rng: Random) -> None:
    for line in fichier.mouvements:
        line.zones["montant"] = line.zones["montant"].replace(",", "")


@faute("tous les montants avec un point")
def all_with_points(fichier: FichierTra, rng: Random) -> None:
    for line in fichier.mouvements:
        line.zones["montant"] = line.zones["montant"].replace(",", ".")


@faute("tous les montants sans décimales, milliers par une virgule")
def all_with_thousands(fichier: FichierTra, rng: Random) -> None:
    for line in fichier.mouvements:
        own = fichier.lot[line.ligne]
        line.zones["montant"] = f"{(own.debit + own.credit) // 100:,}"


@faute("tous les jours à l'américaine", ("mois",))
def all_turned(fichier: FichierTra, rng: Random) -> None:
    for line in fichier.mouvements:
        line.zones["date"] = ecrit(fichier.lot[line.ligne].jour, "MMJJAAAA")


def _texte(change: Callable[[str, Random], str]) -> Gate:
    """Make a gate that writes one whole movement otherwise."""

    def gate(fichier: FichierTra, rng: Random) -> list[Mouvement]:
        line = rng.choice(fichier.mouvements)
        line.texte = change(fichier.ecrite(line), rng)
        return [line]

    return gate


def _at(rng: Random) -> int:
    """Choose a place between the day and the amount, among the zones of a movement."""
    return rng.choice((1, 4, 14, 32, 60, 84, 100, 119, 125, 130))


def _lost(text: str, rng: Random) -> str:
    at = _at(rng)
    return text[: at - 1] + text[at:]


def _added(text: str, rng: Random) -> str:
    at = _at(rng)
    return text[: at - 1] + rng.choice(" x0") + text[at - 1 :]


TEXTES: dict[str, Callable[[str, Random], str]] = {
    "caractère perdu": _lost,
    "caractère de plus": _added,
    "tabulation pour des blancs": lambda t, r: t.replace("      ", "\t", 1),
    "blancs multiples réduits": lambda t, r: " ".join(t.split()),
    "ligne coupée avant le montant": lambda t, r: t[: r.randint(30, 130)],
    "ligne coupée dans le montant": lambda t, r: t[: r.randint(132, 149)],
    "ligne en minuscules": lambda t, r: t.lower(),
    "ligne entre guillemets": lambda t, r: '"' + t + '"',
    "ligne séparée par des points-virgules": lambda t, r: ";".join(t.split()),
    "ligne d'un autre fichier": lambda t, r: "Total général  12 345,00",
}

for _nom, _change in TEXTES.items():
    faute(_nom)(_texte(_change))


def _insert(fichier: FichierTra, rng: Random, *lines: Mouvement) -> list[Mouvement]:
    at = fichier.lignes.index(rng.choice(fichier.mouvements[1:]))
    fichier.lignes[at:at] = lines
    return list(lines)


@faute("ligne vide")
def blank(fichier: FichierTra, rng: Random) -> list[Mouvement]:
    return _insert(fichier, rng, Mouvement(texte=rng.choice(("", "   "))))


@faute("total au milieu")
def total(fichier: FichierTra, rng: Random) -> list[Mouvement]:
    own = fichier.mouvements[0]
    zones = {**own.zones, "compte": "TOTAL   ", "montant": chiffre(12_345_67, ",")}
    return _insert(fichier, rng, Mouvement(zones))


@faute("en-tête au milieu")
def header_inside(fichier: FichierTra, rng: Random) -> list[Mouvement]:
    return _insert(fichier, rng, Mouvement(texte=fichier.lignes[0].texte))


@faute("deux fichiers bout à bout")
def concatenated(fichier: FichierTra, rng: Random) -> None:
    fichier.lignes += [Mouvement(dict(line.zones), line.texte) for line in fichier.lignes]


@faute("tout présent deux fois")
def doubled(fichier: FichierTra, rng: Random) -> None:
    fichier.lignes += [Mouvement(dict(line.zones)) for line in fichier.mouvements]


@faute("pièce présente deux fois")
def piece_twice(fichier: FichierTra, rng: Random) -> list[Mouvement]:
    own = fichier.ecriture(rng.choice(fichier.mouvements))
    again = [Mouvement(dict(line.zones)) for line in own]
    near = fichier.lignes.index(own[-1]) + 1
    at = near if rng.random() < 1 / 2 else len(fichier.lignes)
    fichier.lignes[at:at] = again
    return [*own, *again]


@faute("ligne présente deux fois")
def line_twice(fichier: FichierTra, rng: Random) -> list[Mouvement]:
    line = rng.choice(fichier.mouvements)
    again = Mouvement(dict(line.zones))
    fichier.lignes.insert(fichier.lignes.index(line) + 1, again)
    return [line, again]


@faute("chaque ligne présente deux fois")
def each_twice(fichier: FichierTra, rng: Random) -> None:
    for line in fichier.mouvements:
        fichier.lignes.insert(fichier.lignes.index(line) + 1, Mouvement(dict(line.zones)))


@faute("ligne perdue")
def line_gone(fichier: FichierTra, rng: Random) -> list[Mouvement]:
    line = rng.choice(fichier.mouvements)
    own = fichier.ecriture(line)
    fichier.lignes.remove(line)
    return [other for other in own if other is not line]


@faute("deux lignes en une")
def joined(fichier: FichierTra, rng: Random) -> list[Mouvement]:
    lines = fichier.mouvements
    at = rng.randint(0, len(lines) - 2)
    lines[at].texte = fichier.ecrite(lines[at]) + fichier.ecrite(lines[at + 1])
    own = fichier.ecriture(lines[at + 1])
    fichier.lignes.remove(lines[at + 1])
    return [lines[at], *(line for line in own if line is not lines[at + 1])]


@faute("ligne coupée en deux")
def cut_in_two(fichier: FichierTra, rng: Random) -> list[Mouvement]:
    line = rng.choice(fichier.mouvements)
    text, at = fichier.ecrite(line), rng.randint(20, 140)
    line.texte, rest = text[:at], Mouvement(texte=text[at:])
    fichier.lignes.insert(fichier.lignes.index(line) + 1, rest)
    return [line, rest]


@faute("lignes triées par compte")
def sorted_lines(fichier: FichierTra, rng: Random) -> None:
    moved = sorted(fichier.mouvements, key=lambda line: line.zones["compte"])
    first = fichier.lignes.index(fichier.mouvements[0])
    fichier.lignes[first:] = moved


@faute("en-tête perdue")
def no_header(fichier: FichierTra, rng: Random) -> None:
    del fichier.lignes[0]


@faute("en-tête d'un autre format", longueur="ETE")
def other_header(fichier: FichierTra, rng: Random) -> None:
    header = fichier.lignes[0]
    assert header.texte is not None
    header.texte = header.texte.replace("ETE", rng.choice(("STD", "XXX")))


@faute("fichier coupé")
def cut(fichier: FichierTra, rng: Random) -> None:
    share = rng.random()
    fichier.apres.append(lambda octets: octets[: int(len(octets) * (1 / 2 + share / 2))])


@faute("fichier en UTF-8")
def in_utf8(fichier: FichierTra, rng: Random) -> None:
    fichier.encodage = "utf-8"
    for line in fichier.mouvements:
        line.zones["libelle"] = "Réglé"


@faute("fichier en UTF-16")
def in_utf16(fichier: FichierTra, rng: Random) -> None:
    fichier.encodage = "utf-16-le"


@faute("ligne en UTF-8")
def line_in_utf8(fichier: FichierTra, rng: Random) -> list[Mouvement]:
    lines = fichier.mouvements
    for line in lines:
        line.zones["libelle"] = "Réglé en été, à l'hôtel"
    line = rng.choice(lines)
    line.texte = fichier.ecrite(line).replace("Réglé en été", "Élagué @ été")
    text = "Élagué @ été"
    fichier.apres.append(lambda octets: octets.replace(text.encode("cp1252"), text.encode()))
    return [line]


@faute("fichier en MS-DOS")
def in_dos(fichier: FichierTra, rng: Random) -> None:
    fichier.encodage = "cp850"
    for line in fichier.mouvements:
        line.zones["libelle"] = "Créance réglée"
