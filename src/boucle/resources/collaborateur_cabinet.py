"""CollaborateurCabinet: the people of the firm."""

from boucle.resources import _identite as i
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Entier, Reference, Texte
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="CollaborateurCabinet",
    chemin="CollaborateurCabinet",
    titre="Collaborateur du cabinet",
    article="Le collaborateur",
    tag="Paramètres cabinet",
    niveau=Niveau.CABINET,
    cle="identifiant",
    acces=Acces(lire=0, ecrire=3, commun=True, champs={"profil": 5}),
    champs=(
        Code("identifiant", "Identifiant", requis=True, max=100),
        Texte("prenom", "Prénom", requis=True),
        Texte("nom", "Nom", complete=True),
        i.complete(i.EMAIL_CHAMP),
        i.complete(i.TELEPHONE),
        Entier(
            "profil",
            "Profil",
            minimum=0,
            maximum=5,
            defaut=0,
            complete=True,
            description="Valider et rejeter un import demande le profil 3.",
        ),
        Reference("agence", "Agence", cible="AgenceCabinet", forme="code", complete=True),
        Reference(
            "groupeTravail", "Groupe de travail", cible="groupe", forme="code", complete=True
        ),
        Booleen("actif", "Actif", defaut=True, complete=True),
    ),
    exemple={
        "identifiant": "Collaborateur_100",
        "prenom": "Manon",
        "nom": "LE GOFF",
        "email": "manon@cabinet.example",
    },
    ecarts=(
        "POST et DELETE sont ajoutés : l'API publiée suppose les collaborateurs créés à l'écran.",
        "Champs après `prenom` complétés : la liste publiée est coupée.",
    ),
)
