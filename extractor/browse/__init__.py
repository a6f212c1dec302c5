"""A database -> pages in a browser: Datasette's metadata, and a plugin that shows claims in their articles.

Everything that comes from articles passes through autoescaping templates. For other databases the plugin does nothing.
The database is opened read-only but not as immutable: what a run writes meanwhile is seen on the next page.
"""

from __future__ import annotations

import functools
import re
import sys
import threading
import webbrowser
from collections.abc import Awaitable, Callable
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any, TypeVar

from datasette import hookimpl
from datasette.utils import tilde_decode, tilde_encode
from markupsafe import Markup

from extractor.browse import pages
from extractor.browse.describe import metadata, text
from extractor.report import render
from extractor.store import Reader, Store

if TYPE_CHECKING:
    from datasette.app import Datasette  # it loads this plugin, so neither can wait for the other

__all__ = ["application", "metadata", "serve", "text"]

SETTINGS = {
    "default_page_size": 50,
    "truncate_cells_html": 320,
    "suggest_facets": False,
    "default_facet_size": 15,
    "facet_time_limit_ms": 1000,
    "sql_time_limit_ms": 5000,
}
F = TypeVar("F", bound=Callable[..., Any])
_ROWS = {"claim_id": "claims", "article_id": "articles", "check_id": "checks", "entity_id": "entities"}
_ID = re.compile(r"[0-9a-f]{16}|[a-z]+:[\w.+-]+")


def _hook(function: F) -> F:
    """A function that Datasette calls by its name; pluggy says nothing about types."""
    marked: F = hookimpl(function)
    return marked


def application(db: Path) -> Datasette:
    """Datasette for one database of this project. Raises StoreError for any other file."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    Store(db, create=False).close()
    plugin = sys.modules[__name__]
    if not pm.is_registered(plugin):
        pm.register(plugin, __name__)  # a checkout that is not installed has no entry point
    # As a folder of templates too: other plugins bring an index page of their own, and ours goes first.
    templates = str(Path(__file__).parent / "templates")
    return Datasette([str(db)], metadata=metadata(db.stem), settings=SETTINGS, template_dir=templates)


def serve(db: Path, port: int = 8001, open_browser: bool = False) -> None:
    """Serve a database on this machine until it is stopped."""
    import uvicorn

    app = application(db).app()
    address = f"http://127.0.0.1:{port}/"
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


@_hook
def extra_template_vars(
    datasette: Datasette, database: str | None, table: str | None, view_name: str, request: Any
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """What our templates need for the page at hand; nothing for databases of others."""

    async def gather() -> dict[str, Any]:
        found: dict[str, Any] = {"extractor_page": None, "extractor_homes": []}
        if view_name == "row" and database and table:
            row_id = tilde_decode(request.url_vars["pks"])
            found["extractor_page"] = await _read(datasette, database, lambda reader: pages.page(reader, table, row_id))
        elif view_name == "index":
            for name in datasette.databases:
                home = await _read(datasette, name, pages.home)
                found["extractor_homes"] += [(name, home)] if home else []
        if found["extractor_page"] or found["extractor_homes"]:
            found |= {
                "extractor_style": render.style(),
                "extractor_card": render.card,
                "extractor_verdicts": render.VERDICT_WORDS,
            }
        return found

    return gather


@_hook
def extra_css_urls(datasette: Datasette) -> list[str]:
    """Our few rules for Datasette's own pages."""
    return [datasette.urls.static_plugins(_static_name(), "browse.css")]


@_hook
def render_cell(datasette: Datasette, database: str, column: str, value: object) -> Markup | None:
    """Ids in views and answers lead to their rows."""
    table = _ROWS.get(column)
    if table is None or not isinstance(value, str) or not _ID.fullmatch(value):
        return None
    address = f"{datasette.urls.table(database, table)}/{tilde_encode(value)}"
    return Markup('<a href="{}">{}</a>').format(address, value if ":" in value else value[:8])


async def _read(datasette: Datasette, database: str, make: Callable[[Reader], Any]) -> Any:
    """What a reader of this database makes, or None where the database is not ours."""

    def read(connection: Connection) -> Any:
        reader = Reader.over(connection)
        return make(reader) if reader else None

    return await datasette.get_database(database).execute_fn(read)


@functools.cache
def _static_name() -> str:
    """Datasette calls a plugin by its package where it is installed, else by its module."""
    from datasette.plugins import get_plugins

    here = str(Path(__file__).parent / "static")
    return next((str(each["name"]) for each in get_plugins() if each["static_path"] == here), __name__)
