"""Page: what each format carries of the books, what it cuts, what it loses.

`python -m boucle.formats.sortie.page` writes docs/reference/formats.md from the table by which
the writers write and the losses are counted; a test fails when it is not fresh.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from boucle.compta.examens import Examen, Regle
from boucle.formats.noms import NOMS
from boucle.formats.sortie.bloc import LIGNES
from boucle.formats.sortie.delimite import MODELE
from boucle.formats.sortie.portes import (
    CHAMPS,
    COLONNES,
    PORTES,
    RISQUES,
    VENTILATION,
    Forme,
)

PAGE = Path("docs/reference/formats.md")
_TITRES = {nom.colonne: nom.titre for nom in reversed(NOMS)} | {
    "devise": "Devise",
    "montant_devise": "Montant en devise",
    "complement": "Complément",
    "extra": "Colonnes d'un FEC après la 18e",
    "part_quantite": "Quantité d'une part",
    "section": "Section d'une part",
    "axe": "Axe d'une part",
    VENTILATION: "Ventilation",
}
_FORMES = {
    Forme.FEC: "FEC",
    Forme.TRA: "TRA ETE",
    Forme.TRA_STD: "TRA STD",
    Forme.JSON: "JSON",
    Forme.CSV: "CSV et XLSX",
}
_REGLES = {
    Regle.TU: "vide : le numéro de l'écriture en tient lieu à la relecture",
    Regle.LONG: "de plus de {valeur} caractères",
    Regle.DANS: "avec un caractère que le format ne porte pas",
    Regle.HORS: "avec un caractère absent de Windows-1252 : le plus proche est écrit",
    Regle.HORS_LISTE: "autre que {valeur}",
    Regle.PAS_GUID: "qui n'est pas un GUID",
    Regle.DEUX_COTES: "et un crédit sur la même ligne : leur différence est écrite",
    Regle.TROP_FIN: "à plus de deux décimales",
    Regle.SANS_NUMERO: (
        "qui n'est pas un nombre de huit chiffres au plus, sans zéro devant : toutes les "
        "écritures du fichier sont alors numérotées de 1"
    ),
    Regle.DEVISE: "EUR, d'une autre forme que trois capitales, ou sans montant",
    Regle.DEVISE_SEULE: "EUR, ou sans montant, ou un montant sans devise",
    Regle.VARIANTE: "qui varie d'une ligne à l'autre : le premier est écrit",
    Regle.SOUS_PIECE: "autre que la pièce de la ligne",
}
_INTRODUCTION = (
    "# Ce que porte chaque format",
    "",
    "Page générée depuis la table que suivent les exports (`python -m boucle.formats.sortie.page`)."
    " `GET /v1/dossiers/{code}/ecritures.{fec|tra|json|csv|xlsx}` compte ce qui ne sortirait pas "
    "tel quel avant d'envoyer le premier octet : il refuse (REQ-311) avec la liste, ou part avec "
    "`pertes=acceptees` ; `GET …/ecritures/pertes?format=` ne fait que compter. Ce qui confondrait "
    "deux codes est toujours refusé (REQ-312).",
    "",
    "Chaque case dit où le format l'écrit. **—** : perdu. *(n)* : coupé au-delà de n caractères, "
    "ou refusé quand c'est un code. *non relu* : écrit, et laissé de côté par notre lecteur.",
    "",
)
_APRES = (
    "",
    "Un XLSX a les colonnes du CSV, en cellules typées. La ventilation y est une colonne par axe, "
    "`NORD 60,00 | SUD -40,00`. Un numéro d'écriture que deux imports donnent dans un même journal "
    "est précédé du rang de l'import (`1-12`), et compté.",
    "",
    "## Ce qui est compté",
    "",
    "Avec ce que marque un « — », chaque fois qu'une ligne le dit :",
    "",
)
_MODELE = (
    "",
    "## Relire le CSV",
    "",
    "Ce modèle, envoyé tel quel à `POST /modeleImport`, relit l'export CSV. `guillemets` vaut "
    "`proteges` : l'apostrophe mise devant un texte qu'un tableur prendrait pour une formule (`=`, "
    "`+`, `-`, `@`, tabulation, saut de ligne) est retirée à la lecture ; un texte qui commençait "
    "déjà par des apostrophes devant un tel signe en a reçu une de plus.",
    "",
    "```json",
)


def page() -> str:
    """Write the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from _INTRODUCTION
    yield f"| Ce que c'est | nom | {' | '.join(_FORMES.values())} |"
    yield "|---|---|" + "---|" * len(_FORMES)
    for colonne in COLONNES:
        cells = (_cell(forme, colonne) for forme in _FORMES)
        yield f"| {_TITRES[colonne]} | `{CHAMPS[colonne]}` | {' | '.join(cells)} |"
    yield from _APRES
    yield "| Format | Ce qui est compté | Ce qu'il devient |"
    yield "|---|---|---|"
    for forme, titre in _FORMES.items():
        told = (
            f"| {titre} | {_said(risque.examen)} | {risque.sort} |"
            for risque in RISQUES[forme]
            if risque.examen.regle is not Regle.DIT
        )
        yield from dict.fromkeys(told)
    yield from _MODELE
    yield msgspec.json.format(msgspec.json.encode(MODELE), indent=2).decode()
    yield "```"


def _cell(forme: Forme, colonne: str) -> str:
    porte = PORTES[forme].get(colonne)
    if porte is None:
        return "—"
    text = colonne == VENTILATION or LIGNES[colonne] == LIGNES["libelle"]
    cut = f" *({porte.longueur})*" if porte.longueur and text else ""
    return f"{porte.place}{cut}" + ("" if porte.relu else ", *non relu*")


def _said(examen: Examen) -> str:
    if examen.regle in (Regle.DANS, Regle.HORS):
        return f"Tout texte {_REGLES[examen.regle]}"
    text = _REGLES[examen.regle].format(valeur=examen.valeur)
    return f"{_TITRES[examen.colonne]} (`{CHAMPS[examen.colonne]}`) {text}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
