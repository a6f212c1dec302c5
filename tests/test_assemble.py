"""Marked-up sentences -> claims: whose number it is, of what, when it holds, and which number is no claim."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor import state
from extractor.models import Skip
from tests import markup

GROUPS = ("own", "lists", "compared", "passed on", "tables", "periods", "relative", "amounts")
SENTENCES = [(name, marked) for name in GROUPS for marked in markup.group(name).examples]

TOLD_APART = [
    ("Cohere made $240 million.\n\nRead more: 14 comments, 3 shares", "14"),
    ("The talk was on a train of GPT-4 fans at 16:30.", "16"),
    ("Three of them left Cohere.", "Three"),
    ("Cohere made $240 million, plus or minus 3%.", "3%"),
    ("Reading a million tokens took GPT-5 half a day.", "million tokens"),
    ("GPT-5 was tried with a 20,000-token prompt.", "20,000-token"),
    ("We read 4,000 messages for you.", "4,000 messages"),
]


@pytest.mark.parametrize(
    ("name", "marked"), SENTENCES, ids=[f"{n}: {markup.read(m).text[:50]!r}" for n, m in SENTENCES]
)
def test_a_claim_is_what_its_sentence_says(name: str, marked: str) -> None:
    group = markup.group(name)
    assert markup.faults(marked, group.published) == [], group.rule


@pytest.mark.parametrize("marked", markup.group("relative").examples)
def test_relative_words_stay_open_without_a_date(marked: str) -> None:
    (claim,) = markup.claims(markup.run(markup.read(marked).text))
    assert claim.period is None


@pytest.mark.parametrize(("text", "surface"), TOLD_APART)
def test_a_number_that_is_no_claim_has_a_reason(text: str, surface: str) -> None:
    doc = markup.run(text)
    assert surface not in [claim.surface for claim in markup.claims(doc)]
    assert [skip.reason for skip in state.get(doc, "skipped", Skip) if surface in skip.surface]


def test_a_claim_shows_its_sentence_and_where_it_stands() -> None:
    text = "Cohere is in Toronto. It raised $500 million. It grows."
    (claim,) = markup.claims(markup.run(text))
    assert claim.sentence == "It raised $500 million."
    assert text[claim.sentence_start :].startswith(claim.sentence)
    assert 0 < claim.confidence <= 1
    assert claim.rule.startswith("funding/")


def test_a_number_that_is_no_claim_may_stand_before_a_name() -> None:
    (claim,) = markup.claims(markup.run("Some 7 of OpenAI raised $40 million."))
    assert claim.surface == "$40 million"


def test_a_subject_that_is_read_from_afar_is_less_sure() -> None:
    (near,) = markup.claims(markup.run("Cohere raised $500 million."))
    (far,) = markup.claims(
        markup.run("Cohere moved. The weather was fine. Then came the news. Some $500 million were raised.")
    )
    assert far.confidence < near.confidence


def test_a_measure_without_words_is_surer_where_the_article_gives_its_unit_no_other() -> None:
    text = "OpenRouter processed 22 trillion tokens in May 2026. Grok 4 led with 2.9 trillion tokens."
    windows = f"{text} GLM-5 has a context window of 200,000 tokens."
    (_, alone), (_, among, _) = (markup.claims(markup.run(words)) for words in (text, windows))
    assert (alone.measure, among.measure) == ("token_volume", "token_volume")
    assert among.confidence < alone.confidence


def test_a_repeated_figure_keeps_the_period_that_it_was_given() -> None:
    text = (
        "In the week of May 4–10, 2026 GLM-5 handled 1.34 trillion tokens.\n\n"
        "Analysts were struck by the 1.34 trillion tokens of GLM-5.\n"
    )
    first, second = markup.claims(markup.run(text))
    assert first.period == second.period == "2026-05-04/2026-05-10"


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("A 7B model fits on a phone.", ()),
        ("Many users like 13B models.", ()),
        ("They then ran a 70 billion parameter model on it.", ()),
        ("The 70 billion parameter model is slow.", ("model:gpt-4",)),
        ("It is a 70 billion parameter model.", ("model:gpt-4",)),
    ],
)
def test_any_model_of_a_size_is_not_the_model_named_before(sentence: str, about: tuple[str, ...]) -> None:
    (claim,) = markup.claims(markup.run(f"GPT-4 is out. {sentence}"))
    assert claim.subject_ids == about


def test_a_digest_of_many_topics_lends_none_of_them_to_a_piece_without_a_name() -> None:
    names = (
        "Cohere",
        "Groq",
        "Cerebras",
        "Perplexity",
        "Runway",
        "Suno",
        "Replit",
        "Notion",
        "Adobe",
        "Zoom",
        "Snowflake",
        "Databricks",
        "Figma",
    )
    pieces = [f"- **{name} hires**: {name} looks for people, says {name}." for name in names for _ in range(4)]
    bare = "- **Money at last**: Some $500 million were raised."
    alone = markup.claims(markup.run(f"{pieces[0]}\n{bare}"))
    among = markup.claims(markup.run("\n".join([*pieces, bare])))
    assert [claim.subject_ids for claim in alone] == [("lab:cohere",)]
    assert [claim.subject_ids for claim in among] == [()]


def test_a_channel_where_people_talk_is_not_what_they_talk_about() -> None:
    text = (
        "**Cohere ▷ #[general](https://chat.example/1)** (13 messages):\n\n- **Money**: Some $500 million were raised."
    )
    (claim,) = markup.claims(markup.run(text))
    assert claim.subject_ids == ()


@pytest.mark.parametrize(
    ("text", "surface", "measure"),
    [
        ("Command R+ (104B) is liked; it generates well.", "104B", "parameters"),
        ("They use the 120B Llama 3 to process mail.", "120B", "parameters"),
        ("Users ask whether Aya is the 8B or the 35B version.", "8B", "parameters"),
        ("Weekly tokens: Kimi K2.5 (1.34T), MiniMax M2.5 (860B)", "860B", "token_volume"),
        ("The tokens of a week: Kimi K2.5 moved 860B of them.", "860B", "token_volume"),
        ("Users reached 5 million at Cohere.", "5 million", "users"),
        ("Llama 3 and its 27B** models are liked.", "27B", "parameters"),
        ("Grok 4 saw much text (a 12B model on 7T tokens).", "12B", "parameters"),
        ("The 70B model takes 35 GB at Cohere.", "70B", "parameters"),
        ("Cohere takes up to 40% less power by then.", "40%", "growth"),
        ("GPT-4 takes 1M sequence length now.", "1M", "context_window"),
        ("Grok 4 comes at half the price of Kimi K3.", "half", "price_ratio"),
        ("Grok 4 has half the size of Kimi K3.", "half", "multiple"),
        ("ChatGPT has a third of the users.", "third", "share"),
    ],
)
def test_sizes_parts_and_people_are_measured_as_what_they_are(text: str, surface: str, measure: str) -> None:
    assert (surface, measure) in [(claim.surface, claim.measure) for claim in markup.claims(markup.run(text))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cohere raised $41 million in Series B funding.", "series b"),
        ("Cohere raised $41 million in seed funding.", "seed"),
        ("Cohere raised $41 million in a new Series B.", "series b"),
        ("Cohere raised $41 million in a hurry; a Series B comes later.", None),
    ],
)
def test_a_round_behind_its_amount_is_its_kind(text: str, kind: str | None) -> None:
    (claim,) = markup.claims(markup.run(text))
    assert claim.qualifier == kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Handling the big ones, such as Command R+ at 104B, takes cards.", []),
        ("Handling the big ones, such as Command R+ with 104B tokens, takes cards.", ["token_volume"]),
    ],
)
def test_a_size_that_something_handles_is_no_volume_of_tokens(text: str, found: list[str]) -> None:
    assert [claim.measure for claim in markup.claims(markup.run(text))] == found


@pytest.mark.parametrize(
    "text",
    [
        "Community Meeting #2 of Cohere is online.",
        "One 3090 does for GPU work at Cohere.",
        "Cohere has 8x H100.",
        "Twelve Labs left Cohere.",
        "Cohere answers with HTTP 503 again.",
        "Cohere fails at src/relay.c:44:7 now.",
        "Cohere took relay-24-11-de-full from there.",
        "Relay Night #12 | Cohere",
    ],
)
def test_numbers_that_are_names_are_no_claims(text: str) -> None:
    assert markup.claims(markup.run(text)) == []


def test_a_new_price_holds_from_the_day_on_which_it_takes_effect() -> None:
    text = "New prices take effect on June 1, 2026. GPT-4 goes from $3 to $4 per million input tokens."
    assert [claim.as_of for claim in markup.claims(markup.run(text))] == [None, "2026-06-01"]


@pytest.mark.parametrize(
    ("text", "surface", "fields"),
    [
        ("The number of vLLM stars on GitHub has passed 50,000.", "50,000", {"measure": "count", "qualifier": "stars"}),
        ("Llama 3 is out. Twice its predecessor's 128K context window is good.", "128K", {"subject_ids": ()}),
        ("xAI burned $9 billion in the first nine months of 2025.", "$9 billion", {"period": "2025-01-01/2025-09-30"}),
        ("Llama 3 leads MMLU with 57 points, ahead of Grok 4 at 53.", "53", {"measure": "benchmark_score"}),
        ("Cohere pays $0.08 per kilowatt-hour for power.", "$0.08 per kilowatt-hour", {}),
        ("Llama 3 costs one-twentieth of the price of GPT-4.", "one-twentieth", {"measure": "price_ratio"}),
        ("Prices differ: $0.40 against $4.00 per million input tokens.", "$0.40", {"unit": "usd_per_1m_tokens"}),
        ("Of the 22 trillion tokens, 9 trillion went to Cohere.", "22 trillion tokens", {"subject_ids": ()}),
        ("Cohere's error rate fell to 4.8%, 45% lower than before.", "4.8%", {"measure": "share"}),
        ("Qwen has been downloaded 700 million times.", "700 million times", {"measure": "downloads", "unit": "count"}),
        ("OpenAI is planning with $38 billion of revenue.", "$38 billion", {"attributed_to": "OpenAI"}),
        (
            "The share of Llama rose from 11% to 31%, a gain of 20 percentage points.",
            "20 percentage points",
            {"measure": "difference"},
        ),
        (
            "Cohere's costs dropped by a quarter.",
            "quarter",
            {"measure": "growth", "unit": "multiple", "direction": "down"},
        ),
        ("Cohere's revenue rose by a third to $4 million.", "third", {"measure": "growth", "unit": "multiple"}),
        ("Cohere cut its price from $9 to $3 per million output tokens.", "$9", {"measure": "price_output"}),
        (
            "Grok 4 asks $3 per million input tokens, half the price of Kimi K3 at $6.",
            "$6",
            {"measure": "price_input", "subject_ids": ("model:kimi-k3",)},
        ),
        (
            "Grok 4 handled 9 billion tokens, 2 billion more than Kimi K3.",
            "2 billion",
            {"measure": "difference", "of": "token_volume", "counterpart_ids": ("model:kimi-k3",)},
        ),
        ("Llama 3 scored 61% on MMLU. Grok 4 scored 64%.", "64%", {"scope_ids": ("benchmark:mmlu",)}),
        ("Llama 3 scored 61% on MMLU. It ran on AIME too.\n\nGrok 4 scored 64%.", "64%", {"scope_ids": ()}),
        ("Scores on MMLU:\n\n- Llama 3: 61%\n- Grok 4: 64%\n", "64%", {"scope_ids": ("benchmark:mmlu",)}),
        (
            "Kimi K3 is cheaper than Grok 4, which charges $3 per 1M input tokens and $15 per 1M output tokens.",
            "$15 per 1M output tokens",
            {"subject_ids": ("model:grok-4",)},
        ),
        (
            "Kimi K3 handled 2 trillion tokens on OpenRouter, up from 1 trillion.\n\nGrok 4 handled 3 trillion tokens. "
            "Together the two models handled 5 trillion tokens.",
            "5 trillion tokens",
            {"subject_ids": ("model:kimi-k3", "model:grok-4")},
        ),
        ("OpenAI counted 900 million users of ChatGPT.", "900 million users", {"modality": "asserted"}),
        ("Google grew. Cohere says its service has 4 million users.", "4 million users", {"subject": ("Cohere",)}),
        ("CoreWeave met OpenAI.\n\nRevenue came to $4 billion.", "$4 billion", {"subject": ("CoreWeave",)}),
        (
            "Meta AI, built with care, which sits in WhatsApp, has 9 million users.",
            "9 million users",
            {"subject": ("Meta AI",)},
        ),
        (
            "Cohere raised money. NVIDIA put in $3 million and older backers $2 million.",
            "$2 million",
            {"subject": ("Cohere",)},
        ),
        (
            "All grew on OpenRouter. Everything the router carried came to 9 trillion tokens.",
            "9 trillion tokens",
            {"subject": ("OpenRouter",)},
        ),
        (
            "GPT-5 and Grok 4 got 18% and 11% of traffic respectively, against 9% for Kimi K2.",
            "18%",
            {"subject": ("GPT-5",), "measure": "token_share"},
        ),
        (
            "OpenAI's GPT-5 and xAI's Grok 4 cost $9 and $6 per million output tokens, respectively.",
            "$9",
            {"subject": ("GPT-5",)},
        ),
        ("Cohere bought Ottogrid AI for $9 million.", "$9 million", {"measure": "investment", "subject": ("Cohere",)}),
        ("IBM paid $9 billion for Databricks.", "$9 billion", {"subject": ("IBM",)}),
        (
            "Cohere spends $9 billion, less than the $11 billion that Mistral spends.",
            "$11 billion",
            {"subject": ("Mistral AI",)},
        ),
        (
            "Revenue of Anthropic is $9 billion, and Claude Code alone brings in $2 billion.",
            "$2 billion",
            {"subject": ("Claude Code",)},
        ),
        ("Of downloads of models, 41% this year went to Qwen at Hugging Face.", "41%", {"subject": ("Qwen",)}),
        ("More than 9,000 models are built on Qwen.", "9,000 models", {"measure": "derivatives"}),
        (
            "Kimi K2 has 1T parameters, of which 32 billion fire for each token.",
            "32 billion",
            {"measure": "active_parameters"},
        ),
        ("Llama 4 Scout has 17B active parameters but 109B in total.", "109B", {"measure": "parameters"}),
        ("Grok 4 costs $3 per million tokens, half of what it cost in May.", "half", {"measure": "price_ratio"}),
        ("Grok 4 costs $6 per million tokens, 50 percent more than before.", "50 percent", {"measure": "growth"}),
        ("The price of Grok 4 fell from $8 to $2 for a million output tokens.", "$8", {"measure": "price_output"}),
        (
            "On GPQA Diamond Grok 4 got 71.2%, 3 points more than GPT-5.",
            "3 points",
            {"measure": "benchmark_gap", "direction": "up"},
        ),
        (
            "On GPQA Diamond Grok 4 got 71.2%, 3 points short of GPT-5.",
            "3 points",
            {"subject": ("Grok 4",), "direction": "down"},
        ),
        (
            "Groq serves Llama 3 at 276 tokens per second; Cerebras manages 2,100.",
            "2,100",
            {"unit": "tokens_per_second"},
        ),
        (
            "ByteDance plans capital spending of 160 billion yuan. In 2025 it spent 150 billion.",
            "150 billion",
            {"unit": "cny"},
        ),
        ("Gemma 2 27 B performs well.", "27 B performs", {"measure": "parameters"}),
        ("Llama 3 comes in sizes: 8B and 70B sizes.", "8B", {"measure": "parameters"}),
        ("They show Gemma 2, a 9B model built on Llama 3.", "9B", {"subject": ("Gemma 2",)}),
        ("Gemma 2 9B learns from the 27B version.", "27B", {"subject": ()}),
        ("DALL-E 3 drew much. They like the 900M parameter PixArt.", "900M parameter", {"subject": ("PixArt-Sigma",)}),
        ("The service of Cohere is 75% cheaper and 23x faster than before.", "23x", {"measure": "multiple"}),
        ("Grok 4 got 71% on GPQA Diamond, beating doctors' 65%.", "65%", {"subject": ()}),
        ("Some 99% of the data of Cohere is below 40 tokens.", "99%", {"measure": "share"}),
        ("Cohere tells all. We serve 20,000 queries.", "20,000 queries", {"subject": ("Cohere",)}),
        ("Cohere has revenue of $9 million, beating its target of $8 million.", "$8 million", {"measure": "revenue"}),
        (
            "SK Hynix and Samsung grew. The former has 57% of the market, the latter 22%.",
            "22%",
            {"subject": ("Samsung",)},
        ),
        ("Grok 4 got 45.1% on GPQA Diamond, more than the 17.6% of GPT-5.", "17.6%", {"measure": "benchmark_score"}),
        ("Nvidia's share in China, once 95%, fell.", "95%", {"subject": ("NVIDIA",)}),
        ("Amazon sold $2 billion of chips.", "$2 billion", {"measure": "revenue"}),
        ("Cohere reached a settlement of $9 million.", "$9 million", {"measure": "cost"}),
        ("Of the developers polled by Cohere, 33% trust its accuracy.", "33%", {"measure": "share"}),
        ("GPT-5 was downloaded 2 million times within three days.", "2 million times", {"measure": "downloads"}),
        ("The cost of a call to GPT-5 fell by a third to 0.4 cents.", "0.4 cents", {"value": Decimal("0.004")}),
        ("Subscribers of ChatGPT in all plans number 41 million.", "41 million", {"measure": "users", "unit": "users"}),
        (
            "Grok 4 asks $2 for a million tokens in and $9 for a million out.",
            "$2 for a million tokens",
            {"measure": "price_input"},
        ),
        ("Grok 4 asks $2 for a million tokens in and $9 for a million out.", "$9", {"measure": "price_output"}),
        ("Grok 4 got cheaper. The old rates were $3 and $7.", "$7", {"measure": "price", "subject": ("Grok 4",)}),
        ("Cohere expects charges of $40 million this spring.", "$40 million", {"measure": "cost"}),
        ("Cohere faces penalties of $6 million in all.", "$6 million", {"measure": "cost"}),
        ("IBM agreed to buy Databricks for $9 billion in cash.", "$9 billion", {"measure": "investment"}),
        (
            "Grok 4 lost 3 points on GPQA Diamond.",
            "3 points",
            {"measure": "benchmark_gap", "direction": "down"},
        ),
        ("Cohere's $70m fundraising is over.", "$70m", {"measure": "funding"}),
        ("Gemma 2 has over 4% of code in its data.", "4%", {"comparator": ">"}),
        ("It brings a 31% price reduction to users of Cohere.", "31%", {"direction": "down"}),
        (
            "On GPQA Diamond the model got 71%, ahead of GPT-5's 70% and Kimi K3's 69%.",
            "71%",
            {"subject": ()},
        ),
        ("An H200 carries 141 GB of HBM3e memory.", "141 GB", {"subject": ("H200",)}),
        (
            "Grok 4 handled 9 billion tokens on OpenRouter. It was the sixth straight week that Chinese models led.",
            "sixth straight week",
            {"subject": ("China (models, aggregate)",)},
        ),
        ("Cohere cuts jobs. So far this year, 8,400 tech workers have gone.", "8,400 tech workers", {"subject": ()}),
        (
            "Microsoft will spend more. The five largest cloud companies want to invest $90 billion.",
            "$90 billion",
            {"subject": ()},
        ),
        ("Cohere met Oracle. Its halls house 40 GPUs.", "40 GPUs", {"measure": "count"}),
        ("Cohere wants to raise $3 billion at a valuation of $40 billion.", "$3 billion", {"measure": "funding"}),
        ("Zhipu sold stock at HK$90 apiece.", "HK$90", {"measure": "price", "unit": "hkd"}),
        (
            "Kimi K3 asks $2 per million input tokens. Grok 4 is listed at $3 and $11.",
            "$11",
            {"measure": "price_output", "unit": "usd_per_1m_tokens", "subject": ("Grok 4",)},
        ),
        ("Gemma 2 is small. Its 21B sibling has more depth.", "21B", {"measure": "parameters"}),
        ("Cursor grew. GitHub Copilot counts 4 million users.", "4 million users", {"subject": ("GitHub Copilot",)}),
        (
            "Mistral AI raised money. Cohere's sales came to $9 million. It has 400 engineers.",
            "400 engineers",
            {"subject": ("Cohere",)},
        ),
        (
            "GPT-5 used 5e26 FLOPs, eight times the compute of GPT-4.",
            "eight times",
            {"subject": ("GPT-5",), "counterpart_ids": ("model:gpt-4",)},
        ),
        ("Figure AI grew. In the United States, 6% of homes have robots.", "6%", {"subject": ("United States",)}),
        ("Grok 4 resolved 61% of SWE-bench Pro tasks.", "61%", {"measure": "benchmark_score", "subject": ("Grok 4",)}),
        ("The stock of Cohere lost 44% of its value.", "44%", {"measure": "growth", "direction": "down"}),
        ("Veo 3 asks $0.30 per second of film.", "$0.30 per second", {"measure": "price"}),
        ("Grok 4 can write 96K tokens.", "96K tokens", {"measure": "output_limit"}),
        (
            "Grok 4 costs 11 cents for a million input and 40 cents for a million output tokens.",
            "11 cents for a million",
            {"measure": "price_input", "unit": "usd_per_1m_tokens"},
        ),
        (
            "Chinese models had a share of 41%, 3 points more than in May.",
            "3 points",
            {"measure": "difference", "unit": "percentage_points"},
        ),
        ("Gemma 2 beats its predecessor and takes six times as many calls.", "six times", {"subject": ("Gemma 2",)}),
        ("Grok 4 was better: +7 points in that style elo.", "+7 points", {"measure": "benchmark_gap"}),
        (
            "Grok 4 is cheaper than Kimi K3, whose price, by the token, is $4 per million input tokens.",
            "$4",
            {"subject": ("Kimi K3",), "measure": "price_input"},
        ),
        ("They met within a 30-bank group that Cohere runs.", "30-bank", {"comparator": "="}),
        (
            "Huawei plans new chips. Sales of Broadcom rose 12%, and it expects 20% more.",
            "12%",
            {"modality": "asserted", "attributed_to": None},
        ),
        (
            "Huawei plans new chips. Sales of Broadcom were low, and it expects $9 billion of sales.",
            "$9 billion",
            {"modality": "forecast", "attributed_to": "Broadcom"},
        ),
        ("Grok 4 has 200 billion parameters, 9 billion of them active.", "9 billion", {"measure": "active_parameters"}),
        ("Oracle gets 40% of Meta's $30 billion backlog.", "40%", {"subject": ("Oracle",)}),
        ("Oracle gets 40% of Meta's $30 billion backlog.", "$30 billion", {"subject": ("Meta",)}),
        (
            "The price of Grok 4 is $2 for input and $9 for output per million tokens.",
            "$2",
            {"measure": "price_input", "unit": "usd_per_1m_tokens"},
        ),
        (
            "Goldman Sachs expects the market for robots to be worth $40 billion.",
            "$40 billion",
            {"subject": (), "attributed_to": "Goldman Sachs"},
        ),
    ],
)
def test_turns_of_the_daily_news(text: str, surface: str, fields: dict[str, object]) -> None:
    claim = next(claim for claim in markup.claims(markup.run(text)) if claim.surface == surface)
    assert {name: getattr(claim, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("text", "surface", "times"),
    [
        ("Mistral AI, which was valued at $9 billion last September, raises $3 billion.", "$3 billion", (None, None)),
        ("Mistral AI, which was valued at $9 billion last September, grows.", "$9 billion", (None, "2025-09")),
        (
            "Revenue of Cohere is $9 billion, up from $1 billion in 2024, and ARR is $2 billion.",
            "$2 billion",
            (None, None),
        ),
        (
            "NVIDIA's sales rose 73 percent to $68 billion in the fourth quarter.",
            "73 percent",
            ("2025-10-01/2025-12-31", None),
        ),
        ("Lovable raised $2 million in November, and is now valued at $6 million.", "$6 million", (None, None)),
        ("xAI starts with 200 megawatts in 2025 and grows to 5 gigawatts.", "5 gigawatts", (None, None)),
        ("Copilot has 15 million users, a 160% increase on last year.", "160%", (None, None)),
        (
            "Sales of NVIDIA in the March quarter came to $44 billion, up 12% from the previous quarter.",
            "12%",
            ("2026-01-01/2026-03-31", None),
        ),
        (
            "Nemotron 3, free until the end of May 2026, handled 90 billion tokens.",
            "90 billion tokens",
            (None, None),
        ),
        (
            "Cohere's backlog was $9 billion at the end of March 2026. Sales came to $2 billion.",
            "$2 billion",
            (None, None),
        ),
        ("Grok 4 got 71% on AIME 2026 in all.", "71%", (None, None)),
        ("Lovable is worth $9 million, nearly triple the $3 million of its 2024 round.", "$9 million", (None, None)),
        (
            "Lovable has 9 staff. It moved. It likes to. It is so. They cost $2 million. The third quarter was calm.",
            "$2 million",
            (None, None),
        ),
        ("Cohere has 40 robots since May 2025. They cost $2 million.", "$2 million", (None, None)),
        ("Mistral AI, founded in 2023, is valued at $9 billion.", "$9 billion", (None, None)),
        ("Mistral AI was founded in 2023 and is valued at $9 billion.", "$9 billion", (None, None)),
        ("xAI is to draw 2 gigawatts by 2029 and could one day draw 6 gigawatts.", "6 gigawatts", (None, None)),
        (
            "Cohere has 9 million users, more than double the 4 million it had in May 2025. Sales were $5 million.",
            "$5 million",
            (None, None),
        ),
        ("OpenAI led as of May 2025. Grok 4 cost $9 million to train.", "$9 million", (None, None)),
        ("Lovable is worth $9 million, nearly triple the $3 million of its 2024 round.", "$3 million", (None, "2024")),
        (
            "Revenue of Cohere grew twentyfold, to $300 million, and reaches $1 billion this year.",
            "twentyfold",
            (None, None),
        ),
    ],
)
def test_a_time_is_that_of_its_number_alone(text: str, surface: str, times: tuple[str | None, str | None]) -> None:
    claim = next(c for c in markup.claims(markup.run(text, "2026-05-20")) if c.surface == surface)
    assert (claim.period, claim.as_of) == times


def test_a_row_of_all_models_is_the_platform_that_carries_them() -> None:
    text = "OpenRouter tells its week.\n\n| Model | Tokens |\n|---|---|\n| Kimi K2 | 2T |\n| All models | 9T |\n"
    assert [c.subject for c in markup.claims(markup.run(text))] == [("Kimi K2",), ("OpenRouter",)]


def test_a_briefing_is_read_as_a_whole() -> None:
    """The day of a dateline is no period; ranks, pairs of prices and ratios take over what was said before."""
    text = (
        "OSLO, March 17 -- The weekly token volume of Chinese models reached 4.7 trillion from March 9-15, "
        "beating that of the United States for the second straight week.\n\n"
        "Kimi K3 stayed first with 1.7 trillion tokens, Grok 4 rose to second with 1.3 trillion.\n\n"
        "Kimi K3 costs $0.5 per 1M input tokens and $2 per 1M output tokens, but Grok 4 charges $5 and $25. "
        "That is 10 and 12.5 times as much.\n"
    )
    found = {(c.surface, c.measure, *c.subject_ids, c.period) for c in markup.claims(markup.run(text, "2026-03-18"))}
    week = "2026-03-09/2026-03-15"
    assert {
        ("second straight week", "streak", "group:cn-models", None),
        ("first", "rank", "model:kimi-k3", None),
        ("second", "rank", "model:grok-4", None),
        ("1.7 trillion tokens", "token_volume", "model:kimi-k3", week),
        ("1.3 trillion", "token_volume", "model:grok-4", week),
        ("$5", "price_input", "model:grok-4", None),
        ("$25", "price_output", "model:grok-4", None),
    } <= found
    assert {measure for surface, measure, *_ in found if surface in ("10", "12.5 times")} == {"price_ratio"}


def test_a_table_of_prices_may_say_so_in_its_rows() -> None:
    text = "| | Kimi K3 |\n|---|---|\n| Input $/1M | 0.40 |\n| Max output | 8K |\n| Training tokens | 30T |\n"
    found = [(c.surface, c.measure, c.unit, c.qualifier) for c in markup.claims(markup.run(text))]
    assert found == [
        ("0.40", "price_input", "usd_per_1m_tokens", None),
        ("8K", "output_limit", "tokens", None),
        ("30T", "training_tokens", "tokens", None),
    ]


def test_quarters_and_months_left_out_are_filled_in() -> None:
    text = (
        "xAI lost $3.2 billion in the third quarter, compared with $1.1 billion in the second. "
        "It spent $8 billion in the first nine months of the year."
    )
    periods = [c.period for c in markup.claims(markup.run(text, "2026-01-20"))]
    assert periods == ["2025-07-01/2025-09-30", "2025-04-01/2025-06-30", "2025-01-01/2025-09-30"]
