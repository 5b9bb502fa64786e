"""ImportJson: asking for the import of entries that are in the request itself, or in a file.

The body is judged whole before anything is kept: every fault at once. It is on the disk,
and read by blocks. What is accepted is kept as the import's source, byte for byte, and goes the way
of any file. A body with `URI` or `URL` says where that same body is to be found, and it is judged
when it is read.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec.json import encode
from sqlalchemy import Connection

from boucle.bornes import BORNES
from boucle.compta.voie import voie_of
from boucle.errors import Refus
from boucle.errors.demandes.req import CHAMP_MAL_TYPE, CODE_IBS_ABSENT
from boucle.errors.demandes.req_json import DATA_ET_FICHIER, PAYLOAD_ABSENT
from boucle.errors.demandes.ressource import REFERENCE_INCONNUE
from boucle.formats.registre import JSON
from boucle.formats.saisie_json.consignes import CREATIONS, policy, restreints
from boucle.formats.saisie_json.corps import LIGNES_MAX, Envoi, read_enveloppe, told
from boucle.formats.saisie_json.lecteur import Lecteur
from boucle.formats.saisie_json.squelette import Corps, Squelette, opened
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.imports.imports import (
    IMPORT,
    Demande,
    check_siret,
    freeze,
    register,
    request,
)
from boucle.operations.ressources.rejeu import earlier_answer
from boucle.operations.ressources.tenue import demand_open
from boucle.operations.sources.depots import deposit
from boucle.schema import registre
from boucle.schema.champs.champ import shown
from boucle.schema.fiche import Faute
from boucle.store.fiches import fiches, reglages
from boucle.values import Perimetre

NOM = "Import JSON"
Rejeu = tuple[str, str] | None


def request_json(atelier: Atelier, acteur: Acteur, path: Path, rejeu: Rejeu) -> str:
    """Register an import of the entries in a body kept on the disk, and give its id.

    Refuses PAYLOAD_ABSENT, CORPS_ILLISIBLE, CODE_IBS_ABSENT, DOSSIER_INCONNU, DOSSIER_ATTENDU,
    DOSSIER_ARCHIVE, SIRET_INVALIDE, ETABLISSEMENT_INCONNU, ENVOI_TROP_GRAND, QUOTA_ATTEINT, and the
    first fault of `data`, with all of them in its details; what `imports.request` refuses, and
    DATA_ET_FICHIER, when the body names a file. A body sent again under its key gets its
    first answer, and is not kept twice.
    """
    with opened(path) as corps:
        squelette = corps.open()
        if not squelette.corps or "" in squelette.corps:
            raise Refus(PAYLOAD_ABSENT)
        if _names_file(squelette.corps):
            return _request_file(atelier, acteur, squelette, rejeu)
        code, siret = _head(squelette.corps)
        with atelier.store.lecture(acteur.cabinet) as conn:
            perimetre = acteur.dossier_client(conn, code, IMPORT)
            if (earlier := earlier_answer(conn, perimetre, acteur, rejeu)) is not None:
                return earlier.decode()
            demand_open(conn, perimetre)
            check_siret(conn, perimetre, siret, code)
            sirets = reglages.read_sirets(conn, perimetre)
        # The lines are read once it is known that they may go there, and with no connection held.
        envoi = _judge(corps, sirets, code)
        # What follows the lines is known only now.
        _names_file(squelette.corps)
        late = _head(squelette.corps)[1]
    with atelier.store.lecture(perimetre) as conn:
        if late != siret:
            check_siret(conn, perimetre, late, code)
        _judge_defaults(conn, perimetre, envoi)
    _refuse(envoi.fautes, envoi.nombre_fautes)
    uri = deposit(atelier, acteur, path)
    parametres = {"restreints": restreints(envoi), "desequilibre": policy(envoi)}
    options = {
        "doublon_accepte": squelette.corps.get("doublon") == "accepter",
        "parametres": parametres,
        "depose": freeze(atelier, acteur, uri),
    }
    return register(
        atelier,
        acteur,
        perimetre,
        rejeu,
        {
            "demande": str(uuid.uuid4()),
            "format": JSON,
            "nom_fichier": NOM,
            "etablissement": late,
            "options": encode(options).decode(),
            "voie": voie_of(path.stat().st_size, archive=False),
            "source_uri": uri,
            "source_url": None,
        },
    )


def _names_file(corps: Mapping[str, Any]) -> bool:
    """True when a body says where its entries are; refuses DATA_ET_FICHIER when it has them too."""
    named = next((nom for nom in ("URI", "URL") if corps.get(nom.lower()) not in (None, "")), None)
    if named is not None and corps.get("data") is not None:
        raise Refus(DATA_ET_FICHIER, champ=named)
    return named is not None


def _request_file(atelier: Atelier, acteur: Acteur, squelette: Squelette, rejeu: Rejeu) -> str:
    """Register an import of the body that is in a file."""
    _refuse(squelette.fautes, len(squelette.fautes))
    demande = replace(Demande.read(squelette.corps), rejeu=rejeu)
    return request(atelier, acteur, JSON, demande)


def _head(corps: Mapping[str, Any]) -> tuple[str, str]:
    """Read where the lines go; refuses CHAMP_MAL_TYPE and CODE_IBS_ABSENT."""
    texts = []
    for nom in ("codeIbs", "SIRET"):
        given = corps.get(nom.lower()) or ""
        if not isinstance(given, str) or len(given) > 60 or not given.isprintable():
            raise Refus(CHAMP_MAL_TYPE, champ=nom, attendu="un texte court", lu=shown(given))
        texts.append(given.strip())
    if not texts[0]:
        raise Refus(CODE_IBS_ABSENT)
    return texts[0], texts[1]


def _judge(corps: Corps, sirets: frozenset[str], code: str) -> Envoi:
    """Read every line; what is wrong is in the faults of the envoi."""
    envoi = read_enveloppe(corps.squelette)
    envoi.etablissements, envoi.code = sirets, code
    for _ in Lecteur(corps, envoi, LIGNES_MAX).blocks():
        pass
    return envoi


def _judge_defaults(conn: Connection, perimetre: Perimetre, envoi: Envoi) -> None:
    """Blame a record that takes the place of unknown ones and that the dossier has not."""
    for genre, (_, defaut) in CREATIONS.items():
        object_id = envoi.options[defaut] if defaut else ""
        if object_id and not fiches.by_object_id(
            conn, perimetre, registre.find(genre), [object_id]
        ):
            champ = f"data.options.{defaut}"
            envoi.blame(champ, REFERENCE_INCONNUE, object_id, cible=genre)


def _refuse(fautes: Sequence[Faute], nombre: int) -> None:
    """Refuse the first fault, with as many as are told in the details, and how many there are."""
    if fautes:
        first = fautes[0]
        slots = {"champ": first.champ, "lu": shown(first.lu), **first.slots}
        details = {"erreurs": told(list(fautes[: BORNES.fautes])), "nombreErreurs": nombre}
        raise Refus(first.kind, details=details, **slots)
