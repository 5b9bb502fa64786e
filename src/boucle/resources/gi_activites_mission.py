"""GiActivitesMission: the services that an engagement letter lists."""

from decimal import Decimal

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Entier, Enum, Jour, Nombre, Texte
from boucle.schema.champs.controle import UUID
from boucle.schema.resource import Niveau, Resource

FREQUENCES = {1: "Mensuelle", 2: "Trimestrielle", 3: "Semestrielle", 4: "Annuelle", 5: "Ponctuelle"}
CALAGES = {1: "Exercice", 2: "Année civile", 3: "Après l'exercice"}

RESOURCE = Resource(
    nom="giActivitesMission",
    chemin="giActivitesMission",
    titre="Activités d'une mission",
    article="L'activité",
    tag="Paramètres cabinet",
    niveau=Niveau.CABINET,
    cle="objectId",
    acces=Acces(lire=0, ecrire=0, dossier="lettreMissionId", par="engagement"),
    filtre_obligatoire=("lettreMissionId",),
    champs=(
        Texte(
            "lettreMissionId", "Lettre de mission", max=36, controle=UUID, requis=True, indexe=True
        ),
        Texte("Libelle", "Activité", max=200, alias=("libelle",), colonne="libelle"),
        Booleen("activiteCabinet", "Faite par le cabinet"),
        Booleen("activiteClient", "Faite par le client"),
        Nombre("unite", "Heures", decimales=2, maximum=Decimal(100_000)),
        Enum("frequence", "Fréquence", valeurs=FREQUENCES),
        Jour("dateFreq", "Date de la fréquence"),
        Enum("calage", "Calage", valeurs=CALAGES),
        Entier("decalage", "Décalage en mois", minimum=1, maximum=18),
        Entier("quantite", "Quantité", minimum=0, maximum=1_000_000),
        Entier("datePrevObligation", "Jour prévu du mois", minimum=1, maximum=31),
    ),
    exemple={
        "lettreMissionId": "0d07ade2-c4fa-4892-90bd-2dbd50d1c6b7",
        "Libelle": "Révision",
        "activiteCabinet": True,
        "unite": "12.50",
        "frequence": 4,
    },
    ecarts=(
        "`dateFreq` : le jour seul est gardé et rendu.",
        "POST, PUT et DELETE ajoutés : sans eux la liste serait toujours vide.",
        "Champs après `datePrevObligation` non connus : la liste publiée est coupée.",
    ),
)
