"""What a user types in a shell: commands, exit codes, and errors that name the file and the fix."""

from __future__ import annotations

import functools
import http.server
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor import pipeline, shards
from extractor.benchmark import rows
from extractor.store import schema
from tests import test_pipeline
from tests.commands import Shell

BRIEFINGS = Path(__file__).parent.parent / "corpora" / "briefings"
FIELDS = [
    "doc", "start", "end", "surface", "value", "value_text", "low", "high", "decimals", "unit", "comparator", "measure",
    "direction", "qualifier", "subject", "subject_ids", "scope", "period", "as_of", "modality", "attributed_to", "cue",
    "sentence", "rule", "confidence",
]  # fmt: skip
STORY = """Ostrava Labs says that Kimi K9.5 has a context window of 400,000 tokens. Kimi K9.5 processed
3.294 trillion tokens in the week of March 9-15, 2026. Between 20% and 25% of the tokens came from Ostrava Labs.
"""
PAGE = "<html><head><title>Kimi K9.5</title></head><body><article><h1>Kimi K9.5</h1>{}</article></body></html>"
COMMANDS = (
    "run", "extract", "fetch", "check", "report", "dismiss", "export", "ask", "check-draft", "serve", "metadata",
    "evaluate", "benchmark", "catalog",
)  # fmt: skip


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "articles" / "kimi.txt"
    path.parent.mkdir()
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def db(shell: Shell, story: Path, tmp_path: Path) -> Path:
    """Two articles that contradict each other."""
    other = "New figures are out. In the week of March 9-15, 2026, Kimi K9.5 processed 3.951 trillion tokens.\n"
    (story.parent / "other.txt").write_text(other, encoding="utf-8")
    path = tmp_path / "claims.db"
    assert shell("run", story.parent, "--db", path).code == 0
    return path


