"""ECR: what can be wrong between the lines: an écriture, a sequence, a lettrage, a label.

`ligne` is the first line concerned and `lignes` the first and last lines of the écriture.
"""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Niveau, Portee

_BLOQ, _AVERT, _INFO = Gravite.BLOQUANT, Gravite.AVERTISSEMENT, Gravite.INFORMATION
_DROIT, _COMPTA = Niveau.DROIT, Niveau.COMPTABILITE
_ART = "LPF art. A47 A-1"


def _ecr(
    code: str,
    gravite: Gravite,
    niveau: Niveau | None,
    titre: str,
    message: str,
    remede: str,
    source: str = "",
    *,
    conforme: bool = False,
) -> Kind:
    return Kind(
        code=code,
        gravite=gravite,
        portee=Portee.ECRITURE,
        titre=titre,
        message=message,
        remede=remede,
        source=source,
        niveau=niveau,
        non_conforme=niveau is not None and not conforme,
    )


# Balance.
DESEQUILIBRE = _ecr(
    "ECR-001",
    _BLOQ,
    _COMPTA,
    "Écriture déséquilibrée",
    "L'écriture {num} du journal {journal} est déséquilibrée : débit moins crédit, {ecart:euros}.",
    "Corrigez l'écriture dans le logiciel d'origine : le débit doit égaler le crédit.",
    "Plan comptable général : partie double ; contrôle officiel : non vérifié",
)
DESEQUILIBRE_SOLDE = _ecr(
    "ECR-002",
    _AVERT,
    _COMPTA,
    "Écriture soldée sur le compte d'attente",
    "L'écriture {num} du journal {journal} est déséquilibrée de {ecart:euros} : une ligne est "
    "ajoutée au compte {compte}.",
    "Vérifiez la ligne ajoutée avant de valider, puis soldez le compte {compte}.",
    "Réglage du dossier : solder les écritures déséquilibrées sur le compte d'attente",
)
UNE_LIGNE = _ecr(
    "ECR-003",
    _AVERT,
    _COMPTA,
    "Écriture d'une seule ligne",
    "L'écriture {num} du journal {journal} n'a qu'une ligne.",
    "Vérifiez le numéro de cette écriture : il en faut au moins deux lignes.",
    "Plan comptable général : partie double",
)
PLUSIEURS_DATES = _ecr(
    "ECR-004",
    _AVERT,
    _COMPTA,
    "Plusieurs dates dans une écriture",
    "L'écriture {num} du journal {journal} porte plusieurs dates, du {date_min:jour} au "
    "{date_max:jour}.",
    "Mettez la même date ({colonne}) sur toutes les lignes de l'écriture.",
    f"{_ART}, VII-1°, zone 4",
)
LIGNES_DOUBLES = _ecr(
    "ECR-017",
    _AVERT,
    None,
    "Lignes toutes présentes deux fois",
    "Dans l'écriture {num} du journal {journal}, {nombre} lignes, chacune est présente deux fois : "
    "l'écriture a sans doute été copiée deux fois.",
    "Retirez la copie, ou donnez un autre numéro à ce qui est une autre écriture.",
    "Import personnalisé et import JSON : rien n'est compté deux fois sans être dit",
)
# What an écriture out of balance, or of several days, entails: written on it, never beside it.
JOURNAL_DESEQUILIBRE = _ecr(
    "ECR-005",
    _AVERT,
    _COMPTA,
    "Journal déséquilibré",
    "Le journal {journal} est déséquilibré : débit moins crédit, {ecart:euros}.",
    "Corrigez les écritures déséquilibrées de ce journal.",
    "Plan comptable général : partie double",
)
JOUR_DESEQUILIBRE = _ecr(
    "ECR-006",
    _AVERT,
    _COMPTA,
    "Journée déséquilibrée",
    "La journée du {jour:jour} est déséquilibrée : débit moins crédit, {ecart:euros}.",
    "Corrigez les écritures déséquilibrées de ce jour, ou celles qui portent plusieurs dates.",
    "Plan comptable général : partie double",
)
FICHIER_DESEQUILIBRE = _ecr(
    "ECR-007",
    _AVERT,
    _COMPTA,
    "Fichier déséquilibré",
    "Le fichier est déséquilibré : débit moins crédit, {ecart:euros}.",
    "Corrigez les écritures déséquilibrées.",
    "Plan comptable général : partie double",
)

