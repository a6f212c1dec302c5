"""The pages in a real browser: a reader gets from the front page to the exact words, and nothing goes wrong unseen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extractor import report
from extractor.models import Entity, Extraction, Mention
from extractor.store import Store
from tests import samples, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

NASTY = (
    '</p></div></main><script>window.hit = 1</script><img src=x onerror="window.hit = 2"> '
    "[read](javascript:window.hit=3) <a href='javascript:window.hit=4'>more</a> <svg/onload=window.hit=5> "
    '"><b class="unclosed {{ 7 * 7 }} <!-- '
)
"""Scripts, links that run, markup that is not closed, and an expression of templates."""


@dataclass
class Watched:
    """A page, and all that went wrong on it."""

    page: Page
    base: str
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a path of the server."""
        self.page.goto(self.base + path, wait_until="networkidle")

    def follow(self, name: str, within: str = "main") -> None:
        """Click the first link of this name."""
        self.click(self.page.locator(within).get_by_role("link", name=name).first)

    def click(self, what: Locator) -> None:
        """Click what leads to another page."""
        with self.page.expect_navigation(wait_until="networkidle"):
            what.click()

    def search(self, words: str) -> None:
        """Ask the field at the top of every page."""
        field = self.page.get_by_role("searchbox", name="Search claims")
        field.fill(words)
        with self.page.expect_navigation(wait_until="networkidle"):
            field.press("Enter")

    @property
    def heading(self) -> str:
        """What the page is about."""
        return self.page.locator("h1").inner_text()

    @property
    def words(self) -> str:
        """All that can be read on the page."""
        return " ".join(self.page.locator("main").inner_text().split())


def hostile() -> Extraction:
    """An article in which every text is an attack."""
    here = samples.article(
        f"{NASTY}.txt", f"{NASTY} Heron 2 has 77,777 tokens of context at $0.60 per 1M.\n", title=NASTY, source=NASTY,
        url="javascript:window.hit=6", published="2026-05-14",
    )  # fmt: skip
    entity = Entity(id="product:nasty", name=NASTY, kind="product")
    made = samples.claim(here, "77,777 tokens", "77777", "tokens", "context_window", decimals=0, qualifier=NASTY)
    told = made.model_copy(update={"subject_ids": (entity.id,), "subject": (NASTY,), "attributed_to": NASTY})
    price = samples.claim(
        here, "$0.60 per 1M", "0.60", "usd_per_1m_tokens", "price_input", decimals=2, subject_ids=("model:heron-2",)
    )
    named = Mention(start=0, end=4, surface=here.text[:4], entity_id=entity.id, score=1, method="alias")
    return Extraction(article=here, claims=(told, price), entities=(entity, *samples.ENTITIES), mentions=(named,))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    served.need_browser()
    db = tmp_path_factory.mktemp("pages") / "claims.db"
    with Store(db) as store:
        samples.fill(store, [*samples.extractions(), hostile()])
        report.write(store, db.with_name("report.html"))
    with served.serving(db) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    served.need_browser()
    with served.browser() as opened:
        yield opened


