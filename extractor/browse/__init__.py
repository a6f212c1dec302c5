"""A database -> pages in a browser: Datasette's metadata, and a plugin with pages for claims, articles and findings.

Everything that comes from articles passes through autoescaping templates. For other databases the plugin does nothing.
The database is opened read-only but not as immutable: what a run writes meanwhile is seen on the next page.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
import webbrowser
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import NotFound, Response
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from markupsafe import Markup

from extractor.browse import cells, databases, front, pages, policy
from extractor.browse.describe import metadata, text
from extractor.report import render
from extractor.store import Reader, Store

if TYPE_CHECKING:
    from datasette.app import Datasette  # it loads this plugin, so neither can wait for the other

__all__ = ["application", "metadata", "serve", "text"]

SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "truncate_cells_html": 320,
    "suggest_facets": False,
    "default_facet_size": 8,
    "facet_time_limit_ms": 1000,
    "sql_time_limit_ms": 5000,
    "max_csv_mb": 200,
    "allow_download": False,
}
"""Enough for an analyst's question, too little to keep the machine busy: no page takes longer than seconds."""
F = TypeVar("F", bound=Callable[..., Any])


def _hook(function: F) -> F:
    """A function that Datasette calls by its name; pluggy says nothing about types."""
    marked: F = hookimpl(function)
    return marked


def application(db: Path) -> Datasette:
    """Datasette for one database of this project. Raises StoreError for any other file."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    (Store(db, create=False) if os.access(db, os.W_OK) else Reader.open(db)).close()  # the first renews its views
    plugin = sys.modules[__name__]
    if not pm.is_registered(plugin):
        pm.register(plugin, __name__)  # a checkout that is not installed has no entry point
    return Datasette([str(db)], metadata=metadata(db.stem), settings=SETTINGS)


def serve(db: Path, port: int = 8001, open_browser: bool = False) -> None:
    """Serve a database on this machine until it is stopped."""
    import uvicorn
    from datasette import handle_exception as datasette_errors

    datasette_errors.rich = None  # where rich is installed, Datasette prints a screen of variables for each 404
    app = application(db).app()
    address = f"http://127.0.0.1:{port}/"
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


@_hook
def startup(datasette: Datasette) -> Callable[[], Awaitable[Any]]:
    """Look which databases are ours before the first page."""
    return lambda: databases.ours(datasette)


@_hook
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Our pages before those of Datasette and other plugins, which stay within reach as `theirs:NAME`."""
    theirs = env.loader or ChoiceLoader([])
    first = [datasette.template_dir] if datasette.template_dir else []
    ours = FileSystemLoader([*first, Path(__file__).parent / "layouts"])
    env.loader = ChoiceLoader([ours, theirs, PrefixLoader({"theirs": theirs}, delimiter=":")])


