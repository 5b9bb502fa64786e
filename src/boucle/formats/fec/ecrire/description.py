"""Description: the notice that the law wants beside every FEC.

Source: LPF art. A47 A-1, XI: names, nature and meaning of the fields, codes used, charset,
structure and lengths.
"""

from __future__ import annotations

from collections.abc import Mapping

from boucle.formats.fec.ecrire.plat import EcrivainFec
from boucle.formats.fec.forme.colonnes import COLONNES, Genre
from boucle.formats.fec.xml.valeurs import SCHEMAS

_SENS = {
    "JournalCode": "code du journal de l'écriture",
    "JournalLib": "libellé du journal",
    "EcritureNum": "numéro de l'écriture, en suite continue",
    "EcritureDate": "date de comptabilisation de l'écriture",
    "CompteNum": "numéro de compte, dont les trois premiers caractères sont ceux du plan "
    "comptable général",
    "CompteLib": "libellé du compte",
    "CompAuxNum": "numéro de compte auxiliaire (à blanc si non utilisé)",
    "CompAuxLib": "libellé du compte auxiliaire (à blanc si non utilisé)",
    "PieceRef": "référence de la pièce justificative",
    "PieceDate": "date de la pièce justificative",
    "EcritureLib": "libellé de l'écriture",
    "Debit": "montant au débit",
    "Credit": "montant au crédit",
    "Montant": "montant de la ligne, toujours suivi de son sens",
    "Sens": "sens du montant : D pour débit, C pour crédit",
    "EcritureLet": "code de lettrage (à blanc si non utilisé)",
    "DateLet": "date de lettrage (à blanc si non utilisé)",
    "ValidDate": "date de validation de l'écriture",
    "Montantdevise": "montant en devise (à blanc si non utilisé)",
    "Idevise": "code ISO 4217 de la devise (à blanc si non utilisé)",
    "DateRglt": "date de règlement",
    "ModeRglt": "mode de règlement",
    "NatOp": "nature de l'opération (à blanc si non utilisé)",
    "IdClient": "identification du client (à blanc si non utilisé)",
}
_NATURES = {
    Genre.TEXTE: "alphanumérique",
    Genre.DATE: "date AAAAMMJJ",
    Genre.SENS: "alphanumérique",
    Genre.MONTANT: "numérique, virgule décimale",
}
_SEPARATEURS = {"\t": "tabulation", "|": "barre verticale « | »"}
_FINS = {"CRLF": "retour chariot et saut de ligne", "LF": "saut de ligne"}
_REGIMES = {
    "BIC": "BIC ou IS (VII-1°)",
    "COM": "BNC ou BA tenus selon le droit commercial (VIII-3°)",
    "BAT": "BA, comptabilité de trésorerie (VIII-5°)",
    "BNCT": "BNC, comptabilité de trésorerie (VIII-7°)",
}


def describe(nom: str, writer: EcrivainFec, journaux: Mapping[str, str] | None = None) -> str:
    """Write the notice of a file just written, as French text with CRLF ends of line.

    journaux: labels by code, listed as the codes used.
    """
    forme = writer.forme
    lines = [
        f"Description du fichier {nom}",
        "Établie selon l'article A47 A-1, XI du livre des procédures fiscales.",
        "",
        f"Régime              {_REGIMES[forme.regime]}",
        "Nature              fichier à plat, une ligne par mouvement, première ligne : noms "
        "des zones",
        f"Jeu de caractères   {forme.encodage}",
        f"Séparateur de zones {_SEPARATEURS[forme.separateur]}",
        f"Fin d'enregistrement {_FINS[forme.fin_de_ligne]}",
        f"Enregistrements     {writer.lignes}, plus la ligne des noms",
        "Longueurs           variables ; la plus grande de chaque zone est donnée, en caractères",
        "Montants            en euros, deux décimales, virgule décimale, sans séparateur de "
        "milliers, signe à gauche",
        "Dates               AAAAMMJJ, sans séparateur",
        "",
        "Zones",
    ]
    for rank, name in enumerate(forme.colonnes, 1):
        colonne = COLONNES.get(name)
        nature = _NATURES[colonne.genre] if colonne else "alphanumérique"
        meaning = _SENS.get(name, "donnée complémentaire du système comptable")
        lines.append(f"{rank:3}  {name:<14} {nature:<28} {writer.longueurs[name]:>5}  {meaning}")
    if journaux:
        lines += ["", "Codes des journaux"]
        lines += [f"     {code:<14} {libelle}" for code, libelle in journaux.items()]
    return "\r\n".join(line.rstrip() for line in lines) + "\r\n"


def describe_xml(nom: str, lignes: int, regime: str) -> str:
    """Write the notice of an XML file just written: its schema says the rest."""
    schema = next(name for name, known in SCHEMAS.items() if known == regime)
    return "\r\n".join(
        (
            f"Description du fichier {nom}",
            "Établie selon l'article A47 A-1, XI du livre des procédures fiscales.",
            "",
            f"Régime              {_REGIMES[regime]}",
            f"Nature              XML, selon le schéma officiel {schema}",
            "Jeu de caractères   UTF-8",
            f"Enregistrements     {lignes} éléments « ligne »",
            "Montants            en euros, deux décimales, point décimal, signe à gauche",
            "Dates               AAAA-MM-JJ",
            "",
        )
    )


def nom_description(nom: str) -> str:
    """Name the notice after its file: `…FEC20241231.txt` → `…FEC20241231_description.txt`."""
    stem, dot, extension = nom.rpartition(".")
    return f"{stem or nom}_description.{extension if dot and stem else 'txt'}"
