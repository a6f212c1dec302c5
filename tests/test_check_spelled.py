"""Arithmetic that sentences spell out: what fits is confirmed, what does not is a fault, what looks like it is none.

Every sentence of corpora/arithmetic.yaml is read by the whole pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from extractor.check.forms import Filling, Form, Group, arithmetic, filling
from extractor.cli.desk import Desk
from extractor.models import Check, Extraction

ROOT = Path(__file__).parent.parent
SENTENCES = yaml.safe_load((ROOT / "corpora" / "arithmetic.yaml").read_text(encoding="utf-8"))
_SPOT = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
Read = Callable[[str], tuple[Extraction, list[Check]]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """Reads a text and checks it by itself."""
    path = tmp_path_factory.mktemp("spelled") / "note.md"
    with Desk() as desk:

        def run(text: str) -> tuple[Extraction, list[Check]]:
            path.write_text(f"# A note\n\n{text}\n", encoding="utf-8")
            extraction = desk.read(path)
            return extraction, desk.check([extraction])

        yield run


def accused(checks: list[Check]) -> list[str]:
    return [f"{check.kind}: {check.explanation}" for check in checks if check.verdict == "inconsistent"]


def printed(marked: str, wrong: int | None = None) -> str:
    """The sentence with all its numbers right, or with one of them wrong."""
    spots = iter(range(len(_SPOT.findall(marked))))
    return _SPOT.sub(lambda m: m[2] if next(spots) == wrong else m[1], marked)


@pytest.mark.parametrize("form", arithmetic().forms, ids=lambda form: form.name)
def test_each_form_is_read_in_its_example_and_says_nothing_of_its_counterexample(read: Read, form: Form) -> None:
    _, checks = read(form.example)
    assert [check for check in checks if check.kind == form.kind and check.verdict == "consistent"]
    assert accused(read(form.counterexample)[1]) == []


@pytest.mark.parametrize("entry", arithmetic().fillings, ids=lambda entry: entry.name)
def test_a_filling_is_found_in_its_example(entry: Filling) -> None:
    assert re.search(filling(entry.name), entry.example)


@pytest.mark.parametrize("entry", arithmetic().groups, ids=lambda entry: entry.word)
def test_words_for_so_many_are_found_in_their_example(entry: Group) -> None:
    assert [group.number for group in arithmetic().groups if group.words.search(entry.example)] == [entry.number]


def test_each_filling_has_its_use() -> None:
    used = [form.pattern for form in arithmetic().forms] + [word for f in arithmetic().fillings for word in f.words]
    used += [path.read_text(encoding="utf-8") for path in (ROOT / "extractor" / "check").rglob("*.py")]
    text = "\n".join(used)
    assert [
        f.name for f in arithmetic().fillings if not re.search(rf"\{{{f.name}\}}|filling\('{f.name}'\)", text)
    ] == []


@pytest.mark.parametrize("marked", SENTENCES["spelled_out"])
def test_a_misprint_in_spelled_out_arithmetic_is_found(read: Read, marked: str) -> None:
    assert accused(read(printed(marked))[1]) == []
    spots = range(len(_SPOT.findall(marked)))
    assert [spot for spot in spots if not accused(read(printed(marked, spot))[1])] == []


@pytest.mark.parametrize("text", SENTENCES["alike"])
def test_what_only_looks_like_arithmetic_accuses_nobody(read: Read, text: str) -> None:
    assert accused(read(text)[1]) == []


def test_a_share_above_a_hundred_is_read_for_what_it_is(read: Read) -> None:
    extraction, _ = read("Nvidia's data-center unit took in $45 billion, or 900 percent of the total.")
    assert [claim.measure for claim in extraction.claims if claim.unit == "percent"] == ["share"]
