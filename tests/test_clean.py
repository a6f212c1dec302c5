"""Files, folders and pages -> articles."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import layout, rules
from extractor.clean import articles, facts, page, tree
from extractor.models import Article, Issue
from tests.shells import CARDS, SHELLS

TITLE = "Tern Overtakes Heron in the Weekly Count"
MARKDOWN = f"""# {TITLE}

Tokens handled by the Oslo lab's models rose to 4.1 trillion in the week of 3 to 9 March, 12% more than a week before.

Short lines stay.

## What the count holds

- Tern 2 came to 1.6 trillion tokens, a fifth more than the week before.
- **Heron** came to `0.9` trillion.

## Prices compared

| Model | Input | Output |
|---|---|---|
| Tern 2 | $0.40 per million | $1.60 per million |
| Heron | $0.90 per million | $2.70 per million |

2025-01

Tern 2 was released with a window of 200,000 tokens.

2025-03

The lab cut its price by half, and said that it would not raise it again before the end of the year at the earliest.
"""
CONTENT = """<p>Tokens handled by the Oslo lab's models rose to 4.1 trillion in the week of 3 to 9 March, 12% more than
a week before.</p>
<p>Short lines stay.</p>
<h2>What the count holds</h2>
<ul><li>Tern 2 came to 1.6 trillion tokens, a fifth more than the week before.</li>
<li><b>Heron</b> came to <code>0.9</code> trillion.</li></ul>
<h2>Prices compared</h2>
<table><thead><tr><th>Model</th><th>Input</th><th>Output</th></tr></thead>
<tbody><tr><td>Tern 2</td><td>$0.40 per million</td><td>$1.60 per million</td></tr>
<tr><td>Heron</td><td>$0.90 per million</td><td>$2.70 per million</td></tr></tbody></table>
<h3>2025-01</h3><p>Tern 2 was released with a window of 200,000 tokens.</p>
<h3>2025-03</h3><p>The lab cut its price by half, and said that it would not raise it again before the end of the year
at the earliest.</p>"""


def prose(text: str, blocks: tuple[layout.Block, ...]) -> list[tuple[str, str]]:
    copy = layout.view(text)
    return [(b.kind, " ".join(copy[b.start : b.end].split())) for b in blocks if b.furniture is None]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_page_gives_the_same_blocks_as_the_plain_article(shell: str) -> None:
    plain = layout.parse(MARKDOWN)
    found = page.read(SHELLS[shell](TITLE, CONTENT), "https://wire.example/tern")
    assert prose(found.text, found.blocks) == prose(MARKDOWN, plain.blocks)
    assert found.title == TITLE


@pytest.mark.parametrize("shell", SHELLS)
def test_an_article_of_one_paragraph_is_found_in_its_page(shell: str) -> None:
    words = "The lab's own count puts the tokens of last week at 4.1 trillion, up 12% from the week before, it said."
    found = page.read(SHELLS[shell](TITLE, f"<p>{words}</p>"))
    assert [words for _, words in prose(found.text, found.blocks)] == [TITLE, words]
    assert not any(text in found.text[b.start : b.end] for b in found.blocks if not b.furniture for _, text in CARDS)


def test_facts_that_a_page_gives() -> None:
    found = page.read(SHELLS["journal"](TITLE, CONTENT))
    assert (found.source, found.published, found.language) == ("The Ledger", "2025-03-03", "zh")
    assert found.url == "https://ledger.example/2025/03/tern/"
    assert page.read(SHELLS["application"](TITLE, CONTENT)).published is None, "a year of copyright is no date"


BODY = "<p>Tokens handled by the Oslo lab's models rose to 4.1 trillion in the week, it said, 12% more than before.</p>"


def blocks_of(content: str) -> list[tuple[str, str]]:
    found = page.read(f"<html><head><title>T</title></head><body><article>{BODY}{content}</article></body></html>")
    assert all(0 <= b.start < b.end <= len(found.text) for b in found.blocks)
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks][2:]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>10<sup>12</sup> and 2<sup>10</sup> and 5 m<sup>2</sup></p>", [("paragraph", "10^12 and 2^10 and 5 m^2")]),
        ("<p>In 2025<sup>3</sup> it rose<sup><a href='#n'>1</a></sup> by 4%<sup>[2]</sup>, the 2<sup>nd</sup>.</p>",
         [("paragraph", "In 2025 it rose by 4%, the 2nd.")]),
        ("<figure><img alt='x 5'><figcaption>Tokens: 4.1T</figcaption></figure>", [("caption", "Tokens: 4.1T")]),
        ("<dl><dt>Context</dt><dd>200,000 tokens</dd><dt>Price:</dt><dd>$5</dd></dl>",
         [("item", "Context: 200,000 tokens"), ("item", "Price: $5")]),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul>",
         [("item", "a"), ("item", "b"), ("item", "c"), ("paragraph", "d")]),
        ("<p>Tern: 5<br>Heron: 6<br>It was said on Tuesday that the<br>price stays.</p>",
         [("paragraph", "Tern: 5"), ("paragraph", "Heron: 6"),
          ("paragraph", "It was said on Tuesday that the price stays.")]),
        ("<blockquote><p>It is 5.</p></blockquote>", [("quote", "It is 5.")]),
        ("<pre>x = 5\n  y</pre>", [("code", "x = 5\n  y")]),
        ("<div>Loose <b>words</b> of 5<div>and 6</div>and 7</div>",
         [("paragraph", "Loose words of 5"), ("paragraph", "and 6"), ("paragraph", "and 7")]),
        ("<p>a&nbsp;b &lt;$5 <!-- 9 --><script>8</script><span hidden>7</span></p>", [("paragraph", "a\u00a0b <$5")]),
        ("<p>It is so.</p><p>It is so.</p>", [("paragraph", "It is so."), ("paragraph", "It is so.")]),
    ],
)  # fmt: skip
def test_markup(content: str, expected: list[tuple[str, str]]) -> None:
    assert blocks_of(content) == expected


def test_tables_fill_cells_that_span() -> None:
    table = """<table><caption>Prices</caption>
    <tr><th rowspan=2>Model</th><th colspan=2>Price</th></tr><tr><th>In</th><th>Out</th></tr>
    <tr><td rowspan=2>Tern</td><td>$1</td><td>$2</td></tr><tr><td>$3</td><td></td></tr></table>"""
    found = page.read(f"<html><body><article>{BODY}{table}</article></body></html>")
    assert "Model | Price | Price\nModel | In | Out\nTern | $1 | $2\nTern | $3 |" in found.text
    cells = {(b.row, b.col): (found.text[b.start : b.end], b.head) for b in found.blocks if b.kind == "cell"}
    assert cells[0, 2] == ("Price", True)
    assert cells[1, 0] == ("Model", True)
    assert cells[3, 0] == ("Tern", False)
    assert (3, 2) not in cells


def test_a_page_of_one_small_table_keeps_it() -> None:
    rows = "<tr><td>Model</td><td>Input</td></tr><tr><td>Tern</td><td>0.30</td></tr>"
    found = page.read(f"<html><body><h1>Prices</h1><table>{rows}</table></body></html>")
    assert found.text == "Prices\n\nModel | Input\nTern | 0.30"
    assert [(b.row, b.col, b.head) for b in found.blocks if b.kind == "cell"] == [
        (0, 0, True), (0, 1, True), (1, 0, False), (1, 1, False),
    ]  # fmt: skip


def test_links_are_absolute_and_exact() -> None:
    content = (
        '<p>See <a href="/count"> the <b>count</b></a>, <a href="#n">n</a> and <a href="https://b.example/x">b</a>.</p>'
    )
    found = page.read(f"<html><body><article>{BODY}{content}</article></body></html>", "https://a.example/dir/page")
    assert [(found.text[link.start : link.end], link.url) for link in found.links] == [
        ("the count", "https://a.example/count"), ("b", "https://b.example/x"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "nasty",
    [
        "<span>" * 300 + BODY, "<div>" * 3000 + BODY, "<div>" * 50_000 + BODY, "<table><tr><td>" * 300 + BODY,
        "<ul><li>x" * 1500 + BODY, f"<div {' '.join(f'a{n}=1' for n in range(20_000))}>{BODY}</div>",
        BODY + "<!-- never closed", BODY + "<b" * 5000, BODY + "<td rowspan=9999 colspan=9999>x",
        f"<table>{'<tr><td rowspan=9999 colspan=9999>x</td></tr>' * 50}</table>{BODY}",
    ],
    ids=range(10),
)  # fmt: skip
def test_no_page_is_too_nasty_to_be_read(nasty: str) -> None:
    assert "rose to 4.1 trillion" in page.read(f"<html><body>{nasty}</body></html>").text


def test_a_page_that_trips_the_library_is_read_without_it() -> None:
    """htmldate takes an element away that has no parent."""
    assert "rose to 4.1 trillion" in page.read(f"<math><div></div><caption>{BODY}").text


MARKUP = [
    "<p>", "</p>", "<a href='/x'>", "</a>", "<td>", "<tr>", "<table>", "</table>", "<li>", "<ul>", "</ul>", "<sup>",
    "</sup>", "<br>", "<dt>", "<dd>", "<h2>", "<pre>", "a", " 5 ", "12", "&lt;",
]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(MARKUP), max_size=40).map("".join))
def test_any_markup_gives_blocks_in_order(content: str) -> None:
    found = page.read(f"<html><body>{content}</body></html>", "https://a.example/")
    last = 0
    for block in found.blocks:
        assert last <= block.start < block.end <= len(found.text)
        last = block.end
    assert all(0 <= link.start < link.end <= len(found.text) for link in found.links)


PAGES = rules.load("pages.yaml", tree.PageRules)


@pytest.mark.parametrize("rule", PAGES.boxes, ids=lambda rule: rule.names[0])
def test_box_rules_prove_themselves(rule: tree.BoxRule) -> None:
    assert blocks_of(rule.example) == []
    assert blocks_of(rule.counterexample) != []


# Files and folders


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


CHINESE = "奥斯陆实验室的模型一周处理了4.1万亿个词元，比前一周增加百分之十二，价格也下降了一半。"
WORDS = "Tokens handled by the models of the Oslo lab rose to 4.1 trillion in the week of 3 to 9 March, it said."


def test_a_folder_is_read_in_order_and_to_its_ends(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", WORDS)
    write(tmp_path, "a/z.md", f"# Head\n\n{WORDS}")
    write(tmp_path, "c.html", SHELLS["portal"](TITLE, CONTENT))
    write(tmp_path, "c.json", "{}")
    write(tmp_path, "notes.pdf", b"%PDF")
    write(tmp_path, ".hidden/x.txt", WORDS)
    found = list(articles([tmp_path]))
    assert [item.path for item in found] == ["b.txt", "c.html", "a/z.md"]
    assert all(isinstance(item, Article) for item in found)
    first = found[0]
    assert isinstance(first, Article)
    assert first.text == WORDS
    assert first.sha256 == hashlib.sha256(WORDS.encode()).hexdigest()
    assert [item.id for item in articles([tmp_path])] == [item.id for item in found]  # type: ignore[union-attr]


def test_roots_that_hold_the_same_path_stay_apart_and_files_are_read_once(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write(one, "x.txt", WORDS)
    write(two, "x.txt", WORDS)
    assert [item.path for item in articles([one, two, one / "x.txt"])] == ["x.txt", "two/x.txt"]
    assert [item.path for item in articles([two / "x.txt"])] == ["x.txt"]


def test_front_matter_beats_sidecar_beats_csv_beats_page_beats_fallback(tmp_path: Path) -> None:
    write(tmp_path, "metadata.csv", "path,url,publisher,published,language\na.md,https://csv.example/,Csv,2025-01-01,de\n"
                                    "p.html,,Csv,2025-01-02,\n")  # fmt: skip
    write(tmp_path, "a.json", json.dumps({"publisher": "Side", "published": "2025-02-02T09:00:00Z", "fetched": "x"}))
    write(tmp_path, "a.md", f"---\npublished: March 3, 2025\n---\n{WORDS}")
    write(tmp_path, "b.txt", WORDS)
    write(tmp_path, "p.html", SHELLS["journal"](TITLE, CONTENT))
    a, b, p = (item for item in articles([tmp_path], published="2024-12-31") if isinstance(item, Article))
    assert (a.published, a.source, a.url, a.language) == ("2025-03-03", "Side", "https://csv.example/", "de")
    assert (b.published, b.source) == ("2024-12-31", None)
    assert (p.published, p.source, p.url) == ("2025-01-02", "Csv", "https://ledger.example/2025/03/tern/")


def test_language_is_what_is_written_not_what_a_theme_declares(tmp_path: Path) -> None:
    write(tmp_path, "a.html", SHELLS["journal"](TITLE, CONTENT))
    write(
        tmp_path,
        "b.txt",
        CHINESE,
    )
    write(
        tmp_path,
        "c.txt",
        "Die Modelle des Labors haben in der Woche 4,1 Billionen Tokens verarbeitet, so viele wie nie.",
    )
    write(tmp_path, "d.txt", "4.1T tokens")
    assert [a.language for a in articles([tmp_path]) if isinstance(a, Article)] == ["en", "zh", "de", "en"]


def test_titles_of_plain_text(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", f"3 min read\n\nTern’s Count\n\n{WORDS}")
    write(tmp_path, "b.txt", WORDS)
    assert [a.title for a in articles([tmp_path]) if isinstance(a, Article)] == ["Tern’s Count", None]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\xef\xbb\xbfTern rose 5%.", "Tern rose 5%."),
        ("Tern rose 5%.".encode("utf-16"), "Tern rose 5%."),
        ("Tern’s price rose by 5% – and it’s still low, “they” say, at €4.".encode("cp1252"),
         "Tern’s price rose by 5% – and it’s still low, “they” say, at €4."),
        (CHINESE.encode("gb18030"), CHINESE),
        (b"Line\r\nbreaks stay.\r\n", "Line\r\nbreaks stay.\r\n"),
    ],
)  # fmt: skip
def test_encodings(tmp_path: Path, raw: bytes, text: str) -> None:
    write(tmp_path, "a.txt", raw)
    assert [item.text for item in articles([tmp_path]) if isinstance(item, Article)] == [text]


@pytest.mark.parametrize(
    ("name", "raw", "part"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t ", "empty"),
        ("a.txt", bytes(range(256)) * 20, "not text"),
        ("a.html", b"\x89PNG\r\n\x1a\n" + bytes(500), "not text"),
        ("a.html", b"<html><body><script>1</script></body></html>", "no text"),
        ("a.md", b"x" * 5_000_001, "5,000,000"),
    ],
)
def test_what_cannot_be_read_is_an_issue_in_one_line(tmp_path: Path, name: str, raw: bytes, part: str) -> None:
    write(tmp_path, name, raw)
    (issue,) = articles([tmp_path])
    assert isinstance(issue, Issue)
    assert (issue.path, issue.stage) == (name, "clean")
    assert issue.message.startswith(f"{name}: ")
    assert part in issue.message
    assert "\n" not in issue.message


def test_missing_paths_and_other_files_are_issues(tmp_path: Path) -> None:
    pdf = write(tmp_path, "a.pdf", b"%PDF")
    issues = list(articles([tmp_path / "gone", pdf]))
    assert all(isinstance(issue, Issue) for issue in issues)
    assert "not found" in issues[0].message  # type: ignore[union-attr]
    assert "not an article" in issues[1].message  # type: ignore[union-attr]


def test_json_lines_are_articles_by_line(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": WORDS, "publisher": "Wire", "published": "2025-03-09", "url": "https://wire.example/1"}),
        "",
        json.dumps({"html": SHELLS["portal"](TITLE, CONTENT), "url": "https://wire.example/2"}),
        "{broken",
        json.dumps({"title": "no text"}),
        json.dumps({"content": "A lone half \ud83d of a sign. " + WORDS}),
    ]
    write(tmp_path, "all.jsonl", "\n".join(lines))
    one, two, *faults, last = articles([tmp_path], published="2025-01-01")
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert isinstance(last, Article)
    assert (one.path, one.source, one.published) == ("all.jsonl#1", "Wire", "2025-03-09")
    assert (two.path, two.title, two.published) == ("all.jsonl#3", TITLE, "2025-03-03")
    assert (last.path, last.published) == ("all.jsonl#6", "2025-01-01")
    assert [fault.path for fault in faults] == ["all.jsonl#4", "all.jsonl#5"]
    assert all(isinstance(fault, Issue) for fault in faults)


def test_an_article_may_be_packed(tmp_path: Path) -> None:
    page = f"<html><body><h1>Terns</h1><p>{WORDS}</p></body></html>".encode()
    for folder, names in (("plain", ("a.md", "b.html")), ("packed", ("a.md.gz", "b.html.gz"))):
        for name, data in zip(names, (f"# Terns\n\n{WORDS}\n".encode(), page), strict=True):
            write(tmp_path, f"{folder}/{name}", gzip.compress(data) if folder == "packed" else data)
        write(tmp_path, f"{folder}/b.json", b'{"publisher": "The Tern"}')
    plain, packed = (
        [item.model_dump(exclude={"id", "path"}) for item in articles([tmp_path / folder])]
        for folder in ("plain", "packed")
    )
    assert packed == plain
    assert [each["source"] for each in packed] == [None, "The Tern"]


def test_a_packed_article_that_breaks_off_or_is_too_large_is_an_issue(tmp_path: Path) -> None:
    write(tmp_path, "a.txt.gz", gzip.compress(WORDS.encode() * 50)[:-12])
    write(tmp_path, "b.txt.gz", gzip.compress(bytes(6_000_000)))
    write(tmp_path, "c.txt.gz", b"no pack")
    told = [item.message for item in articles([tmp_path]) if isinstance(item, Issue)]
    assert ["not unpacked" in told[0], "more than 5,000,000" in told[1], "not unpacked" in told[2]] == [True] * 3


def test_packed_json_lines_are_read_and_one_that_breaks_off_is_an_issue(tmp_path: Path) -> None:
    packed = gzip.compress("\n".join(json.dumps({"text": f"{WORDS} {number}"}) for number in range(3)).encode())
    write(tmp_path, "a.jsonl.gz", packed)
    write(tmp_path, "b.jsonl.gz", packed[:-12])
    items = list(articles([tmp_path]))
    assert [item.path for item in items if isinstance(item, Article)][:3] == [f"a.jsonl.gz#{n}" for n in (1, 2, 3)]
    assert [item.path for item in items if isinstance(item, Issue)] == ["b.jsonl.gz"]
    assert "fetch the file again" in items[-1].message  # type: ignore[union-attr]


def warc_record(kind: str, body: bytes, **headers: str) -> bytes:
    lines = [f"WARC-Type: {kind}", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    head = "\r\n".join(["WARC/1.0", *lines, f"Content-Length: {len(body)}", "", ""])
    return head.encode() + body + b"\r\n\r\n"


def test_web_archives_are_articles_by_record(tmp_path: Path) -> None:
    html_page = SHELLS["portal"](TITLE, CONTENT).encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (html_page[:999], html_page[999:])) + b"0\r\n\r\n"
    http = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n%s\r\n"
    media = "application/http; msgtype=response"
    archive = b"".join([
        warc_record("warcinfo", b"software: x\r\n", Content_Type="application/warc-fields"),
        warc_record("response", http % (b"200 OK", b"Transfer-Encoding: chunked\r\n") + chunks, Content_Type=media,
                    WARC_Target_URI="https://wire.example/a"),
        warc_record("response", http % (b"404 Not Found", b"") + b"<p>gone</p>", Content_Type=media),
        warc_record("response", http % (b"200 OK", b"Content-Encoding: gzip\r\n") + gzip.compress(html_page),
                    Content_Type=media, WARC_Target_URI="https://wire.example/b"),
        warc_record("conversion", WORDS.encode(), Content_Type="text/plain"),
    ])  # fmt: skip
    write(tmp_path, "a.warc", archive)
    write(tmp_path, "b.warc.gz", gzip.compress(archive[:300]) + gzip.compress(archive[300:]))
    write(tmp_path, "c.warc", archive[:-300])
    found = list(articles([tmp_path]))
    read_well = [item for item in found if isinstance(item, Article)]
    assert [item.path for item in read_well] == [
        "a.warc#2", "a.warc#4", "a.warc#5", "b.warc.gz#2", "b.warc.gz#4", "b.warc.gz#5", "c.warc#2",
    ]  # fmt: skip
    assert [(item.url, item.title) for item in read_well[:2]] == [
        ("https://wire.example/a", TITLE), ("https://wire.example/b", TITLE),
    ]  # fmt: skip
    assert [item.path for item in found if isinstance(item, Issue)] == ["c.warc"]


@pytest.mark.parametrize(
    "raw", [b"", b"not an archive\n" * 9, b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", b"\x1f\x8bxx"]
)
def test_a_file_that_is_no_archive_gives_no_article(tmp_path: Path, raw: bytes) -> None:
    write(tmp_path, "a.warc", raw)
    write(tmp_path, "b.warc.gz", raw)
    assert not [item for item in articles([tmp_path]) if isinstance(item, Article)]


def test_a_broken_sidecar_is_an_issue_beside_the_article(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", WORDS)
    write(tmp_path, "a.json", "{broken")
    issue, article = articles([tmp_path])
    assert isinstance(issue, Issue)
    assert issue.error == "metadata"
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    ("words", "day"),
    [("2025-03-09", "2025-03-09"), ("2025-03-09T23:59:00+08:00", "2025-03-09"), ("9 March 2025", "2025-03-09"),
     ("Mar 9, 2025", "2025-03-09"), ("2025年3月9日", "2025-03-09"), ("2025-02-30", None), ("last week", None),
     ("", None)],
)  # fmt: skip
def test_days(words: str, day: str | None) -> None:
    assert facts.iso_date(words) == day


def test_markup_of_an_article_never_reaches_its_text_as_markup() -> None:
    found = page.read(
        f"<html><body><article>{BODY}<p>{html.escape('<script>alert(5)</script>')}</p></article></body></html>"
    )
    assert "<script>alert(5)</script>" in found.text, (
        "what was written as text stays text; escaping is the writer's task"
    )


def test_a_stray_control_character_does_not_lose_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Tern 2 reads 300,000 tokens.\x0b It costs \x01$2.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02" * 40)
    good, bad = articles([tmp_path])
    assert isinstance(good, Article)
    assert good.text.startswith("Tern 2 reads")
    assert isinstance(bad, Issue)
    assert "not text" in bad.message
