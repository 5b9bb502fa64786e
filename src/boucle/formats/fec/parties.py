"""Parties: a FEC split in several files `_1`, `_2`…, put back together to be read as one.

Source: LPF art. A47 A-1, XIII: each part has its line of names and follows the same norm.
Lines are then numbered through the whole: `faits['parties']` says where each part begins. A part
may be flat or XML, in an archive of its own or not.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, BinaryIO

from boucle.compta.contexte import Contexte
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import fic
from boucle.formats.archive import kind_of_archive, unpack
from boucle.formats.encodage import ASCII
from boucle.formats.fec.entree import is_xml, merge_xml, read_head, refuse
from boucle.formats.fec.forme.ouverture import Ouverture, open_fec
from boucle.formats.lecture import Lecture

_PARTIE = re.compile(r"(.*FEC[0-9]{8})_0*([0-9]{1,3})T?(?:\.[A-Za-z]+){0,2}", re.IGNORECASE)
_CHUNK = 1 << 20
Partie = tuple[str, Path]
"""A part: the name it was given under, and the text it holds, outside its archive."""


def group_parties(sources: Sequence[Path]) -> list[list[Path]]:
    """Put together the files that are parts of one FEC, by folder and name, in order.

    A file that is alone of its name is a group by itself; groups keep the order given.
    """
    groups: dict[tuple[Path, str], list[tuple[int, Path]]] = {}
    for rank, source in enumerate(sources):
        m = _PARTIE.fullmatch(source.name)
        key = (source.parent, m[1].upper()) if m else (source, str(rank))
        groups.setdefault(key, []).append((int(m[2]) if m else 0, source))
    return [[path for _, path in sorted(group)] for group in groups.values()]


def read_parties(
    read: Callable[[Path, Contexte], Lecture], sources: Sequence[Path], contexte: Contexte
) -> Lecture:
    """Read the parts of one FEC, in this order, as one file.

    Gives FIC-050 to FIC-053 for a part whose archive gives nothing, FIC-054 when a part does not
    follow the norm of the first one, FIC-055 when the numbers of the parts are not 1, 2, 3…
    """
    nom = _PARTIE.fullmatch(sources[0].name)
    whole = f"{nom[1]}.txt" if nom and not contexte.nom_fichier else contexte.nom_fichier
    contexte = replace(contexte, nom_fichier=whole or sources[0].name)
    with tempfile.TemporaryDirectory(prefix="boucle-") as folder:
        opened, found = _unpack(sources, Path(folder))
        if not opened:
            return refuse(found, {})
        if is_xml(read_head(opened[0][1])):
            lecture, more, parties = _read_xml(read, opened, contexte, Path(folder))
        else:
            target = Path(folder) / "entier"
            with target.open("xb") as out:
                more, parties = _join(out, opened, contexte)
            lecture = read(target, contexte)
    found += [*more, *_judge_suite(sources)]
    collecte = Collecte()
    for anomalie in [*found, *lecture.rapport.anomalies]:
        collecte.add(anomalie)
    collecte.comptes = dict(lecture.rapport.comptes)
    for anomalie in found:
        collecte.count(anomalie.kind)
    rapport = collecte.finish()
    rapport.faits = {**lecture.rapport.faits, "parties": parties}
    return Lecture(rapport, lecture.bilan)


def _unpack(sources: Sequence[Path], folder: Path) -> tuple[list[Partie], list[Anomalie]]:
    """Take each part out of its archive; a part that cannot be is left out and said."""
    opened: list[Partie] = []
    found: list[Anomalie] = []
    for rank, source in enumerate(sources):
        path = source
        if kind_of_archive(read_head(source)):
            path = folder / f"partie-{rank}"
            membre = unpack(source, source.name, path)
            if membre.anomalie is not None:
                found.append(membre.anomalie)
                continue
        opened.append((source.name, path))
    return opened, found


def _read_xml(
    read: Callable[[Path, Contexte], Lecture],
    opened: Sequence[Partie],
    contexte: Contexte,
    folder: Path,
) -> tuple[Lecture, list[Anomalie], list[dict[str, Any]]]:
    """Put the flat forms of XML parts one after the other; lines are those of the XML."""
    # Few files are XML: the others do not wait for its reader.
    from boucle.formats.fec.xml.conversion import Conversion
    from boucle.formats.fec.xml.lire import convert_xml

    whole = Conversion("")
    found: list[Anomalie] = []
    parties: list[dict[str, Any]] = []
    plat, part, before = folder / "plat", folder / "converti", 0
    with plat.open("xb") as out:
        for nom, path in opened:
            with part.open("wb") as target:
                own = convert_xml(path, target, contexte)
            if not is_xml(read_head(path)) or (parties and own.regime != whole.regime):
                found.append(Anomalie(fic.PARTIES_DISCORDANTES, lu=nom[:120]))
                continue
            whole.extend(own, before)
            parties.append({"nom": nom, "premiere_ligne": before + 2})
            with part.open("rb") as stream:
                names = stream.readline()
                if not before:
                    out.write(names)
                _copy(stream, out, b"\n")
            before += _count_lines(path)
    lecture = merge_xml(read, plat, contexte, whole)
    lecture.rapport.faits["taille_octets"] = sum(path.stat().st_size for _, path in opened)
    return lecture, found, parties


def _count_lines(path: Path) -> int:
    """Count the lines of a text, the last one even without its end."""
    lignes, last = 0, b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            lignes, last = lignes + chunk.count(b"\n"), chunk[-1:]
    return lignes + (last != b"\n")


def _join(
    out: BinaryIO, opened: Sequence[Partie], contexte: Contexte
) -> tuple[list[Anomalie], list[dict[str, Any]]]:
    found: list[Anomalie] = []
    parties: list[dict[str, Any]] = []
    norm: tuple[object, ...] | None = None
    lignes = 1
    for nom, source in opened:
        ouverture = open_fec(source, contexte)
        if not _same(norm, ouverture):
            found.append(Anomalie(fic.PARTIES_DISCORDANTES, lu=nom[:120]))
            continue
        with source.open("rb") as stream:
            if norm is None:
                out.write(stream.read(ouverture.debut))
            parties.append({"nom": nom, "premiere_ligne": lignes + 1})
            stream.seek(ouverture.debut)
            lignes += _copy(stream, out, _fin(ouverture))
        norm = norm if norm is not None and norm[-1] != ASCII else _norm(ouverture)
    return found, parties


def _norm(ouverture: Ouverture) -> tuple[object, ...]:
    """What all the parts must share; the charset is last, ASCII going with any."""
    entete = ouverture.entete
    names = (entete.separateur, entete.noms, entete.champs) if entete else ()
    return (*names, _fin(ouverture), ouverture.encodage.charset)


def _same(norm: tuple[object, ...] | None, ouverture: Ouverture) -> bool:
    own = _norm(ouverture)
    if norm is None:
        return True
    return norm[:-1] == own[:-1] and (ASCII in (norm[-1], own[-1]) or norm[-1] == own[-1])


def _fin(ouverture: Ouverture) -> bytes:
    fins = {"CR": b"\r", "LF": b"\n", "CRLF": b"\r\n", "CRCRLF": b"\r\r\n"}
    return fins[ouverture.encodage.fin]


def _copy(stream: IO[bytes], out: BinaryIO, fin: bytes) -> int:
    """Copy the lines of a part, the last one ended; give how many."""
    lignes, last = 0, b""
    while chunk := stream.read(_CHUNK):
        out.write(chunk)
        lignes += chunk.count(fin[-1:])
        last = chunk[-1:]
    if last and last != fin[-1:]:
        out.write(fin)
        lignes += 1
    return lignes


def _judge_suite(sources: Sequence[Path]) -> list[Anomalie]:
    matches = [_PARTIE.fullmatch(source.name) for source in sources]
    numbers = [int(m[2]) for m in matches if m]
    if not numbers or numbers == list(range(1, len(sources) + 1)):
        return []
    return [Anomalie(fic.PARTIE_MANQUANTE, lu=", ".join(f"_{n}" for n in numbers))]
