"""The report: it says what is stored, the same bytes each time, and no word of an article becomes markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from extractor import report
from extractor.errors import ExtractorError
from extractor.report import content, intervals, render
from extractor.store import Store
from tests import samples

VOID = {"meta", "rect", "line", "path", "br", "link", "img", "input"}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.database(tmp_path_factory.mktemp("report") / "claims.db")


@pytest.fixture(scope="module")
def page(db: Path) -> str:
    with Store(db) as store:
        return report.html(store)


@pytest.fixture(scope="module")
def text(db: Path) -> str:
    with Store(db) as store:
        return report.markdown(store)


class Page(HTMLParser):
    """What a browser would make of a page: its elements, its visible words, and whether every element is closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "title", "script"}:
            self.words.append(data)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    @property
    def seen(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_the_page_says_what_is_stored(page: str) -> None:
    seen = Page(page).seen
    for words in (
        "2 contradictions among 13 figures",
        "4 articles from 3 independent origins were read",
        "Heron 2 and Osprey 1.5 together",
        "The two parts give 3.4 to 3.6 trillion tokens; the article says 3.9 trillion.",
        "stated 3.85 to 3.95 trillion tokens",
        "from the other figures 3.4 to 3.6 trillion tokens",
        "Reverses the headline",
        "2 articles, 1 origin: Relay",
        "The week before must have seen about 4.62 trillion tokens.",
        "4 to 10 May 2026",
        "no text in it",
        "furniture: rating",
    ):
        assert words in seen


def test_faults_come_first_then_what_agrees(page: str) -> None:
    order = [page.index(f'<section id="{verdict}"') for verdict in content.VERDICTS]
    assert order == sorted(order)


def test_every_claim_stands_marked_in_its_sentence(page: str) -> None:
    body = page[page.index('<section id="articles"') :]
    marked = re.findall(r"<mark>(.*?)</mark>", body)
    assert sorted(marked) == sorted(claim.surface for each in samples.extractions() for claim in each.claims)
    assert "European models served <mark>5.2 trillion tokens</mark> on Relay" in body


def test_the_page_needs_nothing_else_and_is_well_formed(page: str) -> None:
    parsed = Page(page)
    assert parsed.open == []
    names = {tag for tag, _ in parsed.elements}
    assert not names & {"link", "img", "iframe", "object"}
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    only = f"script-src 'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}';"
    assert only in page, "no other script may run"
    attributes = {name for _, attrs in parsed.elements for name in attrs}
    assert not {name for name in attributes if name.startswith("on") or name in {"src", "style", "srcset"}}
    assert "default-src 'none'" in page
    assert "@import" not in page
    assert "url(" not in page
    addresses = {attrs["href"] for tag, attrs in parsed.elements if tag == "a"}
    assert {str(each)[:1] if str(each).startswith("#") else each for each in addresses} == {
        "#",
        "https://ledger.example/gain?a=1&b=2",
    }
    ids = [attrs["id"] for _, attrs in parsed.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {str(each)[1:] for each in addresses if str(each).startswith("#")} <= set(ids)


def test_no_word_of_an_article_becomes_markup(page: str, text: str) -> None:
    assert page.lower().count("<script") == 1
    assert "<img" not in page.lower()
    assert "&lt;script&gt;alert" in page
    assert "javascript:" not in page
    assert "\u202e" not in page + text
    assert "<script" not in text
    assert "javascript:" not in text


def test_pictures_are_described_in_words(page: str) -> None:
    pictures = [attrs for tag, attrs in Page(page).elements if tag == "svg" and attrs.get("role") == "img"]
    assert len(pictures) == 5
    labels = [str(attrs["aria-label"]) for attrs in pictures]
    both = "stated 3.85 to 3.95 trillion tokens; from the other figures 3.4 to 3.6 trillion tokens"
    assert f"{both}; 250 billion tokens apart" in labels
    both = "one says $0.495 to $0.505 per 1M tokens; another says $0.795 to $0.805 per 1M tokens"
    assert f"{both}; $0.29 per 1M tokens apart" in labels


def test_markdown_says_the_same(text: str) -> None:
    assert text.startswith("# Consistency report\n")
    assert "| 4 | 3 | 13 | 7 | 2 | 1 |" in text
    assert "### Heron 2 and Osprey 1.5 together" in text
    assert "“Heron 2 alone accounted for **2.1 trillion tokens**.”" in text
    assert "[European models gain ground](<https://ledger.example/gain?a=1&b=2>)" in text


def test_json_holds_the_whole_report(db: Path) -> None:
    with Store(db) as store:
        made = json.loads(report.to_json(store))
    assert made["totals"]["faults"] == 2
    first = made["sections"][0]["findings"][0]
    assert first["statements"][0]["value"] == "2.1 trillion tokens"
    words = "3.85 to 3.95 trillion tokens"
    assert first["stated"] == {"low": 3.85e12, "high": 3.95e12, "text": words, "unit": "tokens"}
    assert [article["path"] for article in made["articles"]] == [
        "alpha.txt",
        "delta.txt",
        "folder/beta.html",
        "gamma.md",
    ]


def test_the_json_report_is_as_its_schema_says(db: Path) -> None:
    written = Path(__file__).parent.parent / "docs" / "report.schema.json"
    assert written.read_text(encoding="utf-8") == report.json_schema(), "make docs/report.schema.json"
    with Store(db) as store:
        store_says = json.loads(report.to_json(store))
    jsonschema.Draft202012Validator(json.loads(report.json_schema())).validate(store_says)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(store_says | {"sections": [{}]}, json.loads(report.json_schema()))


def test_the_same_store_gives_the_same_bytes(db: Path, tmp_path: Path) -> None:
    with Store(tmp_path / "again.db") as store:
        run = store.start_run(*samples.RUN)
        for each in reversed(samples.extractions()):
            store.write([each], run)
        samples.fill(store)
        again = [make(store, None) for make in report.FORMATS.values()]
    with Store(db) as store:
        assert [make(store, None) for make in report.FORMATS.values()] == again


def test_a_dismissed_check_is_shown_as_such(db: Path, tmp_path: Path) -> None:
    with Store(samples.database(tmp_path / "claims.db")) as store:
        store.dismiss(samples.checks(samples.extractions())[0].id, "the total counts a third model")
        seen = Page(report.html(store)).seen
        plain, made = report.markdown(store), json.loads(report.to_json(store))
    assert "1 contradiction among 13 figures" in seen
    (decided,) = made["dismissed"]
    day = decided["dismissed"][:10]
    assert "Set aside by hand Heron 2 and Osprey 1.5 together" in seen
    assert f"set aside on {day} : the total counts a third model" in seen
    assert decided["finding"]["title"] == "Heron 2 and Osprey 1.5 together"
    assert f"set aside on {day}: the total counts a third model" in plain


def test_since_leaves_out_what_earlier_runs_read(tmp_path: Path) -> None:
    made = samples.extractions()
    with Store(samples.database(tmp_path / "claims.db")) as store:
        run = store.start_run("0.2.0", "rules-two", "catalog-one")
        store.write(made[1:2], run)
        store.write_checks(samples.checks(made), samples.origins(made))
        found = content.collect(store, since=run)
        page, plain = Page(report.html(store, run)).seen, report.markdown(store, run)
        with pytest.raises(ExtractorError, match="no run 7; runs are 1 to 2"):
            report.html(store, 7)
    assert [article.path for article in found.articles] == ["folder/beta.html"]
    assert found.since == content.News(run=2, articles=1, claims=4, findings=3)
    for seen in (page, plain):
        assert re.search(r"New since run 2: ?(\*\*)? ?1 article with 4 figures, 3 findings", seen)
    assert [each.title for each in found.section("inconsistent").findings] == ["Heron 2 and Osprey 1.5 together"]


def test_an_empty_database_has_a_report(tmp_path: Path) -> None:
    with Store(tmp_path / "empty.db") as store:
        assert "No two figures could be held against each other." in Page(report.html(store)).seen
        assert "Nothing." in report.markdown(store)
        assert json.loads(report.to_json(store))["articles"] == []


def test_a_page_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MAX_ARTICLES", 2)
    monkeypatch.setattr(content, "MAX_QUOTES", 1)
    monkeypatch.setattr(content, "MAX_FINDINGS", 1)
    with Store(samples.database(tmp_path / "claims.db")) as store:
        seen = Page(report.html(store)).seen
    assert "2 more articles" in seen
    assert "1 more are in the database" in seen
    assert "More of this article is in the database" in seen
    assert "Heron 2: input price" not in seen


def test_the_name_of_the_file_chooses_the_format(db: Path, tmp_path: Path) -> None:
    with Store(db) as store:
        for suffix, start in ((".html", "<!DOCTYPE html>"), (".md", "# Consistency"), (".json", "{")):
            report.write(store, tmp_path / f"r{suffix}", None)
            assert (tmp_path / f"r{suffix}").read_text(encoding="utf-8").startswith(start)
        with pytest.raises(ExtractorError, match=r"\.html, \.md or \.json"):
            report.write(store, tmp_path / "r.pdf")


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (3.85e12, 3.95e12, "tokens", "3.85 to 3.95 trillion tokens"),
        (58.7104, 58.7712, "percent", "58.7104% to 58.7712%"),
        (34.61538461538461, 34.8, "percent", "34.615% to 34.8%"),
        (None, 262144, "tokens", "at most 262,144 tokens"),
        (1, 1e12, "tokens", "1 token to 1 trillion tokens"),
        (50600, 50700, "tokens", "50,600 to 50,700 tokens"),
        (262144, 262144, "tokens", "262,144 tokens"),
        (255500, 256500, "tokens", "255,500 to 256,500 tokens"),
        (None, 5, "percent", "at most 5%"),
        (0.495, 0.505, "usd_per_1m_tokens", "$0.495 to $0.505 per 1M tokens"),
        (3, None, "count", "at least 3"),
        (0, 0, "percent", "0%"),
    ],
)
def test_ends_are_told_apart(low: float | None, high: float | None, unit: str, words: str) -> None:
    found = intervals.interval(low, high, unit)
    assert found is not None
    assert found.text == words


