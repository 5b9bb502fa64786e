"""ImportJson: asking for the import of entries that are in the request itself.

The body is judged whole before anything is kept: every fault at once. What is accepted is kept as
the import's source, byte for byte, and goes the way of any file.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.json import encode
from sqlalchemy import Connection

from boucle.bornes import BORNES
from boucle.compta.contexte import COMPTE_ATTENTE, REFUSER
from boucle.compta.lot import normalise_compte
from boucle.compta.voie import voie_of
from boucle.errors import Refus
from boucle.errors.demandes.req import CHAMP_MAL_TYPE, CODE_IBS_ABSENT
from boucle.errors.demandes.req_json import ETABLISSEMENT_LIGNE, PAYLOAD_ABSENT
from boucle.errors.demandes.ressource import REFERENCE_INCONNUE
from boucle.formats.registre import JSON
from boucle.formats.saisie_json.corps import Envoi, read_envoi, told
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.imports.imports import IMPORT, check_siret, freeze, register
from boucle.operations.ressources.rejeu import earlier_answer
from boucle.operations.ressources.tenue import demand_open
from boucle.operations.sources.depots import deposit
from boucle.schema import registre
from boucle.schema.champs.champ import shown
from boucle.schema.fiche import Faute
from boucle.schema.json import folded, read_json
from boucle.store.fiches import fiches, reglages
from boucle.values import Perimetre

BOM = b"\xef\xbb\xbf"
NOM = "Import JSON"
TIERS_ATTENTE = "ATTENTE"
"""Code that takes the place of an unknown tiers which the request forbids to create."""

_CODES = {
    "journal": ("journal", "createNewJournaux", "defaultJournalId"),
    "compte": ("compte", "createNewComptes", "defaultCompte"),
    "tiers": ("tiers", "createNewTiers", ""),
}
_TETE = msgspec.json.Decoder(dict[str, msgspec.Raw])


def request_json(
    atelier: Atelier, acteur: Acteur, body: bytes, rejeu: tuple[str, str] | None
) -> str:
    """Register an import of the entries in a body, and give its id.

    Refuses PAYLOAD_ABSENT, CORPS_ILLISIBLE, CODE_IBS_ABSENT, DOSSIER_INCONNU, DOSSIER_ATTENDU,
    DOSSIER_ARCHIVE, SIRET_INVALIDE, ETABLISSEMENT_INCONNU, QUOTA_ATTEINT, and the first fault of
    `data`, with all of them in its details. A body sent again under its key gets its first answer,
    and is not kept twice.
    """
    code, siret = _read_head(body)
    with atelier.store.lecture(acteur.cabinet) as conn:
        perimetre = acteur.dossier_client(conn, code, IMPORT)
        if (earlier := earlier_answer(conn, perimetre, acteur, rejeu)) is not None:
            return earlier.decode()
        demand_open(conn, perimetre)
        check_siret(conn, perimetre, siret, code)
    # The lines are read once it is known that they may go there, and with no connection held.
    sent: Mapping[str, Any] = {nom.lower(): given for nom, given in read_json(body).items()}
    envoi = read_envoi(sent.get("data"))
    with atelier.store.lecture(perimetre) as conn:
        _check_etablissements(conn, perimetre, envoi, code)
        _refuse(envoi.fautes)
        parametres = _parametres(conn, perimetre, envoi)
        _refuse(envoi.fautes)
    with tempfile.TemporaryDirectory(prefix="boucle-") as folder:
        path = Path(folder) / "import-json.txt"
        path.write_bytes(body)
        uri = deposit(atelier, acteur, path)
    options = {
        "doublon_accepte": False,
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
            "etablissement": siret,
            "options": encode(options).decode(),
            "voie": voie_of(len(body), archive=False),
            "source_uri": uri,
            "source_url": None,
        },
    )


def _read_head(body: bytes) -> tuple[str, str]:
    """Read where the lines go and skip the lines, in a tenth of the time that they take."""
    if not body.strip():
        raise Refus(PAYLOAD_ABSENT)
    heads: dict[str, Any] = {"codeibs": "", "siret": ""}
    try:
        raws = _TETE.decode(body.removeprefix(BOM))
        value: Any = {
            nom: read_json(bytes(raw)) if nom.lower() in heads else None
            for nom, raw in raws.items()
        }
    except (msgspec.DecodeError, RecursionError):
        # The strict reader says what is wrong, and where.
        value = read_json(body)
    if not isinstance(value, dict) or not value:
        raise Refus(PAYLOAD_ABSENT)
    heads |= {nom: given or "" for nom, given in folded(value).items() if nom in heads}
    texts = []
    for nom in ("codeIbs", "SIRET"):
        given = heads[nom.lower()]
        if not isinstance(given, str) or len(given) > 60 or not given.isprintable():
            raise Refus(CHAMP_MAL_TYPE, champ=nom, attendu="un texte court", lu=shown(given))
        texts.append(given.strip())
    if not texts[0]:
        raise Refus(CODE_IBS_ABSENT)
    return texts[0], texts[1]


def _refuse(fautes: list[Faute]) -> None:
    """Refuse the first fault, with as many as are told in the details, and how many there are."""
    if fautes:
        first = fautes[0]
        slots = {"champ": first.champ, "lu": shown(first.lu), **first.slots}
        details = {"erreurs": told(fautes[: BORNES.fautes]), "nombreErreurs": len(fautes)}
        raise Refus(first.kind, details=details, **slots)


def _check_etablissements(conn: Connection, perimetre: Perimetre, envoi: Envoi, code: str) -> None:
    """Blame each line whose établissement the dossier does not have."""
    blamed = {faute.index for faute in envoi.fautes if faute.champ.endswith(".SIRET")}
    known: dict[str, bool] = {}
    for rang, ligne in enumerate(envoi.lignes):
        siret = ligne.get("etablissement", "")
        if not siret or rang in blamed:
            continue
        if siret not in known:
            known[siret] = reglages.has_etablissement(conn, perimetre, siret)
        if not known[siret]:
            envoi.blame(
                f"data.ecritures[{ligne['n'] - 1}].SIRET",
                ETABLISSEMENT_LIGNE,
                siret,
                ligne["n"] - 1,
                SIRET=siret,
                codeIBS=code,
            )


def _parametres(conn: Connection, perimetre: Perimetre, envoi: Envoi) -> dict[str, Any]:
    """Find what the dossier lacks and may not create, and what takes its place."""
    longueur = reglages.read_reglages(conn, perimetre).longueur_compte
    inconnus: dict[str, list[str]] = {}
    remplacants: dict[str, str] = {}
    for genre, (nom, allowed, default) in _CODES.items():
        resource = registre.find(nom)
        if default and envoi.options[default]:
            remplacants[genre] = _code_of(conn, perimetre, nom, envoi, default)
        elif not default:
            remplacants[genre] = TIERS_ATTENTE
        if envoi.options[allowed]:
            continue
        sent = {_sent(ligne, genre, envoi, longueur) for ligne in envoi.lignes} - {""}
        found = fiches.ids_of(conn, perimetre, resource, resource.champ_cle.column, sorted(sent))
        inconnus[genre] = sorted(sent - found.keys())
    return {"inconnus": inconnus, "remplacants": remplacants, "desequilibre": _policy(envoi)}


def _sent(ligne: Mapping[str, Any], genre: str, envoi: Envoi, longueur: int) -> str:
    code: str = ligne.get(genre, "")
    if genre != "compte":
        return code
    return normalise_compte(envoi.options.booked(code), longueur)


def _code_of(conn: Connection, perimetre: Perimetre, nom: str, envoi: Envoi, option: str) -> str:
    """Give the code of a record named by its objectId; a fault when the dossier has none."""
    resource, object_id = registre.find(nom), envoi.options[option]
    row = fiches.by_object_id(conn, perimetre, resource, [object_id]).get(object_id)
    if row is None:
        envoi.blame(f"data.options.{option}", REFERENCE_INCONNUE, object_id, cible=nom)
        return ""
    return str(row[resource.champ_cle.column])


def _policy(envoi: Envoi) -> str:
    """Say what is done with an unbalanced écriture; '' leaves it to the dossier."""
    strict = envoi.options.fail_on_unbalanced
    if strict is None:
        return ""
    return REFUSER if strict or not envoi.options["balanceAuto"] else COMPTE_ATTENTE
