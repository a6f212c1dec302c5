"""Nothing -> every frozen record that flows down the river, from block to check.

Offsets are Unicode code points, half open, into the text of the article: `text[start:end] == surface`.
Reported numbers are `Decimal`; `decimals` follows XBRL: `4.69 trillion` has -10 (its last digit stands for 10**10).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Comparator = Literal["=", "~", "<", "<=", ">", ">="]
Direction = Literal["up", "down"]
Modality = Literal["asserted", "attributed", "forecast", "hypothetical", "negated"]
EntityKind = Literal["model", "lab", "company", "platform", "country", "group", "benchmark", "publisher", "product"]
BlockKind = Literal["heading", "paragraph", "item", "cell", "quote", "code", "caption", "meta"]
CheckKind = Literal[
    "agreement", "corroboration", "sum", "difference", "ratio", "growth", "share", "bound", "order", "streak",
    "rank", "catalog", "scale_slip", "drift", "stale", "lineage",
]  # fmt: skip
Verdict = Literal[
    "consistent", "consistent_by_rounding", "inconsistent", "not_comparable", "derived", "undetermined"
]  # fmt: skip
Severity = Literal["info", "notice", "warning", "error"]


class Record(BaseModel):
    """Base of every record: immutable, and no field that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Block(Record):
    """A stretch of an article that stands for itself: a paragraph, a heading, a list item, a table cell."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Heading: 1 to 6. Item: depth of nesting, from 0."""
    table: int | None = None
    """Cells: number of the table in the article."""
    row: int | None = None
    col: int | None = None
    head: bool = False
    """Cells: stands in a header row."""
    furniture: str | None = None
    """Why this is no part of the article (`teaser`, `engagement`, `form`, ...); None for the article itself."""


class Link(Record):
    """A hyperlink of an article: the words that carry it and where it goes."""

    start: int
    end: int
    url: str


class Sentence(Record):
    """One sentence, or a heading or table cell, which stand for themselves."""

    start: int
    end: int
    block: int
    """Position of its block in the article."""


class FurnitureSpan(Record):
    """A stretch inside a line that is no part of the article: `(Activity: 2009)`."""

    start: int
    end: int
    reason: str


class Article(Record):
    """One article as it was read."""

    id: str
    path: str
    """Relative to the root that was given, plus `#record` in JSONL and WARC."""
    text: str
    sha256: str
    """Of `text`, UTF-8."""
    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()
    title: str | None = None
    url: str | None = None
    source: str | None = None
    """The publisher."""
    published: str | None = None
    """ISO date, or None."""
    language: str | None = None
    """ISO 639-1."""
    root: int = 1
    """Number of the folder given that the path is relative to; its place is known to the store alone."""


BESIDE = "metadata"
"""The error of an issue about a file beside an article; the article is read all the same."""


class Issue(Record):
    """Something that could not be decided or read; recorded, never guessed, never only logged."""

    path: str
    stage: str
    error: str
    message: str
    root: int = 1
    """As in `Article`; 0 for a path that is no article, as it was typed."""


class Entity(Record):
    """A thing that claims are about."""

    id: str
    """Kind and slug: `model:minimax-m2.5`, `lab:deepseek`, `group:cn-models`."""
    name: str
    kind: EntityKind
    lab_id: str | None = None
    """Models and products: whose they are."""
    country: str | None = None
    """ISO 3166-1 alpha-2, of the lab or company."""
    in_catalog: bool = False
    members: tuple[str, ...] = ()
    """Groups: what belongs to them, where it is listed."""


class Mention(Record):
    """Words of an article that name an entity."""

    start: int
    end: int
    surface: str
    entity_id: str
    score: float
    """0 to 1; links under 0.5 take no part in checks."""
    method: str
    """`alias`, `family`, `short`, `fuzzy`, `unknown`, `coreference`, `aggregate`."""
    candidates: tuple[str, ...] = ()
    """Unsure links: the ids of all that the words may name."""


