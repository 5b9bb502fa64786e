"""PiecesJointes: the documents of an archive are kept, tied to their lines, and go with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from boucle.compta.etat import Etat
from boucle.formats.registre import TRA
from boucle.operations.atelier import Atelier
from boucle.operations.livre import livre
from boucle.operations.sources.documents import read_back
from boucle.operations.travaux import balai
from boucle.store.base.metadata import METADATA
from boucle.store.fichiers import fichiers, occupation
from boucle.store.fichiers.occupation import DOCUMENT, fichier_garde
from boucle.store.livre.pieces_jointes import piece_jointe
from formats.petit_tra import ACHAT, FICHES, document, fichier, ligne
from formats.test_tra import zipped

from .conftest import Scene, scene

__all__ = ["scene"]
PDF = b"%PDF-1.7\n" + bytes(91)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
AUTRE = (
    ligne(numero="2", ref="FA2"),
    ligne(numero="2", ref="FA2", compte="40100000", type="X", code="DUPONT", sens="C"),
    document("recu.png", ref="FA2"),
)
MOUVEMENTS = (*ACHAT, document("facture.pdf"), *AUTRE)
ENVOI = zipped(
    **{"a.tra": fichier(*FICHES, *MOUVEMENTS), "pieces/facture.pdf": PDF, "recu.png": PNG}
)


def count(scene: Scene, table: Any) -> int:
    from sqlalchemy import func, select

    with scene.store.lecture(None) as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def kept_documents(scene: Scene) -> tuple[int, int, int]:
    """Count the records of documents, the files of documents, and the bytes counted for them."""
    from sqlalchemy import func, select

    files = [key for key in fichiers.keys(scene.store.config) if key.startswith("documents/")]
    c = fichier_garde.c
    query = select(func.coalesce(func.sum(c.octets), 0)).where(c.genre == DOCUMENT)
    with scene.store.lecture(None) as conn:
        octets = int(conn.execute(query).scalar_one())
    return count(scene, METADATA.tables["document"]), len(files), octets


def validated(scene: Scene, told: dict[str, Any]) -> list[tuple[str, str, bytes]]:
    """Give the piece, the address and the bytes of each document of the lines of an import."""
    scene.decide(told["id"], Etat.VALIDE)
    filtre = {"filter": f'accountingImportRequestId == "{told["id"]}"'}
    extrait = livre.ecritures(scene.store, scene.acteur, "D1", filtre)
    found = []
    for row in extrait.lignes:
        ident = extrait.joints.get((row["import_id"], row["n"]))
        if ident is not None:
            _, media, octets = read_back(scene.store, scene.acteur, "D1", ident)
            assert media == ("application/pdf" if octets == PDF else "image/png")
            adresse = extrait.details[row["import_id"], row["n"]]["piece_jointe"]
            found.append((row["piece_ref"], adresse, octets))
    return found


def test_each_document_is_read_back_through_its_line(scene: Scene) -> None:
    told = scene.run(ENVOI, "envoi.zip", format_fichier=TRA)
    assert (told["etat"], told["avertissements"]) == ("a_valider", 0)
    assert kept_documents(scene) == (2, 2, len(PDF) + len(PNG))
    assert validated(scene, told) == [
        ("FA1", "pieces/facture.pdf", PDF),
        ("FA2", "recu.png", PNG),
    ]
    assert scene.violations() == []


def test_documents_go_with_a_rejected_import(scene: Scene) -> None:
    told = scene.run(ENVOI, "envoi.zip", format_fichier=TRA)
    scene.decide(told["id"], Etat.REJETE)
    balai.sweep(scene.atelier)
    assert (kept_documents(scene), count(scene, piece_jointe)) == ((0, 0, 0), 0)
    assert scene.violations() == []


def test_an_import_in_error_keeps_no_document(scene: Scene) -> None:
    bad = fichier(*FICHES, *MOUVEMENTS, ligne(numero="3", sens="Z"))
    told = scene.run(
        zipped(**{"a.tra": bad, "facture.pdf": PDF, "recu.png": PNG}),
        "envoi.zip",
        format_fichier=TRA,
    )
    assert told["etat"] == "en_erreur"
    balai.sweep(scene.atelier)
    assert kept_documents(scene) == (0, 0, 0)


def test_an_import_refused_by_the_dossier_keeps_no_document(scene: Scene) -> None:
    """What only the dossier knows is judged once the documents are kept: they go again."""
    part = (
        *ACHAT[:1],
        ligne(type="A", code="NORD", axe="A7".replace("7", "1")),
        *ACHAT[1:],
        document("facture.pdf"),
    )
    told = scene.run(
        zipped(**{"a.tra": fichier(*FICHES, *part), "facture.pdf": PDF}),
        "envoi.zip",
        format_fichier=TRA,
    )
    assert told["etat"] == "en_erreur"
    balai.sweep(scene.atelier)
    assert (kept_documents(scene), count(scene, piece_jointe)) == ((0, 0, 0), 0)
    assert scene.violations() == []


def test_a_document_named_by_two_pieces_is_kept_once(scene: Scene) -> None:
    both = (*ACHAT, document("facture.pdf"), *AUTRE[:2], document("facture.pdf", ref="FA2"))
    told = scene.run(
        zipped(**{"a.tra": fichier(*FICHES, *both), "facture.pdf": PDF}),
        "envoi.zip",
        format_fichier=TRA,
    )
    assert kept_documents(scene) == (1, 1, len(PDF))
    assert [(piece, octets) for piece, _, octets in validated(scene, told)] == [
        ("FA1", PDF),
        ("FA2", PDF),
    ]


def test_documents_that_do_not_fit_the_quota_end_the_import(scene: Scene) -> None:
    demande = scene.ask(ENVOI, "envoi.zip", format_fichier=TRA)
    with scene.store.lecture(None) as conn:
        pris = occupation.used(conn, scene.perimetre.cabinet_id)
    config = replace(scene.store.config, quota_octets=pris + len(PDF))
    scene.store.config = config
    scene.atelier = Atelier.open(config, scene.store)
    scene.work()
    told = scene.told(demande)
    assert (told["etat"], told["erreur"]["code"]) == ("en_erreur", "SRC-019")
    balai.sweep(scene.atelier)
    assert kept_documents(scene) == (0, 0, 0)
    assert scene.violations() == []
