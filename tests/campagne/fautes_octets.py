"""FautesOctets: what is done to the bytes of a text: quotes, separators, charsets, cuts."""

from __future__ import annotations

import gzip
from random import Random

from campagne.fautes import faute
from campagne.grille import CSV, Brut, Fichier, Rangee

UTF = {"encodage": "utf-8", "annonce": "utf-8"}
BESOIN = {"entoure": "besoin"}


def _label(fichier: Fichier, rng: Random, text: str) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    row.cells[fichier.at("libelle")] = Brut(text)
    return [row]


@faute("séparateur dans un libellé", (CSV,))
def separator(fichier: Fichier, rng: Random) -> list[Rangee]:
    sep = fichier.forme.separateur
    return _label(fichier, rng, f"Achat{sep} vis")


@faute("séparateur et nombre dans un libellé", (CSV,))
def separator_number(fichier: Fichier, rng: Random) -> list[Rangee]:
    sep = fichier.forme.separateur
    return _label(fichier, rng, f"Achat de vis{sep}5")


@faute("guillemet ouvert et jamais fermé", (CSV,), **BESOIN)
def open_quote(fichier: Fichier, rng: Random) -> list[Rangee]:
    return _label(fichier, rng, '"Achat')


@faute("guillemets ouverts et fermés sur deux lignes", (CSV,), **BESOIN)
def two_quotes(fichier: Fichier, rng: Random) -> list[Rangee]:
    rows = fichier.lignes
    at = rng.randint(0, len(rows) - 2)
    rows[at].cells[fichier.at("libelle")] = Brut('"Achat')
    rows[at + 1].cells[fichier.at("libelle")] = Brut('Achat"')
    return rows[at : at + 2]


@faute("texte après un guillemet", (CSV,), **BESOIN)
def after_quote(fichier: Fichier, rng: Random) -> list[Rangee]:
    return _label(fichier, rng, '"Écran" 24'.replace("É", "E"))


@faute("guillemet au milieu d'un texte", (CSV,), **BESOIN)
def inner_quote(fichier: Fichier, rng: Random) -> list[Rangee]:
    return _label(fichier, rng, 'Ecran 24" mat')


@faute("retour à la ligne sans guillemets", (CSV,))
def bare_return(fichier: Fichier, rng: Random) -> list[Rangee]:
    return _label(fichier, rng, "Achat" + fichier.forme.retour + "de vis")


@faute("retour à la ligne entre guillemets", (CSV,), **BESOIN)
def quoted_return(fichier: Fichier, rng: Random) -> list[Rangee]:
    return _label(fichier, rng, '"Achat' + fichier.forme.retour + 'de vis"')


@faute("séparateur d'un autre fichier", (CSV,))
def other_separator(fichier: Fichier, rng: Random) -> None:
    fichier.forme.entoure = "besoin" if fichier.forme.entoure == "aucun" else fichier.forme.entoure
    modele = fichier.modele()
    fichier.modele = lambda: modele  # type: ignore[method-assign]
    fichier.forme.separateur = rng.choice([s for s in ";,|\t" if s != fichier.forme.separateur])


@faute("séparateur d'une autre ligne", (CSV,))
def other_separator_once(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    other = rng.choice([s for s in ";|\t" if s != fichier.forme.separateur])
    row.cells = [Brut(other.join(map(str, row.cells)))]
    return [row]


@faute("fichier coupé", (CSV,))
def cut(fichier: Fichier, rng: Random) -> None:
    share = rng.random()
    even = fichier.forme.encodage.startswith("utf-16")

    def shorten(octets: bytes) -> bytes:
        at = max(1, int(len(octets) * (1 / 2 + share / 2)))
        return octets[: at - at % 2 if even else at]

    fichier.apres.append(shorten)


@faute("dernière ligne coupée", (CSV,), fin=0)
def half_line(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = fichier.lignes[-1]
    tail = len(
        (fichier.forme.retour + fichier.ecrite(row)[-rng.randint(1, 12) :]).encode(
            fichier.forme.encodage.replace("-sig", "").replace("utf-16", "utf-16-le")
            if fichier.forme.encodage == "utf-16"
            else fichier.forme.encodage.replace("-sig", "")
        )
    )
    fichier.apres.append(lambda octets: octets[:-tail])
    return [row]


@faute("ligne d'un autre codage", (CSV,), encodage="utf-8", annonce="utf-8")
def other_charset_line(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    row.cells[fichier.at("libelle")] = "Élagué à l'été @"
    mark = "Élagué à l'été @".encode()
    code = rng.choice(("cp1252", "iso-8859-15"))
    fichier.apres.append(lambda octets: octets.replace(mark, "Élagué à l'été @".encode(code)))
    return [row]


@faute("codage autre que celui du modèle", (CSV,), milliers="")
def other_charset(fichier: Fichier, rng: Random) -> None:
    pairs = [
        ("utf-8", "cp1252"),
        ("utf-8", "iso-8859-15"),
        ("cp1252", "utf-8"),
        ("utf-16", "cp1252"),
        ("cp850", "cp1252"),
        ("cp1252", "cp850"),
        ("utf-8", "cp850"),
        ("cp1252", "utf-16"),
        ("cp850", "utf-8"),
        ("iso-8859-15", "cp850"),
    ]
    ecrit, dit = rng.choice(pairs)
    fichier.forme.encodage, fichier.forme.annonce = ecrit, dit
    for row in fichier.lignes:
        row.cells[fichier.at("libelle")] = str(row.cells[fichier.at("libelle")]) + " réglé"


@faute("lettres deux fois codées", **UTF)
def mojibake(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    text = rng.choice(("Créance réglée", "Café à l'été", "Élagué", "Prélèvement"))
    row.cells[fichier.at("libelle")] = (
        text.encode().decode("cp1252", "replace").replace("\ufffd", "à")
    )
    return [row]


@faute("lettres d'un autre codage, recodées", **UTF)
def dos_letters(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    row.cells[fichier.at("libelle")] = "Créance réglée".encode("cp850").decode("cp1252")
    return [row]


@faute("lettres remplacées", **UTF)
def replaced(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    row.cells[fichier.at("libelle")] = rng.choice(("Cr\ufffdance", "Caf\ufffd"))
    return [row]


@faute("caractère nul", (CSV,), **UTF)
def nul(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    at = fichier.at(rng.choice(("libelle", "compte", "journal")))
    row.cells[at] = str(row.cells[at])[:2] + "\x00" + str(row.cells[at])[2:]
    return [row]


@faute("marque d'ordre au milieu", (CSV,), **UTF)
def bom_inside(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    row.cells[0] = Brut("\ufeff" + str(row.cells[0]))
    return [row]


@faute("fins de ligne mélangées", (CSV,), retour="\r\n")
def ends_mixed(fichier: Fichier, rng: Random) -> None:
    code = fichier.forme.encodage
    code = "utf-16-le" if code == "utf-16" else code.replace("-sig", "")
    crlf, other = "\r\n".encode(code), rng.choice("\r\n").encode(code)
    fichier.apres.append(lambda octets: octets.replace(crlf, other, 3))


@faute("archive coupée", (CSV,))
def cut_archive(fichier: Fichier, rng: Random) -> None:
    fichier.apres.append(lambda octets: gzip.compress(octets)[: -rng.randint(1, 40)])
