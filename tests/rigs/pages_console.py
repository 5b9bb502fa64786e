"""PagesConsole: a way to each page of the console, by links and forms alone, script or not.

A scene names the route that writes what it shows: a route that has none, and is not told here to
write no page, is one that nobody looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pyotp

from boucle import clock
from boucle.compta.etat import Etat
from boucle.operations.acces import facteur, personnes, sessions
from boucle.operations.acces.reglage import Reglage
from boucle.operations.imports import decision
from boucle.store.acces import personnes as store_personnes
from boucle.store.travaux.notifications import notification_lue
from boucle.values import Perimetre
from rigs.navigateur import Fenetre
from rigs.scene_console import SceneConsole, long_fec

MOT = "girafe tambour lichen"
IMPORTS = "/dossiers/D1/imports"
_RANGS = count(1)


@dataclass
class Monde:
    """A cabinet, and the one window of a browser that looks at it."""

    scene: SceneConsole
    vue: Fenetre

    def leave(self) -> None:
        """Forget who is signed in."""
        self.vue.page.context.clear_cookies(name="boucle")

    def enter(self, jeton: str = "") -> None:
        """Be signed in: as the person of the scene, or by the secret of another session."""
        self.leave()
        self.vue.page.context.add_cookies(
            [
                {
                    "name": "boucle",
                    "value": jeton or self.scene.jeton(),
                    "url": self.vue.base,
                }
            ]
        )

    def go(self, path: str, **personne: Any) -> None:
        """Visit a page as the person of the scene, who has this profile from now on."""
        self.scene.become(**personne)
        self.enter()
        self.vue.visit(path)

    def press(self, nom: str, *, dans: str = "body", last: bool = False) -> None:
        """Press a button or follow a link of this name, here or there, and be led somewhere."""
        page = self.vue.page
        found = (
            page.locator(dans)
            .get_by_role("button", name=nom, exact=True)
            .or_(page.locator(dans).get_by_role("link", name=nom, exact=True))
        )
        with page.expect_navigation():
            (found.last if last else found.first).click()

    def someone(self, profil: int, *, avec_facteur: bool) -> tuple[str, str]:
        """Add a person with a password; give its address and the secret of its session."""
        atelier, here = self.scene.atelier, Perimetre(self.scene.perimetre.cabinet_id, 0)
        email = f"p{next(_RANGS)}@vauquelin.example"
        patron = personnes.operator(here.cabinet_id)
        reglage = Reglage("Cléo Vauquelin", profil)
        qui, lien = personnes.invite(atelier.store, patron, email, reglage)
        personnes.follow(atelier.store, lien, MOT)
        sealed = atelier.coffre.seal(facteur.make_secret()).decode()
        with atelier.store.transaction(here) as conn:
            if avec_facteur:
                store_personnes.change(conn, qui, facteur=sealed)
            row = store_personnes.find(conn, qui)
            assert row is not None
            whence = sessions.Provenance("127.0.0.1", "Essai")
            return email, sessions.add(atelier.store, conn, row, whence, ouverte=True)

    def sign_in(self, email: str, mot: str = MOT) -> None:
        """Sign in by the form."""
        self.leave()
        self.vue.visit("/connexion")
        self.vue.page.get_by_label("Adresse électronique").fill(email)
        self.vue.page.get_by_label("Mot de passe").fill(mot)
        self.press("Se connecter")


@dataclass(frozen=True, slots=True)
class Scene:
    """One page as somebody sees it. route: the one that writes it; image: kept as a picture."""

    route: str
    nom: str
    jouer: Callable[[Monde], None]
    image: bool = False


def _code(m: Monde) -> None:
    email, _ = m.someone(3, avec_facteur=True)
    m.sign_in(email)
    m.vue.page.wait_for_url("**/connexion/code**")


def _typed(nom: str, value: str, bouton: str) -> Callable[[Monde], None]:
    def act(m: Monde) -> None:
        m.vue.page.get_by_label(nom, exact=True).fill(value)
        m.press(bouton)

    return act


def _invitation(m: Monde) -> None:
    patron = personnes.operator(m.scene.perimetre.cabinet_id)
    _, lien = personnes.invite(
        m.scene.atelier.store, patron, f"i{next(_RANGS)}@vauquelin.example", Reglage("I. Vidal", 1)
    )
    m.leave()
    m.vue.visit(f"/invitation/{lien}")


def _facteur(m: Monde) -> None:
    _, jeton = m.someone(4, avec_facteur=False)
    m.enter(jeton)
    m.vue.visit("/dossiers")
    m.vue.page.wait_for_url("**/facteur")


def enrol(m: Monde) -> None:
    """Register the second factor that the page shows."""
    secret = m.vue.page.locator("code").inner_text().replace(" ", "")
    step = int(clock.now().timestamp()) // 30
    _typed("Code", pyotp.TOTP(secret).generate_otp(step), "Enregistrer le second facteur")(m)
    m.vue.page.get_by_role("heading", name="Codes de secours").wait_for()


def _secours(m: Monde) -> None:
    _facteur(m)
    enrol(m)


def _personne(m: Monde) -> None:
    m.go("/personnes", profil=5)
    m.press("Hélène Marchand")


def _invited(nom: str) -> Callable[[Monde], None]:
    def act(m: Monde) -> None:
        m.go("/personnes", profil=5)
        page = m.vue.page
        page.get_by_label("Nom", exact=True).fill(nom)
        page.get_by_label("Adresse électronique").fill(f"n{next(_RANGS)}@vauquelin.example")
        m.press("Inviter une personne", last=True)

    return act


def _unsettled(m: Monde) -> None:
    _personne(m)
    m.vue.page.get_by_label("Dossiers", exact=True).fill("D1 : 9")
    m.press("Enregistrer")


def _renewed(m: Monde) -> None:
    m.someone(2, avec_facteur=False)
    m.go("/personnes", profil=5)
    m.vue.page.get_by_role("link", name="Cléo Vauquelin").first.click()
    m.press("Lien pour un mot de passe")


def _weigh(quoi: str, *noms: str) -> Callable[[Monde], None]:
    def act(m: Monde) -> None:
        m.go(f"{IMPORTS}/{quoi}?" + "&".join(f"import={m.scene.demandes[nom]}" for nom in noms))

    return act


def _decided(quoi: str, bouton: str) -> Callable[[Monde], None]:
    def act(m: Monde) -> None:
        m.go(f"{IMPORTS}/{quoi}?import={_fresh(m)}")
        m.press(bouton, dans="dialog")
        m.vue.page.wait_for_url("**/pris-en-compte/**")

    return act


def _taken_back(m: Monde) -> None:
    _decided("rejeter", "Rejeter l’import")(m)
    m.press("Annuler la demande", dans="dialog")
    m.vue.page.get_by_text("rien n’a changé").wait_for()


def _fresh(m: Monde) -> str:
    """Have one import more that waits: what is decided of it changes no other scene."""
    demande = m.scene.ask(long_fec(2), f"732829320FEC20241231_{next(_RANGS)}_n.txt")
    m.scene.work()
    return demande


def _beaten(quoi: str, bouton: str) -> Callable[[Monde], None]:
    def act(m: Monde) -> None:
        demande = _fresh(m)
        m.go(f"{IMPORTS}/{quoi}?import={demande}")
        decision.decide(m.scene.atelier, m.scene.acteur, demande, Etat.REJETE)
        m.press(bouton, dans="dialog")
        m.vue.page.get_by_role("dialog", name="Import déjà jugé ou pas encore prêt").wait_for()

    return act


def _too_late(m: Monde) -> None:
    _decided("rejeter", "Rejeter l’import")(m)
    m.scene.settle()
    m.press("Annuler la demande", dans="dialog")
    m.vue.page.get_by_text("La demande ne s'annule plus").wait_for()


def _at(path: str, **personne: Any) -> Callable[[Monde], None]:
    return lambda m: m.go(path, **personne)


def _import(nom: str, query: str = "") -> Callable[[Monde], None]:
    return lambda m: m.go(f"{IMPORTS}/{m.scene.demandes[nom]}{query}")


def _read(m: Monde) -> None:
    m.go("/notifications")
    m.press("Tout marquer lu")
    m.vue.page.get_by_role("heading", name=re.compile(r"\(0 Non lu")).first.wait_for()


def _news(m: Monde) -> None:
    # Not read yet, whatever another scene marked.
    with m.scene.atelier.store.transaction(None) as conn:
        conn.execute(notification_lue.delete())
    m.go("/notifications")


_OUVERTE = "GET /dossiers/{code:str}"
_LISTE, _DETAIL = f"{_OUVERTE}/imports", f"{_OUVERTE}/imports/{{demande:str}}"
_POST = "POST /dossiers/{code:str}/imports"
_PRIS = f"{_LISTE}/pris-en-compte/{{quoi:str}}"
SCENES = (
    Scene("GET /connexion", "09-connexion-vide", lambda m: (m.leave(), m.vue.visit("/"))[1]),
    Scene(
        "POST /connexion", "09-connexion", lambda m: m.sign_in("c@v.example", "faux"), image=True
    ),
    Scene("GET /connexion/code", "09-code", _code, image=True),
    Scene(
        "POST /connexion/code",
        "09-code-refuse",
        lambda m: (_code(m), _typed("Code", "000000", "Continuer")(m))[1],
    ),
    Scene("GET /invitation/{jeton:str}", "09-invitation", _invitation, image=True),
    Scene(
        "POST /invitation/{jeton:str}",
        "09-invitation-refusee",
        lambda m: (_invitation(m), _typed("Mot de passe", "court", "Enregistrer")(m))[1],
    ),
    Scene("GET /facteur", "09-second-facteur", _facteur, image=True),
    Scene(
        "POST /facteur",
        "09-second-facteur-refuse",
        lambda m: (
            _facteur(m),
            _typed("Code", "000000", "Enregistrer le second facteur")(m),
        )[1],
    ),
    Scene("POST /facteur", "09-codes-de-secours", _secours, image=True),
    Scene("GET /moi", "09-mes-sessions", _at("/moi"), image=True),
    Scene("GET /personnes", "25-connexion-droits", _personne, image=True),
    Scene("POST /personnes", "25-invitee", _invited("Noé Vidal")),
    Scene("POST /personnes", "25-invitation-refusee", _invited(" ")),
    Scene("POST /personnes/{qui:str}", "25-reglage-refuse", _unsettled),
    Scene("POST /personnes/{qui:str}/lien", "25-lien", _renewed),
    Scene("GET /aller", "aller", _at("/aller?q=quais&dossier=D1"), image=True),
    Scene("GET /aller", "aller-rien", _at("/aller?q=zzz")),
    Scene("GET /dossiers", "01-dossiers", _at("/dossiers")),
    Scene("GET /dossiers", "01-dossiers-aucun", _at("/dossiers?q=zzz")),
    Scene(_OUVERTE, "02-tableau-de-bord", _at("/dossiers/D1")),
    Scene(_OUVERTE, "02b-tableau-de-bord", _at("/dossiers/D2")),
    Scene(_LISTE, "03-imports-partenaires", _at(IMPORTS)),
    Scene(_LISTE, "03-imports-filtres", _at(f"{IMPORTS}?q=zzz")),
    Scene(_LISTE, "03-imports-aucun", _at("/dossiers/D2/imports")),
    Scene(_LISTE, "03-imports-profil-2", _at(IMPORTS, profil=2)),
    Scene(f"{_LISTE}/valider", "05a-valider-page", _weigh("valider", "attente", "erreur")),
    Scene(f"{_LISTE}/valider", "05a-valider-plusieurs", _weigh("valider", "attente", "long")),
    Scene(f"{_LISTE}/rejeter", "05a-rejeter", _weigh("rejeter", "attente")),
    Scene(_PRIS, "05b-validation-prise", _decided("valider", "Valider 2 écritures")),
    Scene(_PRIS, "05b-rejet-pris", _decided("rejeter", "Rejeter l’import")),
    Scene(_PRIS, "05b-demande-annulee", _taken_back),
    Scene(f"{_POST}/valider", "05c-validation-refusee", _beaten("valider", "Valider 2 écritures")),
    Scene(f"{_POST}/rejeter", "05c-rejet-refuse", _beaten("rejeter", "Rejeter l’import")),
    Scene(f"{_POST}/annuler", "05c-trop-tard", _too_late),
    Scene(_DETAIL, "04a-import-ecritures", _import("attente")),
    Scene(_DETAIL, "04a-import-filtre", _import("long", "?op1=≥&m1=100&q=dupont")),
    Scene(_DETAIL, "04a-import-en-erreur", _import("erreur")),
    Scene(
        f"{_DETAIL}/anomalies", "04b-import-anomalies", _import("erreur", "/anomalies"), image=True
    ),
    Scene(f"{_DETAIL}/anomalies", "04b-import-avertissements", _import("attente", "/anomalies")),
    Scene(f"{_DETAIL}/anomalies", "04b-import-pas-lu", _import("cours", "/anomalies")),
    Scene(f"{_DETAIL}/impact", "04c-import-impact", _import("attente", "/impact"), image=True),
    Scene(f"{_DETAIL}/impact", "04c-import-impact-tiers", _import("long", "/impact?vue=tiers")),
    Scene(f"{_DETAIL}/impact", "04c-import-sans-impact", _import("erreur", "/impact")),
    Scene(
        f"{_DETAIL}/differences",
        "14-differences",
        _import("attente", "/differences?contre=*"),
        image=True,
    ),
    Scene(f"{_DETAIL}/differences", "14-differences-import", _import("attente", "/differences")),
    Scene(f"{_DETAIL}/source", "17-source", _import("attente", "/source?ligne=3"), image=True),
    Scene(f"{_DETAIL}/source", "17-source-en-erreur", _import("erreur", "/source?ligne=2")),
    Scene(f"{_DETAIL}/lu", "15-ce-que-jai-lu", _import("attente", "/lu"), image=True),
    Scene(f"{_DETAIL}/conformite", "13-conformite", _import("attente", "/conformite"), image=True),
    Scene(f"{_DETAIL}/journal", "16-journal", _import("valide", "/journal"), image=True),
    Scene(f"{_OUVERTE}/historique", "16-historique", _at("/dossiers/D1/historique")),
    Scene(f"{_OUVERTE}/historique", "16-historique-vide", _at("/dossiers/D2/historique")),
    Scene("GET /notifications", "05b-notifications", _news, image=True),
    Scene("GET /notifications", "05b-notifications-lues", _read),
    Scene("refus", "refus", _at("/nulle-part"), image=True),
    Scene("refus", "refus-profil", _at(f"{IMPORTS}/valider?import=x", profil=2)),
)
SANS_PAGE = {
    "GET /": "leads to the dossiers",
    "POST /deconnexion": "leads to the sign-in",
    "POST /preferences": "leads back to the page",
    "GET /statique/{nom:str}": "a file",
    "POST /moi/sessions": "leads back to the sessions",
    "POST /personnes/{qui:str}/acces": "leads back to the person",
    "POST /personnes/{qui:str}/sessions": "leads back to the person",
    "POST /personnes/sessions": "leads back to the persons",
    "GET /aller/liste": "a fragment of /aller",
    "GET /evenements": "a stream",
    f"{_DETAIL}/anomalies/rapport.json": "a file",
    f"{_DETAIL}/anomalies/fichier": "a file",
    f"{_LISTE}/selection": "a fragment of the list",
    f"{_LISTE}/vifs": "a fragment of the list",
    f"{_LISTE}/visualiser": "leads to the import",
    "POST /notifications/lues": "leads back, or where the notification leads",
}
"""The routes that write no page, and what they do instead."""
