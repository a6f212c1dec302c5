"""Rows -> the fewest changes to a database inside the transaction that is open: replace, compare, settle."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from extractor.store import schema
from extractor.store.laid import Values, values
from extractor.store.library import Database
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
_TOLD = "SELECT id, name, kind, lab_id, country, in_catalog, members FROM entities"
_BEST = """
INSERT INTO entities (id, name, kind, lab_id, country, in_catalog, members) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, lab_id = excluded.lab_id,
country = excluded.country, in_catalog = excluded.in_catalog, members = excluded.members
"""
_ORPHAN = "DELETE FROM entities WHERE id = ? AND id NOT IN (SELECT entity_id FROM sightings)"


def insert(db: Database, table: str, made: Iterable[Values]) -> None:
    """Insert rows."""
    columns = ", ".join(f'"{name}"' for name in schema.ORDER[table])
    places = ", ".join("?" * len(schema.ORDER[table]))
    ignore = "OR IGNORE " if table in _TWICE else ""
    db.conn.executemany(f"INSERT {ignore}INTO {table} ({columns}) VALUES ({places})", made)  # noqa: S608


def forget(db: Database, article_ids: Sequence[str]) -> set[str]:
    """Drop articles with all that hangs on them, and the checks that used their claims; the entities they spoke of."""
    spoken_of: set[str] = set()
    for chunk in chunks(article_ids):
        held = [row["id"] for row in db.table("articles").rows_where(within("id", chunk), chunk, select="id")]
        if not held:
            continue
        spoken_of |= {row["entity_id"] for row in db.table("sightings").rows_where(within("article_id", held), held)}
        db.table("checks").delete_where(_CHECKS_OF + f"{within('c.article_id', held)})", held)
        db.table("articles").delete_where(within("id", held), held)
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


def add_entities(db: Database, sightings: Iterable[Values]) -> None:
    """Let new sightings say what entities are: the same as `settle_entities` of all of them, where none has gone.

    It looks at the new ones alone; those of a name that everybody speaks of are as many as the articles.
    """
    best: dict[str, Values] = {}
    for _, entity_id, *told in sightings:
        if entity_id not in best or _precedence(told) < _precedence(best[entity_id]):
            best[entity_id] = tuple(told)
    ids = sorted(best)
    for chunk in chunks(ids):
        for entity_id, *told in db.execute(f"{_TOLD} WHERE {within('id', chunk)}", chunk):
            if _precedence(told) <= _precedence(best[entity_id]):
                del best[entity_id]
    db.execute("PRAGMA defer_foreign_keys = ON")  # a model and its lab may go in either order
    db.conn.executemany(_BEST, [(entity_id, *best[entity_id]) for entity_id in ids if entity_id in best])


def _precedence(told: Sequence[Any]) -> tuple[Any, ...]:
    """What `_ENTITY` orders by: a catalog's word first, then names and the rest as SQLite sorts them."""
    name, kind, lab_id, country, in_catalog, members = told
    return -in_catalog, name, kind, *((value is not None, value or "") for value in (lab_id, country, members))


def sync(db: Database, table: str, stored: Iterable[Row], wanted: Iterable[Row]) -> None:
    """Make the stored rows the wanted ones by the fewest changes; wanted rows of one key are alike."""
    key, target = _key(table), db.table(table)
    before = {key(row): row for row in stored}
    seen: set[tuple[Any, ...]] = set()
    changed: list[tuple[tuple[Any, ...], Row]] = []

    def new() -> Iterator[Values]:
        for row in wanted:
            place = key(row)
            if place not in before and place not in seen:
                yield values(table, row)
            elif place in before and before[place] != row:
                changed.append((place, row))
            seen.add(place)

    insert(db, table, new())  # one by one: there may be a million
    for place, row in changed:
        target.update(place, row)
    for gone in sorted(before.keys() - seen):
        target.delete(gone)


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
