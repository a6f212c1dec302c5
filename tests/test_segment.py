"""Texts -> the sentences that `extractor.segment` finds in them."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from extractor import layout, rules, segment, state
from extractor.models import Block, Sentence


def split(text: str) -> list[str]:
    blocks = layout.parse(text).blocks
    return [text[s.start : s.end] for s in segment.sentences(layout.view(text), blocks)]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. has 3 labs.|It grew 4.5% vs. 3.2% in Q1.",
        "No. 1 is Tern M2.5.|J.P. Example says 5 trillion.",
        "It costs $5 a million (approx. 4 euros).|Then Acme Inc. said so.",
        "Acme Inc. rose.|The firm is a unit of Heron Corp.|It fell.",
        "Sales began at 9 a.m. on Jan. 5 in Oslo.|They ended at 5 p.m.|The rest waited.",
        "It beats GPT-9.4.|Next is Tern 3.|V2.1 stays.",
        "Tokens rose to 3 trillion. (acme.com)|Then they fell. (wire.example)",
        "Tokens rose to 3 trillion.(acme.com)|Then they fell.[3]|Then rose.",
        "“It was $5.”|He paid $6.",
        "Well... maybe 5.|What?|Yes!|No.",
        "It beats Tern 3 Max.|Heron Series B.|The round closed.",
        "It came from xAI.|xAI said so.|See e.g. this one, i.e. 5 of them.",
        "中国模型4.69万亿。|美国3.2万亿！|好。",
    ],
)
def test_sentences(text: str) -> None:
    expected = text.split("|")
    glue = "" if "。" in text else " "
    assert split(glue.join(expected)) == expected


ABBREVIATIONS = rules.load("en/abbreviations.yaml", segment.Abbreviations)


@pytest.mark.parametrize("kind", ["never", "numbered", "sometimes", "starters"])
def test_abbreviations_prove_themselves(kind: str) -> None:
    example = getattr(ABBREVIATIONS, kind).example
    assert split(example.replace("|", " ")) == example.split("|")


def test_marks_around_a_sentence_are_not_part_of_it() -> None:
    assert split("**Tern is out.** It costs [$5](https://a.example/b.c).") == [
        "Tern is out.",
        "It costs [$5](https://a.example/b.c).",
    ]


def test_headings_and_cells_are_whole_and_furniture_is_silent() -> None:
    table = "| Model. Name | Price |\n|---|---|\n| Tern | $5. Or $6 |"
    text = f"# Tern 2. It is out\n\n{table}\n\nShare this article\n\n```\nx = 5.\n```\n"
    assert split(text) == ["Tern 2. It is out", "Model. Name", "Price", "Tern", "$5. Or $6"]


@given(st.text(alphabet=st.sampled_from("aB1 \n.!?…。()[]\"'*U"), max_size=60))
def test_sentences_lie_within_blocks_in_order(text: str) -> None:
    blocks = layout.parse(text).blocks
    copy = layout.view(text)
    last = 0
    covered = 0
    for s in segment.sentences(copy, blocks):
        assert blocks[s.block].start <= s.start < s.end <= blocks[s.block].end
        assert last <= s.start
        last = s.end
        covered += len("".join(copy[s.start : s.end].split()))
    prose = [copy[b.start : b.end] for b in blocks if b.furniture is None and b.kind not in {"meta", "code"}]
    assert covered == sum(len("".join(piece.split())) for piece in prose)


def test_a_run_of_stops_takes_linear_time() -> None:
    assert "".join(split("." * 200_000 + "a")) == "." * 200_000 + "a"
    assert split("a" + ".)" * 100_000)


def test_the_component_leaves_records_and_no_marks_on_tokens() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("extractor_segment")
    text = "Tern costs **$5**. It [was](https://a.example/) $6 (Score: 12)."
    doc = nlp(text)
    assert doc.text == text
    assert not doc.has_annotation("SENT_START")
    first = state.get(doc, "sentences", Sentence)[0]
    assert text[first.start : first.end] == "Tern costs **$5**."
    assert len(state.get(doc, "links", layout.Link)) == 1
    assert len(state.get(doc, "inline", layout.FurnitureSpan)) == 1


def test_blocks_that_a_reader_left_are_kept() -> None:
    nlp = spacy.blank("en")
    segmenter = nlp.add_pipe("extractor_segment")
    doc = nlp.make_doc("One. Two. Three.")
    state.put(doc, "blocks", [Block(kind="cell", start=0, end=9)])
    doc = segmenter(doc)
    assert [(s.start, s.end) for s in state.get(doc, "sentences", Sentence)] == [(0, 9)]
