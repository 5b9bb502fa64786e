"""Depot objets: deposits and sources in an object storage, Azure Blob or S3.

    depots/<cabinet>/<guid>/<hash of the name>.<ext>     PUT there by the partner, signed
    sources/<cabinet>/<dossier>/<import>                 the bytes that were hashed and read
                                       /<import>.json    their hash and size, written last

Addresses and rights come from the environment of the storage (`AZURE_STORAGE_ACCOUNT_NAME`,
`AWS_ACCESS_KEY_ID`…). A source is downloaded, hashed, then written: a partner who still holds the
deposit address cannot change what an import read. Keys hold ASCII letters and digits only: the
signature of an address is wrong for a name that needs escaping.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError, PreconditionError
from obstore.store import from_url

from boucle import clock
from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.demandes.req_depot import DEPOT_TROP_GRAND, STOCKAGE_INDISPONIBLE
from boucle.store.fichiers.depot import (
    Depose,
    Depot,
    SourceAbsente,
    SourceGardee,
    SourceRemplacee,
    split_uri,
)
from boucle.store.fichiers.partiel import Recu, forget_parts, receiving
from boucle.values import Perimetre

_BLOC = 4 << 20


class DepotObjets(Depot):
    """Keep deposits and sources in the storage that `config.fichiers` names."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        client: Any = {"connect_timeout": "10s", "timeout": "1800s"}
        retry: Any = {"max_retries": 4, "retry_timeout": timedelta(seconds=30)}
        self._store: Any = from_url(config.fichiers, client_options=client, retry_config=retry)
        self._travail = config.donnees / "fichiers" / "travail"

    def _adresse(self, cabinet_id: int, uri: str, expire: datetime) -> str:
        key = self._deposit_key(cabinet_id, uri)
        with answering():
            return str(obstore.sign(self._store, "PUT", key or "", expire - clock.now()))

    def holds(self, cabinet_id: int, uri: str) -> bool:
        return self.freeze(cabinet_id, uri) is not None

    def freeze(self, cabinet_id: int, uri: str) -> Depose | None:
        key = self._deposit_key(cabinet_id, uri)
        if key is None:
            return None
        with answering(), suppress(FileNotFoundError):
            meta = obstore.head(self._store, key)
            return Depose(meta["e_tag"] or "", meta["size"])
        return None

    def deposit(self, cabinet_id: int, path: Path, pour: str = "") -> str:
        uri = self.reserve(cabinet_id, path.name, pour).uri
        with answering():
            obstore.put(self._store, self._deposit_key(cabinet_id, uri) or "", path)
        return uri

    def link_source(
        self, perimetre: Perimetre, import_id: int, uri: str, depose: Depose | None = None
    ) -> SourceGardee:
        kept = self.find_source(perimetre, import_id)
        if kept is not None:
            return kept
        key = self._deposit_key(perimetre.cabinet_id, uri)
        if key is None:
            raise SourceAbsente(uri)
        recu = self._download(key, self.place_source(perimetre, import_id), depose)
        return self.keep_source(perimetre, import_id, recu)

    def place_source(self, perimetre: Perimetre, import_id: int) -> Path:
        folder = self._travail / f"{perimetre.cabinet_id:d}" / f"{perimetre.dossier_id:d}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder / f"{import_id:d}"

    def keep_source(self, perimetre: Perimetre, import_id: int, recu: Recu) -> SourceGardee:
        key, path = _source_key(perimetre, import_id), self.place_source(perimetre, import_id)
        fiche = {"sha256": recu.sha256, "taille_octets": recu.taille_octets}
        with answering():
            obstore.put(self._store, key, path, chunk_size=_BLOC)
            obstore.put(self._store, f"{key}.json", json.dumps(fiche).encode())
        return SourceGardee(path, recu.sha256, recu.taille_octets)

    def find_source(self, perimetre: Perimetre, import_id: int) -> SourceGardee | None:
        key, path = _source_key(perimetre, import_id), self.place_source(perimetre, import_id)
        try:
            with answering():
                fiche = json.loads(bytes(obstore.get(self._store, f"{key}.json").bytes()))
        except FileNotFoundError:
            return None
        # A local file may be of another attempt, never kept: only the storage's own is trusted.
        recu = self._download(key, path)
        if recu.sha256 != fiche["sha256"]:
            return None
        return SourceGardee(path, recu.sha256, recu.taille_octets)

    def open_source(self, perimetre: Perimetre, import_id: int) -> Iterator[bytes]:
        try:
            with answering():
                answer = obstore.get(self._store, _source_key(perimetre, import_id))
        except FileNotFoundError as error:
            raise SourceAbsente(str(import_id)) from error
        return (bytes(block) for block in answer.stream(min_chunk_size=_BLOC))

    def release_source(self, perimetre: Perimetre, import_id: int) -> None:
        path = self.place_source(perimetre, import_id)
        path.unlink(missing_ok=True)
        forget_parts(path)

    def delete_source(self, perimetre: Perimetre, import_id: int) -> None:
        key = _source_key(perimetre, import_id)
        self.release_source(perimetre, import_id)
        for name in (f"{key}.json", key):
            with answering(), suppress(FileNotFoundError):
                obstore.delete(self._store, name)

    def sweep(self, avant: datetime) -> int:
        gone = 0
        with answering():
            for page in obstore.list(self._store, "depots"):
                old = [entry["path"] for entry in page if entry["last_modified"] < avant]
                if old:
                    obstore.delete(self._store, old)
                    gone += len(old)
        for path in self._travail.glob("*/*/*"):
            with suppress(FileNotFoundError):
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) < avant:
                    path.unlink()
        return gone

    def _download(self, key: str, path: Path, depose: Depose | None = None) -> Recu:
        options: Any = {"if_match": depose.version} if depose and depose.version else {}
        try:
            with answering(), receiving(path) as partiel:
                answer = obstore.get(self._store, key, options=options)
                if depose is not None and answer.meta["size"] != depose.octets:
                    raise SourceRemplacee(key)
                if answer.meta["size"] > self.config.octets_max:
                    raise Refus(DEPOT_TROP_GRAND, octets_max=self.config.octets_max)
                for block in answer.stream(min_chunk_size=_BLOC):
                    partiel.write(bytes(block))
                if partiel.taille_octets != answer.meta["size"]:
                    raise Refus(STOCKAGE_INDISPONIBLE)
                return partiel.finish()
        except FileNotFoundError as error:
            raise SourceAbsente(key) from error

    @staticmethod
    def _deposit_key(cabinet_id: int, uri: str) -> str | None:
        parts = split_uri(uri)
        if parts is None:
            return None
        guid, nom = parts
        stem = hashlib.sha256(nom.encode("utf-8")).hexdigest()[:32]
        return f"depots/{cabinet_id:d}/{guid}/{stem}.{nom.rpartition('.')[2].lower()}"


def _source_key(perimetre: Perimetre, import_id: int) -> str:
    return f"sources/{perimetre.cabinet_id:d}/{perimetre.dossier_id:d}/{import_id:d}"


@contextmanager
def answering() -> Iterator[None]:
    """Say in our words that the storage does not answer; an absent object stays one."""
    try:
        yield
    except FileNotFoundError:
        raise
    except PreconditionError as error:
        raise SourceRemplacee from error
    except BaseError as error:
        raise Refus(STOCKAGE_INDISPONIBLE) from error
