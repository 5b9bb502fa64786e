"""Entetes: every header and every cookie of every page, held flat in `entetes.txt`.

A change of one is a change of that file, which somebody reads. `BOUCLE_ENTETES=1` writes it anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher

from boucle import clock
from boucle.console.app import handlers
from boucle.console.cadre.assets import Assets
from boucle.operations.acces import mots_de_passe, personnes
from boucle.operations.acces.reglage import Reglage
from rigs.gens import Dit, Entrant, ask, make_entrant
from rigs.matrice import PAGES, Matrice, matrice_console
from rigs.scene_console import SceneConsole

KEPT = Path(__file__).parent / "entetes.txt"
MOT = "girafe tambour lichen"
_VARIE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<==)[\w-]{43}(?=;)|(?<=qui=)[0-9a-f]{16}")
_COMMUNS = {
    "content-security-policy", "cross-origin-opener-policy", "cross-origin-resource-policy",
    "permissions-policy", "referrer-policy", "x-content-type-options", "x-frame-options",
}  # fmt: skip


@pytest.fixture
def matrice(
    preparer: Callable[[str, Path], AbstractContextManager[SceneConsole]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Matrice]:
    """Give the matrix on one database: no header comes from there."""
    monkeypatch.setattr(mots_de_passe, "HACHEUR", PasswordHasher(1, 8, 1))
    with preparer("sqlite", tmp_path) as scene, matrice_console(scene) as made:
        yield made


class Releve:
    """Write down what is answered, one line each."""

    def __init__(self, matrice: Matrice) -> None:
        self.matrice, self.lignes = matrice, list[str]()
        self.communs: set[tuple[tuple[str, str], ...]] = set()
        self.vus: set[str] = set()

    def note(self, nom: str, dit: Dit) -> Dit:
        """Write one answer down: what all share apart, what is drawn anew each time masked."""
        shared = {name: said for name, said in dit.entetes.items() if name in _COMMUNS}
        self.communs.add(tuple(sorted(shared.items())))
        own = {
            name: _VARIE.sub("…", said)
            for name, said in sorted(dit.entetes.items())
            if name not in _COMMUNS and name != "content-length"
        }
        self.lignes.append(f"{nom} {dit.statut}")
        self.lignes += [f"    {name}: {said}" for name, said in own.items()]
        return dit

    def ask(
        self, appel: str, *, tls: bool = True, jeton: str = "", nom: str = "", **form: str
    ) -> Dit:
        """Ask for what asks for no session, or for what is no page at all."""
        methode, path = appel.split(" ")
        self.vus.add(appel)
        dit = self.matrice.loop.run_until_complete(
            ask(self.matrice.app, methode, path, jeton=jeton, form=form, tls=tls)
        )
        return self.note(f"{methode} {nom or path}", dit)

    def told(self) -> str:
        """Give the whole."""
        [shared] = self.communs
        common = [f"    {name}: {said}" for name, said in shared]
        return "\n".join(["Every answer", *common, "", *self.lignes]) + "\n"


def test_every_header_and_cookie_is_the_one_that_was_decided(matrice: Matrice) -> None:
    releve = Releve(matrice)
    who = next(one for one in matrice.gens if (one.ouverture, one.profil) == ("tous", 5))
    read_pages(releve, who)
    read_refusals(releve, who)
    read_sign_in(releve)
    served = {
        f"{methode} {re.sub(':str(?=})', '', path)}"
        for handler in handlers()
        for path in handler.paths
        for methode in handler.http_methods
        if methode != "OPTIONS"
    }
    assert served == {re.sub(r"(?<=/invitation/)[\w-]{43}", "{jeton}", one) for one in releve.vus}
    told = releve.told()
    if os.environ.get("BOUCLE_ENTETES") == "1":
        KEPT.write_text(told, encoding="utf-8")
    assert told == KEPT.read_text("utf-8"), "read the difference, then BOUCLE_ENTETES=1 writes it"


def read_pages(releve: Releve, who: Entrant) -> None:
    """Ask for each page and action over TLS, as somebody who may do all."""
    for page in PAGES:
        releve.vus.add(page.appel)
        # An action may close the session of whoever comes next.
        releve.note(
            page.appel,
            releve.matrice.ask(page, who.jeton(), en_vrai=page.appel.startswith("GET"), tls=True),
        )
    lien = personnes.invite(
        releve.matrice.scene.atelier.store,
        personnes.operator(who.cabinet_id),
        "lien@gens.example",
        Reglage("L", 1),
    )[1]
    releve.ask("GET /connexion")
    releve.ask(f"GET /invitation/{lien}", nom="/invitation/{jeton}")
    releve.ask(f"POST /invitation/{lien}", nom="/invitation/{jeton}", mot_de_passe=MOT)
    releve.vus.add("GET /statique/{nom}")
    style = Assets.read().address("boucle.css")
    releve.ask(f"GET {style}", nom="/statique/{nom}")
    releve.vus.discard(f"GET {style}")


def read_refusals(releve: Releve, who: Entrant) -> None:
    """Ask for what is refused, and for what is no page."""
    seen = set(releve.vus)
    bas = next(one for one in releve.matrice.gens if (one.ouverture, one.profil) == ("tous", 0))
    releve.ask("GET /nulle-part")
    releve.ask("DELETE /dossiers")
    releve.ask("OPTIONS /dossiers")
    releve.ask("GET /dossiers")
    releve.ask("POST /personnes", nom="/personnes, signed out")
    releve.ask("POST /personnes", nom="/personnes, profile 0", jeton=bas.jeton())
    releve.ask("POST /preferences", nom="/preferences, not understood", theme="rose")
    releve.ask("GET /connexion", nom="/connexion, in clear", tls=False)
    releve.ask("GET /dossiers", nom="/dossiers, in clear", tls=False, jeton=who.jeton())
    releve.vus = seen | {"POST /preferences"}


def read_sign_in(releve: Releve) -> None:
    """Go through each cookie: of what is chosen, and of who is signed in."""
    for name, said in (("langue", "en"), ("theme", "dark"), ("density", "airy")):
        releve.ask("POST /preferences", nom=f"/preferences, {name}", **{name: said})
    matrice = releve.matrice
    atelier, ici = matrice.scene.atelier, matrice.scene.perimetre.cabinet_id
    who = make_entrant(atelier, ici, "mot", Reglage("M", 3), avec_facteur=False)
    lien = personnes.reset(atelier.store, personnes.operator(ici), who.qui)
    email = personnes.follow(atelier.store, lien, MOT)
    releve.ask("POST /connexion", nom="/connexion, wrong", email=email, mot_de_passe="faux")
    sign_in = {"email": email, "mot_de_passe": MOT}
    releve.ask("POST /connexion", nom="/connexion, in clear", tls=False, **sign_in)
    first = secret_of(releve.ask("POST /connexion", nom="/connexion, right", **sign_in))
    shown = releve.ask("GET /facteur", jeton=first, nom="/facteur, to register").corps
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", shown)
    assert found is not None
    otp, step = pyotp.TOTP(found[1].replace(" ", "")), int(clock.now().timestamp()) // 30
    now, after = otp.generate_otp(step), otp.generate_otp(step + 1)
    releve.ask("POST /facteur", jeton=first, nom="/facteur, registered", code=now)
    second = secret_of(releve.ask("POST /connexion", nom="/connexion, then a code", **sign_in))
    releve.ask("GET /connexion/code", jeton=second)
    releve.ask("POST /connexion/code", jeton=second, nom="/connexion/code, wrong", code="000000")
    third = secret_of(
        releve.ask(
            "POST /connexion/code",
            jeton=second,
            nom="/connexion/code, right",
            code=after,
        )
    )
    assert len({first, second, third}) == 3
    releve.ask("POST /connexion/code", jeton=second, nom="/connexion/code, too late", code="1")
    releve.ask("POST /deconnexion", jeton=third)


def secret_of(dit: Dit) -> str:
    """Give the secret that the browser is given."""
    found = re.match(r"__Host-boucle=([\w-]{43});", dit.entetes["set-cookie"])
    assert found is not None, dit.entetes
    return found[1]
