"""Lignes: the rules on one line, each said once, for the lines of any format.

A condition is asked of facts: as columns, it tells which lines of a block break the rule; as the
numpy values of one line, whether that line does, since `&`, `|`, `~` and `<` mean the same. What
the facts are called is what the columns of a lot are called; those that a line may lack:

- debit, credit: centimes; chiffree: both are known; jour, valid_date: days; datee, validee: known;
- journal, compte, tiers, lib_tiers, lettrage: something is written; date_let: a day is read, and
  date_let_vide: nothing is written;
- montant_devise: an amount that is not zero is written, and montant_devise_lu: it is read; devise:
  a right code other than the euro's is written, and devise_vide: nothing is;
- hors_exercice: the day itself is at fault already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boucle.errors import Kind
from boucle.errors.donnees import lig
from boucle.values import day_of

_JOURS = frozenset(("jour", "valid_date"))


@dataclass(frozen=True, slots=True)
class Regle:
    """State one rule on a line: the kind of those that break it, and how it is known.

    colonne: the cell that it stands on, '' for the whole line; vide: that cell says nothing, which
    is the fault. besoins: columns that a file must have, or the rule is not asked. slots: facts
    that the sentence is filled with, by slot.
    """

    kind: Kind
    condition: Callable[[Any], Any]
    colonne: str = ""
    besoins: frozenset[str] = frozenset()
    vide: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)

    def fill(self, fact: Callable[[str], Any]) -> dict[str, Any]:
        """Give what the sentence is filled with; fact: gives a fact of the line by its name."""
        return {
            slot: day_of(fact(nom)) if nom in _JOURS else int(fact(nom))
            for slot, nom in self.slots.items()
        }


def _pair(kind: Kind, vide: str, condition: Callable[[Any], Any], *autres: str) -> Regle:
    """State that a cell is blank though its companion is not."""
    return Regle(kind, condition, vide, frozenset((vide, *autres)), vide=True)


INDISPENSABLES = (
    Regle(lig.INDISPENSABLE_ABSENTE, lambda f: ~f.journal, "journal"),
    Regle(lig.INDISPENSABLE_ABSENTE, lambda f: ~f.compte, "compte"),
)
MONTANTS = (
    Regle(
        lig.DEUX_COTES,
        lambda f: (f.debit != 0) & (f.credit != 0) & f.chiffree,
        slots={"debit": "debit", "credit": "credit"},
    ),
    Regle(lig.LIGNE_A_ZERO, lambda f: (f.debit == 0) & (f.credit == 0) & f.chiffree),
)
# A cell that is already at fault says nothing of its companion: one fault is enough.
PAIRES = (
    _pair(lig.TIERS_SANS_LIBELLE, "lib_tiers", lambda f: f.tiers & ~f.lib_tiers, "tiers"),
    _pair(lig.LIBELLE_SANS_TIERS, "tiers", lambda f: f.lib_tiers & ~f.tiers, "lib_tiers"),
    _pair(lig.LETTRAGE_SANS_DATE, "date_let", lambda f: f.lettrage & f.date_let_vide, "lettrage"),
    _pair(lig.DATE_SANS_LETTRAGE, "lettrage", lambda f: f.date_let & ~f.lettrage, "date_let"),
    # The euro is the currency of the books: it asks for no second amount.
    _pair(
        lig.DEVISE_SANS_MONTANT, "montant_devise", lambda f: f.devise & ~f.montant_devise, "devise"
    ),
    _pair(
        lig.MONTANT_SANS_DEVISE,
        "devise",
        lambda f: f.montant_devise_lu & f.devise_vide,
        "montant_devise",
    ),
)
DATES = (
    Regle(
        lig.VALIDATION_AVANT_ECRITURE,
        lambda f: (f.valid_date < f.jour) & f.validee & f.datee & ~f.hors_exercice,
        "valid_date",
        frozenset(("date", "valid_date")),
        slots={"ecriture_date": "jour"},
    ),
)

LIGNES_FEC = (*MONTANTS, *PAIRES, *DATES)
"""What is asked of a line of a FEC; its blank cells are judged one by one."""

LIGNES_SAISIE = (*INDISPENSABLES, *MONTANTS)
"""What is asked of a line of any other format."""
