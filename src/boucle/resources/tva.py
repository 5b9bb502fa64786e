"""Tva: the VAT rates of a dossier."""

from decimal import Decimal

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import (
    Booleen,
    Code,
    Entier,
    Enum,
    Nombre,
    Reference,
    Texte,
)
from boucle.schema.resource import Niveau, Resource

REGIMES = {
    1: "Normal",
    2: "Exonéré",
    3: "Autoliquidation biens Intra-communautaire",
    4: "Export",
    5: "Corse",
    6: "DOM",
    7: "Auto-liquidation sous traitance",
    8: "Autoliquidation prestations Intra-communautaire",
}

RESOURCE = Resource(
    nom="tva",
    chemin="tva",
    titre="Taux de TVA",
    article="Le taux de TVA",
    tag="Paramètres comptables",
    niveau=Niveau.DOSSIER,
    cle="code",
    acces=Acces(lire=0, ecrire=0),
    champs=(
        Code("code", "Code", requis=True, max=17),
        Texte("description", "Libellé", max=100),
        Enum("regime", "Régime", valeurs=REGIMES, defaut=1),
        Entier(
            "collecte",
            "Nature de la TVA collectée",
            minimum=0,
            maximum=999,
            description="7 : vente ; 61 : assurance débitée ; 62 : transport débité ; 411 : "
            "client ; 416 : douteux ; 512 : société ; 665 : escompte.",
        ),
        Entier("deductible", "Nature de la TVA déductible", minimum=0, maximum=999, complete=True),
        Nombre("taux", "Taux en pour cent", decimales=3, maximum=Decimal(100), complete=True),
        Reference("compteCollecte", "Compte de TVA collectée", cible="compte", complete=True),
        Reference("compteDeductible", "Compte de TVA déductible", cible="compte", complete=True),
        Booleen("encaissement", "Exigible à l'encaissement", complete=True),
    ),
    exemple={"code": "TN", "description": "TVA taux normal", "regime": 1, "taux": 20},
    ecarts=(
        "`collecte` : la liste publiée est coupée ; tout nombre de 0 à 999 est admis.",
        "Champs après `collecte` complétés ; POST, PUT, DELETE servis comme les autres ressources.",
    ),
)
