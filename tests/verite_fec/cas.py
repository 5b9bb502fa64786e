"""Cas: the small files of an audit, made again here, each with the official checker's answer."""

from __future__ import annotations

from collections.abc import Callable

TITRES = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
]
NOM = "732829320FEC20241231.txt"
OUI, NON = True, False
_MODELE = "VE|Ventes|{n}|{jour}|{compte}||F1|20240115|Fact é|{debit}|{credit}|||20240131||"


def make_petit(*jours: str, journaux: str = "VE") -> str:
    """Write sales of 100 euros, one on each of these days, tabulated and ended by CRLF."""
    out = ["\t".join(TITRES)]
    for n, jour in enumerate(jours, 1):
        for compte, debit, credit in (
            ("411000|Clients|", "100,00", "0,00"),
            ("707000|Ventes de marchandises|", "0,00", "100,00"),
        ):
            ligne = _MODELE.format(n=n, jour=jour, compte=compte, debit=debit, credit=credit)
            out.append(ligne.replace("|", "\t"))
    texte = "\r\n".join([*out, ""])
    return texte if journaux == "VE" else texte.replace("VE\tVentes\t2", "AC\tAchats\t2")


TROIS = make_petit(*["20240115"] * 3)


def _swap(avant: str, apres: str, rang: int = 0) -> bytes:
    """Write another text instead of one of those of the three sales."""
    morceaux = TROIS.split(avant)
    assert len(morceaux) > rang + 1, avant
    return (avant.join(morceaux[: rang + 1]) + apres + avant.join(morceaux[rang + 1 :])).encode()


def _tail(queue: str) -> bytes:
    return TROIS.replace("\r\n", f"{queue}\r\n").encode()


def _sign_after_blank() -> bytes:
    """Write the second sale as a negative one, its sign after a blank."""
    lignes = TROIS.split("\r\n")
    lignes[3] = lignes[3].replace("100,00\t", "100,00 -\t")
    lignes[4] = lignes[4].replace("\t100,00", "\t-100,00")
    return "\r\n".join(lignes).encode()


# Name of the case, octets, answer; the name of its file is NOM but for one.
CAS: dict[str, tuple[Callable[[], bytes], bool]] = {
    "annee-0001": (lambda: make_petit("20240115", "00010101", "20240115").encode(), OUI),
    "annee-2924-journal-faux": (
        lambda: make_petit("29240115", "20240115", journaux="VE AC").encode(),
        OUI,
    ),
    **{
        f"crash-annee-{annee}": (
            lambda annee=annee: make_petit("20240115", f"{annee}0115").encode(),
            OUI,
        )
        for annee in (2730, 2731, 2924, 3024, 9999)
    },
    "crcrlf": (lambda: TROIS.replace("\r\n", "\r\r\n").encode(), NON),
    "date-20121332": (lambda: make_petit("20240115", "20121332", "20240115").encode(), NON),
    "debit-100,00-espace-signe": (_sign_after_blank, NON),
    "deux-seps-finaux": (lambda: _tail("\t\t"), NON),
    "entete-Debit-E": (
        lambda: (
            _swap("\tDebit", "\tDÉBIT")
            .replace(b"100,00\t0,00", b"\t0,00")
            .replace(b"0,00\t100,00", b"\t100,00")
        ),
        NON,
    ),
    "entete-E-majuscule": (lambda: _swap("PieceRef", "PIÈCEREF"), NON),
    "entete-espace-devant": (lambda: b" " + TROIS.encode(), NON),
    "entete-insecable": (lambda: _swap("JournalCode", "JournalCode\u00a0"), NON),
    "lf-en-fin-de-libelle-crlf": (lambda: _swap("Fact é", "Fact\n", 2), OUI),
    "nbsp-avant-eol": (lambda: _tail("\u00a0"), NON),
    "nom-sans-siren": (lambda: TROIS.encode(), NON),
    "validdate-sans-secondes": (lambda: _swap("20240131", "20240115T10:11", 2), NON),
}
NOMS = {"nom-sans-siren": "FEC20241231.txt"}
