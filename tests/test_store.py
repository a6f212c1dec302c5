"""The store: what is written can be read back, a second run changes nothing, and an interrupted one leaves it whole."""

from __future__ import annotations

import itertools
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import display, ids, models
from extractor.errors import StoreError
from extractor.models import Claim, Entity, Issue
from extractor.store import Fingerprint, Reader, Store, rows, schema, views
from extractor.store.questions import QUESTIONS
from tests import samples

INTERRUPTED = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("DELETE FROM skipped")
db.commit()
os._exit(1)
"""
CONTENT = [table.name for table in schema.TABLES if table.name != "runs"]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return samples.database(tmp_path / "claims.db")


def dump(path: Path, tables: list[str] = CONTENT) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each table in their order of content."""
    with sqlite3.connect(path) as connection:
        read = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    return {name: sorted(found, key=repr) for name, found in read.items()}


def query(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(sql, values).fetchall()


def test_what_is_written_is_read_back(db: Path) -> None:
    made = samples.extractions()
    with Store(db, create=False) as store:
        corpus = store.corpus()
    assert {article.path: article.text for article in corpus.articles} == {
        each.article.path: each.article.text for each in made
    }
    written = {claim.id: claim for each in made for claim in each.claims}
    assert {claim.id: claim for claim in corpus.claims} == written
    assert {entity.id: entity for entity in corpus.entities} == {entity.id: entity for entity in samples.ENTITIES}
    assert {listing.provider for listing in corpus.listings} == {"Relay", "Lumen"}
    assert {source.relation for source in corpus.sources} == {"attributed", "linked"}


def test_offsets_hold_in_the_database(db: Path) -> None:
    stored = query(
        db, 'SELECT a.text, c.start, c."end", c.surface FROM claims c JOIN articles a ON a.id = c.article_id'
    )
    assert len(stored) == 13
    assert all(text[start:end] == surface for text, start, end, surface in stored)


def test_foreign_keys_hold_and_every_table_says_what_it_is(db: Path) -> None:
    assert query(db, "PRAGMA foreign_key_check") == []
    assert query(db, "PRAGMA integrity_check") == [("ok",)]
    for table in schema.TABLES:
        assert query(db, f"SELECT count(*) FROM {table.name}") is not None
        assert table.doc
        assert all(column.doc for column in table.columns)
        keys = {row[3]: row[2] for row in query(db, f"PRAGMA foreign_key_list({table.name})")}
        assert keys == {column.name: column.references for column in table.columns if column.references}


def test_a_second_run_changes_nothing_outside_runs(db: Path) -> None:
    before = dump(db)
    with Store(db) as store:
        run = store.start_run(*samples.RUN)
        made = samples.extractions()
        fresh = [
            each for each in made if store.known(each.article.id) != Fingerprint(each.article.sha256, *_made_with())
        ]
        assert fresh == []
        store.write_issues(
            [Issue(path="broken.html", stage="read", error="ReadError", message="no text in it")], ["broken.html"]
        )
        store.write_listings(samples.listings())
        store.write_checks(samples.checks(made), samples.origins(made))
        changed_before = store._db.conn.total_changes
        store.write_checks(samples.checks(made), samples.origins(made))
        assert store._db.conn.total_changes == changed_before
        store.finish_run(run)
    assert dump(db) == before
    assert query(db, "SELECT id, articles, claims, finished IS NULL FROM runs") == [(1, 4, 13, 0), (2, 0, 0, 0)]


def _made_with() -> tuple[str, str, str]:
    version, rules_sha256, catalog = samples.RUN
    return rules_sha256, catalog, version


def test_order_and_batches_do_not_matter(tmp_path: Path) -> None:
    made = samples.extractions()
    shuffled = list(made)
    random.Random(3).shuffle(shuffled)
    with Store(tmp_path / "one.db") as store:
        samples.fill(store, made)
    with Store(tmp_path / "two.db") as store:
        run = store.start_run(*samples.RUN)
        for each in shuffled:
            store.write([each], run)
        samples.fill(store, made)
    assert dump(tmp_path / "one.db") == dump(tmp_path / "two.db")


def test_a_name_does_not_depend_on_who_was_read_first(tmp_path: Path) -> None:
    def speaking(path: str, name: str, *, known: bool = False) -> object:
        made = samples.extractions()[3]
        entity = Entity(id="model:swift-9", name=name, kind="model", in_catalog=known)
        return made.model_copy(update={"article": samples.article(path, "Swift."), "entities": (entity,)})

    told = [speaking("a.txt", "swift 9"), speaking("b.txt", "Swift 9"), speaking("c.txt", "SWIFT 9", known=True)]
    for order in (told, told[::-1]):
        with Store(tmp_path / f"{order[0].article.path}.db") as store:
            run = store.start_run(*samples.RUN)
            for each in order:
                store.write([each], run)
            assert [entity.name for entity in store.corpus().entities] == ["SWIFT 9"]
            store.prune(["a.txt", "b.txt"])
            assert [entity.name for entity in store.corpus().entities] == ["Swift 9"]
            store.prune([])
            assert store.corpus().entities == ()


def test_reading_an_article_again_replaces_all_of_it(db: Path) -> None:
    with Store(db) as store:
        run = store.start_run("0.2.0", "rules-two", "catalog-one")
        changed = samples.extractions()[0]
        store.write([changed.model_copy(update={"claims": changed.claims[:1], "sources": (), "skipped": ()})], run)
        store.finish_run(run)
        assert store.known(changed.article.id) == Fingerprint(
            changed.article.sha256, "rules-two", "catalog-one", "0.2.0"
        )
        assert len([claim for claim in store.corpus().claims if claim.article_id == changed.article.id]) == 1
        linked = {row["check_id"] for row in store.read("check_statements")}
        assert {row["check_id"] for row in store.read("checks_readable")} == linked
    assert query(db, "PRAGMA foreign_key_check") == []
    assert query(db, "SELECT run_id, count(*) FROM articles GROUP BY run_id ORDER BY run_id") == [(1, 3), (2, 1)]


def test_an_interrupted_run_is_taken_up_again(tmp_path: Path) -> None:
    path = tmp_path / "claims.db"
    made = samples.extractions()

    def cut_short() -> None:
        with Store(path) as store:
            run = store.start_run(*samples.RUN)
            store.write(made[:2], run)
            store.write([*made[2:], None], run)  # type: ignore[list-item]

    with pytest.raises(AttributeError):
        cut_short()
    assert query(path, "SELECT path FROM articles ORDER BY path") == [("alpha.txt",), ("folder/beta.html",)]
    assert query(path, "PRAGMA foreign_key_check") == []
    with Store(path) as store:
        samples.fill(store)
    samples.database(tmp_path / "whole.db")
    assert dump(path) == dump(tmp_path / "whole.db")
    assert query(path, "SELECT count(*) FROM runs") == [(1,)]


def test_pruning_leaves_what_is_kept_and_nothing_of_the_rest(db: Path) -> None:
    with Store(db) as store:
        assert store.prune(["alpha.txt", "delta.txt"]) == 2
        assert {article.path for article in store.corpus().articles} == {"alpha.txt", "delta.txt"}
        assert store.issues() == []
        checks = list(store.read("checks_readable"))
    assert {check["verdict"] for check in checks} == {"derived", "undetermined"}
    assert query(db, "PRAGMA foreign_key_check") == []


def test_what_is_stored_of_an_article_can_be_read_whole(db: Path, tmp_path: Path) -> None:
    with Store(db) as store, Store(tmp_path / "copy.db") as copy:
        run = copy.start_run(*samples.RUN)
        copy.write(list(store.extractions()), run)
        made = [row | {"verdict": "unchecked"} for row in store.read("claims_in_order")]
    names = ["articles", "entities", "sightings", "mentions", "claims", "claim_subjects", "sources", "skipped"]
    with Store(db) as store:
        store.write_checks([], {})
        assert list(store.read("claims_in_order")) == made
    assert dump(db, names) == dump(tmp_path / "copy.db", names)


def test_merging_halves_gives_the_whole(db: Path, tmp_path: Path) -> None:
    made = samples.extractions()
    for name, half in (("one", made[:2]), ("two", made[1:])):
        with Store(tmp_path / f"{name}.db") as store:
            run = store.start_run(*samples.RUN)
            store.write(half, run)
            store.finish_run(run)
    with Store(tmp_path / "both.db") as store:
        assert [store.merge(tmp_path / "one.db"), store.merge(tmp_path / "two.db"), store.merge(db)] == [2, 2, 0]
        store.write_listings(samples.listings())
        store.write_checks(samples.checks(made), samples.origins(made))
        assert store.known(made[0].article.id) is not None
    leaving_out_runs = {name: rows for name, rows in dump(db).items() if name != "articles"}
    merged = dump(tmp_path / "both.db")
    assert {name: merged[name] for name in leaving_out_runs} == leaving_out_runs
    assert query(tmp_path / "both.db", "PRAGMA foreign_key_check") == []


def test_merging_keeps_two_texts_of_one_path_apart(db: Path, tmp_path: Path) -> None:
    other = samples.extractions()[1]
    text = other.article.text + "More."
    moved = other.model_copy(update={"article": samples.article(other.article.path, text)})
    with Store(tmp_path / "second.db") as store:
        run = store.start_run(*samples.RUN)
        store.write([moved], run)
        store.finish_run(run)
    with Store(db) as store:
        assert [store.merge(tmp_path / "second.db"), store.merge(tmp_path / "second.db")] == [1, 0]
        corpus = store.corpus()
    assert [article.path for article in corpus.articles if article.text == text] == ["second/folder/beta.html"]
    ours = [claim for claim in corpus.claims if claim.article_id == ids.article_id("second/folder/beta.html")]
    assert [claim.surface for claim in ours] == [claim.surface for claim in other.claims]
    assert len({claim.id for claim in corpus.claims}) == 17
    assert query(db, "SELECT count(*) FROM sources WHERE article_id = ?", ours[0].article_id) == [(1,)]


def test_an_issue_goes_when_its_file_can_be_read(db: Path) -> None:
    with Store(db) as store:
        store.write_issues(
            [Issue(path="many.jsonl#3", stage="read", error="JSON", message="no object")], ["many.jsonl"]
        )
        assert [issue.path for issue in store.issues()] == ["broken.html", "gamma.md", "many.jsonl#3"]
        store.write_issues([], ["many.jsonl", "gamma.md", "broken.html"])
        assert [issue.path for issue in store.issues()] == ["gamma.md"], "an article keeps the issues of its reading"
        store.write_issues([Issue(path="gamma.md", stage="read", error="ReadError", message="gone")], ["gamma.md"])
        assert [issue.message for issue in store.issues()] == ["gone"]
        assert "gamma.md" not in {article.path for article in store.corpus().articles}


def test_a_dismissal_outlives_the_checks(db: Path) -> None:
    made = samples.extractions()
    first = samples.checks(made)[0]
    with Store(db) as store:
        store.dismiss(first.id, " counted twice in print ")
        assert first.id not in {row["check_id"] for row in store.read("disagreements")}
        assert next(store.read("totals"))["faults"] == 1
        store.write_checks([], {})
        store.write_checks(samples.checks(made), samples.origins(made))
        assert [(row["check_id"], row["reason"]) for row in store.read("dismissals")] == [
            (first.id, "counted twice in print")
        ]
        assert next(store.read("checks_readable", check_id=first.id))["dismissed"] == "counted twice in print"
        with pytest.raises(StoreError, match="no check"):
            store.dismiss("none", "why")
        with pytest.raises(StoreError, match="reason"):
            store.dismiss(first.id, "  ")


def test_decisions_are_only_added_to(db: Path) -> None:
    known = sorted(check.id for check in samples.checks(samples.extractions()))
    shared = next(one[:1] for one, other in itertools.pairwise(known) if one[:1] == other[:1])
    first, second = known[:2]
    with Store(db) as store:
        assert store.dismiss(first[:6], "counted twice") == first
        store.dismiss(first, "counted twice")  # said again: nothing new
        store.restore(first, "not so")
        assert list(store.read("dismissals")) == []
        store.dismiss(first, "counted twice after all")
        store.dismiss(second, "two providers")
        told = [(row["check_id"], row["decision"], row["reason"]) for row in store.decisions()]
        with pytest.raises(StoreError, match="is not dismissed"):
            store.restore(known[2])
        with pytest.raises(StoreError, match="more than one check"):
            store.check_id(shared)
    assert told == [
        (first, "dismissed", "counted twice"), (first, "restored", "not so"),
        (first, "dismissed", "counted twice after all"), (second, "dismissed", "two providers"),
    ]  # fmt: skip
    with sqlite3.connect(db) as connection:
        for change in ("DELETE FROM decisions", "UPDATE decisions SET reason = 'none'"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                connection.execute(change)


def test_decisions_come_along_when_databases_are_merged_each_once(db: Path, tmp_path: Path) -> None:
    first = samples.checks(samples.extractions())[0].id
    with Store(db) as store:
        store.dismiss(first, "counted twice")
    with Store(samples.database(tmp_path / "other.db")) as other:
        for _ in range(2):
            other.merge(db)
            assert [(row["check_id"], row["reason"]) for row in other.decisions()] == [(first, "counted twice")]


def test_a_reader_changes_not_a_byte(db: Path) -> None:
    def state() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(db.parent.iterdir())}

    before = state()
    with Reader.open(db) as reader:
        assert next(reader.read("totals"))["claims"] == 13
        with pytest.raises(sqlite3.OperationalError):
            reader._db.execute("DELETE FROM claims")
    assert state() == before
    # an interrupted run leaves a log, which is read and left as it is
    subprocess.run([sys.executable, "-c", INTERRUPTED, str(db)], check=False)
    logged = state()
    assert logged["claims.db-wal"]
    with Reader.open(db) as reader:
        assert next(reader.read("totals"))["skipped"] == 0
    assert {name: state()[name] for name in ("claims.db", "claims.db-wal")} == {
        name: logged[name] for name in ("claims.db", "claims.db-wal")
    }


def test_a_reader_sees_this_programs_views_whatever_is_in_the_file(db: Path) -> None:
    with sqlite3.connect(db) as connection:
        connection.execute("DROP VIEW totals")
        connection.execute("DROP VIEW measures")
        connection.execute("CREATE VIEW totals AS SELECT 1 AS articles")
    before = db.read_bytes()
    with Reader.open(db) as reader:
        assert next(reader.read("totals"))["claims"] == 13
        assert list(reader.read("measures"))
    assert db.read_bytes() == before


def test_full_text_search_follows_every_change(db: Path) -> None:
    def found(word: str) -> int:
        sql = "SELECT count(*) FROM claims WHERE rowid IN (SELECT rowid FROM claims_fts WHERE claims_fts MATCH ?)"
        return int(str(query(db, sql, word)[0][0]))

    assert found("Northgate") == 2
    assert query(db, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'picture'") == [(1,)]
    with Store(db) as store:
        store.prune(["alpha.txt"])
    assert found("Northgate") == 0
    assert found("Osprey") == 1
    assert query(db, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'picture'") == [(0,)]


@pytest.mark.parametrize("view", views.VIEWS, ids=lambda view: view.name)
def test_every_view_reads_and_every_column_is_described(db: Path, view: views.View) -> None:
    with Store(db) as store:
        store.dismiss(samples.checks(samples.extractions())[0].id, "counted twice")
        found = list(store.read(view.name))
    assert found
    assert list(found[0]) == list(views.columns(view))
    assert view.doc
    assert all(views.columns(view).values())


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_has_an_answer(db: Path, question: object) -> None:
    values = {"subject": "heron", "measure": "", "model": "Heron", "first": "heron", "second": "osprey"}
    values |= {"name": "northgate", "publisher": "ledger"}
    with sqlite3.connect(db) as connection:
        assert connection.execute(question.sql, {name: values[name] for name in question.params}).fetchall()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("record", "table", "elsewhere"),
    [
        (models.Article, "articles", {"blocks", "links"}),
        (models.Entity, "entities", set()),
        (models.Entity, "sightings", {"id"}),
        (models.Mention, "mentions", set()),
        (models.Claim, "claims", {"subject_ids", "counterpart_ids", "scope_ids"}),
        (models.SourceRef, "sources", set()),
        (models.Skip, "skipped", set()),
        (models.Listing, "listings", set()),
        (models.Check, "checks", {"claims"}),
        (models.CheckClaim, "check_claims", set()),
        (models.Issue, "issues", set()),
    ],
)
def test_no_field_of_a_record_is_lost(record: type[models.Record], table: str, elsewhere: set[str]) -> None:
    assert set(record.model_fields) - schema.COLUMNS[table] == elsewhere


def test_views_are_read_by_column_and_refuse_unknown_ones(db: Path) -> None:
    with Store(db) as store:
        assert [row["value_display"] for row in store.read("claims_readable", measure="context_window", limit=1)]
        with pytest.raises(StoreError, match="no column"):
            list(store.read("claims_readable", nosuch="x"))


def test_files_that_are_not_ours_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("no database, only some words that are long enough to be read as a header " * 3)
    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("CREATE TABLE bills (id)").connection.commit()
    newer = samples.database(tmp_path / "newer.db")
    sqlite3.connect(newer).execute("PRAGMA user_version = 99").connection.commit()
    refusals = [(text, "no SQLite database"), (other, "something else"), (newer, "upgrade"), (tmp_path, "folder")]
    for path, message in [*refusals, (tmp_path / "no" / "folder.db", "folder must exist")]:
        with pytest.raises(StoreError, match=message):
            Store(path)
    with pytest.raises(StoreError, match="extractor run"):
        Store(tmp_path / "missing.db", create=False)
    assert text.read_text().startswith("no database")


def older(path: Path) -> Path:
    """A database as the first layout had it."""
    samples.database(path)
    with closing(sqlite3.connect(path)) as connection:
        for (view,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            connection.execute(f"DROP VIEW {view}")
        connection.execute("DROP INDEX idx_articles_root")
        for table, column in (("articles", "root"), ("issues", "root"), ("runs", "roots")):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("DROP TABLE decisions")
        connection.execute("CREATE TABLE dismissals (check_id TEXT PRIMARY KEY, reason TEXT, dismissed TEXT)")
        connection.execute("INSERT INTO dismissals VALUES ('5f0c', 'two weeks', '2026-03-16T08:00:00+00:00')")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    return path


def test_an_older_layout_is_brought_up_and_the_file_as_it_was_is_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = older(tmp_path / "old.db")
    before = query(path, "SELECT * FROM articles ORDER BY id")
    fresh = samples.database(tmp_path / "fresh.db")
    Store(path).close()
    (kept,) = tmp_path.glob("old.db.layout*")
    assert kept.name == "old.db.layout-1"
    assert query(kept, "SELECT * FROM articles ORDER BY id") == before
    assert f"{kept}" in caplog.text
    schemas = [sorted(query(db, "SELECT type, name FROM sqlite_master")) for db in (path, fresh)]
    assert schemas[0] == schemas[1]
    anew = {"issues", "decisions"}  # the ids of issues derive from the number of their root, too
    assert {name: rows for name, rows in dump(path).items() if name not in anew} == {
        name: rows for name, rows in dump(fresh).items() if name not in anew
    }
    assert query(path, "SELECT check_id, reason FROM dismissals") == [("5f0c", "two weeks")]
    assert query(path, "PRAGMA integrity_check") == [("ok",)]
    assert query(path, "PRAGMA foreign_key_check") == []
    with Store(path) as store:
        assert store.known(samples.extractions()[0].article.id) != Fingerprint(
            samples.extractions()[0].article.sha256, *_made_with()
        ), "what an older layout held is read again"
    assert not (tmp_path / "old.db.layout-1-2").exists(), "once is enough"


def test_a_layout_that_lacks_a_column_or_has_one_too_many_is_put_right_whatever_its_number(tmp_path: Path) -> None:
    path = samples.database(tmp_path / "old.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE claims ADD COLUMN colour TEXT NOT NULL DEFAULT 'x'")
        connection.execute("CREATE INDEX by_colour ON claims (colour, unit)")
        connection.execute("ALTER TABLE mentions DROP COLUMN candidates")
        connection.execute("DROP TABLE skipped")
        connection.commit()
    with pytest.raises(StoreError, match="older layout"):
        Reader.open(path)
    with Store(path) as store:
        samples.fill(store)
    assert {row[1] for row in query(path, "PRAGMA table_info(claims)")} == schema.COLUMNS["claims"]
    assert {row[1] for row in query(path, "PRAGMA table_info(mentions)")} == schema.COLUMNS["mentions"]
    assert query(path, "SELECT count(*) FROM skipped") == [(2,)]
    assert query(path, "PRAGMA integrity_check") == [("ok",)]


def test_no_log_stays_behind(db: Path) -> None:
    assert sorted(path.name for path in db.parent.iterdir()) == ["claims.db"]


def test_ids_derive_from_content_never_from_the_rule() -> None:
    assert ids.article_id("a.txt") == ids.article_id("a.txt") != ids.article_id("b.txt")
    one = ids.claim_id("a", "s", 1, 2, "price", 0)
    others = {
        ids.claim_id("a", "s", 1, 2, "price", 1),
        ids.claim_id("a", "s", 1, 2, "cost", 0),
        ids.claim_id("a", "t", 1, 2, "price", 0),
    }
    assert one not in others
    assert len(others) == 3
    assert ids.check_id("sum", ["a", "b"]) != ids.check_id("sum", ["b", "a"]) != ids.check_id("sum", ["b", "a"], "x")
    assert ids.row_id("sources", "a", None) == ids.row_id("sources", "a", "")


@given(value=st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=0, max_value=10**21))
@settings(max_examples=60, deadline=None)
def test_exact_decimals_survive(value: Decimal) -> None:
    made = Claim(id="c", article_id="a", start=0, end=1, surface="1", value=value, unit="tokens", measure="count")
    row = rows.claim(made)
    assert rows.read_claim(row, ()).value == value
    assert "E" not in row["value_text"].upper()


@pytest.mark.parametrize("example", list(display.load().examples()), ids=lambda example: example[3])
def test_every_rule_of_display_proves_itself(example: display.Example) -> None:
    value, decimals, unit, shown = example
    assert display.quantity(Decimal(value), unit, decimals) == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"value": Decimal("5.2e12"), "decimals": -11, "unit": "tokens", "comparator": "~"}, "~5.2 trillion tokens"),
        ({"value": Decimal("0.5"), "decimals": 1, "unit": "usd_per_1m_tokens", "comparator": "<"},
         "<$0.50 per 1M tokens"),
        ({"value": None, "low": Decimal(5), "high": Decimal(15), "decimals": 0, "unit": "usd_per_1m_tokens"},
         "$5 to $15 per 1M tokens"),
        ({"value": None, "low": Decimal("3e6"), "high": Decimal("4e6"), "decimals": -6, "unit": "users"},
         "3 to 4 million users"),
        ({"value": Decimal(12), "unit": "percent", "direction": "down"}, "down 12%"),
        ({"value": Decimal(45), "unit": "count", "qualifier": "countries"}, "45 countries"),
        ({"value": Decimal("1048576"), "decimals": 0, "unit": "tokens"}, "1,048,576 tokens"),
        ({"value": Decimal(1), "decimals": 0, "unit": "weeks"}, "1 week"),
        ({"value": None, "unit": "count"}, "as printed"),
    ],
)  # fmt: skip
def test_quantities_read_as_a_person_would_write_them(fields: dict[str, object], shown: str) -> None:
    assert display.claim(Claim(start=0, end=10, surface="as printed", measure="count", **fields)) == shown  # type: ignore[arg-type]
