"""ScenesApi: for each operation of the published document, how it comes to answer that it is done.

A scene is given a cabinet with its dossiers and its imports, and the path to ask by; it makes what
the operation needs, asks it, and gives the answer. What is not read from a declaration is here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from api.test_documents import PNG
from api.test_import_http import NOM, file_server
from api.test_import_json import envoi
from api.test_import_perso import SAMPLE
from boucle.operations.travaux.pipeline import run_import
from boucle.schema import registre
from boucle.schema.resource import Resource
from boucle.store.fiches import dossiers
from boucle.store.travaux import queue
from boucle.values import Perimetre
from formats.petit_tra import ACHAT as ACHAT_TRA
from formats.petit_tra import FICHES, fichier
from formats.test_perso import PUBLIEES
from operations.conftest import ACHAT, fec
from resources.porte import BASE, Porte, code_of
from rigs.contrat import operations

Scene = Callable[["Maison", str], httpx.Response]
DOSSIER = "D1"
EXERCICE = "2024"
_RANKS = count(1)
_VERBES = {"lire": "GET", "creer": "POST", "modifier": "PUT", "supprimer": "DELETE"}


class Maison:
    """A firm with keys, a dossier open for 2024, and what scenes make once and share."""

    def __init__(self, porte: Porte, folder: Path) -> None:
        self.porte = porte
        self.folder = folder
        self.uri = ""
        told = porte.write(
            "POST",
            registre.find("exercice"),
            [{"code": EXERCICE, "dateDebut": "2024-01-01", "dateFin": "2024-12-31"}],
        )
        assert told["errors"] == []

    def ask(self, methode: str, path: str, corps: Any = None, **params: Any) -> httpx.Response:
        """Send one request by its path as the document writes it."""
        return self.porte.call(methode, path.removeprefix(f"{BASE}/"), corps, **params)

    def told(self, methode: str, path: str, corps: Any = None, **params: Any) -> Any:
        """Send one request that a scene needs before its own; give its JSON."""
        answer = self.ask(methode, path, corps, **params)
        assert answer.status_code in (200, 201), answer.text
        return answer.json() if answer.content else None

    def deposit(self, nom: str, content: bytes) -> httpx.Response:
        """Reserve a place and put a file there."""
        place = self.told("GET", "getFileUrlDeposit", filename=nom)
        self.uri = place["uri"]
        signed = urlsplit(place["depositUrl"])
        return self.ask(
            "PUT",
            signed.path,
            content=content,
            headers={"x-ms-blob-type": "BlockBlob"},
            **dict(httpx.QueryParams(signed.query)),
        )

    def send(self, path: str, nom: str, content: bytes, **more: str) -> httpx.Response:
        """Deposit a file and ask for its import."""
        self.deposit(nom, content)
        return self.ask("POST", path, {"codeIbs": DOSSIER, "URI": self.uri, **more})

    def work(self) -> None:
        """Run every import that can be run now."""
        atelier = self.porte.atelier
        while (tache := queue.claim(atelier.store, "essai", 60)) is not None:
            run_import(atelier, tache)

    def imported(self) -> str:
        """Import a file; give the id of the import, which waits for a decision."""
        answer = self.send("importFEC", NOM, fec(*ACHAT))
        self.work()
        return str(answer.json()["accountingImportRequestId"])

    @cached_property
    def demande(self) -> str:
        """An import that waits for a decision."""
        return self.imported()

    @cached_property
    def validee(self) -> str:
        """An import that is in the books."""
        demande = self.imported()
        self.told("POST", f"/v1/imports/{demande}/valider")
        return demande

    @cached_property
    def document(self) -> str:
        """A document that was deposited."""
        return str(self.told("POST", "storeDocument", content=PNG, **DEPOSE)["objectId"])

    def offer(self) -> dict[str, str]:
        """Make a contact and an application; name them with the dossier."""
        email = self.porte.create(registre.find("interlocuteur"))["email"]
        offer = self.porte.create(registre.find("applicationHub"))["code"]
        return {"codeDossier": DOSSIER, "email": email, "offer": offer}

    def closed(self) -> dict[str, Any]:
        """Make a dossier and name its revision."""
        made = self.porte.create(registre.find("dossierClient"))
        return {name: made[name] for name in ("objectId", "revisionId")}


DEPOSE = {"context": DOSSIER, "filename": "facture.png"}


def _resource(resource: Resource, verbe: str) -> Scene:
    """Tell how a resource's verb is asked: by its declaration alone."""

    def scene(maison: Maison, path: str) -> httpx.Response:
        porte, asked = maison.porte, {"codeDossier": code_of(resource)}
        methode = "POST" if path.endswith("/modification") else _VERBES[verbe]
        if verbe == "creer":
            if resource.seule:
                # There may be one a dossier, and the API makes it with the dossier: one that the
                # operator opened has none yet.
                asked["codeDossier"] = _bare(porte)
            return maison.ask(methode, path, [porte.sample(resource)], **asked)
        record = _one(maison, resource)
        if verbe == "lire":
            if resource.filtre_obligatoire:
                asked["filter"] = f"{resource.filtre_obligatoire[0]}!=null"
            return maison.ask(methode, path, **asked)
        named = {name: record[name] for name in ("objectId", "revisionId")}
        return maison.ask(methode, path, [named], **asked)

    return scene


