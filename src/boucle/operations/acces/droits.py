"""Droits: the one table of who may do what: one row for each operation of the house.

A row says the level, the profile and what the operation touches. The rows of the resources follow
from their declarations; the others are below. The door looks the row up before it reads a body;
an operation that has no row is not served. The console's pages and actions have theirs
here too, under names that begin with `console.`; a session has every level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from boucle import resources
from boucle.errors import Kind, Refus
from boucle.errors.demandes.req import (
    ABONNEMENT_ABSENT,
    ABONNEMENT_INVALIDE,
    CABINET_ENTIER,
    CLE_INVALIDE,
    CLE_STANDARD,
    DOSSIER_INCONNU,
    PROFIL_INSUFFISANT,
)
from boucle.errors.demandes.req_import import IMPORT_INCONNU
from boucle.errors.demandes.ressource import CABINET_ATTENDU, DOSSIER_ATTENDU
from boucle.operations.acces.acteur import ADVANCED, STANDARD, Acteur, authenticate
from boucle.operations.ressources.ressources import locate
from boucle.resources import dossier_client
from boucle.schema.acces import PROFIL_CABINET, PROFIL_MAX
from boucle.schema.resource import Niveau, Resource, Verbe
from boucle.store.base.engine import Store
from boucle.values import Perimetre

LIBRE = "libre"
"""Level of what asks for no key at all."""
CONSOLE = "console."
LIEU = (DOSSIER_INCONNU, CLE_STANDARD, DOSSIER_ATTENDU)
"""What may be said of the code of a client's dossier."""
_DEMANDE = (IMPORT_INCONNU,)


class Portee(StrEnum):
    """What an operation touches, of the dossiers of a cabinet."""

    AUCUN = "aucun dossier"
    DOSSIER = "un dossier ouvert"
    OUVERTS = "les dossiers ouverts"
    CABINET = "tout le cabinet"


@dataclass(frozen=True, slots=True)
class Droit:
    """Say what one operation asks of whoever does it.

    quoi: what is asked for, as a refusal says it in French. resource: the one it is about.
    lieu: the refusals of the place that a call names, by the code of a dossier or by an import.
    """

    nom: str
    quoi: str
    portee: Portee
    profil: int = 0
    niveau: str = STANDARD
    resource: Resource | None = None
    lieu: tuple[Kind, ...] = ()

    @property
    def refus(self) -> tuple[Kind, ...]:
        """List what a caller may be refused with for who it is and where it asks to act."""
        if self.niveau == LIBRE:
            return ()
        found = [ABONNEMENT_ABSENT, ABONNEMENT_INVALIDE, CLE_INVALIDE]
        if self.niveau == ADVANCED:
            found.append(CLE_STANDARD)
        if self.profil > 0:
            found.append(PROFIL_INSUFFISANT)
        if self.portee is Portee.CABINET:
            found.append(CABINET_ENTIER)
        return (*found, *(kind for kind in self.lieu if kind not in found))

    def demand(self, acteur: Acteur, perimetre: Perimetre | None = None) -> None:
        """Refuse CLE_STANDARD, PROFIL_INSUFFISANT, CABINET_ENTIER, in this order.

        perimetre None: where the act takes place is not known yet; the highest profile counts.
        """
        if self.niveau == ADVANCED and acteur.niveau != ADVANCED:
            raise Refus(CLE_STANDARD)
        acteur.demand_profil(self.profil, perimetre)
        if self.portee is Portee.CABINET and acteur.dossiers is not None:
            raise Refus(CABINET_ENTIER)

    def locate(self, conn: Connection, acteur: Acteur, code_dossier: str) -> Perimetre:
        """Give where the operation takes place; refuses as `ressources.locate`."""
        if self.resource is not None:
            return locate(conn, acteur, self.resource, code_dossier)
        return acteur.dossier_client(conn, code_dossier, self.quoi)


Table = Mapping[str, Droit]
_IMPORT, _LIVRE, _ECRITURE = "L'import", "Le livre", "L'écriture"
_DOCUMENT, _OFFRE = "Document déposé", "L'offre"
_CLIENT = dossier_client.RESOURCE