def outside(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, as a shell does."""
    command = [sys.executable, "-m", "extractor", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


# -- help -------------------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_each_teaches_by_example(shell: Shell) -> None:
    said = shell("--help")
    assert said.code == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", said.out, re.MULTILINE), command
        words = ("catalog", "search") if command == "catalog" else (command,)
        told = shell(*words, "--help")
        assert told.code == 0
        assert f"    extractor {' '.join(words)} " in told.out or "| extractor" in told.out, command


def test_help_imports_nothing_that_takes_time() -> None:
    heavy = ("spacy", "pydantic", "rich", "trafilatura", "sqlite_utils", "datasette")
    code = f"import sys, extractor.cli; sys.exit(', '.join(set({heavy!r}) & set(sys.modules)) or 0)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_version(shell: Shell) -> None:
    assert re.fullmatch(r"extractor \d+\.\d+\.\d+\n", shell("--version").out)


# -- exit codes and errors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["extract", "nowhere.txt"], 1, "nowhere.txt: not found; check the path"),
        (["extract", "picture.png"], 1, "picture.png: not an article; give"),
        (["extract", "void"], 1, "void: no article in it"),
        (["extract", "empty.txt"], 1, "empty.txt: empty; nothing to extract"),
        (["extract", "empty.txt", "articles"], 3, "empty.txt: empty; nothing to extract"),
        (["run", "articles"], 2, "give --db FILE, or --output DIR"),
        (["run", "articles", "--db", "x.db", "--workers", "many"], 2, "neither a number from 1 nor auto"),
        (["run", "articles", "--db", "x.db", "--published", "March"], 2, "write it like 2026-03-16"),
        (["run", "articles", "--db", "nowhere/x.db"], 1, "its folder must exist and be writable"),
        (["run", "articles", "--db", "picture.png"], 1, "picture.png: is no SQLite database; give --db another name"),
        (["run", "nowhere", "--db", "x.db"], 1, "nowhere: not found; check the path"),
        (["run", "articles", "empty.txt", "--db", "x.db"], 3, "empty.txt: empty; nothing to extract"),
        (["run", "articles", "--db", "x.db"], 0, "claims"),
        (["run", "articles", "nowhere", "--prune", "--db", "x.db"], 1, "nowhere: not found; --prune would drop"),
        (["check", "--db", "nowhere.db"], 1, "nowhere.db: no such database; make it with `extractor run"),
        (["report", "--db", "nowhere.db", "--output", "r.html"], 1, "nowhere.db: no such database"),
        (["serve", "--db", "nowhere.db"], 1, "nowhere.db: no such database"),
        (["dismiss", "1234", "--db", "nowhere.db", "--reason", "typo"], 1, "nowhere.db: no such database"),
        (["dismiss", "--db", "nowhere.db", "--reason", "typo"], 2, "give the id of a check, or --list"),
        (["fetch", "--into", "pages"], 2, "give addresses, or --from FILE, or --feed URL"),
        (["fetch", "--into", "pages", "--from", "nowhere.txt"], 1, "nowhere.txt: not read"),
        (["fetch", "--into", "pages", "ftp://host/x"], 1, "ftp://host/x: no http or https address"),
        (["evaluate", "articles"], 1, "no gold"),
        (["evaluate", "nowhere"], 2, "'nowhere' does not exist"),
        (["benchmark", "void"], 1, "void: no article in it"),
        (["unheard-of"], 2, "No such command 'unheard-of'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_exit_code_and_the_line_that_says_what_to_do(
    shell: Shell, story: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, told: str
) -> None:
    top = story.parent.parent
    (top / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (top / "empty.txt").write_bytes(b"")
    (top / "void").mkdir()
    monkeypatch.chdir(top)
    said = shell(*words)
    assert said.code == code, said
    assert told in said.err
    assert "Traceback" not in said.err


def test_an_error_is_one_line_unless_debug_is_asked_for(tmp_path: Path) -> None:
    words = ("report", "--db", tmp_path / "nowhere.db", "--output", tmp_path / "report.md")
    plain, debug = outside(*words), outside(*words, "--debug")
    assert plain.returncode == debug.returncode == 1
    assert plain.stderr.startswith("extractor: ")
    assert plain.stderr.count("\n") == 1
    assert "Traceback" in debug.stderr


# -- extract ----------------------------------------------------------------------------------------------------------


def test_extract_prints_each_claim_with_the_fields_in_their_order(shell: Shell, story: Path) -> None:
    said = shell("extract", story)
    found = [json.loads(line) for line in said.out.splitlines()]
    assert (said.code, said.err) == (0, "")
    assert [list(each) for each in found] == [FIELDS] * len(found)
    for each in found:
        assert STORY[each["start"] : each["end"]] == each["surface"]
    assert {each["doc"] for each in found} == {"kimi.txt"}
    by_measure = {each["measure"]: each for each in found}
    volume, window = by_measure["token_volume"], by_measure["context_window"]
    assert (volume["value"], volume["value_text"], volume["decimals"]) == (3.294e12, "3294000000000", -9)
    assert (volume["period"], volume["unit"]) == ("2026-03-09/2026-03-15", "tokens")
    assert (window["value_text"], window["subject"], window["subject_ids"]) == (
        "400000",
        ["Kimi K9.5"],
        ["model:kimi-k9.5"],
    )
    (share,) = (each for each in found if each["unit"] == "percent")
    assert (share["value"], share["value_text"], share["low"], share["high"]) == (None, None, 20.0, 25.0)


def test_explain_adds_the_numbers_that_became_no_claim(shell: Shell, story: Path) -> None:
    story.write_text(STORY + "\nIt opened on 4 June 2026.\n", encoding="utf-8")
    plain, told = shell("extract", story), shell("extract", story, "--explain")
    skips = [json.loads(line) for line in told.out.splitlines() if "reason" in json.loads(line)]
    assert any(skip["reason"] == "date" for skip in skips)
    assert all(list(skip) == ["doc", "start", "end", "surface", "reason"] for skip in skips)
    claims = [line for line in told.out.splitlines() if "reason" not in json.loads(line)]
    assert claims == plain.out.splitlines()


@pytest.mark.parametrize("typed", [STORY, PAGE.format(f"<p>{STORY}</p>")], ids=["text", "page"])
def test_extract_reads_standard_input(shell: Shell, story: Path, typed: str) -> None:
    said = shell("extract", "-", typed=typed)
    assert (said.code, said.err) == (0, "")
    found = [json.loads(line) for line in said.out.splitlines()]
    named = [json.loads(line) for line in shell("extract", story).out.splitlines()]
    assert {each["doc"] for each in found} == {"-"}
    assert [(each["surface"], each["value_text"]) for each in found] == [(e["surface"], e["value_text"]) for e in named]


def test_nothing_on_standard_input_is_said_so(shell: Shell) -> None:
    assert shell("extract", "-") == (1, "", "standard input: empty; nothing to extract\n")


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    command = [sys.executable, "-m", "extractor", "extract", str(BRIEFINGS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert json.loads(running.stdout.readline())["doc"]
        running.stdout.close()
        assert running.stderr.read() == b""


def test_no_character_of_an_article_acts_on_the_terminal(shell: Shell, tmp_path: Path) -> None:
    acting = "Heron 2\x1b[2J\x9b31m\u202e has a 64,000-token context window. Heron 2 has a 32K context window.\n"
    path = tmp_path / "a\x1b[31mred.txt"
    path.write_text(acting, encoding="utf-8")
    for words in (["extract", path], ["extract", path / "none"], ["run", path, "--db", tmp_path / "x.db"]):
        said = shell(*words)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said.out + said.err)
    first = json.loads(shell("extract", path).out.splitlines()[0])
    assert first["sentence"] == acting.split(". ")[0] + ".", "the JSON still says what the article says"


# -- run and what follows ---------------------------------------------------------------------------------------------


def test_run_ends_with_a_summary_and_says_what_is_unchanged(shell: Shell, story: Path, tmp_path: Path) -> None:
    path = tmp_path / "claims.db"
    first, second = (shell("run", story.parent, "--db", path) for _ in range(2))
    assert first.out == second.out == ""
    assert "1 read, 0 unchanged; 1 in" in first.err
    assert "0 read, 1 unchanged; 1 in" in second.err
    assert [line.split("  ")[0] for line in first.err.splitlines() if not line.startswith(" ")] == [
        "articles", "claims", "numbers left aside", "checks", "issues",
    ]  # fmt: skip


def test_a_progress_bar_is_drawn_on_a_terminal_only(shell: Shell, story: Path, tmp_path: Path) -> None:
    assert "Reading" not in shell("run", story.parent, "--db", tmp_path / "quiet.db").err
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "extractor", "run", str(story.parent), "--db", str(tmp_path / "claims.db")]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as running:
        os.close(theirs)
        drawn = b"".join(iter(functools.partial(read, ours), b""))
    os.close(ours)
    assert running.returncode == 0
    assert b"Reading" in drawn
    assert b"1 read, 0 unchanged" in drawn


def read(terminal: int) -> bytes:
    """What a terminal shows next; nothing once the other side is closed."""
    try:
        return os.read(terminal, 1024)
    except OSError:
        return b""


def test_report_in_every_format_and_check_again(shell: Shell, db: Path, tmp_path: Path) -> None:
    for suffix, sign in ((".html", "<!doctype html>"), (".md", "# "), (".json", "{")):
        path = tmp_path / f"report{suffix}"
        assert shell("report", "--db", db, "--output", path).code == 0
        text = path.read_text(encoding="utf-8")
        assert text.lower().startswith(sign)
        assert "3.951 trillion" in text
    before = (tmp_path / "report.json").read_bytes()
    assert shell("check", "--db", db).code == 0
    shell("report", "--db", db, "--output", tmp_path / "report.json")
    assert (tmp_path / "report.json").read_bytes() == before
    assert shell("report", "--db", db, "--output", tmp_path / "report.pdf").code == 1


def test_a_dismissal_outlives_the_next_run_and_is_shown(shell: Shell, db: Path, story: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    shell("report", "--db", db, "--output", path)
    (fault,) = inconsistent(path)
    said = shell("dismiss", fault, "--reason", "an older release", "--db", db)
    assert said.code == 0
    story.with_name("third.txt").write_text("Kimi K9.5 has 9 billion parameters.", encoding="utf-8")
    shell("run", story.parent, "--db", db)
    shell("report", "--db", db, "--output", path)
    assert inconsistent(path) == []
    dismissed = json.loads(path.read_text(encoding="utf-8"))["dismissed"]
    assert [each["reason"] for each in dismissed] == ["an older release"]
    assert shell("dismiss", fault, "--reason", " ", "--db", db).code == 1
    assert shell("dismiss", fault[:8], "--undo", "--db", db).err == f"restored {fault}\n"
    shell("report", "--db", db, "--output", path)
    assert inconsistent(path) == [fault]
    told = shell("dismiss", "--list", "--db", db).out.splitlines()
    assert [line.split("  ")[1:3] for line in told] == [[fault, "dismissed"], [fault, "restored"]]
    assert told[0].endswith(": an older release")


def inconsistent(report: Path) -> list[str]:
    """Ids of the checks that a report in JSON calls inconsistent."""
    sections = json.loads(report.read_text(encoding="utf-8"))["sections"]
    return [each["id"] for found in sections if found["verdict"] == "inconsistent" for each in found["findings"]]


def test_metadata_is_for_the_name_of_the_file(shell: Shell) -> None:
    told = json.loads(shell("metadata", "--db", "somewhere/week20.db").out)
    assert list(told["databases"]) == ["week20"]


def test_serve_answers_until_ctrl_c_and_names_a_port_in_use(shell: Shell, db: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = shell("serve", "--db", db, "--port", str(port))
        assert said.code == 1
        assert f"port {port}: " in said.err
        assert "--port" in said.err
    command = [sys.executable, "-m", "extractor", "serve", "--db", str(db), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert answer(f"http://127.0.0.1:{port}/claims/claims.json?_shape=array", running)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)
    assert running.returncode == 0
    assert told == f"http://127.0.0.1:{port}/ shows {db}; Ctrl-C stops\n"


def answer(url: str, server: subprocess.Popen[str]) -> object:
    """What a server answers once it is up."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=10) as page:
                return json.load(page)
        except OSError:
            assert server.poll() is None
            threading.Event().wait(0.1)
    raise AssertionError("no answer")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A server of pages on this machine."""
    pages = tmp_path / "site"
    pages.mkdir()
    (pages / "one.html").write_text(PAGE.format(f"<p>{STORY}</p>"), encoding="utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing: tests are quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(pages)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_pages_are_fetched_and_read_like_any_folder(shell: Shell, site: str, story: Path, tmp_path: Path) -> None:
    pages, listed = tmp_path / "pages", tmp_path / "urls.txt"
    listed.write_text(f"# addresses\n\n{site}/one.html\n", encoding="utf-8")
    assert shell("fetch", f"{site}/one.html", "--into", pages).code == 1  # private addresses are asked for by name
    assert shell("fetch", "--from", listed, "--into", pages, "--allow-private").code == 0
    fetched, typed = ([json.loads(line) for line in shell("extract", path).out.splitlines()] for path in (pages, story))
    assert [each["value_text"] for each in fetched] == [each["value_text"] for each in typed] != []
    assert shell("fetch", f"{site}/none.html", "--into", pages, "--allow-private").code == 1


# -- corpora and names ------------------------------------------------------------------------------------------------


def test_evaluate_scores_a_corpus(shell: Shell) -> None:
    said = shell("evaluate", BRIEFINGS, "--json")
    scores = json.loads(said.out)
    assert scores["levels"]["number"]["f1"] > 0.8
    assert scores["relations"]["relations"] > 50
    told = shell("evaluate", BRIEFINGS, "--errors", "2", "--by", "doc").out
    assert f"number       P {scores['levels']['number']['precision']:.3f}" in told
    assert "nvidia-quarter" in told


def test_databases_of_parts_merge_into_that_of_the_whole(shell: Shell, tmp_path: Path) -> None:
    texts = sorted(path for path in BRIEFINGS.iterdir() if path.suffix in {".txt", ".md", ".html"})
    one, two, both, whole = (tmp_path / f"{name}.db" for name in ("one", "two", "both", "whole"))
    for part, db in ((texts[:7], one), (texts[7:], two), (texts, whole)):
        assert shell("run", *part, "--db", db).code == 0
    told = shell("merge", one, two, "--db", both)
    assert told.code == 0
    assert "7 articles" in told.err
    merged, at_once = test_pipeline.rows(both), test_pipeline.rows(whole)
    for found in (merged, at_once):  # all but the number of the run that read an article
        run = [column.name for column in schema.ARTICLES.columns].index("run_id")
        found["articles"] = [row[:run] + row[run + 1 :] for row in found["articles"]]
    assert merged == at_once
    assert shell("merge", one, "--db", one).code == 2
    assert shell("merge", tmp_path / "none.db", "--db", both).code == 2


def test_parquet_that_workers_wrote_merges_into_the_database_of_the_whole(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 3_000)
    monkeypatch.setattr(pipeline, "FEW", 1)
    texts = sorted(path for path in BRIEFINGS.iterdir() if path.suffix in {".txt", ".md", ".html"})
    folder, both, whole = tmp_path / "shards", tmp_path / "both.db", tmp_path / "whole.db"
    assert shell("run", *texts, "--db", whole).code == 0
    assert shell("run", *texts, "--output", folder, "--workers", "2").code == 0
    assert len(list(folder.glob("part-*.parquet"))) > 5
    assert shell("merge", folder, "--db", both).code == 0
    assert test_pipeline.rows(both) == test_pipeline.rows(whole)
    assert "not empty" in shell("run", *texts, "--output", folder).err
    (folder / "manifest.json").unlink()
    assert "no folder that `extractor run --output` has made" in shell("merge", folder, "--db", both).err


def test_a_part_that_no_worker_could_write_is_gone_through_article_by_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(part: pipeline.Part) -> pipeline.Wrote:
        names = [each.raw.item.path for each in part.works]
        return pipeline._no_part(part, "ended its worker process") if "b.txt" in names else wrote(part)

    wrote = pipeline.write_part
    monkeypatch.setattr(pipeline, "write_part", ends)
    articles, folder = tmp_path / "articles", tmp_path / "shards"
    articles.mkdir()
    for name in "abc":
        (articles / f"{name}.txt").write_text(f"Quillon {name} has 3 billion parameters.", encoding="utf-8")
    done = pipeline.shard([articles], folder, crew=pipeline.Crew())
    assert (done.read, [issue.path for issue in done.issues]) == (2, ["b.txt"])
    shards.load(folder, tmp_path / "all.db")
    found = test_pipeline.rows(tmp_path / "all.db")
    assert (len(found["articles"]), len(found["issues"])) == (2, 1)


def test_benchmark_compares_with_a_bare_tokenizer_and_with_the_time_before(
    shell: Shell, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "present", lambda: [rows.BASE, "clean"])  # each row is a process of its own
    history = tmp_path / "history.jsonl"
    command = ["benchmark", story, "--rounds", "1", "--history", history]
    found = json.loads(shell(*command, "--json").out)
    speeds = {each["row"]: each for each in found["speeds"]}
    assert list(speeds) == [rows.BASE, "clean"]
    assert speeds[rows.BASE]["ratio"] == 1
    assert speeds["clean"]["ratio"] == pytest.approx(
        speeds["clean"]["words_per_second"] / speeds[rows.BASE]["words_per_second"]
    )
    assert [json.loads(line) for line in history.read_text(encoding="utf-8").splitlines()] == [found]
    told = shell(*command).out
    assert f"{speeds['clean']['words_per_second']:,.0f}\n" in told
    assert "en_core_web_sm is not installed" in told


def test_benchmark_of_checks_tells_how_their_time_grows_with_the_claims(shell: Shell) -> None:
    command = ["benchmark", "--checks", "900", "--checks", "300"]
    less, more = json.loads(shell(*command, "--json").out)
    assert 300 <= less["claims"] < 900 <= more["claims"]
    assert less["checks"] < more["checks"]
    assert more["peak"] > 10
    assert shell("benchmark").code == 2


def test_benchmark_of_workers_tells_of_whole_runs(shell: Shell, story: Path) -> None:
    found = json.loads(shell("benchmark", story.parent, "--workers", "2", "--times", "1", "--json").out)
    assert [(each["articles"], each["workers"]) for each in found] == [(1, 1), (1, 2)]
    assert all(each["wall"] > 0 for each in found)
    assert shell("benchmark", story, "--workers", "2").code == 2


def test_catalog_search_finds_a_model_by_any_spelling_with_its_listings(shell: Shell) -> None:
    first, *more = shell("catalog", "search", "kimi-k2.5").out.splitlines()
    assert "Kimi K2.5  (model:kimi-k2.5 by moonshot-ai; " in first
    assert any(line.strip().startswith("context_window: 262144 (") for line in more)
