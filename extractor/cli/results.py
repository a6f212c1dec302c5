"""A database -> checks, report, decisions and pages: the commands check, report, dismiss, serve and metadata."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import show
from extractor.cli.options import Db


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (check, report, dismiss, serve, metadata):
        app.command()(command)


def check(db: Db) -> None:
    """Check again, without reading articles again.

    \b
    Example:
      extractor check --db claims.db
    """
    from extractor import pipeline
    from extractor.store import Store

    with Store(db, create=False) as store:
        show.table({"checks": show.counted(pipeline.recheck(store), show.VERDICTS)})


def report(
    db: Db,
    output: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it: .html, .md or .json.")],
    since: Annotated[
        int | None, typer.Option(metavar="RUN", help="Only what this run or a later one has read.")
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
    from extractor.store import Store

    with Store(db, create=False) as store:
        reports.write(store, output, since)
    show.note(f"wrote {output}")


def dismiss(
    check: Annotated[str, typer.Argument(metavar="CHECK", help="Id of the check; the report shows it.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it does not count.")],
    db: Db,
) -> None:
    """Dismiss a check for a reason.

    It stays dismissed through later runs, and the report says so.

    \b
    Example:
      extractor dismiss 5f0c2a7d91e4b386 --reason "two different weeks" --db claims.db
    """
    from extractor.store import Store

    with Store(db, create=False) as store:
        store.dismiss(check, reason)
    show.note(f"dismissed {check}")


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
