"""A path -> an open database of this project, or a StoreError that says what the file is and what to do."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from extractor.errors import StoreError
from extractor.store import schema, views
from extractor.store.library import Database

_BUSY_SECONDS = 30.0
_LOG = logging.getLogger(__name__)


def connect(path: Path, *, create: bool) -> Database:
    """Open the database, or make it where it is missing and `create` allows."""
    _exists(path, create=create)
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS)
        db = Database(connection, execute_plugins=False)
        if db.table_names():
            _recognise(db, path)
            if _is_older(db):
                _upgrade(db, path)
        else:
            _prepare(db)
        views.create(db)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path}: {error}; {fix(error)}") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: is no SQLite database; give --db another name") from error
    return db


def read_only(path: Path) -> Database:
    """Open a database that is there so that not a byte of it changes; raises StoreError for a file that is not ours."""
    _exists(path, create=False)
    try:
        db = Database(_connected(path), execute_plugins=False)
        _recognise(db, path)
        if _is_older(db):
            raise StoreError(f"{path}: has an older layout; `extractor check --db {path}` brings it up to date")
        _shadow(db)
        db.execute("PRAGMA query_only = ON")
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path}: {error}; {fix(error)}") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: is no SQLite database; give --db another name") from error
    return db


def _connected(path: Path) -> sqlite3.Connection:
    """A connection for reading alone.

    A write-ahead log that an interrupted run has left is read, but not folded into the file, as any other connection
    would when it is closed. Where there is none, SQLite must be let make one and take it away again.
    """
    address = path.absolute().as_uri()
    mode = "ro" if Path(f"{path}-wal").exists() else "rw"
    connection = sqlite3.connect(f"{address}?mode={mode}", uri=True, timeout=_BUSY_SECONDS)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if "unable to open" not in str(error) and "readonly" not in str(error):
            raise
        connection = sqlite3.connect(f"{address}?immutable=1", uri=True)  # a folder in which nobody can write
    return connection


def _shadow(db: Database) -> None:
    """This program's views for this connection, where another version has left others in the file."""
    stored = {row["name"]: row["sql"] for row in db.query("SELECT name, sql FROM sqlite_master WHERE type = 'view'")}
    for name, sql in views.definitions():
        if not str(stored.get(name, "")).endswith(f" AS {sql}"):
            db.execute(f"CREATE TEMP VIEW {name} AS {sql}")


def _exists(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; give --db the name of a file")
    if not create and not path.exists():
        raise StoreError(f"{path}: no such database; make it with `extractor run PATH --db {path}`")


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """One transaction that is the only writer from its begin: one that only reads at first could not wait its turn."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:  # SQLite itself goes back where a disk is full
            db.conn.execute("ROLLBACK")
        raise


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether an open database is one of this project."""
    return bool(connection.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID)


def _prepare(db: Database) -> None:
    db.enable_wal()
    with writing(db):
        if db.table_names():
            return  # another process was first
        schema.create(db)
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {schema.VERSION}")


def _recognise(db: Database, path: Path) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if not is_ours(db.conn):
        db.close()
        raise StoreError(f"{path}: is a database of something else; give --db another name")
    if version > schema.VERSION:
        db.close()
        raise StoreError(
            f"{path}: has layout {version}, this program reads layout {schema.VERSION}; upgrade this program"
        )


def _is_older(db: Database) -> bool:
    return bool(db.execute("PRAGMA user_version").fetchone()[0] < schema.VERSION or schema.differs(db))


def _upgrade(db: Database, path: Path) -> None:
    """Bring a database of an older layout to this one, and keep the file as it was beside it."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    with writing(db):  # another process may be at the same
        if not _is_older(db):
            return
        kept = _copy(db.conn, path, version)
        schema.upgrade(db)
    _LOG.warning("%s: brought to layout %d; the file as it was is %s", path, schema.VERSION, kept)


def _copy(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    names = (path.with_name(f"{path.name}.layout-{version}{'' if n == 1 else f'-{n}'}") for n in count(1))
    kept = next(name for name in names if not name.exists())
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(kept)) as target:
        source.backup(target)
    return kept


def fix(error: sqlite3.OperationalError) -> str:
    """What a user can do about an error of SQLite."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return "another run is writing to it; wait for that to end"
    if "readonly" in text:
        return "the file or its folder cannot be written; give --db another name"
    if "unable to open" in text:
        return "its folder must exist and be writable"
    if "full" in text or "disk I/O" in text:
        return "free some space, then run the same command again to go on"
    return "give --db another name"
