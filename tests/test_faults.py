"""Runs that are killed, crowded, or have no room left -> nothing lost, nothing doubled, and a word on what to do."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from extractor import pipeline, store
from extractor.errors import StoreError
from extractor.store import Store
from extractor.store.turns import Turn
from tests import samples
from tests.killing import articles, faults, rows, trial, work

ROOT = Path(__file__).parent.parent


def run(folder: Path, db: Path, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extractor", "run", str(folder), "--db", str(db), "--workers", "1"]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, **more)  # type: ignore[call-overload,no-any-return]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_run_that_is_killed_again_and_again_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make kill-test` does it with 200 articles and 100 deaths."""
    monkeypatch.setattr(pipeline, "BATCH", pipeline.BATCH)
    found = trial(articles(tmp_path / "articles", 24), tmp_path, kills=6, seed=3)
    assert found["kills"] == 6
    assert found["runs completed"] >= 1
    assert (found["lost"], found["doubled"], found["unsound"], found["tables that differ"]) == (0, 0, 0, 0)


def test_a_second_run_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    folder, db = articles(tmp_path / "articles", 3), tmp_path / "claims.db"
    work(folder, tmp_path / "whole.db")
    first = Store(db)
    first.reserve()
    command = [sys.executable, "-m", "extractor", "run", str(folder), "--db", str(db), "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as second:
        assert second.stderr is not None
        line = second.stderr.readline()
        assert line == f"claims.db: process {os.getpid()} is at work on it; waiting for it to end\n"
        assert first.roots() == {}, "nothing is read meanwhile"
        first.close()
        second.communicate(timeout=120)
    assert second.returncode == 0
    assert rows(db) == rows(tmp_path / "whole.db")
    assert sorted(path.name for path in tmp_path.glob("claims.db*")) == ["claims.db"]


def test_a_turn_ends_with_its_process_and_passes_on(tmp_path: Path) -> None:
    place = tmp_path / "claims.db"
    script = "import time; from pathlib import Path; from extractor.store.turns import Turn; "
    script += f"turn = Turn(Path({str(place)!r})); print('mine', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "mine\n"
        holder.send_signal(signal.SIGKILL)
    assert (tmp_path / "claims.db-lock").exists(), "the file stays, the right does not"
    turn = Turn(place)
    turn.end()
    turn.end()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kilobytes", [400])
def test_a_full_disk_ends_a_run_with_a_word_and_the_next_completes_it(tmp_path: Path, kilobytes: int) -> None:
    """No file may grow beyond a limit, which is what a full disk looks like to SQLite."""
    folder, db = articles(tmp_path / "articles", 40), tmp_path / "claims.db"
    limit = kilobytes * 1000
    done = run(folder, db, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert done.returncode == 1, done.stderr
    assert "claims.db: " in done.stderr
    assert "fault of ours" not in done.stderr
    assert "free some space" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert faults(db) == []
    assert run(folder, db).returncode == 0
    work(folder, tmp_path / "whole.db")
    assert faults(db) == []
    assert rows(db) == rows(tmp_path / "whole.db")


def _without_override() -> None:
    """In a child before it starts: to root too a file may be closed, as CAP_DAC_OVERRIDE leaves the bounding set."""
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(24, 1) != 0:
        raise OSError("the capability cannot be given up")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="capabilities are Linux's")
def test_a_database_that_may_not_be_written_is_named_and_left(tmp_path: Path) -> None:
    folder, place = articles(tmp_path / "articles", 2), tmp_path / "closed"
    place.mkdir()
    work(folder, place / "claims.db")
    before = (place / "claims.db").read_bytes()
    (place / "claims.db").chmod(0o400)
    place.chmod(0o500)
    try:
        done = run(folder, place / "claims.db", preexec_fn=_without_override)
    except subprocess.SubprocessError:
        pytest.skip("root may not give up a right here")
    finally:
        place.chmod(0o700)
    assert done.returncode == 1
    assert "writable" in done.stderr or "cannot be written" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert (place / "claims.db").read_bytes() == before
    assert sorted(path.name for path in place.iterdir()) == ["claims.db"]


def test_files_of_others_are_refused_and_not_touched(tmp_path: Path) -> None:
    folder = articles(tmp_path / "articles", 1)
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE bills (id)")
        connection.commit()
    (tmp_path / "notes.db").write_text("no database at all, only words " * 100)
    cut = samples.database(tmp_path / "cut.db")
    cut.write_bytes(cut.read_bytes()[:10_000])
    for name in ("foreign.db", "notes.db", "cut.db"):
        before = (tmp_path / name).read_bytes()
        done = run(folder, tmp_path / name)
        assert done.returncode == 1, name
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert "fault of ours" not in done.stderr
        assert (tmp_path / name).read_bytes() == before
        assert sorted(path.name for path in tmp_path.glob(f"{name}*")) == [name]


def test_a_clock_that_goes_back_changes_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = articles(tmp_path / "articles", 6)
    work(folder, tmp_path / "whole.db")
    hours = iter(f"20{99 - number}-01-01T00:00:00+00:00" for number in range(90))
    monkeypatch.setattr(store, "_now", lambda: next(hours))
    db = tmp_path / "claims.db"
    work(folder, db)
    work(folder, db)
    assert rows(db) == rows(tmp_path / "whole.db")
    with Store(samples.database(tmp_path / "samples.db")) as known:
        check = samples.checks(samples.extractions())[0].id
        known.dismiss(check, "for now")
        known.restore(check)
        assert list(known.read("dismissals")) == []
        known.dismiss(check, "for good")
        assert [row["reason"] for row in known.read("dismissals")] == ["for good"]


def test_a_file_that_goes_away_or_changes_while_it_is_read_harms_nothing(tmp_path: Path) -> None:
    folder, db = articles(tmp_path / "articles", 6), tmp_path / "claims.db"

    def meddle(what: str, count: int) -> None:
        if what == "files":
            (folder / "003.md").unlink()
            shutil.move(folder / "004.md", folder / "zzz.md")

    with Store(db) as known:
        pipeline.run([folder], known, progress=meddle)
    assert faults(db) == []
    work(folder, db)
    with Store(db) as known:
        assert {article.path for article in known.corpus().articles} >= {"000.md", "005.md", "zzz.md"}


def test_a_database_that_is_busy_for_ever_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.opening, "_BUSY_SECONDS", 0.1)
    db = samples.database(tmp_path / "claims.db")
    with closing(sqlite3.connect(db)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Store(db) as known, pytest.raises(StoreError, match="locked; another run is writing"):
            known.dismiss(samples.checks(samples.extractions())[0].id, "why")
