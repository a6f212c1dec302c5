"""rules/entities/*.yaml -> strict records: who is who, as people curate it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from extractor import rules
from extractor.models import EntityKind, Record

Country = str
"""ISO 3166-1 alpha-2, and `EU`."""


class Usage(Record):
    """What decides whether words that could be a name are one."""

    exact: bool = False
    """Only as written: `Step`, never `step`."""
    context: tuple[str, ...] = ()
    """The article must hold one of these words (caseless) where the form is ambiguous."""
    not_next: tuple[str, ...] = ()
    """Not where one of these words follows; `#` stands for any digit."""
    not_prev: tuple[str, ...] = ()
    """Not where one of these words stands before."""
    not_context: tuple[str, ...] = ()
    """Words near the form that make it something else (`M2` beside `MacBook`, `MIT` beside `licence`)."""


class NameRule(Usage):
    """One curated thing; its key in the file is its canonical name."""

    id: str | None = None
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Aliases that are also common words: only as written (`Alphabet`)."""
    short: tuple[str, ...] = ()
    """Forms that count only where a fuller name or a word of `context` stands in the article."""
    ambiguous: bool = False
    """The canonical name itself is such a short form."""
    lab: str | None = None
    """Models and products: the id of who makes it."""
    country: Country | None = None
    since: str | None = None
    """ISO date or its beginning: when the name came up."""
    example: str | None = None
    """A sentence with the name marked `<...>`."""
    counterexample: str | None = None
    """A sentence that holds the words and must not link."""

    @model_validator(mode="after")
    def _ambiguous_needs_context(self) -> NameRule:
        if (self.ambiguous or self.short) and not self.context and self.ambiguous:
            raise ValueError("an ambiguous name needs `context` words")
        return self


class NameGroup(Record):
    """Curated things that share a country."""

    country: Country | None = None
    entities: dict[str, NameRule | None]


def came_up_after(since: str | None, day: str | None) -> bool:
    """Whether a name of `since` was not there yet on `day`: ISO dates or their beginnings; a year begins on 1 January.

    >>> came_up_after("2025", "2025-01"), came_up_after("2024-12", "2025-01"), came_up_after(None, "2025")
    (True, False, False)
    """
    return bool(since and day) and f"{since}-01-01"[:10] >= f"{day}-01-01"[:10]


class NameFile(Record):
    """One file of rules/entities: things of one kind."""

    kind: EntityKind
    groups: tuple[NameGroup, ...]


class FamilyRule(Usage):
    """A family of models: how its names are built, so that tomorrow's member is known by its build."""

    lab: str
    brands: tuple[str, ...]
    """Words that open a name; the first is the canonical one, the others are its spellings."""
    newer: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Brands that came up after the others, by when (ISO date or its beginning)."""
    apart: bool = False
    """The brands are no spellings of one but families of their own that are built alike."""
    bare: Literal["model", "none", "said"] = "model"
    """What the brand alone is: the family; nothing (`GPT`), or a lab of that name; the family only where the words
    beside it say that it is a model (`the Dolphin series`)."""
    bare_context: bool = False
    """The brand alone needs `context`."""
    strict: bool = False
    """The brand is a common word: a name needs a decimal version, a size or a variant, or `context`."""
    letters: tuple[str, ...] = ()
    """Letters that stand before version numbers: V, R, K, M."""
    plain: bool = True
    """Versions may be plain numbers after a space (`Gemini 3`)."""
    short: tuple[str, ...] = ()
    """Letters whose version may stand without the brand (`V4`) where the family is the topic."""
    heads: tuple[str, ...] = ()
    """Variants that may open a name without the brand (`Opus 4.8`)."""
    numbered: tuple[str, ...] = ()
    """Variants that may follow a version without the brand (`3.5 Sonnet`, `2.5 Pro`)."""
    tiers: tuple[str, ...] = ()
    """Variant words of this family, as it writes them; the common ones are known to all families."""
    join: str = " "
    """Between brand and version in the canonical name."""
    tier_join: str = " "
    tier_first_from: int | None = None
    """Major version from which variants stand before the version (`Claude 3.5 Sonnet`, `Claude Opus 4`)."""
    since: str | None = None
    example: str
    counterexample: str | None = None


class FamilyFile(Record):
    """rules/entities/families.yaml."""

    tiers: tuple[str, ...]
    """Variant words common to families, as most write them."""
    suffixes: tuple[str, ...]
    """Variants that come last (`Instruct`, `Preview`)."""
    small: tuple[str, ...]
    """Variants that prose writes small after a space (`GPT-4 turbo`)."""
    slugged: tuple[str, ...]
    """Variants that follow, after a space, a name written small throughout (`gemini pro`)."""
    tails: tuple[str, ...]
    """Words after a hyphen that never belong to a name (`-based`, `-level`)."""
    units: tuple[str, ...]
    """Words after a number that make it a quantity (`billion`, `percent`)."""
    not_variants: tuple[str, ...]
    """Capitalised words that are no variant of the model before them."""
    families: dict[str, FamilyRule]


class CountryRule(Record):
    """A country or bloc; its key is the canonical name."""

    code: Country
    aliases: tuple[str, ...] = ()
    """Beside the name; compared as written."""
    adjectives: tuple[str, ...] = ()
    """Before `models`, `labs`: Chinese, American, US-based."""


class CountryFile(Record):
    """rules/entities/countries.yaml."""

    countries: dict[str, CountryRule]


class CatalogRow(Record):
    """One model of the generated catalog, without its listings."""

    id: str
    name: str
    lab: str | None = None
    family: str | None = None
    released: str | None = None
    aliases: tuple[str, ...] = ()


def name_files() -> list[NameFile]:
    """All curated names, files in order of their names."""
    folder = rules.root() / "entities"
    special = {"families.yaml", "countries.yaml"}
    return [rules.load(f"entities/{p.name}", NameFile) for p in sorted(folder.glob("*.yaml")) if p.name not in special]


def family_file() -> FamilyFile:
    """The families and the words of their grammar."""
    return rules.load("entities/families.yaml", FamilyFile)


def countries() -> dict[str, CountryRule]:
    """Canonical name -> country."""
    return rules.load("entities/countries.yaml", CountryFile).countries
