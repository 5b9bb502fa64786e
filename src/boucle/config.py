"""Config: every setting, read once from the environment.

Each setting is `BOUCLE_` and its name in capitals; its default lets one person start the server
on one machine with nothing else. What cannot be meant is told all at once, and nothing starts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from boucle.attentes import BASE, CHEMIN, SECRET, SITE, STOCKAGE, TEXTE, Attente, entier
from boucle.errors import Refus
from boucle.errors.demandes.req_reglages import REGLAGE_INCONNU, REGLAGE_INVALIDE

PREFIXE = "BOUCLE_"
_A_NOUS = {"BOUCLE_FAUTE"}
"""Of a process that is to be killed on purpose: no setting, and no slip."""
_PROCHE = 4 / 5
"""From here on two names are alike enough for one to be a slip of the other."""


class ReglagesRefuses(Exception):
    """Settings that cannot be meant: every refusal there is to tell."""

    def __init__(self, refus: list[Refus]) -> None:
        self.refus = refus
        super().__init__("; ".join(map(str, refus)))


def _setting(default: Any, doc: str, attente: Attente = TEXTE) -> Any:
    return field(default=default, metadata={"doc": doc, "attente": attente})


@dataclass(frozen=True, slots=True)
class Config:
    """Hold the settings; `Config.read()` takes them from the environment."""

    donnees: Path = _setting(
        Path("data"),
        "Dossier des données : base embarquée, fichiers déposés, secret du serveur.",
        CHEMIN,
    )
    database: str = _setting(
        "",
        "Adresse de la base : vide pour SQLite dans le dossier des données, ou `postgresql://…`.",
        BASE,
    )
    database_charge: str = _setting(
        "",
        "Adresse PostgreSQL du rôle qui charge les lignes ; vide : celle de la base.",
        BASE,
    )
    database_proprietaire: str = _setting(
        "",
        "Adresse PostgreSQL du rôle qui possède les tables, pour `migrer` et `verifier-base` ; "
        "vide : celle de la base. Les autres commandes n'en ont pas besoin.",
        BASE,
    )
    fichiers: str = _setting(
        "",
        "Adresse du stockage des fichiers : vide pour le dossier des données, "
        "ou `az://…`, `s3://…`.",
        STOCKAGE,
    )
    secret: str = _setting(
        "",
        "Secret du serveur, 64 chiffres hexadécimaux ; vide : fichier `secret` du dossier des "
        "données. Le même pour tous les processus.",
        SECRET,
    )
    adresse: str = _setting("127.0.0.1", "Adresse d'écoute du serveur.")
    port: int = _setting(8080, "Port d'écoute du serveur.", entier(0, 65_535))
    url_publique: str = _setting(
        "",
        "Adresse publique du serveur, mise dans les liens ; vide : celle de la requête.",
        SITE,
    )
    travailleurs: int = _setting(
        1, "Imports menés de front par un processus `worker`.", entier(1, 256)
    )
    sources_permises: str = _setting(
        "",
        "Hôtes ou réseaux d'où une URL d'import peut venir malgré la liste de refus, "
        "séparés par des virgules.",
    )
    octets_max: int = _setting(
        4 * 2**30, "Taille maximale d'un fichier importé, en octets.", entier(1)
    )
    quota_octets: int = _setting(
        50 * 2**30,
        "Place que peuvent prendre les fichiers d'un cabinet, en octets ; 0 : sans limite.",
        entier(0),
    )
    lots_lignes_min: int = _setting(
        20_000,
        "Lignes au-delà desquelles un import garde un lot, que la console filtre ; "
        "jusque-là la base répond aussi vite.",
        entier(1),
    )
    lots_memoire_octets: int = _setting(
        256 * 2**20,
        "Mémoire d'un processus pour les lots que la console filtre, en octets ; un "
        "lot qui en prendrait plus de la moitié est lu à chaque fois.",
        entier(0),
    )
    lots_disque_octets: int = _setting(
        2 * 2**30,
        "Place, dans le dossier des données, des copies de lots gardés dans un stockage "
        "d'objets, en octets.",
        entier(0),
    )
    bail_s: int = _setting(
        60, "Durée du bail d'un worker sur un import, en secondes.", entier(1, 86_400)
    )
    mandataires: str = _setting(
        "",
        "Adresses ou réseaux des mandataires (nginx, Caddy…) dont l'en-tête "
        "`X-Forwarded-For` est cru, séparés par des virgules.",
    )
    connexions_max: int = _setting(
        4096,
        "Connexions ouvertes à la fois, au plus ; moins si le système limite les descripteurs.",
        entier(1),
    )
    connexions_adresse_max: int = _setting(
        256,
        "Connexions d'une même adresse, hors mandataires ; 0 : sans limite.",
        entier(0),
    )
    delai_entetes_s: int = _setting(
        10,
        "Temps laissé aux en-têtes d'une requête pour arriver en entier, en secondes.",
        entier(1),
    )
    delai_repos_s: int = _setting(
        20,
        "Temps pendant lequel une connexion sans requête est gardée, en secondes.",
        entier(1),
    )
    debit_min_octets: int = _setting(
        1024,
        "Débit sous lequel un corps qui arrive, ou une réponse qui part, est coupé, en "
        "octets par seconde sur 30 secondes.",
        entier(0),
    )
    sans_console: str = _setting(
        "",
        "Codes des cabinets à qui la console des imports partenaires n'est pas ouverte, "
        "séparés par des virgules ; vide : elle l'est à tous.",
    )
    cors_origins: str = _setting(
        "",
        "Origines des pages qui peuvent appeler l'API depuis un navigateur, séparées par des "
        "virgules ; vide : aucune.",
    )
    cadence_adresse: str = _setting(
        "20000/60", "Requêtes d'une même adresse : nombre et durée en secondes ; 0 : sans limite."
    )
    cadence_cle: str = _setting(
        "6000/60", "Requêtes d'une même clé : nombre et durée en secondes ; 0 : sans limite."
    )
    cadence_personne: str = _setting(
        "1200/60",
        "Pages et actions d'une même personne dans la console : nombre et durée en "
        "secondes ; 0 : sans limite.",
    )
    cadence_imports: str = _setting(
        "1000/3600",
        "Imports demandés par une même clé : nombre et durée en secondes ; 0 : sans limite.",
    )
    cadence_echecs: str = _setting(
        "30/60",
        "Clés refusées, par adresse et par clé : nombre et durée en secondes ; 0 : sans limite.",
    )

    import_duree_s: int = _setting(
        3_600,
        "Durée maximale de la lecture d'un fichier importé, en secondes.",
        entier(1),
    )
    import_calcul_s: int = _setting(
        1_800,
        "Temps de calcul maximal de la lecture d'un fichier importé, en secondes.",
        entier(1),
    )
    import_memoire_octets: int = _setting(
        4 * 2**30,
        "Mémoire maximale de la lecture d'un fichier importé, en octets.",
        entier(1),
    )

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None, **given: Any) -> Config:
        """Read the environment; a value given by name wins over it. Raises ReglagesRefuses."""
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        # One that looks like none of ours may be anybody's; `boucle config verifier` tells it too.
        slips = map(refuse_unknown, unknown(environ))
        refused = [refus for refus in slips if refus.slots["propose"]]
        for entry in fields(cls):
            raw = environ.get(variable(entry))
            if not raw:
                continue
            attente: Attente = entry.metadata["attente"]
            try:
                values[entry.name] = attente.lire(raw)
            except ValueError:
                refused.append(
                    Refus(
                        REGLAGE_INVALIDE,
                        variable=variable(entry),
                        lu=attente.shown(raw),
                        attendu=attente.dite,
                    )
                )
        if refused:
            raise ReglagesRefuses(refused)
        values.update({name: value for name, value in given.items() if value is not None})
        return cls(**values)

    @property
    def url_base(self) -> str:
        """Address of the database as SQLAlchemy reads it."""
        if not self.database:
            return f"sqlite:///{(self.donnees / 'boucle.sqlite').resolve()}"
        return _driven(self.database)

    @property
    def url_proprietaire(self) -> str:
        """Address of the database for the owner of its tables, as SQLAlchemy reads it."""
        apart = self.database and self.database_proprietaire
        return _driven(self.database_proprietaire) if apart else self.url_base


def _driven(address: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if address.startswith(prefix):
            return "postgresql+psycopg://" + address.removeprefix(prefix)
    return address


def variable(entry: Field[Any]) -> str:
    """Name the variable of a setting."""
    return PREFIXE + entry.name.upper()


def unknown(environ: Mapping[str, str]) -> list[str]:
    """List the variables that bear our prefix and are no setting."""
    known = {variable(entry) for entry in fields(Config)} | _A_NOUS
    return sorted(name for name in environ if name.startswith(PREFIXE) and name not in known)


def refuse_unknown(name: str) -> Refus:
    """Refuse a variable that is no setting, and propose the one that it may be a slip of."""
    names = [entry.name for entry in fields(Config)]
    near = get_close_matches(name.removeprefix(PREFIXE).lower(), names, 1, _PROCHE)
    propose = f" Vouliez-vous {PREFIXE}{near[0].upper()} ?" if near else ""
    return Refus(REGLAGE_INCONNU, variable=name, propose=propose)
