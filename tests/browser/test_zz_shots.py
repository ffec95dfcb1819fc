from datetime import date
import pytest
from tests.browser.test_members import _prepared
from tests.browser.conftest import *
from tests.world import id_number
pytestmark=[pytest.mark.django_db(transaction=True)]
@pytest.mark.parametrize("width",["desk","phone"])
def test_shots(world, visit, width):
    import os
    os.makedirs("/tmp/shots",exist_ok=True)
    paths=_prepared(world)
    for n in range(20,34): world.member("a11",n,name="党员"+"甲乙丙丁戊己庚辛壬癸子丑寅卯"[n-20],employer="江海区某机械制造有限公司",origin_code="450923",flowed_on=date(2024,3,1),flowed_precision="month", new_employment_type="courier" if n%3 else "")
    v=visit("community-a11",width)
    for name,path in paths.items():
        page=v.go(path); page.wait_for_timeout(100)
        page.screenshot(path=f"/tmp/shots/{width}-{name}.png",full_page=True)
    page=v.go("/members/new/")
    page.get_by_label("身份证号",exact=True).fill(id_number(1)); page.get_by_label("性别").select_option("女"); page.get_by_label("姓名",exact=False).first.fill("何小山")
    page.get_by_label("来源地（流出的填去向）").fill("朝阳区")
    page.wait_for_timeout(1500)
    page.screenshot(path=f"/tmp/shots/{width}-new-hints.png",full_page=True)
    page.get_by_role("button",name="登记",exact=True).click(); page.wait_for_timeout(500)
    page.screenshot(path=f"/tmp/shots/{width}-new-errors.png",full_page=True)
    page=v.go(paths["member"]); page.get_by_role("button",name="拨号").click(); page.get_by_text("显示",exact=True).click(); page.wait_for_timeout(400)
    if width=="desk": page.screenshot(path=f"/tmp/shots/{width}-member-reveal.png",full_page=True)
    v=visit("street-a1",width); v.go("/"); v.page.screenshot(path=f"/tmp/shots/{width}-home-street.png",full_page=True)
    v.go("/members/"); v.page.screenshot(path=f"/tmp/shots/{width}-list-street.png",full_page=True)
    v=visit("auditor-a",width); v.go("/"); v.page.screenshot(path=f"/tmp/shots/{width}-home-auditor.png",full_page=True)
