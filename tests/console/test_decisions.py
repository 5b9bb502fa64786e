"""Decisions: what is asked, taken back, refused and carried out, by links and forms alone."""

from __future__ import annotations

import html
import re
from typing import Any

from boucle.operations.acces import sessions
from rigs.lecture import rows, text
from rigs.scene_console import SceneConsole

HERE = {"origin": "http://testserver.local"}
IMPORTS = "/dossiers/D1/imports"
HTMX = {"hx-request": "true", "hx-current-url": f"http://testserver.local{IMPORTS}?a471=1"}
PRISE = "La validation a bien été prise en compte, voulez-vous ouvrir l’historique des imports ?"
REJET = (
    "La demande de rejet de l’import a bien été prise en compte. "
    "Vous recevrez une notification avec le résultat"
)
PAR_HELENE = r"« {etat} », par Hélène Marchand le \d\d/\d\d/\d{{4}} à \d\d:\d\d:\d\d"


def weigh(client: Any, quoi: str, *demandes: str, **given: Any) -> Any:
    """Read what judging these imports will do."""
    params = {"import": list(demandes), **given.pop("params", {})}
    return client.get(f"{IMPORTS}/{quoi}", params=params, follow_redirects=False, **given)


def ask(client: Any, quoi: str, *demandes: str) -> Any:
    """Send what the dialog sends once it is confirmed."""
    return client.post(
        f"{IMPORTS}/{quoi}",
        params={"import": list(demandes)},
        headers=HERE,
        follow_redirects=False,
    )


def follow(client: Any, answer: Any) -> str:
    """Read the page that an answer leads to."""
    assert answer.status_code == 303, answer.text
    return text(client.get(answer.headers["location"]))


def forms(answer: Any, quoi: str) -> list[str]:
    """Give where the forms of a page that do this lead."""
    found = re.findall(r'<form[^>]*method="post" action="([^"]*)"', answer.text)
    return [html.unescape(one) for one in found if one.startswith(f"{IMPORTS}/{quoi}?")]


def test_a_validation_is_said_then_asked_then_carried_out(scene: SceneConsole) -> None:
    client, demande, erreur = scene.client(), scene.demandes["attente"], scene.demandes["erreur"]
    shown = weigh(client, "valider", demande, erreur, params={"a471": "1"})
    told = text(shown)
    assert "Validation de l’import 732829320FEC20241231_04.txt" in told
    assert "2 écritures, 5 lignes" in told
    assert "1 ligne au compte d’attente 471, solde 12,39" in told
    assert "Vous pouvez annuler pendant les 10 secondes qui suivent" in told
    assert "1 import choisi n’attend pas de décision : il est laissé de côté." in told
    # The list below keeps its filter and what is chosen; the dialog sends what it has totalled.
    assert len(rows(shown)) == 1
    assert f'value="{demande}" aria-label' in shown.text
    assert forms(shown, "valider") == [f"{IMPORTS}/valider?a471=1&import={demande}"]
    assert scene.etat("attente") == "a_valider"
    done = client.post(forms(shown, "valider")[0], headers=HERE, follow_redirects=False)
    told = follow(client, done)
    assert PRISE in told
    assert re.search(
        r"Validation demandée pour 1 import par vous\. Exécution à \d\d:\d\d:\d\d, dans "
        r"([89]|10) s \. .* Annuler la demande",
        told,
    ), told
    assert scene.etat("attente") == "validation_demandee"
    for path in (IMPORTS, f"{IMPORTS}/{demande}", "/dossiers/D1/historique"):
        assert len(forms(client.get(path), "annuler")) == 1, path
    scene.settle()
    assert scene.etat("attente") == "valide"
    assert len(rows(client.get(IMPORTS))) == 4
    history = client.get("/dossiers/D1/historique")
    assert "Annuler la demande" not in text(history)
    by_person, by_key = rows(history)
    assert "Terminé avec succès API partenaire Caisse Alizé 2 écriture(s)" in by_person
    assert re.search(r" Hélène Marchand, profil 4 \d\d/\d\d/\d{4} \d\d:\d\d:\d\d$", by_person)
    assert " caisse-production, profil 3 " in by_key


