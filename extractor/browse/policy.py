"""Pages of our databases -> the same pages with headers that keep whatever an article brought along from acting.

No script runs but files that this server has and what its plugins add (known by a number used once), nothing is
loaded from another machine, no form leads to one, and no other site can frame a page. Vega draws the dashboard with its
interpreter of expressions, so that not even there code is made from text (`unsafe-eval`). Styles may stand in a page:
Datasette and Vega write theirs so, and without an address outside that may be loaded a style can carry nothing away.

Set `{"plugins": {"extractor": {"content_security_policy": false}}}` in the metadata for plugins that need more.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode

from extractor.browse import databases

if TYPE_CHECKING:
    from datasette.app import Datasette

Asgi = Callable[[dict[str, Any], Callable[..., Awaitable[Any]], Callable[..., Awaitable[Any]]], Awaitable[None]]

NONCE = "extractor_nonce"
"""Where a request carries the number that scripts of plugins are known by."""
CONTENT = (
    "default-src 'none'; script-src 'self' 'nonce-{}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


def guarded(app: Asgi, datasette: Datasette) -> Asgi:
    """The application with these headers on every page of our databases and on the pages over all databases."""

    async def guard(
        scope: dict[str, Any], receive: Callable[..., Awaitable[Any]], send: Callable[..., Awaitable[Any]]
    ) -> None:
        nonce = secrets.token_urlsafe(16)

        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start" and await _applies(datasette, scope["path"]):
                made = {**dict(HEADERS), b"content-security-policy": CONTENT.format(nonce).encode()}
                kept = [each for each in message.get("headers", ()) if each[0].lower() not in made]
                message = {**message, "headers": [*kept, *made.items()]}
            await send(message)

        if scope["type"] == "http":
            await app({**scope, NONCE: nonce}, receive, sending)
        else:
            await app(scope, receive, send)

    return guard


async def _applies(datasette: Datasette, path: str) -> bool:
    wanted = (datasette.plugin_config("extractor") or {}).get("content_security_policy", True)
    ours = await databases.ours(datasette)
    base = datasette.setting("base_url")
    first = tilde_decode(path.removeprefix(base).lstrip("/").split("/")[0].split(".")[0])
    others = {each.route for name, each in datasette.databases.items() if name not in ours}
    return bool(wanted and ours and first not in others)