def _bare(porte: Porte) -> str:
    code = f"NU{next(_RANKS)}"
    with porte.atelier.store.transaction(Perimetre(1, 0)) as conn:
        dossiers.create(conn, 1, code)
    return code


def _one(maison: Maison, resource: Resource) -> dict[str, Any]:
    """Give a record of a resource: a new one, the only one there may be, or what a view shows."""
    porte = maison.porte
    if resource.nom == "document":
        return {"objectId": maison.document}
    if "POST" in resource.verbes and not (resource.seule and porte.read(resource)):
        return porte.create(resource)
    if resource.vue_de:
        porte.create(registre.find(resource.vue_de), **_SHOWN.get(resource.nom, {}))
    return porte.read(resource)[0]


_SHOWN = {"collaborateurDossier": {"maitreDossier": "manon@cabinet.example"}}


def _import(methode: str) -> Scene:
    """Tell what is asked of an import by its id: of any to read, of one of its own to decide."""

    def scene(maison: Maison, path: str) -> httpx.Response:
        demande = maison.demande if methode == "GET" else maison.imported()
        return maison.ask(methode, path.replace("{id}", demande))

    return scene


def _livre(maison: Maison, path: str) -> httpx.Response:
    assert maison.validee
    return maison.ask("GET", path.replace("{code}", DOSSIER), exercice=EXERCICE)


def _sortie(maison: Maison, path: str) -> httpx.Response:
    assert maison.validee
    path = path.replace("{code}", DOSSIER)
    return maison.ask("GET", path, exercice=EXERCICE, pertes="acceptees")


def _pertes(maison: Maison, path: str) -> httpx.Response:
    assert maison.validee
    path = path.replace("{code}", DOSSIER)
    return maison.ask("GET", path, exercice=EXERCICE, format="tra")


def _offer(*more: str, opened: bool = False) -> Scene:
    def scene(maison: Maison, path: str) -> httpx.Response:
        given = maison.offer()
        if opened:
            told = maison.told("POST", "collaborativeOffer/addOffer", given)
            assert told["errors"] == []
        if "neuf" in more:
            given |= {"email": f"neuf.{given['email']}", "nom": "MARTIN"}
        if "seule" in more:
            del given["email"]
        return maison.ask("POST", path, given)

    return scene


def _perso(maison: Maison, path: str) -> httpx.Response:
    modele = maison.porte.create(
        registre.find("modeleImport"),
        separateur="tab",
        decimale=".",
        colonnes=[
            {"champ": champ, "position": place}
            for place, champ in enumerate(PUBLIEES, 2)
            if champ not in ("sens", "montant")
        ],
    )
    return maison.send(path, "caisse.csv", SAMPLE.encode(), modele=modele["code"])


def _url(maison: Maison, path: str) -> httpx.Response:
    (maison.folder / NOM).write_bytes(fec(*ACHAT))
    with file_server(maison.folder, refuse=True) as source:
        body = {"codeIbs": DOSSIER, "URL": f"{source}/{NOM}"}
        demande = maison.told("POST", "importFEC", body)["accountingImportRequestId"]
        maison.work()
    with file_server(maison.folder) as source:
        answer = maison.ask("PUT", path.replace("{id}", demande), {"URL": f"{source}/{NOM}"})
        maison.work()
    assert maison.told("GET", f"/v1/imports/{demande}")["etat"] == "a_valider"
    return answer


def _lines(maison: Maison) -> dict[str, str]:
    return {"codeDossier": DOSSIER, "filter": f"ecritureOrigine == '{maison.validee}'"}


