"""DossierClient: the client dossiers of the firm; creating one creates its accounting dossier."""

from boucle.resources import _identite as i
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Entier, Reference, Texte
from boucle.schema.regles import named_by_nature, siren_with_nic
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="dossierClient",
    chemin="dossierClient",
    titre="Dossier client",
    article="Le dossier",
    tag="Paramètres cabinet",
    niveau=Niveau.CABINET,
    cle="codeDossier",
    acces=Acces(lire=0, ecrire=0, dossier="codeDossier"),
    etiquette=False,
    reserve={"cabinet": "dossier du cabinet lui-même"},
    description=i.CLIENTE,
    champs=(
        Code("codeDossier", "Code du dossier", requis=True, fige=True, max=30),
        i.nature(),
        Texte("prenom", "Prénom"),
        Texte("nom", "Nom"),
        Texte("raisonSociale", "Raison sociale", max=150),
        Texte("nomUsuel", "Nom usuel", max=150),
        Texte("complementNom", "Complément de nom", max=150),
        i.SIREN_CHAMP,
        i.NIC_CHAMP,
        i.FORME_JURIDIQUE,
        i.NAF_CHAMP,
        *i.ADRESSE,
        i.TELEPHONE,
        i.FAX,
        i.EMAIL_CHAMP,
        i.SITE_WEB,
        Texte(
            "maitreDossier",
            "Maître du dossier",
            max=254,
            indexe=True,
            description="Adresse électronique ou identifiant du collaborateur responsable.",
        ),
        Texte("engagementManager", "Responsable de l'engagement", max=254),
        Reference("groupeTravail", "Groupe de travail", cible="groupe", forme="code"),
        Booleen("sansEngagement", "Créé sans engagement"),
        Entier("typeDossier", "Type de dossier", minimum=0, maximum=99, defaut=1, sur_demande=True),
        Booleen(
            "approvisionnement",
            "Approvisionner le dossier comptable",
            sur_demande=True,
            description="Crée le plan comptable général, les journaux, l'exercice et la TVA.",
        ),
    ),
    regles=(named_by_nature, siren_with_nic),
    exemple={
        "codeDossier": "1119089",
        "nature": 2,
        "raisonSociale": "FT FRANCE",
        "nomUsuel": "ORANGE MARINE",
        "formeJuridique": "SA",
        "siren": "424722130",
        "nic": "00079",
        "naf": "6120Z",
        "numVoie": "21",
        "extension": 0,
        "nomVoie": "RUE JASMIN",
        "codePostal": "75016",
        "localite": "PARIS",
        "pays": "FR",
    },
    ecarts=(
        "`typeDossier` et `approvisionnement` ne sont rendus que si `select` les nomme : le "
        "retour publié ne les contient pas.",
        "`groupeTravail` doit désigner un groupe existant ; le supprimer est alors refusé.",
        "Les dossiers créés sans `nature` sont acceptés ; avec elle, le nom ou la raison sociale "
        "est obligatoire.",
    ),
)
