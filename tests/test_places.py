"""Folders given to one database in one call or in many -> whose article is whose; none takes another's place."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from extractor import pipeline
from extractor.store import Store, schema


def story(window: int) -> str:
    return f"Quillon Q3 has a context window of {window},000 tokens."


def write(folder: Path, **windows: int) -> Path:
    """A folder of articles: name -> the figure in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, window in windows.items():
        (folder / f"{name}.txt").write_text(story(window), encoding="utf-8")
    return folder


def run(db: Path, *paths: Path, **options: Any) -> pipeline.Summary:
    with Store(db) as store:
        return pipeline.run(paths, store, **options)


def held(db: Path) -> dict[str, int]:
    """Path of each article -> the figure that it states, in thousands."""
    with closing(sqlite3.connect(db)) as connection:
        found = connection.execute(
            "SELECT a.path, c.value FROM articles a LEFT JOIN claims c ON c.article_id = a.id ORDER BY a.path"
        )
        return {path: int((value or 0) / 1000) for path, value in found}


def issues(db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as connection:
        return [path for (path,) in connection.execute("SELECT path FROM issues ORDER BY path")]


def rows(db: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(db)) as connection:
        return {
            table.name: connection.execute(f"SELECT * FROM {table.name} ORDER BY 1, 2").fetchall()
            for table in schema.TABLES
            if table.name != "runs"
        }


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "claims.db"


def test_a_second_folder_with_the_same_names_is_kept_beside_the_first(tmp_path: Path, db: Path) -> None:
    one, two = write(tmp_path / "one", x=100, y=110), write(tmp_path / "two", x=200, z=220)
    run(db, one)
    run(db, two)
    both = {"two/x.txt": 200, "x.txt": 100, "y.txt": 110, "z.txt": 220}
    assert held(db) == both
    before = rows(db)
    for folders in ([one], [two], [one, two], [two, one], [two]):
        assert run(db, *folders).read == 0
    assert rows(db) == before
    write(two, x=201)
    assert (run(db, two).read, held(db)) == (1, both | {"two/x.txt": 201})
    write(one, x=101)
    assert (run(db, two, one).read, held(db)) == (1, both | {"two/x.txt": 201, "x.txt": 101})


def test_three_folders_of_one_name_stay_apart(tmp_path: Path, db: Path) -> None:
    folders = [write(tmp_path / parent / "news", x=window) for parent, window in (("a", 1), ("b", 2), ("c", 3))]
    for folder in folders:
        run(db, folder)
    assert held(db) == {"news/x.txt": 2, "news~2/x.txt": 3, "x.txt": 1}
    for folder, window in zip(folders, (4, 5, 6), strict=True):
        write(folder, x=window)
        assert run(db, folder).read == 1
    assert held(db) == {"news/x.txt": 5, "news~2/x.txt": 6, "x.txt": 4}


def test_one_call_and_several_give_the_same_paths(tmp_path: Path, db: Path) -> None:
    folders = [write(tmp_path / name, x=window) for name, window in (("a", 1), ("b", 2), ("c", 3))]
    for folder in folders:
        run(db, folder)
    run(tmp_path / "once.db", *folders)
    assert held(db) == held(tmp_path / "once.db") == {"b/x.txt": 2, "c/x.txt": 3, "x.txt": 1}


def test_an_edited_file_of_the_same_folder_replaces_its_article(tmp_path: Path, db: Path) -> None:
    folder = write(tmp_path / "one", x=100)
    run(db, folder)
    write(folder, x=150)
    assert run(db, folder).read == 1
    assert held(db) == {"x.txt": 150}


@pytest.mark.parametrize("far", [False, True])
def test_a_folder_may_be_copied_or_moved_and_keeps_its_articles(tmp_path: Path, db: Path, far: bool) -> None:
    one = write(tmp_path / "one", x=100, y=110, z=120)
    run(db, one)
    before = rows(db)
    two = tmp_path / "far" / "two"
    shutil.copytree(one, two)
    if far:
        shutil.rmtree(one)
    assert run(db, two).read == 0
    assert rows(db) == before
    write(two, x=300, w=90)
    run(db, two)
    added = {"x.txt": 300} if far else {"two/x.txt": 300, "x.txt": 100}
    assert held(db) == {"y.txt": 110, "z.txt": 120, "w.txt": 90} | added


def test_a_folder_that_moved_and_was_edited_at_once_is_known_by_its_other_articles(tmp_path: Path, db: Path) -> None:
    one = write(tmp_path / "one", a=100, b=110, c=120)
    run(db, one)
    two = one.rename(tmp_path / "two")
    write(two, a=300)
    assert run(db, two).read == 1
    assert held(db) == {"a.txt": 300, "b.txt": 110, "c.txt": 120}
    again = write(tmp_path / "one", a=400, b=410)  # another folder, where the first once was
    run(db, again)
    assert held(db) == {"a.txt": 300, "b.txt": 110, "c.txt": 120, "one/a.txt": 400, "one/b.txt": 410}


def test_articles_of_a_folder_that_is_gone_are_not_overwritten_by_the_next_ones(tmp_path: Path, db: Path) -> None:
    for day, window in (("monday", 1), ("tuesday", 2), ("wednesday", 3)):
        folder = write(tmp_path / day, page1=window, page2=window + 10)
        run(db, folder)
        shutil.rmtree(folder)
    assert held(db) == {
        "page1.txt": 1, "page2.txt": 11, "tuesday/page1.txt": 2, "tuesday/page2.txt": 12,
        "wednesday/page1.txt": 3, "wednesday/page2.txt": 13,
    }  # fmt: skip


def test_relative_folders_and_single_files_are_told_apart_by_where_they_are(
    tmp_path: Path, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = write(tmp_path / "one", x=100), write(tmp_path / "two", x=200)
    monkeypatch.chdir(one)
    run(db, Path())
    monkeypatch.chdir(two)
    run(db, Path())
    run(db, Path("x.txt"))
    monkeypatch.chdir(tmp_path)
    assert run(db, Path("one/x.txt"), two / "x.txt", Path("two/../one")).read == 0
    assert held(db) == {"two/x.txt": 200, "x.txt": 100}
    write(two, x=201)
    run(db, Path("two/x.txt"))
    assert held(db) == {"two/x.txt": 201, "x.txt": 100}


def test_a_file_inside_another_folder_of_the_same_name_is_no_other_root(tmp_path: Path, db: Path) -> None:
    one, two = write(tmp_path / "one", x=100), write(tmp_path / "two", x=200)
    write(one / "two", x=150)
    run(db, one)
    run(db, two)
    assert held(db) == {"two/x.txt": 150, "two~2/x.txt": 200, "x.txt": 100}
    assert run(db, two, one).read == 0


def test_what_cannot_be_read_harms_no_article_of_another_folder(
    tmp_path: Path, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = write(tmp_path / "one", x=100), write(tmp_path / "two", y=200)
    (two / "x.txt").write_bytes(b"")
    run(db, one)
    assert [issue.path for issue in run(db, two).issues] == ["two/x.txt"]
    assert (held(db), issues(db)) == ({"x.txt": 100, "y.txt": 200}, ["two/x.txt"])
    monkeypatch.chdir(two)
    (two / "x.txt").unlink()
    assert [issue.path for issue in run(db, Path("x.txt")).issues] == ["x.txt"]
    assert held(db) == {"x.txt": 100, "y.txt": 200}
    write(two, x=210)
    run(db, two)
    assert held(db) == {"two/x.txt": 210, "x.txt": 100, "y.txt": 200}
    (one / "x.txt").write_bytes(b"")
    run(db, one)
    assert held(db) == {"two/x.txt": 210, "y.txt": 200}, "its own article goes with its file"


def test_prune_drops_what_is_gone_from_the_folders_given_and_nothing_else(tmp_path: Path, db: Path) -> None:
    one, two = write(tmp_path / "one", x=100, y=110), write(tmp_path / "two", x=200, y=210)
    run(db, one, two)
    (one / "y.txt").unlink()
    (two / "x.txt").unlink()
    assert run(db, one, prune=True).pruned == 1
    assert held(db) == {"two/x.txt": 200, "two/y.txt": 210, "x.txt": 100}
    assert run(db, two / "y.txt", prune=True).pruned == 0
    assert run(db, two, prune=True).pruned == 1
    assert held(db) == {"two/y.txt": 210, "x.txt": 100}
    assert run(db, one, two, prune=True).pruned == 0
    assert run(db, two).read == 0, "y.txt stays two/y.txt though the name is free now"


def test_records_of_one_file_are_told_apart_from_those_of_another(tmp_path: Path, db: Path) -> None:
    def lines(folder: str, *windows: int) -> Path:
        path = tmp_path / folder / "news.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(f'{{"text": "{story(window)}"}}\n' for window in windows), encoding="utf-8")
        return path

    one, two = lines("one", 100, 110), lines("two", 200, 210, 220)
    run(db, one)
    run(db, two)
    first, second = {"news.jsonl#1": 100, "news.jsonl#2": 110}, {f"two/news.jsonl#{n}": 190 + 10 * n for n in (1, 2, 3)}
    assert held(db) == first | second
    lines("two", 200, 215)
    assert run(db, two, prune=True).pruned == 1
    assert held(db) == first | {"two/news.jsonl#1": 200, "two/news.jsonl#2": 215}


def test_an_interrupted_run_of_a_second_folder_is_completed(
    tmp_path: Path, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 1)
    one = write(tmp_path / "one", **{f"x{n}": 100 + n for n in range(4)})
    two = write(tmp_path / "two", **{f"x{n}": 200 + n for n in range(4)})
    run(db, one)
    shutil.copy(db, tmp_path / "whole.db")
    run(tmp_path / "whole.db", two)
    heard = 0

    def ctrl_c(what: str, count: int) -> None:
        nonlocal heard
        heard += what == "done"
        if heard == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(db, two, progress=ctrl_c)
    assert 4 < len(held(db)) < 8
    run(db, two)
    assert rows(db) == rows(tmp_path / "whole.db")


def test_a_broken_sidecar_costs_no_article(tmp_path: Path, db: Path) -> None:
    one = write(tmp_path / "one", x=100)
    (one / "x.json").write_text("{no json", encoding="utf-8")
    for _ in range(2):
        assert [issue.error for issue in run(db, one).issues] == ["metadata"]
        assert (held(db), issues(db)) == ({"x.txt": 100}, ["x.txt"])
    (one / "x.json").unlink()
    assert run(db, one).issues == []
    assert (held(db), issues(db)) == ({"x.txt": 100}, [])


def test_places_are_in_no_table_but_runs(tmp_path: Path, db: Path) -> None:
    one, two = write(tmp_path / "here" / "one", x=100), write(tmp_path / "here" / "two", x=200)
    run(db, one)
    run(db, two)
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    for name in ("one", "two"):
        run(tmp_path / "there.db", tmp_path / "there" / name)
    assert rows(db) == rows(tmp_path / "there.db")
    assert str(tmp_path) not in repr(rows(db))


def test_a_merged_database_knows_the_folders_of_both(tmp_path: Path, db: Path) -> None:
    one, two = write(tmp_path / "one", x=100), write(tmp_path / "two", x=200)
    run(db, one)
    run(tmp_path / "two.db", two)
    with Store(db) as store:
        assert store.merge(tmp_path / "two.db") == 1
    assert held(db) == {"two/x.txt": 200, "x.txt": 100}
    assert run(db, one, two).read == 0
    write(two, x=201)
    run(db, two)
    assert held(db) == {"two/x.txt": 201, "x.txt": 100}