@pytest.mark.parametrize(
    ("stated", "derived", "meet"),
    [((1, 2), (3, 4), False), ((1, 3), (2, 4), True), ((None, 2), (1, 1), True), ((5, None), (1, 2), False)],
)
def test_pictures_show_whether_the_intervals_meet(
    stated: tuple[float, float], derived: tuple[float, float], meet: bool
) -> None:
    drawn = intervals.picture(intervals.interval(*stated, "count"), intervals.interval(*derived, "count"))
    assert drawn is not None
    assert (drawn.meet is not None) == meet
    assert (drawn.gap is None) == meet
    assert all(0 <= bar.x <= bar.x + bar.width <= 100 for bar in drawn.bars)


def test_nothing_to_compare_gives_no_picture() -> None:
    point = intervals.interval(3, 3, "count")
    assert intervals.interval(None, None, "count") is None
    assert intervals.picture(point, None) is None
    assert intervals.picture(point, point) is None


def test_long_sentences_are_shortened_around_their_numbers() -> None:
    sentence = "word " * 200 + "costs $5 " + "more " * 200 + "and $7 at last" + " word" * 200
    spans = [(sentence.index(surface), sentence.index(surface) + 2) for surface in ("$5", "$7")]
    shown = content.pieces(sentence, spans)
    assert [piece.text for piece in shown if piece.marked] == ["$5", "$7"]
    assert sum(len(piece.text) for piece in shown) < 500
    assert "".join(piece.text for piece in content.pieces("a b", [(9, 12), (-4, 1)])) == "a b"


def test_marks_of_markdown_are_left_out_of_quotes() -> None:
    sentence = "**[Heron 2 has 9B parameters](https://heron.example/a?b=c)** and costs `$5` [sic]."
    shown = content.pieces(sentence, [(sentence.index("9B"), sentence.index("9B") + 2)])
    assert "".join(piece.text for piece in shown) == "Heron 2 has 9B parameters and costs $5 [sic]."
    assert [piece.text for piece in shown if piece.marked] == ["9B"]
    plain = content.pieces("It costs 2 * 3 [sic].", [])
    assert "".join(piece.text for piece in plain) == "It costs 2 * 3 [sic]."


def test_markdown_of_others_is_shown_as_it_is() -> None:
    assert render.escaped("*a* [b](c) <i> `d` a|b\n# e") == r"\*a\* \[b\](c) &lt;i&gt; \`d\` a\|b # e"
