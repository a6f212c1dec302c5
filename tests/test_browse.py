"""Datasette on our databases: every page opens, whatever the file is called, and no article puts markup into one."""

from __future__ import annotations

import asyncio
import html
import json
import re
import sqlite3
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
from extractor.browse import drawing, front, pages
from extractor.errors import StoreError
from extractor.rules import data_file
from extractor.store import Store, schema, views
from extractor.store.questions import QUESTIONS
from tests import samples

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
    ]
    return special + [f"{home}/{name}" for name in (*names, *asked, *rows)]


def assert_good(found: dict[str, httpx.Response]) -> None:
    assert {path: page.status_code for path, page in found.items() if page.status_code != 200} == {}
    for path, page in found.items():
        assert '<script>alert("x")' not in page.text, path
        assert "<img src=x" not in page.text, path
        assert 'href="javascript:' not in page.text, path


def test_every_page_opens_and_holds_no_markup_of_articles(db: Path) -> None:
    home = f"/{tilde_encode(db.stem)}"
    own = ["/-/find", "/-/find?q=heron", f"{home}/-/findings", f"{home}/-/findings?verdict=consistent&kind=sum&page=7"]
    paths = [*all_pages(db), *own]
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


def test_the_dashboard_asks_for_rows_that_there_are(db: Path) -> None:
    datasette = browse.application(db)
    for page in get(datasette, "/-/dashboards/ai-claims", "/-/dashboards/ai-claims?subject=Heron+2").values():
        addresses = [html.unescape(each) for each in re.findall(r'data-rows="([^"]+)"', page.text)]
        assert len(addresses) == len(browse.metadata()["plugins"]["datasette-dashboards"]["ai-claims"]["charts"])
        for address, rows in get(datasette, *addresses).items():
            assert rows.status_code == 200, address
            assert rows.json()["rows"], address


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
    assert "<title>262,144 tokens · Heron 2</title>" in page
    assert "offers a <mark>262,144-token</mark> context window." in page
    assert "Osprey 1.5 followed" not in page, "another paragraph"
    assert "Heron 2: context window" in page
    assert "256,000 tokens" in page


def test_an_article_shows_its_claims_and_why_other_numbers_are_none(db: Path) -> None:
    page = row_page(db, "articles", "path = 'gamma.md'")
    assert 'data-note="5 to 8 seconds · Heron 2 · latency"' in page
    assert '<a class="claim v-consistent_by_rounding"' in page
    assert '<span class="skip-number" title="furniture: rating">4.8</span>' in page
    assert "&lt;script&gt;alert" in page
    assert "open the page" not in page, "only addresses of the web become links"
    assert 'href="https://ledger.example/gain?a=1&amp;b=2"' in row_page(db, "articles", "path = 'alpha.txt'")


def test_a_check_is_shown_as_in_the_report(db: Path) -> None:
    page = row_page(db, "checks", "kind = 'sum'")
    with Store(db) as store:
        shown = pages.check(store, _sum(db))
    assert shown is not None
    assert report.render.card(shown.finding, f"/{tilde_encode(db.stem)}") in page
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
    links = {html.unescape(link) for link in re.findall(r'href="(/[^"]*)"', found["/"].text)}
    assert len(links) > 30
    assert_good(get(browse.application(db), *sorted(links)))


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
    assert not any("extractor" in page.text for page in found.values())
    assert not any("content-security-policy" in page.headers for page in found.values())


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


def test_nothing_can_be_written_and_no_question_runs_for_ever(db: Path) -> None:
    home, before = f"/{tilde_encode(db.stem)}.json", db.read_bytes()
    asked = {
        "delete": "DELETE FROM claims",
        "insert": "INSERT INTO runs (id) VALUES (99)",
        "attach": "ATTACH '/tmp/other.db' AS other",
        "pragma": "PRAGMA journal_mode = DELETE",
        "for ever": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    }
    addresses = {name: f"{home}?{urllib.parse.urlencode({'sql': sql})}" for name, sql in asked.items()}
    found = get(browse.application(db), *addresses.values())
    assert {name: found[path].status_code for name, path in addresses.items()} == dict.fromkeys(asked, 400)
    assert "Interrupted" in found[addresses["for ever"]].text
    assert db.read_bytes() == before


