"""PageLignes: the page of what lines say is fresh, and names whatever a format accepts."""

from __future__ import annotations

from boucle.api.document import page_lignes
from boucle.formats.perso.modele import CHAMPS
from boucle.formats.saisie_json.champs import COTES, JOURS, JOURS_ISO, NUMEROS, TEXTES
from boucle.resources._ecriture import CHAMPS_LIGNE
from house.source import ROOT

PAGE = page_lignes.page()


def test_the_page_is_fresh() -> None:
    told = (ROOT / page_lignes.PAGE).read_text(encoding="utf-8")
    assert told == PAGE, "run: python -m boucle.api.document.page_lignes"


def test_each_noun_that_a_format_takes_has_its_row() -> None:
    taken = {entry.champ.nom for entry in (*TEXTES, *NUMEROS)} | {*JOURS, *JOURS_ISO, *COTES}
    taken |= set(CHAMPS) - {"montant", "sens", "ignore"}
    assert {nom for nom in taken if f"`{nom}`" not in PAGE} == set()


def test_what_comes_back_is_named_as_it_comes_back() -> None:
    told = {nom.partition(".")[0] for nom, _ in page_lignes.nouns().values()}
    known = {"objectId", "revisionId", "accountingImportRequestId", "colonnesExtra"}
    assert told == set(CHAMPS_LIGNE) - known


def test_what_a_fec_loses_is_said() -> None:
    lost = set(page_lignes.lost())
    assert {"echeance", "mode_paiement", "commentaire", "etablissement", "piece_jointe"} <= lost
    assert {"reference", "piece_ref", "devise", "lettrage"} & lost == set()
