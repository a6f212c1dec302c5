"""Drafts: each number is held against the database, its own sums are done again, and nothing is stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor import draft, pipeline
from extractor.draft import Draft
from extractor.models import Extraction
from extractor.store import Reader, Store
from tests.commands import Shell

ARTICLES = {
    "one.md": (
        "2026-05-12",
        "Devstral 2 has a context window of 262,144 tokens. Chinese models generated 6.12 trillion tokens on "
        "OpenRouter in the week of May 4-10, 2026. Grok 4 is priced at $3.00 per 1M input tokens. Mistral AI had a "
        "revenue of $310 million in 2025. GLM-5 has 744 billion parameters.",
    ),
    "two.md": (
        "2026-05-14",
        "Devstral 2 offers a context window of 262,144 tokens. GLM-5 has 754 billion parameters. Grok 4 is priced at "
        "$3.00 per 1M input tokens.",
    ),
    "late.md": (
        "2026-09-20",
        "Grok 4 is now priced at $2.40 per 1M input tokens. Step 4 may get 900 billion parameters.",
    ),
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("draft")
    articles = folder / "articles"
    articles.mkdir()
    for name, (published, text) in ARTICLES.items():
        (articles / name).write_text(f"---\ndate: {published}\n---\n\n{text}\n", encoding="utf-8")
    with Store(folder / "claims.db") as store:
        pipeline.run([articles], store)
    return folder / "claims.db"


def held(db: Path, folder: Path, text: str, published: str = "2026-09-22") -> Draft:
    path = folder / "draft.md"
    path.write_text(text, encoding="utf-8")
    (item,) = pipeline.extractions([path], published)
    assert isinstance(item, Extraction)
    with Reader.open(db) as store:
        return draft.compare(store, item)


@pytest.mark.parametrize(
    ("text", "status", "why"),
    [
        ("Devstral 2 has a context window of 262,144 tokens.", "agrees", "the database has the same"),
        ("Devstral 2 has a 256K context window.", "agrees", "the database has the same"),
        ("Devstral 2 has a context window of 131,072 tokens.", "contradicts", "the database has 262,144 tokens"),
        ("GLM-5 has 744 billion parameters.", "disputed", "some sources say the same, others contradict it"),
        ("Grok 4 is priced at $3.00 per 1M input tokens.", "outdated", "a newer figure is known: $2.40 per 1M tokens"),
        ("Grok 4 is priced at $2.40 per 1M input tokens.", "agrees", "the database has the same"),
        (
            "In the week of May 4-10, 2026, Chinese models generated 6.12 trillion tokens on OpenRouter.",
            "agrees", "the database has the same",
        ),
        (
            "In the week of May 4-10, 2026, Chinese models generated 6.21 trillion tokens on OpenRouter.",
            "contradicts", "the database has 6.12 trillion tokens",
        ),
        (
            "In the week of May 11-17, 2026, Chinese models generated 6.21 trillion tokens on OpenRouter.",
            "unknown", "nothing is known of it",
        ),
        ("Mistral AI had a revenue of $330 million in 2025.", "contradicts", "the database has $310 million"),
        ("Devstral 2 has a max output of 64,000 tokens.", "unknown", "nothing is known of it"),
        ("Kimi K2.5 has 1 trillion parameters.", "unknown", "nothing is known of it"),
        ("GLM-5 does not have 700 billion parameters.", "not held", "the draft's figure is negated"),
    ],
)  # fmt: skip
def test_each_number_is_held_against_the_database(db: Path, tmp_path: Path, text: str, status: str, why: str) -> None:
    (number,) = held(db, tmp_path, text).numbers
    assert (number.status, number.why) == (status, why)
    assert text[number.start : number.end] == number.surface == number.quote[number.at : number.until]


def test_sources_come_with_quote_and_date(db: Path, tmp_path: Path) -> None:
    (number,) = held(db, tmp_path, "GLM-5 has 744 billion parameters.").numbers
    assert [(each.path, each.published) for each in number.agrees] == [("one.md", "2026-05-12")]
    (other,) = number.contradicts
    assert other.quote[other.at : other.until] == "754 billion parameters"


def test_what_providers_list_is_told_beside_what_articles_say(db: Path, tmp_path: Path) -> None:
    found = held(db, tmp_path, "Kimi K2.5 has a context window of 262,144 tokens. Devstral 2 sold 12 licences.")
    (listed, *others) = (each.listed for each in found.numbers)
    assert listed
    assert "providers list the same" in listed
    assert others == [None] * len(others)
    assert found.numbers[0].status == "unknown", "a list is no article"
    assert not found.findings


def test_the_drafts_own_sums_are_done_again(db: Path, tmp_path: Path) -> None:
    text = "In 2025 Cohere had a revenue of $300 million and costs of $520 million, so it lost $320 million."
    found = held(db, tmp_path, text)
    (fault,) = [each for each in found.findings if each.verdict == "inconsistent"]
    assert fault.within
    assert {text[start:end] for start, end in fault.numbers} == {"$300 million", "$520 million", "$320 million"}
    assert found.faulty
    right = held(db, tmp_path, text.replace("$320 million", "$220 million"))
    assert not right.faulty
    assert {each.verdict for each in right.findings} == {"consistent"}


def test_what_is_in_the_database_already_does_not_vouch_for_itself(db: Path, tmp_path: Path) -> None:
    published, text = ARTICLES["one.md"]
    found = held(db, tmp_path, f"---\ndate: {published}\n---\n\n{text}\n")
    assert found.stored == ("one.md",)
    by_words = {each.surface: each.status for each in found.numbers}
    assert by_words["262,144 tokens"] == "agrees", "the other article does"
    assert by_words["$310 million"] == "unknown"


# -- the command ------------------------------------------------------------------------------------------------------


def test_the_command_says_what_speaks_against_a_draft_and_stores_nothing(
    shell: Shell,
    db: Path,
    tmp_path: Path,
) -> None:
    before = {path.name: path.read_bytes() for path in db.parent.iterdir() if path.is_file()}
    path = tmp_path / "draft.txt"
    path.write_text("Devstral 2 has a context window of 131,072 tokens.\x1b[2J Zed 9 costs $5.\n", encoding="utf-8")
    said = shell("check-draft", path, "--db", db)
    assert said.code == 3
    for words in ("1 contradicts", "the database has 262,144 tokens", "2026-05-12"):
        assert words in said.out
    assert "\x1b" not in said.out + said.err
    told = json.loads(shell("check-draft", path, "--db", db, "--json", "--published", "2026-05-20").out)
    assert told["numbers"][0]["status"] == "contradicts"
    assert told["numbers"][0]["contradicts"][0]["path"] == "one.md"
    assert told["faulty"] is True
    good = "Devstral 2 has a context window of 262,144 tokens.\n"
    assert shell("check-draft", "-", "--db", db, typed=good).code == 0
    assert {path.name: path.read_bytes() for path in db.parent.iterdir() if path.is_file()} == before


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["nowhere.txt"], 1, "nowhere.txt: not found; check the path"),
        (["-"], 1, "standard input: empty; nothing to extract"),
        (["-", "--published", "May"], 2, "write it like 2026-03-16"),
    ],
)
def test_a_draft_that_cannot_be_read(
    shell: Shell,
    db: Path,
    words: list[str],
    code: int,
    told: str,
) -> None:
    said = shell("check-draft", *words, "--db", db)
    assert (said.code, said.out) == (code, "")
    assert told in said.err
