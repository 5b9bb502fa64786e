"""DeclarationEdi: the declarations sent by EDI for a dossier, and what became of them."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Choix, Enum, Jour, Texte
from boucle.schema.resource import Niveau, Resource

STATUTS = {
    10: "À envoyer",
    20: "Envoyée",
    30: "Reçue par le portail",
    40: "Acceptée",
    50: "Rejetée",
}

RESOURCE = Resource(
    nom="declarationEdi",
    chemin="declarationEdi",
    alias=("declarationsEdi",),
    titre="Déclaration EDI",
    article="La déclaration",
    tag="Suivi EDI",
    niveau=Niveau.DOSSIER,
    cle="objectId",
    acces=Acces(lire=0, ecrire=0),
    filtre_obligatoire=("periode",),
    champs=(
        Texte("periode", "Période AAAA-MM", max=7, requis=True, indexe=True, complete=True),
        Choix(
            "type",
            "Type",
            requis=True,
            complete=True,
            valeurs={
                "TVA": "EDI-TVA",
                "TDFC": "liasse fiscale",
                "PAIEMENT": "EDI-PAIEMENT",
                "REQUETE": "EDI-REQUETE",
            },
        ),
        Texte("formulaire", "Formulaire", max=20, complete=True),
        Enum("statut", "Statut", valeurs=STATUTS, defaut=10, complete=True),
        Jour("dateEnvoi", "Envoyée le", complete=True),
        Jour("dateReponse", "Répondue le", complete=True),
        Texte("reference", "Référence", max=100, complete=True),
        Texte("message", "Message reçu", max=500, complete=True),
    ),
    exemple={"periode": "2025-01", "type": "TVA", "formulaire": "3310CA3", "statut": 40},
    ecarts=(
        "Seul le titre est publié : chemin, champs, statuts et écritures à nous ; `periode` "
        "est obligatoire dans le filtre.",
    ),
)
