"""Formes: odd ends of lines, fields, charsets and octets; each changes a draft or octets.

A change of octets comes last: it sees the file as it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from verite_fec.exotismes import Exotisme
from verite_fec.socle import Brouillon

Retouche = Callable[[bytes, Random], bytes]
_OCTETS = (
    b"\x00",
    b"\xe9",
    b"\xff",
    b"\x80",
    b"\xa4",
    b"\r",
    b"\n",
    b"\r\n",
    b"\t",
    b"|",
    b" ",
    b"\x1a",
    b"\xc3",
    b"\xe2\x82\xac",
    b"\xef\xbb\xbf",
    b"\xa0",
    b"\xc2\xa0",
    b'"',
    b"\x0b",
    b"\x0c",
    b"\x85",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"0",
    b",",
    b".",
    b"-",
    b"\xc2\xb2",
)


def end(fin: str) -> Exotisme:
    """Give the change that ends every line so."""

    def change(brouillon: Brouillon, rnd: Random) -> None:
        brouillon.fin = fin

    return change


def mix_ends(brouillon: Brouillon, rnd: Random) -> None:
    """End some lines otherwise."""
    for rang in range(len(brouillon.lignes) + 1):
        if rnd.random() < 0.4:
            brouillon.fin_de[rang] = rnd.choice(["\r\n", "\n", "\r", "\n\r", "\r\r\n"])


def change_ends_late(brouillon: Brouillon, rnd: Random) -> None:
    """End the lines otherwise beyond the first 4096 octets."""
    while len(brouillon.write()) < 5_000:
        brouillon.lignes += [dict(ligne) for ligne in brouillon.lignes]
    brouillon.fin = rnd.choice(["\r\n", "\n", "\r"])
    autre = rnd.choice(["\r\n", "\n", "\r"])
    taille = 0
    for rang, row in enumerate(brouillon.rows()):
        taille += len(row.encode()) + 2
        if taille > 4_600:
            brouillon.fin_de[rang] = autre
    brouillon.retouches.append(f"{brouillon.fin!r} puis {autre!r}")


def add_blank_line(brouillon: Brouillon, rnd: Random) -> None:
    """Put a blank line after the header, in the middle or at the end."""
    rang = rnd.choice([0, len(brouillon.lignes), rnd.randint(0, len(brouillon.lignes))])
    vide = rnd.choice(["", "", " ", "\u00a0", "\0", "x"])
    brouillon.finale = True
    brouillon.fin_de[rang] = brouillon.fin + vide + brouillon.fin


def no_last_end(brouillon: Brouillon, rnd: Random) -> None:
    """Leave the last line without its end, or with half of it."""
    brouillon.finale = True
    brouillon.fin_de[len(brouillon.lignes)] = rnd.choice(["", " ", "\r", "\n", "\0", "\x1a"])


def change_fields(brouillon: Brouillon, rnd: Random) -> None:
    """Put on one line separators more or fewer."""
    ligne = rnd.choice(brouillon.lignes)
    dernier = brouillon.noms[-1]
    if rnd.random() < 0.5:
        ligne[dernier] = ligne.get(dernier, "") + brouillon.separateur * rnd.randint(1, 2)
    else:
        ligne[rnd.choice(brouillon.noms)] = f"a{brouillon.separateur}b"


def shorten(octets: bytes, rnd: Random) -> bytes:
    """Take off the last octets of a line."""
    ends = [at for at, octet in enumerate(octets) if octet in b"\r\n"]
    if not ends:
        return octets
    at = rnd.choice(ends)
    return octets[: max(0, at - rnd.randint(1, 12))] + octets[at:]


def trail(queue: str) -> Exotisme:
    """Give the change that puts separators at the end of every line."""

    def change(brouillon: Brouillon, rnd: Random) -> None:
        brouillon.queue = queue.replace("s", brouillon.separateur)

    return change


def trail_some(brouillon: Brouillon, rnd: Random) -> None:
    """Put a separator at the end of the header or of the lines only."""
    if rnd.random() < 0.5:
        brouillon.titres[-1] += brouillon.separateur
    else:
        for ligne in brouillon.lignes:
            ligne[brouillon.noms[-1]] = ligne.get(brouillon.noms[-1], "") + brouillon.separateur


def pad(brouillon: Brouillon, rnd: Random) -> None:
    """Pad texts with blanks, as a file of fixed width does."""
    blanc = rnd.choice([" ", " ", "\u00a0"])
    for ligne in brouillon.lignes:
        for nom in brouillon.noms:
            ligne[nom] = ligne.get(nom, "") + blanc * 3


def other_separator(brouillon: Brouillon, rnd: Random) -> None:
    """Separate by what only files closed before 2013 may use; amounts lose their comma."""
    brouillon.separateur = rnd.choice(";,")
    for ligne in brouillon.lignes:
        for nom in ("Debit", "Credit", "Montant", "Montantdevise"):
            ligne[nom] = ligne.get(nom, "").replace(",", "" if brouillon.separateur == "," else ",")
        ligne["EcritureLib"] = "Facture"


def close_before_2013(brouillon: Brouillon, rnd: Random) -> None:
    """Name the file as one of a year closed before 2013."""
    annee = rnd.choice([2012, 2012, 2005, 2000])
    brouillon.nom = f"732829320FEC{annee}{brouillon.cloture:%m%d}.txt"
    ligne, _ = brouillon.cell(rnd)
    if rnd.random() < 0.6:
        ligne[rnd.choice(["JournalLib", "PieceRef", "PieceDate", "ValidDate"])] = ""
    if rnd.random() < 0.3:
        at = brouillon.noms.index("DateLet") if "DateLet" in brouillon.noms else 0
        del brouillon.noms[at], brouillon.titres[at]
    if rnd.random() < 0.4:
        other_separator(brouillon, rnd)


def lengthen_header(brouillon: Brouillon, rnd: Random) -> None:
    """Have the header end near the first 4096 octets, or well beyond."""
    brouillon.noms.append("+")
    manque = rnd.choice([4092, 4093, 4094, 4095, 4096, 5000]) - len(brouillon.rows()[0].encode())
    brouillon.titres.append("n" * (manque - len(brouillon.separateur) + 1))


def encode_utf16(brouillon: Brouillon, rnd: Random) -> None:
    """Write UTF-16 with its mark."""
    brouillon.codage, brouillon.bom = "utf-16", False


def mark(brouillon: Brouillon, rnd: Random) -> None:
    """Write the mark of UTF-8, once or twice, whatever the charset."""
    brouillon.bom = True
    if rnd.random() < 0.3:
        brouillon.titres[0] = "\ufeff" + brouillon.titres[0]
        brouillon.codage = "utf-8"


def spoil(octets: bytes, rnd: Random) -> bytes:
    """Insert, take off or double some octets anywhere."""
    for _ in range(rnd.randint(1, 3)):
        at = rnd.randrange(len(octets) + 1)
        action = rnd.randrange(4)
        if action <= 1:
            octets = octets[:at] + rnd.choice(_OCTETS) + octets[at:]
        elif action == 2:
            octets = octets[:at] + octets[at + rnd.choice([1, 2, 40]) :]
        else:
            octets = octets[:at] + octets[at : at + 60] * 2 + octets[at + 60 :]
    return octets


def add_nuls(octets: bytes, rnd: Random) -> bytes:
    """Put octets of nought here and there."""
    for _ in range(rnd.randint(1, 4)):
        at = rnd.randrange(len(octets) + 1)
        octets = octets[:at] + b"\0" + octets[at:]
    return octets


def empty(octets: bytes, rnd: Random) -> bytes:
    """Leave nothing, or the header alone, or the lines alone."""
    premiere, fin, reste = octets.partition(b"\n")
    return rnd.choice([b"", premiere + fin, premiere, reste or b"x", fin * 3, b"bonjour"])


FORMES: dict[str, Exotisme] = {
    "fins CR CR LF": end("\r\r\n"),
    "fins LF CR": end("\n\r"),
    "fins mêlées": mix_ends,
    "fins changées après 4096 octets": change_ends_late,
    "ligne vide": add_blank_line,
    "dernière fin": no_last_end,
    "nombre de champs": change_fields,
    "séparateur final": trail("s"),
    "blanc après le séparateur final": trail("s "),
    "deux séparateurs finaux": trail("ss"),
    "séparateur final par endroits": trail_some,
    "blancs de largeur fixe": pad,
    "séparateur ancien": other_separator,
    "clôture ancienne": close_before_2013,
    "ligne de titres longue": lengthen_header,
    "UTF-16": encode_utf16,
    "marque UTF-8": mark,
}
RETOUCHES: dict[str, Retouche] = {
    "octets tirés au sort": spoil,
    "octets nuls": add_nuls,
    "ligne raccourcie": shorten,
    "presque rien": empty,
}
