"""Verdict: the answer of the official checker (Test Compta Demat 1_00_10b) on one file."""

from __future__ import annotations

import re

from verite_fec.plat import chomp, cut, find_fin, judge_plat, without_end
from verite_fec.regles import Refus, Regle, Releve, Verdict
from verite_fec.xml_officiel import judge_xml

_NOM = re.compile(r"(.+)FEC(20[0-9]{2})[01][0-9][0-3][0-9]")
_XML = re.compile(rb"(?:[^\n]{3})?<\?xml", re.IGNORECASE)


def judge(octets: bytes, nom: str, regime: str) -> Verdict:
    """Judge a file under its name, for the regime that the user declares.

    regime: BIC, COM, BAT or BNCT. No report at all counts as not conforming.
    """
    releve = Releve()
    annee = 0
    try:
        found = _NOM.match(nom.upper())
        if found is None:
            releve.note(Regle.NOM)
        else:
            annee = int(found[2])
        if _is_xml(octets):
            releve.note(Regle.XML)
            judge_xml(octets, regime, releve)
        else:
            judge_plat(octets, regime, annee, releve)
    except Refus:
        return Verdict(False, frozenset(releve.regles))
    return releve.conclude(annee)


def _is_xml(octets: bytes) -> bool:
    fin = find_fin(octets, Releve())
    lignes = cut(octets, fin)
    premiere = chomp(without_end(lignes[0]).replace(b"\0", b""), fin) if lignes else b""
    return _XML.match(premiere) is not None
