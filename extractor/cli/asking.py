"""Questions -> answers in a terminal or as JSON: the command ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli import show
from extractor.cli.options import Db
from extractor.output import escaped

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from extractor.ask.answer import Answer, Mention, Slot, Value
    from extractor.report.content import Finding

_ADDRESS = re.compile(r"https?://[!-~]+")
_COLUMNS = (("figure", 4), ("time", 3), ("where", 3), ("source", 4), ("checks", 3), ("quote", 9))
"""Names, and shares of the width."""
MOST_VALUES = 40
MOST_SLOTS = 30
MOST_PROVIDERS = 4
MOST_LISTED = 5
_VERDICTS = {
    "inconsistent": ("contradicted", "red"), "consistent_by_rounding": ("by rounding", "yellow"),
    "consistent": ("agrees", "green"), "undetermined": ("in doubt", "yellow"),
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(ask)


def ask(
    question: Annotated[
        list[str], typer.Argument(metavar="QUESTION", help="A thing, a measure, or both; in your words.")
    ],
    db: Db,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, with all that is found.")] = False,
) -> None:
    """Show every value that articles give for something.

    Each stands with source, date, quote and what the checks say of it; then come the checks themselves and what
    providers list. Figures of one value, time and place are one row: mentions count articles and sentences, origins
    those that do not lean on each other.

    A question names a thing (a model, lab, company, group, platform, ...), a measure, or both, and may name a time, a
    host and a currency. Exit code 1 where nothing is known; the message says what is.

    \b
    Examples:
      extractor ask "Kimi K2.5 context window" --db claims.db
      extractor ask how many parameters does DeepSeek V3.2 have --db claims.db
      extractor ask "MiniMax M2.5 price in yuan" --db claims.db
      extractor ask "token volume of Chinese models in March 2026" --db claims.db
      extractor ask "Anthropic" --db claims.db
      extractor ask "valuation" --db claims.db --json | jq '.slots[] | [.subject, .values[-1].display]'
    """
    import dataclasses
    import json as form
    from datetime import date

    from extractor import ask as asking
    from extractor.store import Reader

    with Reader.open(db) as store:
        found = asking.ask(store, " ".join(question), date.today())
    for line in found.notes:
        show.note(line)
    if json:
        show.write([escaped(form.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=1))])
    else:
        show.render(*_parts(found))


def _parts(found: Answer) -> Iterator[Any]:
    """What is printed, one after another; where all is asked for and that is much, what there is to ask for."""
    if found.known and sum(slot.mentions for slot in found.slots) > MOST_VALUES:
        yield _overview(found)
        yield from _findings(found)
        return
    for slot in found.slots[:MOST_SLOTS]:
        yield _heading(slot)
        if slot.values:
            yield _table(slot)
        yield from _catalog(slot)
        yield ""
    if len(found.slots) > MOST_SLOTS:
        yield f"... and {len(found.slots) - MOST_SLOTS:,} more; --json prints all"
    yield from _findings(found)


def _overview(found: Answer) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim")
    for name in ("subject", "measure", "unit", "mentions", "articles", "origins"):
        table.add_column(name, justify="right" if name in ("mentions", "articles", "origins") else "left")
    for each in found.known:
        counts = (f"{number:,}" for number in (each.mentions, each.articles, each.origins))
        words = (show.text((each.subject, "bold")), _words(each.measure), _words(each.unit))
        table.add_row(*words, *counts)
    return table


def _heading(slot: Slot) -> Text:
    counts = f"  {show.of(slot.mentions, 'mention')}, {show.of(slot.origins, 'origin')}" if slot.mentions else ""
    return show.text((f"{slot.subject or 'no subject'}: {_words(slot.measure)}", "bold"), (counts, "dim"))


def _table(slot: Slot) -> Table:
    rows = [
        (*(_value(value) if not place else (show.text(),) * 3), *_mention(mention))
        for value in slot.values[:MOST_VALUES]
        for place, mention in enumerate(value.mentions)
    ]
    kept = [at for at in range(len(_COLUMNS)) if any(row[at].plain for row in rows)]
    table = show.new_table(_COLUMNS[at] for at in kept)
    for row in rows:
        table.add_row(*(row[at] for at in kept))
    if len(slot.values) > MOST_VALUES:
        table.add_row(f"... {len(slot.values) - MOST_VALUES:,} more; --json prints all")
    return table


def _value(value: Value) -> tuple[Text, ...]:
    from extractor import display

    counts = f"\n{show.of(len(value.mentions), 'mention')}, {show.of(value.origins, 'origin')}"
    shown = show.text((value.display, "bold"), (counts if len(value.mentions) > 1 else "", "dim"))
    where = "; ".join(filter(None, (value.scope, value.qualifier, value.of and f"of {_words(value.of)}")))
    return shown, show.text((display.period(value.period) or "", "")), show.text((where, ""))


def _mention(mention: Mention) -> tuple[Text, ...]:
    from extractor.report import content

    by = ", ".join(filter(None, (mention.source or mention.article, mention.published)))
    said = f"\n{mention.modality}" if mention.modality != "asserted" else ""
    said += f"\nfigure from {mention.said_by}" if mention.said_by else ""
    words, colour = _VERDICTS.get(mention.verdict or "", ("", ""))
    pieces = content.pieces(mention.quote, [(mention.at, mention.until)])
    quote = show.text(*((piece.text, "bold" if piece.marked else "") for piece in pieces))
    source = show.text((by, ""), (said, "dim"))
    if mention.url and _ADDRESS.fullmatch(mention.url):
        source.stylize(f"link {mention.url}")
    return source, show.text((words, colour)), quote


def _catalog(slot: Slot) -> Iterator[Text]:
    for listed in slot.listed[:MOST_LISTED]:
        names = ", ".join(listed.providers[:MOST_PROVIDERS])
        more = len(listed.providers) - MOST_PROVIDERS
        rest = f" and {more} more" if more > 0 else ""
        yield show.text((f"  listed: {listed.display} by {names}{rest} (to {listed.as_of})", "dim"))
    if len(slot.listed) > MOST_LISTED:
        yield show.text((f"  ... {len(slot.listed) - MOST_LISTED} more values are listed", "dim"))


def _findings(found: Answer) -> Iterator[Any]:
    from rich.padding import Padding

    telling = [each for each in found.findings if each.verdict not in ("consistent", "derived")]
    quiet = len(found.findings) - len(telling)
    if telling:
        yield show.text(("What the checks say", "bold"))
    for each in telling:
        yield Padding(_finding(each), (0, 0, 0, 2))
    if quiet:
        yield show.text((f"{show.of(quiet, 'further check')} found what agrees or follows", "dim"))
    if found.more_findings:
        yield show.text((f"... and {show.of(found.more_findings, 'more check')}: extractor report", "dim"))


def _finding(found: Finding) -> Text:
    from extractor.report.render import VERDICT_WORDS

    colour = "red" if found.verdict == "inconsistent" else "yellow"
    return show.text(
        (VERDICT_WORDS[found.verdict], colour), (f": {found.title}\n", "bold"), (f"{found.explanation} ", ""),
        (f"check {found.id}", "dim"),
    )  # fmt: skip


def _words(measure: str) -> str:
    return measure.replace("_", " ")