def test_pages_may_run_and_load_only_what_this_server_has(db: Path) -> None:
    found = get(browse.application(db), "/", f"/{tilde_encode(db.stem)}/claims_readable", "/-/dashboards/ai-claims")
    for path, page in found.items():
        policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        nonce = policy["script-src"].split("'")[-2]
        assert policy["script-src"] == f"'self' '{nonce}'"
        assert "unsafe-eval" not in str(policy)
        assert policy["connect-src"] == policy["form-action"] == "'self'"
        scripts = re.findall(r"<script([^>]*)>", page.text)
        number = nonce.removeprefix("nonce-")
        assert all("src=" in each or f'nonce="{number}"' in each for each in scripts), path
        assert not re.search(r"<[a-z][^>]*\son[a-z]+=", page.text), path
        assert page.headers["referrer-policy"] == "no-referrer"


def test_errors_look_like_the_other_pages(db: Path) -> None:
    home = f"/{tilde_encode(db.stem)}"
    asked = (
        f"{home}/nothing",
        "/nowhere",
        f"{home}?sql=delete+from+claims",
        f"{home}/claims?_sort=<b>",
        "/x/-/findings",
    )
    found = get(browse.application(db), *asked)
    assert [page.status_code for page in found.values()] == [404, 404, 400, 500, 404]
    for path, page in found.items():
        assert 'class="masthead"' in page.text, path
        assert 'role="alert"' in page.text, path
        assert "<b>" not in page.text.replace("<b></b>", ""), path


def test_the_policy_can_be_turned_off_for_other_plugins(db: Path) -> None:
    told = browse.metadata(db.stem)
    told["plugins"]["extractor"] = {"content_security_policy": False}
    browse.application(db)
    page = get(Datasette([str(db)], metadata=told), "/")["/"]
    assert page.status_code == 200
    assert "content-security-policy" not in page.headers


def test_findings_can_be_narrowed_and_turned_over(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "PAGE", 1)
    home = f"/{tilde_encode(db.stem)}/-/findings"
    first, second, growth, odd = get(
        browse.application(db),
        home,
        f"{home}?page=2",
        f"{home}?verdict=derived&kind=growth",
        f"{home}?verdict=x&page=y",
    ).values()
    assert "Heron 2 and Osprey 1.5 together" in first.text
    assert "Page 1 of 2" in first.text
    assert "Heron 2 and Osprey 1.5 together" not in second.text
    assert "Heron 2: input price" in second.text
    assert "European models, week before" in growth.text
    assert "Page 1 of 2" in odd.text


def test_a_subject_shows_its_numbers_listings_and_family(db: Path) -> None:
    home = f"/{tilde_encode(db.stem)}/entities"
    datasette = browse.application(db)
    heron, lab, group = get(
        datasette, f"{home}/model~3Aheron-2", f"{home}/lab~3Alumen", f"{home}/group~3Aeu-models"
    ).values()
    words = " ".join(re.sub(r"<[^>]+>", " ", heron.text).split())
    assert "by Lumen Labs" in words
    assert "context window 262,144 tokens Relay test-catalog 1" in words
    assert "5 to 8 seconds" in words
    assert f'href="{home}/model~3Aosprey-1~2E5"' in lab.text
    assert f'href="{home}/model~3Aheron-2"' in group.text
    assert get(datasette, f"{home}/model~3Anone")[f"{home}/model~3Anone"].status_code == 404


def test_charts_over_time_keep_their_points_inside() -> None:
    def dot(day: str, value: float) -> drawing.Dot:
        return drawing.Dot(day=day, value=value, words=str(value), claim_id=day, verdict="unchecked")

    assert drawing.over_time("x", [dot("2026-05-01", 1), dot("2026-05-01", 2), dot("soon", 3)]) is None
    for values in ((1, 2), (0, 0), (-5, 7), (1e9, 4e12), (262144, 262145), (0.1, 0.2), (3e15, 3e15)):
        for last in ("2026-05-02", "2026-08-30", "2031-01-01"):
            made = drawing.over_time("x", [dot("2026-05-01", values[0]), dot(last, values[1])])
            assert made is not None
            assert all(0 <= point.x <= 100 and 0 <= point.y <= made.height for point in made.points), values
            assert all(0 <= tick.at <= made.height for tick in made.up), values
            assert 2 <= len(made.up) <= 8, values
            assert 1 <= len(made.across) <= 8
            assert (made.points[0].y > made.points[1].y) == (values[0] < values[1])
    assert drawing.over_time("x", [dot("2026-05-01", 1e9), dot("2026-06-01", 4e12)]).logarithmic  # type: ignore[union-attr]
