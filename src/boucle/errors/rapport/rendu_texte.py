"""RenduTexte: a rapport in a terminal: verdicts, then each rule with its first places.

Everything read from the file is printed as plain text: neither an escape sequence nor a markup
tag that a label may hold can act on the terminal.
"""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from boucle.errors.anomalie import Anomalie
from boucle.errors.francais import accord, euros, jour, nombre, taille, visible
from boucle.errors.kind import Gravite
from boucle.errors.rapport import apercu
from boucle.errors.rapport.extrait import Extrait, excerpts
from boucle.errors.rapport.rapport import Rapport
from boucle.errors.rapport.vue import (
    NIVEAUX,
    Extraits,
    Regle,
    count_informations,
    denombre,
    is_fec,
    place,
    regles,
    verdicts,
)

EXEMPLES_MAX = 3
ENTRAINE = "à cause d'anomalies comptées ailleurs dans ce rapport"
_TONS = {"bad": "bold red", "warn": "yellow", "info": "cyan"}
_VERDICTS = {"ok": ("green", "✔"), "bad": ("bold red", "✘"), "info": ("dim", "–")}
_GRAVITES = {
    Gravite.BLOQUANT: "bloquant à l'import",
    Gravite.AVERTISSEMENT: "avertissement",
    Gravite.INFORMATION: "information",
}


def render(rapport: Rapport, console: Console, extraits: Extraits | None = None) -> None:
    """Print one rapport; extraits: bytes of the lines to show, by number."""
    faits = rapport.faits
    _print(console, Text(visible(str(faits.get("nom_fichier", ""))), "bold"))
    for sentence in describe(faits):
        _print(console, Text(sentence, "dim"))
    console.print()
    _print_verdicts(rapport, console)
    for regle in regles(rapport, EXEMPLES_MAX):
        console.print()
        _print_regle(regle, rapport, console, extraits or {})
    if "apercu" in faits:
        console.print()
        _print_apercu(faits["apercu"], console)
    console.print()
    _print(console, Text(conclude(rapport), "bold"))


def describe(faits: dict[str, Any]) -> list[str]:
    """Say in two or three lines what the file is and what it holds."""
    form = [
        faits.get("format"),
        taille(faits["taille_octets"]) if "taille_octets" in faits else None,
        faits.get("encodage"),
        faits.get("separateur"),
        faits.get("fin_de_ligne"),
        f"régime {faits['regime']}" if faits.get("regime") else None,
    ]
    sentences = [" · ".join(str(part) for part in form if part)]
    if faits.get("lignes"):
        content = [accord(faits["lignes"], "ligne"), accord(faits.get("ecritures", 0), "écriture")]
        if faits.get("date_min"):
            content.append(f"du {jour(faits['date_min'])} au {jour(faits['date_max'])}")
        debit, credit = faits.get("debit_centimes", 0), faits.get("credit_centimes", 0)
        content.append(
            f"débit {euros(debit)}, crédit {euros(credit)}, écart {euros(debit - credit)}"
        )
        sentences.append(" · ".join(content))
    return [visible(sentence) for sentence in sentences if sentence]


def conclude(rapport: Rapport) -> str:
    """Sum the rapport up in one sentence."""
    if not rapport.total:
        return "Aucune anomalie."
    text = denombre(rapport.total, count_informations(rapport))
    if rapport.total > len(rapport.anomalies):
        text += f", dont {nombre(len(rapport.anomalies))} détaillées"
    text += f" ({accord(len(rapport.comptes), 'règle')})."
    if rapport.bloquant:
        return text + " Le fichier ne peut pas être importé en l'état."
    return text + " Le fichier peut être importé."


def _print(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=True)


