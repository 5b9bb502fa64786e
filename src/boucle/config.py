"""Config: every setting, read once from the environment.

Each setting is `BOUCLE_` and its name in capitals; its default lets one person start the server
on one machine with nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

# By annotation, which is text in this module.
_READERS: dict[str, Callable[[str], Any]] = {"str": str, "int": int, "Path": Path}


def _setting(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Config:
    """Hold the settings; `Config.read()` takes them from the environment."""

    donnees: Path = _setting(
        Path("data"), "Dossier des données : base embarquée, fichiers déposés, secret du serveur."
    )
    database: str = _setting(
        "", "Adresse de la base : vide pour SQLite dans le dossier des données, "
        "ou `postgresql://…`."
    )
    database_charge: str = _setting(
        "", "Adresse PostgreSQL du rôle qui charge les lignes ; vide : celle de la base."
    )
    database_proprietaire: str = _setting(
        "", "Adresse PostgreSQL du rôle qui possède les tables, pour `migrer` et `verifier-base` ; "
        "vide : celle de la base. Les autres commandes n'en ont pas besoin."
    )
    fichiers: str = _setting(
        "", "Adresse du stockage des fichiers : vide pour le dossier des données, "
        "ou `az://…`, `s3://…`."
    )
    secret: str = _setting(
        "", "Secret du serveur, 64 chiffres hexadécimaux ; vide : fichier `secret` du dossier des "
        "données. Le même pour tous les processus."
    )
    adresse: str = _setting("127.0.0.1", "Adresse d'écoute du serveur.")
    port: int = _setting(8080, "Port d'écoute du serveur.")
    url_publique: str = _setting(
        "", "Adresse publique du serveur, mise dans les liens ; vide : celle de la requête."
    )
    travailleurs: int = _setting(1, "Imports menés de front par un processus `worker`.")
    sources_permises: str = _setting(
        "", "Hôtes ou réseaux d'où une URL d'import peut venir malgré la liste de refus, "
        "séparés par des virgules."
    )
    octets_max: int = _setting(4 * 2**30, "Taille maximale d'un fichier importé, en octets.")
    quota_octets: int = _setting(
        50 * 2**30, "Place que peuvent prendre les fichiers d'un cabinet, en octets ; 0 : sans "
        "limite."
    )
    lots_lignes_min: int = _setting(
        20_000, "Lignes au-delà desquelles un import garde un lot, que la console filtre ; "
        "jusque-là la base répond aussi vite."
    )
    lots_memoire_octets: int = _setting(
        256 * 2**20, "Mémoire d'un processus pour les lots que la console filtre, en octets ; un "
        "lot qui en prendrait plus de la moitié est lu à chaque fois."
    )
    lots_disque_octets: int = _setting(
        2 * 2**30, "Place, dans le dossier des données, des copies de lots gardés dans un stockage "
        "d'objets, en octets."
    )
    bail_s: int = _setting(60, "Durée du bail d'un worker sur un import, en secondes.")
    mandataires: str = _setting(
        "", "Adresses ou réseaux des mandataires (nginx, Caddy…) dont l'en-tête "
        "`X-Forwarded-For` est cru, séparés par des virgules."
    )
    connexions_max: int = _setting(
        4096, "Connexions ouvertes à la fois, au plus ; moins si le système limite les "
        "descripteurs."
    )
    connexions_adresse_max: int = _setting(
        256, "Connexions d'une même adresse, hors mandataires ; 0 : sans limite."
    )
    delai_entetes_s: int = _setting(
        10, "Temps laissé aux en-têtes d'une requête pour arriver en entier, en secondes."
    )
    delai_repos_s: int = _setting(
        20, "Temps pendant lequel une connexion sans requête est gardée, en secondes."
    )
    debit_min_octets: int = _setting(
        1024, "Débit sous lequel un corps qui arrive, ou une réponse qui part, est coupé, en "
        "octets par seconde sur 30 secondes."
    )
    sans_console: str = _setting(
        "", "Codes des cabinets à qui la console des imports partenaires n'est pas ouverte, "
        "séparés par des virgules ; vide : elle l'est à tous."
    )
    cors_origins: str = _setting(
        "", "Origines des pages qui peuvent appeler l'API depuis un navigateur, séparées par des "
        "virgules ; vide : aucune."
    )
    cadence_adresse: str = _setting(
        "20000/60", "Requêtes d'une même adresse : nombre et durée en secondes ; 0 : sans limite."
    )
    cadence_cle: str = _setting(
        "6000/60", "Requêtes d'une même clé : nombre et durée en secondes ; 0 : sans limite."
    )
    cadence_personne: str = _setting(
        "1200/60", "Pages et actions d'une même personne dans la console : nombre et durée en "
        "secondes ; 0 : sans limite."
    )
    cadence_imports: str = _setting(
        "1000/3600", "Imports demandés par une même clé : nombre et durée en secondes ; 0 : sans "
        "limite."
    )
    cadence_echecs: str = _setting(
        "30/60", "Clés refusées, par adresse et par clé : nombre et durée en secondes ; 0 : sans "
        "limite."
    )

    import_duree_s: int = _setting(
        3_600, "Durée maximale de la lecture d'un fichier importé, en secondes."
    )
    import_calcul_s: int = _setting(
        1_800, "Temps de calcul maximal de la lecture d'un fichier importé, en secondes."
    )
    import_memoire_octets: int = _setting(
        4 * 2**30, "Mémoire maximale de la lecture d'un fichier importé, en octets."
    )

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None, **given: Any) -> Config:
        """Read the environment; a value given by name wins over it."""
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for entry in fields(cls):
            raw = environ.get(f"BOUCLE_{entry.name.upper()}")
            if raw:
                values[entry.name] = _READERS[str(entry.type)](raw)
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
