"""CataloguePublie: the published catalogue, row by row, and what answers each row here.

The rows are those of the availability table of the general sheet (2021), and every operation that
the sheets and the reference pages name. An operation is written `<method> <path>`, the path below
`/loop-api-publiques`; where the published path is not known the one given is ours; without
one, nothing is served yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from boucle.api.document.openapi import calls
from boucle.api.entree.gate import PUBLISHED

A_SERVIR = "pas encore servi"


class Classe(NamedTuple):
    """One row of the availability table; acces: R, W or RW; operations: what answers it."""

    domaine: str
    titre: str
    acces: str
    operations: tuple[str, ...]


class Publiee(NamedTuple):
    """One operation that a sheet or a page names, under its title there."""

    tag: str
    titre: str
    operations: tuple[str, ...]


def _each(nom: str, verbes: str) -> tuple[str, ...]:
    return tuple(f"{verbe} {nom}" for verbe in verbes.split())


_TOUT, _ETAB = "GET POST PUT DELETE", ("etablissementComptable", "etablissementJuridique")
_COMPTA, _IMPORT, _EXPORT, _COLLAB, _CABINET, _EDI = (
    "Paramètres comptables",
    "Ecritures comptables (Import)",
    "Ecritures comptables (Export)",
    "Collaboratif",
    "Paramètres cabinet",
    "Suivi EDI",
)

CLASSES: tuple[Classe, ...] = (
    Classe(
        _COMPTA,
        "Etablissements",
        "RW",
        (*(op for nom in _ETAB for op in _each(nom, _TOUT)), "GET etablissementComplet"),
    ),
    Classe(
        _COMPTA, "Périodes comptables", "RW", (*_each("periode", _TOUT), *_each("exercice", _TOUT))
    ),
    Classe(_COMPTA, "Plan de comptes généraux", "RW", _each("compte", _TOUT)),
    Classe(
        _COMPTA,
        "Plan de compte tiers (clients – fournisseurs)",
        "RW",
        (*_each("tiers", _TOUT), *_each("tiersClient", _TOUT), *_each("tiersFournisseur", _TOUT)),
    ),
    Classe(_COMPTA, "Tiers Salariés", "RW", _each("tiersSalarie", _TOUT)),
    Classe(_COMPTA, "Tiers Divers", "RW", _each("tiersDivers", _TOUT)),
    Classe(_COMPTA, "Plan de journaux", "RW", _each("journal", _TOUT)),
    Classe(_COMPTA, "Comptes bancaires", "RW", _each("compteBancaire", _TOUT)),
    Classe(_COMPTA, "Taux de TVA", "RW", _each("tva", _TOUT)),
    Classe(_COMPTA, "Axes analytiques", "RW", _each("axe", _TOUT)),
    Classe(_COMPTA, "Sections analytiques", "RW", _each("section", _TOUT)),
    Classe(
        _COMPTA,
        "Fiche d'identification dossier",
        "RW",
        _each("ficheIdentification", "GET POST PUT"),
    ),
    Classe(_EXPORT, "Ecritures JSON", "R", ("GET EcritureComptable",)),
    Classe(_IMPORT, "Ecritures JSON", "W", ("POST importJson",)),
    Classe(_IMPORT, "Ecritures FEC", "W", ("POST importFEC",)),
    Classe(_IMPORT, "Ecritures TRA", "W", ("POST importTRA",)),
    Classe(_IMPORT, "Ecritures format CSV personnalisé", "W", ("POST importPerso",)),
    # Read / Write in the table, but a list of what other records say: `dossierClient` writes it.
    Classe(
        _COLLAB,
        "Liste dossiers",
        "RW",
        ("GET collaborateurDossier", "GET CollaborateurCabinet/dossiers", "PUT dossierClient"),
    ),
    Classe(
        _COLLAB,
        "Applications",
        "RW",
        (*_each("applicationHub", _TOUT), *_each("applicationDossier", _TOUT)),
    ),
    Classe(
        _COLLAB,
        "Services collaboratifs",
        "RW",
        (*_each("interlocuteur", _TOUT), "POST collaborativeOffer/addCollaborativeOffer"),
    ),
    Classe(
        _CABINET,
        "Dossiers clients (entités)",
        "RW",
        (*_each("dossierClient", _TOUT), *_each("dossierComplet", "GET PUT")),
    ),
    Classe(_CABINET, "Collaborateurs", "RW", _each("CollaborateurCabinet", _TOUT)),
    Classe(_CABINET, "Groupes de travail", "RW", _each("groupe", _TOUT)),
    Classe(
        _CABINET,
        "Dossier comptable (entités)",
        "RW",
        ("GET dossierClient", "POST dossierClient", "POST collaborativeOffer/provisionDossier"),
    ),
    Classe(_CABINET, "Engagements", "RW", (*_each("engagement", _TOUT), "GET giActivitesMission")),
    Classe(_EDI, "Déclarations EDI", "R", ("GET declarationEdi",)),
)

_TITRES = {
    "POST": "Ajout d'un {}",
    "PUT": "Modification d'un {}",
    "GET": "Retourne une liste de {}",
    "DELETE": "Supprime un {}",
}
# Tag of the sheets, resource, verbs shown there.
_GENERIQUES = (
    ("Paramètres cabinet", "dossierClient", _TOUT),
    ("Paramètres cabinet", "groupe", _TOUT),
    ("Paramètres cabinet", "AgenceCabinet", "GET PUT"),
    ("Paramètres cabinet", "CollaborateurCabinet", "GET PUT"),
    ("Paramètres comptables", "compte", _TOUT),
    ("Paramètres comptables", "compteBancaire", _TOUT),
    ("Paramètres comptables", "tva", _TOUT),
    ("Paramètres comptables", "section", "GET"),
    ("Paramètres comptables établissements", "etablissementComptable", _TOUT),
    ("Paramètres comptables établissements", "etablissementJuridique", _TOUT),
    ("Paramètres comptables tiers", "tiers", "GET POST PUT"),
    ("Paramètres comptables tiers", "tiersClient", "GET POST PUT"),
    ("Paramètres comptables tiers", "tiersFournisseur", "GET POST PUT"),
    ("Paramètres comptables tiers", "tiersSalarie", "GET POST PUT"),
    ("Paramètres comptables tiers", "tiersDivers", "GET POST PUT"),
    ("Paramètres comptables journaux", "journal", _TOUT),
)
_PARTICULIERES = (
    (
        "Paramètres cabinet",
        (
            ("Retourne une liste de Collaborateu… (second)", "GET CollaborateurCabinet/dossiers"),
            ("Retourne une liste d'engagements", "GET engagement"),
            ("Création d'un engagement", "POST engagement"),
            ("Modification d'un engagement", "POST engagement/modification"),
            ("Activités d'une mission", "GET giActivitesMission"),
            ("Interrogation forme juridique et SIREN", "GET dossierComplet"),
            ("Modification forme juridique et SIREN", "PUT dossierComplet"),
        ),
    ),
    (
        "Paramètres comptables",
        (
            ("get_initPointage_etatReleveC…", "GET initPointage_etatReleveCompte"),
            ("post_bankAccountEvents_pub… (1)", "POST bankAccountEvents/public/connexions"),
            ("post_bankAccountEvents_pub… (2)", "POST bankAccountEvents/public/soldes"),
            ("post_bankAccountEvents_pub… (3)", "POST bankAccountEvents/public/mouvements"),
        ),
    ),
    (
        "Paramètres comptables établissements",
        (("Interrogation établissement complet", "GET etablissementComplet"),),
    ),
    (
        "Ecritures comptables (import)",
        (
            ("Import des écritures au format FEC", "POST importFEC"),
            ("Import des écritures au format TRA", "POST importTRA"),
            ("Import personnalisé", "POST importPerso"),
            ("Import JSON", "POST importJson"),
            ("Recherche la status d'import", "GET getImportStatus"),
            ("getstatus", "GET getstatus"),
            ("Restitution de l'URL de stockage", "GET getFileUrlDeposit"),
            ("Historique des imports", "GET importHistory"),
        ),
    ),
    (
        "Ecritures comptables (export)",
        (
            ("Retourne une liste d'écritures comptables", "GET EcritureComptable"),
            ("Modification de la ventilation analytique", "PUT EcritureComptable/ventilation"),
        ),
    ),
    (
        "Collaboratif",
        (
            ("addOffer", "POST collaborativeOffer/addOffer"),
            ("addCollaborativeOffer", "POST collaborativeOffer/addCollaborativeOffer"),
            (
                "Retrait d'une offre à tous les interlocuteurs",
                "POST collaborativeOffer/removeOffer",
            ),
            (
                "Retrait d'une offre à un interlocuteur",
                "POST collaborativeOffer/removeContactOffer",
            ),
            ("Dossiers associés à une clé d'application", "GET collaborativeOffer/dossiers"),
            ("Approvisionnement d'un dossier client", "POST collaborativeOffer/provisionDossier"),
            (
                "Ajout d'un interlocuteur et d'une offre",
                "POST collaborativeOffer/addContactAndOffer",
            ),
            (
                "Modification d'un interlocuteur et d'une offre",
                "POST collaborativeOffer/updateContactAndOffer",
            ),
        ),
    ),
    ("Documents", (("storeDocument", "POST storeDocument"),)),
    ("Suivi EDI", (("Déclarations et statuts EDI d'une période", "GET declarationEdi"),)),
)

PUBLIEES: tuple[Publiee, ...] = (
    *(
        Publiee(tag, _TITRES[op.split(" ")[0]].format(nom), (op,))
        for tag, nom, verbes in _GENERIQUES
        for op in _each(nom, verbes)
    ),
    *(
        Publiee(tag, titre, (op,) if op else ())
        for tag, rows in _PARTICULIERES
        for titre, op in rows
    ),
)


def served(whole: Mapping[str, Any]) -> set[str]:
    """Give the operations of a document as they are written here, paths in lower case."""
    return {
        f"{methode} {path.removeprefix(PUBLISHED + '/').lower()}"
        for methode, path, _ in calls(dict(whole))
        if path.startswith(PUBLISHED)
    }


def lines(whole: Mapping[str, Any]) -> Iterator[str]:
    """Write both tables of the reference page, for this document."""
    known = served(whole)
    yield from (
        "## Disponibilité",
        "",
        "| Domaine | Classe publique | Ce qui répond |",
        "|---|---|---|",
    )
    for row in CLASSES:
        told = _told(row.operations, known)
        yield f"| {row.domaine} | {row.titre} | {told} |"
    yield from (
        "",
        "## Opérations publiées",
        "",
        "Chaque opération que nomment les fiches et les pages. Un titre coupé l'est "
        "dans la fiche ; son chemin est alors à nous.",
        "",
        "| Tag | Titre publié | Ce qui répond |",
        "|---|---|---|",
    )
    for operation in PUBLIEES:
        told = _told(operation.operations, known)
        yield f"| {operation.tag} | {operation.titre} | {told} |"


def _told(operations: tuple[str, ...], known: set[str]) -> str:
    verbes: dict[str, list[str]] = {}
    for operation in operations:
        if not is_served(operation, known):
            return A_SERVIR
        methode, chemin = operation.split(" ")
        verbes.setdefault(chemin, []).append(methode)
    told = (f"`{' '.join(several)} /{chemin}`" for chemin, several in verbes.items())
    return ", ".join(told) or A_SERVIR


def is_served(operation: str, known: set[str]) -> bool:
    """True when an operation of these tables is among those of a document."""
    methode, _, chemin = operation.partition(" ")
    return f"{methode} {chemin.lower()}" in known