@_hook
def extra_template_vars(
    datasette: Datasette, database: str | None, table: str | None, view_name: str, request: Any
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """What our templates need for the page at hand; for databases of others nothing but that they are not ours."""

    async def gather() -> dict[str, Any]:
        ours = await databases.ours(datasette)
        if not ours or (database and database not in ours):
            return {"extractor_database": None, "extractor_page": None, "extractor_homes": []}
        found = {"extractor_page": None, "extractor_homes": [], **_tools(datasette, database or ours[0])}
        if view_name == "row" and database and table:
            row_id = tilde_decode(request.url_vars["pks"])
            found["extractor_page"] = await databases.read(
                datasette, database, lambda reader: pages.page(reader, table, row_id)
            )
        elif view_name == "index":
            found["extractor_homes"] = [(name, await databases.read(datasette, name, front.home)) for name in ours]
        return found

    return gather


@_hook
def extra_css_urls(datasette: Datasette, database: str | None) -> Callable[[], Awaitable[list[str]]]:
    """Our style, on our pages and on those over all databases."""

    async def gather() -> list[str]:
        ours = await databases.ours(datasette)
        if not ours or (database and database not in ours):
            return []
        return [datasette.urls.path("-/extractor/finding.css"), _static(datasette, "browse.css")]

    return gather


@_hook
def render_cell(datasette: Datasette, row: Any, value: object, column: str, database: str) -> Markup | None:
    """Ids lead to their rows; verdicts, measures and times are written for readers."""

    if database not in databases.known(datasette):
        return None
    return cells.cell(datasette.urls.database(database), row, value, column)


@_hook
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """Pages that belong to no table."""
    return [
        (r"^/-/extractor/finding\.css$", _stylesheet),
        (r"^/-/find$", _find),
        (r"^/(?P<database>[^/]+)/-/findings$", _findings),
    ]


@_hook
def menu_links(datasette: Datasette) -> Callable[[], Awaitable[list[dict[str, str]]]]:
    """Our pages in the menu of pages that have Datasette's own head."""

    async def gather() -> list[dict[str, str]]:
        ours = await databases.ours(datasette)
        return [{"href": datasette.urls.path("-/find"), "label": "Search claims"}] if ours else []

    return gather


@_hook
def handle_exception(datasette: Datasette, request: Any, exception: Exception) -> Callable[[], Awaitable[Any]]:
    """Errors on our pages look like our pages; where the machine asked (JSON), Datasette answers."""

    async def answer() -> Response | None:
        ours = await databases.ours(datasette)
        if not ours or request.path.endswith(".json"):
            return None
        status = getattr(exception, "status", 500)
        given = {"status": status, "title": getattr(exception, "title", None), "error": _words(datasette, exception)}
        page = await datasette.render_template("error.html", given, request=request)
        return Response.html(page, status=status)

    return answer


def _words(datasette: Datasette, exception: Exception) -> str:
    if isinstance(exception, QueryInterrupted) or getattr(exception, "title", None) == "SQL Interrupted":
        return f"This took longer than {datasette.setting('sql_time_limit_ms')} ms; ask for less."
    return str(getattr(exception, "message", None) or exception)


@_hook
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """A policy for what our pages may load and run."""
    return lambda app: policy.guarded(app, datasette)


async def _stylesheet() -> Response:
    return Response(render.style(), content_type="text/css; charset=utf-8", headers={"cache-control": "max-age=3600"})


async def _find(datasette: Datasette, request: Any) -> Response:
    ours = await databases.ours(datasette)
    if not ours:
        raise NotFound("no database of claims here")
    await datasette.ensure_permissions(request.actor, [("view-database", ours[0]), "view-instance"])
    words = (request.args.get("q") or "").strip()
    hits = await databases.read(datasette, ours[0], lambda reader: front.search(reader, words))
    return await _page(datasette, request, "extractor-find.html", ours[0], words=words, hits=hits)


async def _findings(datasette: Datasette, request: Any) -> Response:
    route = tilde_decode(request.url_vars["database"])
    database = next((name for name, each in datasette.databases.items() if each.route == route), None)
    if database is None or database not in await databases.ours(datasette):
        raise NotFound("no database of claims of this name")
    await datasette.ensure_permissions(request.actor, [("view-database", database), "view-instance"])
    verdict, kind = request.args.get("verdict") or "inconsistent", request.args.get("kind")
    number = request.args.get("page") or "1"
    shown = await databases.read(
        datasette,
        database,
        lambda reader: front.findings(reader, verdict, kind, int(number) if number.isdecimal() else 1),
    )
    return await _page(datasette, request, "extractor-findings.html", database, found=shown)


async def _page(datasette: Datasette, request: Any, template: str, database: str, **given: Any) -> Response:
    given |= {"database": database, "metadata": datasette.metadata()}
    return Response.html(await datasette.render_template(template, given, request=request))


def _tools(datasette: Datasette, database: str) -> dict[str, Any]:
    """What all our templates use."""
    base = datasette.urls.database(database)
    return {
        "extractor_database": database,
        "extractor_base": base,
        "extractor_row": lambda table, row_id: f"{base}/{table}/{tilde_encode(str(row_id))}",
        "extractor_static": functools.partial(_static, datasette),
        "extractor_card": lambda finding: render.card(finding, base),
        "extractor_drawing": render.drawing,
        "extractor_verdicts": render.VERDICT_WORDS,
        "extractor_headings": render.VERDICT_HEADINGS,
        "extractor_meanings": render.VERDICT_MEANINGS,
        "extractor_folded": cells.FOLDED,
        "extractor_of_answers": cells.OF_ANSWERS,
        "extractor_heads": cells.HEADS,
        "extractor_facet": cells.facet,
        "extractor_told": metadata(database)["databases"][database]["tables"],
    }


def _static(datasette: Datasette, name: str) -> str:
    return str(datasette.urls.static_plugins(_static_name(), name))


@functools.cache
def _static_name() -> str:
    """Datasette calls a plugin by its package where it is installed, else by its module."""
    from datasette.plugins import get_plugins

    here = str(Path(__file__).parent / "static")
    return next((str(each["name"]) for each in get_plugins() if each["static_path"] == here), __name__)
