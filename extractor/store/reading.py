"""An open database -> records, fingerprints and rows of views; everything that reads goes through here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from extractor.errors import StoreError
from extractor.models import Article, Claim, Corpus, Entity, Extraction, Issue, Listing, Skip, SourceRef
from extractor.store import opening, rows, views
from extractor.store.library import Database
from extractor.store.rows import Row

_FINGERPRINT = """
SELECT a.sha256, r.rules_sha256, r.catalog_version, r.version
FROM articles a JOIN runs r ON r.id = a.run_id WHERE a.id = ?
"""

_HELD = """
SELECT root, sha256 FROM articles WHERE path = :path
UNION ALL SELECT root, NULL FROM issues WHERE path = :path AND root > 0 LIMIT 1
"""
_OF_FILE = "root <> :root AND (path = :file OR path > :file || '#' AND path < :file || '$')"
_FOREIGN = f"""
SELECT 1 FROM articles WHERE {_OF_FILE}
UNION ALL SELECT 1 FROM issues WHERE root > 0 AND {_OF_FILE} LIMIT 1
"""  # noqa: S608 (names of this package); '$' follows '#', which stands before the number of a record
_SUBJECTS_OF = """
SELECT s.* FROM claim_subjects s JOIN claims c ON c.id = s.claim_id WHERE c.article_id = :article_id
ORDER BY s.claim_id, s.role, s.position
"""
_CHECK_IDS = f"""
SELECT id FROM (SELECT *, id AS check_id, {views.RANK} AS rank, {views.ARTICLES} AS articles FROM checks)
WHERE verdict = :verdict AND id NOT IN (SELECT check_id FROM dismissals) AND (:kind = '' OR kind = :kind)
AND (:since = 0 OR id IN (
    SELECT l.check_id FROM check_claims l JOIN claims c ON c.id = l.claim_id JOIN articles a ON a.id = c.article_id
    WHERE a.run_id >= :since))
ORDER BY {views.view("checks_readable").order}
"""  # noqa: S608 (names of this package)
_OF_ARTICLE = ("path", "title", "source", "published", "url", "origin_id")
_SAID = f"""
SELECT c.*, {", ".join(f"a.{name}" for name in _OF_ARTICLE)} FROM claims c JOIN articles a ON a.id = c.article_id
"""  # noqa: S608 (names of this module)
_ABOUT_ANY_OF = """
SELECT claim_id FROM claim_subjects
WHERE role = 'subject' AND entity_id IN (SELECT value FROM json_each(:ids))
"""
_ABOUT_ANY = """
WITH RECURSIVE given(id) AS (SELECT value FROM json_each(:ids)),
    nations(code) AS (SELECT country FROM entities WHERE kind IN ('group', 'country') AND id IN given),
    meant(id) AS (SELECT id FROM given UNION SELECT id FROM entities
        WHERE kind IN ('group', 'country') AND country IN nations)
SELECT claim_id AS id FROM claim_subjects WHERE role = 'subject' AND entity_id IN meant
UNION SELECT id FROM claims WHERE subject IN (SELECT value FROM json_each(:names))
"""
_CLAIMS_IN = """
SELECT c.* FROM claims c JOIN articles a ON a.id = c.article_id
WHERE c.id IN (SELECT value FROM json_each(:claims)) ORDER BY a.path, c.start, c."end", c.id
"""
_ARTICLES_IN = "SELECT * FROM articles WHERE id IN (SELECT value FROM json_each(:articles)) ORDER BY path, id"
_SOURCES_IN = """
SELECT * FROM sources WHERE article_id IN (SELECT value FROM json_each(:articles))
ORDER BY article_id, claim_id, relation, name, id
"""
_ENTITIES_IN = """
WITH spoken(id) AS (SELECT value FROM json_each(:ids))
SELECT * FROM entities WHERE id IN spoken OR id IN (SELECT lab_id FROM entities WHERE id IN spoken) ORDER BY id
"""
_LISTINGS_IN = """
SELECT * FROM listings WHERE entity_id IN (SELECT value FROM json_each(:ids))
ORDER BY entity_id, field, provider, source, id
"""
_SUBJECTS_IN = """
SELECT * FROM claim_subjects WHERE claim_id IN (SELECT value FROM json_each(:claims)) ORDER BY claim_id, role, position
"""
_CHECKS_OF = f"""
SELECT id FROM (SELECT *, id AS check_id, {views.RANK} AS rank, {views.ARTICLES} AS articles FROM checks
    WHERE id IN (SELECT check_id FROM check_claims WHERE claim_id IN (SELECT value FROM json_each(:claims))))
