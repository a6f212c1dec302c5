"""Marked-up sentences -> how their numbers are stated: modality, who says so, the cue; and what is left alone."""

from __future__ import annotations

import pytest

from extractor import state
from extractor.qualify import Qualification
from tests import markup

GROUPS = ("asserted", "forecast", "hypothetical", "negated", "attributed", "linked", "read off", "carried")
SENTENCES = [(name, marked) for name in GROUPS for marked in markup.group(name).examples]


@pytest.mark.parametrize(
    ("name", "marked"), SENTENCES, ids=[f"{n}: {markup.read(m).text[:50]!r}" for n, m in SENTENCES]
)
def test_a_number_is_stated_as_its_sentence_says(name: str, marked: str) -> None:
    group = markup.group(name)
    assert markup.faults(marked, group.published) == [], group.rule


def test_every_quantity_of_a_sentence_is_qualified_once() -> None:
    doc = markup.run("# Prices of 2026\n\nCohere has 40 plans, 3 tiers and 9 regions. It will have 50 plans.\n")
    found = state.get(doc, "qualifications", Qualification)
    assert [(q.quantity, q.modality) for q in found] == [
        (0, "asserted"),
        (1, "asserted"),
        (2, "asserted"),
        (3, "forecast"),
    ]


def test_a_link_that_is_no_address_costs_no_claim() -> None:
    doc = markup.run("As the [ranking page](https://[elsewhere/x) shows, Grok 4 has 30 million users.")
    assert [claim.surface for claim in markup.claims(doc)] == ["30 million users"]
