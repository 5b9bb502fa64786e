"""RenduCsv: the anomalies as a spreadsheet opens them: `;`, CRLF, UTF-8 with its mark.

A cell that a spreadsheet could run as a formula (it begins with = + - @, a tab or a return) is
given a leading apostrophe, which spreadsheets read as "this is text".
"""

from __future__ import annotations

import csv
import io

from boucle.errors.francais import visible
from boucle.errors.rapport.rapport import Rapport
from boucle.errors.rapport.vue import NIVEAUX

COLUMNS = (
    "Fichier",
    "Code",
    "Niveau",
    "Gravité",
    "Titre",
    "Ligne",
    "Dernière ligne",
    "Colonne",
    "Champ",
    "Valeur lue",
    "Proposition",
    "Message",
    "Remède",
    "Conséquences",
)
_FORMULA = frozenset("=+-@\t\r\n")


def render(*rapports: Rapport) -> bytes:
    """Write one line per anomalie kept, of one or several rapports."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for rapport in rapports:
        for anomalie in rapport.anomalies:
            kind = anomalie.kind
            niveau = rapport.niveau_of(kind)
            row = (
                rapport.faits.get("nom_fichier", ""),
                kind.code,
                NIVEAUX[niveau][0] if niveau else "",
                kind.gravite.value,
                kind.titre,
                anomalie.lignes[0] if anomalie.lignes else anomalie.ligne,
                anomalie.lignes[1] if anomalie.lignes else anomalie.ligne,
                anomalie.colonne,
                anomalie.champ,
                anomalie.lu,
                anomalie.corrige,
                anomalie.message,
                anomalie.remede,
                " ; ".join(f"{found.kind.code} {found.phrase}" for found in anomalie.consequences),
            )
            writer.writerow(safe(value) for value in row)
    return out.getvalue().encode("utf-8-sig")


def safe(value: object) -> object:
    """Give a text that a spreadsheet shows and never runs; other values as they are."""
    if not isinstance(value, str) or not value:
        return value
    text = visible(value)
    # The first character that counts may hide behind blanks, which spreadsheets trim.
    lead = value.lstrip(" \u00a0")[:1]
    return f"'{text}" if lead in _FORMULA and lead else text
