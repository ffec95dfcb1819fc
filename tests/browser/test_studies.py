"""A report's way in a real browser: filed with a photograph, returned, corrected, read; many read at once."""

import pytest
from playwright.sync_api import expect

from registry.choices import StudyState
from registry.domain import studies
from registry.lib import clock
from registry.models import Attachment, StudyReport
from tests.browser.conftest import Visit
from tests.domain import pictures as made
from tests.world import World

BOTH = pytest.mark.parametrize("width", ["desk", "phone"])


def photo(name: str) -> dict[str, object]:
    """A photograph as a phone hands it to a file input."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": made.talkative("JPEG")}


@BOTH
def test_file_return_correct_read(world: World, visit: Visit, width: str) -> None:
    member = world.member("a11")
    clerk = visit("community-a11", width)
    page = clerk.go(f"/members/{member.pk}/studies/new/")
    page.get_by_label("学习主题").fill("学习党章第一章")
    page.get_by_label("学习形式").select_option(label="自学")
    page.get_by_label("学习心得").fill("读了原文，结合送货路上的见闻谈体会。")
    page.get_by_label("照片和扫描件").set_input_files([photo("笔记.jpg"), photo("多余.jpg")])
    expect(page.locator(".previews__item canvas")).to_have_count(2)
    page.get_by_role("button", name="去掉 多余.jpg").click()
    expect(page.locator(".previews__item")).to_have_count(1)
    clerk.check()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("等待审阅")).to_be_visible()
    expect(page.get_by_role("img", name="笔记.jpg")).to_have_js_property("naturalWidth", 64)
    clerk.check()

    reviewer = visit("street-a1", width)
    desk = reviewer.go("/studies/")
    reviewer.check()
    desk.get_by_role("link", name="何小山").click()
    desk.get_by_role("button", name="退回").click()
    expect(desk.get_by_text("退回要写明").first).to_be_visible()
    reviewer.check()
    desk.get_by_label("审阅意见").fill("请写明学习时间")
    desk.get_by_role("button", name="退回").click()
    expect(desk.get_by_text("已退回")).to_be_visible()

    page.reload()
    expect(page.get_by_text("请写明学习时间")).to_be_visible()
    page.get_by_role("link", name="修改").click()
    page.get_by_label("学习心得").fill("3月5日读了原文，结合送货路上的见闻谈体会。")
    clerk.check()
    page.get_by_role("button", name="保存并重新提交审阅").click()
    expect(page.get_by_text("重新等待审阅")).to_be_visible()
    clerk.check()

    desk.reload()
    desk.get_by_role("button", name="已阅").click()
    expect(desk.get_by_text("已标为已阅")).to_be_visible()
    reviewer.check()
    with world.at("community-a11"):
        assert StudyReport.objects.get().state == StudyState.READ
        assert Attachment.objects.get().name == "笔记.jpg"


@BOTH
def test_many_are_read_at_once(world: World, visit: Visit, width: str) -> None:
    member = world.member("a11")
    with world.at("community-a11"):
        for topic in ("第一讲", "第二讲", "第三讲"):
            fields = {"topic": topic, "form": "special_lecture", "studied_on": clock.today()}
            studies.file_study(by=world.users["community-a11"], member=member, fields=fields)
    visitor = visit("street-a1", width)
    page = visitor.go("/studies/")
    button = page.get_by_role("button", name="标为已阅")
    expect(button).to_be_disabled()
    boxes = page.get_by_role("checkbox", name="选择 何小山")
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(page.get_by_text("已选 2 行")).to_be_visible()
    with world.at("community-a11"):
        late = StudyReport.objects.get(topic="第三讲")
        studies.review_study(by=world.users["community-a11"], study=late, state=StudyState.READ)
    button.click()
    expect(page.get_by_text("何小山《第三讲》：a1街道a11社区")).to_be_visible()
    expect(page.get_by_text("何小山《第二讲》：已标为已阅")).to_be_visible()
    visitor.check()
    page.get_by_role("checkbox", name="选择 何小山").check()
    button.click()
    expect(page.get_by_text("已把 1 份学习汇报标为已阅")).to_be_visible()
    expect(page.get_by_role("heading", name="没有待阅的学习汇报")).to_be_visible()
    visitor.check()
