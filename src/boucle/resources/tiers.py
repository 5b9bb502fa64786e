"""Tiers: the third parties of a dossier; four other resources show one type of them each."""

from boucle.resources import _identite as i
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Enum, Liste, Objet, Reference, Texte
from boucle.schema.champs.controle import BIC, IBAN, SIRET, TVA_INTRA
from boucle.schema.resource import Niveau, Resource

TYPES = {0: "Client", 1: "Fournisseur", 2: "Salarié", 3: "Organisme", 4: "Divers"}

RESOURCE = Resource(
    nom="tiers",
    chemin="tiers",
    titre="Tiers",
    article="Le tiers",
    tag="Paramètres comptables tiers",
    niveau=Niveau.DOSSIER,
    cle="code",
    acces=Acces(lire=0, ecrire=0),
    champs=(
        Code("code", "Code", requis=True),
        Enum("type", "Type", valeurs=TYPES, requis=True, indexe=True, fige=True),
        i.nature(),
        Texte("prenom", "Prénom", max=35),
        Texte("nom", "Nom", max=100),
        Texte("raisonSociale", "Raison sociale", max=150),
        Texte("nomUsuel", "Nom usuel", max=150),
        Booleen("lettrable", "Lettrable", defaut=True),
        Reference(
            "compteContrepartie",
            "Compte collectif",
            cible="compte",
            colonne="compte_id",
            alias=("comptecontrepartie",),
        ),
        Texte("SIRET", "SIRET", max=14, controle=SIRET, alias=("siret",), colonne="siret"),
        i.TELEPHONE,
        i.FAX,
        i.EMAIL_CHAMP,
        i.SITE_WEB,
        Objet("adr", "Adresse", champs=i.ADRESSE),
        Liste(
            "rib",
            "Coordonnées bancaires",
            longueur_max=20,
            champs=(
                Texte("iban", "IBAN", max=42, controle=IBAN, requis=True),
                Texte("bic", "BIC", max=14, controle=BIC),
                Texte("libelle", "Libellé", max=100),
            ),
        ),
        Booleen("actif", "Actif", defaut=True),
        Enum("validation", "Validation", valeurs={0: "À valider", 1: "Validé"}, defaut=1),
        Booleen("soumisTva", "Soumis à la TVA", defaut=True),
        Texte(
            "numTva", "Numéro de TVA intracommunautaire", max=14, controle=TVA_INTRA, complete=True
        ),
    ),
    exemple={
        "code": "DUPONT",
        "type": 1,
        "nature": 2,
        "raisonSociale": "DUPONT SA",
        "SIRET": "35600000000048",
        "email": "compta@dupont.example",
        "adr": {"codePostal": "44000", "localite": "NANTES"},
    },
    ecarts=(
        "Type 3 jamais vu dans la documentation : appelé « Organisme ».",
        "Contenu de `adr` et de `rib`, libellés de `validation`, et champs après `soumisTva` "
        "complétés : les listes publiées sont coupées.",
        "DELETE ajouté : la liste publiée ne le montre pas.",
        "`type` ne change plus après la création : un tiers ne passe pas de client à fournisseur.",
    ),
)
