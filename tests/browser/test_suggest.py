"""金点子 in a browser: written on a phone with two photographs, with a script and without, and followed by its code."""

import io
from functools import cache

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from outreach.domain.suggestions import assigning, moves
from outreach.domain.suggestions.assigning import Charge
from outreach.models import Suggestion, SuggestionFile
from registry.lib import clock
from registry.lib.ids import uuid7
from tests.browser.conftest import Visit, Visitor
from tests.browser.keeping import keep
from tests.world import World, clerk

LAMP = "红星小区东门的路灯坏了两个星期，晚上下班骑车看不清路，希望尽快修好。"


def photo(name: str, wide: int = 1200) -> dict:
    """A photograph that the page makes smaller before it sends it; a phone's is twice as wide."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": _noise(name, wide)}


@cache
def _noise(name: str, wide: int) -> bytes:
    """Made once a name: a quarter of a second of a core goes into one."""
    made = io.BytesIO()
    Image.effect_noise((wide, wide * 3 // 4), 90).convert("RGB").save(made, "JPEG", quality=92)
    return made.getvalue()


def write(page: Page, text: str, *, photos: int = 2) -> None:
    """Fill in what the page asks for."""
    page.get_by_label("想说什么").fill(text)
    page.get_by_label("是哪方面的").select_option("traffic")
    page.get_by_label("怎么称呼您").fill("何师傅")
    page.locator("input[type=file]").set_input_files([photo(f"路灯{at}.jpg") for at in range(photos)])
    page.get_by_label("可以公开这条建议").check()
    page.get_by_label("我看过上面的说明").check()


def answered(world: World) -> None:
    """The community's day: taken up, handed on, signed, answered."""
    with world.at(clerk("a11")):
        row = Suggestion.objects.get()
        row = moves.accept(by=None, label="赵", row=row, complexity="simple", on_list=True, title="修好东门路灯")
        row = assigning.assign(by=None, label="赵", row=row, charge=Charge(unit_name="市政所", handler_name="李工"))
        row = moves.step(by=None, label="李", row=row, kind="sign")
        moves.answer(by=None, label="李", row=row, outcome="A", text="路灯已经修好，谢谢您的提醒。")


@pytest.mark.parametrize("script", [True, False])
def test_from_the_wall_to_the_answer(world: World, visit: Visit, script: bool, settings) -> None:
    settings.SUGGEST_HASTE_SECONDS = 0
    visitor = visit("community-a11", "phone", script=script)
    visitor.page.context.clear_cookies()
    page = visitor.go(f"/suggest/?at={world.nodes['a11'].pk}")
    expect(page.get_by_label("是哪里的事")).to_have_value(str(world.nodes["a11"].pk))
    keep(visitor.page, f"suggest-empty-{script}")
    if script:
        visitor.check_both()
    text = f"{LAMP}{uuid7().hex}"
    write(page, text)
    keep(visitor.page, f"suggest-written-{script}")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible(timeout=20_000)
    assert "done" in page.url and "-" not in page.url
    code = page.locator("[data-slip-code]").inner_text()
    if script:
        page.get_by_role("button", name="存成图片").click()
        expect(page.get_by_role("img", name=f"查询码 {code}")).to_be_visible()
        visitor.check_both()
    keep(visitor.page, f"suggest-done-{script}")
    with world.at(clerk("a11")):
        row = Suggestion.objects.get()
        files = list(SuggestionFile.objects.filter(suggestion=row))
    assert (row.suspicion, row.source, row.content, len(files)) == ("", "scan", text, 2)
    page.get_by_role("button", name="存好了").click()
    visitor.go("/suggest/done/")
    expect(page.get_by_role("heading", name="查询码不再显示了")).to_be_visible()
    answered(world)
    visitor.go("/suggest/progress/")
    if script:
        keep(visitor.page, "suggest-progress")
        visitor.check_both()
    page.get_by_label("查询码").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("路灯已经修好")).to_be_visible()
    keep(visitor.page, f"suggest-answered-{script}")
    page.get_by_role("button", name="不满意").click()
    keep(visitor.page, f"suggest-sure-{script}")
    page.get_by_role("button", name="就评").click()
    page.get_by_label("还差什么").fill("还有一盏不亮")
    keep(visitor.page, f"suggest-reopen-{script}")
    page.get_by_role("button", name="请重新办理").click()
    expect(page.get_by_text("会重新办理")).to_be_visible()
    page.get_by_text("补充几句").click()
    page.get_by_label("补充的内容").fill("在东门右边第二根灯杆")
    page.get_by_role("button", name="补充上去").click()
    expect(page.get_by_text("在东门右边第二根灯杆")).to_be_visible()
    assert code not in page.url
    keep(visitor.page, f"suggest-word-{script}")
    if script:
        visitor.check_both()
        _public_and_large(world, visitor)


def _public_and_large(world: World, visitor: Visitor) -> None:
    with world.at(clerk("a11")):
        Suggestion.objects.update(published_at=clock.now(), public_title="修好东门路灯", public_text=LAMP)
    page = visitor.go("/suggest/list/")
    expect(page.get_by_role("heading", name="修好东门路灯")).to_be_visible()
    keep(visitor.page, "suggest-list")
    visitor.check_both()
    page = visitor.go("/suggest/")
    page.get_by_label("想说什么").press_sequentially("东门的路灯坏了两个星期了", delay=10)
    expect(page.get_by_text("有人提过类似的")).to_be_visible()
    keep(visitor.page, "suggest-alike")
    page.get_by_role("link", name="大字版").click()
    expect(page.get_by_role("link", name="标准字")).to_be_visible()
    keep(visitor.page, "suggest-big")
    visitor.check_both()
