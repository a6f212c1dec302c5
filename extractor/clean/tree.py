"""A web page -> its tree, and within it the element that holds the article, rid of what is none of it."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import lxml.html
from lxml import etree
from trafilatura import bare_extraction
from trafilatura.settings import Document
from trafilatura.utils import load_html

from extractor import rules
from extractor.models import Record

Element = Any
"""An lxml element; lxml has no types that say so."""

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})  # fmt: skip
_NEVER = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video",
    "map", "button", "input", "select", "textarea", "label", "datalist", "nav", "footer", "aside", "dialog", "form",
    "head", "link", "meta", "source", "track", "math-field",
})  # fmt: skip
_ROLES = frozenset({
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar",
    "toolbar",
})  # fmt: skip
_LEAVES = frozenset({
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "div", "section", "dd", "dt", "figcaption",
    "summary", "article", "td",
})  # fmt: skip
_FOUND = frozenset(["p", "head", "item", "cell", "quote", "code"])
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)\s[^<>]{20000,}>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_JSON_DATE = re.compile(r'"date(?:Published|Created|Modified)"\s*:\s*"([^"]{1,60})"')
_DATE_NAME = re.compile(r"date|time|publish|posted|byline|meta", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NOT_ALNUM = re.compile(r"[\W_]+")

MAX_ATTRIBUTES = 500
PARSER_DEPTH = 240
MIN_KEY, MAX_KEY = 12, 60
"""Characters (letters and digits) by which a passage is found again in the page."""
MAX_CELL = 400
"""A cell with more characters is prose, and its table lays out a page."""
MOST, NEARLY_ALL = 0.8, 0.97
"""The shares of what was found that the core of the article, and the element that is read, must hold."""
MUCH = 0.25
"""A box that holds this share of the article is no furniture, whatever its name."""


class BoxRule(Record):
    """Names of boxes that are no part of an article."""

    names: tuple[str, ...]
    example: str
    counterexample: str


class PageRules(Record):
    """rules/pages.yaml."""

    boxes: tuple[BoxRule, ...]


@functools.cache
def _box_names() -> frozenset[str]:
    return frozenset(name for rule in rules.load("pages.yaml", PageRules).boxes for name in rule.names)


def parse(page: str) -> Element | None:
    """The tree of a page; None where there is none. Tags with thousands of attributes lose them: they take minutes."""
    page = _LONG_TAG.sub(_bare_tag, page)
    try:
        tree = load_html(page)
        if tree is not None and max_depth(tree) > PARSER_DEPTH:
            # The parser drops what is nested more deeply; a second one goes on to 2,000 levels, but is slower.
            tree = lxml.html.document_fromstring(
                _DECLARATION.sub("", page), parser=lxml.html.HTMLParser(huge_tree=True)
            )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def _bare_tag(found: re.Match[str]) -> str:
    return f"<{found[1]}>" if len(found[0].split(maxsplit=MAX_ATTRIBUTES)) > MAX_ATTRIBUTES else found[0]


def max_depth(tree: Element) -> int:
    """Levels of the tree below its root."""
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def extract(tree: Element, url: str | None) -> Document | None:
    """What trafilatura reads in a page: where its text is, and its facts. None where it finds nothing."""
    trial = copy.deepcopy(tree)
    for table in list(trial.iter("table")):
        # Tables are read from the page itself: here they only cost time, and cells that span thousands minutes.
        if is_data_table(table) and table.getparent() is not None:
            _drop(table)
    try:
        found = bare_extraction(
            trial,
            url=url,
            with_metadata=True,
            include_tables=True,
            include_comments=False,
            favor_recall=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception:  # odd pages trip it (htmldate drops what has no parent); the page is read without it
        return None
    return found if isinstance(found, Document) else None


def is_data_table(table: Element) -> bool:
    """Whether a table holds data; those that lay out a page hold other tables, or one column, or prose."""
    if table.find(".//table") is not None:
        return False
    rows = table.findall(".//tr")
    if not any(len(row.findall("td")) + len(row.findall("th")) > 1 for row in rows):
        return False
    long = MAX_CELL if table.find(".//th") is None else 3 * MAX_CELL
    return not any(cell.find(".//h1") is not None or sum(map(len, cell.itertext())) > long for cell in table.iter("td"))


def published(tree: Element, found: Document | None, url: str | None) -> str | None:
    """The ISO date that trafilatura found, where a mark of the page (a meta tag, `<time>`, the address) bears it out.

    A date from just anywhere in the text belongs as often to an event, a source or the year of the copyright.
    """
    if found is None or not found.date:
        return None
    year, _, day = found.date[:10].split("-")
    for mark in (*_date_marks(tree), url or ""):
        numbers = re.findall(r"\d+", mark[:20_000])
        if year in numbers and (day in numbers or day.lstrip("0") in numbers):
            return str(found.date)[:10]
    return None


def _date_marks(tree: Element) -> Iterator[str]:
    """All that a page says of its own date, as it says it."""
    for element in tree.iter("meta"):
        yield element.get("content") or ""
    for element in tree.iter("script"):
        if "ld+json" in element.get("type", ""):
            yield from _JSON_DATE.findall(element.text or "")
    for element in tree.iter("time", "abbr", "span", "div", "p"):
        names = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
        if element.tag == "time" or _DATE_NAME.search(names):
            yield f"{element.get('datetime', '')} {element.get('title', '')} {''.join(element.itertext())[:200]}"


def article(tree: Element, found: Document | None) -> Element:
    """The element that holds the article, on a tree of which all boxes that are no part of it were taken away.

    trafilatura says where the article is; it also drops short lines, captions and tables, so the element is read whole.
    """
    body = tree.find(".//body")
    body = tree if body is None else body
    mass = _mass(body, found)
    core = _densest(body, mass, MOST, {"p", "li", "td"})
    root = _enclosing(_densest(body, mass, NEARLY_ALL, _LEAVES))
    _prune(root, core, mass)
    return root


def _mass(body: Element, found: Document | None) -> dict[Element, int]:
    """Characters of the text that trafilatura found, for each element that holds some."""
    keys = (
        set()
        if found is None or found.body is None
        else {_key(e.itertext()) for e in found.body.iter() if e.tag in _FOUND}
    )
    mass: dict[Element, int] = {}
    for element in body.iter(*_LEAVES):
        if any(child.tag in BLOCKS for child in element):
            continue
        key = _key(element.itertext())
        if len(key) < MIN_KEY or key not in keys:
            continue
        size = sum(map(len, element.itertext()))
        node = element
        while node is not None:
            mass[node] = mass.get(node, 0) + size
            node = node.getparent() if node is not body else None
    return mass


def _key(texts: Iterable[str]) -> str:
    gathered = ""
    for text in texts:
        gathered += _NOT_ALNUM.sub("", text).lower()
        if len(gathered) >= MAX_KEY:
            break
    return gathered[:MAX_KEY]


def _densest(body: Element, mass: dict[Element, int], share: float, leaves: Collection[str]) -> Element:
    """The smallest element that holds this share of what was found, boxes aside; none of `leaves` without blocks."""
    node = body
    while len(node) and mass.get(node):
        best = max(node, key=lambda child: mass.get(child, 0))
        own = mass[node] - sum(mass.get(child, 0) for child in node if child is not best and _is_box(child))
        single = best.tag in leaves and not any(child.tag in BLOCKS for child in best)
        if mass.get(best, 0) < share * own or single:
            break
        node = best
    return node


def _enclosing(node: Element) -> Element:
    """The `article`, else the `main`, around an element: headline and standfirst often stand outside the prose."""
    ancestors = [node, *node.iterancestors()]
    for ancestor in ancestors:
        if ancestor.tag == "article" or ancestor.get("itemprop") == "articleBody":
            return next(ancestor.iterancestors("article"), ancestor)
    for ancestor in ancestors:
        if ancestor.tag == "main" or ancestor.get("role") == "main":
            return ancestor
    if node.tag == "body" or node.getparent() is None:
        inside = [e for e in node.iter("article", "main") if not any(True for _ in e.iterancestors("article", "main"))]
        return inside[0] if len(inside) == 1 else node
    return node


def _prune(root: Element, core: Element, mass: dict[Element, int]) -> None:
    """Take away boxes by name, and outside the core of the article what is mere links."""
    total = max(mass.get(root, 0), 1)
    spared = {core, *core.iterancestors()}
    inside = set(core.iter())
    inside -= _before_headline(root)
    for element in list(root.iter()):
        if element is root or element.getparent() is None:
            continue
        held = mass.get(element, 0)
        outside = element not in spared and element not in inside
        if (
            not isinstance(element.tag, str)
            or (_is_box(element) and held < MUCH * total)
            or (outside and not held and element.tag in BLOCKS and _is_links(element))
        ):
            _drop(element)


def _before_headline(root: Element) -> set[Element]:
    """What stands above the only headline of a page: menus, if it is links."""
    headlines = list(root.iter("h1"))
    if len(headlines) != 1:
        return set()
    above: set[Element] = set()
    for element in root.iter():
        if element is headlines[0]:
            break
        above.add(element)
    return above.difference(headlines[0].iterancestors())


def _is_links(element: Element) -> bool:
    """Whether an element is nothing but links."""
    words = sum(len(text.strip()) for text in element.itertext())
    linked = sum(len(text.strip()) for link in element.iter("a") for text in link.itertext())
    return words > 0 and linked > 0.8 * words


def _drop(element: Element) -> None:
    """Take an element away and keep the text that follows it."""
    parent, tail = element.getparent(), element.tail
    if tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)


def _is_box(element: Element) -> bool:
    if element.tag in _NEVER or element.get("role") in _ROLES or "hidden" in element.attrib:
        return True
    if _HIDDEN.search(element.get("style", "")):
        return True
    return any(is_box_name(value) for value in (element.get("class"), element.get("id")) if value)


def is_box_name(names: str) -> bool:
    """Whether a `class` or `id` names a box that is no part of an article.

    >>> is_box_name("ArticleRelatedLinks"), is_box_name("article-body")
    (True, False)
    """
    known = _box_names()
    for name in names.split():
        words = [word.lower() for word in _WORDS.findall(name)]
        for start in range(len(words)):
            if any("-".join(words[start:end]) in known for end in range(start + 1, min(start + 3, len(words)) + 1)):
                return True
    return False
