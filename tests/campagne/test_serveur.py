"""Serveur: spoiled lots sent to a server that listens, and read back from its database.

`BOUCLE_LOTS_SERVEUR` cases, 300 by default, drawn among all the faults in turn: a request that is
refused says where, an import that ends in error or that books otherwise has a rapport that does.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.test_import_http import LOOP, Maison, maison
from boucle.formats.registre import JSON, PERSO
from campagne.cas import GENRES, Cas, make_cas
from campagne.lots import Ligne, Livres, livres_of

__all__ = ["maison"]
CAS = int(os.environ.get("BOUCLE_LOTS_SERVEUR", "300"))
GRAINE = int(os.environ.get("BOUCLE_LOTS_DEPART", "0"))


def send(maison: Maison, folder: Path, cas: Cas, rang: int) -> dict[str, Any]:
    """Send a spoiled file as a partner does; give the answer."""
    envoi = cas.gate
    if envoi.format == JSON:
        answer = maison.raw("POST", f"{LOOP}/importJson", content=envoi.octets())
        return dict(answer.json())
    uri = maison.deposit(folder, envoi.octets(), f"{rang}-{envoi.nom}")
    body = {"codeIbs": "D1", "URI": uri, "URL": ""}
    if envoi.format != PERSO:
        return dict(maison.raw("POST", f"{LOOP}/importTRA", json=body).json())
    modele = {**envoi.parametres()["modele"], "code": f"M{rang}"}
    made = maison.raw("POST", f"{LOOP}/modeleImport", params={"codeDossier": "D1"}, json=[modele])
    assert made.json()["errors"] == []
    body["modele"] = f"M{rang}"
    return dict(maison.raw("POST", f"{LOOP}/importPerso", json=body).json())


def booked(maison: Maison, demande: str) -> Livres:
    """Read back what the database holds of an import, but for the lines that were added."""
    rows: list[dict[str, Any]] = maison.client.call(
        "GET", f"/v1/imports/{demande}/lignes", params={"take": 1000}
    )
    return livres_of(
        Ligne(
            row["journal"], date.fromisoformat(row["date"]), row["ecritureNum"], row["compte"],
            row["tiers"], row["libelle"], row["debitCentimes"], row["creditCentimes"],
        )
        for row in rows
        if not row["compte"].startswith("471")
    )  # fmt: skip


def judge(maison: Maison, cas: Cas, told: dict[str, Any]) -> None:
    """Ask that the books be those that were sent, or that something names the place."""
    demande = told.get("accountingImportRequestId")
    if demande is None:
        said = json.dumps(told, ensure_ascii=False)
        assert told["error"]["code"], said
        assert cas.touchees is None or "ecritures[" in said or "lément" in said, said
        return
    maison.work()
    found = maison.client.follow(demande)
    if found["etat"] == "a_valider" and booked(maison, demande) == livres_of(cas.propre.lot):
        return
    rapport: Any = maison.client.call("GET", f"/v1/imports/{demande}/rapport")
    lines = None if cas.touchees is None else set(cas.gate.numeros(cas.touchees))
    places = [
        {anomalie["ligne"], *(anomalie.get("lignes") or ())} - {None}
        for anomalie in rapport["anomalies"]
    ]
    assert any(lines is None or place & lines for place in places), rapport["anomalies"][:5]


@pytest.mark.long
def test_spoiled_lots_sent_to_a_server_are_booked_as_sent_or_a_place_is_named(
    maison: Maison, tmp_path: Path
) -> None:
    step = max(1, len(GENRES) // CAS)
    for rang in range(CAS):
        nature, faute = GENRES[rang * step % len(GENRES)]
        cas = make_cas(nature, faute, GRAINE + rang)
        try:
            judge(maison, cas, send(maison, tmp_path, cas, rang))
        except AssertionError as silent:
            raise AssertionError(f"{nature}\t{faute.nom}\t{GRAINE + rang}\n{silent}") from silent
