"""CompteBancaire: the bank accounts of a dossier."""

from boucle.resources import _identite as i
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Reference, Texte
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="compteBancaire",
    chemin="compteBancaire",
    titre="Compte bancaire",
    article="Le compte bancaire",
    tag="Paramètres comptables",
    niveau=Niveau.DOSSIER,
    cle="code",
    acces=Acces(lire=0, ecrire=0),
    champs=(
        Code("code", "Code", requis=True, max=17, complete=True),
        Texte("libelle", "Libellé", max=100, complete=True),
        i.complete(i.IBAN_CHAMP),
        i.complete(i.BIC_CHAMP),
        Texte("banque", "Banque", max=100, complete=True),
        Texte("domiciliation", "Domiciliation", max=100, complete=True),
        Texte("titulaire", "Titulaire", max=100, complete=True),
        Reference("compte", "Compte général", cible="compte", complete=True),
        Reference("journal", "Journal de banque", cible="journal", complete=True),
        Booleen("actif", "Actif", defaut=True, complete=True),
    ),
    exemple={
        "code": "BQ1",
        "libelle": "Compte courant",
        "bic": "BNPAFRPP",
        "iban": "FR1420041010050500013M02606",
    },
    ecarts=("Aucune page publiée : tous les champs sont complétés.",),
)
