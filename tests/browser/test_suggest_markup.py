"""B13: what looks like markup in a suggestion is text on every public page, in a real browser; bare, it would run."""

from itertools import product

import pytest
from playwright.sync_api import Page

from outreach.models import Suggestion
from registry.lib import clock
from registry.lib.ids import uuid7
from tests.browser.conftest import Visit
from tests.faults.harness import FULL, figure
from tests.outreach.herself import visitor
from tests.outreach.suggesting import left
from tests.world import World, clerk

HIT = "window.hit=1"
BEFORE = ("", '">', "'>", "</textarea>", "</title>", "</select>", "-->", "</bdi></p>")
TAGS = (
    f"<script>{HIT}</script>", f"<img src=x onerror={HIT}>", f"<svg onload={HIT}>", f"<body onload={HIT}>",
    f"<details open ontoggle={HIT}><summary>x</summary></details>", f"<input autofocus onfocus={HIT}>",
    f"<video src=x onerror={HIT}></video>", f"<audio src=x onerror={HIT}></audio>", f"<iframe onload={HIT}></iframe>",
    f'<iframe srcdoc="<script>parent.{HIT}</script>"></iframe>', f"<a href=javascript:{HIT}>x</a>",
    f"<form action=javascript:{HIT}><button>x</button></form>", f"<object data=javascript:{HIT}></object>",
    f"<svg><script>{HIT}</script></svg>", f"<math><mtext><img src=x onerror={HIT}></mtext></math>",
    f"<style onload={HIT}>*{{}}</style>", f"<link rel=stylesheet href=x onerror={HIT}>",
    f"<marquee onstart={HIT}>x</marquee>", f"<select autofocus onfocus={HIT}></select>",
    f"<textarea autofocus onfocus={HIT}></textarea>", f"<img src=x onerror={HIT}//", f"<IMG SRC=x oNeRrOr={HIT}>",
    f"<img/src=x/onerror={HIT}>", f"<svg><animate onbegin={HIT} attributeName=x dur=1s>", f"{{{{{HIT}}}}}",
    f"javascript:{HIT}", f"&lt;script&gt;{HIT}&lt;/script&gt;",
)  # fmt: skip
PAYLOADS = [before + tag for before, tag in product(BEFORE, TAGS)]
# Short of the full size every other tag after every other beginning, so that each tag and each beginning is there.
ASKED = [payload for at, payload in enumerate(PAYLOADS) if FULL or sum(divmod(at, len(TAGS))) % 2 == 0]
EACH = 8
# Elements and attributes that none of our pages has, and that every one of the payloads would leave behind.
MADE = (
    "[...document.querySelectorAll('*')].filter((one) => [...one.attributes].some((each) => each.name.startsWith('on')"
    " || each.value.startsWith('javascript:'))"
    " || one.matches('iframe,object,video,audio,marquee,math,script:not([src])')).length"
)


@pytest.mark.fault
def test_markup_is_text_on_every_public_page(world: World, visit: Visit) -> None:
    assert len(PAYLOADS) >= 200 and len(set(PAYLOADS)) == len(PAYLOADS)
    assert all(any(part in payload for payload in ASKED) for part in (*BEFORE, *TAGS)) and len(ASKED) >= 100
    stranger = visit("community-a11", "phone")
    page = stranger.page
    page.context.clear_cookies()
    page.on("dialog", lambda dialog: stranger.mistakes.append(dialog.message))
    batches = [ASKED[at : at + EACH] for at in range(0, len(ASKED), EACH)]
    codes = []
    for batch in batches:
        client = visitor()
        code = left(client, world, content="\n".join(batch), title=batch[0][:60], name="何", may_publish="on")
        word = {"code": code, "action": "word", "key": str(uuid7()), "text": batch[-1]}
        assert client.post("/suggest/progress/", word).status_code == 200
        codes.append(code)
    with world.at(clerk("a11")):
        for row in Suggestion.objects.all():
            public = {"public_title": row.title, "public_text": row.content[:500], "public_result": row.content[:500]}
            Suggestion.objects.filter(pk=row.pk).update(published_at=clock.now(), **public)
    for code, batch in zip(codes, batches, strict=True):
        stranger.go("/suggest/progress/")
        page.get_by_label("查询码").fill(code)
        page.get_by_role("button", name="查询").click()
        _is_text(page, batch)
    seen = 0
    path = "/suggest/list/"
    while path:
        stranger.go(path)
        seen += page.locator(".suggest__row").count()
        _is_text(page, [])
        more = page.get_by_role("link", name="更早的")
        path = str(more.get_attribute("href")) if more.count() else ""
    assert seen == len(batches)
    stranger.go("/suggest/")
    page.get_by_label("想说什么").fill("\n".join(batches[1]))
    page.get_by_label("想说什么").press_sequentially(" ")
    page.get_by_text("有人提过类似的").wait_for()
    _is_text(page, [])
    page.get_by_role("button", name="提交").click()
    page.locator("[data-error-summary]").wait_for()
    assert page.get_by_label("想说什么").input_value().split("\n")[0] == batches[1][0]
    _is_text(page, [])
    ran = len(stranger.mistakes)
    figure("B13", "markup on public pages in a browser: run", ran, "", ran == 0, n=len(ASKED))
    # Bare, in a page without our headers, they run.
    page.goto("about:blank")
    ran = 0
    for payload in PAYLOADS[: len(TAGS)]:
        page.evaluate("window.hit = null")
        page.set_content(f"<body>{payload}</body>")
        page.wait_for_timeout(30)
        ran += page.evaluate("window.hit") == 1
    assert ran >= len(TAGS) // 2, ran


def _is_text(page: Page, payloads: list[str]) -> None:
    assert page.evaluate("window.hit") is None and page.evaluate(MADE) == 0, page.url
    text = page.locator("main").inner_text()
    assert all(payload in text for payload in payloads), (page.url, text)
