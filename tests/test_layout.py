"""Texts, plain and Markdown -> what `extractor.layout` reads in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import layout, rules
from extractor.layout import furniture

WRAPPED = """Tern Ships at Half the Price

By our correspondent in Oslo

The company said on Tuesday that its new model, which it calls Tern, would
cost $0.40 per million input tokens, down from $0.90, and that the weights
would be open. It has 30 billion parameters, of which 3 billion are active.

Why it matters

Rivals charge more. A second lab, Heron, said in March that it would not cut
its price before 2027.

 * First point, which is long enough
   to be wrapped
 * Second point
"""


def outline(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in layout.parse(text).blocks]


def kept(text: str) -> list[str]:
    return [text[block.start : block.end] for block in layout.parse(text).blocks if block.furniture is None]


def marked(text: str) -> dict[str, str]:
    return {text[b.start : b.end]: b.furniture for b in layout.parse(text).blocks if b.furniture is not None}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Tern_Pro** costs [`$0.40`](https://a.example/x_(y))", "Tern_Pro costs $0.40"),
        ("a ***very*** ~~small~~ __bold__ _thing_", "a very small bold thing"),
        ("Q4_K_XL by @heron_ and @tern_ at ~1.05M", "Q4_K_XL by @heron_ and @tern_ at ~1.05M"),
        ("5 * 3 and 5*3 and 2**8", "5 * 3 and 5*3 and 2**8"),
        ("fields marked * are needed", "fields marked * are needed"),
        ("196,608‑token ≈3.9 “trillion” − 1 ％", '196,608-token ~3.9 "trillion" - 1 %'),
        ("\\~4.69 \\<$5 \\*not bold\\*", "~4.69 <$5 *not bold *"),
        ("&lt;$5 per&nbsp;1M", "<$5 per 1M"),
        ("up<br/>12 <b>percent</b> where a<b and c>d", "up 12 percent where a<b and c>d"),
        ("kept <!-- dropped 12 --> kept", "kept kept"),
        ("see https://a.example/2026/03/16. Then 3", "see . Then 3"),
        ("read acme.ai/2026/report, (acme.com) or write desk99@acme.com now", "read , (acme.com) or write now"),
        ("![alt 12](https://a.example/b.png) 5", "5"),
        ("[[thread](https://a.example/1)] and [a [b] c](<x y> 't')", "[ thread ] and a [b] c"),
        ("[words][1] go\n\n[1]: https://a.example/12", "words go"),
        ("> quoted 5\n>90% of them", "quoted 5 >90% of them"),
        ("- •The surge", "The surge"),
        ("#1 in the list\n# One", "#1 in the list One"),
        ("V2 １２３ ＄５", "V2 123 $5"),
    ],
)
def test_view_keeps_words_and_blanks_marks(text: str, words: str) -> None:
    copy = layout.view(text)
    assert len(copy) == len(text)
    assert " ".join(copy.split()) == words


@given(st.text(alphabet=st.sampled_from("ab1 \n*_`~[]()<>!#|-\\&;:/.@@‑≈“\u200bé中🔥"), max_size=80))
def test_any_text_is_read_with_exact_offsets(text: str) -> None:
    copy = layout.view(text)
    assert len(copy) == len(text)
    assert [i for i, c in enumerate(text) if c == "\n"] == [i for i, c in enumerate(copy) if c == "\n"]
    found = layout.parse(text)
    last = 0
    for block in found.blocks:
        assert last <= block.start < block.end <= len(text)
        piece = text[block.start : block.end]
        assert piece == piece.strip()
        last = block.end
    for link in found.links:
        assert 0 < link.start <= link.end <= len(text)


@pytest.mark.parametrize(
    "unit",
    ["[", "](", "<!--", "`", "*", "_a", "<b x=", "a@b.", "http://", "](<", '](a "', "[x]", "[a]:", "{{", "> ", "- ",
     ".com/", "\n", "|\n", "a\tb\n", "#", "~~~\n", "(", "![", "•", "1.", "=\n", "Share ", "1 view ", "(score: 1, "],
)  # fmt: skip
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert len(layout.view(text)) == len(text)
    layout.parse(text)


def test_hard_wrapped_text_keeps_its_paragraphs_whole() -> None:
    found = outline(WRAPPED)
    assert [kind for kind, _ in found] == [
        "heading", "heading", "paragraph", "heading", "paragraph", "item", "item",
    ]  # fmt: skip
    assert found[2][1].startswith("The company said")
    assert found[2][1].endswith("are active.")
    assert found[4][1].endswith("before 2027.")
    assert found[5][1] == "First point, which is long enough\n   to be wrapped"


def test_a_line_is_a_paragraph_where_lines_are_long() -> None:
    lines = [
        "A lab in Oslo said on Tuesday that its models had processed 3 trillion tokens in a week, " * 2
        + "it was said.",
        "The figure is a record.",
        "A second lab declined to say how many tokens its models had processed, or in which countries they had.",
    ]
    assert outline("\n".join(lines)) == [("paragraph", line) for line in lines]


def test_headings_of_plain_text_need_something_to_head() -> None:
    text = (
        "🔥 Tern Hits 3T Tokens\nIt is the first model to do so this year.\nWhat Changed\nTokens doubled.\n"
        "2026-03\nTern released.\nTern stays ahead"
    )
    assert [kind for kind, _ in outline(text)] == [
        "heading", "paragraph", "heading", "paragraph", "heading", "paragraph", "paragraph",
    ]  # fmt: skip


def test_markdown_blocks() -> None:
    text = """---