WHERE id NOT IN (SELECT check_id FROM dismissals)
ORDER BY {views.view("checks_readable").order}
"""  # noqa: S608 (names of this package)
_WORST_FROM = f"""
SELECT claim_id, verdict FROM (
    SELECT l.claim_id, k.verdict, row_number() OVER (PARTITION BY l.claim_id ORDER BY {views.RANK}, CASE k.verdict
        WHEN 'inconsistent' THEN 0 WHEN 'consistent_by_rounding' THEN 1 WHEN 'consistent' THEN 2
        WHEN 'not_comparable' THEN 3 WHEN 'undetermined' THEN 4 ELSE 5 END) AS place
    FROM check_claims l JOIN checks k ON k.id = l.check_id
    WHERE k.id NOT IN (SELECT check_id FROM dismissals) AND l.claim_id IN ({{claims}}))
WHERE place = 1 ORDER BY claim_id
"""  # noqa: S608 (a constant of this package)
_WORST = _WORST_FROM.format(claims="SELECT id FROM claims WHERE article_id = :article_id")
_WORST_IN = _WORST_FROM.format(claims="SELECT value FROM json_each(:claims)")

MARK = "\x01"
"""Stands on either side of a word that was found; no text for reading holds it."""
_FIND = {
    "entities": """
        SELECT * FROM entity_overview
        WHERE entity_id IN (SELECT id FROM entities WHERE instr(lower(name), lower(:words)) > 0)
        ORDER BY lower(name) <> lower(:words), claims DESC, name, entity_id LIMIT :limit
        """,
    "claims": """
        SELECT r.* FROM (SELECT rowid AS fts_row, rank FROM claims_fts WHERE claims_fts MATCH :match
                         ORDER BY rank, rowid LIMIT :limit) f
        JOIN claims_readable r ON r.fts_row = f.fts_row ORDER BY f.rank, f.fts_row
        """,
    "articles": """
        SELECT v.*, f.found FROM (
            SELECT rowid AS fts_row, rank, snippet(articles_fts, 1, :mark, :mark, ' … ', 28) AS found
            FROM articles_fts WHERE articles_fts MATCH :match ORDER BY rank, rowid LIMIT :limit) f
        JOIN articles a ON a.rowid = f.fts_row JOIN article_overview v ON v.article_id = a.id
        ORDER BY f.rank, f.fts_row
        """,
}


_ABOUT = "coalesce(subject, '') || ' ' || replace(measure, '_', ' ') || ' ' || value_display || ' ' || quote"
_MOST_WORDS = 12


def _matching(words: Sequence[str]) -> str:
    """Words as a query of the full-text index: all of them, the last one perhaps not yet whole."""
    return " ".join('"' + word.replace('"', '""') + '"' for word in words) + "*"


@dataclass(frozen=True)
class Fingerprint:
    """What an article was read with; it is read again when any of these differs."""

    sha256: str
    rules_sha256: str
    catalog_version: str
    version: str


@dataclass(frozen=True)
class Root:
    """A folder that articles were read from: its name when it was first given, and where it was last."""

    label: str = ""
    place: str | None = None
    """None where no run has noted it."""


@dataclass(frozen=True)
class Held:
    """What a path is taken by: the number of its root, and the sha256 of its text where it is an article."""

    root: int
    sha256: str | None = None


@dataclass(frozen=True)
class Story:
    """One article with its claims in the order of its text, and what the database knows beside them."""

    article: Article
    origin_id: str
    run_id: int
    claims: tuple[Claim, ...]
    days: dict[str, tuple[str | None, str | None]]
    """Claim -> first and last day of its period."""
    verdicts: dict[str, str]
    """Claim -> worst verdict of the checks that use it and that nobody has dismissed."""
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True)
class Said:
    """One claim with what is known of its article (id, path, title, source, published, url, origin_id)."""

    claim: Claim
    article: Row
    days: tuple[str | None, str | None]
    """First and last day of its period."""
    verdict: str | None
    """Worst verdict of the checks that use it and that nobody has dismissed."""


class Reader:
    """Reads a database that is open, in an order that depends on content alone."""

    def __init__(self, db: Database) -> None:
        """Of a database with this project's layout."""
        self._db = db

    @classmethod
    def open(cls, path: Path | str) -> Reader:
        """A reader of a database that changes not a byte of it; a context manager. Raises StoreError."""
        return Reader(opening.read_only(Path(path)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._db.close()

    @classmethod
    def over(cls, connection: sqlite3.Connection) -> Reader | None:
        """A reader over a connection that somebody else holds, or None where the database is not of this project."""
        return Reader(Database(connection, execute_plugins=False)) if opening.is_ours(connection) else None

    def known(self, article_id: str) -> Fingerprint | None:
        """What the article was last read with, or None where it was not."""
        found = next(self._db.query(_FINGERPRINT, [article_id]), None)
        return Fingerprint(**found) if found else None

    def roots(self) -> dict[int, Root]:
        """Every folder that articles were read from, by number."""
        found = {int(row["root"]): Root() for row in self._db.query("SELECT DISTINCT root FROM articles")}
        for row in self._db.query("SELECT roots FROM runs WHERE roots IS NOT NULL ORDER BY id"):
            for number, place in json.loads(row["roots"]).items():
                label = found.get(int(number), Root()).label or Path(place).name or "root"
                found[int(number)] = Root(label, place)
        return found

    def held(self, path: str) -> Held | None:
        """What an article's path is taken by, if anything."""
        found = next(self._db.query(_HELD, {"path": path}), None)
        return Held(**found) if found else None

    def foreign(self, file: str, root: int) -> bool:
        """Whether articles or issues of another root are filed under a file, or its records."""
        return next(self._db.query(_FOREIGN, {"file": file, "root": root}), None) is not None

    def corpus(self) -> Corpus:
        """All that the checks read, in an order that depends on content alone; blocks and links are not stored."""
        db = self._db
        return Corpus(
            articles=tuple(self._articles()),
            claims=tuple(self._claims()),
            entities=tuple(self.entities()),
            sources=tuple(_records(db, SourceRef, "sources", "article_id, claim_id, relation, name, id")),
            listings=tuple(_records(db, Listing, "listings", "entity_id, field, provider, source, id")),
        )

    def corpus_about(self, entity_ids: Collection[str], names: Collection[str] = ()) -> Corpus:
        """All claims about these things, or about things without an id that are named so, and what belongs to them.

        A country stands for its groups and a group for its country, as it does for the checks.
        """
        given = {"ids": json.dumps(sorted(entity_ids)), "names": json.dumps(sorted(names))}
        with self.snapshot():
            claim_ids = json.dumps([row["id"] for row in self._db.query(_ABOUT_ANY, given)])
            of = {"claims": claim_ids}
            linked = {
                claim_id: list(group)
                for claim_id, group in groupby(self._db.query(_SUBJECTS_IN, of), key=lambda each: each["claim_id"])
            }
            claims = tuple(rows.read_claim(row, linked.get(row["id"], ())) for row in self._db.query(_CLAIMS_IN, of))
            within = {"articles": json.dumps(sorted({claim.article_id for claim in claims}))}
            spoken = {"ids": json.dumps(sorted({row["entity_id"] for rows_of in linked.values() for row in rows_of}))}
            return Corpus(
                articles=tuple(map(rows.read_article, self._db.query(_ARTICLES_IN, within))),
                claims=claims,
                entities=tuple(map(rows.read_entity, self._db.query(_ENTITIES_IN, spoken))),
                sources=tuple(rows.read(SourceRef, row) for row in self._db.query(_SOURCES_IN, within)),
                listings=tuple(rows.read(Listing, row) for row in self._db.query(_LISTINGS_IN, spoken)),
            )

    def extractions(self) -> Iterator[Extraction]:
        """All that is stored of each article, by path; blocks and links are not stored."""
        for row in list(self._db.query("SELECT * FROM articles ORDER BY path, id")):
            of = {"article_id": row["id"]}
            issues = self._db.query("SELECT * FROM issues WHERE path = ? ORDER BY id", [row["path"]])
            yield Extraction(
                article=rows.read_article(row),
                claims=tuple(claim for claim, _ in self._claims_of(of)),
                entities=tuple(rows.read_sighting(each) for each in self._of("sightings", "entity_id", of)),
                mentions=tuple(rows.read_mention(each) for each in self._of("mentions", 'start, "end", id', of)),
                sources=tuple(rows.read(SourceRef, each) for each in self._of("sources", "id", of)),
                skipped=tuple(rows.read(Skip, each) for each in self._of("skipped", 'start, "end"', of)),
                issues=tuple(rows.read(Issue, each) for each in issues),
            )

    def stories(self) -> Iterator[Story]:
        """All articles by path with their claims, all of one moment; one article is in memory at a time."""
        with self.snapshot():
            for found in self._db.query("SELECT id FROM articles ORDER BY path, id"):
                row = next(self._db.query("SELECT * FROM articles WHERE id = ?", [found["id"]]))
                of = {"article_id": row["id"]}
                made = list(self._claims_of(of))
                worst = self._db.query(_WORST, of)
                yield Story(
                    article=rows.read_article(row),
                    origin_id=row["origin_id"],
                    run_id=row["run_id"],
                    claims=tuple(claim for claim, _ in made),
                    days={claim.id: (row["period_start"], row["period_end"]) for claim, row in made},
                    verdicts={each["claim_id"]: each["verdict"] for each in worst},
                    sources=tuple(rows.read(SourceRef, each) for each in self._of("sources", "id", of)),
                )

    def said(self, entity_ids: Collection[str], measures: Collection[str], limit: int = -1) -> Iterator[Said]:
        """Claims about any of these things and of any of these measures, by article; no ids, no measures: of all."""
        where = "TRUE" if not entity_ids else f"c.id IN ({_ABOUT_ANY_OF})"
        where += "" if not measures else " AND c.measure IN (SELECT value FROM json_each(:measures))"
        sql = f'{_SAID} WHERE {where} ORDER BY a.path, c.start, c."end", c.id LIMIT :limit'
        given = {"ids": json.dumps(sorted(entity_ids)), "measures": json.dumps(sorted(measures)), "limit": limit}
        with self.snapshot():
            found = list(self._db.query(sql, given))
            of = {"claims": json.dumps([row["id"] for row in found])}
            linked = {
                claim_id: list(group)
                for claim_id, group in groupby(self._db.query(_SUBJECTS_IN, of), key=lambda each: each["claim_id"])
            }
            worst = {row["claim_id"]: row["verdict"] for row in self._db.query(_WORST_IN, of)}
            for row in found:
                yield Said(
                    claim=rows.read_claim(row, linked.get(row["id"], ())),
                    article={name: row[name] for name in _OF_ARTICLE} | {"id": row["article_id"]},
                    days=(row["period_start"], row["period_end"]),
                    verdict=worst.get(row["id"]),
                )

    def checks_of(self, claim_ids: Collection[str]) -> list[str]:
        """Checks that use any of these claims and that nobody has dismissed, the worst first."""
        return [row["id"] for row in self._db.query(_CHECKS_OF, {"claims": json.dumps(sorted(claim_ids))})]

    def subjects(self) -> Iterator[Entity]:
        """All things that claims are about, by id."""
        sql = "SELECT * FROM entities WHERE id IN (SELECT entity_id FROM claim_subjects) ORDER BY id"
        return map(rows.read_entity, self._db.query(sql))

    def family(self, entity_id: str) -> list[Entity]:
        """Things that claims are about and that belong to another: models of a lab, versions of a family."""
        sql = (
            "SELECT * FROM entities WHERE (lab_id = :id OR substr(id, 1, length(:id) + 1) = :id || '-')"
            " AND id IN (SELECT entity_id FROM claim_subjects WHERE role = 'subject') ORDER BY id"
        )
        return [rows.read_entity(row) for row in self._db.query(sql, {"id": entity_id})]

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """While the block lasts, all that is read is of one moment, whatever a run writes meanwhile."""
        connection = self._db.conn
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.rollback()

    def entities(self) -> Iterator[Entity]:
        """All that claims speak of, by id."""
        return map(rows.read_entity, self._db.query("SELECT * FROM entities ORDER BY id"))

    def readings(self) -> Iterator[Row]:
        """The runs that have read what is stored, with what they read it with."""
        return self._db.query("SELECT * FROM runs WHERE id IN (SELECT run_id FROM articles) ORDER BY id")

    def read(self, view: str, limit: int | None = None, **equal: str | int) -> Iterator[Row]:
        """Rows of a view in its own order, where the given columns equal the given values."""
        found = views.view(view)
        unknown = set(equal) - set(views.columns(found))
        if unknown:
            raise StoreError(f"view {view} has no column {sorted(unknown)[0]!r}")
        where = " AND ".join(f'"{column}" = :{column}' for column in equal)
        sql = f"SELECT * FROM {found.name}{' WHERE ' + where if where else ''} ORDER BY {found.order}"  # noqa: S608
        return self._db.query(sql if limit is None else f"{sql} LIMIT {int(limit)}", equal)

    def find(self, words: str, limit: int) -> dict[str, list[Row]]:
        """What holds all these words: `entities`, `claims` and `articles`.

        Claims are known by their sentences, else by subject and measure. The best come first.
        Articles have a column `found` more: the words around, each word itself between two MARK.
        """
        asked = words.split()[:_MOST_WORDS]
        if not asked:
            return {"entities": [], "claims": [], "articles": []}
        given = {"words": " ".join(asked), "match": _matching(asked), "limit": limit, "mark": MARK}
        found = {name: list(self._db.query(sql, given)) for name, sql in _FIND.items()}
        if not found["claims"]:
            each = {f"w{number}": word for number, word in enumerate(asked)}
            holds = " AND ".join(f"instr(lower({_ABOUT}), lower(:{name})) > 0" for name in each)
            sql = f"SELECT * FROM claims_readable WHERE {holds} ORDER BY published DESC, claim_id LIMIT :limit"  # noqa: S608
            found["claims"] = list(self._db.query(sql, {**each, "limit": limit}))
        return found

    def check_ids(self, verdict: str, since: int | None = None, kind: str | None = None) -> list[str]:
        """Checks of a verdict that nobody has dismissed, the worst first; with `since`, those with a later article."""
        asked = {"verdict": verdict, "since": since or 0, "kind": kind or ""}
        return [row["id"] for row in self._db.query(_CHECK_IDS, asked)]

    def run(self, number: int) -> Row:
        """The row of a run. Raises StoreError where there is none, with the numbers that there are."""
        runs = {row["id"]: row for row in self._db.query("SELECT * FROM runs ORDER BY id")}
        if number not in runs:
            known = f"runs are {min(runs)} to {max(runs)}" if runs else "nothing has been read yet"
            raise StoreError(f"no run {number}; {known}")
        return runs[number]

    def text(self, article_id: str) -> str:
        """The text of an article; empty where there is no such article."""
        found = next(self._db.query("SELECT text FROM articles WHERE id = ?", [article_id]), None)
        return str(found["text"]) if found else ""

    def newest(self, limit: int) -> list[Row]:
        """Rows of `article_overview`, those published last first; articles without a date come last."""
        sql = "SELECT id FROM articles ORDER BY published IS NULL, published DESC, path, id LIMIT ?"
        return [
            row for each in self._db.query(sql, [limit]) for row in self.read("article_overview", article_id=each["id"])
        ]

    def skipped(self, article_id: str) -> list[Row]:
        """Numbers of an article that became no claim, in order."""
        return list(self._db.query('SELECT * FROM skipped WHERE article_id = ? ORDER BY start, "end"', [article_id]))

    def listings(self, entity_id: str | None = None) -> list[Listing]:
        """The catalog's witnesses, of one entity or of all."""
        where = "" if entity_id is None else "WHERE entity_id = :id"
        sql = f"SELECT * FROM listings {where} ORDER BY entity_id, field, provider, source, id"  # noqa: S608
        return [rows.read(Listing, row) for row in self._db.query(sql, {"id": entity_id})]

    def issues(self) -> list[Issue]:
        """What could not be read or decided, by path."""
        return list(_records(self._db, Issue, "issues", "path, stage, error, message"))

    def decisions(self) -> list[Row]:
        """All human decisions about checks, in the order they were made: check_id, decision, reason, decided, title."""
        sql = "SELECT d.*, k.title FROM decisions d LEFT JOIN checks k ON k.id = d.check_id ORDER BY d.decided, d.id"
        return list(self._db.query(sql))

    def check_id(self, start: str) -> str:
        """The id of the one check that begins so; checks that are gone count where somebody decided about them.

        Raises StoreError where there is none, or more than one.
        """
        known = "SELECT id FROM checks UNION SELECT check_id FROM decisions"
        sql = f"SELECT id FROM ({known}) WHERE substr(id, 1, :length) = :start ORDER BY id LIMIT 6"  # noqa: S608
        found = [row["id"] for row in self._db.query(sql, {"start": start, "length": len(start)})]
        if start in found or (start and len(found) == 1):
            return start if start in found else str(found[0])
        if not start or not found:
            raise StoreError(f"no check {start!r}; the report and the table `checks` show the id of each")
        told = ", ".join(found[:5]) + (", ..." if len(found) > 5 else "")
        raise StoreError(f"{start!r} begins the id of more than one check ({told}); give more of it")

    def _claims_of(self, of: dict[str, Any]) -> Iterator[tuple[Claim, Row]]:
        subjects = self._db.query(_SUBJECTS_OF, of)
        linked = {claim_id: list(group) for claim_id, group in groupby(subjects, key=lambda each: each["claim_id"])}
        for row in self._of("claims", 'start, "end", id', of):
            yield rows.read_claim(row, linked.get(row["id"], ())), row

    def _of(self, table: str, order: str, of: dict[str, Any]) -> Iterator[Row]:
        return self._db.query(f"SELECT * FROM {table} WHERE article_id = :article_id ORDER BY {order}", of)  # noqa: S608

    def _articles(self) -> Iterator[Article]:
        for row in self._db.query("SELECT * FROM articles ORDER BY path, id"):
            yield rows.read_article(row)

    def _claims(self) -> Iterator[Claim]:
        for row in list(self._db.query("SELECT id FROM articles ORDER BY path, id")):
            yield from (claim for claim, _ in self._claims_of({"article_id": row["id"]}))


def _records(db: Database, model: type[Any], table: str, order: str) -> Iterator[Any]:
    for row in db.query(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608
        yield rows.read(model, row)
