"""Entree: any file sent as a FEC, opened and turned into a flat FEC that a reader can read.

An archive is opened, XML is converted, both in a temporary folder that is gone afterwards.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte
from boucle.compta.regles.collecte import Collecte
from boucle.compta.regles.communes import add_communes
from boucle.errors import Anomalie, Niveau
from boucle.errors.rapport.rapport import rank
from boucle.formats.archive import OCTETS_MAX, kind_of_archive, open_membre, unpack
from boucle.formats.encodage import BOM
from boucle.formats.fec.forme.accord import accorde, admet
from boucle.formats.fec.forme.nom import read_nom
from boucle.formats.lecture import Lecture

if TYPE_CHECKING:
    from boucle.formats.fec.xml.conversion import Conversion

_HEAD = 300
Lecteur = Callable[[Path, Contexte], Lecture]


def read_with(
    flat: Lecteur, source: Path, contexte: Contexte, *, octets_max: int = OCTETS_MAX
) -> Lecture:
    """Read a FEC of any shape (flat, XML, in a gzip or a zip) with this reader of flat FEC.

    Lines of anomalies are those of the file inside the archive, and of the XML when it is XML.
    """
    archive = kind_of_archive(read_head(source))
    if not archive and not is_xml(read_head(source)):
        return _read_plat(flat, source, contexte)
    nom = contexte.nom_fichier or source.name
    with tempfile.TemporaryDirectory(prefix="boucle-") as folder:
        if archive:
            inner = Path(folder) / "membre"
            membre = unpack(source, nom, inner, octets_max)
            if membre.anomalie is not None:
                faits = {"archive": archive, "taille_octets": source.stat().st_size}
                return refuse([membre.anomalie], faits)
            # A stream may be a zip, whose member has a name.
            anonyme = contexte.sans_nom and membre.nom == nom
            source, nom, contexte = inner, membre.nom, replace(contexte, sans_nom=anonyme)
        contexte = replace(contexte, nom_fichier=nom)
        if is_xml(read_head(source)):
            lecture = _read_xml(flat, source, contexte, Path(folder) / "plat")
        else:
            lecture = _read_plat(flat, source, contexte)
    if archive:
        lecture.rapport.faits["archive"] = archive
    return lecture


@contextmanager
def open_source(source: Path) -> Iterator[IO[bytes]]:
    """Open the bytes whose lines a rapport speaks of: those inside the archive, if it is one."""
    with ExitStack() as stack:
        yield open_membre(stack, source)


def read_head(source: Path) -> bytes:
    """Give the first bytes of a file, those that tell what it is."""
    with source.open("rb") as stream:
        return stream.read(_HEAD)


def is_xml(head: bytes) -> bool:
    """True when a file that begins so is XML, and not a flat FEC."""
    return head.removeprefix(BOM).lstrip()[:1] == b"<"


def refuse(anomalies: list[Anomalie], faits: dict[str, object]) -> Lecture:
    """Give the rapport of a file none of whose lines could be read."""
    collecte = Collecte()
    for anomalie in anomalies:
        collecte.add(anomalie)
    rapport = collecte.finish()
    rapport.faits = {**faits, "lignes": 0}
    return Lecture(rapport, Bilan())


def _read_plat(flat: Lecteur, source: Path, contexte: Contexte) -> Lecture:
    lecture = flat(source, contexte)
    return accorde(lecture, source, contexte, etrange=lecture.rapport.etrange)


def _read_xml(flat: Lecteur, source: Path, contexte: Contexte, plat: Path) -> Lecture:
    # Few files are XML: the others do not wait for its reader.
    from boucle.formats.fec.xml.lire import convert_xml
    from boucle.formats.fec.xml.prologue import is_declare

    with plat.open("xb") as target:
        conversion = convert_xml(source, target, contexte)
    lecture = merge_xml(flat, plat, contexte, conversion)
    lecture.rapport.faits["taille_octets"] = source.stat().st_size
    if not is_declare(read_head(source)):
        # The checker takes it for a flat file.
        return accorde(lecture, source, contexte, etrange=True)
    return lecture


def merge_xml(flat: Lecteur, plat: Path, contexte: Contexte, conversion: Conversion) -> Lecture:
    """Read the flat form of an XML FEC, and say its lines as those of the XML."""
    faits: dict[str, object] = {
        "format": "FEC XML",
        "encodage": conversion.encodage,
        "separateur": "",
        "fin_de_ligne": "",
    }
    if not conversion.complete:
        nom = read_nom(contexte.nom_fichier, contexte)
        lecture = refuse([*nom.anomalies, *conversion.anomalies], faits)
        lecture.rapport.comptes |= conversion.comptes
        return lecture
    inner = add_communes(replace(contexte, regime=conversion.regime), conversion.places)
    lecture = flat(plat, inner)
    if not any(a.kind.non_conforme and a.kind.niveau is Niveau.FORME for a in conversion.anomalies):
        lecture = accorde(lecture, plat, inner, etrange=False)
        if conversion.is_heritage(lecture.rapport):
            admet(lecture.rapport)
    conversion.retell(lecture)
    collecte = Collecte()
    for anomalie in sorted([*conversion.anomalies, *lecture.rapport.anomalies], key=rank):
        collecte.add(anomalie)
    own = dict(conversion.comptes)
    for code, n in lecture.rapport.comptes.items():
        own[code] = own.get(code, 0) + n
    collecte.comptes = own
    rapport = collecte.finish()
    rapport.faits = {**lecture.rapport.faits, **faits}
    return Lecture(rapport, lecture.bilan)
