"""Accord: the level *forme* of a rapport brought to what the official checker answers.

Our readers say the same as it does but on the files that they read otherwise: those alone are
followed as it does. What it refuses and we let pass is said (FIC-065); what it lets pass and we
refuse is held against the file by the law alone, and that is said too (FIC-064).
"""

from __future__ import annotations

from pathlib import Path

from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, Niveau, Rapport
from boucle.errors.anomalie import clip
from boucle.errors.donnees import fic
from boucle.errors.donnees.raisons import raison
from boucle.formats.fec.forme.colonnes import COLONNES, DEBIT_CREDIT, Genre
from boucle.formats.fec.forme.entete import Entete, fold, known_officiel
from boucle.formats.fec.forme.nom import read_annee
from boucle.formats.fec.forme.officiel import ANCIENNE, Objection, find_objection
from boucle.formats.lecture import Lecture

_COTES = {"montant", "sens"}


def is_entete_etrange(entete: Entete) -> bool:
    """True when the checker may read the columns of this header otherwise than we do."""
    noms = [fold(nom) for nom in entete.noms]
    connues = known_officiel(noms)
    premiere = COLONNES[connues[0]].genre if 0 in connues else Genre.TEXTE
    return (
        entete.notation != DEBIT_CREDIT
        or entete.separateur not in "\t|"
        or not _COTES.isdisjoint(noms)
        or premiere is not Genre.TEXTE
        or len(set(connues.values())) < len(connues)
    )


def accorde(lecture: Lecture, source: Path, contexte: Contexte, *, etrange: bool) -> Lecture:
    """Bring the rapport of a flat FEC to the official answer; the lecture is given back.

    etrange: whether its lines or its header may be read otherwise by the checker.
    """
    nom = contexte.nom_fichier or source.name
    # A file without a name is judged as one of today.
    annee = ANCIENNE if contexte.sans_nom else read_annee(nom)
    if not annee or not (etrange or annee < ANCIENNE):
        return lecture
    rapport = lecture.rapport
    regime = contexte.regime.upper() or str(rapport.faits.get("regime", ""))
    objection = find_objection(source, annee, regime)
    if objection is None and not rapport.verdict(Niveau.FORME):
        admet(rapport)
    elif objection is not None and rapport.verdict(Niveau.FORME):
        _refuse(rapport, objection)
    return lecture


def admet(rapport: Rapport) -> None:
    """Have what is said of the form weigh on the law alone, and say so."""
    rapport.faits["forme_admise"] = True
    rapport.insert(Anomalie(fic.FORME_ADMISE))
    rapport.sort()


def _refuse(rapport: Rapport, objection: Objection) -> None:
    lu = clip(objection.lu)
    texte = raison(
        objection.raison, ligne=objection.ligne, colonne=objection.colonne, lu=lu or "vide"
    )
    colonne = objection.colonne or None
    rapport.insert(Anomalie(fic.FORME_REFUSEE, colonne=colonne, slots={"raison": texte}))
    rapport.sort()
