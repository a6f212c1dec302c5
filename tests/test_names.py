"""Names as people write them -> the entity, by alias or by the build of its family; two versions are never one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import names
from extractor.link import link
from extractor.models import Entity
from extractor.names.entries import NameRule, name_files
from extractor.names.grammar import Parts
from extractor.names.keys import ATOM
from extractor.names.lookup import catalog_rows

RESOLVED = [
    ("MiniMax M2.5", "model:minimax-m2.5"),
    ("minimax-m2.5", "model:minimax-m2.5"),
    ("MiniMax-M2.5", "model:minimax-m2.5"),
    ("Claude Opus 4.8", "model:claude-opus-4.8"),
    ("claude-opus-4-8", "model:claude-opus-4.8"),
    ("Opus 4.8", "model:claude-opus-4.8"),
    ("Claude 4.8 Opus", "model:claude-opus-4.8"),
    ("Claude 3.5 Sonnet", "model:claude-3.5-sonnet"),
    ("claude-sonnet-3.5", "model:claude-3.5-sonnet"),
    ("GPT-5 mini", "model:gpt-5-mini"),
    ("gpt-5-mini", "model:gpt-5-mini"),
    ("GPT4o", "model:gpt-4o"),
    ("DeepSeek V4-Pro", "model:deepseek-v4-pro"),
    ("DeepSeekV4 Pro", "model:deepseek-v4-pro"),
    ("DeepSeek-R1-0528", "model:deepseek-r1-0528"),
    ("DeepSeek-OCR-2", "model:deepseek-ocr-2"),
    ("Qwen 2.5", "model:qwen2.5"),
    ("qwen3-235b-a22b", "model:qwen3-235b-a22b"),
    ("Llama-3-70B", "model:llama-3-70b"),
    ("llama-3-1-405b", "model:llama-3.1-405b"),
    ("Mixtral 8x7B Instruct", "model:mixtral-8x7b-instruct"),
    ("FLUX.1 [dev]", "model:flux.1-dev"),
    ("MiMo-V2-Pro", "model:mimo-v2-pro"),
    ("Step 3.5 Flash", "model:step-3.5-flash"),
    ("GPT-7.3 nano", "model:gpt-7.3-nano"),
    ("Kimi K9", "model:kimi-k9"),
    ("OpenAI", "lab:openai"),
    ("Open AI", "lab:openai"),
    ("HuggingFace", "platform:hugging-face"),
    ("J.P. Morgan", "company:jpmorgan-chase"),
    ("36氪", "publisher:36kr"),
    ("Weights & Biases", "company:weights-biases"),
    ("U.S.", "country:us"),
    ("SWE-bench Verified", "benchmark:swe-bench-verified"),
]
"""(as written, id); versions that no catalog holds stand among them."""

UNRESOLVED = ["us", "GPT", "GPT-5 beats everybody", "Claude Monet painted", "step", "7B", "", "  ", "v"]


@pytest.mark.parametrize(("written", "entity_id"), RESOLVED)
def test_resolves(written: str, entity_id: str) -> None:
    found = names.resolve(written)
    assert found is not None
    assert found.id == entity_id


@pytest.mark.parametrize("written", UNRESOLVED)
def test_leaves_open(written: str) -> None:
    assert names.resolve(written) is None


def test_a_minted_name_has_its_lab_and_country_and_is_in_no_catalog() -> None:
    found = names.resolve("Kimi K9 Thinking")
    assert found == Entity(
        id="model:kimi-k9-thinking", name="Kimi K9 Thinking", kind="model", lab_id="lab:moonshot-ai", country="CN"
    )
    assert names.entity(found.id) is None


def test_lab_and_country_are_found_through_the_lab() -> None:
    assert names.lab_of("lab:openai") == "lab:openai"
    assert names.lab_of("product:chatgpt") == "lab:openai"
    assert names.country_of("product:chatgpt") == "US"
    assert names.country_of("model:minimax-m2.5") == "CN"
    assert names.country_of("benchmark:mmlu") is None
    assert names.lab_of("model:nobody-knows-this") is None


def test_names_as_of_a_day_leave_out_what_came_later() -> None:
    before = names.Names(catalog_rows(), until="2025-01")
    with names.using(before):
        assert names.resolve("Thinking Machines Lab") is None
        assert names.resolve("OpenAI") is not None
        made = names.resolve("Kimi K2.5")
        assert made is not None
        assert not made.in_catalog
        assert link("SmolVLM sees.")[0] != []
        assert link("Seedance 2.0 makes film.")[0] == []
    known = names.resolve("Kimi K2.5")
    assert known is not None
    assert known.in_catalog
    assert link("Seedance 2.0 makes film.")[0] != []


def test_members_of_a_group() -> None:
    models = [names.resolve(n) for n in ("MiniMax M2.5", "Kimi K9", "GPT-5", "OpenAI", "Mistral Large 3")]
    given_entities = [m for m in models if m]
    assert [m.name for m in names.group_members("group:cn-models", given_entities)] == ["MiniMax M2.5", "Kimi K9"]
    assert [m.name for m in names.group_members("group:us-companies", given_entities)] == ["OpenAI"]
    assert names.group_members("group:cn-open-models", given_entities) == []


def _curated() -> list[tuple[str, str, NameRule]]:
    return [
        (rule.id if rule and rule.id else f"{file.kind}:{names.slug(name)}", name, rule or NameRule())
        for file in name_files()
        for group in file.groups
        for name, rule in group.entities.items()
    ]


def _readings(form: str) -> set[str]:
    """Ids of all that the whole of a form may name; an ambiguous one may name two things."""
    first = ATOM.match(form)
    hits = names.index().hits_at(form, 0, first.end()) if first else []
    return {t.entity.id for h in hits if h.end == len(form) for t in h.targets} | {
        t.entity.id for t in names.index().han.get(form, ())
    }


def test_every_curated_name_and_alias_reads_as_itself() -> None:
    wrong = []
    for entity_id, name, rule in _curated():
        for form in (name, *rule.aliases, *rule.words, *rule.short):
            if entity_id not in _readings(form):
                wrong.append((entity_id, form, _readings(form)))
    assert wrong == []


def test_no_alias_of_a_curated_thing_is_another_version_of_it() -> None:
    """`FlashAttention-2` is no other name of `FlashAttention-3`; `AIME24` and `NVL72` say less, and nothing else."""
    for _, name, rule in _curated():
        forms = (name, *rule.aliases, *rule.words)
        groups = [{d.removeprefix("20") for d in names.digits(form) if d != "0"} for form in forms]
        fullest = max(groups, key=len)
        assert all(group <= fullest for group in groups), (name, rule.aliases)


def test_every_lab_that_an_entry_names_exists() -> None:
    missing = [name for _, name, rule in _curated() if rule.lab and names.entity(rule.lab) is None]
    assert missing == []


def test_every_listed_model_reads_as_itself_and_no_two_are_one() -> None:
    rows = catalog_rows()
    assert len(rows) > 1000
    assert len({row.id for row in rows}) == len(rows)
    read = {row.id: names.index().reading(row.name, as_written=False) for row in rows}
    assert [i for i, target in read.items() if target is None or target.entity.id != i] == []


def test_no_pair_of_one_family_shares_a_name_or_an_alias() -> None:
    rows = sorted(catalog_rows(), key=lambda row: row.family or "")
    for _, members in itertools.groupby(rows, key=lambda row: row.family):
        keys = [{names.key(a) for a in (row.name, *row.aliases)} for row in members]
        for one, other in itertools.combinations(keys, 2):
            assert not one & other


def test_no_alias_of_a_listed_model_reads_as_another_model() -> None:
    """With the test before: of all pairs of the catalog, no form of one names the other."""
    wrong = []
    for row in catalog_rows():
        for alias in row.aliases:
            read = names.index().reading(alias, as_written=False)
            if read is not None and read.entity.id != row.id:
                wrong.append((row.id, alias, read.entity.id))
    assert wrong == []


def test_in_an_article_that_names_all_models_of_a_family_none_is_linked_to_another() -> None:
    rows = sorted(catalog_rows(), key=lambda row: row.family or "")
    for family, members in itertools.groupby(rows, key=lambda row: row.family):
        listed = list(members)
        text = "".join(f"- {row.name}\n" for row in listed)
        mentions, _ = link(text)
        linked = {(m.start, m.end): m.entity_id for m in mentions if m.score >= 0.5}
        at = 0
        for row in listed:
            place = (at + 2, at + 2 + len(row.name))
            assert linked.get(place, row.id) == row.id, (family, row.name)
            at += len(row.name) + 3


def test_aliases_of_the_catalog_differ_from_the_name_by_a_day_at_most() -> None:
    for row in catalog_rows():
        own = names.digits(names.key(row.name))
        for alias in row.aliases:
            extra = names.digits(names.key(alias))[len(own) :]
            assert names.digits(names.key(alias))[: len(own)] == own
            assert not extra or "".join(extra).startswith("20"), (row.name, alias)


versions = st.builds(
    lambda major, minor: f"{major}.{minor}" if minor is not None else str(major),
    st.integers(1, 9),
    st.one_of(st.none(), st.integers(0, 99)),
)


@given(st.sampled_from(sorted(names.index().grammars)), versions, versions)
def test_two_versions_are_two_models(family: str, one: str, other: str) -> None:
    grammar = names.index().grammars[family]
    first, second = (names.index().mint(grammar, Parts(version=v)) for v in (one, other))
    assert (first.id == second.id) == (one == other)


@given(st.sampled_from(["GPT", "Claude", "Gemini", "Qwen", "Llama", "Grok", "GLM", "Gemma"]), versions)
def test_a_version_reads_back_whatever_stands_between(brand: str, version: str) -> None:
    read = {names.resolve(f"{brand}{gap}{version}") for gap in ("-", " ", "")}
    assert len(read) == 1
    found = read.pop()
    assert found is not None
    assert names.digits(names.key(found.name)) == names.digits(names.key(version))


def test_a_word_that_names_something_by_itself_opens_more_than_names() -> None:
    assert names.index().opens_only("prime")
    assert not names.index().opens_only("Devin")
    assert not names.index().opens_only("Qwen")
