"""LignesTirees: balanced pairs of lines of importJson, each noun said or not on each of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from boucle.formats.saisie_json.champs import MODES

ETAB = "73282932000074"
# Where a noun of importJson is told by GET EcritureComptable, when not under its own name.
NOTE = "note.txt"
"""A document that is served and is none that we keep: its address stays, told by LIG-069."""
JOUR = "2024-01-{:02}T00:00:00.000Z"


TEXTE = st.text("abcdéÀ -/'\"&<", min_size=1, max_size=12).map(str.strip).filter(bool)
GUID = st.uuids(version=4).map(str)
DATE = st.integers(1, 31).map(JOUR.format)
CENTIMES = st.integers(1, 10**9)


@st.composite
def sides(draw: Any) -> dict[str, Any]:
    """Draw the two sides of a line, one of them bearing the amount, maybe in another currency."""
    centimes = draw(CENTIMES)
    borne: dict[str, Any] = {"amount": centimes / 100, "currency": "EUR"}
    if draw(st.booleans()):
        borne |= {"currency": "USD", "currencyAmount": draw(CENTIMES) / 100}
    return {"debit": borne, "credit": {"amount": 0, "currency": "EUR"}}


@st.composite
def lignes(draw: Any) -> list[dict[str, Any]]:
    """Draw balanced pairs of lines, each noun said or not on each of them."""
    pairs = []
    for rang in range(draw(st.integers(1, 6))):
        cotes = draw(sides())
        piece = draw(
            st.sampled_from(
                [{"refPiece": f"P{rang}"}, {"reference": f"R{rang}"}, {"piece": f"N{rang}"}]
            )
        )
        jour = draw(DATE)
        for compte, debit, credit in (("607000", "debit", "credit"), ("401000", "credit", "debit")):
            line = {
                "date": jour,
                "journal": draw(st.just("AC")),
                "journalLib": "Achats",
                "compte": compte,
                "compteLib": f"Compte {compte}",
                "debit": cotes[debit],
                "credit": cotes[credit],
                **draw(
                    st.fixed_dictionaries(
                        {},
                        optional={
                            "libelle": TEXTE,
                            "reference": TEXTE,
                            "commentaire": TEXTE,
                            "tiers": TIERS,
                            "codeLettrage": TEXTE,
                            "SIRET": st.just(ETAB),
                            "codePointage": GUID,
                            "lot": GUID,
                            "ecritureMere": GUID,
                            "ecritureOrigine": GUID,
                            "modePaiement": st.sampled_from(sorted(MODES)),
                            "typeMouvement": st.sampled_from([1, 5, 7]),
                            "type": st.sampled_from([1, 5, 7]),
                            "typeLot": st.sampled_from([1, 2, 4]),
                            "dateLettrage": DATE,
                            "dateOperation": DATE,
                            "dateEcheance": DATE,
                            "datePointage": DATE,
                            "dateJustif": DATE,
                            "fichier": st.just({"uri": NOTE}),
                        },
                    )
                ),
                **draw(
                    st.sampled_from(
                        [{}, {"debCutOff": JOUR.format(1), "finCutOff": JOUR.format(31)}]
                    )
                ),
                **piece,
            }
            if "refPiece" in piece and draw(st.booleans()):
                line["reference"] = draw(TEXTE)
            if compte == "607000" and draw(st.booleans()):
                amount = cotes["debit"]["amount"]
                line["axeAnaCHANTIER"] = [
                    {"section": "NORD", "debit": amount, "quantite": draw(CENTIMES) / 100}
                ]
            pairs.append(line)
    return pairs


TIERS = st.sampled_from(["DUPONT", "DURAND"])
