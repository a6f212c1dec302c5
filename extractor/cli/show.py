"""What a command has to say -> lines, tables, a progress bar; results go to standard output, all else to the other."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NoReturn

import typer

from extractor.output import visible

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from extractor.models import Issue
    from extractor.pipeline import Progress

SHOWN_ISSUES = 20
WIDTH = 140
"""Characters in a line of a table where no terminal gives its own."""
VERDICTS = ("inconsistent", "consistent_by_rounding", "not_comparable", "undetermined", "derived", "consistent")
"""In the order that a reader looks for them."""


def write(lines: Iterable[str]) -> None:
    """Lines to standard output, each at once; a reader that went away (`| head`) ends the command quietly."""
    try:
        for line in lines:
            sys.stdout.write(visible(line) + "\n")
            sys.stdout.flush()
    except BrokenPipeError:
        _let_go()


def _let_go() -> NoReturn:
    """End well though nobody reads any more: what is still buffered goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(0) from None


@contextmanager
def bytes_out() -> Iterator[IO[bytes]]:
    """Standard output for bytes; a reader that went away ends the command quietly."""
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _let_go()


def render(*parts: Any) -> None:
    """Tables and texts of rich to standard output, in colour on a terminal, as wide as it is."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    try:
        for part in parts:
            console.print(part)
    except BrokenPipeError:
        _let_go()


def text(*parts: tuple[str, str]) -> Text:
    """Words with their styles; nothing in them acts on the terminal."""
    from rich.text import Text

    return Text.assemble(*((visible(words), style) for words, style in parts))


def new_table(columns: Iterable[tuple[str, int]]) -> Table:
    """An empty table of rich as wide as the terminal, with the names of its columns and their shares of the width."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=True, header_style="dim")
    for name, ratio in columns:
        made.add_column(name, ratio=ratio, overflow="fold")
    return made


def of(number: int, one: str) -> str:
    """`1 mention`, `3 mentions`."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def note(line: str) -> None:
    """A line to standard error."""
    typer.echo(visible(line), err=True)


def issues(found: Sequence[Issue]) -> None:
    """What could not be read or decided, a line each, with the file and the fix."""
    for issue in found[:SHOWN_ISSUES]:
        named = issue.message.startswith(issue.path)
        note(issue.message if named else f"{issue.path}: {issue.message}")
    if len(found) > SHOWN_ISSUES:
        note(f"... and {len(found) - SHOWN_ISSUES:,} more; all are in the table `issues`")


def table(rows: Mapping[str, str]) -> None:
    """What was done, as a table of two columns on standard error."""
    width = max(map(len, rows)) + 2
    for name, value in rows.items():
        room = max(shutil.get_terminal_size().columns - width, 40)
        first, *more = textwrap.wrap(value, room, break_on_hyphens=False) or [""]
        note(f"{name:<{width}}{first}")
        for line in more:
            note(" " * width + line)


def counted(counts: Mapping[str, int], order: Sequence[str] = ()) -> str:
    """`9 (5 date, 4 version)`: the sum and its parts, in the order given, then the most frequent first."""
    known = [name for name in order if counts.get(name)]
    rest = sorted(counts.keys() - set(order), key=lambda name: (-counts[name], name))
    parts = ", ".join(f"{counts[name]:,} {name.replace('_', ' ')}" for name in (*known, *rest))
    return f"{sum(counts.values()):,}" + (f" ({parts})" if parts else "")


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A progress bar on standard error while a run lasts; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=0)
        files, found = 0, 0

        def tell(what: str, count: int) -> None:
            nonlocal files, found
            if what in ("files", "found"):
                files, found = (count, found) if what == "files" else (files, found + count)
                bar.update(task, total=max(files, found))  # a file may hold many articles
            elif what == "done":
                bar.advance(task, count)
            else:
                bar.update(task, description="Checking")

        yield tell
