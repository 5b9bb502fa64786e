"""Exemples: for each kind about data, the smallest change to a right FEC that brings it about.

The catalogue shows them; a test writes each file, reads it, and finds the kind. A kind that no
flat FEC alone can show (archive, XML, dossier) has a sentence instead.
"""

from __future__ import annotations

from boucle.errors.exemples.exemple import BASE, COLONNES, Exemple
from boucle.errors.exemples.exemples_perso import PERSO


def _cell(ligne: int, colonne: str, valeur: str) -> Exemple:
    return Exemple(ligne, {(ligne, colonne): valeur})


def _od(debut: str) -> str:
    """Write one more écriture of two lines, whose first three fields are given."""
    return "\r\n".join(
        f"{debut}|20240131|{compte}|Banque|||S1|20240131|Virement|{montants}|||20240131||"
        for compte, montants in (("512000", "5,00|0,00"), ("512000", "0,00|5,00"))
    )


def _said(texte: str) -> Exemple:
    return Exemple(None, texte=texte)


_VENTES = (("JournalCode", "VE"), ("JournalLib", "Ventes"))
_FIC = {
    "FIC-001": Exemple(1, octets=("\t".join(COLONNES) + "\r\n").encode()),
    "FIC-002": Exemple(1, octets=b"Journal;Date;Compte\r\nVE;20240115;411000\r\n"),
    "FIC-003": Exemple(1, separateur=";"),
    "FIC-004": Exemple(None, nom="export_2024.txt"),
    "FIC-005": Exemple(None, nom="73282932FEC20241231.txt"),
    "FIC-006": Exemple(None, nom="732829321FEC20241231.txt"),
    "FIC-007": _said("Un fichier 732829320FEC20241231.txt envoyé au dossier du SIREN 552081317."),
    "FIC-008": _said("Une clôture au 31/12/2024 dans un dossier dont l'exercice finit au 30/06."),
    "FIC-009": Exemple(2, {(n, "EcritureDate"): "20231231" for n in (2, 3)}),
    "FIC-010": Exemple(encodage="utf-16"),
    "FIC-011": Exemple(None, octets=b"%PDF-1.7\r\n%\xe2\xe3\xcf\xd3\r\n", texte="%PDF-1.7"),
    "FIC-012": Exemple(4, {(4, "EcritureLib"): "Vente d’avril"}, encodage="cp1252"),
    "FIC-013": Exemple(
        None,
        remplace=(b"\r\nVE", b"\nVE"),
        texte="Des lignes finies par CR+LF, puis une ligne finie par LF seul.",
    ),
    "FIC-014": _said("Un fichier de 10 000 lignes où chacune porte un autre JournalCode."),
    "FIC-015": _said("cat export.txt | boucle verifier -"),
    "FIC-016": _said("Un fichier de 100 Mo sans une seule fin de ligne."),
    "FIC-017": _said("Une ligne de titres de FEC suivie de 5 000 tabulations."),
    "FIC-018": Exemple(1, eol="\r\r\n"),
    "FIC-019": Exemple(1, eol="\r\r\n", ordre=(*COLONNES, "Etablissement")),
    "FIC-020": Exemple(1, sans=("CompteNum",)),
    "FIC-021": Exemple(1, sans=("EcritureLib",)),
    "FIC-022": Exemple(1, entete={"CompteNum": "NumCompte"}),
    "FIC-023": Exemple(1, ordre=(*COLONNES, "Etablissement")),
    "FIC-024": Exemple(1, ordre=(*COLONNES[:11], "Credit", "Debit", *COLONNES[13:])),
    "FIC-025": Exemple(1, ordre=(*COLONNES, "Debit")),
    "FIC-026": Exemple(1, ordre=(*COLONNES, "")),
    "FIC-027": Exemple(1, ordre=(*COLONNES, "Montant", "Sens")),
    "FIC-028": Exemple(1, ordre=(*COLONNES, "", "")),
    "FIC-029": Exemple(1, entete={"PieceRef": "num_piece"}),
    "FIC-030": Exemple(2, tout={"EcritureNum": ""}),
    "FIC-031": Exemple(2, tout={"EcritureNum": "", "PieceRef": ""}),
    "FIC-032": _said("Des numéros tirés au hasard : 8812, 17, 40533…"),
    "FIC-033": Exemple(2, ordre=(*COLONNES, "DateRglt", "ModeRglt", "NatOp"), regime="BAT"),
    "FIC-034": Exemple(
        2,
        {(n, "JournalCode"): "" for n in (2, 3)},
        regime="BAT",
        ordre=(*COLONNES, "DateRglt", "ModeRglt", "NatOp"),
    ),
    "FIC-035": Exemple(
        2,
        {
            (n, c): v
            for n in (2, 3)
            for c, v in (("JournalCode", "OD"), ("JournalLib", "Opérations diverses"))
        },
    ),
    "FIC-036": Exemple(
        4,
        plus={
            3: (BASE[0] + "\r\n" + BASE[1]).replace("20240101", "20240102").replace("|1|", "|1b|")
        },
    ),
    "FIC-037": _said("Mille montants saisis au hasard, qui commencent autant par 9 que par 1."),
    "FIC-038": _said("Mille montants d'au moins 100 euros, dont trois cents multiples de 100."),
    "FIC-039": Exemple(None, nom="732829320FEC20221231.txt"),
    "FIC-040": _said("<comptabilite><exercice> sans balise de fin."),
    "FIC-041": _said("<comptabilite> sans xsi:noNamespaceSchemaLocation."),
    "FIC-042": _said("Une <ligne> sans <Debit>, ni <Credit>, ni <Montant> et <Sens>."),
    "FIC-043": _said("<!DOCTYPE comptabilite [ … ]>"),
    "FIC-044": _said("Un <ValidDate> placé avant <EcritureLet> au lieu d'après."),
    "FIC-045": _said("Un <Etablissement> après <Credit> dans une <ligne>."),
    "FIC-046": _said("Une écriture à deux PieceRef, écrite en XML."),
    "FIC-047": _said("Une écriture sans ValidDate, écrite en XML."),
    "FIC-048": _said("<DateCloture>2023-12-31</DateCloture> dans 732829320FEC20241231.xml."),
    "FIC-049": _said("<comptabilite> en tête du fichier, sans <?xml version… ?>."),
    "FIC-050": _said("Un fichier .zip coupé, ou protégé par un mot de passe."),
    "FIC-051": _said("Un .zip qui contient le FEC et sa description."),
    "FIC-052": _said("Un .gz de 1 Mo qui s'ouvre en 10 Go."),
    "FIC-053": _said("Un .zip qui contient un .gz."),
    "FIC-054": _said("Une partie _2 à 21 colonnes après une partie _1 à 18 colonnes."),
    "FIC-055": _said("Les parties _1 et _3, sans la _2."),
    "FIC-056": _said("Une description de 18 zones à côté d'un FEC qui en a 19."),
    "FIC-057": Exemple(2, {(n, "EcritureNum"): str(n - 1) for n in range(2, 9)}),
    "FIC-058": Exemple(
        None,
        ordre=(*COLONNES, "Analytique " * 400),
        texte="Une colonne supplémentaire dont le nom compte 4 400 caractères.",
        remplace=(b"\tAnalytique Analytique", b"\tAnalytique  Analytique"),
    ),
    "FIC-090": _said("Un fichier TRA sous le nom 732829320FEC20241231.txt."),
    "FIC-091": _said("Un export caisse.csv, vérifié sans modèle."),
    "FIC-060": _said("Le même fichier envoyé le lundi, puis le mardi."),
    "FIC-061": _said("Un premier FEC 2024 dans un dossier dont le seul exercice est 2023."),
    "FIC-062": _said("Deux factures d'un même jour, distinguées par leur seule reference."),
    "FIC-063": _said("<EcritureLib>Loyer | janvier</EcritureLib>, ou un œ dans un libellé."),
    "FIC-064": Exemple(
        None,
        {(4, "EcritureLib"): "Vente\nde janvier"},
        texte="Un retour à la ligne (LF) dans un libellé, quand les lignes finissent par CR+LF.",
        remplace=(b"A", b"A"),
    ),
    "FIC-066": Exemple(
        2,
        {
            (n, nom): f'"{valeur}"'
            for n, ligne in enumerate(BASE, 2)
            for nom, valeur in zip(COLONNES, ligne.split("|"), strict=True)
        },
    ),
    "FIC-067": Exemple(
        2, {(n, c): v for n in (7, 8) for c, v in _VENTES}, tout={"EcritureNum": "0"}
    ),
    "FIC-068": Exemple(2, tout={"PieceRef": ""}),
    "FIC-069": Exemple(2, tout={"ValidDate": "00000000"}),
    "FIC-094": Exemple(2, tout={"DateLet": "00000000"}),
    "FIC-095": Exemple(2, tout={"Idevise": "EUR"}),
    "FIC-096": Exemple(
        2,
        {
            (n, nom): valeur
            for n, ligne in enumerate(BASE, 2)
            for nom, valeur in zip(COLONNES[1:], ligne.split("|"), strict=False)
        },
    ),
    "FIC-097": Exemple(
        2,
        tout={"Idevise": "USD"},
        ordre=("", *COLONNES),
        remplace=(b"\tJournalCode", b"JournalCode"),
        texte="Des lignes de 19 champs sous une ligne de 18 titres.",
    ),
    "FIC-065": Exemple(
        4,
        {(4, "EcritureDate"): " 20240115"},
        ordre=("EcritureDate", *(nom for nom in COLONNES if nom != "EcritureDate")),
    ),
}
_LIG = {
    "LIG-001": Exemple(4, plus={3: ""}),
    "LIG-002": Exemple(4, plus={3: "VE|Ventes|2|20240115|411000"}),
    "LIG-003": Exemple(4, plus={3: BASE[0] + "|||"}),
    "LIG-004": _cell(4, "EcritureLib", "Ven\x00te"),
    "LIG-005": Exemple(
        None,
        {(n, "EcritureLib"): "Réglé" for n in (7, 8)},
        remplace=("Réglé".encode(), "Réglé".encode("iso8859-15")),
        texte="Un « é » écrit en ISO-8859-15 (octet E9) dans un fichier en UTF-8.",
    ),
    "LIG-006": _cell(4, "EcritureLib", "Ven\x07te"),
    "LIG-007": Exemple(4, {(4, ""): "oubli"}, ordre=(*COLONNES, "")),
    "LIG-009": Exemple(
        5,
        {(5, "JournalCode"): ""},
        regime="BAT",
        ordre=(*COLONNES, "DateRglt", "ModeRglt", "NatOp"),
    ),
    "LIG-010": _cell(4, "CompteNum", ""),
    "LIG-011": _cell(4, "PieceRef", ""),
    "LIG-012": _cell(4, "PieceDate", "00000000"),
    "LIG-013": _cell(5, "CompteNum", "VENTES"),
    "LIG-014": _cell(5, "CompteNum", "190000"),
    "LIG-015": Exemple(5, {(5, "CompAuxNum"): "C001", (5, "CompAuxLib"): "Dupré"}),
    "LIG-016": _said("Le compte 4110000123 dans un dossier aux comptes de 8 chiffres."),
    "LIG-017": _said("Les comptes 4110 et 41100 dans un dossier aux comptes de 8 chiffres."),
    "LIG-018": _said("<CompteNum>VENTES</CompteNum>, dans un FEC en XML."),
    "LIG-019": _cell(4, "Debit", "120.0051"),
    "LIG-020": _cell(4, "Debit", "abc"),
    "LIG-021": _cell(4, "Debit", "120.00"),
    "LIG-022": Exemple(2, {(2, "Debit"): "1 000,00"}),
    "LIG-023": _cell(2, "Debit", "1.000"),
    "LIG-024": _cell(4, "Debit", "120,00 €"),
    "LIG-025": _cell(4, "Debit", "1,2E+2"),
    "LIG-026": _cell(4, "Debit", "120,005"),
    "LIG-027": _cell(4, "Debit", "120000000000000,00"),
    "LIG-028": _cell(4, "Debit", "1,2E+-2"),
    "LIG-029": _cell(4, "Debit", "١٢٠,00"),
    "LIG-030": _cell(4, "EcritureDate", "202401"),
    "LIG-031": _cell(4, "EcritureDate", "20241332"),
    "LIG-032": _cell(4, "PieceDate", "20240231"),
    "LIG-033": _cell(4, "PieceDate", "2024-01-15"),
    "LIG-034": _cell(4, "PieceDate", "18991231"),
    "LIG-035": _cell(5, "DateLet", "00000000"),
    "LIG-036": _said("<EcritureDate>2024-02-31</EcritureDate>, dans un FEC en XML."),
    "LIG-037": _said("<DateLet></DateLet> dans une écriture lettrée, dans un FEC en XML."),
    "LIG-038": _cell(5, "Credit", ""),
    "LIG-039": _cell(4, "ValidDate", "20240131T10:11"),
    "LIG-040": Exemple(
        4,
        {(4, "Sens"): "X"},
        tout={"Montant": "1,00", "Sens": "D"},
        ordre=(*COLONNES[:11], "Montant", "Sens", *COLONNES[13:]),
    ),
    "LIG-041": Exemple(4, {(4, "Debit"): "130,00", (4, "Credit"): "10,00"}),
    "LIG-042": Exemple(4, plus={3: BASE[2].replace("120,00", "0,00").replace("|A|20240131", "||")}),
    "LIG-043": Exemple(5, {(5, "Credit"): "-20,00", (6, "Credit"): "140,00"}),
    "LIG-044": _cell(4, "DateLet", ""),
    "LIG-045": _cell(5, "DateLet", "20240131"),
    "LIG-046": _cell(4, "CompAuxLib", ""),
    "LIG-047": _cell(5, "CompAuxLib", "Dupré"),
    "LIG-048": _cell(5, "Idevise", "USD"),
    "LIG-049": _cell(5, "Montantdevise", "108,00"),
    "LIG-050": _cell(5, "ValidDate", "20240110"),
    "LIG-051": Exemple(7, {(n, "EcritureDate"): "20250131" for n in (7, 8)}),
    "LIG-052": Exemple(2, {(n, "EcritureDate"): "20211231" for n in (2, 3)}),
    "LIG-053": _said("Une écriture du 15/01/2024 dans un dossier sans exercice 2024."),
    "LIG-054": _said("Une écriture du 15/01/2023 quand l'exercice 2023 est clos."),
    "LIG-061": _said("Une ligne du 15/02 dans un import JSON de contexte janvier."),
    "LIG-062": _said("Une ligne de 2024 quand 2025 est ouvert, sans `multiPeriode`."),
    "LIG-063": _said("Le journal XX, que le dossier n'a pas, sans `createNewJournaux`."),
    "LIG-064": _said("Un tiers inconnu sans `createNewTiers` : il devient le tiers d'attente."),
    "LIG-065": _said("Une ligne du journal AN avec l'option `aNouveaux` à false."),
    "LIG-066": _said("Un fichier JSON déposé, dont une ligne a un champ `libele`."),
    "LIG-067": _said("La date `2024-01-31T23:00:00.000Z`, minuit à Paris le 1er février."),
    "LIG-068": _said('Une règle `{"prefixe": "607", "compte": "606400"}` et le compte 607000.'),
    "LIG-082": _said("« 411 000 », « 707000.0 » ou « 4,11E+05 », sauf dans un FEC."),
    "LIG-098": _said("« 10050 » pour 100,50 : la virgule s'est perdue dans un tableur américain."),
    "LIG-099": _said("« CrÃ©ance » pour « Créance », sauf dans un FEC."),
    "LIG-069": _said("Une adresse `fichier.uri` qui répond 404."),
    "LIG-056": Exemple(5, {(5, "Idevise"): "dollar", (5, "Montantdevise"): "108,00"}),
}
_ECR = {
    "ECR-001": _cell(4, "Debit", "130,00"),
    "ECR-002": _said("La même écriture, quand le dossier solde les écarts au compte 47100000."),
    "ECR-003": Exemple(
        4, plus={3: "OD|OD|2|20240110|471000|Attente|||X|20240110|X|5,00|5,00|||20240131||"}
    ),
    "ECR-004": _cell(5, "EcritureDate", "20240116"),
    "ECR-005": _cell(4, "Debit", "130,00"),
    "ECR-006": _cell(5, "EcritureDate", "20240116"),
    "ECR-007": _cell(4, "Debit", "130,00"),
    "ECR-010": Exemple(
        7,
        {
            (n, c): v
            for n in (7, 8)
            for c, v in (("JournalCode", "VE"), ("JournalLib", "Ventes"), ("EcritureNum", "5"))
        },
    ),
    "ECR-011": Exemple(11, plus={8: _od("VE|Ventes|4") + "\r\n" + _od("OD|OD|4")}),
    "ECR-012": Exemple(4, {(n, "ValidDate"): "20240229" for n in (2, 3)}),
    "ECR-013": Exemple(
        7,
        {
            (n, c): v
            for n in (7, 8)
            for c, v in (("JournalCode", "AN"), ("JournalLib", "À nouveaux"))
        },
    ),
    "ECR-014": Exemple(
        9,
        {(6, "CompteNum"): "708000"},
        plus={
            8: "\r\n".join(
                f"OD|OD|4|20240131|{compte}|{libelle}|||S1|20240131|Solde"
                f"|{debit}|{credit}|||20240131||"
                for compte, libelle, debit, credit in (
                    ("707000", "Ventes", "100,00", "0,00"),
                    ("708000", "TVA", "20,00", "0,00"),
                    ("120000", "Résultat", "0,00", "120,00"),
                )
            )
        },
    ),
    "ECR-015": Exemple(
        7, {(n, "EcritureNum"): m for n, m in ((4, "3"), (5, "3"), (6, "3"), (7, "2"), (8, "2"))}
    ),
    "ECR-017": _said("Dans un CSV, une facture collée deux fois sous le même numéro."),
    "ECR-016": Exemple(5, {(5, "EcritureNum"): "9"}),
    "ECR-021": _cell(7, "CompteLib", "Crédit Agricole"),
    "ECR-022": _cell(5, "JournalLib", "Journal des ventes"),
    "ECR-023": _cell(8, "CompAuxLib", "Dupré SARL"),
    "ECR-030": Exemple(4, {(7, "Debit"): "100,00", (8, "Credit"): "100,00"}),
    "ECR-031": Exemple(4, {(8, "EcritureLet"): "", (8, "DateLet"): ""}),
    "ECR-032": Exemple(4, {(8, "CompAuxNum"): "C002", (8, "CompAuxLib"): "Durand"}),
    "ECR-033": _said("Cent codes de lettrage qui ne servent qu'une fois, et le code B deux fois."),
    "ECR-040": Exemple(7, {(7, "CompteNum"): "471000", (7, "CompteLib"): "Attente"}),
    "ECR-050": _said("Une ligne de 100,00 ventilée 60,00 et 30,00 sur l'axe CHANTIER."),
    "ECR-051": _said("Une ligne ventilée sur l'axe CHANTIER, dans un dossier sans cet axe."),
    "ECR-052": _said("La section NANTES, de l'axe CHANTIER, nommée sous l'axe AGENCE."),
    "ECR-053": _said("Une ligne du compte 607000, non analytique, ventilée sur un axe."),
}
EXEMPLES: dict[str, Exemple] = {
    **_FIC,
    **_LIG,
    **_ECR,
    **{code: _said(texte) for code, texte in PERSO.items()},
}


def proved(code: str) -> bool:
    """True when an example file brings this kind about."""
    exemple = EXEMPLES.get(code)
    return exemple is not None and exemple.makes_file
