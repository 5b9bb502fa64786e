"""DemoCommande: `boucle demo`, the main job from a partner's call to the books, for real.

Starts a server on a fresh embedded database, plays partners and a firm through the HTTP API, prints
what happened and a way into the console, writes it as JSON in its data folder, and goes on serving.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from boucle.commandes import demo_cabinet, demo_personnes
from boucle.commandes.demo_envois import play
from boucle.commandes.demo_voisin import Voisin, voisin

if TYPE_CHECKING:
    from boucle.operations.acces.cles import Trousseau

CABINET = "demo"
_EXEMPLE = "ME0183"
_START_S = 30


@click.command()
@click.option("--once", is_flag=True, help="S'arrête après la démonstration.")
@click.option(
    "--donnees",
    type=Path,
    default=Path(".demo"),
    show_default=True,
    help="Dossier des données, effacé au départ.",
)
@click.option("--port", type=int, default=8080, show_default=True, help="Port souhaité.")
def demo(once: bool, donnees: Path, port: int) -> None:
    """Montre le travail principal sur un cabinet d'exemple, puis continue à servir."""
    from boucle.commandes.outils import free_port

    _wipe(donnees)
    cles = demo_personnes.prepare(donnees, CABINET)
    address = f"http://127.0.0.1:{free_port(port)}"
    sent = tuple(demo_cabinet.envois())
    contents = {envoi.nom: envoi.contenu for envoi in sent if envoi.lieu}
    with (
        voisin(contents, lambda: demo_personnes.enter(donnees, CABINET, address)) as host,
        _server(donnees, address, host) as process,
    ):
        notre = cles[demo_cabinet.CABINET]
        facts: dict[str, Any] = {
            "adresse": address,
            "entree": host.entree,
            "cabinet": CABINET,
            "abonnement": notre.abonnement,
            "x_apikey": notre.x_apikey,
            "imports": [_play(address, notre, *story) for story in _stories()],
        }
        facts["envois"] = play(address, cles, sent, host)
        demo_personnes.invite_all(donnees, CABINET)
        _tell(facts, donnees)
        if not once:
            click.echo(f"\nLe serveur écoute sur {address} ; Ctrl-C l'arrête.")
            # Looked at now and then: an interruption may reach another thread, and wake no wait.
            with suppress(KeyboardInterrupt):
                while process.poll() is None:
                    time.sleep(1 / 5)


def _wipe(donnees: Path) -> None:
    if (donnees / "boucle.sqlite").exists() and not (donnees / "demo").exists():
        raise click.BadParameter(f"{donnees} holds a database that is not the demonstration's")
    shutil.rmtree(donnees, ignore_errors=True)
    donnees.mkdir(parents=True)
    (donnees / "demo").touch()


@contextmanager
def _server(donnees: Path, address: str, host: Voisin) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        sys.executable,
        "-m",
        "boucle",
        "serve",
        "--port",
        address.rpartition(":")[2],
        "--donnees",
        str(donnees),
    ]
    # The console is read by the way in that is printed at the end: no other link is shown.
    environ = {**os.environ, "BOUCLE_SOURCES_PERMISES": f"http://{host.hote}"}
    with (donnees / "serveur.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 (our own program)
            command, stdout=log, stderr=log, env=environ
        )
    try:
        _wait_until_up(process, address, donnees)
        yield process
    finally:
        process.terminate()
        process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], address: str, donnees: Path) -> None:
    import httpx

    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with suppress(httpx.TransportError):
            if httpx.get(f"{address}/sante", trust_env=False).status_code == 200:
                return
        time.sleep(1 / 10)
    click.echo((donnees / "serveur.log").read_text("utf-8", "replace"), err=True)
    raise click.exceptions.Exit(1)


def _stories() -> Iterator[tuple[str, dict[str, Any], Path, str, str]]:
    """Give each story: dossier code, its facts, the file, the name it is sent under, its year."""
    example = next(iter(sorted(Path("examples/fec").glob("*FEC*.txt"))), None)
    if example is not None:
        year = example.stem.partition("FEC")[2][:4]
        facts = {"raisonSociale": "Menuiserie d'exemple", "siren": example.name[:9]}
        yield _EXEMPLE, facts, example, example.name, year


