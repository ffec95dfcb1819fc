"""Study materials, the late list and the ledger in a browser; on a phone that runs no script, her own page."""

from datetime import timedelta

from playwright.sync_api import expect

from outreach.domain import materials, planning
from outreach.domain.late import ended
from outreach.models import Rule
from registry.domain import members, studies
from registry.domain.files import Prepared
from registry.lib import clock
from tests.browser.conftest import Visit
from tests.browser.keeping import keep
from tests.outreach.ground import known, start
from tests.outreach.herself import linked
from tests.outreach.test_materials import PDF, added, given
from tests.world import World

NAMES = ("何小山", "单雄信", "曾国英", "仇小满", "解思远", "区建华")


def told(world: World) -> None:
    """Six members, the first reports of last quarter, what was handed out."""
    start(world, day=ended().first - timedelta(days=90))
    by, liaison = world.users["community-a11"], world.users["liaison-a11"]
    book = added(world, "a1", title="中国共产党章程", subject="党章学习", copies=60)
    added(world, "a11", title="流动党员学习园地", kind="link", link="https://www.12371.cn/", description="每周看一期")
    for number, name in enumerate(NAMES, 1):
        member = known(world, number, None, name=name, created_at=clock.midnight(ended().first))
        given(world, book, member)
        with world.at("community-a11"):
            if number < 4:
                members.assign_liaison(by=by, member=member, liaison=liaison)
            if number % 2:
                facts = {"topic": "学习党章", "form": "self_study", "studied_on": ended().last}
                studies.file_study(by=by, member=member, fields=facts)
    with world.system():
        planning.plan(Rule.objects.get(code="study"), today=ended().last)


def test_on_a_desk_and_on_a_phone(world: World, visit: Visit) -> None:
    told(world)
    desk = visit("community-a11", "desk")
    page = desk.go("/materials/")
    page.get_by_role("link", name="中国共产党章程").click()
    detail = page.url
    paths = (
        ("/materials/", "materials-1366"), (detail, "material-1366"), ("/materials/handouts/", "handouts-1366"),
        ("/materials/late/", "study-late-1366"), ("/materials/late/sheet/", "study-late-sheet"),
        (f"/materials/ledger/?quarter={ended().key}", "study-sheet-1366"),
        ("/materials/late/chase/", "study-chase-1366"),
    )  # fmt: skip
    for path, name in paths:
        desk.go(path.replace(page.url.partition("/materials")[0], ""))
        keep(desk.page, name)
        desk.check_both()
    hand = visit("community-a11", "phone")
    hand.go("/materials/late/")
    keep(hand.page, "study-late-390")
    here = hand.go("/members/")
    here.get_by_role("link", name="单雄信").first.tap()
    here.get_by_role("link", name="发学习资料").tap()
    here.get_by_label("哪份资料").select_option(label="流动党员学习园地")
    here.get_by_label("发放方式").select_option(label="微信")
    keep(hand.page, "material-give-390")
    here.get_by_role("button", name="登记发放").tap()
    expect(here.get_by_text("已登记：发给 单雄信")).to_be_visible()
    many = desk.go("/materials/")
    many.get_by_role("link", name="流动党员学习园地").click()
    many.get_by_role("link", name="发给一批党员").click()
    many.get_by_label("发放方式").select_option(label="微信")
    many.get_by_role("button", name="下一步：看名单").click()
    expect(many.get_by_text("将登记发给 5 人")).to_be_visible()
    keep(desk.page, "material-give-1366")
    desk.check_both()
    many.get_by_role("button", name="确认登记").click()
    expect(many.get_by_text("已登记发给 5 人")).to_be_visible()


def test_her_page_without_a_script(world: World, visit: Visit) -> None:
    member, _, token = linked(world)
    user = world.users["community-a11"]
    with world.at("community-a11"):
        book = materials.add_material(
            by=user, label="何", organisation=world.nodes["a11"], upload=Prepared("党章.pdf", "application/pdf", PDF),
            fields={"title": "中国共产党章程", "kind": "book", "year": clock.today().year, "description": "学第一章"},
        )  # fmt: skip
    given(world, book, member)
    hers = visit("community-a11", "phone", script=False)
    hers.page.context.clear_cookies()
    page = hers.go(f"/m/{token}/")
    page.get_by_role("button", name="打开我的页面").tap()
    expect(page.get_by_role("heading", name="我收到的学习资料")).to_be_visible()
    keep(hers.page, "me-materials-390")
    page.get_by_role("button", name="我已学习").tap()
    expect(page.get_by_text("您已学习这份资料")).to_be_visible()
    expect(page.get_by_text("打开文件：党章.pdf")).to_be_visible()
