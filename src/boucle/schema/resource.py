"""Resource: the declaration of one kind of record: all that the rest of the house derives from.

Every resource has, beside its own fields, `objectId` (a UUID given by us), `revisionId` (its row
version) and, unless it declares a field of that name, `description` (its label, computed).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, NamedTuple, cast

from boucle.errors import Kind
from boucle.schema.acces import Acces
from boucle.schema.champs.champ import Champ, Objet, snake
from boucle.schema.champs.champ_lien import Reference
from boucle.schema.champs.champ_nombre import Entier
from boucle.schema.champs.champ_texte import Texte
from boucle.schema.champs.cibles import DECLAREES
from boucle.schema.champs.controle import UUID

Verbe = Literal["GET", "POST", "PUT", "DELETE"]
VERBES: tuple[Verbe, ...] = ("GET", "POST", "PUT", "DELETE")
SEULE = ""
Violation = tuple[str, Kind, dict[str, Any]]
Regle = Callable[[Mapping[str, Any]], Iterable[Violation]]


class Niveau(StrEnum):
    """Whose records these are: the firm's own, or one dossier's."""

    CABINET = "cabinet"
    DOSSIER = "dossier"


@dataclass(frozen=True)
class Compagne:
    """A record of another resource that comes and goes with each of ours.

    cle, valeurs: its natural key and its other texts by column, `{cle}` being our own key;
    reference: its column that points to ours.
    """

    resource: str
    cle: str
    reference: str
    valeurs: Mapping[str, str] = field(default_factory=dict)


class RevisionId(Entier):
    """The row version: `0x` and 16 hexadecimal digits in capitals."""

    attendu = "une révision 0x suivie de 16 chiffres hexadécimaux"

    def constant(self, value: Any) -> Any:
        """Take a revision as it was given."""
        revision = read_revision(value)
        if revision is None:
            raise ValueError(self.nom)
        return revision

    def rendered(self, source: str) -> str:
        """Write the revision."""
        return f'"0x%016X" % {source}'

    def schema(self) -> dict[str, Any]:
        """Describe a revision."""
        return {"type": "string", "pattern": "^0x[0-9A-Fa-f]{1,16}$"}

    def given(self) -> dict[str, Any]:
        """Describe the revision given back."""
        return {"type": "string", "pattern": "^0x[0-9A-F]{16}$"}

    def echantillon(self, *, given: bool) -> Any:
        """Give a revision."""
        return write_revision(0x24281)


OBJECT_ID = Texte(
    "objectId",
    "Identifiant unique",
    colonne="object_id",
    max=36,
    controle=UUID,
    lecture_seule=True,
    description="Donné par le serveur à la création.",
)
REVISION_ID = RevisionId(
    "revisionId",
    "Version de l'élément",
    colonne="revision",
    lecture_seule=True,
    description="À rendre telle quelle à la modification et à la suppression.",
)


def read_revision(value: Any) -> int | None:
    """Read a revision sent back; None when it cannot be one of ours."""
    if not isinstance(value, str) or not value.startswith("0x") or not 3 <= len(value) <= 18:
        return None
    try:
        return int(value[2:], 16) if value[2:].isalnum() and value.isascii() else None
    except ValueError:
        return None


def write_revision(revision: int) -> str:
    """Write a revision as the wire shows it."""
    return f"0x{revision:016X}"


class Feuille(NamedTuple):
    """One kept value: its path on the wire (`adr.codePostal`), its field, its column."""

    chemin: str
    champ: Champ
    column: str


@dataclass(frozen=True, eq=False)
class Resource:
    """Declare a resource; see `resources/` for examples.

    nom: its name in the house; chemin: its path on the wire; alias: other paths that lead to it.
    acces: who may do what with its records; a resource without it is not served.
    derive: completes the kept values of a new record from one another, by column.
    cle: name of the field that names a record within its perimetre; `objectId` when none does;
    SEULE when a dossier has one record only.
    vue_de, fixe: shows the records of another resource for which these fields have these values.
    ancre: of a view of the firm's records asked for one dossier, the field that holds its code.
    chemins_verbes: a verb also served as `<method> <path>`.
    intervalle: two day fields; two records of a dossier may not share a day.
    filtre_obligatoire: one of these fields must be in the filter of a GET.
    reserve: values of the key that no one may create, each with its French reason.
    approvisionne: one row with every default is made with each new dossier.
    etiquette: a computed `description` is given back. complete: the whole resource is ours.
    ecarts: what docs/ecarts.md must say of it.
    """

    nom: str
    chemin: str
    titre: str
    article: str
    tag: str
    niveau: Niveau
    cle: str
    champs: tuple[Champ, ...]
    exemple: Mapping[str, Any]
    acces: Acces | None = None
    description: str = ""
    verbes: tuple[Verbe, ...] = VERBES
    alias: tuple[str, ...] = ()
    derive: Callable[[dict[str, Any]], None] | None = None
    regles: tuple[Regle, ...] = ()
    chemins_verbes: Mapping[str, str] = field(default_factory=dict)
    vue_de: str = ""
    ancre: str = ""
    fixe: Mapping[str, Any] = field(default_factory=dict)
    intervalle: tuple[str, str] | None = None
    filtre_obligatoire: tuple[str, ...] = ()
    compagne: Compagne | None = None
    reserve: Mapping[str, str] = field(default_factory=dict)
    approvisionne: bool = False
    etiquette: bool = True
    complete: bool = False
    ecarts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [champ.nom for champ in self.champs]
        if len(names) != len(set(names)):
            raise ValueError(f"field declared twice: {self.nom}")
        declare(self)

    @cached_property
    def feuilles(self) -> tuple[Feuille, ...]:
        """List every kept value, groups opened."""
        return tuple(leaves(self.champs))

    @cached_property
    def par_nom(self) -> dict[str, Champ]:
        """Give each top field by its wire name."""
        return {champ.nom: champ for champ in self.champs}

    @cached_property
    def base(self) -> Resource:
        """Give the resource whose table holds the records."""
        return cast(Resource, DECLAREES[self.vue_de]) if self.vue_de else self

    @cached_property
    def table_nom(self) -> str:
        """Name of the table that holds the records."""
        return snake(self.base.nom)

    @cached_property
    def champ_cle(self) -> Champ:
        """Give the field that names a record."""
        return self.base.par_nom[self.base.cle] if self.nommee else OBJECT_ID

    @property
    def nommee(self) -> bool:
        """True when a field of its own names a record."""
        return self.base.cle not in (SEULE, "objectId")

    @property
    def seule(self) -> bool:
        """True when a dossier has one record of it at most."""
        return self.base.cle == SEULE

    @cached_property
    def references(self) -> tuple[Feuille, ...]:
        """List the fields that point to other records."""
        return tuple(leaf for leaf in self.feuilles if isinstance(leaf.champ, Reference))

    @cached_property
    def decrit(self) -> bool:
        """True when `description` is ours to compute."""
        return self.etiquette and "description" not in self.par_nom

    @cached_property
    def cherchables(self) -> dict[str, tuple[Feuille, str]]:
        """Give, for each lower-case path of a filter or sort, the leaf and the part looked at.

        The part is '' for the value itself, `object_id` or the key's column for a reference.
        """
        found: dict[str, tuple[Feuille, str]] = {
            "objectid": (Feuille("objectId", OBJECT_ID, "object_id"), ""),
            "revisionid": (Feuille("revisionId", REVISION_ID, "revision"), ""),
        }
        for leaf in self.feuilles:
            if leaf.champ.stockage == "json":
                continue
            for name in (leaf.chemin, *leaf.champ.alias):
                found[name.lower()] = (leaf, "")
            if isinstance(leaf.champ, Reference):
                key = DECLAREES[leaf.champ.cible].champ_cle
                found[f"{leaf.chemin}.objectId".lower()] = (leaf, "object_id")
                found[f"{leaf.chemin}.{key.nom}".lower()] = (leaf, key.column)
        return found

    @cached_property
    def noms_cherchables(self) -> str:
        """Name the fields a filter or a sort may use, as a refusal lists them."""
        return ", ".join(
            ["objectId", "revisionId"]
            + [leaf.chemin for leaf in self.feuilles if leaf.champ.stockage != "json"]
        )


def declare(resource: Resource) -> None:
    """Keep a declaration; two of the same name is a programmer's error."""
    if resource.nom in DECLAREES:
        raise ValueError(f"resource declared twice: {resource.nom}")
    DECLAREES[resource.nom] = resource


def leaves(champs: tuple[Champ, ...], path: str = "", prefix: str = "") -> Iterable[Feuille]:
    """Open the groups among fields, each value with its path and its column."""
    for champ in champs:
        if isinstance(champ, Objet):
            yield from leaves(champ.champs, f"{path}{champ.nom}.", f"{prefix}{champ.column}_")
        else:
            yield Feuille(f"{path}{champ.nom}", champ, f"{prefix}{champ.column}")
