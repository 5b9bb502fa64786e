"""Decision: a firm's word on an import that waits: validate it into the books, or reject it.

Both are one short transaction whatever the size of the import: the state decides what counts.
The lines of a rejected import are swept later, by slices; journaux, comptes and tiers that it
brought stay (published behaviour).
"""

from __future__ import annotations

from sqlalchemy import Connection

from boucle import faults
from boucle.compta.etat import SIGNES, Etat
from boucle.errors import Refus
from boucle.errors.demandes.req_import import DEJA_DECIDE, URL_INATTENDUE
from boucle.errors.francais import par_qui
from boucle.errors.kind import Kind
from boucle.operations.acces.acteur import Acteur
from boucle.operations.acces.droits import FIXES
from boucle.operations.atelier import Atelier
from boucle.operations.imports.imports import DELAI_MAX, find, tell
from boucle.operations.ressources.rejeu import first_answer, keep_answer
from boucle.schema.rendu import encode
from boucle.store.acces import audit
from boucle.store.base.engine import Store
from boucle.store.travaux import histoire, imports
from boucle.values import Perimetre

DROITS = {Etat.VALIDE: FIXES["import.valider"], Etat.REJETE: FIXES["import.rejeter"]}


def decide(
    atelier: Atelier,
    acteur: Acteur,
    demande_id: str,
    vers: Etat,
    rejeu: tuple[str, str] | None = None,
) -> bytes:
    """Validate or reject an import; give it as it then is, as JSON.

    rejeu: idempotency key and fingerprint of the call; the same ones give the first answer.
    Refuses IMPORT_INCONNU, what its row of the rights refuses, and DEJA_DECIDE with the present
    state when the import does not wait (or waits no more) for a decision.
    """
    store = atelier.store
    with store.lecture(acteur.cabinet) as conn:
        perimetre, row = find(conn, acteur, demande_id)
    DROITS[vers].demand(acteur, perimetre)
    try:
        with store.transaction(perimetre) as conn:
            if rejeu is not None:
                earlier = first_answer(conn, perimetre, acteur, *rejeu)
                if earlier is not None:
                    return earlier
            conclude(store, conn, perimetre, acteur, row["import_id"], Etat.A_VALIDER, vers)
            corps = _answer(conn, perimetre, acteur, row["import_id"], rejeu)
            faults.point("decision.avant_commit")
    except imports.MoveLost as lost:
        with store.lecture(perimetre) as conn:
            raise already(conn, perimetre, row["import_id"]) from lost
    faults.point("decision.apres_commit")
    atelier.wake()
    return corps


def conclude(
    store: Store,
    conn: Connection,
    perimetre: Perimetre,
    acteur: Acteur,
    import_id: int,
    de: Etat,
    vers: Etat,
) -> None:
    """Make the decision true, and have the audit say whose it is; raises MoveLost."""
    imports.move(
        conn,
        perimetre,
        import_id,
        de,
        vers,
        store.maintenant(conn),
        auteur=acteur.nom,
        acteur=acteur.identite,
        profil=acteur.profil_pour(perimetre),
        values={"a_balayer": True} if vers is Etat.REJETE else {},
    )
    row = imports.get(conn, perimetre, import_id)
    assert row is not None
    audit.note(
        conn,
        perimetre,
        store.config,
        auteur=acteur.nom,
        acteur=acteur.identite,
        action=f"import.{vers.value}",
        objet=row["demande"],
        contenu={"lignes": row["lignes"], "debit": row["debit"], "credit": row["credit"]},
    )


def already(
    conn: Connection, perimetre: Perimetre, import_id: int, kind: Kind = DEJA_DECIDE
) -> Refus:
    """Give the refusal for an import as it is: who decided or asked for it, and when."""
    row = imports.get(conn, perimetre, import_id)
    last = histoire.last_event(conn, perimetre, import_id)
    assert row is not None
    assert last is not None
    details, par = {"etat": row["etat"]}, ""
    if last["profil"] is not None:
        par = par_qui(last["auteur"], last["le"])
        details |= {"par": last["auteur"], "profil": last["profil"], "le": last["le"].isoformat()}
    return Refus(kind, etat=SIGNES[Etat(row["etat"])].libelle, par=par, details=details)


def renew_url(
    atelier: Atelier,
    acteur: Acteur,
    demande_id: str,
    url: str,
    rejeu: tuple[str, str] | None = None,
) -> bytes:
    """Give a new URL to an import whose first one was refused or expired; give it as it then is.

    rejeu: as for `decide`. Refuses URL_INATTENDUE when the import does not wait for one, and the
    URL's own refusals.
    """
    atelier.check_url(url)
    store = atelier.store
    with store.lecture(acteur.cabinet) as conn:
        perimetre, row = find(conn, acteur, demande_id)
    try:
        with store.transaction(perimetre) as conn:
            if rejeu is not None:
                earlier = first_answer(conn, perimetre, acteur, *rejeu)
                if earlier is not None:
                    return earlier
            now = store.maintenant(conn)
            imports.move(
                conn,
                perimetre,
                row["import_id"],
                Etat.ATTENTE_URL,
                Etat.EN_ATTENTE,
                now,
                auteur=acteur.nom,
                acteur=acteur.identite,
                values={
                    "source_url": atelier.coffre.seal(url).decode(),
                    "prochain_essai": now,
                    "essais": 0,
                    "limite": now + DELAI_MAX,
                },
            )
            audit.note(
                conn,
                perimetre,
                store.config,
                auteur=acteur.nom,
                acteur=acteur.identite,
                action="import.url",
                objet=demande_id,
                contenu={},
            )
            corps = _answer(conn, perimetre, acteur, row["import_id"], rejeu)
    except imports.MoveLost as lost:
        raise Refus(URL_INATTENDUE, etat=SIGNES[Etat(row["etat"])].libelle) from lost
    atelier.wake()
    return corps


def _answer(
    conn: Connection,
    perimetre: Perimetre,
    acteur: Acteur,
    import_id: int,
    rejeu: tuple[str, str] | None,
) -> bytes:
    """Tell the import as this transaction leaves it, and keep that under the idempotency key."""
    row = imports.get(conn, perimetre, import_id)
    assert row is not None
    corps = encode(tell(conn, perimetre, row))
    if rejeu is not None:
        keep_answer(conn, perimetre, acteur, rejeu[0], corps)
    return corps
