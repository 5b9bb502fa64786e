"""PetitJson: small bodies of importJson, and how their lines are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from boucle.errors import Refus
from boucle.formats.saisie_json.corps import Envoi, read_enveloppe
from boucle.formats.saisie_json.lecteur import Lecteur, Lignes
from boucle.formats.saisie_json.squelette import opened

ANNEE = {"from": "2024-01-01T00:00:00.000Z", "to": "2024-12-31T00:00:00.000Z"}


def montant(amount: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": "EUR", "currencyAmount": amount, "currencyRate": "1.0"}


def ligne(compte: str, debit: Any, credit: Any, **more: Any) -> dict[str, Any]:
    return {
        "date": "2024-01-15T00:00:00.000Z",
        "journal": "AC",
        "compte": compte,
        "debit": montant(debit),
        "credit": montant(credit),
        "libelle": "Achat",
        **more,
    }


DEUX = [ligne("607000", 120, 0), ligne("401000", 0, 120)]


def corps(lignes: Any = DEUX, contexte: Any = ANNEE, **options: Any) -> dict[str, Any]:
    data = {"contexte": contexte, "options": options, "ecritures": lignes}
    return {"codeIbs": "D1", "data": data}


def octets(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def lire(folder: Path, body: Any, lignes_max: int = 0) -> tuple[Envoi, list[Lignes]]:
    """Read a body whole, as its request is judged."""
    path = folder / "corps.json"
    path.write_bytes(octets(body))
    with opened(path) as found:
        envoi = read_enveloppe(found.open())
        return envoi, list(Lecteur(found, envoi, lignes_max).blocks())


def raison(folder: Path, body: Any) -> str:
    """Give the sentence that refuses a body; '' when it is read."""
    try:
        lire(folder, body)
    except Refus as refus:
        return refus.message
    return ""


def rows(blocks: list[Lignes]) -> list[dict[str, Any]]:
    """Give the lines, without what is blank."""
    return [
        {nom: value for nom, value in row.items() if value not in (None, "")}
        for block in blocks
        for row in block.table.to_dicts()
    ]
