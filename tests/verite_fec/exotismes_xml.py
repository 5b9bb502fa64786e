"""Exotismes XML: a draft written as XML, and odd ways of writing it.

Left out, for want of a measure: a blank element of an écriture that is not the first, and
charsets other than UTF-8 and ISO-8859-15.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from random import Random
from xml.sax.saxutils import escape

from verite_fec.colonnes import BAT, BNCT
from verite_fec.schema import ECRITURES
from verite_fec.socle import Brouillon

Retouche = Callable[[str, Random], str]
SCHEMAS = dict(zip(("BIC", "COM", "BAT", "BNCT"), ECRITURES, strict=True))
_ECRITURE = (
    "EcritureNum",
    "EcritureDate",
    "EcritureLib",
    "PieceRef",
    "PieceDate",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "DateRglt",
    "ModeRglt",
    "NatOp",
    "IdClient",
)
_TEXTES = (
    "a|b",
    "d’immobilisations",
    "œuvre",
    "5 €",
    "5 € et 6 €",
    "a\nb",
    "\nAchats\n",
    "été",
    "tab\tin",
    "A & B",
    "½ livre",
    "&#8217;",
    "Ã©",
    "š",
    "½ è",
    "¾",
    "n° 1",
    "<![CDATA[a|b]]>",
    "x" * 300,
    "12.50",
    " ",
    "\u00a0",
    "emoji 😀",
    "&#13;",
    "1.5 2",
)
_NOMBRES_JUSTES = ("100", "100.5", "-100.00", "+1.5", ".5", "100.", " 100.00 ", "1E2", "1e+2", "0")
_NOMBRES_FAUX = ("100,00", "abc", "1 000.00", "1.5E2", "NaN", "INF", "1.5e1", "\n1.00\n", "100.00-")
_DATES = (
    "2024-01-15T10:11:12",
    "0001-01-01",
    "9999-12-31",
    "12024-01-01",
    "2024-02-30",
    "20240115",
    "2024-01-15Z",
    "15/01/2024",
    "2024-01-15T10:11",
    "2024-1-15",
    " 2024-01-15 ",
    "2924-01-15",
)


def write_xml(brouillon: Brouillon, rnd: Random) -> str:
    """Write a draft as its schema asks."""
    schema = SCHEMAS[brouillon.regime]
    saut = rnd.choice(["\n", "\n", "\r\n", ""])
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<comptabilite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:noNamespaceSchemaLocation="{schema}">',
        f"<exercice><DateCloture>{brouillon.cloture.isoformat()}</DateCloture>",
    ]
    sens = "Montant" in brouillon.noms
    for _, lines in groupby(brouillon.lignes, lambda ligne: ligne["EcritureNum"]):
        lignes = list(lines)
        out += ["<journal>", _tag("JournalCode", lignes[0]), _tag("JournalLib", lignes[0])]
        out.append("<ecriture>")
        suite = {"BAT": _ECRITURE[:11], "BNCT": _ECRITURE}.get(brouillon.regime, _ECRITURE[:8])
        out += [_tag(nom, lignes[0]) for nom in suite if lignes[0].get(nom)]
        for ligne in lignes:
            out += ["<ligne>", *_write_ligne(ligne, sens), "</ligne>"]
        out.append("</ecriture></journal>")
    return saut.join([*out, "</exercice></comptabilite>", ""])


def _write_ligne(ligne: dict[str, str], sens: bool) -> list[str]:
    out = [_tag("CompteNum", ligne), _tag("CompteLib", ligne)]
    if ligne.get("CompAuxNum"):
        out += [f"<CompteAuxNum>{escape(ligne['CompAuxNum'])}</CompteAuxNum>"]
        out += [f"<CompteAuxLib>{escape(ligne['CompAuxLib'])}</CompteAuxLib>"]
    out += [_tag(nom, ligne) for nom in ("Montantdevise", "Idevise") if ligne.get(nom)]
    if sens:
        return [*out, _tag("Montant", ligne), _tag("Sens", ligne)]
    return [*out, _tag("Debit" if ligne["Sens"] == "D" else "Credit", ligne)]


def _tag(nom: str, ligne: dict[str, str]) -> str:
    texte = ligne[nom]
    if "Date" in nom:
        texte = f"{texte[:4]}-{texte[4:6]}-{texte[6:]}"
    elif nom in ("Debit", "Credit", "Montant", "Montantdevise"):
        texte = texte.replace(",", ".")
    else:
        # Beyond the first 256 characters the checker writes nothing: a right file has none.
        texte = escape(texte.replace("œ", "oe").replace("Œ", "Oe").replace("€", "e"))
    return f"<{nom}>{texte}</{nom}>"


def put(valeurs: tuple[str, ...], *noms: str, premier: bool = False) -> Retouche:
    """Give the change that writes one of these texts in one of these elements."""

    def change(texte: str, rnd: Random) -> str:
        nom = rnd.choice([nom for nom in noms if f"<{nom}>" in texte] or ["CompteLib"])
        morceaux = texte.split(f"<{nom}>")
        at = 1 if premier else rnd.randrange(1, len(morceaux))
        _, fin, reste = morceaux[at].partition(f"</{nom}>")
        morceaux[at] = rnd.choice(valeurs) + fin + reste
        return f"<{nom}>".join(morceaux)

    return change


def swap(*paires: tuple[str, str]) -> Retouche:
    """Give the change that writes one text instead of another, once or everywhere."""

    def change(texte: str, rnd: Random) -> str:
        avant, apres = rnd.choice([paire for paire in paires if paire[0] in texte] or [("", "")])
        return texte.replace(avant, apres, rnd.choice([1, -1])) if avant else texte

    return change


def drop(*noms: str) -> Retouche:
    """Give the change that leaves out some elements of one name."""

    def change(texte: str, rnd: Random) -> str:
        nom = rnd.choice([nom for nom in noms if f"<{nom}>" in texte] or ["CompteLib"])
        partout = rnd.random() < 0.5
        out = []
        for rang, morceau in enumerate(texte.split(f"<{nom}>")):
            if not rang or (not partout and rnd.random() < 0.5):
                out.append(f"<{nom}>{morceau}" if rang else morceau)
            else:
                out.append(morceau.partition(f"</{nom}>")[2])
        return "".join(out)

    return change


def encode_latin9(texte: str, rnd: Random) -> str:
    """Declare ISO-8859-15; `write` of the case encodes it so."""
    texte = texte.replace("<CompteLib>", f"<CompteLib>{rnd.choice(['', 'œ ', '½', '€'])}", 1)
    return texte.replace("UTF-8", rnd.choice(["ISO-8859-15", "iso-8859-15"]), 1)


def far_schema(texte: str, rnd: Random) -> str:
    """Have the schema named beyond the first 300 octets, or nearly."""
    return texte.replace("<comptabilite ", f"<comptabilite {' ' * rnd.choice([5, 120, 400])}", 1)


def spoil(texte: str, rnd: Random) -> str:
    """Change, take off or double a few signs of the document, beyond its first line."""
    for _ in range(rnd.choice([1, 1, 2])):
        at = rnd.randrange(min(60, len(texte) - 1), len(texte))
        signe = rnd.choice(
            ["<", ">", "&", "|", " ", "\n", "é", "œ", "1", "-", ".", "A", "&#233;", ""]
        )
        texte = texte[:at] + signe + texte[at + rnd.choice([0, 1, 1]) :]
    return texte


_SCHEMA = tuple(
    (f'"{schema}"', nouveau)
    for schema in ECRITURES
    for nouveau in (
        f'"file:{schema}"',
        f"'{schema}'",
        f'"http://www.impots.gouv.fr/{schema}"',
        '"formatA47A-I-VII-9.xsd"',
        f'"{schema}x"',
    )
)
XML: dict[str, Retouche] = {
    "XML juste": lambda texte, rnd: texte,
    "XML : texte": put(
        _TEXTES, "CompteLib", "EcritureLib", "PieceRef", "JournalLib", "CompteAuxLib", "JournalCode"
    ),
    "XML : premier texte vide": put(
        ("", " "),
        "CompteLib",
        "EcritureLib",
        "PieceRef",
        "JournalLib",
        "EcritureNum",
        premier=True,
    ),
    "XML : nombre juste": put(_NOMBRES_JUSTES, "Debit", "Credit", "Montant"),
    "XML : nombre faux": put(_NOMBRES_FAUX, "Debit", "Credit", "Montant"),
    "XML : date": put(_DATES, "EcritureDate", "PieceDate", "ValidDate", "DateRglt", "DateLet"),
    "XML : compte": put(("411ABC", "41", "CLI411", "411 000", "411-1"), "CompteNum"),
    "XML : sens": put(("d", "C", "+1", "-1", "X", " D", "1", ""), "Sens"),
    "XML : schéma": swap(*_SCHEMA),
    "XML : schéma plus loin": far_schema,
    "XML : sans déclaration": swap(
        ('<?xml version="1.0" encoding="UTF-8"?>', ""),
    ),
    "XML : BOM": lambda texte, rnd: "\ufeff" + texte,
    "XML : ISO-8859-15": encode_latin9,
    "XML : élément absent": drop(
        "EcritureNum",
        "ValidDate",
        "PieceRef",
        "JournalCode",
        "DateRglt",
        "ModeRglt",
        "NatOp",
        "IdClient",
        "CompteNum",
        "EcritureLet",
        "DateLet",
        "Sens",
    ),
    "XML : NatOp ou IdClient absent": drop("NatOp", "IdClient"),
    "XML : autre nom": swap(
        ("CompteAuxNum>", "CompAuxNum>"),
        ("CompteAuxLib>", "CompAuxLib>"),
        ("EcritureLib>", "LibEcriture>"),
        ("comptabilite", "Comptabilite"),
    ),
    "XML : élément en plus": swap(
        ("</ligne>", "<Analytique>A1</Analytique></ligne>"),
        ("</ligne>", "<Note>a|b</Note></ligne>"),
        ("</ligne>", "<Credit>0.00</Credit></ligne>"),
        ("</ligne>", "<PieceRef></PieceRef></ligne>"),
        ("</ligne>", "<Note>œ</Note></ligne>"),
        ("</ecriture>", "<Note>a</Note></ecriture>"),
    ),
    "XML : ordre": swap(
        ("<journal>", "<journal><ecriture></ecriture>"),
        ("<ligne>", "<a/><ligne>"),
        ("</DateCloture>", "</DateCloture><DateCloture>2024-12-31</DateCloture>"),
    ),
    "XML : commentaire": swap(
        ("<ligne>", "<!-- a|b --><ligne>"), ("</CompteLib>", "<!--œ-->b</CompteLib>")
    ),
    "XML : attribut": swap(
        ("<ligne>", '<ligne n="1">'),
        ("<CompteLib>", '<CompteLib xml:lang="fr">'),
        ("<comptabilite ", '<comptabilite version="1" '),
        ("<comptabilite ", '<comptabilite xmlns="urn:fec" '),
        ("<comptabilite ", '<comptabilite xmlns:f="urn:fec" '),
        ("<exercice>", '<exercice xmlns="">'),
        ("</ligne>", '<Note a="b">c</Note></ligne>'),
    ),
    "XML : texte égaré": swap(
        ("</journal>", "</journal>fin"),
        ("<ligne>", "x<ligne>"),
        ("</ligne>", "| </ligne>"),
        ("<exercice>", "<exercice> - "),
        ("</CompteLib>", "<b>gras</b></CompteLib>"),
        ("</DateCloture>", "<a/></DateCloture>"),
        ("</ecriture>", " œ</ecriture>"),
    ),
    "XML : signes": spoil,
    "XML : coupé": lambda texte, rnd: texte[: rnd.randrange(len(texte) // 2, len(texte))],
}
DU_REGIME = {"XML : NatOp ou IdClient absent": (BAT, BNCT)}