@pytest.fixture
def look(server: str, browser: Browser) -> Iterator[Watched]:
    """A new page; at its end nothing may have gone wrong, and nothing may have been asked of another machine."""
    context = browser.new_context()
    watched = Watched(context.new_page(), server)
    page, wrong = watched.page, watched.wrong
    page.on("console", lambda said: wrong.append(f"{said.type}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(f"exception: {error}"))
    page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
    page.on("requestfailed", lambda asked: wrong.append(f"failed: {asked.url}"))
    page.on("response", lambda got: wrong.append(f"{got.status}: {got.url}") if got.status >= 400 else None)
    page.on("request", lambda asked: wrong.append(f"left: {asked.url}") if not asked.url.startswith(server) else None)
    yield watched
    ran: Any = page.evaluate("window.hit || null")
    context.close()
    assert wrong == []
    assert ran is None, "a script of an article ran"


def test_from_the_front_page_to_the_words_and_the_subject(look: Watched) -> None:
    look.open("/")
    assert look.heading == "2 contradictions among 15 figures"
    look.follow("Heron 2 and Osprey 1.5 together")
    assert "stated 3.85 to 3.95 trillion tokens" in look.words
    assert "250 billion tokens apart" in look.words
    assert "Reverses the headline" in look.words
    look.follow("2.1 trillion tokens")
    assert look.heading == "2.1 trillion tokens"
    assert look.page.locator("blockquote mark").inner_text() == "2.1 trillion tokens"
    assert "Heron 2 and Osprey 1.5 together" in look.words
    look.follow("European models gain ground")
    marked = look.page.locator(".context a.claim", has_text="2.1 trillion tokens")
    assert "v-inconsistent" in str(marked.get_attribute("class"))
    marked.hover()
    shown = marked.evaluate("element => getComputedStyle(element, '::after').content")
    assert "Heron 2 · token volume · 4 to 10 May 2026 · Relay" in shown
    look.follow("Heron 2", within=".ways")
    assert look.heading == "Heron 2"
    assert "Lumen Labs" in look.words
    assert "262,144 tokens Relay" in look.words, "what catalogs list"
    look.click(look.page.locator(".chart a").first)
    assert look.page.locator(".kicker").inner_text() == "CLAIM"


def test_search_finds_subjects_claims_and_articles(look: Watched) -> None:
    look.open("/")
    look.search("heron context")
    assert look.page.locator(".hits li").filter(has_text="262,144 tokens").count()
    look.search("Osprey")
    look.follow("Osprey 1.5")
    assert look.heading == "Osprey 1.5"
    look.open("/-/find?q=nowhere+to+be+found")
    assert "Nothing holds all these words" in look.words


def test_a_facet_narrows_the_claims_and_is_shown_once(look: Watched) -> None:
    look.open("/claims/claims_readable?_facet=verdict")
    assert look.page.locator('.facet[data-column="verdict"]').count() == 1
    look.follow("Contradiction", within=".facets")
    rows = look.page.locator("table.rows tbody tr")
    assert rows.count() == 5
    assert look.page.locator("table.rows .badge.v-inconsistent").count() == 5
    look.follow("2.1 trillion tokens")
    assert look.heading == "2.1 trillion tokens"


def test_a_question_with_a_parameter(look: Watched) -> None:
    look.open("/claims")
    look.follow("One subject's values over time")
    look.page.get_by_label("subject", exact=True).fill("Osprey")
    look.click(look.page.get_by_role("button", name="Ask"))
    assert look.page.locator("table.rows tbody tr").count() == 2
    assert "~1.4 trillion tokens" in look.words


def test_a_question_in_sql(look: Watched) -> None:
    look.open("/claims")
    look.click(look.page.get_by_role("button", name="Run SQL"))
    assert look.page.locator("table.rows tbody tr").count() == 5


def test_the_dashboard_is_drawn_and_narrows(look: Watched) -> None:
    look.open("/-/dashboards/ai-claims")
    look.page.wait_for_function("document.querySelectorAll('.drawn svg.marks').length === 5")
    assert look.page.locator("#card-claims .drawing").inner_text() == "15"
    look.page.get_by_role("combobox", name="Subject").fill("Heron 2")
    look.click(look.page.get_by_role("button", name="Show"))
    look.page.wait_for_function("document.querySelectorAll('.drawn svg.marks').length >= 3")
    assert "Everything" in look.words


def test_no_text_of_an_article_becomes_more_than_text(look: Watched) -> None:
    look.open("/")
    assert "<script>window.hit = 1</script>" in look.words
    look.follow("[read](javascript:window.hit=3)")
    assert "<!-- Heron 2 has 77,777 tokens of context at $0.60 per 1M." in look.words
    assert look.page.locator("a[href^='javascript' i]").count() == 0
    assert "49" not in look.heading
    look.follow("77,777 tokens")
    look.follow("[read](javascript:window.hit=3)")
    for path in (
        "/-/find?q=window", "/claims/claims_readable", "/claims/entity_overview", "/claims/article_overview",
        "/claims/claims?_size=max", "/claims/mentions", "/claims/articles", "/claims/said_by?name=window",
    ):  # fmt: skip
        look.open(path)
        assert "window.hit" in look.words, path
        assert look.page.locator("main img, main iframe, main script[src^='javascript']").count() == 0


def test_pages_fit_a_phone_and_can_be_walked_with_the_keyboard(look: Watched) -> None:
    look.page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/", "/claims/-/findings", "/claims/claims_readable", "/claims/entities/model~3Aheron-2", "/claims"):
        look.open(path)
        assert look.page.evaluate("document.documentElement.scrollWidth") <= 360, path
    look.open("/")
    look.page.keyboard.press("Tab")
    assert look.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    look.page.keyboard.press("Enter")
    assert look.page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier_on_the_main_pages(look: Watched, scheme: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    look.page.emulate_media(color_scheme=scheme)
    look.open("/")
    paths = ["/", "/claims/-/findings", "/claims/claims_readable", "/claims/subject_over_time?subject=Heron"]
    look.follow("Heron 2 and Osprey 1.5 together")
    paths.append(look.page.url.removeprefix(look.base))
    look.follow("2.1 trillion tokens")
    paths.append(look.page.url.removeprefix(look.base))
    look.follow("European models gain ground")
    paths.append(look.page.url.removeprefix(look.base))
    look.follow("Heron 2", within=".ways")
    paths += [look.page.url.removeprefix(look.base), "/-/dashboards/ai-claims", "/-/find?q=heron"]
    found = []
    for path in paths:
        look.open(path)
        for each in Axe().run(look.page).response["violations"]:
            if each["impact"] in ("serious", "critical"):
                found.append((path, each["id"], [node["html"][:160] for node in each["nodes"]][:3]))
    assert found == []


def test_the_report_opens_from_a_file_and_needs_nothing(look: Watched, server: str, tmp_path: Path) -> None:
    with Store(samples.database(tmp_path / "claims.db")) as store:
        report.write(store, tmp_path / "report.html")
    watched = look.page.context.new_page()
    asked: list[str] = []
    watched.on("request", lambda request: asked.append(request.url))
    watched.on("console", lambda said: asked.append(said.text))
    watched.goto((tmp_path / "report.html").as_uri())
    assert watched.locator("h1").inner_text() == "2 contradictions among 13 figures"
    assert watched.locator("svg.picture").count() == 5
    watched.get_by_role("searchbox").fill("osprey together")
    assert watched.locator(".finding:visible").count() == 1
    assert watched.locator("output").inner_text() == "1 finding holds these words"
    watched.get_by_role("searchbox").fill("")
    assert watched.locator(".finding:visible").count() == 4
    assert asked == [(tmp_path / "report.html").as_uri()]
