"""RenduJson: a rapport for programs, in a shape that only grows.

Its JSON Schema is published in docs/reference/rapport.schema.json. Amounts are integers of
centimes, days are ISO, keys keep their order. Nothing depends on the time of day: the same file
gives the same bytes.
"""

from __future__ import annotations

from typing import Any

import msgspec

from boucle import __version__
from boucle.errors.anomalie import Anomalie
from boucle.errors.rapport.rapport import ANOMALIES_MAX, Rapport
from boucle.errors.rapport.vue import Regle, regles, verdicts

FORME_VERSION = 1


def document(rapport: Rapport) -> dict[str, Any]:
    """Give the rapport as plain JSON values."""
    return {
        "version": FORME_VERSION,
        "outil": f"boucle {__version__}",
        "verdicts": {
            verdict.niveau.value: {
                "verifie": verdict.verifie,
                "conforme": verdict.conforme,
                "anomalies": verdict.anomalies,
                "non_conformes": verdict.non_conformes,
            }
            for verdict in verdicts(rapport)
        },
        "bloquant": rapport.bloquant,
        "total": rapport.total,
        "gardees": len(rapport.anomalies),
        "gardees_max": ANOMALIES_MAX,
        "faits": rapport.faits,
        "regles": [_regle(regle) for regle in regles(rapport, 0)],
        "anomalies": [_anomalie(anomalie, rapport) for anomalie in rapport.anomalies],
    }


def render(*rapports: Rapport) -> bytes:
    """Write one rapport as a JSON object, several as a JSON list, with a final line feed."""
    documents = [document(rapport) for rapport in rapports]
    body = documents[0] if len(documents) == 1 else documents
    return msgspec.json.format(msgspec.json.encode(body), indent=2) + b"\n"


def _regle(regle: Regle) -> dict[str, Any]:
    kind = regle.kind
    return {
        "code": kind.code,
        "titre": kind.titre,
        "niveau": regle.niveau.value if regle.niveau else None,
        "gravite": kind.gravite.value,
        "portee": kind.portee.value,
        "non_conforme": kind.non_conforme,
        "source": kind.source,
        "nombre": regle.nombre,
    }


def _anomalie(anomalie: Anomalie, rapport: Rapport) -> dict[str, Any]:
    kind, niveau = anomalie.kind, rapport.niveau_of(anomalie.kind)
    return {
        "code": kind.code,
        "niveau": niveau.value if niveau else None,
        "gravite": kind.gravite.value,
        "ligne": anomalie.ligne,
        "lignes": list(anomalie.lignes) if anomalie.lignes else None,
        "colonne": anomalie.colonne,
        "champ": anomalie.champ,
        "lu": anomalie.lu,
        "corrige": anomalie.corrige,
        "message": anomalie.message,
        "remede": anomalie.remede,
        "consequences": [found.texte for found in anomalie.consequences],
    }
