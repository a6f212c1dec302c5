"""The pipeline as a spaCy Language: what users get, that it survives storing and sending, other people's pipelines."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import extractor
from extractor import state
from extractor.models import Claim, Mention, Quantity, Skip
from extractor.nlp import STAGES
from tests import markup
from tests.texts import texts

TEXT = (
    "# Kimi K2 on OpenRouter\n\n"
    "In the week of May 4–10, 2026 Kimi K2 handled about 1.75 trillion tokens, up 9.1% week on week. "
    "Moonshot AI says that its **256K-token** context window costs $0.60/$2.50 per 1M input/output tokens.\n\n"
    "| Model | Parameters |\n|---|---|\n| Kimi K2 | 1T |\n\n"
    "It will reach 2-3 trillion tokens by 2030. The call is at 16:30.\n"
)
RECORDS: dict[str, type[Any]] = {"quantities": Quantity, "mentions": Mention, "claims": Claim, "skipped": Skip}


def _claims(doc: Doc) -> list[Claim]:
    return list(markup.claims(doc))


@pytest.fixture(scope="module")
def doc() -> Doc:
    return markup.run(TEXT)


def test_the_documented_attributes_are_there() -> None:
    text = "MiniMax M2.5 has a 196,608-token context window."
    doc = extractor.load()(text)
    (span,) = doc.spans["quantities"]
    quantity = span._.quantity
    assert (quantity.value, quantity.unit, quantity.comparator, quantity.direction) == (196608, "tokens", "=", None)
    assert (quantity.low, quantity.high, quantity.decimals, quantity.noun) == (None, None, 0, None)
    (name,) = doc.spans["entities"]
    assert (name.text, name.kb_id_, name._.entity.kind) == ("MiniMax M2.5", "model:minimax-m2.5", "model")
    (claim,) = doc._.claims
    assert (claim.measure, claim.subject, claim.subject_ids) == (
        "context_window",
        ("MiniMax M2.5",),
        ("model:minimax-m2.5",),
    )


def test_loading_gives_a_language_of_our_stages() -> None:
    nlp = extractor.load()
    assert isinstance(nlp, Language)
    assert nlp.pipe_names == [f"extractor_{stage}" for stage in STAGES]


def test_two_pipelines_do_not_disturb_each_other(doc: Doc) -> None:
    first, second = extractor.load(), extractor.load()
    assert _claims(first(TEXT)) == _claims(second(TEXT)) == _claims(doc)


def test_spans_stand_for_the_records(doc: Doc) -> None:
    quantities = state.get(doc, "quantities", Quantity)
    assert [span._.quantity for span in doc.spans["quantities"]] == quantities
    assert [span.text for span in doc.spans["quantities"]] == [q.surface for q in quantities]
    assert {span.label_ for span in doc.spans["quantities"]} >= {"tokens", "percent", "usd_per_1m_tokens"}


def test_a_doc_survives_bytes(doc: Doc) -> None:
    nlp = extractor.load()
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again.text == TEXT
    assert _claims(again) == _claims(doc) != []
    assert markup.quantities(again) == markup.quantities(doc)
    assert [(s.kb_id_, s._.entity) for s in again.spans["entities"]] == [
        (s.kb_id_, s._.entity) for s in doc.spans["entities"]
    ]


def test_docs_survive_a_docbin(doc: Doc) -> None:
    nlp = extractor.load()
    bytes_ = DocBin(store_user_data=True, docs=[doc, nlp("Cohere raised $500 million.")]).to_bytes()
    again = list(DocBin().from_bytes(bytes_).get_docs(nlp.vocab))
    assert _claims(again[0]) == _claims(doc)
    assert [claim.measure for claim in _claims(again[1])] == ["funding"]
    assert markup.quantities(again[0]) == markup.quantities(doc)


def test_processes_give_what_one_gives() -> None:
    nlp = extractor.load()
    batch = [TEXT, "Cohere raised $500 million.", "No number here.", "", TEXT * 2] * 2
    alone = [_claims(nlp(text)) for text in batch]
    sent = [_claims(doc) for doc in nlp.pipe(batch, n_process=2, batch_size=3)]
    assert sent == alone


def test_a_pipeline_survives_the_disk(tmp_path: Path) -> None:
    nlp = extractor.load()
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert _claims(again(TEXT)) == _claims(nlp(TEXT))


def test_the_same_text_gives_the_same_claims_at_any_place_in_a_batch() -> None:
    nlp = extractor.load()
    found = [_claims(doc) for doc in nlp.pipe([TEXT, "Grok 4 has 30 million users.", TEXT])]
    assert found[0] == found[2]


# -- other people's pipelines -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def host() -> Language:
    nlp = spacy.blank("en")
    for stage in STAGES:
        nlp.add_pipe(f"extractor_{stage}")
    return nlp


def test_factories_work_in_a_plain_pipeline(host: Language, doc: Doc) -> None:
    theirs = host(TEXT)
    assert _claims(theirs) == _claims(doc)
    for span, quantity in zip(theirs.spans["quantities"], markup.quantities(theirs), strict=True):
        assert TEXT[quantity.start : quantity.end] == quantity.surface
        assert span.start_char <= quantity.start < quantity.end <= span.end_char


def test_the_users_doc_is_not_retokenised_and_gets_no_annotation(host: Language) -> None:
    plain = host.make_doc(TEXT)
    before = [(token.text, token.idx, token.whitespace_) for token in plain]
    done = host(plain)
    assert done is plain
    assert [(token.text, token.idx, token.whitespace_) for token in done] == before
    assert not any(done.has_annotation(name) for name in ("TAG", "DEP", "LEMMA", "ENT_IOB", "SENT_START"))
    assert not done.ents


def test_stages_stand_beside_the_users_own(doc: Doc) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    for stage in STAGES:
        nlp.add_pipe(f"extractor_{stage}")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "LAB", "pattern": "Moonshot AI"}])  # type: ignore[attr-defined]
    theirs = nlp(TEXT)
    assert _claims(theirs) == _claims(doc)
    assert [entity.text for entity in theirs.ents] == ["Moonshot AI"]
    assert theirs.has_annotation("SENT_START")


@pytest.mark.parametrize("stage", STAGES)
def test_factories_are_entry_points(stage: str) -> None:
    """As an installed package declares them: a fresh process finds the factories without importing us."""
    project = tomllib.loads(Path(__file__).parent.with_name("pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = project["entry-points"]["spacy_factories"]
    found = EntryPoint(f"extractor_{stage}", declared[f"extractor_{stage}"], "spacy_factories").load()
    assert found.__module__ == f"extractor.{stage}"
    assert Language.has_factory(f"extractor_{stage}")


def test_quantities_alone_need_no_other_stage() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("extractor_quantify")
    assert [q.surface for q in markup.quantities(nlp("It costs 6 dollars and takes two hours in 2026."))] == [
        "6 dollars",
        "two hours",
    ]


# -- our tokenizer ----------------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(texts())
def test_tokens_keep_the_text(text: str) -> None:
    doc = markup.pipeline().make_doc(text)
    assert doc.text == text


def test_numbers_and_letters_are_cut_apart() -> None:
    words = [token.text for token in markup.pipeline().make_doc("4.69T of 196,608-token")]
    assert words == ["4.69", "T", "of", "196,608", "-", "token"]


@settings(max_examples=60, deadline=None)
@given(texts())
def test_every_doc_survives_bytes(text: str) -> None:
    doc = markup.run(text)
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    for name, model in RECORDS.items():
        assert state.get(again, name, model) == state.get(doc, name, model)
    assert len(again.spans["quantities"]) == len(doc.spans["quantities"])


@settings(max_examples=60, deadline=None)
@given(texts())
def test_a_plain_tokenizer_gives_the_same_records(host: Language, text: str) -> None:
    theirs, ours = host(text), markup.run(text)
    for name, model in RECORDS.items():
        assert state.get(theirs, name, model) == state.get(ours, name, model)
