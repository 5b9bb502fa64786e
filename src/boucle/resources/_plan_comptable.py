"""PlanComptable: what a new accounting dossier is provisioned with.

Source: règlement ANC 2014-03 (plan comptable général), the accounts in common use, on 8 digits;
CGI art. 278 to 281 for the VAT rates.
"""

from __future__ import annotations

_COMPTES = """
10100000 Capital
10610000 Réserve légale
10680000 Autres réserves
10800000 Compte de l'exploitant
11000000 Report à nouveau (solde créditeur)
11900000 Report à nouveau (solde débiteur)
12000000 Résultat de l'exercice (bénéfice)
12900000 Résultat de l'exercice (perte)
13100000 Subventions d'équipement
15100000 Provisions pour risques
16400000 Emprunts auprès des établissements de crédit
16500000 Dépôts et cautionnements reçus
20100000 Frais d'établissement
20500000 Concessions, brevets, licences, logiciels
20700000 Fonds commercial
21100000 Terrains
21310000 Bâtiments
21350000 Installations générales, agencements
21540000 Matériel industriel
21820000 Matériel de transport
21830000 Matériel de bureau et informatique
21840000 Mobilier
26100000 Titres de participation
27500000 Dépôts et cautionnements versés
28050000 Amortissements des logiciels
28180000 Amortissements des autres immobilisations corporelles
31000000 Matières premières
35500000 Produits finis
37000000 Stocks de marchandises
40100000 Fournisseurs
40400000 Fournisseurs d'immobilisations
40810000 Fournisseurs, factures non parvenues
40910000 Fournisseurs, avances et acomptes versés
41100000 Clients
41600000 Clients douteux ou litigieux
41810000 Clients, factures à établir
41910000 Clients, avances et acomptes reçus
42100000 Personnel, rémunérations dues
42500000 Personnel, avances et acomptes
43100000 Sécurité sociale
43700000 Autres organismes sociaux
44400000 État, impôts sur les bénéfices
44551000 TVA à décaisser
44562000 TVA déductible sur immobilisations
44566000 TVA déductible sur autres biens et services
44567000 Crédit de TVA à reporter
44571000 TVA collectée
44580000 Taxes sur le chiffre d'affaires à régulariser
45500000 Associés, comptes courants
46700000 Autres comptes débiteurs ou créditeurs
47100000 Compte d'attente
48600000 Charges constatées d'avance
48700000 Produits constatés d'avance
49100000 Dépréciations des comptes de clients
51200000 Banque
53000000 Caisse
58000000 Virements internes
60110000 Achats de matières premières
60400000 Achats d'études et prestations de services
60610000 Fournitures non stockables (eau, énergie)
60630000 Fournitures d'entretien et de petit équipement
60640000 Fournitures administratives
60700000 Achats de marchandises
60370000 Variation des stocks de marchandises
60970000 Rabais, remises et ristournes obtenus sur achats
61100000 Sous-traitance générale
61220000 Crédit-bail mobilier
61300000 Locations
61500000 Entretien et réparations
61600000 Primes d'assurances
62100000 Personnel extérieur à l'entreprise
62260000 Honoraires
62300000 Publicité, publications, relations publiques
62400000 Transports de biens
62500000 Déplacements, missions et réceptions
62600000 Frais postaux et de télécommunications
62700000 Services bancaires
63110000 Taxe sur les salaires
63511000 Contribution économique territoriale
63700000 Autres impôts et taxes
64100000 Rémunérations du personnel
64400000 Rémunération du travail de l'exploitant
64500000 Charges de sécurité sociale et de prévoyance
65100000 Redevances pour concessions, brevets, licences
65400000 Pertes sur créances irrécouvrables
65800000 Charges diverses de gestion courante
66100000 Charges d'intérêts
66500000 Escomptes accordés
67100000 Charges exceptionnelles sur opérations de gestion
67500000 Valeurs comptables des éléments d'actif cédés
68110000 Dotations aux amortissements
68170000 Dotations aux dépréciations des actifs circulants
69500000 Impôts sur les bénéfices
70100000 Ventes de produits finis
70600000 Prestations de services
70700000 Ventes de marchandises
70850000 Ports et frais accessoires facturés
70970000 Rabais, remises et ristournes accordés
71300000 Variation des stocks de produits
74000000 Subventions d'exploitation
75800000 Produits divers de gestion courante
76500000 Escomptes obtenus
76800000 Autres produits financiers
77100000 Produits exceptionnels sur opérations de gestion
77500000 Produits des cessions d'éléments d'actif
78100000 Reprises sur amortissements et provisions
79100000 Transferts de charges d'exploitation
"""

COMPTES: tuple[tuple[str, str], ...] = tuple(
    (line[:8], line[9:]) for line in _COMPTES.strip().splitlines()
)
LONGUEUR = 8
# code, label, type, counterpart
JOURNAUX = (
    ("AC", "Achats", 1, "40100000"),
    ("VE", "Ventes", 8, "41100000"),
    ("BQ", "Banque", 4, "51200000"),
    ("CA", "Caisse", 5, "53000000"),
    ("OD", "Opérations diverses", 2, None),
    ("AN", "A-nouveaux", 3, None),
)
# code, label, regime, rate in thousandths of a per cent
TAUX_TVA = (
    ("TN", "TVA taux normal 20 %", 1, 20_000),
    ("TI", "TVA taux intermédiaire 10 %", 1, 10_000),
    ("TR", "TVA taux réduit 5,5 %", 1, 5_500),
    ("TP", "TVA taux particulier 2,1 %", 1, 2_100),
    ("EX", "Exonéré", 2, 0),
)
TVA_COLLECTEE, TVA_DEDUCTIBLE = "44571000", "44566000"
