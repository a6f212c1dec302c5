"""The content of an article as HTML -> whole pages as three kinds of sites make them."""

from __future__ import annotations

CARDS = (
    (
        "A Bank Buys 4,000 Robots",
        "The order, worth $90 million, is the largest that the maker has had in its ten years.",
    ),
    ("Seven Chips That Failed", "Of 31 designs shown in 2019 only four were ever sold, and none of them at a profit."),
    (
        "Why 12% of Drones Crash",
        "A study of 8,000 flights finds that wind is to blame far more often than the software.",
    ),
)

_JOURNAL = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>TITLE &#8211; The Ledger</title>
<meta property="og:title" content="TITLE"><meta property="og:site_name" content="The Ledger">
<meta property="article:published_time" content="2025-03-03T08:15:00+00:00">
<link rel="canonical" href="https://ledger.example/2025/03/tern/"></head>
<body class="post-template-default single single-post has-sidebar">
<a class="skip-link screen-reader-text" href="#content">Skip to content</a>
<header id="masthead" class="site-header"><p class="site-title"><a href="/">The Ledger</a></p>
<nav id="site-navigation" class="main-navigation"><ul><li><a href="/markets">Markets</a></li>
<li><a href="/chips">Chips 2025</a></li></ul></nav></header>
<div id="content" class="site-content"><main id="main" class="site-main">
<article id="post-3117" class="post-3117 post type-post hentry category-models">
<header class="entry-header"><h1 class="entry-title">TITLE</h1>
<div class="entry-meta">Posted on <time datetime="2025-03-03">March 3, 2025</time> by
<span class="byline">newsdesk</span> · 4 min read</div></header>
<div class="entry-content">
CONTENT
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3>
<ul><li><a href="#">Twitter 12</a></li><li><a href="#">Facebook 7</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>Related</em></h3>CARDS</div>
</div>
<footer class="entry-footer"><span class="cat-links">Posted in <a href="/m">Models</a></span>
<span class="tags-links">Tagged <a href="/t">tokens</a></span></footer>
</article>
<nav class="navigation post-navigation"><a href="/prev">Previous: 40 Years of Radio</a></nav>
<div id="comments" class="comments-area"><h2 class="comments-title">2 thoughts on this</h2>
<ol class="comment-list"><li>Nice piece, I counted 600 errors in my own tests.</li></ol>
<div id="respond"><h3>Leave a Reply</h3><form><p>Your email address will not be published.</p>
<label>Comment *</label><textarea></textarea></form></div></div>
</main><aside id="secondary" class="widget-area"><section class="widget"><h2>Recent Posts</h2>CARDS</section></aside>
</div>
<footer id="colophon"><p>© 2025 The Ledger. All rights reserved. 14 Mill Lane.</p></footer>
<div class="cookie-notice">We use cookies and so do our 412 partners. <button>Accept all</button></div>
</body></html>"""

_PORTAL = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>TITLE | Evening Wire</title>
<meta property="og:site_name" content="Evening Wire">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-03-03T08:15:00Z"}</script>
<style>.x{width:100%}</style><script>var views = 12345;</script></head>
<body><div id="onetrust-consent-sdk"><h2>Your privacy</h2>
<p>We and our 840 partners store and read information on your device, such as cookies.</p></div>
<div class="topbar"><ul><li><a href="/">Home</a></li><li><a href="/live">Live 24/7</a></li></ul></div>
<div class="page page--article"><div class="breadcrumbs"><a href="/">Home</a> / <a href="/tech">Technology</a></div>
<div class="article-page"><div class="article-page__header"><h1 class="article-page__headline">TITLE</h1>
<div class="article-page__byline author-info">By our Oslo desk</div><div class="post-date">3 March 2025, 08:15</div>
<ul class="share-bar"><li><a href="#">Facebook</a></li><li><a href="#">X</a></li></ul></div>
<div class="article-page__body">
CONTENT
</div>
<div class="article-page__tags tag-list"><a href="/t1">Tokens</a> <a href="/t2">Labs</a></div>
<section class="related-stories"><h2>Related stories</h2>CARDS</section></div>
<div class="most-read"><h2>Most read</h2><ol><li><a href="/1">1. Rents rise 9% in Oslo</a></li>
<li><a href="/2">2. Ferry strike ends after 11 days</a></li></ol></div></div>
<footer><ul><li><a href="/privacy">Privacy Policy</a></li></ul><p>© 2025 Wire Media Ltd, 3 Dock Street</p></footer>
</body></html>"""

_BETWEEN = """
<div class="ad-slot"><span>Advertisement</span><p>Save 40% on office chairs until Sunday.</p></div>
<div class="newsletter-inline"><h3>The Morning Wire</h3><p>Join 90,000 readers who get our letter at 6 a.m.</p></div>
"""

_APPLICATION = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>TITLE</title><meta property="og:site_name" content="Feed Times"></head>
<body><div id="__next"><div class="css-1x0"><div class="css-2f"><a href="/">Feed</a><a href="/saved">Saved (3)</a>
<a href="/me">Profile</a></div></div>
<div class="css-3m"><div class="css-4p"><div class="css-5q"><h1 class="css-6r">TITLE</h1></div>
<div class="css-8t">CONTENT</div>
<div class="css-aa1"><div class="css-ab2"><h2>You may also like</h2></div><div class="css-ac3">CARDS</div></div>
</div></div>
<div class="css-bb1"><div>Get your own weekly newsletter</div><div>Download on the App Store</div>
<div>© 2025 Feed Times</div></div></div>
</body></html>"""


def _cards(form: str) -> str:
    return "".join(form.format(number=n, head=head, text=text) for n, (head, text) in enumerate(CARDS))


def _fill(page: str, title: str, content: str, cards: str) -> str:
    return page.replace("TITLE", title).replace("CARDS", cards).replace("CONTENT", content)


def journal(title: str, content: str) -> str:
    """A weblog theme: article element, entry classes, sharing, related posts, comments, sidebar, a wrong language."""
    form = '<div class="jp-relatedposts-post"><h4><a href="/p/{number}">{head}</a></h4><p>{text}</p></div>'
    return _fill(_JOURNAL, title, content, _cards(form))


def portal(title: str, content: str) -> str:
    """A news site: no article element, consent layer, boxes between the paragraphs, teasers, most-read list."""
    after = content.find("</p>", len(content) // 3) + 4
    content = content[:after] + _BETWEEN + content[after:] if after > 4 else content + _BETWEEN
    form = '<li class="teaser"><a href="/a{number}"><h3>{head}</h3><p>{text}</p></a></li>'
    return _fill(_PORTAL, title, content, f"<ul>{_cards(form)}</ul>")


def application(title: str, content: str) -> str:
    """A page that a script framework rendered: nothing but divisions with machine-made class names."""
    form = '<div class="css-9k"><a href="/s/{number}"><div class="css-77">{head}</div><div>{text}</div></a></div>'
    return _fill(_APPLICATION, title, content, _cards(form))


SHELLS = {"journal": journal, "portal": portal, "application": application}