def _play(
    address: str,
    keys: Trousseau,
    code: str,
    facts: dict[str, Any],
    file: Path,
    nom: str,
    year: str,
) -> dict[str, Any]:
    """Play one story: the firm opens a dossier, the partner sends a file, the firm judges it."""
    from boucle.commandes.client import Client

    client = Client(address, keys.abonnement, keys.x_apikey)
    try:
        dossier = {"codeDossier": code, "nature": 2, **facts}
        client.call(
            "POST",
            "/loop-api-publiques/dossierClient",
            params={"codeDossier": "cabinet"},
            json=[dossier],
        )
        client.call(
            "POST",
            "/loop-api-publiques/exercice",
            params={"codeDossier": code},
            json=[_exercice(year)],
        )
        start = time.perf_counter()
        uri = client.deposit(file, nom)
        deposited = time.perf_counter()
        demande = client.import_fec(code, uri)
        status = _with_bar(client, demande, file)
        imported = time.perf_counter()
        if status["status"] == 3:
            status = client.valider(demande)
        validated = time.perf_counter()
        exported, content = client.export_fec(code, year)
        return {
            "dossier": code,
            "fichier": nom,
            "import": demande,
            "etat": status["etat"],
            "libelle": status["libelle"],
            "lignes": status["lignes"],
            "ecritures": status["ecritures"],
            "avertissements": status["avertissements"],
            "export": exported,
            "identique": _same_fields(file.read_bytes(), content),
            "secondes": {
                "depot": round(deposited - start, 3),
                "import": round(imported - deposited, 3),
                "validation": round(validated - imported, 3),
                "export": round(time.perf_counter() - validated, 3),
            },
        }
    finally:
        client.close()


def _exercice(year: str) -> dict[str, str]:
    return {"code": f"EXERCICE {year}", "dateDebut": f"{year}-01-01", "dateFin": f"{year}-12-31"}


def _with_bar(client: Any, demande: str, file: Path) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    total = max(1, file.read_bytes().count(b"\n") - 1)
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TextColumn("{task.fields[suite]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(file.name[:10], total=total, suite="")

        def show(status: dict[str, Any]) -> None:
            progress.update(
                task,
                completed=status["lignesLues"],
                suite=f"{status['libelle']} {status['etape']} {status['lignesLues']} lignes",
            )

        return dict(client.follow(demande, show))


def _same_fields(source: bytes, export: bytes) -> bool:
    """True when every field of every line came out as it went in, header apart."""
    return _fields(source) == _fields(export)


def _fields(content: bytes) -> list[list[str]]:
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    return [line.rstrip("\r").split("\t") for line in text.split("\n")[1:] if line.strip()]


def _seconds(elapsed: Any) -> str:
    return f"{elapsed:.2f} s".replace(".", ",")


def _tell(facts: dict[str, Any], donnees: Path) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    (donnees / "demo.json").write_text(
        json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    table = Table(title="Ce qui s'est passé", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("Fichier", overflow="fold")
    for name in ("État", "Lignes", "Écritures", "Import", "Export"):
        table.add_column(
            name, justify="left" if name in ("État", "Export") else "right", no_wrap=True
        )
    for story in facts["imports"]:
        table.add_row(
            story["fichier"],
            "validé" if story["etat"] == "valide" else story["libelle"],
            f"{story['lignes']}",
            f"{story['ecritures']}",
            _seconds(story["secondes"]["import"]),
            "identique" if story["identique"] else "DIFFÉRENT",
        )
    console = Console()
    console.print(table)
    states = ", ".join(
        f"{n} {libelle}"
        for libelle, n in Counter(told["libelle"] for told in facts["envois"]).items()
    )
    console.print(f"Partenaires    {len(facts['envois'])} envois : {states}", highlight=False)
    for name, value in (
        ("Console", facts["adresse"]),
        ("Entrée", facts["entree"]),
        ("API", f"{facts['adresse']}/loop-api-publiques"),
        ("Abonnement", facts["abonnement"]),
        ("x-apikey", facts["x_apikey"]),
        ("Faits", donnees / "demo.json"),
    ):
        console.print(f"{name:<14} {value}", highlight=False, soft_wrap=True)
    console.print(
        "L'entrée ouvre la console à une personne de démonstration, de cette machine seulement.",
        highlight=False,
    )
    if not all(story["etat"] == "valide" and story["identique"] for story in facts["imports"]):
        raise click.exceptions.Exit(1)
