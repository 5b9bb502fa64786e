"""AgenceCabinet: the offices of the firm."""

from boucle.resources import _identite as i
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Code, Texte
from boucle.schema.champs.controle import SIRET
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="AgenceCabinet",
    chemin="AgenceCabinet",
    titre="Agence du cabinet",
    article="L'agence",
    tag="Paramètres cabinet",
    niveau=Niveau.CABINET,
    cle="code",
    acces=Acces(lire=0, ecrire=3, commun=True),
    verbes=("GET", "POST", "PUT", "DELETE"),
    champs=(
        Code("code", "Code", requis=True, max=100),
        Texte("libelle", "Libellé", max=100),
        Texte("siret", "SIRET", max=14, controle=SIRET),
        Texte("numvoie", "Numéro dans la voie", max=10, alias=("numVoie",), colonne="num_voie"),
        i.EMAIL_CHAMP,
        *i.ADRESSE[1:],
        i.TELEPHONE,
        i.FAX,
        i.SITE_WEB,
    ),
    exemple={
        "code": "NANTES",
        "libelle": "Agence de Nantes",
        "siret": "35600000000048",
        "codePostal": "44000",
        "localite": "NANTES",
    },
    ecarts=(
        "POST et DELETE sont ajoutés : l'API publiée suppose les agences créées à l'écran.",
        "Champs après `extension` complétés : la liste publiée est coupée.",
    ),
)
