"""REQ, console: what a page refuses, told to a person."""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

PAGE_INCONNUE = Kind(
    code="REQ-320",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Page introuvable",
    message="Aucune page ne répond à l'adresse {chemin}.",
    remede="Vérifiez l'adresse, ou repartez de l'accueil.",
    statut=404,
)
ORIGINE_REFUSEE = Kind(
    code="REQ-321",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Demande venue d'ailleurs",
    message="Cette demande ne vient pas d'une page de ce serveur : elle n'a rien changé.",
    remede="Ouvrez la page depuis l'adresse du serveur et recommencez. Derrière un mandataire, "
    "`BOUCLE_URL_PUBLIQUE` donne l'adresse publique.",
    statut=403,
)
DEMANDE_ILLISIBLE = Kind(
    code="REQ-322",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Demande illisible",
    message="L'adresse ou le formulaire envoyé ne peut pas être lu : rien n'a changé.",
    remede="Revenez à la page précédente et recommencez.",
    statut=400,
)
CHOIX_UNIQUE = Kind(
    code="REQ-323",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Un seul import à la fois",
    message="Visualiser ouvre un import : {n} sont choisis.",
    remede="Choisissez un import dans la liste, ou suivez le lien de son nom.",
    statut=400,
)
RIEN_A_DECIDER = Kind(
    code="REQ-324",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Rien à décider",
    message="Aucun des imports choisis ({n}) n'attend de décision : rien n'a changé.",
    remede="Choisissez un import dont le statut est « En attente de validation ».",
    statut=409,
)
CONSOLE_FERMEE = Kind(
    code="REQ-326",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Console des imports partenaires fermée",
    message="La console des imports partenaires n'est pas ouverte au cabinet {cabinet}.",
    remede="Demandez son ouverture à qui exploite le serveur (`BOUCLE_SANS_CONSOLE`). D'ici là, "
    "les imports se suivent et se valident par l'API.",
    statut=403,
)
TROP_TARD = Kind(
    code="REQ-325",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Demande déjà exécutée",
    message="La demande ne s'annule plus : l'import est dans l'état « {etat} »{par}.",
    remede="Une demande s'annule pendant dix secondes. Un import rejeté est à "
    "renvoyer par le partenaire ; une écriture validée se corrige par une autre écriture.",
    statut=409,
)
TROP_DE_PAGES = Kind(
    code="REQ-327",
    gravite=Gravite.BLOQUANT,
    portee=Portee.REQUETE,
    titre="Trop de demandes à la fois",
    message="Trop de pages ou d'actions ont été demandées d'ici en peu de temps : celle-ci n'a pas "
    "été faite.",
    remede="Réessayez dans {delai_s} s : ce que vous avez saisi, et ce que vous aviez demandé "
    "avant, est gardé.",
    statut=429,
    passager=True,
)
