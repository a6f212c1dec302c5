"""Datasette on our databases: every page opens, whatever the file is called, and no article puts markup into one."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import tilde_encode
from datasette_dashboards import replace_opts_in_query

import extractor.browse
from extractor import browse, report
from extractor.browse import pages
from extractor.errors import StoreError
from extractor.rules import data_file
from extractor.store import Store, schema, views
from extractor.store.questions import QUESTIONS
from tests import samples

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--virtual-time-budget=8000", "--dump-dom",
)  # fmt: skip
SERVE = """
import sys
from pathlib import Path
from extractor.browse import serve
serve(Path(sys.argv[1]), int(sys.argv[2]))
"""
NAMES = ("claims", "week 20, v1.5")


@pytest.fixture(scope="module", params=NAMES)
def db(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.database(tmp_path_factory.mktemp("browse") / f"{request.param}.db")


@pytest.fixture
def without_plugin() -> Iterator[None]:
    """Datasette as it is where only the metadata file is given."""
    name = pm.unregister(extractor.browse) and extractor.browse.__name__ if pm.is_registered(extractor.browse) else None
    yield
    if name:
        pm.register(extractor.browse, name)


def get(datasette: Datasette, *paths: str) -> dict[str, httpx.Response]:
    async def fetch() -> dict[str, httpx.Response]:
        return {path: await datasette.client.get(path, follow_redirects=True) for path in paths}

    return asyncio.run(fetch())


def all_pages(db: Path) -> list[str]:
    """Every table, view, ready question and row of our databases, and the dashboard."""
    home = f"/{tilde_encode(db.stem)}"
    names = [table.name for table in schema.TABLES] + [view.name for view in views.VIEWS]
    asked = [f"{each.name}?" + "&".join(f"{name}=Heron" for name in each.params) for each in QUESTIONS]
    asked += [each.name for each in QUESTIONS]
    rows = []
    with closing(sqlite3.connect(db)) as connection:
        for table in schema.TABLES:
            keys = ", ".join(f'"{key}"' for key in table.pk)
            for found in connection.execute(f"SELECT {keys} FROM {table.name} ORDER BY {keys} LIMIT 3"):
                rows.append(f"{table.name}/" + ",".join(tilde_encode(str(part)) for part in found))
    special = [
        "/",
        home,
        "/-/dashboards",
        "/-/dashboards/ai-claims",
        "/-/dashboards/ai-claims?subject=Heron+2",
        "/-/search",
    ]
    return special + [f"{home}/{name}" for name in (*names, *asked, *rows)]


def assert_good(found: dict[str, httpx.Response]) -> None:
    assert {path: page.status_code for path, page in found.items() if page.status_code != 200} == {}
    for path, page in found.items():
        assert '<script>alert("x")' not in page.text, path
        assert "<img src=x" not in page.text, path
        assert 'href="javascript:' not in page.text, path


def test_every_page_opens_and_holds_no_markup_of_articles(db: Path) -> None:
    paths = all_pages(db)
    found = get(browse.application(db), *paths)
    assert_good(found)
    assert len(found) > 70


def test_plain_datasette_with_the_metadata_file_opens_every_page(tmp_path: Path, without_plugin: None) -> None:
    db = samples.database(tmp_path / "claims.db")
    plain = Datasette([str(db)], metadata=json.loads(data_file("datasette-metadata.json").read_text(encoding="utf-8")))
    found = get(plain, *all_pages(db))
    assert_good(found)
    assert "extractor" not in found["/claims"].text


def test_the_metadata_file_is_what_the_schema_says_now() -> None:
    stored = data_file("datasette-metadata.json").read_text(encoding="utf-8")
    assert stored == browse.text(), "run: python -m extractor.browse > datasette-metadata.json"


def test_metadata_names_only_what_is_there_and_describes_all_of_it(tmp_path: Path) -> None:
    made = browse.metadata("other")["databases"]["other"]["tables"]
    with Store(tmp_path / "empty.db") as store:
        store.start_run(*samples.RUN)
    with closing(sqlite3.connect(tmp_path / "empty.db")) as connection:
        kinds = (
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE '%\\_fts%' ESCAPE '\\'"
        )
        assert set(made) == {name for (name,) in connection.execute(kinds)}
        for name, told in made.items():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            assert list(told["columns"]) == columns
            chosen = [
                *told.get("facets", ()),
                *(told[key] for key in ("sort", "sort_desc", "label_column") if key in told),
            ]
            assert set(chosen) <= set(columns)
            assert len(told.get("facets", ())) <= 4
            assert not {"sort", "sort_desc"} <= set(told)


def test_charts_and_filters_have_answers(db: Path) -> None:
    dashboard = browse.metadata(db.stem)["plugins"]["datasette-dashboards"]["ai-claims"]
    datasette = browse.application(db)
    addresses = {}
    for name, chart in dashboard["charts"].items():
        for subject in ("", "Heron 2"):
            sql = replace_opts_in_query(chart["query"], {"subject": subject})
            asked = urllib.parse.urlencode({"sql": sql, "subject": subject, "_shape": "objects"})
            addresses[f"/{tilde_encode(db.stem)}.json?{asked}"] = name
    found = get(datasette, *addresses)
    for path, page in found.items():
        assert page.status_code == 200, addresses[path]
        assert page.json()["rows"], addresses[path]
    assert {slot for row in dashboard["layout"] for slot in row} == set(dashboard["charts"])


def test_search_narrows_tables_and_views(db: Path) -> None:
    home = f"/{tilde_encode(db.stem)}"
    found = get(
        browse.application(db),
        *(f"{home}/{name}.json?_search=Northgate&_shape=array" for name in ("claims", "claims_readable")),
        f"{home}/articles.json?_search=picture&_shape=array",
    )
    assert [len(page.json()) for page in found.values()] == [2, 2, 1]


def row_page(db: Path, table: str, where: str) -> str:
    with closing(sqlite3.connect(db)) as connection:
        (row_id,) = connection.execute(f"SELECT id FROM {table} WHERE {where}").fetchone()
    path = f"/{tilde_encode(db.stem)}/{table}/{row_id}"
    return get(browse.application(db), path)[path].text


def test_a_claim_stands_in_its_article_with_checks_and_neighbours(db: Path) -> None:
    page = row_page(db, "claims", "surface = '262,144-token'")
    assert "262,144 tokens · Heron 2" in page
    assert "offers a <mark>262,144-token</mark> context window." in page
    assert "Osprey 1.5 followed with about 1.4 trillion tokens." in page
    assert "Heron 2: context window" in page
    assert "256,000 tokens" in page


def test_an_article_shows_its_claims_and_why_other_numbers_are_none(db: Path) -> None:
    page = row_page(db, "articles", "path = 'gamma.md'")
    assert 'title="5 to 8 seconds">5 to 8 seconds</a>' in page
    assert '<span class="skip" title="furniture: rating">4.8</span>' in page
    assert "&lt;script&gt;alert" in page
    assert "open the page" not in page, "only addresses of the web become links"
    assert 'href="https://ledger.example/gain?a=1&amp;b=2"' in row_page(db, "articles", "path = 'alpha.txt'")


def test_a_check_is_shown_as_in_the_report(db: Path) -> None:
    page = row_page(db, "checks", "kind = 'sum'")
    with Store(db) as store:
        shown = pages.check(store, _sum(db))
    assert shown is not None
    assert report.render.card(shown.finding) in page
    assert "Reverses the headline" in page


def _sum(db: Path) -> str:
    with closing(sqlite3.connect(db)) as connection:
        return str(connection.execute("SELECT id FROM checks WHERE kind = 'sum'").fetchone()[0])


def test_ids_in_views_lead_to_rows_and_the_front_page_leads_everywhere(db: Path) -> None:
    home = f"/{tilde_encode(db.stem)}"
    found = get(browse.application(db), "/", f"{home}/disagreements", f"{home}/claims_by_subject")
    assert f'href="{home}/checks/{_sum(db)}"' in found[f"{home}/disagreements"].text
    assert f'href="{home}/entities/model~3Aheron-2"' in found[f"{home}/claims_by_subject"].text
    assert "Heron 2 and Osprey 1.5 together" in found["/"].text
    links = [link.split('"')[0] for link in found["/"].text.split('class="extractor"')[1].split('href="')[1:]]
    assert_good(get(browse.application(db), *(link for link in links if link.startswith("/"))))


def test_databases_of_others_are_left_as_they_are(tmp_path: Path) -> None:
    other = tmp_path / "bills.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript(
            "CREATE TABLE claims (id TEXT PRIMARY KEY); INSERT INTO claims VALUES ('0123456789abcdef')"
        )
    with pytest.raises(StoreError, match="something else"):
        browse.application(other)
    browse.application(samples.database(tmp_path / "claims.db"))
    found = get(Datasette([str(other)]), "/", "/bills/claims/0123456789abcdef")
    assert_good(found)
    assert not any('class="extractor"' in page.text for page in found.values())


def test_a_run_while_serving_is_seen_on_the_next_page(tmp_path: Path) -> None:
    db = samples.database(tmp_path / "claims.db")
    datasette = browse.application(db)
    assert get(datasette, "/claims/totals.json?_shape=array").popitem()[1].json()[0]["articles"] == 4
    with Store(db) as store:
        store.prune(["alpha.txt"])
    assert get(datasette, "/claims/totals.json?_shape=array").popitem()[1].json()[0]["articles"] == 1


def test_overlapping_numbers_are_cut_once() -> None:
    def row(start: int, end: int, claim: str) -> dict[str, Any]:
        return {"start": start, "end": end, "claim_id": claim, "value_display": claim}

    skipped = [{"start": 4, "end": 5, "reason": "none"}, {"start": 9, "end": 10, "reason": "date"}]
    made = pages.segments("ab 123 cd 9 e", [row(3, 6, "x"), row(4, 6, "y"), row(3, 99, "z")], skipped)
    assert "".join(each.text for each in made) == "ab 123 cd 9 e"
    assert [(each.text, each.claim_id, each.note) for each in made if each.note] == [
        ("123", "x", "x"),
        (" ", None, "date"),
    ]


# --- in a real browser ------------------------------------------------------------------------------------------


def seen(address: str, folder: Path) -> str:
    """The page as the browser has it after its scripts have run."""
    command = [str(CHROMIUM), *QUIET, f"--user-data-dir={folder / 'profile'}", address]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`serve` on a free port, as the command line starts it."""
    db = samples.database(tmp_path_factory.mktemp("served") / "claims.db")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = str(Path(extractor.browse.__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": root}
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(db), str(port)], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=12), timeout=30) as client:
            client.get(address).raise_for_status()
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_shows_the_report(tmp_path: Path) -> None:
    with Store(samples.database(tmp_path / "claims.db")) as store:
        report.write(store, tmp_path / "report.html")
    shown = seen((tmp_path / "report.html").as_uri(), tmp_path)
    assert "2 contradictions among 13 figures" in shown
    assert "<mark>2.1 trillion tokens</mark>" in shown
    assert shown.count("<svg") >= 5
    assert "<script" not in shown


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_draws_the_dashboard(server: str, tmp_path: Path) -> None:
    shown = seen(f"{server}/-/dashboards/ai-claims", tmp_path)
    assert ">13</p>" in shown, "the tile of claims"
    assert shown.count("<canvas") + shown.count('class="marks"') >= 4, "four charts"


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_runs_no_script_of_an_article(server: str, tmp_path: Path) -> None:
    shown = seen(f"{server}/-/search?q=heron", tmp_path)
    assert "priced at" in shown
    assert '<script>alert("x")</script>' not in shown
    assert "<img src" not in shown