# Sequence.
NUMERO_SAUTE = _ecr(
    "ECR-010",
    _AVERT,
    _DROIT,
    "Trou dans la numérotation",
    "La suite des numéros {suite:suite} passe de {debut} à {fin} : il en manque {manquants}.",
    "Expliquez le trou (écriture supprimée avant validation…) ou retrouvez les écritures.",
    f"{_ART}, VII-1°, zone 3 ; BOI-CF-IOR-60-40-20 §40",
)
NUMERO_REPETE = _ecr(
    "ECR-011",
    _AVERT,
    _DROIT,
    "Numéro d'écriture répété",
    "Le numéro {num} du journal {journal} est déjà celui d'une autre écriture, ligne {autre_ligne} "
    "(journal {autre_journal}).",
    "Donnez à chaque écriture un numéro qui n'est qu'à elle, dans tout le fichier ou dans son "
    "journal.",
    f"{_ART}, VII-1°, zone 3 ; BOI-CF-IOR-60-40-20 §40 et §100",
)
LIGNE_EGAREE = _ecr(
    "ECR-016",
    _BLOQ,
    _COMPTA,
    "Ligne séparée de son écriture",
    "À la ligne {ligne}, {colonne} {lu:contenu} ; cette ligne semble appartenir à l'écriture {num} "
    "du journal {journal}, qui est déséquilibrée de {ecart:euros} sans elle.",
    "Remplacez {colonne} par {corrige} sur cette ligne, si elle est bien de cette écriture.",
    f"Plan comptable général : partie double ; {_ART}, VII-1°, zones 1 et 3",
)
NUMERO_RECULE = _ecr(
    "ECR-015",
    _AVERT,
    _DROIT,
    "Numéro dans le désordre",
    "Dans la suite {suite:suite}, le numéro {num} vient après {precedent}.",
    "Présentez les écritures dans l'ordre de leurs numéros.",
    f"{_ART}, VII-1°, zone 3 ; BOI-CF-IOR-60-40-20 §40",
)
VALIDATION_DESORDRE = _ecr(
    "ECR-012",
    _AVERT,
    _DROIT,
    "Ordre de validation non suivi",
    "ValidDate revient au {lu} après le {precedente:jour}.",
    "Exportez les écritures dans l'ordre chronologique de leur validation.",
    f"{_ART}, VII-1° : « ordre chronologique de validation »",
)
A_NOUVEAU_TARDIF = _ecr(
    "ECR-013",
    _AVERT,
    _DROIT,
    "À-nouveaux qui ne viennent pas en tête",
    "Le journal d'à-nouveaux {journal} apparaît à la ligne {ligne}, après d'autres écritures.",
    "Placez les à-nouveaux en tête du fichier, avec les premiers numéros.",
    f"{_ART}, VII-1° et 3° ; BOI-CF-IOR-60-40-20 §110 : admis s'ils sont identifiables",
    conforme=True,
)
SOLDE_GESTION = _ecr(
    "ECR-014",
    _AVERT,
    _DROIT,
    "Classes 6 et 7 soldées",
    "Tous les comptes des classes 6 et 7 finissent à zéro : le fichier contient les écritures qui "
    "les soldent.",
    "Exportez le fichier sans les écritures qui soldent les classes 6 et 7.",
    f"{_ART}, VII-1° : hors écritures de solde des comptes de charges et de produits",
)

# Labels.
LIBELLE_COMPTE = _ecr(
    "ECR-021",
    _AVERT,
    _COMPTA,
    "Compte sous plusieurs libellés",
    "Le compte {code} s'appelle « {lu} » ici et « {attendu} » plus haut.",
    "Gardez un seul libellé par compte.",
    "Usage d'audit : un libellé par compte",
    conforme=True,
)
LIBELLE_JOURNAL = _ecr(
    "ECR-022",
    _AVERT,
    _COMPTA,
    "Journal sous plusieurs libellés",
    "Le journal {code} s'appelle « {lu} » ici et « {attendu} » plus haut.",
    "Gardez un seul libellé par journal.",
    "Usage d'audit : un libellé par journal",
    conforme=True,
)
LIBELLE_TIERS = _ecr(
    "ECR-023",
    _AVERT,
    _COMPTA,
    "Tiers sous plusieurs libellés",
    "Le tiers {code} s'appelle « {lu} » ici et « {attendu} » plus haut.",
    "Gardez un seul libellé par compte auxiliaire.",
    "Usage d'audit : un libellé par tiers",
    conforme=True,
)

