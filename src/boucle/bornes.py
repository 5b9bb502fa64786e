"""Bornes: how much of what a stranger sends is read before it is refused.

All in one place, told in docs/exploiter.md with the sentence that stands beside each. They bound
the shape of what is sent; the time and the memory of an import are settings (`config.py`), since
they depend on the machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field


def _borne(valeur: int, doc: str) -> int:
    made: int = field(default=valeur, metadata={"doc": doc})
    return made


@dataclass(frozen=True, slots=True)
class Bornes:
    """Hold the bounds; `BORNES` has the ones in force."""

    corps_octets: int = _borne(64 << 20, "Octets du corps d'une requête JSON.")
    envoi_octets: int = _borne(
        256 << 20,
        "Octets du corps d'un importJson, reçu sur le disque et lu par blocs ; au-delà, on dépose.",
    )
    demande_octets: int = _borne(
        64 << 10,
        "Octets du corps JSON d'une demande qui ne porte que des paramètres : importFEC, "
        "importTRA, importPerso, nouvelle URL, offres.",
    )
    cles_par_objet: int = _borne(1_000, "Clés d'un objet JSON.")
    profondeur: int = _borne(32, "Niveaux d'emboîtement du JSON.")
    chiffres: int = _borne(40, "Caractères d'un nombre JSON.")
    elements: int = _borne(10_000, "Éléments d'une création, modification ou suppression.")
    fautes_par_element: int = _borne(
        100, "Fautes dites d'un élément ; au-delà, leur nombre seulement."
    )
    fautes: int = _borne(
        1_000,
        "Fautes dites d'un envoi ; au-delà, la première de chaque élément et le nombre des autres.",
    )
    ligne_octets: int = _borne(
        1 << 20, "Octets d'une ligne d'un fichier texte (FEC à plat, TRA, fichier délimité)."
    )
    colonnes: int = _borne(1_000, "Colonnes d'un FEC à plat ou d'un fichier délimité.")


BORNES = Bornes()
