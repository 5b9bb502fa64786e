"""Options: how a JSON import wants to be done. Source: published page of the JSON import."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from boucle.compta.jour import compile_format
from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req import CHAMP_REPETE
from boucle.errors.demandes.req_json import FORMAT_DATE_INCONNU
from boucle.formats.saisie_json.dates import ISO
from boucle.schema.champs.champ import Champ, Faux, Usage, described, shown
from boucle.schema.champs.champs import Booleen, Choix, Texte
from boucle.schema.champs.controle import UUID
from boucle.schema.fiche import Faute

CHAMPS: tuple[Champ, ...] = (
    Choix(
        "separatorDecimal", "Séparateur décimal", defaut=".", valeurs={".": "point", ",": "virgule"}
    ),
    Texte("formatDate", "Format des dates", max=40, defaut=ISO),
    Booleen("multiPeriode", "Sur toutes les périodes ouvertes"),
    Booleen("createNewJournaux", "Créer les journaux inconnus"),
    Booleen("createNewComptes", "Créer les comptes inconnus", defaut=True),
    Booleen("createNewTiers", "Créer les tiers inconnus", defaut=True),
    Texte("defaultJournalId", "Journal par défaut", max=36, controle=UUID),
    Texte("defaultCompte", "Compte par défaut", max=36, controle=UUID),
    Booleen("sortLines", "Trier les lignes"),
    Booleen("newFolio", "Nouveau groupe, sans effet"),
    Booleen("balanceAuto", "Équilibrer", defaut=True),
    Booleen("aNouveaux", "Admettre les à-nouveaux", defaut=True),
    Booleen("createPieceRef", "Créer les références de pièce"),
)
_ALIAS = {"createnewcompte": "createnewcomptes"}
_REGLE = {
    "prefixe": ("prefixe", "prefix"),
    "de": ("de", "from"),
    "a": ("a", "to"),
    "compte": ("compte", "account"),
}
_REGLE_DITE = {
    "prefixe": ("Début du compte envoyé", "411"),
    "de": ("Premier compte, à défaut de préfixe", "60600000"),
    "a": ("Dernier compte", "60699999"),
    "compte": ("Compte tenu", "41100000"),
}
_REGLES_MAX = 1_000
_read_compte = Texte("compte", "Compte", max=17).reader(Usage())


class Regle(NamedTuple):
    """Book on another compte those that begin with a prefix, or lie between two numbers."""

    prefixe: str
    de: str
    a: str
    compte: str


@dataclass(slots=True)
class Options:
    """The options, each at its default when it is not sent.

    fail_on_unbalanced: None leaves it to the dossier. regles: the first that fits is taken.
    """

    valeurs: dict[str, Any]
    fail_on_unbalanced: bool | None = None
    regles: list[Regle] = field(default_factory=list)
    _comptes: dict[str, str] = field(default_factory=dict)

    def booked(self, compte: str) -> str:
        """Give the compte that the first fitting rule says, or the same one."""
        if compte not in self._comptes:
            self._comptes[compte] = _apply(self.regles, compte)
        return self._comptes[compte]

    def __getitem__(self, nom: str) -> Any:
        return self.valeurs[nom]


def read_options(value: Any, fautes: list[Faute]) -> Options:
    """Read the options; each fault is added. Unknown ones are faults by name."""
    options = Options({champ.nom: champ.absent for champ in CHAMPS})
    if value is None:
        return options
    if not isinstance(value, dict):
        fautes.append(_faute("options", r.TYPE_INATTENDU, value, attendu="un objet"))
        return options
    known = {champ.nom.lower(): champ for champ in CHAMPS}
    seen: dict[str, Any] = {}
    for nom, given in value.items():
        key = _ALIAS.get(nom.lower(), nom.lower())
        try:
            if key in seen:
                raise Faux(CHAMP_REPETE, autre=shown(seen[key]))
            seen[key] = given
            if key == "failonunbalanced":
                options.fail_on_unbalanced = _truth(given)
            elif key == "comptesrules":
                options.regles = _read_regles(given)
            elif key in known:
                champ = known[key]
                options.valeurs[champ.nom] = champ.reader(Usage())(given)
            else:
                accepted = ", ".join(sorted([*(c.nom for c in CHAMPS), "failOnUnbalanced"]))
                raise Faux(r.CHAMP_INCONNU, ressource="les options", acceptes=accepted)
        except Faux as faux:
            fautes.append(_faute(f"options.{nom}", faux.kind, given, **faux.slots))
    for nom, default in (("formatDate", ISO), ("separatorDecimal", ".")):
        options.valeurs[nom] = options.valeurs[nom] or default
    if compile_format(options["formatDate"]) is None:
        given = options["formatDate"]
        fautes.append(_faute("options.formatDate", FORMAT_DATE_INCONNU, given))
        options.valeurs["formatDate"] = ISO
    return options


def describe_options() -> dict[str, Any]:
    """Describe the options in JSON Schema."""
    regle = {
        "type": "object",
        "properties": {
            nom: {"type": "string", "description": text, "examples": [exemple]}
            for nom, (text, exemple) in _REGLE_DITE.items()
        },
    }
    return {
        "type": ["object", "null"],
        "properties": {
            **{champ.nom: described(champ) for champ in CHAMPS},
            "failOnUnbalanced": {
                "type": ["boolean", "null"],
                "examples": [True],
                "description": "Refuser un envoi déséquilibré ; à défaut, le réglage du dossier",
            },
            "comptesRules": {
                "type": ["array", "null"],
                "items": regle,
                "examples": [[{"prefixe": "411", "compte": "41100000"}]],
                "description": "Comptes à remplacer ; la première règle qui convient est prise",
            },
        },
    }


def _truth(value: Any) -> bool | None:
    if value is None or value is True or value is False:
        return value
    raise Faux(r.TYPE_INATTENDU, attendu="true ou false", lu=shown(value))


def _read_regles(value: Any) -> list[Regle]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > _REGLES_MAX:
        raise Faux(r.TYPE_INATTENDU, attendu="un tableau de règles", lu=shown(value))
    return [_read_regle(item) for item in value]


def _read_regle(item: Any) -> Regle:
    known = {nom for noms in _REGLE.values() for nom in noms}
    if isinstance(item, dict) and all(nom.lower() in known for nom in item):
        sent = {nom.lower(): value for nom, value in item.items()}
        found = {
            part: _read_compte(next((sent[nom] for nom in noms if sent.get(nom)), ""))
            for part, noms in _REGLE.items()
        }
        ranged = bool(found["de"] and found["a"])
        if len(sent) == len(item) and found["compte"] and bool(found["prefixe"]) != ranged:
            return Regle(found["prefixe"], found["de"], found["a"], found["compte"])
    attendu = '{"prefixe" ou "de" et "a", "compte"}, et rien d\'autre'
    raise Faux(r.TYPE_INATTENDU, attendu=attendu, lu=shown(item))


def _apply(regles: list[Regle], compte: str) -> str:
    for regle in regles:
        if regle.prefixe and compte.startswith(regle.prefixe):
            return regle.compte
        if regle.de and regle.de <= compte[: len(regle.de)] and compte[: len(regle.a)] <= regle.a:
            return regle.compte
    return compte


def _faute(champ: str, kind: Any, lu: Any, /, **slots: Any) -> Faute:
    return Faute(-1, f"data.{champ}", kind, lu, slots)
