"""LivreEssai: some écritures as the books hold them, drawn from a seed, and back from a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from boucle.compta import detail as details
from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte
from boucle.compta.lot import NULLABLES
from boucle.formats.lecture import Lecture
from boucle.formats.sortie.bloc import LIGNES, PARTS, Bloc, Code, Tete
from boucle.formats.sortie.portes import Forme
from boucle.formats.sortie.registre import open_ecrivain
from boucle.values import days_of

DEBUT = days_of(date(2024, 1, 1))
JOURNAUX = {"VE": "Ventes", "AC": "Achats", "BQ": "Banque « été »", "AN": "À nouveaux"}
COMPTES = {
    "41100000": "Clients",
    "40100000": "Fournisseurs",
    "70700000": "Ventes",
    "60640000": "Fournitures",
    "51200000": "Banque",
}
TIERS = {"C001": "Dupré & fils", "F9": "L'Hôte", "=SOMME": "Égal"}
TEXTES = ("", "Vente", "=1+1", "+33 1", "-12", "@nom", "'=x", "''-y", 'dit "oui"', "a;b", "é € œ")
MOTS = ("", "REF1", "R-2", "=A1", "X;Y", "été", "0012")
GUID = "77dc9a4a-3390-485b-b134-2913384a5563"
SECTIONS = {("A1", "NORD"): "Le nord", ("A1", "SUD"): "", ("A2", "CH01"): "Chantier"}


def make_bloc(rnd: Random) -> Bloc:
    """Draw balanced écritures, numbered through the file, with details and breakdowns."""
    rows: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for num in range(1, rnd.randint(1, 5) + 1):
        journal, jour = rnd.choice(list(JOURNAUX)), DEBUT + rnd.randint(0, 364)
        piece = rnd.choice(("", f"FA{num}", f"=FA{num}"))
        amounts = [rnd.choice((1, 99, 100_05, 10**9)) * rnd.choice((1, 1, -1)) for _ in range(2)]
        amounts += [-sum(amounts)] if sum(amounts) else [5, -5]
        for montant in amounts:
            row = _ligne(rnd, len(rows) + 2, journal, str(num), jour, piece, montant)
            rows.append(row)
            parts += _parts(rnd, row)
    frame = pl.DataFrame(
        [
            pl.Series(nom, [row.get(nom, _blank(nom)) for row in rows], dtype=dtype)
            for nom, dtype in LIGNES.items()
        ]
    )
    return Bloc(frame, pl.DataFrame(parts, schema=PARTS))


def _blank(nom: str) -> Any:
    if nom in NULLABLES or nom in details.DATES or nom in details.ENTIERS_NULS:
        return None
    return "" if LIGNES[nom] == pl.String() else 0


def _ligne(
    rnd: Random, n: int, journal: str, num: str, jour: int, piece: str, montant: int
) -> dict[str, Any]:
    compte = rnd.choice(list(COMPTES))
    tiers = rnd.choice(("", *TIERS)) if compte[0] == "4" else ""
    lettrage = rnd.choice(("", "", "AAA"))
    devise = rnd.choice(("", "", "USD"))
    side, amount = ("debit", montant) if montant > 0 else ("credit", -montant)
    if rnd.random() < 1 / 20:
        side, amount = "credit" if side == "debit" else "debit", -amount
    row: dict[str, Any] = {
        "import_id": 1,
        "n": n,
        "journal": journal,
        "num": num,
        "date": jour,
        "compte": compte,
        "tiers": tiers,
        "piece_ref": piece,
        "piece_date": rnd.choice((None, jour, jour - 3)),
        "libelle": rnd.choice(TEXTES),
        side: amount,
        "lettrage": lettrage,
        "date_let": jour if lettrage else None,
        "valid_date": rnd.choice((None, jour)),
        "montant_devise": rnd.choice((12_3400, 1_0000)) if devise else None,
        "devise": devise,
        "journal_lib": JOURNAUX[journal],
        "compte_lib": COMPTES[compte],
        "tiers_lib": TIERS.get(tiers, ""),
    }
    if rnd.random() < 1 / 2:
        row |= {
            "reference": rnd.choice(MOTS),
            "commentaire": rnd.choice(TEXTES),
            "echeance": rnd.choice((None, jour + 30)),
            "mode_paiement": rnd.choice(("", "2", "5")),
            "date_operation": rnd.choice((None, jour)),
            "date_pointage": rnd.choice((None, jour)),
            "code_pointage": rnd.choice(("", GUID)),
            "type_ligne": rnd.choice((None, 1, 5)),
            "piece_jointe": rnd.choice(("", "https://documents.example/f.pdf")),
            "reference_externe": rnd.choice(MOTS),
            "reference_libre": rnd.choice(MOTS),
            "quantite": rnd.choice((None, 1_5000, 2_0000)),
            "unite": rnd.choice(("", "KG")),
            "code_tva": rnd.choice(("", "TN")),
            "regime_tva": rnd.choice(("", "FRA")),
        }
        if rnd.random() < 1 / 3:
            row |= {"cutoff_debut": jour, "cutoff_fin": jour + 10}
    return row


def _parts(rnd: Random, row: dict[str, Any]) -> list[dict[str, Any]]:
    if rnd.random() < 2 / 3:
        return []
    found = []
    net = row.get("debit", 0) - row.get("credit", 0)
    for axe in rnd.choice((("A1",), ("A1", "A2"))):
        sections = [section for own, section in SECTIONS if own == axe]
        first = net // len(sections)
        shares = [first] * (len(sections) - 1)
        shares.append(net - sum(shares))
        for rang, (section, share) in enumerate(zip(sections, shares, strict=True), 1):
            found.append(
                {
                    "import_id": 1,
                    "n": row["n"],
                    "axe": axe,
                    "rang": rang,
                    "section": section,
                    "debit": max(share, 0),
                    "credit": max(-share, 0),
                    "quantite": rnd.choice((None, 2_5000)),
                }
            )
    return found


def tete_of(bloc: Bloc, **given: Any) -> Tete:
    """Give what is known of these lines before the first one."""
    lots, used = bloc.lignes, {}
    for genre, labels in (("journal", JOURNAUX), ("compte", COMPTES), ("tiers", TIERS)):
        codes = [code for code in lots[genre].unique() if code]
        used[genre] = {code: Code(labels.get(code, "")) for code in codes}
    for tiers, compte in lots.select("tiers", "compte").iter_rows():
        if tiers:
            used["tiers"][tiers] = used["tiers"][tiers]._replace(collectif=compte)
    axes = sorted(set(bloc.parts["axe"]))
    return Tete("D1", codes=used, axes=tuple(axes), sections=SECTIONS, **given)


def written(forme: Forme, tete: Tete, *blocs: Bloc) -> bytes:
    """Write a whole file."""
    ecrivain = open_ecrivain(forme, tete)
    pieces = [ecrivain.begin(), *(ecrivain.write(bloc) for bloc in blocs), *ecrivain.end()]
    return b"".join(pieces)


def read_back(
    read: Callable[..., Lecture], folder: Path, nom: str, content: bytes, parametres: Any = None
) -> tuple[Lecture, Bloc]:
    """Read a file, and give what was read as a block of the books."""
    path = folder / nom
    path.write_bytes(content)
    lots: list[pl.DataFrame] = []
    kept: list[pl.DataFrame] = []
    parts: list[pl.DataFrame] = []
    lecture = read(
        path,
        Contexte(nom_fichier=nom),
        parametres or {},
        on_lot=lots.append,
        on_detail=kept.append,
        on_ventilation=parts.append,
    )
    return lecture, _bloc(lecture.bilan, lots, kept, parts)


def _bloc(
    bilan: Bilan, lots: list[pl.DataFrame], kept: list[pl.DataFrame], parts: list[pl.DataFrame]
) -> Bloc:
    known = {("journal", code, 0): text for code, text in bilan.journaux.items()}
    known |= {("compte", code, 0): text for code, text in bilan.comptes.items()}
    known |= {("tiers", code, 0): tiers.libelle for code, tiers in bilan.tiers.items()}
    known |= {(v.genre, v.code, v.variante): v.libelle for v in bilan.libelles}
    frame = pl.concat(lots) if lots else pl.DataFrame(schema=LIGNES)
    detail = pl.concat(kept) if kept else details.build_detail({"n": []})
    frame = frame.join(detail, on="n", how="left", maintain_order="left").with_columns(
        pl.lit(1, pl.Int64).alias("import_id"),
        *(
            pl.Series(
                f"{genre}_lib",
                [
                    known.get((genre, code, variante), "")
                    for code, variante in frame.select(genre, f"lib_{genre}").iter_rows()
                ],
                dtype=pl.String,
            )
            for genre in ("journal", "compte", "tiers")
        ),
    )
    frame = frame.with_columns(
        pl.col(nom).fill_null("") for nom, dtype in LIGNES.items() if dtype == pl.String()
    ).select(*LIGNES)
    whole = pl.concat(parts) if parts else pl.DataFrame(schema=PARTS)
    whole = whole.with_columns(pl.lit(1, pl.Int64).alias("import_id")).select(*PARTS)
    return Bloc(frame, whole)


def parts_by_place(bloc: Bloc) -> list[tuple[Any, ...]]:
    """Give the parts by the rank of their line, since files number lines each in their way."""
    rank = {n: place for place, n in enumerate(bloc.lignes["n"])}
    rows = bloc.parts.select("n", "axe", "rang", "section", "debit", "credit", "quantite")
    return sorted((rank[row[0]], *row[1:]) for row in rows.iter_rows())