title: 'It''s on: 3T'
date: 2026-03-16
---

# Head *one* #

Setext two
----------

- item one
  goes on
- item two
    - nested
      1. deep
- back

> a quote
> goes on

```py
x = 5
```

**Bold alone**

The last paragraph is wrapped
after a few words.
"""
    assert outline(text) == [
        ("meta", "---\ntitle: 'It''s on: 3T'\ndate: 2026-03-16\n---"),
        ("heading", "Head *one*"),
        ("heading", "Setext two"),
        ("item", "item one\n  goes on"),
        ("item", "item two"),
        ("item", "nested"),
        ("item", "deep"),
        ("item", "back"),
        ("quote", "a quote\n> goes on"),
        ("code", "x = 5"),
        ("heading", "**Bold alone**"),
        ("paragraph", "The last paragraph is wrapped\nafter a few words."),
    ]
    assert [b.level for b in layout.parse(text).blocks if b.kind == "item"] == [0, 0, 1, 2, 0]
    assert layout.front_matter(text) == {"title": "It's on: 3T", "published": "2026-03-16"}


def test_front_matter_of_many_shapes() -> None:
    text = (
        '---\ntitle: Tern: the small one\nurl: "https://a.example/t"\npublisher: Evening Wire\nlang: en\n'
        "description: >-\n  folded\n  title: no\ntags:\n  - url: x\n---\nBody"
    )
    assert layout.front_matter(text) == {
        "title": "Tern: the small one", "url": "https://a.example/t", "source": "Evening Wire", "language": "en",
    }  # fmt: skip
    assert layout.front_matter("---\n\nA rule above, no front matter.\n\n---\n") == {}


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        (
            "| Model | Input |\n|:--|--:|\n| Tern | $0.40 |\n| a \\| b | |\nAfter",
            [(0, 0, True, "Model"), (0, 1, True, "Input"), (1, 0, False, "Tern"), (1, 1, False, "$0.40"),
             (2, 0, False, "a \\| b")],
        ),
        ("A | B\n---|---\n1 | 2", [(0, 0, True, "A"), (0, 1, True, "B"), (1, 0, False, "1"), (1, 1, False, "2")]),
        (
            "Model\tPrice\nTern\t$0.40\n",
            [(0, 0, True, "Model"), (0, 1, True, "Price"), (1, 0, False, "Tern"), (1, 1, False, "$0.40")],
        ),
    ],
)  # fmt: skip
def test_tables(text: str, cells: list[tuple[int, int, bool, str]]) -> None:
    found = [b for b in layout.parse(text).blocks if b.kind == "cell"]
    assert [(b.row, b.col, b.head, text[b.start : b.end]) for b in found] == cells


def test_tables_are_numbered_through_the_article() -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    found = layout.parse(f"{table}\nBetween.\n\n{table}").blocks
    assert sorted({b.table for b in found if b.kind == "cell"}) == [0, 1]  # type: ignore[type-var]


def test_links() -> None:
    text = (
        'See [Tern](https://a.example/t "x"), [the **card**][1], <https://b.example/>, ![p](https://c.example/i), '
        "<a class='x' href=\"https://e.example/\">here</a> and https://f.example/1.\n\n[1]: https://d.example/"
    )
    found = [(text[link.start : link.end], link.url) for link in layout.parse(text).links]
    assert found == [
        ("Tern", "https://a.example/t"),
        ("the **card**", "https://d.example/"),
        ("https://b.example/", "https://b.example/"),
        ("here", "https://e.example/"),
        ("https://f.example/1", "https://f.example/1"),
    ]


FURNITURE = rules.load("furniture.yaml", furniture.FurnitureRules)


@pytest.mark.parametrize("rule", FURNITURE.lines, ids=lambda rule: rule.example)
def test_line_rules_prove_themselves(rule: furniture.LineRule) -> None:
    assert re.fullmatch(rule.pattern, rule.example, re.IGNORECASE)
    assert furniture.line_reason(rule.example) is not None
    assert furniture.line_reason(rule.counterexample) is None


@pytest.mark.parametrize("rule", FURNITURE.sections, ids=lambda rule: rule.example)
def test_section_rules_prove_themselves(rule: furniture.SectionRule) -> None:
    assert re.fullmatch(rule.pattern, rule.example, re.IGNORECASE)
    assert furniture.section_rule(rule.counterexample) is None


@pytest.mark.parametrize("rule", FURNITURE.inline, ids=lambda rule: rule.example)
def test_inline_rules_prove_themselves(rule: furniture.LineRule) -> None:
    assert re.search(rule.pattern, rule.example, re.IGNORECASE)
    assert layout.furniture_spans(rule.example)
    assert not layout.furniture_spans(rule.counterexample)


PROSE = (
    "The lab said that its models had processed 3 trillion tokens in the week to Sunday, up from 2 trillion a week "
    "before, and that it expected the figure to go on rising through the summer as more of its customers move over. "
    "It gave no figure for revenue, and would not say how many of the tokens were paid for."
)


def test_what_stands_around_an_article_is_marked() -> None:
    text = f"""🔥Wire•Freshcollected in 3h

