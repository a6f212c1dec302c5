"""Nothing -> the arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Articles (.txt .md .html .jsonl .warc.gz ...) and folders.")
]
Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The SQLite database.")]
Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Date (2026-03-16) of articles that do not give their own."),
]


def day(text: str | None) -> str | None:
    """The ISO date that `--published` gives. Raises BadParameter for anything else."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date; write it like 2026-03-16", param_hint="--published") from error
