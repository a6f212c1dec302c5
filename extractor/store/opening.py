"""A path -> an open database of this project, or a StoreError that says what the file is and what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from extractor.errors import StoreError
from extractor.store import schema, views

_BUSY_SECONDS = 30.0


def connect(path: Path, *, create: bool) -> Database:
    """Open the database, or make it where it is missing and `create` allows."""
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; give --db the name of a file")
    if not create and not path.exists():
        raise StoreError(f"{path}: no such database; make it with `extractor run PATH --db {path}`")
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS)
        db = Database(connection, execute_plugins=False)
        if db.table_names():
            _recognise(db, path)
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


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether an open database is one of this project."""
    return bool(connection.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID)


def _prepare(db: Database) -> None:
    db.enable_wal()
    with db.atomic():
        schema.create(db)
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {schema.VERSION}")


def _recognise(db: Database, path: Path) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if not is_ours(db.conn):
        db.close()
        raise StoreError(f"{path}: is a database of something else; give --db another name")
    if version != schema.VERSION:
        db.close()
        newer = "upgrade this program" if version > schema.VERSION else "run again into a new file"
        raise StoreError(f"{path}: has layout {version}, this program reads layout {schema.VERSION}; {newer}")


def fix(error: sqlite3.OperationalError) -> str:
    """What a user can do about an error of SQLite."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return "another run is writing to it; wait for that to end"
    if "readonly" in text:
        return "the file or its folder cannot be written; give --db another name"
    if "unable to open" in text:
        return "its folder must exist and be writable"
    return "free some space or give --db another name" if "full" in text else "give --db another name"
