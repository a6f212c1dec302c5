"""Databases and folders of Parquet -> one database, checked as a whole: the command merge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import show
from extractor.cli.options import Db


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(merge)


def merge(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", exists=True, help="What `extractor run` has made: databases, and folders of Parquet."
        ),
    ],
    db: Db,
) -> None:
    """Join databases, and folders of Parquet, into one database, and check what they say together.

    An article that both hold under one path, with the same text, is one article; with another text it is kept beside it
    as name/path, after the name of its database. Decisions come along. What was merged once is not merged again.

    \b
    Examples:
      extractor merge monday.db tuesday.db --db week.db
      extractor merge shard-1/ shard-2/ --db all.db
    """
    if db.resolve() in {path.resolve() for path in files}:
        raise typer.BadParameter(f"{db} is among the databases to be joined; name another, or leave it out")
    join(files, db)


def join(files: Sequence[Path], db: Path) -> None:
    """Bring databases and folders of Parquet into one database, and check it."""
    import tempfile

    from extractor import engines, pipeline, shards
    from extractor.store import Store

    with Store(db) as store, tempfile.TemporaryDirectory() as folder:
        came: dict[str, str] = {}
        for path in files:
            whole = path
            if path.is_dir():
                whole = Path(folder, f"{path.resolve().name}.db")
                whole.unlink(missing_ok=True)
                shards.load(path, whole)
            came[str(path)] = f"{store.merge(whole):,} articles"
        show.table(came | {"checks": show.counted(pipeline.recheck(store, engines.default_workers()), show.VERDICTS)})
