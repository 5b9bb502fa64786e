"""Client: what a partner's program does with the API: deposit, ask, follow, judge, read back.

Used by the demonstration, the tests and the benchmarks; it knows the wire and nothing of the house.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

_WAIT_S = 1 / 10
_FINISHED = 3


class ApiError(Exception):
    """The server refused; its sentence is the message."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body.get('message', body)}")
        self.status = status
        self.body = body


class Client:
    """Speak to one server under one pair of keys."""

    def __init__(self, url: str, abonnement: str, x_apikey: str) -> None:
        self._http = httpx.Client(
            base_url=url,
            headers={"Ocp-Apim-Subscription-Key": abonnement, "x-apikey": x_apikey},
            timeout=60,
            trust_env=False,
        )

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Make one call and give its JSON; ApiError when refused."""
        answer = self._http.request(method, path, **options)
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, answer.json())
        return answer.json()

    def deposit(self, file: Path, nom: str) -> str:
        """Deposit a file and give its URI."""
        place = self.call("GET", "/loop-api-publiques/getFileUrlDeposit", params={"filename": nom})
        with file.open("rb") as content:
            answer = httpx.put(
                place["depositUrl"],
                content=content,
                timeout=600,
                trust_env=False,
                headers={"x-ms-blob-type": "BlockBlob"},
            )
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, answer.json())
        return str(place["uri"])

    def import_fec(self, code_ibs: str, uri: str) -> str:
        """Ask for the import of a deposited FEC; give its id."""
        body = {"codeIbs": code_ibs, "URI": uri, "URL": ""}
        made = self.call("POST", "/loop-api-publiques/importFEC", json=body)
        return str(made["accountingImportRequestId"])

    def follow(
        self, demande: str, on_status: Callable[[dict[str, Any]], None] | None = None
    ) -> dict[str, Any]:
        """Poll the status until the import has ended; give its last status."""
        while True:
            status = self.call(
                "GET",
                "/loop-api-publiques/getImportStatus",
                params={"accountingImportRequestId": demande},
            )
            if on_status is not None:
                on_status(status)
            if status["status"] >= _FINISHED:
                return dict(status)
            time.sleep(_WAIT_S)

    def valider(self, demande: str) -> dict[str, Any]:
        """Validate an import that waits."""
        return dict(self.call("POST", f"/v1/imports/{demande}/valider"))

    def export_fec(self, code: str, exercice: str) -> tuple[str, bytes]:
        """Read the FEC of an exercice back: its legal name and its bytes."""
        answer = self._http.get(f"/v1/dossiers/{code}/fec", params={"exercice": exercice})
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, answer.json())
        nom = answer.headers["content-disposition"].partition('filename="')[2].rstrip('"')
        return nom, answer.content

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()