def test_what_is_requested_is_a_state_of_its_own(scene: SceneConsole) -> None:
    client, made = scene.client(), scene.demandes
    assert ask(client, "valider", made["attente"]).status_code == 303
    assert "1 import en attente dans 1 dossier" in text(client.get("/dossiers"))
    assert follow(client, ask(client, "rejeter", made["long"])).count(REJET) == 1
    # Nothing is left to ask about when the dossier opens.
    assert "voulez-vous les visualiser" not in text(client.get("/dossiers/D1"))
    assert "0 import en attente" in text(client.get("/dossiers"))
    told = text(client.get(IMPORTS))
    assert "En attente de validation 0" in told
    for statut, said in (
        ("validation_demandee", "Validation demandée"),
        ("rejet_demande", "Rejet demandé"),
    ):
        (row,) = rows(client.get(IMPORTS, params={"statut": statut}))
        assert said in row
    client.cookies.set("langue", "en")
    told = text(client.get(IMPORTS))
    assert "Validation requested for 1 import by you. To be carried out at" in told
    assert "Rejection requested" in rows(client.get(IMPORTS, params={"statut": "rejet_demande"}))[0]
    # Its lines are read until it is carried out.
    assert len(rows(client.get(f"{IMPORTS}/{made['attente']}"))) == 5
    client.cookies.set("langue", "fr")
    scene.settle()
    told = text(client.get(f"{IMPORTS}/{made['long']}"))
    assert "Les écritures de cet import ne se lisent pas" in told


def test_what_was_asked_together_is_taken_back_together(scene: SceneConsole) -> None:
    client, ids = scene.client(), (scene.demandes["attente"], scene.demandes["long"])
    told = text(weigh(client, "rejeter", *ids))
    assert "Rejeter 2 imports" in told
    assert "132 écritures" in told
    assert "Les journaux, les comptes, les tiers et les sections analytiques restent." in told
    assert "Rejet demandé pour 2 imports par vous." in follow(client, ask(client, "rejeter", *ids))
    (address,) = forms(client.get(IMPORTS), "annuler")
    undone = client.post(address, headers=HERE, follow_redirects=False)
    assert "La demande est annulée, rien n’a changé." in follow(client, undone)
    scene.settle()
    assert (scene.etat("attente"), scene.etat("long")) == ("a_valider", "a_valider")
    # A colleague may take it back too; who comes second finds that it waits, and is told so.
    second = scene.someone().client()
    ask(client, "rejeter", scene.demandes["long"])
    (address,) = forms(second.get(IMPORTS), "annuler")
    for window in (second, client):
        undone = window.post(address, headers=HERE, follow_redirects=False)
        assert "La demande est annulée, rien n’a changé." in follow(window, undone)
    assert scene.etat("long") == "a_valider"


def test_whoever_takes_it_back_is_where_they_were(scene: SceneConsole) -> None:
    client, demande = scene.client(), scene.demandes["attente"]
    listed = f"{IMPORTS}?statut=validation_demandee&q=_04"
    for page, back in (
        (listed, html.escape(f"{IMPORTS}?statut=validation_demandee&q=_04")),
        (f"{IMPORTS}/{demande}", f"{IMPORTS}/{demande}"),
        ("/dossiers/D1/historique?q=_04", "/dossiers/D1/historique?q=_04"),
    ):
        ask(client, "valider", demande)
        (address,) = forms(client.get(page), "annuler")
        undone = client.post(address, headers=HERE, follow_redirects=False)
        shown = client.get(undone.headers["location"])
        assert "La demande est annulée, rien n’a changé." in text(shown)
        (ok,) = re.findall(r'<a class="btn btn-primary" href="([^"]*)" autofocus>OK', shown.text)
        assert ok == back
    far = client.post(f"{IMPORTS}/annuler?import={demande}&retour=//ailleurs.example", headers=HERE)
    assert "ailleurs.example" not in far.text


