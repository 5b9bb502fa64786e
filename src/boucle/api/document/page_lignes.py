"""PageLignes: what a line may say, which format brings it, where it comes back, what is lost.

`python -m boucle.api.document.page_lignes` writes docs/reference/lignes.md from the tables by
which the formats are read and written; a test fails when it is not fresh.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from boucle.formats.fec.forme.colonnes import BIC, imposed
from boucle.formats.perso.modele import CHAMPS as PERSO
from boucle.formats.saisie_json.champs import COTES, FICHIER, JOURS, JOURS_ISO, NUMEROS, TEXTES
from boucle.formats.tra.pieces.assembler import DETAIL as TRA_DETAIL
from boucle.formats.tra.pieces.assembler import NOMS as TRA_NOMS
from boucle.formats.tra.texte.zones import ZONES
from boucle.resources._ecriture import ECRITURE
from boucle.schema.champs.champ import Champ, Objet

PAGE = Path("docs/reference/lignes.md")
RIEN = "—"
# Labels and amounts are told by the same words everywhere; they are no field of a filter.
_MONTANTS = {
    "debit": "Débit",
    "credit": "Crédit",
    "montant_devise": "Montant en devise",
    "devise": "Devise",
}
_LIBELLES = {
    "journal_lib": "Libellé du journal",
    "compte_lib": "Libellé du compte",
    "tiers_lib": "Nom du tiers",
}
_AUTREMENT = {
    "debit": "debitCentimes",
    "credit": "creditCentimes",
    "devise": "devise",
    "montant_devise": "montantDeviseDixMilliemes",
    "journal": "journal",
    "compte": "compte",
}
_PUBLIE = {
    "journal_lib": "journalLib",
    "compte_lib": "compteLib",
    "tiers_lib": "tiersLib",
    "debit": "debit",
    "credit": "credit",
    "devise": "debit.currency",
    "montant_devise": "debit.currencyAmount",
    "date_let": "dateLettrage",
    "valid_date": "dateValidation",
}
_TITRES = {"date_let": "Date de lettrage", "valid_date": "Date de validation"}


def nouns() -> dict[str, tuple[str, str]]:
    """Give each kept column with its name in GET EcritureComptable and its French label."""
    found: dict[str, tuple[str, str]] = {}
    for champ in ECRITURE.champs:
        if champ.column != "demande":
            found[column_of(champ)] = champ.nom, champ.titre
    for column, titre in {**_LIBELLES, **_MONTANTS, **_TITRES}.items():
        found[column] = _PUBLIE[column], titre
    return found


def column_of(champ: Champ) -> str:
    """Give the column that keeps a field, that of its one part for a group."""
    if isinstance(champ, Objet):
        return f"{champ.column}_{champ.champs[0].column}"
    return champ.column


def of_json() -> dict[str, str]:
    """Give the name in importJson of each column that it fills."""
    found = {entry.column: entry.champ.nom for entry in (*TEXTES, *NUMEROS)}
    found |= {column: nom for nom, column in JOURS.items()}
    found |= {column: nom for nom, (column, _) in JOURS_ISO.items()}
    found |= {cote: cote for cote in COTES} | {"piece_jointe": f"{FICHIER}.uri"}
    return found | {"devise": "debit.currency", "montant_devise": "debit.currencyAmount"}


def of_perso() -> dict[str, str]:
    """Give the name in a model of each column that it fills."""
    return {column: nom for nom, (column, _) in PERSO.items() if column}


def of_tra() -> dict[str, str]:
    """Give the zone of a TRA file that fills each column."""
    found = {column: dit.partition(" ")[0] for column, dit in TRA_NOMS.items()}
    found |= {
        "piece_jointe": "DOCUMENT",
        "tiers": "AUXILIAIRE",
        "devise": "DEVISE",
        "montant_devise": "MONTANT2",
    }
    return found | {column: ZONES[zone].nom for column, zone in TRA_DETAIL.items()}


def of_fec() -> dict[str, str]:
    """Give the column of a FEC that carries each column."""
    found = {}
    for colonne in imposed(BIC):
        column = colonne.lot
        if column.startswith("lib_"):
            column = f"{column.removeprefix('lib_')}_lib"
        found[column] = colonne.nom
    return {**found, "reference": "PieceRef, sans refPiece"}


def lost() -> tuple[str, ...]:
    """Name the columns that no FEC carries."""
    carried = of_fec()
    return tuple(column for column in nouns() if column not in carried)


def page() -> str:
    """Write the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from _INTRODUCTION
    sides = of_json(), of_perso(), of_tra(), of_fec()
    for column, (nom, titre) in nouns().items():
        lignes = _AUTREMENT.get(column, nom)
        cells = [f"`{nom}`", f"`{lignes}`", *(_cell(side.get(column)) for side in sides)]
        yield f"| {titre} | {' | '.join(cells)} |"
    yield "| Ventilation | `axeAna<axe>` | `axeAna<axe>` | `axeAna<axe>` | — | lignes A et H | — |"
    yield (
        "| Colonnes d'un FEC après la 18e | `colonnesExtra` | `colonnesExtra` | — | — | — "
        "| sous leur nom |"
    )
    yield from ("", "## Ce qu'un FEC ne porte pas", "")
    known = nouns()
    names = ", ".join(f"`{known[column][0]}`" for column in lost())
    yield (
        f"Gardés et rendus par l'API, ces noms n'ont pas de colonne dans un FEC : {names}, et "
        "la ventilation. Un FEC en XML perd en plus ce qui diffère entre les lignes d'une "
        "écriture (FIC-046)."
    )
    yield from _PERTES


def _cell(nom: str | None) -> str:
    if nom is None:
        return RIEN
    head, comma, rest = nom.partition(",")
    return f"`{head}`{comma}{rest}"


_INTRODUCTION = (
    "# Ce que dit une ligne",
    "",
    "Page générée depuis les tables des formats "
    "(`python -m boucle.api.document.page_lignes`). Chaque nom "
    "qu'un import accepte est gardé, et rendu par `GET EcritureComptable` une fois validé, par "
    "`GET /v1/imports/{id}/lignes` dès que l'import est lu. « — » : le format ne le dit pas, ou ne "
    "le porte pas.",
    "",
    "| Ce que c'est | EcritureComptable | lignes d'un import | importJson | modèle | TRA | FEC |",
    "|---|---|---|---|---|---|---|",
)
_PERTES = (
    "",
    "## Ce qui est accepté et n'est pas rendu tel quel",
    "",
    "| Envoyé | Rendu |",
    "|---|---|",
    "| `debit.currencyRate` | non gardé : il se déduit d'`amount` et de `currencyAmount` |",
    "| `debit.currencyAmount` en euros | non gardé : c'est `amount` |",
    "| l'heure d'une date | non gardée : un livre compte en jours |",
    "| la signature de `fichier.uri` | non gardée : c'est un secret |",
    "| `pourcentage`, `montant` d'une part | en `debit` et `credit`, au centime |",
    "| `sectionLib` d'une part | dans `GET /section` |",
    "| `type` non envoyé | 5 (initial) au journal AN, 1 (général) ailleurs |",
    "| `SIRET` non envoyé | celui de l'import |",
    "| `ecritureOrigine` non envoyé | l'import qui a apporté la ligne |",
    "| les zones d'un TRA que nomme [la page des écarts](../ecarts.md) | non lues |",
)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
