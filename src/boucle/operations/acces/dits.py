"""Dits: each row of the table of rights as a person reads it: an act, in French.

The names of the rows are for the machine and the published document; no person is shown them.
"""

from __future__ import annotations

from collections.abc import Mapping

from boucle.operations.acces.droits import ACTES, Droit

_VERBES = dict(zip(ACTES.values(), ("lire", "créer", "modifier", "supprimer"), strict=True))
_DITS: Mapping[str, str] = {
    "import.fec": "envoyer un FEC",
    "import.tra": "envoyer un TRA",
    "import.perso": "envoyer un fichier lu par un modèle",
    "import.json": "envoyer des écritures en JSON",
    "import.historique": "lire l'historique",
    "import.lister": "lister",
    "import.statut": "suivre l'état",
    "import.lire": "ouvrir",
    "import.rapport": "lire le rapport",
    "import.lignes": "voir les écritures",
    "import.source": "télécharger le fichier reçu",
    "import.url": "redonner l'adresse du fichier",
    "import.valider": "valider",
    "import.rejeter": "rejeter",
    "console.import.annuler": "annuler une décision demandée",
    "depot.reserver": "réserver une adresse de dépôt",
    "depot.deposer": "déposer un fichier",
    "document.deposer": "déposer",
    "document.telecharger": "télécharger",
    "ecriture.lire": "lire",
    "ecriture.ventiler": "ventiler",
    "livre.fec": "exporter le FEC",
    "livre.notice": "exporter la description du FEC",
    "livre.balance": "exporter la balance",
    **{
        f"sortie.{nom}": f"exporter les écritures en {nom.upper()}"
        for nom in ("fec", "tra", "json", "csv", "xlsx")
    },
    "modele.detecter": "trouver d'après un fichier",
    "sortie.pertes": "compter ce qu'un export perdrait",
    "verification.verifier": "vérifier un fichier sans l'importer",
    "offre.addOffer": "ouvrir une offre à un interlocuteur",
    "offre.addCollaborativeOffer": "ouvrir une offre collaborative à un interlocuteur",
    "offre.provisionDossier": "approvisionner un dossier",
    "offre.addContactAndOffer": "créer un interlocuteur et lui ouvrir une offre",
    "offre.updateContactAndOffer": "modifier un interlocuteur et lui ouvrir une offre",
    "offre.removeOffer": "retirer une offre à tous les interlocuteurs d'un dossier",
    "offre.removeContactOffer": "retirer une offre à un interlocuteur",
    "offre.dossiers": "lister les dossiers ouverts",
    "dossierClient.archives": "lister ceux qui sont archivés",
    "dossierClient.archiver": "archiver",
    "dossierClient.desarchiver": "désarchiver",
    "adresse.methodes": "demander les méthodes",
    "contrat.lire": "lire le contrat",
    "serveur.sante": "demander si le serveur répond",
    "console.statique": "charger le style et le script",
    "console.preferences": "choisir langue, thème et densité",
    "console.connexion": "se connecter, se déconnecter",
    "console.invitation": "suivre un lien d'invitation",
    "console.session.regler": "voir, fermer, protéger par un second facteur",
    "console.evenement.suivre": "suivre en direct",
    "console.notification.lire": "lire",
    "console.notification.marquer": "marquer comme lues",
    "console.personne.lire": "lire",
    "console.personne.inviter": "inviter une personne",
    "console.personne.regler": "régler un profil et ses dossiers",
    "console.personne.activer": "retirer ou rendre un accès",
    "console.personne.reinitialiser": "donner un lien de mot de passe",
    "console.personne.deconnecter": "fermer des sessions",
}


def dire(droit: Droit) -> str:
    """Say what a row lets do, `valider`; KeyError for a row that nobody has put in words."""
    said = _DITS.get(droit.nom)
    return said if said is not None else _VERBES[droit.nom.rpartition(".")[2]]
