"""Pages: the reference of the resources and our departures, generated from the declarations.

`python -m boucle.api.document.pages` writes docs/reference/ressources.md, the section
« Ressources » of docs/ecarts.md and the schema of a rapport; a test fails when they are not fresh.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from boucle import resources
from boucle.api.document import catalogue_publie
from boucle.api.document.openapi import document
from boucle.api.document.schemas_rapport import FICHIER
from boucle.api.routes.ressources import routes
from boucle.schema.champs.champ import Champ
from boucle.schema.champs.champ_lien import Liste, Reference
from boucle.schema.champs.champ_nombre import Booleen, Entier, Enum, Nombre
from boucle.schema.champs.champ_texte import Texte
from boucle.schema.champs.champs import Objet
from boucle.schema.resource import Resource

PAGE = Path("docs/reference/ressources.md")
RAPPORT = Path("docs/reference/rapport.schema.json")
ECARTS = Path("docs/ecarts.md")
DEBUT, FIN = "<!-- ressources : début -->", "<!-- ressources : fin -->"


def reference(declared: Iterable[Resource] | None = None) -> str:
    """Write the page of these resources, or of all those of the house."""
    chosen = resources.load() if declared is None else tuple(declared)
    lines = ["# Les ressources", "", *_INTRODUCTION, *catalogue_publie.lines(document())]
    tag = ""
    for resource in chosen:
        if resource.tag != tag:
            tag = resource.tag
            lines += ["", f"## {tag}"]
        lines += ["", *_section(resource)]
    return "\n".join(lines) + "\n"


_INTRODUCTION = (
    "Page générée depuis les déclarations (`src/boucle/resources/`). Chemins sous "
    "`/loop-api-publiques`, sans égard à la casse.",
    "",
    "- `GET` rend un tableau nu. `filter`, `sort` (`champ1&&champ2:desc`), `skip`, `take` "
    "(10 000 au plus), `select`. Quand il en reste, l'en-tête `Link` "
    "donne la suite, par la clé du dernier élément : ce qui est supprimé entre deux pages ne fait "
    "rien perdre. Un paramètre inconnu est refusé.",
    "- `POST`, `PUT`, `DELETE` prennent un tableau, ou un objet seul, de 10 000 éléments au plus, "
    'et rendent `{"success", "errors"}`. Chaque élément est jugé seul. Un élément seul créé '
    "sans faute est rendu seul dans `success`, comme dans l'exemple publié.",
    "- Une faute : `index`, `field`, `code`, `message`, `remede`, `value`, et `objectId` quand il "
    "est connu ; une révision périmée donne aussi la `revisionId` actuelle.",
    "- `Idempotency-Key` : même clé et même envoi donnent la même réponse, pendant 7 jours.",
    "- Une référence se donne par objet (`objectId`), par `objectId` seul ou par code.",
    "",
)


def _section(resource: Resource) -> Iterator[str]:
    yield f"### {resource.nom}"
    yield ""
    yield " ".join(filter(None, (f"{resource.titre}.", resource.description)))
    yield ""
    for route in routes(resource):
        yield f"- `{route.methode} /{route.chemin}?codeDossier=`"
    yield ""
    named = f"`{resource.champ_cle.nom}`" if resource.nommee else "`objectId` seulement"
    if resource.seule:
        named = "un seul par dossier"
    yield f"Niveau : {resource.niveau.value}. Nommé par : {named}."
    if resource.filtre_obligatoire:
        yield f"Filtre obligatoire : `{'` ou `'.join(resource.filtre_obligatoire)}`."
    yield ""
    yield "| Champ | Libellé | Contenu | |"
    yield "|---|---|---|---|"
    for path, champ in _opened(resource.champs):
        yield f"| `{path}` | {champ.titre} | {_content(champ)} | {_marks(champ)} |"
    yield ""
    yield "```json"
    yield json.dumps(dict(resource.exemple), ensure_ascii=False, indent=2)
    yield "```"


def _opened(champs: Iterable[Champ], path: str = "") -> Iterator[tuple[str, Champ]]:
    for champ in champs:
        if isinstance(champ, Objet):
            yield from _opened(champ.champs, f"{path}{champ.nom}.")
        else:
            yield path + champ.nom, champ
            if isinstance(champ, Liste):
                yield from _opened(champ.champs, f"{path}{champ.nom}[].")


def _content(champ: Champ) -> str:
    if isinstance(champ, Enum):
        text = ", ".join(f"{code} {label}" for code, label in champ.valeurs.items())
    elif isinstance(champ, Entier):
        text = f"entier de {champ.minimum} à {champ.maximum}"
    elif isinstance(champ, Nombre):
        text = f"nombre, {champ.decimales} décimales, de {champ.minimum} à {champ.maximum}"
    elif isinstance(champ, Reference):
        text = f"référence à {champ.cible}"
    elif isinstance(champ, Texte) and champ.controle is not None:
        text = champ.controle.attendu or champ.controle.nom.replace("_", " ")
        text += f", {champ.max} caractères au plus"
    elif isinstance(champ, Texte):
        text = f"texte, {champ.max} caractères au plus"
    else:
        text = champ.attendu.removeprefix("une ").removeprefix("un ")
    default = champ.absent
    if default not in ("", None, "[]") and not isinstance(champ, (Booleen, Nombre)):
        text += f" ; par défaut {default}"
    if isinstance(champ, Booleen) and champ.defaut:
        text += " ; par défaut true"
    return f"{text}. {champ.description}".strip().replace("|", "\\|")


def _marks(champ: Champ) -> str:
    marks = {
        "obligatoire": champ.requis,
        "figé": champ.fige,
        "lecture seule": champ.lecture_seule,
        "sur demande": champ.sur_demande,
        "complété": champ.complete,
    }
    return ", ".join(mark for mark, is_so in marks.items() if is_so)


def ecarts() -> str:
    """Write the section of docs/ecarts.md about the resources."""
    lines = [DEBUT, "## Ressources", "", *_ECARTS, ""]
    for resource in resources.load():
        completed = [f"`{path}`" for path, c in _opened(resource.champs) if c.complete]
        notes = list(resource.ecarts)
        if resource.complete:
            notes.append("Ressource entièrement à nous.")
        elif completed and not resource.vue_de:
            notes.append(f"Champs complétés : {', '.join(completed)}.")
        if notes:
            lines += [f"### `{resource.chemin}`", "", *(f"- {note}" for note in notes), ""]
    return "\n".join([*lines, FIN])


_ECARTS = (
    "Générée depuis les déclarations. Ce qui vaut pour toutes :",
    "",
    "- `GET` rend un tableau nu (pages Compte, Section, fiche Dossier client), jamais "
    '`{"data": […]}` (page Groupe).',
    "- `POST` d'un seul élément rend `success` en objet (fiche Dossier client) ; de plusieurs, en "
    "tableau. `errors` est toujours là, même vide.",
    "- `POST`, `PUT` et `DELETE` prennent un tableau ou un objet seul.",
    "- Les fautes des éléments viennent en HTTP 200 dans `errors` ; leur forme est à nous : "
    "`index`, `objectId`, `field`, `code`, `message`, `remede`, `value`.",
    "- `revisionId` : `0x` et 16 chiffres hexadécimaux en capitales ; deux exemples publiés n'en "
    "ont que 15.",
    "- `take` : 10 000 éléments au plus, demandés ou non ; l'en-tête `Link` donne la suite. L'API "
    "publiée ne dit ni défaut ni maximum, sauf 100 pour EcritureComptable.",
    "- `filter` accepte aussi `in`, la constante à gauche, et les champs `reference.objectId` et "
    "`reference.code` ; un texte vide vaut null.",
    "- Les champs inconnus sont refusés par leur nom ; `objectId` et `revisionId` ne s'écrivent "
    "pas ; `description` calculée, renvoyée par un client, est ignorée.",
    "- `Idempotency-Key` est à nous.",
    "- L'ordre des champs d'un `select` est celui de la déclaration : l'exemple publié suit un "
    "ordre qui ne se déduit ni de la demande ni de la fiche.",
    "- `POST /storeDocument` : le contexte est vérifié (l'API publiée dit le contraire : un "
    "dossier inconnu garderait le document de personne) ; seuls PDF, JPEG et PNG sont gardés ; "
    "la réponse est l'élément de `/document`, à nous, comme "
    "`GET /v1/dossiers/{code}/documents/{id}`.",
    "- `/collaborativeOffer/…` : seuls `addOffer` et `addCollaborativeOffer` ont un chemin "
    "publié ; les autres noms et les champs `codeDossier`, `email`, `offer` sont à nous. "
    "`/collaborativeOffer/dossiers` donne les dossiers ouverts à la clé de l'appel.",
    "- L'approvisionnement crée le plan comptable général en usage, six journaux, cinq taux de "
    "TVA et l'exercice civil en cours : l'API publiée ne dit pas son contenu.",
    "- L'exemple publié de lecture d'un dossier client porte un SIREN de 8 chiffres : il ne "
    "pourrait pas être écrit.",
)


def inserted(page: str, section: str) -> str:
    """Put the section in the page, in place of the former one or at the end."""
    if DEBUT in page:
        before, _, rest = page.partition(DEBUT)
        return before + section + rest.partition(FIN)[2]
    return page.rstrip() + "\n\n" + section + "\n"


def main() -> None:
    """Write both pages, and beside them the schema of a rapport as the program holds it."""
    RAPPORT.write_text(FICHIER.read_text(encoding="utf-8"), encoding="utf-8")
    PAGE.write_text(reference(), encoding="utf-8")
    page: Any = ECARTS.read_text(encoding="utf-8") if ECARTS.exists() else "# Écarts\n"
    ECARTS.write_text(inserted(page, ecarts()), encoding="utf-8")


if __name__ == "__main__":
    main()
