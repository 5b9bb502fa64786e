"""Apports: what a file says of the fiches of a dossier: created, held against its own, or refused.

A fiche that is there is never written over: each difference is told, and the dossier's value stays.
One that is not is created with the publication of the import, in the same transaction; a value
that its field would refuse is left blank and told, a fiche that cannot be made is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from boucle.compta.bilan import FicheLue
from boucle.compta.compte import classe_of, is_banque, is_collectif, is_lettrable
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import tra
from boucle.errors.donnees.raisons import raison
from boucle.errors.rapport.apercu import sort_des_fiches
from boucle.formats.tra.fiches.apports import zone_of
from boucle.formats.tra.texte.enregistrements import ENREGISTREMENTS
from boucle.schema import registre
from boucle.schema.champs.champ import Champ, Faux, Usage
from boucle.schema.champs.champ_lien import Reference
from boucle.schema.champs.champs import Enum, Nombre, Texte
from boucle.schema.resource import Compagne, Resource
from boucle.store.fiches import fiches
from boucle.values import Perimetre

ORDRE = (
    "exercice",
    "axe",
    "compte",
    "journal",
    "tva",
    "tiers",
    "section",
    "etablissementComptable",
    "compteBancaire",
)
"""Resources that an import may create, each after those that it names; comptes and taux de TVA name
each other, so that what a compte names is filled in last."""
Fiches = dict[str, dict[str, dict[str, Any]]]
"""Rows to create, by resource then by key, in that order."""
_TIERS_SEUL = "RIB"
_DE_PEU = frozenset(
    ("libelle", "description", "raison_sociale", "nom_usuel", "prenom", "telephone", "fax")
)
_LU_MAX = 80


class _Champ(NamedTuple):
    """One value of a fiche: its field, and the column of a row that keeps it."""

    champ: Champ
    column: str


@dataclass(slots=True)
class Compte:
    """What became of the records of one sort."""

    creees: list[FicheLue] = field(default_factory=list)
    memes: int = 0
    differentes: int = 0
    refusees: int = 0


class Confrontation:
    """Hold the fiches of a file against a dossier; what is to be created goes to `a_creer`."""

    def __init__(
        self,
        conn: Connection,
        perimetre: Perimetre,
        a_creer: Fiches,
        *,
        import_id: int,
        longueur_compte: int,
    ) -> None:
        self._conn, self._perimetre, self._a_creer = conn, perimetre, a_creer
        self._import_id, self._usage = import_id, Usage(longueur_compte)
        self.anomalies: list[Anomalie] = []
        self.comptes: dict[str, Compte] = {}

    def read(self, lues: Iterable[FicheLue]) -> None:
        """Take all the fiches of a file."""
        by_resource: dict[str, list[FicheLue]] = {}
        for lue in lues:
            by_resource.setdefault(lue.ressource, []).append(lue)
        for nom in ORDRE:
            if nom in by_resource:
                self._read_resource(registre.find(nom), by_resource[nom])
        for nom in by_resource:
            self._without_lost_references(registre.find(nom))
        for enregistrement, compte in self.comptes.items():
            if compte.creees:
                self._tell_created(enregistrement, compte.creees)

    def sorts(self) -> dict[str, str]:
        """Say in words what became of the records of each sort, by their code."""
        return {
            code: sort_des_fiches(
                len(compte.creees), compte.memes, compte.differentes, compte.refusees
            )
            for code, compte in self.comptes.items()
        }

    def refuse(self, enregistrement: str, cle: str, ligne: int, pourquoi: str) -> None:
        """Say that a fiche is not created, and why."""
        self._compte(enregistrement).refusees += 1
        slots = {"enregistrement": enregistrement, "raison": pourquoi}
        self.anomalies.append(Anomalie(tra.FICHE_REFUSEE, ligne=ligne or None, lu=cle, slots=slots))

    def note_created(self, lue: FicheLue) -> None:
        """Count a fiche among those that are created."""
        self._compte(lue.enregistrement).creees.append(lue)

    def _compte(self, enregistrement: str) -> Compte:
        return self.comptes.setdefault(enregistrement, Compte())

    def _read_resource(self, resource: Resource, lues: list[FicheLue]) -> None:
        key = resource.champ_cle
        known = fiches.rows_of(
            self._conn, self._perimetre, resource, key.column, [lue.cle for lue in lues]
        )
        champs = _champs_of(resource)
        targets = self._codes_of_references(resource, known.values())
        for lue in lues:
            row = known.get(lue.cle)
            made = row is not None and row["origine_import"] == self._import_id
            cle = self._value(key, lue.cle)
            if isinstance(cle, Faux):
                pourquoi = raison("valeur", attendu=_attendu(key))
                self.refuse(lue.enregistrement, lue.cle, lue.ligne, pourquoi)
                continue
            valeurs = self._sound(lue, champs)
            if row is not None and not made:
                self._compare(lue, row, valeurs, champs, targets)
            elif not self._refused(resource, lue):
                self._create(resource, lue, valeurs)

    def _sound(self, lue: FicheLue, champs: dict[str, _Champ]) -> dict[str, Any]:
        """Give the values that their fields take; the others are told, and left."""
        found = {}
        for column, value in lue.valeurs.items():
            read = self._value(champs[column].champ, value)
            if isinstance(read, Faux):
                self._tell(
                    tra.APPORT_ILLISIBLE,
                    lue,
                    column,
                    value,
                    champs[column].champ,
                    attendu=_attendu(champs[column].champ),
                )
            else:
                found[column] = read
        return found

    def _value(self, champ: Champ, value: Any) -> Any:
        """Give what is kept of a value, or the Faux that its field opposes."""
        if isinstance(champ, Reference):
            champ = registre.find(champ.cible).champ_cle
        if isinstance(champ, Nombre):
            most = None if champ.maximum is None else int(champ.maximum * 10**champ.decimales)
            if value < 0 or (most is not None and value > most):
                return Faux(tra.APPORT_ILLISIBLE)
            return value
        try:
            return champ.reader(self._usage)(value)
        except Faux as faux:
            return faux

    def _compare(
        self,
        lue: FicheLue,
        row: dict[str, Any],
        valeurs: dict[str, Any],
        champs: dict[str, _Champ],
        targets: dict[str, dict[int, str]],
    ) -> None:
        differences = 0
        for column, value in valeurs.items():
            champ, kept = champs[column]
            held = targets[column].get(row[kept], "") if column in targets else row[kept]
            if held == value or (champ.stockage == "json" and _within(value, held)):
                continue
            differences += 1
            grave = column not in _DE_PEU and not column.startswith("adr_")
            kind = tra.FICHE_DIFFERENTE if grave else tra.FICHE_DIFFERENTE_LIBELLE
            self._tell(
                kind,
                lue,
                column,
                value,
                champ,
                cle=lue.cle,
                garde=_said(champ, held) or "(vide)",
            )
        compte = self._compte(lue.enregistrement)
        if differences:
            compte.differentes += 1
        else:
            compte.memes += 1

    def _refused(self, resource: Resource, lue: FicheLue) -> bool:
        made = self._a_creer.get(resource.nom, {})
        if lue.enregistrement == _TIERS_SEUL and lue.cle not in made:
            self.refuse(lue.enregistrement, lue.cle, lue.ligne, raison("tiers_inconnu"))
            return True
        if resource.nom != "section":
            return False
        axe = lue.valeurs.get("axe", "")
        owner = made.get(lue.cle, {}).get("axe", axe)
        if owner != axe:
            self.refuse(lue.enregistrement, lue.cle, lue.ligne, raison("autre_axe", axe=owner))
            return True
        if axe not in self._a_creer.get("axe", {}) and not fiches.ids_of(
            self._conn, self._perimetre, registre.find("axe"), "code", [axe]
        ):
            self.refuse(lue.enregistrement, lue.cle, lue.ligne, raison("axe_absent", axe=axe))
            return True
        return False

    def _create(self, resource: Resource, lue: FicheLue, valeurs: dict[str, Any]) -> None:
        key = resource.champ_cle.column
        rows = self._a_creer.setdefault(resource.nom, {})
        row = rows.setdefault(lue.cle, {key: lue.cle, **_usual(resource.nom, lue.cle)})
        # What the lines of the file need is not taken back by its record.
        analytique = row.get("analytique", False)
        row.update(valeurs)
        if analytique:
            row["analytique"] = True
        self.note_created(lue)
        if resource.compagne is not None:
            self._accompany(resource, resource.compagne, lue.cle)

    def _accompany(self, resource: Resource, compagne: Compagne, cle: str) -> None:
        """Create what goes with every record of a resource."""
        other, named = registre.find(compagne.resource), compagne.cle.format(cle=cle)
        texts = {column: text.format(cle=cle) for column, text in compagne.valeurs.items()}
        row = {
            other.champ_cle.column: named,
            compagne.reference.removesuffix("_id"): cle,
            **texts,
        }
        self._a_creer.setdefault(other.nom, {}).setdefault(named, row)

    def _codes_of_references(
        self, resource: Resource, rows: Iterable[dict[str, Any]]
    ) -> dict[str, dict[int, str]]:
        """Give, by name of reference, the code of each target that rows point to."""
        found = {}
        every = list(rows)
        for leaf in resource.references:
            assert isinstance(leaf.champ, Reference)
            ids = {row[leaf.column] for row in every if row[leaf.column] is not None}
            told = fiches.references_of(self._conn, self._perimetre, leaf.champ, ids)
            found[leaf.column.removesuffix("_id")] = {
                ident: code for ident, (_, code) in told.items()
            }
        return found

    def _without_lost_references(self, resource: Resource) -> None:
        """Leave blank, and tell, what points to a fiche that neither the dossier nor the file has.

        An axe is not looked for here: a section without one was refused.
        """
        rows = self._a_creer.get(resource.nom, {})
        by_key = {
            lue.cle: lue
            for compte in self.comptes.values()
            for lue in compte.creees
            if lue.ressource == resource.nom
        }
        for leaf in resource.references:
            assert isinstance(leaf.champ, Reference)
            name, cible = leaf.column.removesuffix("_id"), registre.find(leaf.champ.cible)
            wanted = {rows[cle][name] for cle in by_key if rows[cle].get(name)}
            wanted -= self._a_creer.get(cible.nom, {}).keys()
            known = fiches.ids_of(
                self._conn, self._perimetre, cible, cible.champ_cle.column, wanted
            )
            for cle, lue in by_key.items():
                code = rows[cle].get(name)
                if code in wanted and code not in known:
                    del rows[cle][name]
                    self._tell(
                        tra.REFERENCE_PERDUE,
                        lue,
                        name,
                        code,
                        leaf.champ,
                        cle=cle,
                        cible=cible.article.lower(),
                    )

    def _tell_created(self, enregistrement: str, creees: list[FicheLue]) -> None:
        first = creees[0]
        slots = {
            "nombre": len(creees),
            "enregistrement": enregistrement,
            "titre": ENREGISTREMENTS[enregistrement].titre.lower(),
        }
        self.anomalies.append(
            Anomalie(tra.FICHES_CREEES, ligne=first.ligne or None, lu=first.cle, slots=slots)
        )

    def _tell(
        self, kind: Kind, lue: FicheLue, column: str, value: Any, champ: Champ, **slots: Any
    ) -> None:
        zone = zone_of(lue.enregistrement, column)
        self.anomalies.append(
            Anomalie(
                kind,
                ligne=lue.ligne or None,
                colonne=zone.dit,
                champ=zone.debut,
                lu=_said(champ, value)[:_LU_MAX],
                slots={"enregistrement": lue.enregistrement, **slots},
            )
        )


def _champs_of(resource: Resource) -> dict[str, _Champ]:
    """Give the fields of a resource by the name that a fiche gives to their column."""
    found = {}
    for leaf in resource.feuilles:
        name = leaf.column
        if isinstance(leaf.champ, Reference):
            name = name.removesuffix("_id")
        found[name] = _Champ(leaf.champ, leaf.column)
    return found


def _usual(ressource: str, cle: str) -> dict[str, Any]:
    """Give what a new fiche is like when no record says otherwise."""
    if ressource == "compte":
        return usual_compte(cle, "")
    if ressource == "journal":
        return {"libelle": cle}
    return {"type": _TIERS_DIVERS} if ressource == "tiers" else {}


_TIERS_DIVERS = 4


def usual_compte(numero: str, libelle: str) -> dict[str, Any]:
    """Give a new compte as the plan comptable général has those of its root."""
    classe = classe_of(numero)
    return {
        "numero": numero,
        "libelle": libelle or numero,
        **({"type": classe} if classe else {}),
        "collectif": is_collectif(numero),
        "lettrable": is_lettrable(numero),
        "pointable": is_banque(numero),
    }


def _attendu(champ: Champ) -> str:
    if isinstance(champ, Texte):
        return f"{champ.attendu}, {champ.max} caractères au plus"
    return champ.attendu


def _said(champ: Champ, value: Any) -> str:
    """Write a value as a person reads it, flags as a TRA file does."""
    if isinstance(value, bool):
        return "X" if value else "-"
    if value is None:
        return ""
    if isinstance(champ, Enum):
        return champ.valeurs.get(value, str(value))
    if isinstance(champ, Nombre):
        entier, reste = divmod(value, 10**champ.decimales)
        decimales = f"{reste:0{champ.decimales}d}".rstrip("0")
        return f"{entier},{decimales}" if decimales else str(entier)
    if champ.stockage == "json":
        return ", ".join(_ibans(value))
    return str(value)


def _ibans(value: Any) -> Iterator[str]:
    several = msgspec.json.decode(value) if isinstance(value, str) else value
    for one in several:
        yield one["iban"]


def _within(value: str, held: str) -> bool:
    """Tell that the dossier has each of the bank accounts that the file names."""
    return set(_ibans(value)) <= set(_ibans(held))
