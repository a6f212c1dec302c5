"""A database -> checks, report, decisions, exports and pages: check, report, dismiss, export, serve and metadata."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from extractor.cli import show
from extractor.cli.options import Db


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (check, report, dismiss, export, serve, metadata):
        app.command()(command)


def check(db: Db) -> None:
    """Check again, without reading articles again.

    \b
    Example:
      extractor check --db claims.db
    """
    from extractor import engines, pipeline
    from extractor.store import Store

    with Store(db, create=False) as store:
        show.table({"checks": show.counted(pipeline.recheck(store, engines.default_workers()), show.VERDICTS)})


def report(
    db: Db,
    output: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it: .html, .md or .json.")],
    since: Annotated[
        int | None,
        typer.Option(metavar="RUN", help="Only what this run or a later one has read, and the findings that use it."),
    ] = None,
) -> None:
    """Write the consistency report.

    What does not fit comes first, then what agrees and how independently, then each claim with its quote.

    \b
    Examples:
      extractor report --db claims.db --output report.html
      extractor report --db claims.db --output week.md --since 12
    """
    from extractor import report as reports
    from extractor.store import Reader

    with Reader.open(db) as store:
        reports.write(store, output, since)
    show.note(f"wrote {output}")


def dismiss(
    db: Db,
    check: Annotated[
        str | None, typer.Argument(metavar="CHECK", help="Id of the check, or the start of it if no other begins so.")
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it does not count.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the dismissal back; a reason may say why.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Print all decisions, oldest first, and stop.")] = False,
) -> None:
    """Dismiss a check for a reason.

    It stays dismissed through later runs; the report sets it apart, with reason and date. Decisions are only added
    to: the one that is taken back stays on record, too. The report shows the id of each check at its foot.

    \b
    Examples:
      extractor dismiss 5f0c2a7d91e4b386 --reason "two different weeks" --db claims.db
      extractor dismiss 5f0c --undo --db claims.db
      extractor dismiss --list --db claims.db
    """
    from extractor.store import Reader, Store

    if listed:
        with Reader.open(db) as reader:
            rows = reader.decisions()
        show.write(map(_told, rows))
        return
    if check is None:
        raise typer.BadParameter("give the id of a check, or --list", param_hint="CHECK")
    with Store(db, create=False) as store:
        found = store.restore(check, reason) if undo else store.dismiss(check, reason)
    show.note(f"{'restored' if undo else 'dismissed'} {found}")


def _told(decision: Mapping[str, Any]) -> str:
    reason = f": {decision['reason']}" if decision["reason"] else ""
    title = decision["title"] or "(a check that is gone)"
    return "  ".join((decision["decided"], decision["check_id"], decision["decision"], f"{title}{reason}"))


def export(
    db: Db,
    form: Annotated[
        Literal["jsonl", "csv", "parquet", "jsonld"],
        typer.Option("--format", metavar="FORMAT", help="jsonl, csv, parquet or jsonld."),
    ],
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; else standard output. Replaced whole or not at all.")
    ] = None,
) -> None:
    """Write all claims, each with its quote, source and address.

    \b
    jsonl    one claim a line: the fields of `extract`, then those of the article
    csv      opens straight in a spreadsheet (UTF-8 with byte order mark; no cell is a formula);
             FILE-metadata.json beside it says what the columns hold (CSVW)
    parquet  typed, with exact decimals; needs the extra `parquet`
    jsonld   schema.org Claim, Web Annotation selectors, PROV relations

    \b
    Examples:
      extractor export --db claims.db --format csv --output claims.csv
      extractor export --db claims.db --format jsonl | jq -r 'select(.verdict == "inconsistent") | .url'
    """
    import sys

    from extractor import export as exports
    from extractor.store import Reader

    if output is None and form == "parquet" and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is no text for a terminal; give --output", param_hint="--format")
    with Reader.open(db) as store:
        if output is not None:
            for made in exports.write(store, form, output):
                show.note(f"wrote {made}")
            return
        with show.bytes_out() as file:
            exports.stream(store, form, file)


def serve(
    db: Db,
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="Port on this machine.")] = 8001,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser, too.")] = False,
) -> None:
    """Browse a database with Datasette, until Ctrl-C.

    \b
    Example:
      extractor serve --db claims.db --open
    """
    from extractor import browse
    from extractor.errors import ExtractorError
    from extractor.store import Store

    Store(db, create=False).close()  # what is wrong with it is told before any address
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ExtractorError(f"port {port}: {error.strerror}; give another one with --port") from error
    show.note(f"http://127.0.0.1:{port}/ shows {db}; Ctrl-C stops")
    try:
        browse.serve(db, port, open_browser)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def metadata(db: Db) -> None:
    """Print the Datasette metadata for a database.

    Datasette finds the metadata of a database by the name of its file.

    \b
    Example:
      extractor metadata --db week20.db > week20.json && datasette week20.db -m week20.json
    """
    from extractor.browse import describe

    show.write([describe.text(db.stem).rstrip("\n")])
