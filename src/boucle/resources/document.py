"""Document: what partners deposited for the accounting robot; the file itself is apart."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Choix, Code, Entier, Texte
from boucle.schema.champs.controle import EMAIL
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="document",
    chemin="document",
    titre="Document déposé",
    article="Le document",
    tag="Documents",
    niveau=Niveau.DOSSIER,
    cle="objectId",
    acces=Acces(lire=0, ecrire=0),
    verbes=("GET",),
    complete=True,
    champs=(
        Texte("filename", "Nom du fichier", max=255, requis=True),
        Texte("contentType", "Type reconnu", max=100),
        Entier("taille", "Taille en octets", minimum=0),
        Texte("sha256", "Empreinte", max=64, indexe=True),
        Texte("uploadAuthor", "Auteur", max=254, controle=EMAIL),
        Choix(
            "uploadMode",
            "Mode de dépôt",
            defaut="API",
            valeurs={
                "API": "API",
                "E-mail": "courriel",
                "Libeo": "Libeo",
                "Mobile": "mobile",
                "Regate": "Regate",
                "Sharepoint": "SharePoint",
                "Transformed": "transformé",
            },
        ),
        Code("collectionStage", "Étape de collecte", max=60),
        Choix("transaction", "Nature", valeurs={"PURCHASE": "achat", "SALE": "vente"}),
        Texte("uri", "Emplacement", max=300, sur_demande=True),
    ),
    exemple={"filename": "facture.pdf", "contentType": "application/pdf", "taille": 20480},
    ecarts=("Liste à nous ; l'API publiée ne sait que déposer (`POST /storeDocument`).",),
)
