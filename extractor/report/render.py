"""Content and a template -> a page; every word of the content is escaped on its way, whatever the template says."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Callable

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from extractor.report import intervals
from extractor.report.content import Content, Finding

VERDICT_WORDS = {
    "inconsistent": "Contradiction",
    "consistent_by_rounding": "Fits by rounding only",
    "not_comparable": "Not comparable",
    "consistent": "Agrees",
    "derived": "Follows",
    "undetermined": "Undecided",
}
VERDICT_HEADINGS = {
    "inconsistent": "What contradicts itself",
    "consistent_by_rounding": "What fits by rounding only",
    "not_comparable": "What looks like a clash but cannot be compared",
    "consistent": "What agrees",
    "derived": "What follows from the figures",
    "undetermined": "What could not be decided",
}
VERDICT_MEANINGS = {
    "inconsistent": "Whatever was rounded away, these figures cannot all be true.",
    "consistent_by_rounding": "They can all be true, but the sum done with the printed digits gives another number.",
    "not_comparable": "The figures differ, and so does what they speak of. The explanation names the difference.",
    "consistent": "The figures fit. Articles that lean on the same origin count as one.",
    "derived": "Computed from the claims. Nothing was stated to hold these values against.",
    "undetermined": "Something that the arithmetic needs is missing.",
}
_SIDES = {
    **dict.fromkeys(("agreement", "corroboration", "drift"), ("one says", "another says")),
    "catalog": ("stated", "catalogs list"),
}
"""What the two intervals are called where none is worked out from other figures."""
_MARKUP = re.compile(r"([\\`*_\[\]|~<>&$])")
"""What means something in the middle of a line; the template lets no text of an article begin one."""
_BREAK = re.compile(r"(?<!\s)\s*\n\s*")


class Plain(str):
    """Text that a Markdown template wrote itself and that is not escaped again."""


def page(template: str, content: Content) -> str:
    """A report laid out by a template."""
    environment = _markdown() if template.endswith(".md") else _html()
    made = environment.get_template(f"{template}.jinja").render(
        content=content,
        verdicts=VERDICT_WORDS,
        headings=VERDICT_HEADINGS,
        meanings=VERDICT_MEANINGS,
        script=script(),
        script_hash=f"sha256-{base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()}",
    )
    return made.strip() + "\n"


def card(finding: Finding, base: str = "") -> Markup:
    """One check as the HTML report shows it, for other pages; `base` is where claims, articles and checks lie."""
    parts = _html().get_template("parts.html.jinja").module
    return Markup(parts.finding(finding, VERDICT_WORDS, (), base))  # type: ignore[attr-defined]  # noqa: S704 (escaped)


def drawing(finding: Finding) -> Markup:
    """What two figures can mean, drawn as in such a card."""
    parts = _html().get_template("parts.html.jinja").module
    return Markup(parts.drawing(finding))  # type: ignore[attr-defined]  # noqa: S704 (escaped)


@functools.cache
def script() -> Markup:
    """The one script of a report; the page lets only this one run, by its hash."""
    found = PackageLoader("extractor.report").get_source(_html(), "sift.js")[0]
    return Markup(f"\n{found}")  # noqa: S704 (a file of this package)


def style() -> str:
    """The style rules that such a card needs."""
    return _html().get_template("finding.css.jinja").render()


def escaped(text: object) -> str:
    """Text of any origin as Markdown that shows it as it is, on one line.

    >>> escaped("a *b* <i>")
    'a \\\\*b\\\\* &lt;i&gt;'
    """
    if isinstance(text, Plain):
        return text
    if text is None:
        return ""
    flat = _BREAK.sub(" ", str(text))
    return _MARKUP.sub(_escape, flat)


def _escape(found: re.Match[str]) -> str:
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(found[1], f"\\{found[1]}")


@functools.cache
def _html() -> Environment:
    return _environment(autoescape=True, finalize=None)


@functools.cache
def _markdown() -> Environment:
    # Every expression of the template passes through `escaped`: forgetting a filter cannot let markup through.
    return _environment(autoescape=False, finalize=escaped)


def _environment(*, autoescape: bool, finalize: Callable[[object], str] | None) -> Environment:
    environment = Environment(
        loader=PackageLoader("extractor.report"),
        autoescape=autoescape,  # noqa: S701 (off for Markdown alone, which has its own)
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["words"] = lambda name: str(name).replace("_", " ")
    environment.filters["count"] = lambda number: f"{number:,}"
    environment.filters["plain"] = Plain
    environment.filters["address"] = lambda url: Plain(url.replace("(", "%28").replace(")", "%29"))
    environment.globals["picture"] = intervals.picture
    environment.globals["of"] = _of
    environment.globals["called"] = _called
    return environment


def _called(kind: str) -> tuple[str, str]:
    return _SIDES.get(kind, intervals.SAID)


def _of(number: int, one: str, many: str | None = None) -> str:
    """`1 article`, `3 articles`, `no article`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}" if number else f"no {one}"