def _print_apercu(facts: dict[str, Any], console: Console) -> None:
    """Print what was read: columns, lines left out, first lines, one row each."""
    _print(console, Text(apercu.TITRE, "bold"))
    for sentence in apercu.sentences(facts):
        _print(console, Text("  " + visible(sentence)))
    for rang, titre, champ, par in apercu.columns(facts):
        _print(
            console,
            Text("  " + visible(f"{rang:>3}  {titre} → {champ}")).append(
                f"  {par}" if par else "", "dim"
            ),
        )
    for titre, nombre_lu, sort in apercu.sorts(facts):
        _print(console, Text("  " + visible(f"{titre} : {nombre_lu}")).append(f"  {sort}", "dim"))
    for ligne, raison, texte in apercu.left_out(facts):
        _print(console, Text("  " + visible(f"laissée, ligne {ligne} ({raison}) : {texte}"), "dim"))
    for premiere in facts["premieres"]:
        row = " │ ".join(premiere["cellules"])
        _print(console, Text("  " + visible(f"lue, ligne {premiere['ligne']} : {row}")))


def _print_verdicts(rapport: Rapport, console: Console) -> None:
    for verdict in verdicts(rapport) if is_fec(rapport) else ():
        line = Text("  ")
        style, mark = _VERDICTS[verdict.ton]
        line.append(f"{mark} ", style)
        line.append(verdict.nom.ljust(14), "bold")
        line.append(verdict.mot.ljust(14), style)
        if verdict.anomalies:
            line.append(verdict.bilan)
        if verdict.entraine:
            line.append(", " if verdict.anomalies else "").append(ENTRAINE)
        line.append(f"  ({verdict.sujet})", "dim")
        _print(console, line)


def _print_regle(regle: Regle, rapport: Rapport, console: Console, extraits: Extraits) -> None:
    kind = regle.kind
    head = Text(f"{kind.code}  ", _TONS[regle.ton])
    head.append(kind.titre, "bold")
    head.append(f"  ×{nombre(regle.nombre)}", _TONS[regle.ton])
    facts = [
        NIVEAUX[regle.niveau][0].lower() if regle.niveau else None,
        "non conforme" if kind.non_conforme else None,
        _GRAVITES[kind.gravite],
        kind.source,
    ]
    _print(console, head)
    _print(console, Text("  " + " · ".join(fact for fact in facts if fact), "dim"))
    remedy = ""
    shown: list[Extrait] = []
    for anomalie in regle.exemples:
        cuts = excerpts(anomalie, extraits, rapport.faits, max(40, console.width - 10))
        # One excerpt is enough for anomalies that have the same, a column absent for one.
        _print_anomalie(anomalie, console, [] if cuts == shown else cuts)
        shown = cuts
        if anomalie.remede != remedy:
            remedy = anomalie.remede
            _print(console, Text("    → " + visible(remedy), "cyan"))
    others = regle.nombre - len(regle.exemples)
    if others:
        _print(console, Text(f"  … et {accord(others, 'autre')}", "dim"))


def _print_anomalie(anomalie: Anomalie, console: Console, cuts: list[Extrait]) -> None:
    line = Text("  ")
    line.append(visible(place(anomalie)), "bold")
    _print(console, line)
    for cut in cuts:
        _print_extrait(cut, console)
    _print(console, Text("    " + visible(anomalie.message)))
    if anomalie.corrige is not None and anomalie.corrige not in anomalie.message:
        corrected = Text("    proposition : ", "dim")
        corrected.append(visible(anomalie.corrige), "green")
        _print(console, corrected)
    for entailed in anomalie.consequences[:EXEMPLES_MAX]:
        _print(console, Text("    ↳ entraîne : " + visible(entailed.phrase), "dim"))


def _print_extrait(cut: Extrait, console: Console) -> None:
    head = f"    {cut.ligne} │ "
    line = Text(head, "dim")
    line.append(cut.avant, "default")
    line.append(cut.cellule, "reverse" if cut.cellule else "")
    line.append(cut.apres, "default")
    console.print(line, no_wrap=True, overflow="ellipsis", crop=True)
    if cut.cellule:
        blank = " " * (cell_len(head) - 2) + "│ " + " " * cell_len(cut.avant)
        _print(console, Text(blank + "^" * max(1, cell_len(cut.cellule)), "bold red"))
