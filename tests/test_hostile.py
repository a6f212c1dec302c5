"""Files that mean harm or are merely broken -> each a claim, nothing, or a recorded issue; and the batch goes on."""

from __future__ import annotations

import gzip
import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from extractor import limits, segment
from extractor.clean import content
from extractor.models import Block
from tests.killing import faults

GOOD = "Quillon Q3 has a context window of 400,000 tokens."
CLAIM, NOTHING = "claim", "nothing"


def page(body: str) -> bytes:
    return f"<html><body><article><h1>News</h1>{body}<p>{GOOD}</p></article></body></html>".encode()


def warc(*records: bytes) -> bytes:
    return b"".join(b"WARC/1.0\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n" % (len(each), each) for each in records)


LAUGHS = "<!DOCTYPE x [<!ENTITY a '5 tokens '>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)
HALF = json.dumps({"text": f"A \ud800 {GOOD} {'It is said to be good. ' * 9}", "title": "\udfff", "url": "\ud800"})
NASTY: dict[str, tuple[bytes, str]] = {
    # size
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\t\n" * 1000, "empty"),
    "huge.html": (b"<p>x</p>" * 2_500_000, "split it"),
    "one line.txt": (b"word " * 2_000_000, "split it"),
    "long word.txt": (b"a" * 200_000 + b" " + GOOD.encode(), NOTHING),
    "long sentence.txt": (b"and then the model was said to be good and " * 2_000 + GOOD.encode(), CLAIM),
    "numbers.txt": (("They were " + "5, " * 100_000).encode(), NOTHING),
    "number.txt": (b"It has " + b"7" * 100_000 + b" tokens.", NOTHING),
    "groups.txt": (b"It has 1" + b",234" * 20_000 + b" tokens.", NOTHING),
    "bad groups.txt": (b"It has 1" + b",23" * 20_000 + b" tokens.", NOTHING),
    "exponent.txt": (b"It has 1e999999999 tokens, 10^99999999 tokens and 9e99 tokens.", NOTHING),
    # depth and width
    "deep.html": (page("<div>" * 20_000), CLAIM),
    "deep spans.html": (page("<span>" * 3_000), CLAIM),
    "deep tables.html": (page("<table><tr><td>" * 400), CLAIM),
    "deep list.html": (page("<ul><li>" * 2_000), CLAIM),
    "deep quotes.md": (b"> " * 20_000 + GOOD.encode(), NOTHING),
    "brackets.md": (b"[" * 50_000 + GOOD.encode(), NOTHING),
    "links.md": (b"[a](" * 20_000 + GOOD.encode(), NOTHING),
    "sources.md": (f"{GOOD}\n\n## Sources\n\n- [Relay](http://[Relay]/a)\n- Herald http://[x/a\n".encode(), CLAIM),
    "stars.md": (b"*a **b " * 20_000 + b"\n\n" + GOOD.encode(), CLAIM),
    "attributes.html": (page(f"<div {' '.join(f'a{n}=1' for n in range(100_000))}>x</div>"), CLAIM),
    "spans many.html": (page("<table><tr><td rowspan=65534 colspan=65534>x</td></tr></table>" * 5), CLAIM),
    "wide.md": (b"|a" * 3_000 + b"|\n" + b"|-" * 3_000 + b"|\n" + b"|1" * 3_000 + b"|\n", NOTHING),
    "nested.json.jsonl": (b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "no JSON"),
    # packed and disguised
    "picture.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40, "not text"),
    "paper.html": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "not text"),
    "packed.txt": (gzip.compress(GOOD.encode() * 100), CLAIM),
    "bomb.html": (gzip.compress(bytes(100_000_000)), "not text"),
    "bomb.warc.gz": (gzip.compress(b"WARC/1.0\r\nContent-Length: 90000000\r\n\r\n" + bytes(90_000_000)), "more than"),
    "bomb of blanks.warc.gz": (gzip.compress(b"\n" * 50_000_000), "no sound web archive"),
    "bomb of headers.warc.gz": (gzip.compress(b"WARC/1.0\r\n" + b"x: y\r\n" * 5_000_000), "no sound web archive"),
    "endless.warc": (b"WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n", "no sound web archive"),
    "broken.warc.gz": (gzip.compress(warc(b"x" * 5_000))[:-20], "no sound web archive"),
    "entities.html": (f"{LAUGHS}]><html><body><p>&j;</p><p>{GOOD}</p></body></html>".encode(), CLAIM),
    "outside.html": (b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + page("<p>&a;</p>"), CLAIM),
    # characters
    "nul.txt": (GOOD.encode() + b"\0" + GOOD.encode(), "not text"),
    "utf-16.txt": (GOOD.encode("utf-16"), CLAIM),
    "utf-16 without mark.txt": (GOOD.encode("utf-16-le"), "not text"),
    "utf-32.txt": (GOOD.encode("utf-32"), CLAIM),
    "gbk.txt": (("据统计，本周的调用量为四万亿。" * 8 + GOOD).encode("gbk"), "language"),
    "latin.txt": (f"Un café à 3 €. {GOOD}".encode("cp1252"), CLAIM),
    "odd bytes.txt": (b"\xff\xfe\xfd" + b"\x80" * 3_000, NOTHING),
    "half a pair.jsonl": (HALF.encode(), CLAIM),
    "right to left.txt": (f"\u202e\u2066{GOOD}\u2069\u202c".encode(), CLAIM),
    "bidi numbers.txt": (("They were " + "\u202e5 " * 5_000).encode(), NOTHING),
    "nothing wide.txt": ("\u200b\u2060\ufeff".join(GOOD).encode(), NOTHING),
    "only nothing wide.txt": (("\u200b\u200d\u2060" * 500).encode(), NOTHING),
    "marks.txt": (("a" + "\u0301" * 50_000 + " " + GOOD).encode(), NOTHING),
    "escapes.txt": (f"\x1b[2J\x1b]0;owned\x07 {GOOD}".encode(), CLAIM),
    "wide digits.txt": (f"It has ４００,０００ tokens. {GOOD}".encode(), CLAIM),
    "old breaks.txt": (f"\u2028{GOOD}\u2029\x85\x0b\x0c{GOOD}\r{GOOD}".encode(), CLAIM),
    # what stands beside
    "beside.txt": (GOOD.encode(), CLAIM),
    "not utf8 \udce9.txt": (GOOD.encode(), CLAIM),
    "two\nlines \x1b[31m.txt": (GOOD.encode(), CLAIM),
    "script.html": (page("<script>alert('5 tokens')</script><p onclick='x()'>&lt;script&gt;</p>"), CLAIM),
}  # fmt: skip
BESIDE = {
    "beside.json": json.dumps({"title": "\x1b[31m\ud800", "published": "2026-99-99", "url": ["x"], "headers": [1]}),
    "metadata.csv": "path,url\n" + "x" * 200_000 + ",y\n",
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them in one folder, a good article before and after, read by one run that may use so much and no more."""
    place = tmp_path_factory.mktemp("hostile")
    folder = place / "articles"
    folder.mkdir()
    for name in ("! first.txt", "~ last.txt"):
        (folder / name).write_text(GOOD)
    for name, (raw, _) in NASTY.items():
        (folder / name).write_bytes(raw)
    for name, text in BESIDE.items():
        (folder / name).write_text(text)
    command = [
        sys.executable,
        "-m",
        "extractor",
        "run",
        str(folder),
        "--db",
        str(place / "claims.db"),
        "--workers",
        "1",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=_limited)
    assert done.returncode == 3, done.stderr
    assert "\x1b" not in done.stderr
    assert "Traceback" not in done.stderr
    return place / "claims.db"


def _limited() -> None:
    """Two and a half gigabytes, and two minutes of processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (2_500_000_000,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (120, 130))


def outcome(db: Path, name: str) -> str:
    """What became of a file: its claim, nothing, or the words of its issue."""
    stored = os.fsencode(name).decode("utf-8", "backslashreplace")
    with closing(sqlite3.connect(db)) as connection:
        of = {"path": stored, "records": stored + "#%"}
        issues = connection.execute(
            "SELECT stage || ' ' || message FROM issues"
            " WHERE error <> 'metadata' AND (path = :path OR path LIKE :records)",
            of,
        ).fetchall()
        if issues:
            assert all("\n" not in message for (message,) in issues)
            return " ".join(message for (message,) in issues)
        found = connection.execute("SELECT id FROM articles WHERE path = :path OR path LIKE :records", of).fetchall()
        assert found, "neither article nor issue"
        sql = "SELECT 1 FROM claims WHERE article_id = ? AND value_text = '400000' AND measure = 'context_window'"
        return CLAIM if connection.execute(sql, found[0]).fetchone() else NOTHING


@pytest.mark.parametrize("name", NASTY, ids=lambda name: ascii(name.split(".")[0]))
def test_what_is_nasty_ends_as_it_should(db: Path, name: str) -> None:
    expected, found = NASTY[name][1], outcome(db, name)
    if expected == CLAIM:
        assert found == CLAIM
    else:
        assert expected in found or (expected == NOTHING and found == CLAIM)


def test_the_batch_goes_on_and_the_database_is_sound(db: Path) -> None:
    assert len(NASTY) >= 40
    assert [outcome(db, name) for name in ("! first.txt", "~ last.txt")] == [CLAIM, CLAIM]
    assert faults(db) == []
    with closing(sqlite3.connect(db)) as connection:
        spans = connection.execute(
            'SELECT a.text, c.start, c."end", c.surface FROM claims c JOIN articles a ON a.id = c.article_id'
        ).fetchall()
    assert all(text[start:end] == surface for text, start, end, surface in spans)


def test_what_is_too_long_is_cut_between_words() -> None:
    def cut(text: str) -> list[str]:
        block = Block(kind="paragraph", start=0, end=len(text))
        return [text[found.start : found.end] for found in segment.sentences(text, [block])]

    words = "and so it goes " * 1_000
    assert " ".join(cut(words)).split() == words.split()
    assert max(map(len, cut(words))) <= segment.LONGEST + segment.LONGEST_WORD
    numbers = "5,123 tokens and " * 1_000
    assert " ".join(cut(numbers)).split() == numbers.split()
    assert max(piece.count("5") for piece in cut(numbers)) <= segment.MOST_NUMBERS
    assert cut("x" * 10_000)[0] == "x" * segment.LONGEST
    plain = "It has 5 tokens. It has 6 tokens, 7 users and 8 views."
    assert cut(plain) == ["It has 5 tokens.", "It has 6 tokens, 7 users and 8 views."]


def test_work_is_given_up_when_its_time_is_over() -> None:
    def for_ever() -> None:
        with limits.within(0.05):
            while True:
                sum(range(1_000))

    with pytest.raises(limits.TookTooLong, match=r"0\.05 s"):
        for_ever()
    with limits.within(0.05):
        time.sleep(0.2)  # waiting is no work
    with limits.within(5):
        assert content.of_text(GOOD).text == GOOD
