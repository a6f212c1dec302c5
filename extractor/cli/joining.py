"""Databases -> one, checked as a whole: the command merge."""

from __future__ import annotations

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
        typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="Databases that `extractor run` has made."),
    ],
    db: Db,
) -> None:
    """Join databases into one, and check what they say together.

    An article that both hold under one path, with the same text, is one article; with another text it is kept beside it
    as name/path, after the name of its database. Decisions come along. What was merged once is not merged again.

    \b
    Example:
      extractor merge monday.db tuesday.db --db week.db
    """
    if db.resolve() in {path.resolve() for path in files}:
        raise typer.BadParameter(f"{db} is among the databases to be joined; name another, or leave it out")
    from extractor import pipeline
    from extractor.store import Store

    with Store(db) as store:
        came = {str(path): f"{store.merge(path):,} articles" for path in files}
        show.table(came | {"checks": show.counted(pipeline.recheck(store), show.VERDICTS)})
