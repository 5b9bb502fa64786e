"""RapportEssai: a small rapport of every tone, with labels that try to act where they are shown."""

from __future__ import annotations

from boucle.errors import Anomalie, Consequence, Rapport
from boucle.errors.donnees import ecr, fic, lig

LIGNES = (
    b"JournalCode\tJournalLib\tEcritureNum\tEcritureDate\r\n"
    b"VE\tVentes\t1\t20240115\r\n"
    b"VE\tVentes \x1b[31m<b>\t2\t20241332\r\n"
    b"VE\t\t3\t20240117"
)


def faulty() -> Rapport:
    """Give a rapport with anomalies of the file, of a cell and of an écriture."""
    rapport = Rapport()
    rapport.add(Anomalie(fic.SIREN_CLE, lu="732829321"))
    rapport.add(
        Anomalie(
            lig.DATE_HORS_CALENDRIER,
            ligne=3,
            colonne="EcritureDate",
            champ=4,
            lu="20241332",
            consequences=[Consequence(ecr.DESEQUILIBRE, "VE", "2")],
        )
    )
    rapport.add(
        Anomalie(
            lig.MONTANT_POINT,
            ligne=3,
            colonne="Debit",
            champ=12,
            lu="=1+1.50",
            corrige="1,50",
        )
    )
    rapport.add(
        Anomalie(
            ecr.DESEQUILIBRE,
            ligne=2,
            lignes=(2, 4),
            slots={
                "num": "<script>alert(1)</script>",
                "journal": "VE\x1b[2J",
                "ecart": 200,
            },
        )
    )
    rapport.count(lig.LIGNE_A_ZERO, 12_345)
    rapport.faits = {
        "nom_fichier": "732829321FEC20241231.txt",
        "encodage": "UTF-8",
        "separateur": "tabulation",
        "fin_de_ligne": "CRLF",
        "taille_octets": 412_800,
        "lignes": 3,
        "ecritures": 3,
        "debit_centimes": 1_200,
        "credit_centimes": 1_000,
        "numerotation": "journal",
        "desequilibre": {
            "fichier": 200,
            "journaux": {"VE": 200},
            "jours": {"2024-01-17": 200},
            "nombre_jours": 1,
        },
        "date_min": "2024-01-15",
        "date_max": "2024-01-17",
        "nombre_journaux": 1,
        "nombre_comptes": 2,
        "nombre_tiers": 0,
        "journaux": [
            {
                "code": "VE",
                "libelle": "<i>Ventes</i>",
                "lignes": 3,
                "debit_centimes": 1_200,
                "credit_centimes": 1_000,
                "mois": [
                    {
                        "mois": "2024-01",
                        "debit_centimes": 1_200,
                        "credit_centimes": 1_000,
                        "lignes": 3,
                    }
                ],
            }
        ],
    }
    return rapport