Tern Overtakes Heron in the Weekly Count

Tern Overtakes Heron in the Weekly Count

{PROSE}

Related work: the method cuts memory by 40%.

Sources

  • Weekly count: https://a.example/count
  • Evening Wire on the record: https://b.example/3

More From This Author

A Bank Buys 4,000 Robots

A Bank Buys 4,000 Robots

Leave a Reply

Your email address will not be published. Required fields are marked *
"""
    assert kept(text) == [
        "Tern Overtakes Heron in the Weekly Count", PROSE, "Related work: the method cuts memory by 40%.", "Sources",
    ]  # fmt: skip
    reasons = marked(text)
    assert reasons["🔥Wire•Freshcollected in 3h"] == "widget"
    assert reasons["Tern Overtakes Heron in the Weekly Count"] == "repeat"
    assert reasons["A Bank Buys 4,000 Robots"] == "teaser"
    assert reasons["Weekly count: https://a.example/count"] == "sources"


def test_a_box_of_teasers_within_an_article_does_not_end_it() -> None:
    text = (
        f"Tern Overtakes Heron\n\n{PROSE}\n\nRelated Articles\n\nA Bank Buys 4,000 Robots\n\nWhat comes next\n\n{PROSE}"
    )
    assert kept(text) == ["Tern Overtakes Heron", PROSE, "What comes next", PROSE]


def test_chinese_comment_form_is_marked() -> None:
    text = f"{PROSE}\n\n发表回复\n\n您的邮箱地址不会被公开。 必填项已用 * 标注\n\n评论 *"
    assert kept(text) == [PROSE]


def test_engagement_inside_a_line_is_given_as_spans() -> None:
    text = "- **[Tern is out](https://a.example/t)** (Activity: 2009): the weights (3B) are open"
    (span,) = layout.parse(text).inline
    assert text[span.start : span.end] == "(Activity: 2009)"
    assert kept(text) == [text[2:]]
