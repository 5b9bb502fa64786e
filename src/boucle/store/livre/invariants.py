"""Invariants: queries that give violations on a live database; no row means that it holds.

The second opinion beside the constraints. Written in the dialect both databases share; one query
an invariant; each gives one column, the words that name the violation. Numbers are those of the
reliability notes, kept so that reports can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from boucle.store.base.protection import unprotected

VISIBLES = "('a_valider', 'validation_demandee', 'rejet_demande', 'valide')"
DEMANDES = "('validation_demandee', 'rejet_demande')"
FINALS = "('valide', 'rejete', 'en_erreur')"


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must hold, and the query that finds where it does not."""

    code: str
    titre: str
    sql: str


_KEY = "i.cabinet_id || '/' || i.dossier_id || '/' || i.import_id"
_LINES = (
    "JOIN ligne l ON l.cabinet_id = i.cabinet_id AND l.dossier_id = i.dossier_id "
    "AND l.import_id = i.import_id"
)
_PUBLISHED = f"{_LINES} AND l.tentative = i.tentative"
_SAME = "x.cabinet_id = i.cabinet_id AND x.dossier_id = i.dossier_id AND x.import_id = i.import_id"

_REPONSE = "TEXTE(reponse)"
"""The octets of an answer as a text, which each database writes its own way."""
_TEXTE = {"sqlite": "CAST(reponse AS TEXT)", "postgresql": "convert_from(reponse, 'UTF8')"}

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "I1",
        "Chaque écriture est équilibrée",
        f"SELECT {_KEY} || ' ' || l.journal || ' ' || l.num FROM import_comptable i {_PUBLISHED} "
        f"WHERE i.etat IN {VISIBLES} "
        "GROUP BY i.cabinet_id, i.dossier_id, i.import_id, l.journal, l.num "
        "HAVING SUM(l.debit) <> SUM(l.credit)",
    ),
    Invariant(
        "I2",
        "Chaque montant est borné",
        f"SELECT {_KEY} || ' ligne ' || l.n FROM import_comptable i {_PUBLISHED} "
        f"WHERE i.etat IN {VISIBLES} AND (l.debit NOT BETWEEN -10000000000000 AND 10000000000000 "
        "OR l.credit NOT BETWEEN -10000000000000 AND 10000000000000)",
    ),
    Invariant(
        "I3",
        "Un import visible a toutes ses lignes, un autre n'en a aucune",
        f"SELECT {_KEY} FROM import_comptable i LEFT JOIN ("
        "SELECT cabinet_id, dossier_id, import_id, tentative, COUNT(*) AS n, SUM(debit) AS d, "
        "SUM(credit) AS c FROM ligne GROUP BY cabinet_id, dossier_id, import_id, tentative"
        f") x ON {_SAME} AND x.tentative = i.tentative "
        f"WHERE i.etat IN {VISIBLES} AND (COALESCE(x.n, 0) <> i.lignes "
        "OR COALESCE(x.d, 0) <> i.debit OR COALESCE(x.c, 0) <> i.credit) "
        f"UNION ALL SELECT {_KEY} FROM import_comptable i WHERE i.etat NOT IN {VISIBLES} "
        "AND i.etat <> 'en_cours' AND i.etat <> 'en_attente' AND i.etat <> 'attente_url' "
        f"AND NOT i.a_balayer AND EXISTS (SELECT 1 FROM ligne x WHERE {_SAME})",
    ),
    Invariant(
        "I4",
        "Chaque ligne du fichier est là une fois et une seule",
        f"SELECT {_KEY} FROM import_comptable i LEFT JOIN ("
        "SELECT l.cabinet_id, l.dossier_id, l.import_id, l.tentative, l.n FROM ligne l"
        f") x ON {_SAME} AND x.tentative = i.tentative AND x.n <= i.derniere_ligne "
        f"WHERE i.etat IN {VISIBLES} "
        "GROUP BY i.cabinet_id, i.dossier_id, i.import_id, i.lignes_source "
        "HAVING COUNT(x.n) <> i.lignes_source",
    ),
    Invariant(
        "I5",
        "Les soldes gardés sont ceux des lignes",
        "SELECT u.cabinet_id || '/' || u.dossier_id || '/' || u.import_id || ' ' || u.compte FROM ("
        "SELECT i.cabinet_id, i.dossier_id, i.import_id, l.compte, l.debit AS d, l.credit AS c "
        f"FROM import_comptable i {_PUBLISHED} WHERE i.etat IN {VISIBLES} UNION ALL "
        "SELECT i.cabinet_id, i.dossier_id, i.import_id, x.compte, -x.debit, -x.credit "
        f"FROM import_comptable i JOIN solde x ON {_SAME} AND x.tentative = i.tentative "
        f"WHERE i.etat IN {VISIBLES}) u "
        "GROUP BY u.cabinet_id, u.dossier_id, u.import_id, u.compte "
        "HAVING SUM(u.d) <> 0 OR SUM(u.c) <> 0",
    ),
    Invariant(
        "I6",
        "Chaque import équilibre débit et crédit, par ses soldes",
        f"SELECT {_KEY} FROM import_comptable i JOIN solde x ON {_SAME} "
        f"AND x.tentative = i.tentative WHERE i.etat IN {VISIBLES} "
        "GROUP BY i.cabinet_id, i.dossier_id, i.import_id HAVING SUM(x.debit) <> SUM(x.credit)",
    ),
    Invariant(
        "I7",
        "Rien ne passe d'un dossier ou d'un cabinet à un autre",
        f"SELECT {_KEY} FROM import_comptable i LEFT JOIN dossier d "
        "ON d.cabinet_id = i.cabinet_id AND d.dossier_id = i.dossier_id "
        "WHERE d.dossier_id IS NULL UNION ALL "
        "SELECT l.cabinet_id || '/' || l.dossier_id || '/' || l.import_id || ' compte ' || "
        "l.compte FROM (SELECT DISTINCT l.cabinet_id, l.dossier_id, l.import_id, l.compte "
        f"FROM import_comptable i {_PUBLISHED} WHERE i.etat IN {VISIBLES}) l "
        "LEFT JOIN compte c ON c.cabinet_id = l.cabinet_id AND c.dossier_id = l.dossier_id "
        "AND c.numero = l.compte WHERE c.numero IS NULL",
    ),
    Invariant(
        "I8",
        "L'histoire d'un import explique son état",
        f"SELECT {_KEY} || ' ' || e.seq FROM import_comptable i JOIN import_evenement e "
        "ON e.cabinet_id = i.cabinet_id AND e.dossier_id = i.dossier_id "
        "AND e.import_id = i.import_id LEFT JOIN import_evenement b "
        "ON b.cabinet_id = e.cabinet_id AND b.dossier_id = e.dossier_id "
        "AND b.import_id = e.import_id AND b.seq = e.seq - 1 "
        "WHERE (e.seq > 1 AND (b.seq IS NULL OR b.vers <> e.de)) "
        "OR (e.seq = i.evenements AND e.vers <> i.etat) OR e.seq > i.evenements "
        f"OR ((e.de = 'a_valider' OR (e.de IN {DEMANDES} AND e.vers IN {FINALS})) "
        "AND COALESCE(e.profil, 0) < 3) UNION ALL "
        f"SELECT {_KEY} FROM import_comptable i WHERE NOT EXISTS (SELECT 1 FROM import_evenement x "
        f"WHERE {_SAME} AND x.seq = i.evenements)",
    ),
    Invariant(
        "I9",
        "Un import a au plus un tenant, et son jeton ne recule pas",
        f"SELECT {_KEY} FROM import_comptable i WHERE (i.bail_fin IS NOT NULL "
        "AND i.etat <> 'en_cours') UNION ALL "
        f"SELECT {_KEY} || ' ' || e.seq FROM import_comptable i JOIN import_evenement e "
        "ON e.cabinet_id = i.cabinet_id AND e.dossier_id = i.dossier_id "
        "AND e.import_id = i.import_id WHERE e.jeton > i.jeton",
    ),
    Invariant(
        "I10",
        "Aucun import n'est oublié",
        f"SELECT {_KEY} FROM import_comptable i WHERE i.etat = 'en_cours' AND i.bail_fin IS NULL "
        "AND i.bail_par <> '' "
        f"UNION ALL SELECT {_KEY} FROM import_comptable i "
        "WHERE i.etat = 'en_attente' AND i.prochain_essai IS NULL",
    ),
    Invariant(
        "I11",
        "Une clé d'idempotence mène à son import, et à lui seul",
        "SELECT k.cabinet_id || '/' || k.dossier_id || ' ' || k.cle FROM idempotence k "
        "WHERE k.statut = 0 UNION ALL "
        "SELECT k.cabinet_id || '/' || k.dossier_id || ' ' || k.cle FROM (SELECT cabinet_id, "
        f"dossier_id, cle, CASE WHEN LENGTH(reponse) = 36 THEN {_REPONSE} END AS demande "
        "FROM idempotence) k LEFT JOIN import_comptable i ON i.cabinet_id = k.cabinet_id "
        "AND i.dossier_id = k.dossier_id AND i.demande = k.demande "
        "WHERE k.demande LIKE '________-____-____-____-____________' AND i.demande IS NULL",
    ),
    Invariant(
        "I12",
        "Aucune ligne visible n'est hors d'un exercice",
        f"SELECT {_KEY} FROM import_comptable i WHERE i.etat IN {VISIBLES} "
        "AND i.date_min IS NOT NULL AND NOT EXISTS (SELECT 1 FROM exercice x "
        "WHERE x.cabinet_id = i.cabinet_id AND x.dossier_id = i.dossier_id "
        "AND x.debut <= i.date_min AND x.fin >= i.date_min)",
    ),
    Invariant(
        "I13",
        "Les révisions d'un dossier ne dépassent pas son compteur",
        "SELECT c.cabinet_id || '/' || c.dossier_id || ' compte ' || c.numero FROM compte c "
        "JOIN dossier_etat s ON s.cabinet_id = c.cabinet_id AND s.dossier_id = c.dossier_id "
        "WHERE c.revision > s.revision OR c.id > s.prochain_id",
    ),
    Invariant(
        "I15",
        "Aucun secret ne survit à son usage",
        f"SELECT {_KEY} FROM import_comptable i WHERE i.etat IN {FINALS} "
        "AND i.source_url IS NOT NULL UNION ALL "
        f"SELECT {_KEY} FROM import_comptable i WHERE i.erreur LIKE '%sig=%' "
        "OR i.nom_fichier LIKE '%sig=%' UNION ALL "
        "SELECT k.cle FROM cle_api k WHERE LENGTH(k.empreinte) <> 64",
    ),
    Invariant(
        "I17",
        "La ventilation d'un axe fait le montant de sa ligne",
        f"SELECT {_KEY} || ' ligne ' || v.n || ' ' || v.axe FROM import_comptable i "
        "JOIN ventilation v ON v.cabinet_id = i.cabinet_id AND v.dossier_id = i.dossier_id "
        "AND v.import_id = i.import_id AND v.tentative = i.tentative LEFT JOIN ligne l "
        "ON l.cabinet_id = v.cabinet_id AND l.dossier_id = v.dossier_id "
        "AND l.import_id = v.import_id AND l.tentative = v.tentative AND l.n = v.n "
        f"WHERE i.etat IN {VISIBLES} "
        "GROUP BY i.cabinet_id, i.dossier_id, i.import_id, v.n, v.axe, l.debit, l.credit "
        "HAVING l.debit IS NULL OR SUM(v.debit) - SUM(v.credit) <> l.debit - l.credit",
    ),
    Invariant(
        "I18",
        "Chaque section ventilée est au dossier, sous son axe",
        "SELECT v.cabinet_id || '/' || v.dossier_id || '/' || v.import_id || ' ' || v.axe || ' ' "
        "|| v.section FROM (SELECT DISTINCT v.cabinet_id, v.dossier_id, v.import_id, v.axe, "
        "v.section FROM import_comptable i JOIN ventilation v ON v.cabinet_id = i.cabinet_id "
        "AND v.dossier_id = i.dossier_id AND v.import_id = i.import_id "
        f"AND v.tentative = i.tentative WHERE i.etat IN {VISIBLES}) v "
        "LEFT JOIN section s ON s.cabinet_id = v.cabinet_id AND s.dossier_id = v.dossier_id "
        "AND s.code = v.section LEFT JOIN axe a ON a.cabinet_id = s.cabinet_id "
        "AND a.dossier_id = s.dossier_id AND a.id = s.axe_id "
        "WHERE a.code IS NULL OR a.code <> v.axe",
    ),
    Invariant(
        "I19",
        "Un import qui n'est plus visible n'a ni ventilation ni détail",
        "".join(
            f"{union}SELECT {_KEY} || ' {table}' FROM import_comptable i WHERE i.etat IN "
            "('rejete', 'en_erreur') AND NOT i.a_balayer "
            f"AND EXISTS (SELECT 1 FROM {table} x WHERE {_SAME})"
            for union, table in (("", "ventilation"), (" UNION ALL ", "ligne_detail"))
        ),
    ),
    Invariant(
        "I20",
        "La place comptée d'un cabinet est la somme de ses fichiers",
        "SELECT 'cabinet ' || o.cabinet_id FROM occupation o LEFT JOIN fichier_garde f "
        "ON f.cabinet_id = o.cabinet_id GROUP BY o.cabinet_id, o.octets "
        "HAVING o.octets <> COALESCE(SUM(f.octets), 0) UNION ALL "
        "SELECT 'cabinet ' || c.cabinet_id FROM cabinet c LEFT JOIN occupation o "
        "ON o.cabinet_id = c.cabinet_id WHERE o.cabinet_id IS NULL",
    ),
    Invariant(
        "I25",
        "Chaque décision demandée a son import dans cet état, et l'inverse",
        f"SELECT {_KEY} FROM import_comptable i LEFT JOIN decision_demandee x ON {_SAME} "
        f"WHERE i.etat IN {DEMANDES} AND (x.vers IS NULL "
        "OR (x.vers = 'valide') <> (i.etat = 'validation_demandee')) UNION ALL "
        f"SELECT {_KEY} FROM decision_demandee x JOIN import_comptable i ON {_SAME} "
        f"WHERE i.etat NOT IN {DEMANDES}",
    ),
    Invariant(
        "I24",
        "Chaque changement d'un import est dit au cabinet, et les numéros se suivent",
        "SELECT e.cabinet_id || '/' || e.dossier_id || '/' || e.import_id || ' ' || e.seq "
        "FROM import_evenement e JOIN evenement_compteur c ON c.cabinet_id = e.cabinet_id "
        "LEFT JOIN evenement v ON v.cabinet_id = e.cabinet_id AND v.dossier_id = e.dossier_id "
        "AND v.import_id = e.import_id AND v.seq = e.seq "
        "WHERE e.le >= c.depuis AND v.numero IS NULL UNION ALL "
        "SELECT 'cabinet ' || c.cabinet_id FROM cabinet c LEFT JOIN evenement_compteur n "
        "ON n.cabinet_id = c.cabinet_id LEFT JOIN (SELECT cabinet_id, COUNT(*) AS n, "
        "MAX(numero) AS z FROM evenement GROUP BY cabinet_id) x ON x.cabinet_id = c.cabinet_id "
        "WHERE n.cabinet_id IS NULL OR COALESCE(x.n, 0) <> n.dernier - n.efface "
        "OR COALESCE(x.z, n.dernier) <> n.dernier",
    ),
)


def violations(conn: Connection, invariant: Invariant) -> list[str]:
    """Name the violations of one invariant."""
    sql = invariant.sql.replace(_REPONSE, _TEXTE[conn.dialect.name])
    return [str(found) for (found,) in conn.execute(text(sql))]


def integrity(conn: Connection) -> Iterator[str]:
    """Name what the database itself finds broken (I16)."""
    if conn.dialect.name == "sqlite":
        for (found,) in conn.execute(text("PRAGMA integrity_check")):
            if found != "ok":
                yield str(found)
        for row in conn.execute(text("PRAGMA foreign_key_check")):
            yield f"foreign key of {row[0]}"
        return
    for found in unprotected(conn):
        yield f"row-level security of {found}"
