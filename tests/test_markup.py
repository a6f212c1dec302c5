"""Examples with mistakes in them -> errors; an example that says nothing must not pass for one that is met."""

from __future__ import annotations

import pytest

from tests import markup


@pytest.mark.parametrize(
    "marked",
    [
        "It has <q value=3>3 keys.",
        "It has <q value=3>3 keys</c>.",
        "It has 3 keys</q>.",
        "It has <q value=3><q value=3>3</q> keys</q>.",
        "It has <x>3 keys</x>.",
        "It has <q vaule=3>3 keys</q>.",
        "It has <q value=3 value=4>3 keys</q>.",
        "It has <q value=>3 keys</q>.",
        'It has <q noun="keys>3 keys</q>.',
        "It has <q keys>3 keys</q>.",
        "It has <q value=3></q> keys.",
        "It has <q value=3>3 keys</q value=3>.",
        "It has <n value=3>3</n> keys.",
        "It has <q value=3>3 keys</q>, <q.",
        "It has 3 keys.",
    ],
)
def test_a_broken_example_is_an_error(marked: str) -> None:
    with pytest.raises(markup.MarkupError):
        markup.read(marked)


def test_a_value_that_is_no_number_is_an_error() -> None:
    with pytest.raises(ArithmeticError):
        markup.read("It has <q value=three>3 keys</q>.")


def test_text_and_stretches_are_exact() -> None:
    example = markup.read(
        'In <d edtf=2026>2026</d> it took <q value=2 comparator="<" noun="a b">under 2 s</q>, <5 later.'
    )
    assert example.text == "In 2026 it took under 2 s, <5 later."
    assert [(i.tag, i.surface, example.text[i.start : i.end]) for i in example.items] == [
        ("d", "2026", "2026"),
        ("q", "under 2 s", "under 2 s"),
    ]
    assert example.items[1].fields == {"value": "2", "comparator": "<", "noun": "a b"}


@pytest.mark.parametrize(
    ("marked", "fault"),
    [
        ("It has <q value=3 noun=keys>3 keys</q>.", None),
        ("It has <q value=4>3 keys</q>.", "'3 keys': value 3 is not 4"),
        ("It has <q value=3 noun=->3 keys</q>.", "'3 keys': noun keys is not -"),
        ("It <q value=3>has</q> 3 keys.", "'has' is not found"),
        ("It <q value=3>has 3 keys and 4</q> locks.", "'has 3 keys and 4' is cut into ['3 keys', '4 locks']"),
        ("It has <n>3</n> keys.", "'3' must be no quantity, is '3 keys'"),
        ("It <n>has</n> 3 keys.", None),
    ],
)
def test_what_differs_is_told(marked: str, fault: str | None) -> None:
    assert markup.faults(marked) == ([fault] if fault else [])


def test_numbers_agree_to_the_digits_that_are_written() -> None:
    assert markup.agrees("0.667", 2 / 3, "value")
    assert markup.agrees("4e9", "4000000000", "value")
    assert not markup.agrees("4e9", "4100000000", "value")
    assert not markup.agrees("0.66", 2 / 3, "value")
    assert not markup.agrees("3", None, "value")
    assert markup.agrees("A; B", ("B", "A"))
    assert not markup.agrees("A", ("A", "B"))