_FIXES: tuple[Droit, ...] = (
    *(Droit(f"import.{nom}", _IMPORT, Portee.DOSSIER, lieu=LIEU) for nom in (
        "fec", "tra", "perso", "historique", "lister",
    )),
    # It says all that is wrong of its body, the dossier too, in its own answer.
    Droit("import.json", _IMPORT, Portee.DOSSIER),
    *(Droit(f"import.{nom}", _IMPORT, Portee.DOSSIER, lieu=_DEMANDE) for nom in (
        "statut", "lire", "rapport", "lignes", "source", "url",
    )),
    *(Droit(f"import.{nom}", _IMPORT, Portee.DOSSIER, PROFIL_CABINET, lieu=_DEMANDE)
      for nom in ("valider", "rejeter")),
    Droit("console.import.annuler", _IMPORT, Portee.DOSSIER, PROFIL_CABINET),
    Droit("depot.reserver", "Le dépôt", Portee.AUCUN),
    Droit("depot.deposer", "Le dépôt", Portee.AUCUN, niveau=LIBRE),
    Droit("document.deposer", _DOCUMENT, Portee.DOSSIER, lieu=LIEU),
    Droit("document.telecharger", _DOCUMENT, Portee.DOSSIER, lieu=LIEU),
    Droit("ecriture.lire", _ECRITURE, Portee.DOSSIER, lieu=LIEU),
    Droit("ecriture.ventiler", _ECRITURE, Portee.DOSSIER, lieu=LIEU),
    *(Droit(f"livre.{nom}", _LIVRE, Portee.DOSSIER, lieu=LIEU)
      for nom in ("fec", "notice", "balance")),
    *(Droit(f"sortie.{nom}", _LIVRE, Portee.DOSSIER, lieu=LIEU)
      for nom in ("fec", "tra", "json", "csv", "xlsx", "pertes")),
    Droit("modele.detecter", "Le modèle d'import", Portee.AUCUN),
    Droit("verification.verifier", "La vérification", Portee.AUCUN),
    *(Droit(f"offre.{nom}", _OFFRE, Portee.OUVERTS, niveau=ADVANCED, lieu=LIEU) for nom in (
        "addOffer", "addCollaborativeOffer", "provisionDossier", "addContactAndOffer",
        "updateContactAndOffer",
    )),
    *(Droit(f"offre.{nom}", _OFFRE, Portee.OUVERTS, PROFIL_CABINET, ADVANCED, lieu=LIEU)
      for nom in ("removeOffer", "removeContactOffer")),
    Droit("offre.dossiers", _OFFRE, Portee.OUVERTS),
    Droit("dossierClient.archives", _CLIENT.titre, Portee.OUVERTS, 0, ADVANCED, _CLIENT,
          lieu=(CABINET_ATTENDU,)),
    *(Droit(f"dossierClient.{nom}", _CLIENT.titre, Portee.OUVERTS, PROFIL_CABINET, ADVANCED,
            _CLIENT, lieu=(CABINET_ATTENDU,)) for nom in ("archiver", "desarchiver")),
    Droit("adresse.methodes", "L'adresse", Portee.AUCUN),
    Droit("contrat.lire", "Le contrat", Portee.AUCUN, niveau=LIBRE),
    Droit("serveur.sante", "Le serveur", Portee.AUCUN, niveau=LIBRE),
    *(Droit(f"{CONSOLE}{nom}", "La page", Portee.AUCUN, niveau=LIBRE) for nom in (
        "statique", "preferences", "connexion", "invitation",
    )),
    Droit(f"{CONSOLE}session.regler", "Ses propres sessions", Portee.AUCUN),
    Droit(f"{CONSOLE}evenement.suivre", "Les événements", Portee.OUVERTS),
    *(Droit(f"{CONSOLE}notification.{nom}", "Les notifications", Portee.OUVERTS)
      for nom in ("lire", "marquer")),
    *(Droit(f"{CONSOLE}personne.{nom}", "Les personnes et leurs droits", Portee.CABINET, PROFIL_MAX)
      for nom in ("lire", "inviter", "regler", "activer", "reinitialiser", "deconnecter")),
)  # fmt: skip
FIXES: Table = {droit.nom: droit for droit in _FIXES}
"""The rows that follow from no declaration."""

ACTES: Mapping[Verbe, str] = {
    "GET": "lire",
    "POST": "creer",
    "PUT": "modifier",
    "DELETE": "supprimer",
}


def name(resource: Resource, verbe: Verbe) -> str:
    """Name an operation of a resource: `compte.lire`."""
    return f"{resource.nom}.{ACTES[verbe]}"


def table(declared: Iterable[Resource] | None = None) -> Table:
    """Give every row, for these resources or for all those of the house.

    A resource that does not say who may read and write it is a programmer's error.
    """
    chosen = resources.load() if declared is None else tuple(declared)
    rows = [*_FIXES, *(row(resource, verbe) for resource in chosen for verbe in resource.verbes)]
    found = {droit.nom: droit for droit in rows}
    if len(found) != len(rows):
        raise ValueError("an operation has two rows")
    return found


def row(resource: Resource, verbe: Verbe) -> Droit:
    """Give the row of an operation of a resource, as its declaration says who may do it."""
    acces = resource.acces
    at_cabinet = resource.niveau is Niveau.CABINET
    if acces is None or at_cabinet != (bool(acces.dossier) or acces.commun):
        raise ValueError(f"nobody knows who may touch {resource.nom}: declare its acces")
    if acces.dossier and acces.commun:
        raise ValueError(f"{resource.nom} belongs to dossiers, or to none: not both")
    profils = {
        "GET": acces.lire,
        "POST": acces.ecrire,
        "PUT": acces.ecrire,
        "DELETE": acces.supprimer,
    }
    portee = Portee.OUVERTS if at_cabinet else Portee.DOSSIER
    if acces.commun:
        portee = Portee.AUCUN if verbe == "GET" else Portee.CABINET
    return Droit(
        name(resource, verbe),
        resource.titre,
        portee,
        profils[verbe],
        ADVANCED if at_cabinet else STANDARD,
        resource,
        lieu=_lieu(resource),
    )


def _lieu(resource: Resource) -> tuple[Kind, ...]:
    """List what `ressources.locate` refuses for this resource."""
    if resource.ancre:
        return (DOSSIER_INCONNU, CLE_STANDARD)
    return (CABINET_ATTENDU,) if resource.niveau is Niveau.CABINET else LIEU


def admit(
    store: Store,
    droit: Droit,
    subscription: str | None,
    api_key: str | None,
    dossier: Callable[[], str | None],
) -> Acteur:
    """Recognise the caller and let it do this, as far as can be told without its body.

    dossier: reads the code of the dossier that the address names, None when it names none.
    Refuses as `authenticate`, then as `Droit.demand`, as `dossier`, as `Droit.locate`.
    """

    def judge(conn: Connection, acteur: Acteur) -> None:
        droit.demand(acteur)
        code = dossier()
        if code is not None:
            droit.locate(conn, acteur, code)

    return authenticate(store, subscription, api_key, judge)
