"""ExemplesRefus: a value for each slot of the refusals, so that each one can be shown in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boucle.bornes import BORNES
from boucle.errors.kind import Kind

_UUID = "77dc9a4a-3390-485b-b134-2913384a5563"
_SLOTS: Mapping[str, object] = {
    "SIRET": "84200816100015", "acceptees": "GET, POST", "acceptes": "code, libelle",
    "actuelle": "0x0000000000024281", "admises": "1, 2, 3", "adresse": "127.0.0.1",
    "alphabet": "lettres latines et chiffres", "annonces": 2048, "attendu": "un texte",
    "attendue": "0018", "autre": "« AC »", "axe": "CHANTIER", "caractere": "U+0007",
    "cabinet": "demo",
    "champ": "code", "champs": "codeLettrage", "chemin": "/loop-api-publiques/compte",
    "cible": "compte", "cle": "« 7f0c…1e »", "code": "AC", "codeIBS": "CEGID001",
    "compte": "60640000", "condition": "approvisionnement vaut true", "connues": "--port",
    "connus": "« EXERCICE 2025 »", "date": "2026-01-15", "debut": "2026-01-01", "decimales": 2,
    "delai": "7 jours", "delai_s": 30, "email": "claire@client.example", "etat": "valide",
    "exemple": 'codeLettrage=="AAA"', "exercice": "EXERCICE 2025", "extensions": ".txt, .zip",
    "fin": "2026-12-31", "format": "AAAA-MM-JJ", "incident": _UUID, "longueur": 140,
    "longueur_compte": 8, "longueur_max": 100, "lu": "« abc »", "maximum": 100,
    "methode": "PATCH", "minimum": 0, "modele": "CAISSE", "mois_max": 24, "montant": "100,00",
    "n": 2, "nom": "fec.txt", "nombre": 12_000, "nombre_max": BORNES.elements,
    "numeroEcriture": 1, "octets": 2048, "octets_max": BORNES.corps_octets, "option": "--porte",
    "par": ", par Manon",
    "parametre": "codeDossier", "port": 8080, "position": 7, "profil": 0,
    "propose": " Vouliez-vous filter ?", "quoi": "2000 caractères", "quota": 1_000_000,
    "raison": "ligne 1, colonne 12", "recus": 1024, "requis": 3, "ressource": "Compte",
    "role": "boucle", "siren": "842008161", "tenu": "2 imports ouverts", "total": "90,00",
    "usage": "2 lignes", "usages": "2 écritures", "utilises": 999_000,
    "variable": "BOUCLE_CADENCE_CLE", "version": "0018",
}
_OWN: Mapping[str, Mapping[str, object]] = {
    "REQ-022": {"champ": "codeIbs", "attendu": "un texte court", "lu": "12"},
    "REQ-024": {"parametre": "take", "attendu": "un entier de 1 à 1000"},
    "REQ-025": {"lu": "« $filter »", "acceptes": "codeDossier, filter, sort"},
    "REQ-032": {"octets_max": 16_384},
    "REQ-033": {"octets_max": 32_768},
    "REQ-150": {"attendu": "un tableau d'objets JSON", "lu": "« abc »"},
    "REQ-151": {"nombre": 12_000},
    "REQ-152": {"lu": "« = »", "attendu": "un opérateur (==, !=, <, >)"},
    "REQ-154": {"champ": "type", "attendu": "un nombre entier"},
    "REQ-155": {"quoi": "sa longueur permise", "lu": 2_400, "maximum": 2_000},
    "REQ-161": {"lu": "« clé à moi »"},
    "REQ-162": {"lu": "« cabinet »"},
    "REQ-163": {"ressource": "Groupe de travail", "lu": "« CEGID001 »"},
    "REQ-164": {"attendu": "un PDF, un JPEG ou un PNG", "lu": "du texte"},
    "REQ-165": {"octets_max": 50_000_000},
    "REQ-166": {"lu": f"« {_UUID} »"},
    "REQ-200": {"lu": "fec.exe", "raison": "son extension est inconnue"},
    "REQ-203": {"octets_max": 5_000_000_000},
    "REQ-208": {"lu": "« comp=block »"},
    "REQ-250": {"lu": _UUID},
    "REQ-252": {"lu": f"{_UUID}/fec.txt"},
    "SRC-002": {"raison": "elle n'est pas en https"},
    "REQ-257": {"lu": "EXERCICE 2019"},
    "REQ-306": {"octets_max": 256 << 20},
    "REQ-308": {"nombre": 2},
}


def slots_of(kind: Kind) -> dict[str, Any]:
    """Give a value for each slot of the sentences of a refusal; KeyError for one that has none."""
    known = {**_SLOTS, **_OWN.get(kind.code, {})}
    return {slot: known[slot] for slot in sorted(kind.slots)}