# Lettrage and waiting accounts.
LETTRAGE_DESEQUILIBRE = _ecr(
    "ECR-030",
    _AVERT,
    _COMPTA,
    "Lettrage déséquilibré",
    "Le lettrage {code} du compte {compte} ne s'équilibre pas : écart {ecart:euros}.",
    "Revoyez le lettrage : les lignes d'un même code doivent se compenser.",
    f"{_ART}, VII-1°, zone 14",
)
LETTRAGE_OUVERT = _ecr(
    "ECR-031",
    _INFO,
    _COMPTA,
    "Lettrage d'un seul côté",
    "Le lettrage {code} du compte {compte} n'a qu'un côté ({ecart:euros}).",
    "Rien à faire si la contrepartie est dans un autre exercice ; sinon, donnez-lui le même code.",
    f"{_ART}, VII-1°, zone 14",
    conforme=True,
)
LETTRAGE_PARTAGE = _ecr(
    "ECR-032",
    _AVERT,
    _COMPTA,
    "Lettrage entre plusieurs tiers",
    "Le lettrage {code} du compte {compte} ne s'équilibre qu'avec celui du compte {autre}, ligne "
    "{autre_ligne}.",
    "Vérifiez que ces lignes se compensent bien d'un tiers à l'autre, ou lettrez chaque tiers "
    "séparément.",
    f"{_ART}, VII-1°, zone 14 ; usage d'audit : un lettrage s'équilibre par tiers",
    conforme=True,
)
LETTRAGE_REEMPLOYE = _ecr(
    "ECR-033",
    _INFO,
    _COMPTA,
    "Codes de lettrage réemployés",
    "Le code {code} lettre ici le compte {compte} et, ligne {autre_ligne}, le compte {autre}. "
    "Codes qui servent ainsi plusieurs fois, quand la plupart ne servent qu'une : {nombre}.",
    "Rien à faire si ces lettrages sont sans rapport.",
    f"{_ART}, VII-1°, zone 14",
    conforme=True,
)
ATTENTE_OUVERTE = _ecr(
    "ECR-040",
    _AVERT,
    _COMPTA,
    "Compte d'attente non soldé",
    "Le compte d'attente {compte} garde un solde de {solde:euros}.",
    "Affectez les sommes en attente à leur compte définitif avant la clôture.",
    "Plan comptable général : les comptes d'attente sont soldés à la clôture",
    conforme=True,
)

# Analytic breakdown.
VENTILATION_ECART = _ecr(
    "ECR-050",
    _BLOQ,
    None,
    "Ventilation qui ne fait pas la ligne",
    "La ligne {generale} vaut {montant:euros} (débit moins crédit) et sa ventilation sur l'axe "
    "{axe} {total:euros}.",
    "Corrigez la ventilation : sur chaque axe, ses parts font le montant de la ligne.",
    "Import : la ventilation d'un axe répartit toute la ligne",
)
AXE_INCONNU = _ecr(
    "ECR-051",
    _BLOQ,
    None,
    "Axe analytique inconnu",
    "La ligne {ligne} ventile sur l'axe {axe}, que le dossier n'a pas.",
    "Créez l'axe {axe} dans le dossier, puis refaites l'import : seules les sections sont créées "
    "par un import.",
    "API publiée, import des écritures : l'axe doit déjà exister",
)
SECTION_AUTRE_AXE = _ecr(
    "ECR-052",
    _BLOQ,
    None,
    "Section d'un autre axe",
    "La ligne {ligne} ventile sur la section {section} de l'axe {axe}, mais cette section est de "
    "l'axe {autre}.",
    "Corrigez l'axe ou la section : une section n'est que d'un axe.",
    "Import : un code de section est unique dans le dossier",
)
COMPTE_NON_ANALYTIQUE = _ecr(
    "ECR-053",
    _AVERT,
    None,
    "Compte non analytique ventilé",
    "Le compte {compte} est ventilé à la ligne {ligne}, mais le dossier ne le dit pas analytique ; "
    "la ventilation est gardée.",
    "Cochez « analytique » sur le compte {compte}, ou retirez la ventilation.",
    "API publiée, import JSON : le compte doit admettre la ventilation",
)