def _ventiler(maison: Maison, path: str) -> httpx.Response:
    axe = maison.porte.create(registre.find("axe"))
    section = maison.porte.create(registre.find("section"), axe=axe["objectId"])
    line = maison.told("GET", "EcritureComptable", **_lines(maison))[0]
    compte = registre.find("compte")
    (found,) = maison.porte.read(compte, filter="numero=='606400'")
    named = {name: found[name] for name in ("objectId", "revisionId")}
    assert maison.porte.write("PUT", compte, [{**named, "analytique": True}])["errors"] == []
    parts = [{"section": section["code"]}]
    named = {name: line[name] for name in ("objectId", "revisionId")}
    return maison.ask("PUT", path, [{**named, f"axeAna{axe['code']}": parts}], codeDossier=DOSSIER)


def _archive(methode: str, *, archived: bool = False) -> Scene:
    def scene(maison: Maison, path: str) -> httpx.Response:
        named = maison.closed()
        if archived:
            told = maison.told("PUT", path, [named], codeDossier="cabinet")
            named = {name: told["success"][0][name] for name in named}
        body = None if methode == "GET" else [named]
        return maison.ask(methode, path, body, codeDossier="cabinet")

    return scene


def _status(maison: Maison, path: str) -> httpx.Response:
    return maison.ask("GET", path, accountingImportRequestId=maison.demande)


def _list(nom: str) -> Scene:
    def scene(maison: Maison, path: str) -> httpx.Response:
        assert maison.demande
        return maison.ask("GET", path, **{nom: DOSSIER})

    return scene


WRITTEN: dict[str, Scene] = {
    "depotDeposer": lambda maison, _: maison.deposit(NOM, fec(*ACHAT)),
    "depotReserver": lambda maison, path: maison.ask("GET", path, filename=NOM),
    "documentDeposer": lambda maison, path: maison.ask("POST", path, content=PNG, **DEPOSE),
    "documentTelecharger": lambda maison, path: maison.ask(
        "GET", path.replace("{code}", DOSSIER).replace("{id}", maison.document)
    ),
    "dossierClientArchiver": _archive("PUT"),
    "dossierClientArchives": _archive("GET", archived=True),
    "dossierClientDesarchiver": _archive("DELETE", archived=True),
    "ecritureLire": lambda maison, path: maison.ask("GET", path, **_lines(maison)),
    "ecritureVentiler": _ventiler,
    "importFec": lambda maison, path: maison.send(path, NOM, fec(*ACHAT)),
    "importTra": lambda maison, path: maison.send(
        path, "ecritures.tra", fichier(*FICHES, *ACHAT_TRA)
    ),
    "importPerso": _perso,
    "importJson": lambda maison, path: maison.ask("POST", path, envoi()),
    "importHistorique": _list("codeDossier"),
    "importLister": _list("codeDossier"),
    "importStatut": _status,
    "importLire": _import("GET"),
    "importLignes": _import("GET"),
    "importRapport": _import("GET"),
    "importSource": _import("GET"),
    "importRejeter": _import("POST"),
    "importValider": _import("POST"),
    "importUrl": _url,
    "livreBalance": _livre,
    "livreFec": _livre,
    "livreNotice": _livre,
    "modeleDetecter": lambda maison, path: maison.ask("POST", path, content=SAMPLE.encode()),
    "offreAddCollaborativeOffer": _offer(),
    "offreAddContactAndOffer": _offer("neuf"),
    "offreAddOffer": _offer(),
    "offreDossiers": lambda maison, path: maison.ask("GET", path),
    "offreProvisionDossier": lambda maison, path: maison.ask("POST", path, {"codeDossier": "D2"}),
    "offreRemoveContactOffer": _offer(opened=True),
    "offreRemoveOffer": _offer("seule", opened=True),
    "offreUpdateContactAndOffer": _offer(opened=True),
    "serveurSante": lambda maison, path: maison.ask("GET", path),
    **{f"sortie{nom}": _sortie for nom in ("Csv", "Fec", "Json", "Tra", "Xlsx")},
    "sortiePertes": _pertes,
    "verificationVerifier": lambda maison, path: maison.ask(
        "POST", path, content=fec(*ACHAT), nom=NOM
    ),
}


def _declared() -> dict[str, Scene]:
    """Give the scenes of the resources, by the row of each operation in the table of rights."""
    found = {}
    for _, _, told in operations():
        nom, _, verbe = told["x-droit"].partition(".")
        if told["operationId"] in WRITTEN or verbe not in _VERBES:
            continue
        found[told["operationId"]] = _resource(registre.find(nom), verbe)
    return found


SCENES: dict[str, Scene] = {**_declared(), **WRITTEN}
