"""REQ, reglages: what whoever runs the server wrote in its settings, and cannot be meant."""

from __future__ import annotations

from boucle.errors.demandes.req import _req

REGLAGE_INVALIDE = _req(
    "REQ-044",
    503,
    "Réglage illisible",
    "{variable} vaut « {lu} » ; attendu : {attendu}.",
    "Corrigez la variable ; `boucle config verifier` relit tous les réglages.",
)
REGLAGE_INCONNU = _req(
    "REQ-045",
    503,
    "Réglage inconnu",
    "{variable} n'est pas un réglage.{propose}",
    "Corrigez son nom, ou retirez-la ; `boucle config verifier` relit tous les réglages.",
)
