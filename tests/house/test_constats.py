"""Constats: what an audit found, row by row, and the tests that keep it closed.

| row | what happened |
|---|---|
| F1 | a key opened to no dossier listed and deleted them all |
| F1b | deleting a dossier made its validated books unreachable |
| F1c | a low profile switched the quarantine off |
| F2 | readers whose cost grew as the square of their input; bodies read before rights |
| F3 | an offer told of a sibling dossier, and wrote on it |
| F4 | a file could be replaced after its import was accepted |
| F5 | idle connections stopped the server; a client that left was an incident |
| F6 | one file, or one cabinet, held the queue |
| F7 | nothing slowed whoever asked too often |
| F8 | names that broke a header; a full disk was a 500 |
| F9 | a deposit served any key of the cabinet |
| F10 | files readable by others |
| F11 | Host went into answers; two lengths were read; a long URL was cut off |
| F12 | a base that lost acknowledged imports was called clean |
| F13 | an idempotency key was shared by all keys of a dossier |
| F14 | a process started before its database ended |
| F15 | the role that serves saw all cabinets; the child inherited all there is |
"""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from house.source import ROOT

TESTS = ROOT / "tests"
CONSTATS: dict[str, dict[str, tuple[str, ...]]] = {
    "F1": {
        "api/test_droits.py": ("test_the_matrix", "test_an_operation_without_a_row_is_not_served"),
        "api/test_dossiers_ouverts.py": (
            "test_a_sibling_dossier_is_neither_seen_nor_named_nor_moved",
            "test_nothing_is_written_for_a_sibling_nor_for_nobody",
        ),
    },
    "F1b": {
        "operations/test_archivage.py": (
            "test_a_dossier_with_books_and_open_imports_is_not_deleted_and_counts_them",
            "test_any_import_not_ended_keeps_its_dossier",
            "test_an_archived_dossier_leaves_the_lists_and_comes_back_as_it_was",
            "test_of_an_import_and_what_would_end_its_dossier_one_wins",
        ),
        "resources/test_matrice.py": ("test_a_target_in_use_stays",),
    },
    "F1c": {
        "api/test_droits.py": (
            "test_the_matrix",
            "test_what_decides_of_the_books_and_what_goes_for_good_asks_for_profile_three",
        ),
    },
    "F2": {
        "formats/test_lineaire.py": (
            "test_a_body_is_read_in_a_time_that_grows_as_it_does",
            "test_records_are_judged_in_a_time_that_grows_as_they_do",
            "test_entries_sent_are_read_in_a_time_that_grows_as_they_do",
        ),
        # A refusal that needs nothing of the body leaves it unread.
        "api/test_droits.py": ("test_the_matrix",),
    },
    "F3": {
        "api/test_dossiers_ouverts.py": (
            "test_an_offer_tells_nothing_of_a_sibling",
            "test_an_offer_does_not_tell_that_a_sibling_is_archived",
        ),
    },
    "F4": {
        "api/test_source_figee.py": (
            "test_a_file_put_after_the_request_is_refused_and_changes_nothing",
            "test_a_put_that_began_before_the_request_ends_too_late",
            "test_a_blob_replaced_after_the_request_is_never_imported_in_silence",
        ),
    },
    "F5": {
        "api/test_connexions.py": (
            "test_1500_connections_of_one_address_leave_the_others_alone",
            "test_headers_body_and_rest_each_have_their_time",
        ),
        "api/test_envoi_depot.py": ("test_a_client_that_leaves_is_no_incident",),
    },
    "F6": {
        "store/test_file.py": (
            "test_a_cabinet_that_waits_for_129_does_not_starve_another",
            "test_within_a_cabinet_each_dossier_has_its_turn",
        ),
        "operations/test_voie.py": ("test_a_deposit_waits_in_the_lane_of_its_size",),
        "operations/test_enclos.py": ("test_a_reading_that_never_ends_is_ended",),
        "formats/test_bornes.py": ("test_a_line_too_long_is_all_that_is_told",),
    },
    "F7": {
        "api/test_cadence.py": (
            "test_a_key_that_asks_too_often_is_told_when_to_come_back",
            "test_two_servers_share_the_count_of_a_key",
            "test_wrong_secrets_are_slowed_and_the_right_one_gets_through",
            "test_imports_have_a_count_of_their_own",
        ),
        "console/test_debit.py": (
            "test_a_person_who_asks_too_often_is_told_when_to_come_back",
            "test_an_address_has_one_count_for_pages_calls_and_what_is_not_there",
        ),
    },
    "F8": {
        "api/test_noms_rendus.py": (
            "test_any_name_is_read_back_and_adds_no_parameter",
            "test_a_source_is_given_back_under_its_name",
            "test_a_name_is_judged_once_unquoted",
        ),
        "acceptance/test_pannes.py": ("test_a_full_disk_is_said_everywhere_and_got_over",),
    },
    "F9": {
        "api/test_droits.py": ("test_a_deposit_serves_the_partenaire_who_reserved_it",),
    },
    "F10": {
        "acceptance/test_pannes.py": ("test_every_file_of_a_server_is_its_owner_s_alone",),
    },
    "F11": {
        "api/test_noms_rendus.py": ("test_an_implausible_host_goes_into_no_answer",),
        "api/test_connexions.py": (
            "test_two_lengths_are_refused_and_nothing_after_them_is_read",
            "test_what_is_too_long_is_refused_by_its_own_status",
        ),
    },
    "F12": {
        "operations/test_base_et_fichiers.py": (
            "test_a_base_copied_without_its_wal_is_told",
            "test_an_acknowledged_import_that_the_base_lacks_is_told",
            "test_a_source_that_no_import_bears_is_told",
        ),
    },
    "F13": {"api/test_droits.py": ("test_an_idempotency_key_is_the_api_keys_own",)},
    "F14": {
        "acceptance/test_pannes.py": ("test_a_process_started_before_its_database_waits_for_it",),
    },
    "F15": {
        "store/test_isolation.py": (
            "test_there_is_no_word_for_all_cabinets",
            "test_what_crosses_cabinets_gives_numbers_of_cabinets_and_nothing_else",
            "test_the_role_that_loads_adds_lines_and_does_nothing_else",
        ),
        "operations/test_enclos.py": ("test_it_can_do_nothing_but_read_its_file",),
    },
}


@cache
def written(path: str) -> set[str]:
    """Name the tests of a file that `make test` runs."""
    tree = ast.parse((TESTS / path).read_text("utf-8"))
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not any("mark.long" in ast.unparse(mark) for mark in node.decorator_list)
    }


@pytest.mark.parametrize("constat", CONSTATS)
def test_what_was_found_is_kept_closed_by_tests_that_are_there(constat: str) -> None:
    for path, noms in CONSTATS[constat].items():
        assert noms
        assert set(noms) <= written(path), path


def test_no_row_is_left_out() -> None:
    told = re.findall(r"^\| (F\d+[bc]?) \|", __doc__ or "", re.MULTILINE)
    assert told == list(CONSTATS)
    assert {f"F{n}" for n in range(1, 16)} <= set(told)