def test_whoever_acts_second_is_told_who_was_first_and_when(scene: SceneConsole) -> None:
    first, second = scene.client(), scene.someone().client()
    demande, other = scene.demandes["attente"], scene.demandes["long"]
    # The second one has the dialog open, for both, while the first one acts.
    (address,) = forms(weigh(second, "rejeter", demande, other), "rejeter")
    assert ask(first, "valider", demande).status_code == 303
    asked = PAR_HELENE.format(etat="Validation demandée")
    for answer in (weigh(second, "valider", demande), ask(second, "rejeter", demande)):
        told = text(answer, 409)
        assert re.search(asked, told), told
        assert "Votre demande n'a rien changé." in told
    # Of the two, one is taken; the one that is not is named.
    told = text(second.post(address, headers=HERE))
    assert REJET in told
    assert re.search(r"732829320FEC20241231_04\.txt L'import est dans l'état " + asked, told)
    assert "05_reprise.txt L'import" not in told
    assert (scene.etat("attente"), scene.etat("long")) == ("validation_demandee", "rejet_demande")
    assert re.search(r"par Luc Ferrand \d+\. Exécution à", text(first.get(IMPORTS)))
    scene.settle()
    decided = PAR_HELENE.format(etat="Terminé avec succès")
    assert re.search(decided, text(ask(second, "rejeter", demande), 409))
    late = second.post(f"{IMPORTS}/annuler?import={demande}", headers=HERE)
    assert re.search(
        "La demande ne s'annule plus : l'import est dans l'état " + decided, text(late, 409)
    )
    assert "REQ-324" in text(weigh(second, "rejeter", demande, other), 409)
    assert (scene.etat("attente"), scene.etat("long")) == ("valide", "rejete")


def test_what_cannot_be_done_loses_nothing(scene: SceneConsole) -> None:
    _a_session_ends_in_the_middle(scene)
    _nothing_is_named(scene)
    _the_profile_is_too_low(scene)


def _a_session_ends_in_the_middle(scene: SceneConsole) -> None:
    client, demande = scene.client(), scene.demandes["attente"]
    (address,) = forms(weigh(client, "valider", demande, params={"a471": "1"}), "valider")
    sessions.sign_out(scene.atelier.store, client.cookies["boucle"])
    refused = client.post(address, headers=HERE)
    told = text(refused, 401)
    assert "Votre session est terminée : ce que vous venez de demander n'a pas été fait." in told
    (link,) = re.findall(r'href="/connexion\?suite=([^"]*)"', refused.text)
    assert scene.etat("attente") == "a_valider"
    fragment = weigh(client, "valider", demande, headers=HTMX)
    assert fragment.status_code == 401
    assert "/connexion?suite=/dossiers/D1/imports/valider%3Fimport%3D" in fragment.text
    elsewhere = client.get(f"{IMPORTS}/selection", headers=HTMX)
    assert "/connexion?suite=/dossiers/D1/imports%3Fa471%3D1" in elsewhere.text
    # Signed in again, the same question is asked of the same imports.
    client.cookies.set("boucle", scene.jeton())
    again = client.get(f"/connexion?suite={html.unescape(link)}")
    assert forms(again, "valider") == [address]


def _the_profile_is_too_low(scene: SceneConsole) -> None:
    client, demande = scene.client(), scene.demandes["attente"]
    (address,) = forms(weigh(client, "valider", demande), "valider")
    for lowered in ({"profil": 2}, {"baisses": {"D1": 2}}):
        scene.become(**lowered)  # type: ignore[arg-type]
        for answer in (
            weigh(client, "valider", demande),
            client.post(address, headers=HERE),
            client.post(f"{IMPORTS}/annuler?import={demande}", headers=HERE),
        ):
            assert "REQ-013" in text(answer, 403)
    scene.become()
    ask(client, "valider", demande)
    scene.become(profil=2)
    scene.settle()
    assert scene.etat("attente") == "a_valider"


def _nothing_is_named(scene: SceneConsole) -> None:
    client = scene.client()
    for answer in (weigh(client, "valider"), ask(client, "valider"), ask(client, "annuler")):
        assert "Aucun des imports choisis (0) n'attend de décision" in text(answer, 409)
    told = text(ask(client, "valider", "rien", "rien de plus"), 404)
    assert told.count("Aucun import ne porte l'identifiant") == 2
