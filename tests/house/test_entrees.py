"""Entrees: what an audit found of the ways in, row by row, and the tests that keep it closed.

| row | what happened |
|---|---|
| 1 | a lone quote swallowed lines |
| 2 | a line wider than its titles lost its cents |
| 3 | a position and a title that disagree turned debit and credit over |
| 4 | a title met twice, or in a line of presentation |
| 5 | blank lines were not counted among those left out |
| 6 | numbers of accounts that a spreadsheet spoiled |
| 7 | a mark and three digits |
| 8 | blanks inside an amount |
| 9 | charsets: marked, wrong, coded twice, MS-DOS |
| 10 | a titled column is gone, its default stood for it |
| 11 | unknown nested keys |
| 12 | instants |
| 13 | what is no text at all |
| 14 | two invoices told apart by their reference alone |
| 15 | nouns accepted and never given back |
| 16 | both notations in a model |
| 24 | TRA faults out of their place |
| 25 | readers slower than their input grows |
"""

from __future__ import annotations

import re

import pytest

from house.test_constats import written

LIGNES: dict[str, dict[str, tuple[str, ...]]] = {
    "1": {
        "formats/test_perso_forme.py": (
            "test_a_lone_quote_swallows_no_line",
            "test_two_lone_quotes_that_take_whole_lines_are_told_where_they_open",
            "test_text_after_a_closing_quote_is_told",
            "test_a_cell_over_two_lines_is_read_and_told",
            "test_a_model_may_say_that_quotes_are_text",
        ),
    },
    "2": {
        "formats/test_perso_forme.py": (
            "test_a_line_wider_than_its_titles_is_refused_with_what_is_too_much",
        ),
        "formats/test_perso_doutes.py": (
            "test_a_line_with_one_blank_cell_too_many_is_told_when_others_have_none",
            "test_a_value_alone_in_a_column_that_nothing_reads_is_told",
        ),
    },
    "3": {
        "formats/test_perso_forme.py": (
            "test_a_position_that_bears_another_title_is_refused",
            "test_debit_and_credit_the_other_way_round_are_refused",
        ),
        "formats/test_perso_doutes.py": (
            "test_a_title_of_the_other_side_is_refused",
            "test_a_side_that_stands_in_a_column_that_nothing_reads_is_refused",
        ),
    },
    "4": {
        "formats/test_perso_forme.py": (
            "test_a_title_met_twice_is_refused",
            "test_titles_come_from_one_line",
        ),
    },
    "5": {
        "formats/test_perso_forme.py": (
            "test_blank_lines_count_among_those_left_out_at_the_start",
            "test_blank_lines_count_among_those_left_out_at_the_end",
            "test_a_line_left_out_that_reads_as_data_is_told",
        ),
        "formats/test_perso_classeur.py": ("test_rows_are_numbered_as_the_sheet_shows_them",),
        "formats/test_perso_doutes.py": ("test_a_first_line_left_out_that_reads_as_data_is_told",),
    },
    "6": {
        "formats/test_perso_cellules.py": (
            "test_an_account_that_a_spreadsheet_spoiled_is_refused",
            "test_an_account_is_a_digit_then_digits_and_letters",
        ),
        # JSON and TRA: the rule is asked of every line that is assembled.
        "compta/test_assemblage.py": ("test_blank_codes_odd_roots_and_odd_sides_are_told",),
        "campagne/test_campagne.py": (
            "test_the_books_are_those_that_were_sent_or_a_place_is_named",
        ),
    },
    "7": {
        "formats/test_perso_cellules.py": (
            "test_a_mark_and_three_digits_alone_are_not_read_on_their_word",
            "test_other_amounts_of_the_column_decide_and_it_is_told",
        ),
        "formats/test_tra_fautes.py": ("test_a_fault_is_told_at_its_line_and_columns",),
        "formats/test_json_colonnes.py": ("test_columns_say_what_lines_say",),
    },
    "8": {
        "formats/test_perso_cellules.py": (
            "test_amounts_that_are_refused_with_their_place",
            "test_a_line_break_inside_an_amount_is_not_read_through",
        ),
    },
    "9": {
        "formats/test_perso_forme.py": (
            "test_a_marked_utf8_file_is_the_utf8_that_the_model_names",
            "test_a_model_that_names_another_charset_is_told",
            "test_utf16_is_read",
            "test_a_charset_of_one_octet_is_a_guess_and_told",
            "test_dos_letters_are_recognised_or_named_by_the_model",
            "test_letters_read_in_the_wrong_charset_are_told",
            "test_a_line_coded_otherwise_is_read_and_told",
        ),
        "formats/test_perso_cellules.py": ("test_an_invisible_character_is_shown_and_taken_out",),
        "compta/test_recodage.py": (
            "test_utf8_read_as_windows",
            "test_dos_read_as_windows",
            "test_right_texts_are_left_alone",
        ),
    },
    "10": {
        "formats/test_perso_forme.py": (
            "test_a_default_fills_a_blank_cell_and_stands_for_no_column",
        ),
        "formats/test_perso_doutes.py": ("test_blank_cells_that_take_a_default_are_counted",),
    },
    "11": {
        "api/test_import_json.py": (
            "test_an_amount_under_another_name_is_refused_by_that_name",
            "test_the_case_of_a_nested_key_does_not_matter",
        ),
    },
    "12": {"api/test_import_json.py": ("test_an_hour_that_no_day_has_is_refused",)},
    "13": {
        "formats/test_perso_forme.py": (
            "test_what_is_no_table_is_told_once_by_its_name",
            "test_one_file_in_an_archive_is_read",
            "test_an_archive_of_several_files_is_refused",
        ),
        "formats/test_perso_classeur.py": ("test_a_damaged_workbook_is_told",),
        "formats/test_tra_fautes.py": ("test_a_file_askew_is_refused_with_a_reason",),
    },
    "14": {
        "api/test_import_json.py": (
            "test_two_invoices_of_one_day_told_apart_by_reference_alone_stay_two",
        ),
        "api/test_import_perso.py": ("test_a_reference_gathers_where_the_model_gives_no_piece",),
    },
    "15": {
        "api/test_noms.py": (
            "test_every_noun_of_a_line_comes_back",
            "test_what_a_personalised_file_says_comes_back",
            "test_what_a_tra_says_comes_back",
        ),
        "api/test_import_perso.py": ("test_the_published_page_word_for_word",),
    },
    "16": {
        "formats/test_perso_cellules.py": (
            "test_two_notations_agree_or_are_refused",
            "test_a_side_in_contradiction_says_both",
        ),
    },
    "24": {
        "formats/test_tra_echantillons.py": (
            "test_each_fault_of_a_sample_is_told_at_its_line",
            "test_a_fault_alone_is_told_at_its_line",
        ),
        "formats/test_tra_pieces.py": ("test_a_numbered_piece_that_is_there_twice_is_refused",),
    },
    "25": {
        "formats/test_lineaire.py": (
            "test_a_delimited_file_is_read_in_a_time_that_grows_as_it_does",
            "test_a_tra_is_read_in_a_time_that_grows_as_it_does",
            "test_entries_sent_are_read_in_a_time_that_grows_as_they_do",
        ),
    },
}
MAUVAIS: dict[str, dict[str, tuple[str, ...]]] = {
    "two files concatenated": {
        "formats/test_perso_forme.py": ("test_two_files_one_after_the_other_are_refused",),
    },
    "a total in the middle": {
        "formats/test_perso_forme.py": ("test_a_total_in_the_middle_is_refused_with_its_line",),
    },
    "a hidden sheet": {"formats/test_perso_classeur.py": ("test_a_hidden_sheet_is_said",)},
    "a merged title": {
        "formats/test_perso_classeur.py": (
            "test_merged_cells_are_said_and_a_merged_title_is_missed",
        ),
    },
    "a formula in error": {
        "formats/test_perso_classeur.py": (
            "test_a_formula_without_a_value_is_refused_with_its_place",
        ),
        "formats/test_perso_doutes.py": ("test_the_text_of_an_error_is_no_text",),
    },
    "leading zeros lost": {
        "formats/test_perso_cellules.py": (
            "test_zeros_lost_in_one_code_are_shown_by_the_others",
            "test_codes_of_digits_of_several_lengths_are_told",
        ),
    },
    "dates of another country": {
        "formats/test_perso_cellules.py": (
            "test_dates_written_for_another_country_are_refused_where_they_show",
            "test_dates_that_read_both_ways_are_told",
            "test_dates_that_one_month_would_hold_are_told_louder",
        ),
        "formats/test_perso_doutes.py": (
            "test_days_that_another_country_turned_beside_those_it_could_not",
            "test_dates_among_texts_are_told",
        ),
    },
    "mixed encodings": {
        "formats/test_perso_forme.py": ("test_a_line_coded_otherwise_is_read_and_told",),
    },
    "a half line at the end": {
        "formats/test_perso_forme.py": ("test_half_a_line_at_the_end_is_refused",),
    },
    "1,000 columns": {
        "formats/test_perso_forme.py": (
            "test_a_thousand_columns_are_read",
            "test_more_columns_than_are_read_is_told_with_the_line",
        ),
    },
    "one line of 100 MB": {
        "formats/test_perso_forme.py": ("test_an_endless_line_is_refused_before_anything_is_read",),
    },
}
TOUT = {**LIGNES, **MAUVAIS}


@pytest.mark.parametrize("ligne", TOUT)
def test_what_was_found_is_kept_closed_by_tests_that_are_there(ligne: str) -> None:
    for path, noms in TOUT[ligne].items():
        assert noms
        assert set(noms) <= written(path), path


def test_no_row_is_left_out() -> None:
    told = re.findall(r"^\| (\d+) \|", __doc__ or "", re.MULTILINE)
    assert told == list(LIGNES)
    assert {int(row) for row in told} == {*range(1, 17), 24, 25}
