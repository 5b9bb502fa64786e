"""Postgres: a private PostgreSQL cluster made from the system's binaries, one for all workers.

A guardian process owns the server. Every process of the test run holds a shared lock on a file;
the guardian waits for that lock to be free, then stops the server and deletes its files. The
lock falls with its holders, so even `kill -9` on the tests leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

_START_S = 60
_ROLES = Path(__file__).resolve().parents[2] / "src" / "boucle" / "store" / "roles.sql"
_ROLE = "boucle_app"
_ROLE_CHARGE = "boucle_charge"
_ROLE_PROPRIETAIRE = "boucle_proprietaire"


class PostgresAbsent(Exception):
    """Say why no cluster can be had on this machine."""


def find_bin() -> Path:
    """Find the folder of `initdb` and `postgres`: PATH, then pg_config, then Debian's folders."""
    candidates = []
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    if pg_config := shutil.which("pg_config"):
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(said.stdout.strip()))
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(versions, key=lambda path: _number(path.parent.name), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresAbsent("PostgreSQL's initdb is neither in PATH nor in /usr/lib/postgresql")


def _number(text: str) -> int:
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else 0


def _owner() -> dict[str, object]:
    """Choose who runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise PostgresAbsent("no unprivileged user to run PostgreSQL as")


def free_port() -> int:
    """Give a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Cluster:
    """Know how to reach one running cluster.

    admin: DSN of its superuser. Three roles, as an operator makes them: one owns the databases, one
    serves, one loads lines.
    """

    admin: str
    port: int
    mot_de_passe: str
    version: str

    def dsn(self, base: str, role: str = _ROLE) -> str:
        """Address of one database for a role, by default the one that serves."""
        return f"postgresql://{role}:{self.mot_de_passe}@127.0.0.1:{self.port}/{base}"

    def dsn_proprietaire(self, base: str) -> str:
        """Address of one database for the role that owns its tables."""
        return self.dsn(base, _ROLE_PROPRIETAIRE)

    def adresses(self, base: str) -> dict[str, str]:
        """Addresses of one database for each of the three roles, by the settings that take them."""
        return {
            "database": self.dsn(base),
            "database_charge": self.dsn(base, _ROLE_CHARGE),
            "database_proprietaire": self.dsn_proprietaire(base),
        }

    def dsn_admin(self, base: str) -> str:
        """Address of one database for the superuser."""
        return f"{self.admin.rsplit('/', 1)[0]}/{base}"

    def create_base(self, modele: str | None = None) -> str:
        """Create a database, empty or copied from a template, and give its name."""
        name = f"boucle_{secrets.token_hex(6)}"
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name),
            sql.Identifier(_ROLE_PROPRIETAIRE),
            sql.Identifier(modele or "template1"),
        )
        self._run(statement)
        return name

    def drop_base(self, name: str) -> None:
        """Drop a database and cut whoever is still connected."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def template(self, key: str, fill: Callable[[str], None]) -> str:
        """Give the name of a database prepared once by `fill(dsn)`, under the role that owns it."""
        name = f"modele_{key}"
        with psycopg.connect(self.admin, autocommit=True) as conn:
            conn.execute("SELECT pg_advisory_lock(hashtext(%s))", (name,))
            row = conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if row is None:
                fresh = self.create_base()
                fill(self.dsn_proprietaire(fresh))
                rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                conn.execute(rename.format(sql.Identifier(fresh), sql.Identifier(name)))
        return name

    def _run(self, statement: sql.Composable) -> None:
        with psycopg.connect(self.admin, autocommit=True) as conn:
            conn.execute(statement)


@contextlib.contextmanager
def shared_cluster(folder: Path, *, durable: bool = False) -> Iterator[Cluster]:
    """Join the cluster of this test run, starting it when nobody has; `folder` names the run.

    Raises PostgresAbsent when this machine has no PostgreSQL.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = folder / "cluster.json"
    with (folder / "users").open("w") as users, (folder / "start").open("w") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)  # waits for a guardian that is just leaving
        if not known.exists():
            _start_guardian(folder, durable=durable)
        facts = json.loads(known.read_text())
        fcntl.flock(start, fcntl.LOCK_UN)
        yield Cluster(**facts)


