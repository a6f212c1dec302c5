"""A draft -> its numbers held against a database, in a terminal or as JSON: the command check-draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli import show
from extractor.cli.options import Db, Published, day

if TYPE_CHECKING:
    from rich.table import Table

    from extractor.draft import Draft, Finding, Held
    from extractor.draft.held import Source

MOST_SOURCES = 3
_COLOURS = {
    "contradicts": "red", "disputed": "red", "outdated": "yellow", "differs": "yellow", "agrees": "green",
    "unknown": "dim", "not held": "dim",
}  # fmt: skip
"""Every status, in the order that a reader looks for them."""
_COLUMNS = (("", 3), ("the draft", 8), ("its words", 11), ("the database", 13))
_QUIET = ("consistent", "derived")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("check-draft")(check_draft)


def check_draft(
    draft: Annotated[Path, typer.Argument(metavar="FILE", help="The draft, in any form that run reads; - for input.")],
    db: Db,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one line a draft, with all sources.")] = False,
    published: Published = None,
) -> None:
    """Hold the numbers of a draft against a database, before it is published.

    Nothing is stored. Each number of the draft

    \b
    agrees        the same figure is known
    contradicts   another figure is known for the same thing, measure, time and place
    disputed      some sources agree, others contradict it
    outdated      a newer figure is known than those that agree; the draft gives no time
    differs       other figures are known, which may be of another time, place or kind
    unknown       nothing is known

    and then comes the arithmetic that it enters, within the draft and with the database. A draft without a date is
    taken to be of today; --published gives another.

    Exit code: 0 nothing speaks against the draft; 1 it could not be read; 2 wrong usage; 3 a number contradicts the
    database, is disputed or outdated, or does not add up.

    \b
    Examples:
      extractor check-draft draft.md --db claims.db
      pbpaste | extractor check-draft - --db claims.db --json | jq '.numbers[] | select(.status == "contradicts")'
    """
    from datetime import date

    from extractor import draft as drafts
    from extractor.cli.reading import extractions
    from extractor.models import Issue
    from extractor.store import Reader

    read, faulty = 0, False
    with Reader.open(db) as store:
        for item in extractions([draft], day(published) or date.today().isoformat()):
            show.issues([item] if isinstance(item, Issue) else item.issues)
            if isinstance(item, Issue):
                continue
            read += 1
            found = drafts.compare(store, item)
            faulty |= found.faulty
            _print(found, json)
    raise typer.Exit(3 if faulty else 0 if read else 1)


def _print(found: Draft, json: bool) -> None:
    import dataclasses

    from extractor.export.lines import dumped

    if json:
        plain = {name: value for name, value in vars(found).items() if name != "skipped"}
        told = {name: _plain(value, dataclasses.asdict) for name, value in plain.items()}
        show.write([dumped(told | {"skipped": [each.model_dump() for each in found.skipped], "faulty": found.faulty})])
    else:
        show.render(*_parts(found))


def _plain(value: Any, asdict: Any) -> Any:
    return [each if isinstance(each, str) else asdict(each) for each in value] if isinstance(value, tuple) else value


def _parts(found: Draft) -> Iterator[Any]:
    yield show.text((found.title or found.path, "bold"), (f"  {_summary(found)}", "dim"))
    for path in found.stored:
        yield show.text((f"this very text is in the database as {path}, which is left out", "dim"))
    if found.numbers:
        yield _table(found)
    telling = [each for each in found.findings if each.verdict not in _QUIET]
    if telling:
        yield show.text(("Its arithmetic", "bold"))
    for each in telling:
        yield _finding(each)
    quiet = len(found.findings) - len(telling)
    if quiet:
        yield show.text((f"{show.of(quiet, 'check')} found what fits or follows", "dim"))


def _summary(found: Draft) -> str:
    counts = Counter[str](each.status for each in found.numbers)
    told = [f"{counts[status]:,} {status}" for status in _COLOURS if counts[status]]
    rest = f"; {len(found.skipped):,} more are no claim" if found.skipped else ""
    return f"{show.of(len(found.numbers), 'number')}{': ' if told else ''}{', '.join(told)}{rest}"


def _table(found: Draft) -> Table:
    table = show.new_table(_COLUMNS)
    for each in found.numbers:
        table.add_row(*_row(each))
        table.add_section()
    return table


def _row(held: Held) -> tuple[Any, ...]:
    from extractor import display
    from extractor.report import content

    about = ", ".join(
        filter(None, (held.subject, held.measure.replace("_", " "), display.period(held.period), held.scope))
    )
    pieces = content.pieces(held.quote, [(held.at, held.until)])
    words = show.text(*((piece.text, "bold" if piece.marked else "") for piece in pieces))
    lists = ((f"\nlisted: {held.listed}", "dim"),) if held.listed else ()
    known = show.text((held.why, ""), *(part for line in _sources(held) for part in line), *lists)
    return (
        show.text((held.status, _COLOURS[held.status])),
        show.text((held.display, "bold"), (f"\n{about}", "")),
        words,
        known,
    )


def _sources(held: Held) -> Iterator[tuple[tuple[str, str], ...]]:
    """Who says what, of those that matter most for the status."""
    from extractor.report import content

    groups = {
        "contradicts": held.contradicts, "disputed": held.contradicts + held.agrees, "outdated": held.newer[::-1],
        "agrees": held.agrees, "differs": held.differs[::-1],
    }  # fmt: skip
    sources = groups.get(held.status, ())
    for each in sources[:MOST_SOURCES]:
        quote = "".join(piece.text for piece in content.pieces(each.quote, [(each.at, each.until)]))
        yield (f"\n{each.display}", "bold"), (f" {_by(each)}", ""), (f"\n  {quote}", "dim")
    if len(sources) > MOST_SOURCES:
        yield ((f"\nand {len(sources) - MOST_SOURCES:,} more", "dim"),)


def _by(source: Source) -> str:
    from extractor import display

    time = display.period(source.period)
    by = ", ".join(filter(None, (source.source or source.article, source.published)))
    return f"{f'for {time} ' if time else ''}({by})"


def _finding(found: Finding) -> Any:
    from rich.padding import Padding

    from extractor.report.render import VERDICT_WORDS

    colour = "red" if found.verdict == "inconsistent" else "yellow"
    where = "within the draft" if found.within else "with the database"
    told = show.text(
        (VERDICT_WORDS[found.verdict], colour), (f" {where}: {found.title}\n", "bold"), (found.explanation, "")
    )
    return Padding(told, (0, 0, 0, 2))
