"""Catalogue: the page of every kind of fault, generated: docs/reference/erreurs.md.

`python -m boucle.errors.catalogue` prints it; a test keeps the page and the kinds the same.
"""

from __future__ import annotations

import re
from pathlib import Path

from boucle.errors.exemples.exemple import Exemple, build_lignes
from boucle.errors.exemples.exemples import EXEMPLES
from boucle.errors.familles import KINDS
from boucle.errors.francais import visible
from boucle.errors.kind import Gravite, Kind, Portee
from boucle.errors.rapport.vue import NIVEAUX

PAGE = Path("docs/reference/erreurs.md")
_FAMILIES = {
    "FIC": "Le fichier",
    "LIG": "Les lignes et leurs cellules",
    "ECR": "Les écritures",
    "TRA": "Les fichiers TRA",
    "SRC": "L'adresse d'où vient le fichier",
    "IMP": "L'import lui-même",
    "REQ": "Les requêtes et les commandes",
}
_EFFECTS = {
    Gravite.BLOQUANT: "bloquant",
    Gravite.AVERTISSEMENT: "avertissement",
    Gravite.INFORMATION: "information",
}
_SLOT = re.compile(r"\{(\w+)[^}]*\}")
_INTRO = """\
<!-- Page produite par `python -m boucle.errors.catalogue` : ne pas la modifier à la main. -->

# Catalogue des anomalies et des refus

Chaque anomalie d'un fichier et chaque refus d'une requête porte un code. Un code ne change jamais
de sens et n'est jamais redonné ; la phrase, elle, peut s'améliorer.

- **Gravité** : l'effet sur un import. *Bloquant* : la donnée ne peut pas être enregistrée avec
  certitude. *Avertissement* : elle se lit sans doute possible, mais hors de la norme.
  *Information* : rien à faire.
- **Niveau** : le verdict du FEC auquel l'anomalie appartient. *Forme* : ce que vérifie l'outil de
  l'administration, avec la même réponse que lui. *Droit* : ce que demandent l'article A47 A-1 et
  le BOFiP. *Comptabilité* : la cohérence des écritures. « Non conforme » : une seule anomalie de
  ce genre rend le verdict négatif.
- Les exemples partent d'un fichier juste de sept lignes ; seul le passage montré change. Les zones
  y sont séparées par « | ».
"""


def render() -> str:
    """Write the page."""
    parts = [_INTRO]
    families = _FAMILIES | {
        kind.code[:3]: kind.code[:3] for kind in KINDS if kind.code[:3] not in _FAMILIES
    }
    for prefix, titre in families.items():
        family = [kind for kind in KINDS if kind.code.startswith(f"{prefix}-")]
        parts.append(f"## {titre}\n\n{_table(family)}\n")
        parts += [_entry(kind) for kind in family]
    return "\n".join(parts)


def _table(family: list[Kind]) -> str:
    request = family[0].portee is Portee.REQUETE
    rows = [
        "| Code | Titre | Statut |" if request else "| Code | Titre | Niveau | Gravité |",
        "|---|---|---|" if request else "|---|---|---|---|",
    ]
    for kind in family:
        link = f"[{kind.code}](#{kind.code.lower()})"
        facts = [str(kind.statut)] if request else [_niveau(kind), _EFFECTS[kind.gravite]]
        rows.append(f"| {link} | {kind.titre} | {' | '.join(facts)} |")
    return "\n".join(rows)


def _niveau(kind: Kind) -> str:
    if kind.niveau is None:
        return "import"
    name = NIVEAUX[kind.niveau][0].lower()
    return f"{name}, non conforme" if kind.non_conforme else name


def _entry(kind: Kind) -> str:
    lines = [f'### <a id="{kind.code.lower()}"></a>{kind.code} · {kind.titre}', ""]
    if kind.portee is Portee.REQUETE:
        lines.append(f"Statut HTTP {kind.statut}." + (" Passager." if kind.passager else ""))
    else:
        lines.append(
            f"Niveau : {_niveau(kind)}. Gravité : {_EFFECTS[kind.gravite]}. "
            f"Portée : {_portee(kind)}."
        )
    if kind.source:
        lines.append(f"Source : {kind.source}.")
    lines += ["", f"> {_slots(kind.message)}", "", f"**À faire.** {_slots(kind.remede)}"]
    for colonne, remede in kind.remedes.items():
        lines += ["", f"- {colonne} : {_slots(remede)}"]
    if kind.imposed and kind.imposed != kind.message:
        lines += ["", f"Sur le fil, phrase imposée par l'API publiée : « {kind.imposed} »"]
    exemple = EXEMPLES.get(kind.code)
    if exemple is not None:
        lines += ["", *_shown(exemple)]
    return "\n".join(lines) + "\n"


def _portee(kind: Kind) -> str:
    return {Portee.ECRITURE: "écriture"}.get(kind.portee, kind.portee.value)


def _slots(text: str) -> str:
    return _SLOT.sub(lambda match: f"‹{match[1]}›", text)


def _shown(exemple: Exemple) -> list[str]:
    if exemple.texte:
        return [f"Exemple : {exemple.texte}"]
    if exemple.montre is None:
        return [f"Exemple : le fichier `{exemple.nom}`"]
    if exemple.octets is not None:
        lines = exemple.octets.decode("utf-8", "replace").splitlines()
    else:
        lines = build_lignes(exemple)
    mark = exemple.separateur if exemple.separateur != "\t" else "|"
    line = visible(lines[exemple.montre - 1].replace("\t", mark))
    changed = [col for (n, col) in exemple.cellules if n == exemple.montre]
    where = f", colonne {', '.join(changed)}" if changed else ""
    return [
        f"Exemple, ligne {exemple.montre}{where} :",
        "",
        "```text",
        line or "(ligne vide)",
        "```",
    ]


if __name__ == "__main__":
    print(render(), end="")
