"""DemoEnvois: plays the firm that opens its dossiers, and the partners that send to them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boucle.commandes.demo_cabinet import (
    BRASSERIE,
    CABINET,
    DOSSIERS,
    EXERCICE,
    GROUPES,
    MODELE,
    Envoi,
    sirens,
)

if TYPE_CHECKING:
    from boucle.commandes.client import Client
    from boucle.commandes.demo_voisin import Voisin
    from boucle.operations.acces.cles import Trousseau

_API = "/loop-api-publiques"
# The state that each way of serving a file leads to, and how long it may take.
_ATTENDU = {"ferme": "attente_url", "occupe": "en_attente", "lent": "en_cours"}
_ATTENTE_S = 20


def play(
    address: str, cles: Mapping[str, Trousseau], envois: Sequence[Envoi], host: Voisin
) -> list[dict[str, Any]]:
    """Open the dossiers, send everything, decide; give what became of each envoi.

    What comes from a deposit is followed to its end; what is fetched goes on by itself.
    """
    from boucle.commandes.client import Client

    clients = {nom: Client(address, cle.abonnement, cle.x_apikey) for nom, cle in cles.items()}
    cabinet = clients[CABINET]
    try:
        _open(cabinet)
        asked = [
            (envoi, _send(clients[envoi.partenaire], envoi)) for envoi in envois if not envoi.lieu
        ]
        told = []
        for envoi, demande in asked:
            status = cabinet.follow(demande)
            if envoi.sort and status["etat"] == "a_valider":
                status = cabinet.call("POST", f"/v1/imports/{demande}/{envoi.sort}")
            told.append(_keep(envoi, demande, status))
        for envoi in envois:
            if envoi.lieu:
                url = host.url(envoi.lieu, envoi.nom)
                demande = _ask(clients[envoi.partenaire], envoi, URI="", URL=url)
                status = _await_etat(cabinet, demande, _ATTENDU[envoi.lieu])
                told.append(_keep(envoi, demande, status))
        return told
    finally:
        for client in clients.values():
            client.close()


def _keep(envoi: Envoi, demande: str, status: Mapping[str, Any]) -> dict[str, Any]:
    names = ("etat", "libelle", "format", "lignes", "ecritures", "avertissements")
    return {
        "dossier": envoi.dossier,
        "partenaire": envoi.partenaire,
        "fichier": envoi.nom,
        "import": demande,
        **{name: status[name] for name in names},
    }


def _open(cabinet: Client) -> None:
    at_cabinet = {"codeDossier": "cabinet"}
    groupes = [{"code": code, "description": nom} for code, nom in GROUPES.items()]
    cabinet.call("POST", f"{_API}/groupe", params=at_cabinet, json=groupes)
    numeros = sirens()
    dossiers = [
        {
            "codeDossier": code,
            "nature": 2,
            "raisonSociale": nom,
            "nomUsuel": usuel,
            "siren": numeros[code],
            "groupeTravail": groupe,
        }
        for code, nom, usuel, groupe in DOSSIERS
    ]
    cabinet.call("POST", f"{_API}/dossierClient", params=at_cabinet, json=dossiers)
    for code, *_ in DOSSIERS:
        cabinet.call("POST", f"{_API}/exercice", params={"codeDossier": code}, json=[EXERCICE])
    cabinet.call("POST", f"{_API}/modeleImport", params={"codeDossier": BRASSERIE}, json=[MODELE])


def _send(client: Client, envoi: Envoi) -> str:
    if envoi.chemin == "importJson":
        return _ask(client, envoi)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "envoi"
        path.write_bytes(envoi.contenu)
        return _ask(client, envoi, URI=client.deposit(path, envoi.nom), URL="")


def _ask(client: Client, envoi: Envoi, **where: str) -> str:
    body = {"codeIbs": envoi.dossier, **where, **envoi.corps}
    told = client.call("POST", f"{_API}/{envoi.chemin}", json=body)
    return str(told["accountingImportRequestId"])


def _await_etat(cabinet: Client, demande: str, etat: str) -> dict[str, Any]:
    end = time.monotonic() + _ATTENTE_S
    while True:
        status = cabinet.call(
            "GET", f"{_API}/getImportStatus", params={"accountingImportRequestId": demande}
        )
        if status["etat"] == etat or time.monotonic() > end:
            return dict(status)
        time.sleep(1 / 10)