@contextlib.contextmanager
def own_cluster(**reglages: object) -> Iterator[Cluster]:
    """Run a durable cluster for one process only; `reglages` are settings of its server."""
    bin_folder, owner = find_bin(), _owner()
    home = Path(tempfile.mkdtemp(prefix="boucle-pg-"))
    server = None
    try:
        server, facts = _serve(bin_folder, owner, home, durable=True, reglages=reglages)
        yield Cluster(**facts)  # type: ignore[arg-type]
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(home, ignore_errors=True)


def _start_guardian(folder: Path, *, durable: bool) -> None:
    find_bin()
    _owner()
    journal = folder / "guardian.log"
    with journal.open("w") as log:
        guardian = subprocess.Popen(
            [sys.executable, str(Path(__file__)), str(folder), "durable" if durable else "fast"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START_S
    while not (folder / "cluster.json").exists():
        if guardian.poll() is not None or time.monotonic() > deadline:
            guardian.kill()
            raise RuntimeError(f"PostgreSQL did not start:\n{journal.read_text()[-4000:]}")
        time.sleep(0.02)


def _guard(folder: Path, durable: bool) -> None:
    """Run a server until nobody holds the lock of the users any more."""
    bin_folder, owner = find_bin(), _owner()
    home = Path(tempfile.mkdtemp(prefix="boucle-pg-"))
    server = None
    try:
        server, facts = _serve(bin_folder, owner, home, durable)
        beside = folder / "cluster.json.new"
        beside.write_text(json.dumps(facts))
        beside.chmod(0o600)
        beside.rename(folder / "cluster.json")
        with (folder / "users").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            (folder / "cluster.json").unlink()
            _stop(server)
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(home, ignore_errors=True)


def _serve(
    bin_folder: Path,
    owner: dict[str, object],
    home: Path,
    durable: bool,
    reglages: dict[str, object] | None = None,
) -> tuple[subprocess.Popen[bytes], dict[str, object]]:
    if owner:
        os.chown(home, int(str(owner["user"])), int(str(owner["group"])))
    password, app_password, port = secrets.token_hex(16), secrets.token_hex(16), free_port()
    secret = home / "pw"
    secret.write_text(password)
    if owner:
        os.chown(secret, int(str(owner["user"])), int(str(owner["group"])))
    data = home / "data"
    subprocess.run(
        [
            bin_folder / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        check=True,
        cwd=home,
        stdout=subprocess.DEVNULL,
        **owner,  # type: ignore[call-overload]
    )
    secret.unlink()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": home,
        "fsync": "on" if durable else "off",
        "synchronous_commit": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
        "max_connections": 200,
        "shared_buffers": "128MB",
        "max_wal_size": "1GB",
        "log_min_messages": "fatal",
        "autovacuum": "on" if durable else "off",
        "timezone": "Europe/Paris",
        **(reglages or {}),
    }
    args = [arg for name, value in settings.items() for arg in ("-c", f"{name}={value}")]
    server = subprocess.Popen(
        [bin_folder / "postgres", "-D", data, *args],
        cwd=home,
        **owner,  # type: ignore[call-overload]
    )
    admin = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
    version = _create_roles(server, admin, app_password)
    facts = {"admin": admin, "port": port, "mot_de_passe": app_password, "version": version}
    return server, facts


def _create_roles(server: subprocess.Popen[bytes], admin: str, app_password: str) -> str:
    deadline = time.monotonic() + _START_S
    while True:
        try:
            conn = psycopg.connect(admin, autocommit=True, connect_timeout=5)
            break
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    with conn:
        # The very file that an operator is told to run.
        conn.execute(_ROLES.read_bytes())
        for role in (_ROLE, _ROLE_CHARGE, _ROLE_PROPRIETAIRE):
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
            conn.execute(statement.format(sql.Identifier(role), sql.Literal(app_password)))
        row = conn.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else ""


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGQUIT)  # immediate: nothing in it is worth a checkpoint
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


if __name__ == "__main__":
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    _guard(Path(sys.argv[1]), sys.argv[2] == "durable")
