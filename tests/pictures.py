"""A database and its report -> pictures of the main pages, wide and on a phone: `make screenshots`."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = {"": (1280, 860), "-phone": (390, 844)}
_BUSIEST = {
    "articles": "SELECT article_id FROM article_overview ORDER BY faults DESC, claims DESC, article_id LIMIT 1",
    "claims": "SELECT claim_id FROM claims_readable WHERE verdict = 'inconsistent' AND period IS NOT NULL"
    " AND length(quote) > 60 ORDER BY claim_id LIMIT 1",
    "entities": "SELECT entity_id FROM entity_overview WHERE kind = 'model' ORDER BY claims DESC, entity_id LIMIT 1",
}
"""The rows that show most."""
_DRAWN = "[...document.querySelectorAll('[data-chart]')].every(place => place.hasChildNodes())"
"""A chart is there when its rows have come and Vega is done."""


def addresses(db: Path, base: str, report: Path) -> dict[str, str]:
    """Name of a picture -> address of its page."""
    with closing(sqlite3.connect(db)) as connection:
        rows = {table: connection.execute(sql).fetchone()[0] for table, sql in _BUSIEST.items()}
    home = f"{base}/{db.stem}"
    return {
        "front": f"{base}/",
        "findings": f"{home}/-/findings",
        "claims": f"{home}/claims_readable",
        "claim": f"{home}/claims/{rows['claims']}",
        "article": f"{home}/articles/{rows['articles']}",
        "entity": f"{home}/entities/{rows['entities'].replace(':', '~3A').replace('.', '~2E')}#m-1",
        "dashboard": f"{base}/-/dashboards/ai-claims",
        "report": report.resolve().as_uri(),
    }


def take(browser: Browser, pages: dict[str, str], folder: Path) -> None:
    """Write NAME.png and NAME-phone.png for each page."""
    for suffix, (width, height) in SIZES.items():
        with browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce") as context:
            page = context.new_page()
            for name, address in pages.items():
                page.goto(address, wait_until="networkidle")
                page.wait_for_function(_DRAWN)
                page.screenshot(path=folder / f"{name}{suffix}.png", animations="disabled")


def main(db: Path, report: Path, folder: Path) -> None:
    """All pictures of a database and its report."""
    with served.serving(db) as base, served.browser() as browser:
        take(browser, addresses(db, base, report), folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
