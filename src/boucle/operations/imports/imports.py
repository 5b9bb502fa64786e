"""Imports: asking for an import, following it, and what was found in its file."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping

from boucle import faults
from boucle.compta.etat import SIGNES, VISIBLES, Etat
from boucle.compta.voie import Voie, voie_of
from boucle.errors import Refus
from boucle.errors.demandes.req import (
    CHAMP_MAL_TYPE,
    CODE_IBS_ABSENT,
    ETABLISSEMENT_INCONNU,
    FICHIER_ABSENT,
    FICHIER_AMBIGU,
    SIRET_INVALIDE,
)
from boucle.errors.demandes.req_import import (
    IMPORT_INCONNU,
    LIGNES_ABSENTES,
    MODELE_ABSENT,
    RAPPORT_ABSENT,
    URI_INCONNUE,
)
from boucle.errors.pannes import panne_of
from boucle.formats.registre import JSON, PERSO
from boucle.incidents import say
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.imports.extrait import Extrait, gather
from boucle.operations.imports.parametres import read_modele
from boucle.operations.ressources.rejeu import earlier_answer, first_answer, keep_answer
from boucle.operations.ressources.tenue import demand_open
from boucle.operations.sources.depots import may_use
from boucle.schema.champs.champ import shown
from boucle.schema.curseur import read_curseur, write_curseur
from boucle.schema.json import folded
from boucle.schema.rendu import encode
from boucle.store.acces import audit
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers, reglages
from boucle.store.fichiers import accuses
from boucle.store.fichiers.depot import refuse_hidden
from boucle.store.livre import lignes
from boucle.store.travaux import histoire, imports, rapports
from boucle.values import Perimetre, bad_character, siret_ok

DELAI_MAX = timedelta(hours=26)
"""How long an import may be retried: the published 24 hours, and a margin."""

IMPORT = "L'import"
_TEXTE_MAX = 4_096
_TRI = "import:desc"
_LOG = logging.getLogger("boucle.imports")


@dataclass(frozen=True, slots=True)
class Demande:
    """An import request, checked: exactly one of uri and url is not blank."""

    code_ibs: str
    uri: str
    url: str
    siret: str
    modele: str
    doublon_accepte: bool
    rejeu: tuple[str, str] | None = None
    """Idempotency key and fingerprint of the body, when the request bore a key."""

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Demande:
        """Read a published body; field names are taken in any case.

        Refuses CHAMP_MAL_TYPE, CODE_IBS_ABSENT, FICHIER_ABSENT, FICHIER_AMBIGU, in this order.
        """
        texts = _texts(body)
        if not texts["codeibs"]:
            raise Refus(CODE_IBS_ABSENT)
        if not texts["uri"] and not texts["url"]:
            raise Refus(FICHIER_ABSENT)
        if texts["uri"] and texts["url"]:
            raise Refus(FICHIER_AMBIGU)
        return cls(
            code_ibs=texts["codeibs"],
            uri=texts["uri"],
            url=texts["url"],
            siret=texts["siret"],
            modele=texts["modele"],
            doublon_accepte=texts["doublon"] == "accepter",
        )


def _texts(body: Mapping[str, Any]) -> dict[str, str]:
    names = {
        "codeibs": "codeIbs",
        "uri": "URI",
        "url": "URL",
        "siret": "SIRET",
        "modele": "modele",
        "doublon": "doublon",
    }
    texts = dict.fromkeys(names, "")
    for name, value in folded(body).items():
        if name not in names or value is None:
            continue
        if not isinstance(value, str) or len(value) > _TEXTE_MAX:
            raise Refus(
                CHAMP_MAL_TYPE, champ=names[name], attendu="un texte court", lu=shown(value)
            )
        bad = bad_character(value)
        if bad is not None:
            raise Refus(CHAMP_MAL_TYPE, champ=names[name], attendu="un texte lisible", lu=bad)
        texts[name] = value.strip()
    return texts


def request(atelier: Atelier, acteur: Acteur, format_fichier: str, demande: Demande) -> str:
    """Register an import request and give its id; it will be run, whatever dies meanwhile.

    format_fichier: a name of `formats.registre`. Refuses MODELE_ABSENT, DOSSIER_INCONNU,
    DOSSIER_ARCHIVE, DOSSIER_ATTENDU, SIRET_INVALIDE, ETABLISSEMENT_INCONNU, MODELE_INCONNU,
    URI_INCONNUE, and the URL's own refusals, NOM_REFUSE. The URL is kept sealed, since it carries a
    signature. A request sent again gets its first answer, whatever became of its deposit, its
    modèle or its établissement.
    """
    if format_fichier == PERSO and not demande.modele:
        raise Refus(MODELE_ABSENT)
    if demande.url:
        atelier.check_url(demande.url)
    store, demande_id = atelier.store, str(uuid.uuid4())
    with store.lecture(acteur.cabinet) as conn:
        perimetre = acteur.dossier_client(conn, demande.code_ibs, IMPORT)
        if (earlier := earlier_answer(conn, perimetre, acteur, demande.rejeu)) is not None:
            return earlier.decode()
        demand_open(conn, perimetre)
        check_siret(conn, perimetre, demande.siret, demande.code_ibs)
        parametres: dict[str, Any] = {}
        if format_fichier == PERSO:
            parametres = {"modele": read_modele(conn, perimetre, demande.modele)}
        if format_fichier == JSON:
            parametres = {"demande": {"codeIbs": demande.code_ibs, "SIRET": demande.siret}}
    depose, voie = None, Voie.DISTANTE
    if demande.uri:
        depose = freeze(atelier, acteur, demande.uri)
        voie = voie_of(depose["octets"], archive=demande.uri.lower().endswith((".zip", ".gz")))
    options = {
        "doublon_accepte": demande.doublon_accepte,
        "parametres": parametres,
        "depose": depose,
    }
    return register(
        atelier,
        acteur,
        perimetre,
        demande.rejeu,
        {
            "demande": demande_id,
            "format": format_fichier,
            "nom_fichier": _file_name(demande.uri or demande.url),
            "etablissement": demande.siret,
            "options": encode(options).decode(),
            "voie": voie,
            "source_uri": demande.uri,
            "source_url": atelier.coffre.seal(demande.url).decode() if demande.url else None,
        },
    )


def freeze(atelier: Atelier, acteur: Acteur, uri: str) -> dict[str, Any]:
    """Give what is deposited there, as kept with a request: the import reads that or nothing.

    Asking again gives the same. Refuses URI_INCONNUE.
    """
    # A place that is another partenaire's is as good as none.
    depose = None
    if may_use(atelier, acteur, uri):
        depose = atelier.depot.freeze(acteur.cabinet_id, uri)
    if depose is None:
        raise Refus(URI_INCONNUE, lu=uri)
    faults.point("demande.figee")
    return asdict(depose)


def register(
    atelier: Atelier,
    acteur: Acteur,
    perimetre: Perimetre,
    rejeu: tuple[str, str] | None,
    values: dict[str, Any],
) -> str:
    """Write an import request that was checked, waiting to be run; give its id.

    values: columns of the request, with its id under `demande`. The same idempotency key gives
    the id of the first request. Refuses DOSSIER_ARCHIVE, DOSSIER_INCONNU.
    """
    store, demande_id = atelier.store, str(values["demande"])
    with store.transaction(perimetre) as conn:
        if rejeu is not None:
            earlier = first_answer(conn, perimetre, acteur, *rejeu)
            if earlier is not None:
                return earlier.decode()
            keep_answer(conn, perimetre, acteur, rejeu[0], demande_id.encode())
        now = store.maintenant(conn)
        import_id = dossiers.allocate_ids(conn, perimetre, 1)[0]
        # Under the counters that archiving and deleting take too: neither can slip by.
        demand_open(conn, perimetre)
        imports.create(
            conn,
            perimetre,
            import_id,
            now,
            {
                **values,
                "partenaire": acteur.partenaire,
                "auteur": acteur.nom,
                "limite": now + DELAI_MAX,
            },
            acteur=acteur.identite,
        )
        audit.note(
            conn,
            perimetre,
            store.config,
            auteur=acteur.nom,
            acteur=acteur.identite,
            action="import.demande",
            objet=demande_id,
            contenu={"format": values["format"], "partenaire": acteur.partenaire},
        )
        faults.point("demande.avant_commit")
    faults.point("demande.apres_commit")
    _acknowledge(store, perimetre, demande_id)
    atelier.wake()
    return demande_id


def _acknowledge(store: Store, perimetre: Perimetre, demande_id: str) -> None:
    try:
        accuses.note(store.config, perimetre, demande_id)
    except OSError as error:
        # The import is in the base and will be run: only the second witness is missing.
        kind = panne_of(error)
        cle = f"accuse {demande_id}" if kind is None else kind.code
        say(_LOG, cle, "import %s not noted as acknowledged: %s", demande_id, error)


def check_siret(conn: Connection, perimetre: Perimetre, siret: str, code_ibs: str) -> None:
    """Refuse a SIRET that is given and is not one of the dossier's establishments.

    Refuses SIRET_INVALIDE, ETABLISSEMENT_INCONNU.
    """
    if not siret:
        return
    if not siret_ok(siret):
        raise Refus(SIRET_INVALIDE)
    if not reglages.has_etablissement(conn, perimetre, siret):
        raise Refus(ETABLISSEMENT_INCONNU, SIRET=siret, codeIBS=code_ibs)


def _file_name(path: str) -> str:
    """Name the file of an uri or an URL, once unquoted; refuses NOM_REFUSE."""
    from urllib.parse import unquote, urlsplit

    nom = unquote(urlsplit(path).path).rpartition("/")[2][:255] or "fichier"
    refuse_hidden(nom)
    return nom


def find(conn: Connection, acteur: Acteur, demande_id: str) -> tuple[Perimetre, RowMapping]:
    """Give an import the acteur may see, by request id; refuses IMPORT_INCONNU otherwise, and
    for an import of a dossier that was deleted."""
    row = imports.find(conn, acteur.cabinet_id, demande_id) if _is_uuid(demande_id) else None
    if row is not None and acteur.opens(row["dossier_id"]):
        perimetre = Perimetre(row["cabinet_id"], row["dossier_id"])
        if dossiers.is_living(conn, perimetre):
            return perimetre, row
    raise Refus(IMPORT_INCONNU, lu=demande_id[:80])


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def describe(row: RowMapping, code_dossier: str) -> dict[str, Any]:
    """Give an import as partners and firms see it."""
    etat = Etat(row["etat"])
    signe = SIGNES[etat]
    return {
        "id": row["demande"],
        "codeDossier": code_dossier,
        "format": row["format"],
        "nomFichier": row["nom_fichier"],
        "partenaire": row["partenaire"],
        "status": signe.statut,
        "code": signe.code,
        "etat": etat.value,
        "libelle": signe.libelle,
        "etape": row["etape"],
        "lignesLues": row["progression"],
        "lignes": row["lignes"],
        "lignesAjoutees": row["lignes_ajoutees"],
        "ecritures": row["ecritures"],
        "debitCentimes": row["debit"],
        "creditCentimes": row["credit"],
        "premierMouvement": row["date_min"],
        "dernierMouvement": row["date_max"],
        "exercice": row["exercice"],
        "avertissements": row["avertissements"],
        "erreur": {"code": row["erreur_code"], "message": row["erreur"]}
        if row["erreur_code"]
        else None,
        "essais": row["essais"],
        "prochainEssai": row["prochain_essai"] if etat is Etat.EN_ATTENTE else None,
        "creeLe": row["cree_le"],
        "modifieLe": row["modifie_le"],
        "rapport": f"/v1/imports/{row['demande']}/rapport",
    }


def get(store: Store, acteur: Acteur, demande_id: str) -> dict[str, Any]:
    """Give one import, its warnings about duplicates, and its history."""
    with store.lecture(acteur.cabinet) as conn:
        return tell(conn, *find(conn, acteur, demande_id))


def tell(conn: Connection, perimetre: Perimetre, row: RowMapping) -> dict[str, Any]:
    """Give an import as `describe` does, with its history."""
    told = describe(row, dossiers.code_of(conn, perimetre))
    told["historique"] = [
        {
            "de": event["de"],
            "vers": event["vers"],
            "auteur": event["auteur"],
            "le": event["le"],
            "detail": event["detail"],
        }
        for event in histoire.events(conn, perimetre, row["import_id"])
    ]
    return told


@dataclass(frozen=True, slots=True)
class Page:
    """What part of the imports is asked for; apres: where the page before was left, or ''."""

    etats: Sequence[str] = ()
    apres: str = ""
    skip: int = 0
    take: int = 100


def list_imports(
    store: Store, acteur: Acteur, code_dossier: str, page: Page
) -> tuple[list[dict[str, Any]], str]:
    """List the imports of a dossier, newest first; give also where the next page begins, or ''."""
    apres = read_curseur(page.apres, _TRI)
    with store.lecture(acteur.cabinet) as conn:
        perimetre = acteur.dossier_client(conn, code_dossier, IMPORT)
        rows = imports.list_imports(
            conn, perimetre, etats=page.etats, apres=apres, skip=page.skip, take=page.take + 1
        )
        kept = rows[: page.take]
        more = len(rows) > page.take
        suite = write_curseur(_TRI, [kept[-1]["import_id"]]) if more else ""
        return [describe(row, code_dossier) for row in kept], suite


def rapport(store: Store, acteur: Acteur, demande_id: str) -> str:
    """Give the rapport of an import as JSON text; refuses RAPPORT_ABSENT before it is made."""
    with store.lecture(acteur.cabinet) as conn:
        perimetre, row = find(conn, acteur, demande_id)
        contenu = rapports.rapport(conn, perimetre, row["import_id"])
    if contenu is None:
        raise Refus(RAPPORT_ABSENT)
    return contenu


def page(store: Store, acteur: Acteur, demande_id: str, apres: int, take: int) -> Extrait:
    """Give lines of an import after a line number; refuses LIGNES_ABSENTES."""
    with store.lecture(acteur.cabinet) as conn:
        perimetre, row = find(conn, acteur, demande_id)
        etat = Etat(row["etat"])
        if etat not in VISIBLES:
            raise Refus(LIGNES_ABSENTES, etat=SIGNES[etat].libelle)
        found = lignes.page(
            conn, perimetre, row["import_id"], row["tentative"], apres=apres, take=take
        )
        return gather(conn, perimetre, found, {row["import_id"]: row})
