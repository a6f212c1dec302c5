"""Questions: what they mean, what is answered, and what is said where nothing is known."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from extractor import ask, names, pipeline
from extractor.ask import question
from extractor.errors import ExtractorError
from extractor.models import Entity
from extractor.store import Reader, Store
from tests import samples
from tests.commands import Shell

TODAY = date(2026, 5, 20)
KNOWN = (
    Entity(id="model:heron-2", name="Heron 2", kind="model", lab_id="lab:lumen"),
    Entity(id="model:zentao-x.5", name="ZenTao X.5", kind="model"),
    Entity(id="lab:lumen", name="Lumen Labs", kind="lab"),
)


@pytest.mark.parametrize(
    ("text", "ids", "measures"),
    [
        ("Kimi K2.5 context window", ["model:kimi-k2.5"], ["context_window"]),
        ("kimi k2.5 CONTEXT length?", ["model:kimi-k2.5"], ["context_window"]),
        ("how many parameters does DeepSeek V3.2 have", ["model:deepseek-v3.2"], ["parameters"]),
        ("deepseek v3.2 active parameters", ["model:deepseek-v3.2"], ["active_parameters"]),
        ("Which attention window has Gemma 3?", ["model:gemma-3"], ["attention_window"]),
        ("heron 2 users", ["model:heron-2"], ["users"]),
        ("zentaox5 speed", ["model:zentao-x.5"], ["speed"]),
        ("token share of Chinese models", ["group:cn-models"], ["token_share"]),
        ("chinese models token volume on openrouter", ["group:cn-models", "platform:openrouter"], ["token_volume"]),
        ("what does gpt-5 cost per million output tokens", ["model:gpt-5"], ["price_output"]),
        ("Anthropic valuation", ["lab:anthropic"], ["valuation"]),
        ("How much did Mistral raise?", ["lab:mistral-ai"], ["funding"]),
        ("growth of Heron 2 token volume", ["model:heron-2"], ["growth"]),
        ("Lumen Labs", ["lab:lumen"], None),
        ("context window", [], ["context_window"]),
        ("Heron 2 and Kimi K2.5 max output", ["model:heron-2", "model:kimi-k2.5"], ["output_limit"]),
    ],
)
def test_what_a_question_asks_for(text: str, ids: list[str], measures: list[str] | None) -> None:
    found = question.read(text, KNOWN, TODAY)
    assert [entity.id for entity in found.entities] == ids
    assert list(found.measures[0] if found.measures else ()) == (measures or [])
    assert found.left == ()


@pytest.mark.parametrize(
    ("text", "period", "currency", "left"),
    [
        ("Heron 2 tokens in the week of May 4-10, 2026", "2026-05-04/2026-05-10", None, ()),
        ("Heron 2 tokens last week", "2026-05-11/2026-05-17", None, ()),
        ("Lumen Labs revenue 2025", "2025", None, ()),
        ("Heron 2 price in yuan", None, "cny", ()),
        ("Heron 2 price in US dollars", None, "usd", ()),
        ("Herron 2 price", None, None, ("Herron", "2")),
        ("splendid Heron 2 price", None, None, ("splendid",)),
    ],
)
def test_time_currency_and_what_is_not_understood(
    text: str, period: str | None, currency: str | None, left: tuple[str, ...]
) -> None:
    found = question.read(text, KNOWN, TODAY)
    assert (found.period.edtf if found.period else None) == period
    assert (found.currency, found.left) == (currency, left)


def test_who_asks_for_the_price_asks_for_those_of_input_and_output() -> None:
    assert set(question.read("Heron 2 price", KNOWN).measures[0]) == {
        "price", "price_input", "price_output", "price_cached", "price_blended",
    }  # fmt: skip
    assert question.read("growth of Heron 2 token volume", KNOWN).of == ("token_volume",)


@pytest.mark.parametrize("saying", question.load().sayings, ids=lambda saying: saying.say)
def test_every_saying_is_needed_for_its_example(saying: question.Saying, monkeypatch: pytest.MonkeyPatch) -> None:
    assert saying.means[0] in first(saying.example)
    whole = question.load()
    rest = whole.model_copy(update={"sayings": tuple(each for each in whole.sayings if each != saying)})
    monkeypatch.setattr(question, "load", lambda: rest)
    monkeypatch.setattr(question, "_sayings", question._sayings.__wrapped__)
    assert saying.means[0] not in first(saying.example)


def first(text: str) -> tuple[str, ...]:
    """The measures that a question most likely asks for."""
    found = question.read(text, KNOWN)
    return found.measures[0] if found.measures else ()


# -- answers ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.database(tmp_path_factory.mktemp("ask") / "claims.db")


def asked(db: Path, text: str) -> ask.Answer:
    with Reader.open(db) as store:
        return ask.ask(store, text, TODAY)


def test_every_value_comes_with_its_sources_origins_checks_and_listings(db: Path) -> None:
    found = asked(db, "Heron 2 context window")
    (slot,) = found.slots
    assert (slot.subject, slot.measure, slot.mentions, slot.origins) == ("Heron 2", "context_window", 2, 2)
    assert [(value.display, value.value_text) for value in slot.values] == [
        ("256,000 tokens", "256000"), ("262,144 tokens", "262144"),
    ]  # fmt: skip
    mention = slot.values[1].mentions[0]
    assert (mention.source, mention.published) == ("The Daily Ledger", "2026-05-12")
    assert mention.url == "https://ledger.example/gain?a=1&b=2"
    assert mention.quote[mention.at : mention.until] == mention.surface == "262,144-token"
    assert mention.verdict == "consistent_by_rounding"
    assert [(each.value_text, each.providers) for each in slot.listed] == [("262144", ("Relay",))]
    assert [each.title for each in found.findings] == ["Heron 2: context window"]
    assert found.known == ()


def test_mentions_of_one_value_are_one_row_and_one_origin_counts_once(db: Path) -> None:
    slot = asked(db, "token volume of European models on Relay in May 2026").slots[0]
    (value,) = slot.values
    assert (value.display, value.period, value.scope) == ("5.2 trillion tokens", "2026-05-04/2026-05-10", "Relay")
    assert [mention.path for mention in value.mentions] == ["alpha.txt", "folder/beta.html"]
    assert value.origins == slot.origins == 1


def test_forecasts_come_after_what_is(db: Path) -> None:
    values = asked(db, "European models token volume").slots[0].values
    assert [value.mentions[0].modality for value in values] == ["asserted", "forecast"]


def test_a_thing_alone_gives_all_that_is_known_of_it(db: Path) -> None:
    found = asked(db, "heron 2")
    assert {slot.measure for slot in found.slots} == {"token_volume", "price_input", "context_window", "latency"}
    assert {each.measure: each.mentions for each in found.known if each.subject == "Heron 2"} == {
        "token_volume": 2, "price_input": 2, "context_window": 2, "latency": 1,
    }  # fmt: skip
    assert [each.verdict for each in found.findings][:2] == ["inconsistent", "inconsistent"]


def test_a_measure_alone_gives_all_things(db: Path) -> None:
    assert [slot.subject for slot in asked(db, "token volume").slots] == [
        "Europe (models, aggregate)", "Heron 2", "Heron 2; Osprey 1.5", "Osprey 1.5",
    ]  # fmt: skip


def test_a_lab_without_such_figures_answers_with_its_models(db: Path) -> None:
    found = asked(db, "Lumen Labs context window")
    assert [slot.subject for slot in found.slots] == ["Heron 2"]
    assert found.notes == ("nothing of the kind is said of Lumen Labs itself; these are of its models",)


def test_what_cannot_be_met_is_left_open_and_told(db: Path) -> None:
    assert asked(db, "Heron 2 token volume in March 2025").notes == (
        "nothing is said for March 2025; all others are shown",
    )
    assert asked(db, "splendid Heron 2 price").notes == ("not understood: splendid",)


def test_the_catalog_answers_where_no_article_does(db: Path) -> None:
    found = asked(db, "Kimi K2.5 context window")
    assert [(slot.mentions, slot.listed[0].value_text) for slot in found.slots] == [(0, "262144")]


def test_a_thing_that_no_article_names_is_answered_by_the_catalog_and_told_so(db: Path) -> None:
    found = asked(db, "Kimi K2.5")
    assert {"context_window", "price_input", "price_output"} <= {slot.measure for slot in found.slots}
    assert all(slot.mentions == 0 and slot.listed for slot in found.slots)
    assert found.notes == ("no article says a figure for Kimi K2.5; this is what providers list",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Herron 2 price", "nothing is known by a name like 'Herron 2'; nearest names: Heron 2"),
        ("xyzzy", "nothing is known by a name like 'xyzzy'"),
        ("Heron 2 valuation", "no valuation is known for Heron 2; known are: "),
        ("Lumen Labs valuation", "no article says a figure for Lumen Labs"),
        ("valuation", "no article gives a valuation"),
    ],
)
def test_where_nothing_is_known_the_error_says_what_is(db: Path, text: str, told: str) -> None:
    with pytest.raises(ExtractorError, match="^" + told.replace(".", r"\.")) as error:
        asked(db, text)
    assert "\n" not in str(error.value)


def test_the_catalogs_spelling_of_a_name_is_the_same_thing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("MiniMax M2.5 has a context window of 196,608 tokens.\n", encoding="utf-8")
    with Store(tmp_path / "x.db") as store:
        pipeline.run([tmp_path / "a.txt"], store)
    for text in ("minimax-m2.5 context", "MiniMax M25 context window", "context window of minimax m2.5"):
        assert asked(tmp_path / "x.db", text).slots[0].subject_ids == (names.resolve("MiniMax M2.5").id,)  # type: ignore[union-attr]


# -- the command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_a_table_or_json_and_changes_nothing(shell: Shell, db: Path) -> None:
    before = db.read_bytes()
    said = shell("ask", "Heron 2", "price", "--db", db)
    assert said.code == 0
    for words in ("Heron 2: price input", "2 mentions, 2 origins", "$0.50 per 1M", "$0.80 per 1M", "contradicted",
                  "The Daily Ledger,", "listed: $0.50 per 1M tokens by Lumen", "What the checks say",
                  "Contradiction: Heron 2: input price"):  # fmt: skip
        assert words in said.out
    assert not [c for c in said.out if c == "\x1b" or "\u202a" <= c <= "\u202e"]
    told = json.loads(shell("ask", "Heron 2 price", "--db", db, "--json").out)
    assert [value["value_text"] for value in told["slots"][0]["values"]] == ["0.5", "0.8"]
    assert db.read_bytes() == before
    nothing = shell("ask", "xyzzy", "--db", db)
    assert (nothing.code, nothing.out) == (1, "")
    assert nothing.err == "extractor: nothing is known by a name like 'xyzzy'\n"
