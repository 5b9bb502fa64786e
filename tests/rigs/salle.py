"""Salle: one server for all the journeys of a person, on each database: the console shown whole.

Imports of the four formats, in every state; and some for each way of acting (`souris_rejete`…), so
that what one test decides is no other test's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Locator

from boucle.commandes.client import Client
from boucle.commandes.demo_cabinet import MODELE, json_body
from boucle.formats.registre import PERSO, TRA
from boucle.operations.acces import cles
from boucle.operations.imports.import_json import request_json
from formats.petit_tra import ACHAT as ACHAT_TRA
from formats.petit_tra import FICHES, fichier
from operations.conftest import fec, ligne
from rigs.gestes import GESTES, Clavier, Souris
from rigs.navigateur import Fenetre, fenetre
from rigs.scene_console import SceneConsole, long_fec
from rigs.serveur_http import serving

NOM_LONG = "732829320FEC20241231_grand_livre_de_la_caisse_du_comptoir_et_de_la_terrasse.txt"
ESSAIS = ("etats", "valide", "rejete", "annule_valide", "annule_rejete")
_CSV = (
    "Date;Journal;Pièce;Compte;Libellé;Débit;Crédit\n"
    "12/02/2024;NF;10017;62510000;Péage;1206,06;\n12/02/2024;NF;10017;42500000;Péage;;1206,06\n"
)


def said(place: Locator) -> str:
    """Give what is read in a place: spaces packed, apostrophes as the published pages type them."""
    return " ".join(place.inner_text().replace("’", "'").split())


@dataclass(frozen=True, slots=True)
class Salle:
    """A cabinet that a server shows."""

    scene: SceneConsole
    url: str

    def client(self, profil: int) -> Client:
        """Give the API to a partner's key of this profile."""
        store = self.scene.atelier.store
        made = cles.create(
            store, "demo", nom="essai", partenaire="Essai", codes=None, profil=profil
        )
        return Client(self.url, made.abonnement, made.x_apikey)


@dataclass(frozen=True, slots=True)
class Parcours:
    """A person before a browser, who acts in one way."""

    salle: Salle
    vue: Fenetre
    geste: Souris | Clavier

    def row(self, nom: str) -> Locator:
        """Give the row of an import of the list."""
        box = f"input[value='{self.salle.scene.demandes[nom]}']"
        return self.vue.page.locator("tbody tr", has=self.vue.page.locator(box))

    def button(self, nom: str) -> Locator:
        """Give a button of the bar of actions."""
        return self.vue.page.get_by_role("toolbar").get_by_role("button", name=nom)

    def dialog(self, nom: str) -> Locator:
        """Give the dialog of this title."""
        return self.vue.page.get_by_role("dialog", name=nom)


@contextmanager
def salle_ouverte(scene: SceneConsole) -> Iterator[Salle]:
    """Fill a scene, and serve it."""
    with serving(scene.atelier) as url:
        salle = Salle(scene, url)
        client = salle.client(3)
        client.call(
            "POST", "/loop-api-publiques/modeleImport", params={"codeDossier": "D1"}, json=[MODELE]
        )
        client.close()
        _fill(scene)
        yield salle


@contextmanager
def parcours_ouvert(
    navigateur: Browser, salle: Salle, geste: str, **context: Any
) -> Iterator[Parcours]:
    """Open a window where a new person of profile 4 is signed in."""
    with fenetre(navigateur, salle.url, **context) as vue:
        enter(vue, salle.scene.jeton())
        yield Parcours(salle, vue, GESTES[geste](vue.page))
    assert vue.fautes == []


def enter(vue: Fenetre, jeton: str) -> None:
    """Be signed in."""
    vue.page.context.clear_cookies(name="boucle")
    vue.page.context.add_cookies([{"name": "boucle", "value": jeton, "url": vue.base}])


def _fill(scene: SceneConsole) -> None:
    made, nom = scene.demandes, "732829320FEC20241231"
    made["json"] = _ask_json(scene)
    made["tra"] = scene.ask(fichier(*FICHES, *ACHAT_TRA), "MAI2024.TRA", TRA)
    made["perso"] = scene.ask(_CSV.encode(), "test_Modele.csv", PERSO, modele=str(MODELE["code"]))
    made["nom_long"] = scene.ask(long_fec(2), NOM_LONG)
    for rang, geste in enumerate(GESTES):
        for essai in ESSAIS:
            made[f"{geste}_{essai}"] = scene.ask(long_fec(3 + rang), f"{nom}_{geste}_{essai}.txt")
    made["cours_hier"] = made["cours"]
    scene.work()
    made["cours"] = scene.ask(
        fec(ligne("1", "606400", "1,00", "0,00"), ligne("1", "512000", "0,00", "1,00")),
        f"{nom}_en_cours.txt",
    )


def _ask_json(scene: SceneConsole) -> str:
    body = {"codeIbs": "D1", **json_body(date(2024, 6, 2), 2)}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "corps.json"
        path.write_text(json.dumps(body), "utf-8")
        return request_json(scene.atelier, scene.acteur, path, None)
