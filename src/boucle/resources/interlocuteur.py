"""Interlocuteur: the contacts of the firm's clients, to whom Hub applications are opened."""

from boucle.resources import _identite as i
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Reference, Texte
from boucle.schema.champs.controle import EMAIL
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="interlocuteur",
    chemin="interlocuteur",
    titre="Interlocuteur",
    article="L'interlocuteur",
    tag="Collaboratif",
    niveau=Niveau.CABINET,
    cle="email",
    acces=Acces(lire=0, ecrire=0, dossier="dossier"),
    champs=(
        Texte("email", "Adresse électronique", max=254, controle=EMAIL, requis=True, complete=True),
        Texte("civilite", "Civilité", max=10, complete=True),
        Texte("prenom", "Prénom", complete=True),
        Texte("nom", "Nom", requis=True, complete=True),
        Texte("fonction", "Fonction", complete=True),
        i.complete(i.TELEPHONE),
        Reference(
            "dossier",
            "Dossier client",
            cible="dossierClient",
            forme="code",
            colonne="dossier_client_id",
            complete=True,
        ),
        Booleen("utilisateurClient", "Peut se connecter", complete=True),
        Booleen("actif", "Actif", defaut=True, complete=True),
    ),
    exemple={"email": "claire@client.example", "prenom": "Claire", "nom": "MARTIN"},
    ecarts=(
        "Aucune page publiée : chemin et champs à nous. Un interlocuteur est nommé par son "
        "adresse électronique.",
    ),
)