class Quantity(Record):
    """A number with its unit as the text gives it."""

    start: int
    end: int
    surface: str
    value: Decimal | None
    """In base units; None for a range."""
    low: Decimal | None = None
    high: Decimal | None = None
    decimals: int | None = None
    """Place of the last reported digit, as in XBRL; of the coarser end for a range; None where nothing is reported."""
    unit: str = "count"
    noun: str | None = None
    """Open count nouns: the noun with its adjectives."""
    per: str | None = None
    """What a rate is over: a unit id (`days`) or the noun as it stands (`share`); None where the unit is a rate."""
    comparator: Comparator = "="
    hedge: str | None = None
    """The words behind the comparator ("nearly", "up to")."""
    direction: Direction | None = None


class Qualification(Record):
    """How one quantity is stated."""

    quantity: int
    """Position of the quantity on the Doc."""
    modality: Modality = "asserted"
    source: str | None = None
    cue: str | None = None
    strong: bool = False
    """A forecast that holds whatever the period: `by 2030`, `next year`."""


class Claim(Record):
    """A number that an article states of something: the record this project exists for."""

    id: str = ""
    article_id: str = ""
    start: int
    end: int
    surface: str
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    decimals: int | None = None
    unit: str
    comparator: Comparator = "="
    hedge: str | None = None
    measure: str
    of: str | None = None
    """The measure that a growth, multiple, ratio, difference or share speaks of (`token_volume`)."""
    direction: Direction | None = None
    qualifier: str | None = None
    subject: tuple[str, ...] = ()
    subject_ids: tuple[str, ...] = ()
    counterpart_ids: tuple[str, ...] = ()
    """What the subject is compared with ("8.7x smaller than DeepSeek V3.2")."""
    scope: tuple[str, ...] = ()
    scope_ids: tuple[str, ...] = ()
    period: str | None = None
    """ISO 8601 / EDTF; `2026-03-09/2026-03-15`."""
    step: str | None = None
    """Growth: the period that it is counted over, as an ISO duration (`P1W`, `P1Y`)."""
    as_of: str | None = None
    modality: Modality = "asserted"
    attributed_to: str | None = None
    cue: str | None = None
    sentence: str = ""
    sentence_start: int = 0
    rule: str = ""
    confidence: float = 1.0


class Skip(Record):
    """A number that became no claim, and why."""

    start: int
    end: int
    surface: str
    reason: str


class SourceRef(Record):
    """Who an article, or one claim of it, leans on."""

    article_id: str = ""
    claim_id: str | None = None
    """None where the whole article leans on the source."""
    name: str
    url: str | None = None
    domain: str | None = None
    relation: Literal["attributed", "linked", "listed", "original", "quoted"]


class Listing(Record):
    """What one catalog says of one field of one model at one provider: a witness, not the truth."""

    entity_id: str
    provider: str
    field: Literal["context_window", "output_limit", "price_input", "price_output", "price_cached"]
    value_text: str
    as_of: str
    source: str


class CheckClaim(Record):
    """One claim's part in a check."""

    claim_id: str
    role: str


class Check(Record):
    """One piece of arithmetic over claims, with its verdict and everything needed to see why."""

    id: str
    kind: CheckKind
    verdict: Verdict
    severity: Severity
    title: str
    explanation: str
    """A sentence a journalist understands."""
    formula: str
    stated_low: Decimal | None = None
    stated_high: Decimal | None = None
    derived_low: Decimal | None = None
    derived_high: Decimal | None = None
    unit: str | None = None
    flips_headline: bool = False
    origins: int | None = None
    """Agreements: how many independent origins stand behind the articles."""
    claims: tuple[CheckClaim, ...] = ()


class Extraction(Record):
    """All that the stages found in one article; what a worker hands to the writer."""

    article: Article
    claims: tuple[Claim, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    skipped: tuple[Skip, ...] = ()
    issues: tuple[Issue, ...] = ()


class Corpus(Record):
    """All that a database holds and the checks read: the claims of many articles, and what is known beside them."""

    articles: tuple[Article, ...] = ()
    """`blocks` and `links` may be empty here."""
    claims: tuple[Claim, ...] = ()
    entities: tuple[Entity, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    listings: tuple[Listing, ...] = ()
