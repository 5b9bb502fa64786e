"""Fetch, over TLS: the name of the URL is checked against the certificate, and SNI bears it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.sources.fetch import SecretUrl, fetch
from boucle.operations.sources.limites import Limites
from rigs import serveur as s

NOW = datetime.now(UTC)
NOM = "depots.exemple.fr"
FAST = Limites(connexion_ms=1_000, libre_min_octets=0, refus_ms=0)


class Authority:
    """Make certificates under an authority of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Autorité d'essai")])
        constraint = x509.BasicConstraints(ca=True, path_length=None)
        self.path = folder / "ca.pem"
        certificate = self._make(self.nom, self.key, 0, 24, constraint)
        self.path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def _make(self, nom, key, start_h: int, end_h: int, *extensions) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder().subject_name(nom).issuer_name(self.nom)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(NOW + timedelta(hours=start_h, minutes=-5))
            .not_valid_after(NOW + timedelta(hours=end_h))
        )  # fmt: skip
        for extension in extensions:
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def server(self, nom: str, start_h: int = 0, end_h: int = 24) -> ssl.SSLContext:
        """Give the context of a server certified for a name and hours."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(nom)])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, nom)])
        certificate = self._make(subject, key, start_h, end_h, names)
        path = self.folder / "server.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Give an authority that this process trusts, as an operator would have it."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.path))
    return made


def run(context: ssl.SSLContext, folder: Path, hote: str = NOM):
    """Fetch `https://hote/x` from a server of this certificate; the name leads to loopback."""
    names: list[str | None] = []
    context.sni_callback = lambda _socket, nom, _context: names.append(nom)
    with s.serving(s.whole(b"abc"), contexte=context) as serveur:
        config = Config(sources_permises=f"127.0.0.1:{serveur.port}")
        url = SecretUrl(f"https://{hote}:{serveur.port}/x")
        try:
            fetch(url, folder / "x", config, limites=FAST, resolve=lambda *_: ["127.0.0.1"])
        except Refus as refus:
            return refus.kind.code, names, serveur.demandes
        return "", names, serveur.demandes


def test_the_name_goes_in_sni_and_host_the_address_in_the_socket(authority, tmp_path) -> None:
    code, names, demandes = run(authority.server(NOM), tmp_path)
    assert (code, names) == ("", [NOM])
    assert demandes[0].entetes["host"].startswith(NOM)
    assert (tmp_path / "x").read_bytes() == b"abc"


@pytest.mark.parametrize(
    ("nom", "start_h", "end_h"),
    [("autre.exemple.fr", 0, 24), (NOM, -48, -24), (NOM, 24, 48)],
    ids=["another name", "expired", "not yet valid"],
)
def test_a_certificate_that_does_not_fit_is_refused(authority, tmp_path, nom, start_h, end_h):
    code, _, demandes = run(authority.server(nom, start_h, end_h), tmp_path)
    assert (code, demandes) == ("SRC-003", [])


def test_an_unknown_authority_is_refused(authority, tmp_path, monkeypatch) -> None:
    context = authority.server(NOM)
    monkeypatch.delenv("SSL_CERT_FILE")
    code, _, demandes = run(context, tmp_path)
    assert (code, demandes) == ("SRC-003", [])


def test_the_authorities_of_mozilla_are_trusted_too(authority, tmp_path, monkeypatch) -> None:
    """Where the system has none: the list that stands beside the engine is asked."""
    context = authority.server(NOM)
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setattr(certifi, "where", lambda: str(authority.path))
    assert run(context, tmp_path)[0] == ""


def test_a_server_that_speaks_no_tls_is_out_of_reach(tmp_path: Path) -> None:
    with s.serving(s.whole(b"abc")) as serveur:
        config = Config(sources_permises=f"127.0.0.1:{serveur.port}")
        url = SecretUrl(f"https://127.0.0.1:{serveur.port}/x")
        with pytest.raises(Refus) as refus:
            fetch(url, tmp_path / "x", config, limites=FAST)
    assert refus.value.kind.code == "SRC-001"
