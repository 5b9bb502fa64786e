"""Fiches: what the records of a TRA file say of the fiches of a dossier, ready to be created.

All that a file describes is given, whether or not its movements bear it: the dossier says what it
has already. What a record says twice, and otherwise, is told, and so is one that cannot be made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boucle.compta.bilan import Bilan, FicheLue
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import tra
from boucle.formats.tra.fiches.apports import COMPTE, MODELES, Apport, Modele, read_rib
from boucle.formats.tra.texte.enregistrements import record_zones
from boucle.formats.tra.texte.zones import Zone
from boucle.schema.champs.controle import SIRET

_RIBS_MAX = 20
Cells = Mapping[str, str]


class Fiches:
    """Gather fiches. compte: brings a number to its length."""

    def __init__(self, compte: Callable[[str], str], collecte: Collecte) -> None:
        self._compte, self._collecte = compte, collecte
        self._lues: dict[tuple[str, str], FicheLue] = {}
        self._ribs: dict[str, list[tuple[bool, dict[str, Any]]]] = {}
        self._premiers: dict[str, int] = {}
        self.sirets: dict[str, str] = {}

    def read(self, n: int, code: str, text: str, cle: str) -> None:
        """Take one record that brings a fiche; cle: the code that it is known by."""
        modele, zones = MODELES[code], record_zones(code, text)
        if code == "ETB":
            cle = self._etablissement(n, zones, text)
            if not cle:
                return
        if modele.ressource == "axe":
            cle = zones[modele.cle].cut(text).strip()
            if code == "SSA" and zones["CODESP"].cut(text).strip():
                # A part of the sections' codes: it says nothing more of the axe.
                return
        valeurs = self._values(n, code, text, zones, modele)
        found = FicheLue(modele.ressource, cle, n, code, valeurs)
        key = _key(modele.ressource, cle, valeurs)
        known = self._lues.setdefault(key, found)
        if known is not found and known.valeurs != valeurs:
            self._collecte.add(
                Anomalie(
                    tra.FICHE_REPETEE,
                    ligne=n,
                    lu=cle,
                    slots={"enregistrement": code, "premiere": known.ligne},
                )
            )

    def read_rib(self, n: int, cells: Cells, zones: Mapping[str, Zone]) -> None:
        """Take the bank details of a tiers."""
        found = read_rib(cells)
        if found is None:
            iban = cells["CODEIBAN"] or cells["NUMEROCOMPTE"]
            zone = zones["CODEIBAN" if cells["CODEIBAN"] else "NUMEROCOMPTE"]
            self._tell(n, "RIB", zone, iban, "un IBAN, ou un RIB et sa clé")
            return
        ribs = self._ribs.setdefault(cells["AUXILIAIRE"], [])
        self._premiers.setdefault(cells["AUXILIAIRE"], n)
        if len(ribs) < _RIBS_MAX and all(found["iban"] != rib["iban"] for _, rib in ribs):
            ribs.append((cells["PRINCIPAL"].upper() != "X", found))

    def _values(
        self, n: int, code: str, text: str, zones: Mapping[str, Zone], modele: Modele
    ) -> dict[str, Any]:
        valeurs: dict[str, Any] = {}
        for apport in modele.apports:
            zone = zones[apport.zone]
            cell = zone.cut(text).strip()
            value = self._value(apport, cell) if cell else ""
            if value is None:
                self._tell(n, code, zone, cell, apport.attendu)
            elif isinstance(value, bool):
                valeurs[apport.colonne] = value or valeurs.get(apport.colonne, False)
            elif value != "":
                valeurs[apport.colonne] = value
        return valeurs

    def _value(self, apport: Apport, cell: str) -> Any:
        if apport.read == COMPTE:
            return self._compte(cell)
        assert callable(apport.read)
        return apport.read(cell)

    def _etablissement(self, n: int, zones: Mapping[str, Zone], text: str) -> str:
        """Give the SIRET of an establishment, '' when it has none to be known by (TRA-077)."""
        siret = self._siret(n, zones["SIRET"], zones["SIRET"].cut(text).strip())
        code = zones["CODE"].cut(text).strip()
        self.sirets.setdefault(code, siret)
        if not siret:
            self._collecte.add(Anomalie(tra.ETABLISSEMENT_NON_CREE, ligne=n, lu=code))
        return siret

    def _siret(self, n: int, zone: Zone, cell: str) -> str:
        if not cell:
            return ""
        siret = SIRET.read(cell)
        if siret is None:
            self._tell(n, "ETB", zone, cell, "un SIRET de 14 chiffres")
        return siret or ""

    def _tell(self, n: int, code: str, zone: Zone, lu: str, attendu: str) -> None:
        self._collecte.add(
            Anomalie(
                tra.APPORT_ILLISIBLE,
                ligne=n,
                colonne=zone.dit,
                champ=zone.debut,
                lu=lu[:80],
                slots={"enregistrement": code, "attendu": attendu},
            )
        )

    def fill(self, bilan: Bilan) -> None:
        """Put in the bilan what the file describes, in the order of its lines."""
        bilan.fiches += self._lues.values()
        for auxiliaire, ribs in self._ribs.items():
            # The main one comes first.
            kept = [rib for _, rib in sorted(ribs, key=lambda pair: pair[0])]
            n = self._premiers[auxiliaire]
            bilan.fiches.append(FicheLue("tiers", auxiliaire, n, "RIB", {"rib": kept}))


def _key(ressource: str, cle: str, valeurs: Mapping[str, Any]) -> tuple[str, str]:
    return ressource, f"{valeurs.get('axe', '')}\x1f{cle}" if ressource == "section" else cle
