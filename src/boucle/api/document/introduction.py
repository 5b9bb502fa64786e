"""Introduction: what the published document says before its operations, and of each tag."""

from __future__ import annotations

from boucle.schema.demande import TAKE_MAX

INTRODUCTION = f"""\
Boucle reçoit des écritures comptables, les contrôle, et sert les API publiques Loop.

**Clés.** Deux en-têtes à chaque appel : `Ocp-Apim-Subscription-Key`, la clé d'abonnement, et \
`x-apikey`, `clé:secret`. Le niveau de la clé, son profil et les dossiers qui lui sont ouverts \
décident de ce qu'elle peut faire.

**Dossiers.** `codeDossier` nomme le dossier client ; les ressources du cabinet veulent `cabinet`. \
Les chemins et les noms de paramètres sont lus sans égard à la casse ; un paramètre inconnu est \
refusé.

**Imports.** Un import est accepté, puis lu à part : suivez-le par `getImportStatus`. `status` : \
1 en attente, 2 en cours, 3 terminé avec succès, 4 terminé avec erreur.

**Idempotence.** `Idempotency-Key`, un UUID tiré pour chaque envoi, permet de recommencer sans \
rien écrire deux fois.

**Listes.** `filter`, `sort`, `select` et `take` ({TAKE_MAX} éléments au plus). La suite est à \
l'adresse que donne l'en-tête `Link`.

**Fautes.** Un refus porte `statusCode`, `message` et `error`, avec un `code` qui ne change jamais \
de sens et `remede`, ce qu'il faut faire. Une liste envoyée est jugée élément par élément : \
`success` et `errors` sont rendus ensemble, en 200.

**Limites.** Une cadence dépassée donne 429 ; les en-têtes `RateLimit` et `Retry-After` disent \
quand reprendre.
"""

TAGS = {
    "Collaboratif": "Les offres, les dossiers clients et leurs contacts.",
    "Documents": "Les pièces justificatives : les déposer, les relire.",
    "Ecritures comptables (export)": "Les écritures validées, et leur ventilation.",
    "Ecritures comptables (import)": "Déposer un fichier, demander son import, suivre son état.",
    "Exploitation": "Ce que demande qui fait tourner le serveur.",
    "Imports": "Chaque import : rapport, lignes, fichier reçu, validation ou rejet.",
    "Livres": "Le FEC, sa notice et la balance d'un exercice.",
    "Paramètres cabinet": "Ce qui vaut pour tout le cabinet.",
    "Paramètres comptables": "Comptes, exercices, sections, banques et réglages d'un dossier.",
    "Paramètres comptables journaux": "Les journaux d'un dossier.",
    "Paramètres comptables tiers": "Les clients, les fournisseurs et les autres tiers.",
    "Paramètres comptables établissements": "Les établissements d'un dossier.",
    "Suivi EDI": "Les envois par échange de données.",
    "Vérification": "Contrôler un FEC sans rien garder.",
}
"""What each tag holds; a test asks a line here of every tag of the house."""
