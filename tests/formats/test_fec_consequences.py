"""One bad thing is one anomaly: what it entails elsewhere is written on it."""

from __future__ import annotations

from pathlib import Path

from formats.deux_lecteurs import entailed, places, read_both
from formats.petit_fec import PetitFec


def test_an_ecriture_out_of_balance_entails_its_day_its_journal_and_the_file(
    tmp_path: Path,
) -> None:
    fec = PetitFec()
    fec.lignes[2]["Debit"] = "125,00"
    fec.lignes[6]["Credit"] = "125,00"
    fec.lignes[5]["Debit"] = "124,00"
    lecture = read_both(fec.ecrire(tmp_path))
    assert places(lecture) == [("ECR-001", 4, None), ("ECR-001", 7, None)]
    sale, receipt = lecture.rapport.anomalies
    assert entailed(sale) == ["ECR-007", "ECR-005 VE", "ECR-006 2024-01-15"]
    assert entailed(receipt) == ["ECR-005 BQ", "ECR-006 2024-01-20"]
    assert lecture.rapport.faits["desequilibre"] == {
        "fichier": 400,
        "journaux": {"BQ": -100, "VE": 500},
        "jours": {"2024-01-15": 500, "2024-01-20": -100},
        "nombre_jours": 2,
    }


def test_two_faults_that_cancel_leave_the_file_alone(tmp_path: Path) -> None:
    fec = PetitFec()
    for at, montant in ((3, "101,00"), (4, "19,50")):
        fec.lignes[at]["Credit"] = montant
    fec.lignes[5]["Debit"] = "120,50"
    lecture = read_both(fec.ecrire(tmp_path))
    assert [entailed(a) for a in lecture.rapport.anomalies] == [
        ["ECR-005 VE", "ECR-006 2024-01-15"],
        ["ECR-005 BQ", "ECR-006 2024-01-20"],
    ]


def test_an_ecriture_of_two_days_entails_both(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[4]["EcritureDate"] = "20240117"
    lecture = read_both(fec.ecrire(tmp_path))
    assert places(lecture) == [("ECR-004", 6, "EcritureDate")]
    assert entailed(lecture.rapport.anomalies[0]) == [
        "ECR-006 2024-01-15",
        "ECR-006 2024-01-17",
    ]
    assert lecture.rapport.faits["desequilibre"]["fichier"] == 0


def test_an_amount_that_cannot_be_read_entails_the_rest(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[3]["Credit"] = "abc"
    lecture = read_both(fec.ecrire(tmp_path))
    assert places(lecture) == [("LIG-020", 5, "Credit")]
    assert entailed(lecture.rapport.anomalies[0]) == ["ECR-001 VE 2", "ECR-007", "ECR-005 VE"]


def test_a_waiting_account_left_open_by_an_unread_line_is_its_consequence(tmp_path: Path) -> None:
    fec = PetitFec()
    for at in (4, 6):
        fec.lignes[at].update(
            CompteNum="471000",
            CompteLib="Attente",
            CompAuxNum="",
            CompAuxLib="",
            EcritureLet="",
            DateLet="",
        )
    fec.lignes[2].update(EcritureLet="", DateLet="")
    fec.lignes[6]["Credit"] = "cent"
    lecture = read_both(fec.ecrire(tmp_path))
    assert places(lecture) == [("LIG-020", 8, "Credit")]
    assert "ECR-040 471000" in entailed(lecture.rapport.anomalies[0])


def test_the_days_of_a_file_cut_anywhere_are_the_same(tmp_path: Path) -> None:
    fec = PetitFec()
    model = fec.lignes[2:5]
    for rang in range(3, 103):
        for ligne in model:
            fec.lignes.append(
                {
                    **ligne,
                    "EcritureNum": str(rang + 1),
                    "EcritureDate": f"2024{1 + rang % 9:02d}15",
                    "EcritureLet": "",
                    "DateLet": "",
                    "ValidDate": "20241231",
                }
            )
        if rang % 2:
            fec.lignes[-1]["Credit"] = "21,00"
    del fec.lignes[2:7]
    path = fec.ecrire(tmp_path)
    for block_octets in (300, 5_000, 1 << 20):
        lecture = read_both(path, block_octets=block_octets)
        assert lecture.rapport.faits["desequilibre"]["nombre_jours"] == 9


def test_a_line_of_both_sides_that_is_its_whole_ecriture_is_one_anomaly(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes.append({**fec.lignes[5], "EcritureNum": "4", "Credit": "120,00"})
    lecture = read_both(fec.ecrire(tmp_path))
    assert places(lecture) == [("LIG-041", 9, None)]
    assert entailed(lecture.rapport.anomalies[0]) == ["ECR-003 BQ 4"]
