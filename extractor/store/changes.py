"""Rows -> the fewest changes to a database inside the transaction that is open: replace, compare, settle."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from extractor.store import schema
from extractor.store.rows import Row

_CHUNK = 500
"""Ids in one IN list; SQLite takes some thousands at least."""
_TWICE = frozenset({"mentions", "sources", "skipped", "issues"})
"""Tables in which the stages may well say one thing twice; it is kept once."""
_CHECKS_OF = "id IN (SELECT l.check_id FROM check_claims l JOIN claims c ON c.id = l.claim_id WHERE "
_ENTITY = """
INSERT INTO entities (id, name, kind, lab_id, country, in_catalog, members)
SELECT entity_id, name, kind, lab_id, country, in_catalog, members FROM sightings WHERE entity_id = ?
ORDER BY in_catalog DESC, name, kind, lab_id, country, members LIMIT 1
ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, lab_id = excluded.lab_id,
country = excluded.country, in_catalog = excluded.in_catalog, members = excluded.members
WHERE (name, kind, in_catalog) <> (excluded.name, excluded.kind, excluded.in_catalog) OR lab_id IS NOT excluded.lab_id
OR country IS NOT excluded.country OR members IS NOT excluded.members
"""
_ORPHAN = "DELETE FROM entities WHERE id = ? AND id NOT IN (SELECT entity_id FROM sightings)"


def insert(db: Database, table: str, made: Iterable[Row]) -> None:
    """Insert rows."""
    wanted = list(made)
    if wanted:
        db.table(table).insert_all(wanted, ignore=table in _TWICE)


def forget(db: Database, article_ids: Sequence[str]) -> set[str]:
    """Drop articles with all that hangs on them, and the checks that used their claims; the entities they spoke of."""
    spoken_of: set[str] = set()
    for chunk in chunks(article_ids):
        spoken_of |= {row["entity_id"] for row in db.table("sightings").rows_where(within("article_id", chunk), chunk)}
        db.table("checks").delete_where(_CHECKS_OF + f"{within('c.article_id', chunk)})", chunk)
        db.table("articles").delete_where(within("id", chunk), chunk)
    return spoken_of


def drop_issues(db: Database, paths: Sequence[str]) -> None:
    """Drop the issues of these paths."""
    for chunk in chunks(paths):
        db.table("issues").delete_where(within("path", chunk), chunk)


def settle_entities(db: Database, touched: Collection[str]) -> None:
    """Make each entity what its sightings say it is, and drop those that nothing speaks of any more.

    A catalog's word goes before a name read off its form.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")  # a model and its lab may go in either order
    for entity_id in sorted(touched):
        db.execute(_ENTITY, [entity_id])
        db.execute(_ORPHAN, [entity_id])


def sync(db: Database, table: str, stored: Iterable[Row], wanted: Iterable[Row]) -> None:
    """Make the stored rows the wanted ones by the fewest changes."""
    key = _key(table)
    before = {key(row): row for row in stored}
    after = {key(row): row for row in wanted}
    target = db.table(table)
    for gone in sorted(before.keys() - after.keys()):
        target.delete(gone)
    for same in sorted(before.keys() & after.keys()):
        if before[same] != after[same]:
            target.update(same, after[same])
    insert(db, table, [after[new] for new in sorted(after.keys() - before.keys())])


def _key(table: str) -> Callable[[Row], tuple[Any, ...]]:
    pk = next(each.pk for each in schema.TABLES if each.name == table)
    return lambda row: tuple(row[name] for name in pk)


def chunks(values: Sequence[str]) -> Iterator[list[str]]:
    """Pieces short enough for one IN list."""
    for start in range(0, len(values), _CHUNK):
        yield list(values[start : start + _CHUNK])


def within(column: str, values: Sequence[str]) -> str:
    """SQL: the column is one of the values, which follow as parameters."""
    return f"{column} IN ({', '.join('?' * len(values))})"
