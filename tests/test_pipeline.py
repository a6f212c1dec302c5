"""Folders of articles become one database: the same whatever the road to it, and whatever lies in the folder."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from extractor import pipeline, worker
from extractor.errors import ExtractorError
from extractor.models import Extraction
from extractor.store import Store, schema

BRIEFINGS = Path(__file__).parent.parent / "corpora" / "briefings"
STORY = """# Quillon Q3 is out

The lab says that Quillon Q3 has a context window of 400,000 tokens. Input costs $1.20 per million tokens.
Quillon Q3 scored 71.5% on MMLU-Pro on 3 June 2026.
"""


def rows(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables but `runs`, in order."""
    with closing(sqlite3.connect(db)) as connection:
        return {
            table.name: sorted(connection.execute(f"SELECT * FROM {table.name}"), key=repr)
            for table in schema.TABLES
            if table.name != "runs"
        }


def sound(db: Path) -> bool:
    """Whether SQLite finds nothing wrong, and every row leads to the rows that it names."""
    with closing(sqlite3.connect(db)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and connection.execute("PRAGMA foreign_key_check").fetchall() == []


def run(db: Path, *paths: Path, **options: Any) -> pipeline.Summary:
    with Store(db) as store:
        return pipeline.run(paths, store, **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    (made / "quillon.md").write_text(STORY, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The briefings, read at once in one process."""
    db = tmp_path_factory.mktemp("whole") / "claims.db"
    run(db, BRIEFINGS)
    return db


def test_a_folder_is_read_checked_and_nothing_beside_the_articles_is_an_issue(whole: Path) -> None:
    articles = [path for path in BRIEFINGS.iterdir() if path.suffix in {".txt", ".md", ".html"}]
    found = rows(whole)
    assert len(found["articles"]) == len(articles) >= 14
    assert len(found["claims"]) > 200
    assert len(found["checks"]) > 20
    assert found["issues"] == []
    assert sound(whole)


def test_each_claim_is_the_words_at_its_place(whole: Path) -> None:
    with closing(sqlite3.connect(whole)) as connection:
        placed = connection.execute(
            'SELECT a.text, c.start, c."end", c.surface FROM claims c JOIN articles a ON a.id = c.article_id'
        ).fetchall()
    assert [found for found in placed if found[0][found[1] : found[2]] != found[3]] == []


def test_the_second_run_reads_nothing_and_changes_no_row(whole: Path, tmp_path: Path) -> None:
    db = tmp_path / "again.db"
    shutil.copy(whole, db)
    done = run(db, BRIEFINGS)
    assert (done.read, done.claims, done.skipped) == (0, 0, len(rows(db)["articles"]))
    assert rows(db) == rows(whole)


def test_processes_leave_the_same_rows(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 3_000)
    monkeypatch.setattr(pipeline, "FEW", 1)
    db = tmp_path / "two.db"
    run(db, BRIEFINGS, crew=pipeline.Crew(2))
    assert rows(db) == rows(whole)


@pytest.mark.parametrize("stop_at", [("found", 3), ("done", 7), ("checking", 1)])
def test_an_interrupted_run_is_valid_and_the_next_completes_it(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: tuple[str, int]
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 2_000)
    db = tmp_path / "stopped.db"
    heard: list[str] = []

    def ctrl_c(what: str, count: int) -> None:
        heard.append(what)
        if heard.count(stop_at[0]) == stop_at[1]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(db, BRIEFINGS, progress=ctrl_c)
    assert sound(db)
    stored = len(rows(db)["articles"])
    done = run(db, BRIEFINGS)
    assert done.skipped == stored
    assert rows(db) == rows(whole)


def test_ctrl_c_in_a_shell_ends_all_processes_and_says_how_to_go_on(tmp_path: Path) -> None:
    folder, db = tmp_path / "many", tmp_path / "claims.db"
    folder.mkdir()
    for number in range(60):
        text = "\n\n".join(
            f"Quillon Q{n} has a context window of {n},000 tokens." for n in range(number + 3, number + 300)
        )
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "extractor", "run", str(folder), "--db", str(db), "--workers", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        deadline = time.monotonic() + 90
        while not stored(db) and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(running.pid, signal.SIGINT)  # a shell sends it to all of them
        _, told = running.communicate(timeout=60)
    assert running.returncode == 130, told
    assert told.endswith("articles are stored, run the same command again to go on\n")
    assert len(told.splitlines()) == 1
    assert sound(db)
    while alive(running.pid) and time.monotonic() < deadline + 60:
        time.sleep(0.05)
    assert not alive(running.pid)


def alive(group: int) -> bool:
    """Whether a group of processes has any left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def stored(db: Path) -> int:
    """Articles in a database that another process is writing."""
    try:
        with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_what_cannot_be_read_is_an_issue_and_the_rest_is_read(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)))
    (folder / "blank.html").write_text("<html><body></body></html>", encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "latin.txt").write_bytes("Quillon Q3 coûte 3 € – über 2,000 tokens.".encode("cp1252"))
    done = run(tmp_path / "claims.db", folder, folder / "nowhere.txt", folder / "photo.jpg")
    named = {Path(issue.path).name: issue.message for issue in done.issues}
    assert sorted(named) == ["blank.html", "empty.txt", "image.txt", "nowhere.txt", "photo.jpg"]
    assert all("\n" not in message for message in named.values())
    assert "not found" in named["nowhere.txt"]
    assert done.read == 2
    assert sound(tmp_path / "claims.db")


def test_an_issue_goes_when_its_file_is_mended(folder: Path, tmp_path: Path) -> None:
    db = tmp_path / "claims.db"
    (folder / "late.md").write_bytes(b"")
    assert [issue.path for issue in run(db, folder).issues] == ["late.md"]
    assert [issue.path for issue in run(db, folder).issues] == ["late.md"]
    (folder / "late.md").write_text(STORY, encoding="utf-8")
    done = run(db, folder)
    assert (done.issues, done.read, done.skipped) == ([], 1, 1)


def test_a_changed_article_is_read_again_and_its_old_claims_are_gone(folder: Path, tmp_path: Path) -> None:
    db = tmp_path / "claims.db"
    run(db, folder)
    (folder / "quillon.md").write_text(STORY.replace("400,000", "500,000"), encoding="utf-8")
    assert run(db, folder).read == 1
    with closing(sqlite3.connect(db)) as connection:
        windows = connection.execute("SELECT value_text FROM claims WHERE measure = 'context_window'").fetchall()
    assert windows == [("500000",)]
    fresh = tmp_path / "fresh.db"
    run(fresh, folder)
    ours, theirs = rows(db), rows(fresh)
    for name in ours.keys() - {"articles"}:  # an article also keeps the number of the run that read it
        assert ours[name] == theirs[name], name


def test_prune_drops_what_is_not_there_and_refuses_where_a_folder_is_missing(folder: Path, tmp_path: Path) -> None:
    db = tmp_path / "claims.db"
    (folder / "second.txt").write_text("Quillon Q2 has a context window of 200,000 tokens.", encoding="utf-8")
    run(db, folder)
    (folder / "second.txt").unlink()
    assert run(db, folder).pruned == 0
    assert len(rows(db)["articles"]) == 2
    with pytest.raises(ExtractorError, match=r"nowhere: not found"):
        run(db, folder, folder / "nowhere", prune=True)
    assert len(rows(db)["articles"]) == 2
    assert run(db, folder, prune=True).pruned == 1
    assert len(rows(db)["articles"]) == 1
    assert sound(db)


def test_the_fallback_date_gives_the_year(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Quillon Q3 processed 2.5 trillion tokens in March.", encoding="utf-8")
    found = {
        date: [item.claims[0].period for item in pipeline.extractions([path], date) if isinstance(item, Extraction)]
        for date in ("2025-04-02", "2026-04-02")
    }
    assert found == {"2025-04-02": ["2025-03"], "2026-04-02": ["2026-03"]}


def test_an_article_in_a_language_without_rules_is_stored_and_said_so(tmp_path: Path) -> None:
    folder, db = tmp_path / "articles", tmp_path / "claims.db"
    folder.mkdir()
    (folder / "haus.txt").write_text(
        "Das neue Modell verarbeitet in jeder Woche mehr als vier Billionen Wörter und kostet nur die Hälfte.",
        encoding="utf-8",
    )
    for _ in range(2):  # also when nothing has changed since
        assert [(i.path, i.stage) for i in run(db, folder).issues] == [("haus.txt", "language")]
    assert len(rows(db)["articles"]) == 1
    assert rows(db)["claims"] == []


def test_a_fault_of_ours_in_one_article_is_its_issue(folder: Path) -> None:
    (good,) = (item for item in pipeline.extractions([folder]) if isinstance(item, Extraction))
    broken = good.article.model_copy(update={"text": 7})  # no reader makes such a thing
    lost, kept = worker.safely(broken), worker.safely(good.article)
    assert [issue.stage for issue in lost.issues] == ["extract"]
    assert lost.claims == ()
    assert kept == good


def test_what_is_examined_in_memory_is_what_a_store_holds(whole: Path) -> None:
    found, checks = pipeline.examine([BRIEFINGS])
    with Store(whole, create=False) as store:
        assert {claim.id for each in found for claim in each.claims} == {c.id for c in store.corpus().claims}
    assert {check.id for check in checks} == {row[0] for row in rows(whole)["checks"]}


def test_issues_of_records_go_with_their_records(tmp_path: Path) -> None:
    path, db = tmp_path / "news.jsonl", tmp_path / "claims.db"
    good = '{"text": "Kimi K9 has a context window of 400,000 tokens."}\n'
    path.write_text(good + "no record\n", encoding="utf-8")
    assert [issue.path for issue in run(db, path).issues] == ["news.jsonl#2"]
    path.write_text(good, encoding="utf-8")
    assert run(db, path).issues == []
    assert rows(db)["issues"] == []


def test_a_run_elsewhere_keeps_the_issues_of_files_it_did_not_try(folder: Path, tmp_path: Path) -> None:
    db, elsewhere = tmp_path / "claims.db", tmp_path / "elsewhere.md"
    (folder / "empty.txt").write_bytes(b"")
    elsewhere.write_text(STORY.replace("Quillon", "Kestrel"), encoding="utf-8")
    before = [issue.path for issue in run(db, folder).issues]
    run(db, elsewhere)
    with Store(db) as store:
        assert [issue.path for issue in store.issues()] == before == ["empty.txt"]
