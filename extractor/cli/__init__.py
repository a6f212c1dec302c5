"""Words typed in a shell -> a command, its exit code, and errors of one line.

Exit codes: 0 good; 1 nothing could be done; 2 wrong usage; 3 done, but some articles were recorded as issues; 130
stopped by Ctrl-C. Commands import what they need when they are called, so that `--help` is quick.
"""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer

from extractor.cli import asking, drafting, joining, measuring, naming, reading, results, show
from extractor.errors import ExtractorError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback()
def _about(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error; works with each command.")
    ] = False,
) -> None:
    """Read articles about AI and hold their numbers to account.

    Every figure becomes a claim tied to its exact words, subject, period and source; claims are checked against each
    other, against their own arithmetic, and against what catalogs list.

    \b
    A first round:
      extractor run articles/ --db claims.db
      extractor report --db claims.db --output report.html
      extractor serve --db claims.db --open
    """


for module in (reading, joining, results, asking, drafting, measuring):
    module.register(app)
app.add_typer(naming.app, name="catalog")


def main() -> NoReturn:
    """The command line of this process; never returns."""
    words = sys.argv[1:]
    if words == ["--version"]:
        from extractor import __version__

        typer.echo(f"extractor {__version__}")
        sys.exit(0)
    debug = "--debug" in words
    try:
        app([word for word in words if word != "--debug"], prog_name="extractor")
    except ExtractorError as error:
        if debug:
            raise
        _stop(str(error))
    except Exception as error:
        if debug:
            raise
        _stop(f"{type(error).__name__}: {' '.join(str(error).split())}; this is a fault of ours, --debug shows where")
    sys.exit(0)


def _stop(message: str) -> NoReturn:
    show.note(f"extractor: {message}")
    sys.exit(1)
