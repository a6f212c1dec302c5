"""Datasette -> which of its databases are of this project, and a reader over one of them."""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from extractor.store import Reader

if TYPE_CHECKING:
    from datasette.app import Datasette

_KNOWN: WeakKeyDictionary[Any, tuple[str, ...]] = WeakKeyDictionary()


async def ours(datasette: Datasette) -> tuple[str, ...]:
    """Names of the databases of this project, in the order in which they were given."""
    found = [name for name in datasette.databases if await read(datasette, name, lambda reader: True)]
    _KNOWN[datasette] = tuple(found)
    return _KNOWN[datasette]


def known(datasette: Datasette) -> tuple[str, ...]:
    """The same as it was when last asked for: for what is done a thousand times on one page."""
    return _KNOWN.get(datasette, ())


async def read(datasette: Datasette, database: str, make: Callable[[Reader], Any]) -> Any:
    """What a reader of this database makes, or None where the database is not ours."""

    def over(connection: Connection) -> Any:
        reader = Reader.over(connection)
        return make(reader) if reader else None

    return await datasette.get_database(database).execute_fn(over)
