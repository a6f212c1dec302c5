"""Nothing -> runs over 200 articles that are killed at random moments and taken up again: `make kill-test`.

A child does the work and has no chance to say goodbye (SIGKILL). After each death the database must be sound; when a
run comes to its end, it must hold what an undisturbed one holds.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from extractor import pipeline, worker
from extractor.store import Store, schema

ARTICLES = 200
MODELS = ("Quillon Q3", "Kestrel 2", "Tern 4", "Heron 2", "Osprey 1.5", "Siskin 7", "Plover 3", "Dunlin 5")


def articles(folder: Path, count: int = ARTICLES) -> Path:
    """A folder of short articles that agree and disagree with each other."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        model, other = MODELS[number % 8], MODELS[(number + 3) % 8]
        (folder / f"{number:03}.md").write_text(
            f"# {model} in week {number}\n\n{model} has a context window of {100 + number % 3},000 tokens. "
            f"{model} served {2 + number % 5}.{number % 10} trillion tokens in the week of March 9–15, 2026, "
            f"up {number % 40}% on the week.\n\nInput costs ${1 + number % 4}.20 per million tokens at Relay. "
            f"{other} scored {60 + number % 30}.5% on MMLU-Pro, {model} {61 + number % 30}.5%.\n",
            encoding="utf-8",
        )
    return folder


def rows(db: Path) -> dict[str, list[Any]]:
    """All rows of all tables but `runs`, in order."""
    with closing(sqlite3.connect(db)) as connection:
        return {
            table.name: sorted(connection.execute(f"SELECT * FROM {table.name}"), key=repr)
            for table in schema.TABLES
            if table.name != "runs"
        }


def faults(db: Path) -> list[str]:
    """What SQLite finds wrong, and rows that lead nowhere."""
    if not db.exists():
        return []
    with closing(sqlite3.connect(db)) as connection:
        found = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
        return found + [repr(row) for row in connection.execute("PRAGMA foreign_key_check")]


def work(folder: Path, db: Path) -> None:
    """One run in this process."""
    with Store(db) as store:
        pipeline.run([folder], store)


def killed(folder: Path, db: Path, after: float) -> bool:
    """One run in a child, killed after so many seconds; False where it came to its end before."""
    child = os.fork()
    if child == 0:
        try:
            work(folder, db)
        finally:
            os._exit(0)
    deadline = time.monotonic() + after
    while time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def trial(folder: Path, where: Path, kills: int, seed: int) -> Counter[str]:
    """So many deaths at random moments, run after run: what was found wrong, and how far things had come.

    A run that takes up another has less to do: its moment is drawn from what is left, at least a third of the whole.
    """
    pipeline.BATCH = 6_000  # many transactions in little time
    worker.language()
    chance, found = random.Random(seed), Counter[str]()
    started = time.monotonic()
    work(folder, where / "whole.db")
    took, whole = time.monotonic() - started, rows(where / "whole.db")
    db, left = where / "claims.db", took
    while found["kills"] < kills:
        moment = chance.uniform(0, max(left, took / 3))
        if killed(folder, db, moment):
            found["kills"] += 1
            found["unsound"] += bool(faults(db))
            left -= moment
            continue
        left = took
        _compare(found, rows(db), whole)
        for path in where.glob("claims.db*"):
            path.unlink()
    work(folder, db)
    found["unsound"] += bool(faults(db))
    _compare(found, rows(db), whole)
    return found


def _compare(found: Counter[str], ours: dict[str, list[Any]], whole: dict[str, list[Any]]) -> None:
    paths = Counter(row[1] for row in ours["articles"])
    found["runs completed"] += 1
    found["lost"] += len({row[1] for row in whole["articles"]} - paths.keys())
    found["doubled"] += sum(count - 1 for count in paths.values())
    found["tables that differ"] += sum(ours[name] != whole[name] for name in whole)


def main() -> int:
    """`python -m tests.killing [KILLS] [SEED]`; 1 where anything was lost, doubled, unsound or different."""
    kills, seed = (
        (int(word) for word in (*sys.argv[1:], "100", "8")[:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 8)
    )
    with tempfile.TemporaryDirectory() as place:
        found = trial(articles(Path(place, "articles")), Path(place), kills, seed)
    for name in ("kills", "runs completed", "lost", "doubled", "unsound", "tables that differ"):
        print(f"{found[name]:6} {name}")
    return 1 if found["lost"] + found["doubled"] + found["unsound"] + found["tables that differ"] else 0


if __name__ == "__main__":
    sys.exit(main())
