"""REQ, base: what keeps a program and its database from working together."""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

BASE_A_MIGRER = Kind(
    code="REQ-092",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Base à migrer",
    message="La base est à la version {version} ; le programme attend {attendue}.",
    remede="Sauvegardez la base, puis lancez `boucle migrer`.",
    statut=503,
)
BASE_SANS_PROPRIETAIRE = Kind(
    code="REQ-084",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Rôle propriétaire nécessaire",
    message="Le rôle de PostgreSQL employé ne voit qu'un cabinet à la fois ; ceci les touche tous.",
    remede="Donnez l'adresse du rôle qui possède les tables dans BOUCLE_DATABASE_PROPRIETAIRE.",
    statut=503,
)
ROLE_TROP_LARGE = Kind(
    code="REQ-085",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Rôle du serveur trop large",
    message="Le rôle de BOUCLE_DATABASE échappe à la sécurité par ligne : il possède les tables, "
    "est membre de leur propriétaire, superutilisateur ou BYPASSRLS.",
    remede="Donnez dans BOUCLE_DATABASE l'adresse de boucle_app (`boucle roles`).",
    statut=503,
)
ROLE_DE_CHARGE = Kind(
    code="REQ-086",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Rôle de chargement nécessaire",
    message="Aucune ligne ne peut être chargée : la sécurité par ligne, qui lie le rôle "
    "« {role} », refuse COPY.",
    remede="Donnez l'adresse de boucle_charge (`boucle roles`) dans BOUCLE_DATABASE_CHARGE.",
    statut=503,
)
BASE_TROP_RECENTE = Kind(
    code="REQ-093",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Base trop récente",
    message="La base est à la version {version}, que ce programme ne connaît pas.",
    remede="Lancez la version du programme qui a migré cette base ; il n'y a pas de retour en "
    "arrière.",
    statut=503,
)
