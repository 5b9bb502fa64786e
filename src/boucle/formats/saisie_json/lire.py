"""Lire: the lines of a body of importJson made saisies, block by block.

A body that came in a request was judged when it came, by the same code, and its faults were
refused; one that came from a deposit or a URL is judged here, and its faults are anomalies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from boucle.compta import detail as details
from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte
from boucle.compta.ecritures.assemblage import Assemblage
from boucle.compta.regles.collecte import Collecte
from boucle.compta.saisie import SCHEMA, build_saisie
from boucle.compta.ventilation import build_ventilation
from boucle.errors import Anomalie, Refus
from boucle.errors.demandes.req_json import DEMANDE_DU_FICHIER
from boucle.errors.demandes.ressource import CHAMP_INCONNU, REFERENCE_INCONNUE
from boucle.errors.donnees import envoi as dits
from boucle.formats.apercu import PAR_NOM, PREMIERES_MAX, Apercu, ColonneLue
from boucle.formats.archive import kind_of_archive, unpack
from boucle.formats.codes import Codes
from boucle.formats.lecture import Adresse, Lecture
from boucle.formats.saisie_json.champs import COTES, FICHIER, JOURS, JOURS_ISO, bare_address
from boucle.formats.saisie_json.consignes import CREATIONS, NOMS, Consignes, policy
from boucle.formats.saisie_json.corps import Envoi, read_enveloppe
from boucle.formats.saisie_json.fichiers import Fichiers
from boucle.formats.saisie_json.lecteur import Lecteur
from boucle.formats.saisie_json.parts import Ventilee, amounts
from boucle.formats.saisie_json.squelette import Squelette, opened
from boucle.schema.champs.champ import shown
from boucle.schema.fiche import Faute
from boucle.values import day_of, format_centimes

OnFrame = Callable[[pl.DataFrame], None]
_SURVEILLES = ("tiers", "piece_ref", "reference")
"""Codes that a number would spoil, and that may be sent as one."""


def read(
    source: Path,
    contexte: Contexte,
    parametres: Mapping[str, Any],
    *,
    on_lot: OnFrame | None = None,
    on_progress: Callable[[int], None] | None = None,
    on_ventilation: OnFrame | None = None,
    on_detail: OnFrame | None = None,
) -> Lecture:
    """Read the body of an importJson, kept as it came; never raises for what it holds.

    parametres: `connus`, the codes of the dossier by kind, each with its objectId; without it, as
    in a check that knows no dossier, no code is unknown. For a body that came in a file, `demande`
    too: the codeIbs and the SIRET of the request, and `etablissements`, the SIRET of the dossier.
    """
    collecte = Collecte()
    bilan, faits = Bilan(), dict[str, Any]()
    adresses: tuple[Adresse, ...] = ()
    try:
        with _plain(source, contexte, collecte, faits) as found, opened(found) as corps:
            envoi = read_enveloppe(corps.open())
            if "demande" in parametres:
                contexte = _judge_file(corps.squelette, envoi, contexte, parametres)
            assemblage = Assemblage(
                contexte,
                collecte,
                on_lot,
                on_ventilation=on_ventilation,
                on_detail=on_detail,
                noms=NOMS,
            )
            consignes = Consignes(envoi, contexte, parametres.get("connus"), collecte)
            passage = _Passage(Lecteur(corps, envoi), consignes, assemblage)
            passage.run(on_progress)
            if "demande" in parametres:
                _judge_place(corps.squelette, envoi, parametres["demande"])
            for faute in envoi.fautes:
                collecte.add(_anomalie(faute))
            bilan = assemblage.finish()
            faits["apercu"] = passage.apercu.facts(bilan)
            adresses = passage.fichiers.adresses()
    except Refus as refus:
        slots = {"cause": refus.message, "faire": refus.remede}
        collecte.add(Anomalie(dits.DEMANDE_REFUSEE, slots=slots))
    except SansCorps:
        # What kept the file from being opened was told.
        bilan = Bilan()
    rapport = collecte.finish()
    rapport.faits = {
        "nom_fichier": contexte.nom_fichier if "demande" in parametres else "Import JSON",
        "lignes": bilan.lignes,
        "cle_ecriture": bilan.cle_ecriture,
        **faits,
    }
    return Lecture(rapport, bilan, contexte=contexte, adresses=adresses)


class SansCorps(Exception):
    """No body came out of an archive; the anomalie says why."""


@contextmanager
def _plain(
    source: Path, contexte: Contexte, collecte: Collecte, faits: dict[str, Any]
) -> Iterator[Path]:
    """Give the body itself: the file, or the one that an archive holds. Raises SansCorps."""
    with source.open("rb") as stream:
        archive = kind_of_archive(stream.read(4))
    if not archive:
        yield source
        return
    faits["archive"] = archive
    with TemporaryDirectory(prefix="boucle-") as folder:
        inner = Path(folder) / "membre"
        membre = unpack(source, contexte.nom_fichier or source.name, inner)
        if membre.anomalie is not None:
            collecte.add(membre.anomalie)
            raise SansCorps
        yield inner


def _judge_file(
    squelette: Squelette, envoi: Envoi, contexte: Contexte, parametres: Mapping[str, Any]
) -> Contexte:
    """Do for a body in a file what its request does for another; give the contexte it asks for."""
    envoi.etablissements = frozenset(parametres["etablissements"])
    envoi.code = parametres["demande"]["codeIbs"]
    for genre, (_, defaut) in CREATIONS.items():
        object_id = envoi.options[defaut] if defaut else ""
        if object_id and object_id not in parametres["connus"][genre].values():
            champ = f"data.options.{defaut}"
            envoi.blame(champ, REFERENCE_INCONNUE, object_id, cible=genre)
    politique = policy(envoi)
    return replace(contexte, desequilibre=politique) if politique else contexte


def _judge_place(squelette: Squelette, envoi: Envoi, demande: Mapping[str, str]) -> None:
    """Blame a body that says to be for another dossier, or to be elsewhere."""
    for nom, autre in demande.items():
        lu = squelette.corps.get(nom.lower())
        if lu not in (None, "", autre):
            envoi.blame(nom, DEMANDE_DU_FICHIER, lu, autre=shown(autre))
    for nom in ("URI", "URL"):
        if squelette.corps.get(nom.lower()) not in (None, ""):
            acceptes = "codeIbs, SIRET, data"
            envoi.blame(nom, CHAMP_INCONNU, ressource="un fichier", acceptes=acceptes)


class _Passage:
    """One reading of the lines of a body."""

    def __init__(self, lecteur: Lecteur, consignes: Consignes, assemblage: Assemblage) -> None:
        self._lecteur, self._consignes, self._assemblage = lecteur, consignes, assemblage
        self.fichiers = Fichiers()
        self.apercu = Apercu("JSON", encodage="utf-8", encodage_par="seul codage du JSON")

    def run(self, on_progress: Callable[[int], None] | None) -> None:
        """Read to the end, or to what makes going on useless."""
        assemblage = self._assemblage
        premieres: list[dict[str, Any]] = []
        codes = {
            nom: Codes(NOMS[nom], None, assemblage.collecte, tableur=False) for nom in _SURVEILLES
        }
        for lignes in self._lecteur.blocks():
            if lignes.perdues:
                assemblage.skip(lignes.perdues)
            if len(premieres) < PREMIERES_MAX:
                premieres += lignes.table.head(PREMIERES_MAX - len(premieres)).to_dicts()
            table = self._consignes.apply(lignes)
            for nom in codes.keys() & set(table.columns):
                codes[nom].read(table[nom], table["n"])
            if table.height:
                detail = _detail(table, self.fichiers)
                assemblage.add(_saisie(table), _ventilation(lignes.ventilees), detail)
            if on_progress is not None:
                on_progress(assemblage.lignes)
            if assemblage.arret:
                break
        self._consignes.finish()
        for watched in codes.values():
            for anomalie in watched.finish():
                assemblage.collecte.add(anomalie)
        self._show(premieres)

    def _show(self, premieres: list[dict[str, Any]]) -> None:
        """Say which fields were met, what each is read as, and the first lines as read."""
        columns = {nom: column for column, nom in NOMS.items()}
        cles = self._lecteur.cles
        for rang, (cle, nom) in enumerate(cles.items(), 1):
            self.apercu.colonnes.append(ColonneLue(rang, cle, nom, PAR_NOM))
        for row in premieres:
            cells = [_shown(nom, row.get(columns.get(nom, nom))) for nom in cles.values()]
            self.apercu.show(int(row["n"]), cells)


def _shown(nom: str, value: Any) -> str:
    if value is None:
        return ""
    if nom in COTES:
        return format_centimes(value)
    if nom in JOURS or nom in JOURS_ISO:
        return day_of(value).isoformat()
    return bare_address(value) if nom == FICHIER else str(value)


def _anomalie(faute: Faute) -> Anomalie:
    """Say a fault of the request as one of the file."""
    slots = {"cause": faute.message, "faire": faute.remede}
    if faute.index < 0:
        return Anomalie(dits.DEMANDE_REFUSEE, slots=slots)
    nom = faute.champ.rpartition("].")[2] if "]." in faute.champ else None
    return Anomalie(dits.LIGNE_REFUSEE, ligne=faute.index + 1, colonne=nom, slots=slots)


def _saisie(table: pl.DataFrame) -> pl.DataFrame:
    return build_saisie({name: table[name] for name in table.columns if name in SCHEMA})


def _detail(table: pl.DataFrame, fichiers: Fichiers) -> pl.DataFrame | None:
    named = [name for name in table.columns if name in details.SCHEMA and name != "n"]
    columns = {"n": table["n"], **{name: table[name] for name in named}}
    if "piece_jointe" in columns:
        columns["piece_jointe"] = fichiers.read(table["n"], table["piece_jointe"])
    return details.without_blanks(details.build_detail(columns))


def _ventilation(ventilees: list[Ventilee]) -> pl.DataFrame | None:
    if not ventilees:
        return None
    rows = [
        (ventilee.n, ventilee.axe, part.section, part.libelle, debit, credit, part.quantite)
        for ventilee in ventilees
        for part, debit, credit in amounts(ventilee.parts, ventilee.net)
    ]
    names = ("n", "axe", "section", "section_lib", "debit", "credit", "quantite")
    return build_ventilation({name: [row[rank] for row in rows] for rank, name in enumerate(names)})
