"""One member's page: who may open it, what it shows masked, what can be done from it."""

from datetime import timedelta

import pytest

from registry.choices import Status
from registry.lib import clock
from registry.models import AuditEvent, LiaisonAssignment, Member, Movement, MoveRequest
from tests.web.staff import client_of, text_of
from tests.world import World, id_number, phone

TODAY = str(clock.today())
UNKNOWN = "019a0000-0000-7000-8000-000000000000"
PAGES = ("", "edit/", "liaison/", "move/reported_in/", "move/returned/", "move/closed/", "enroll/", "transfer/")


@pytest.mark.parametrize("page", PAGES)
def test_owner_and_superior_open_it_outsider_and_unknown_get_the_same_404(world: World, page: str) -> None:
    member = world.member("a11", 1)
    for name in ("community-a11", "street-a1", "district-a"):
        assert client_of(world, name).get(f"/members/{member.pk}/{page}").status_code == 200, name
    for name in ("community-a12", "street-a2", "district-b"):
        client = client_of(world, name)
        foreign, unknown = (client.get(f"/members/{key}/{page}") for key in (member.pk, UNKNOWN))
        assert (foreign.status_code, unknown.status_code) == (404, 404), name
        assert text_of(foreign) == text_of(unknown)


@pytest.mark.parametrize("page", ["id-number/", "phone/", "edit/", "move/reported_in/", "transfer/", "liaison/"])
def test_an_outsider_changes_and_sees_nothing(world: World, page: str) -> None:
    member = world.member("a11", 1)
    data = {"effective_on": TODAY, "reason": "核对", "name": "改名"}
    response = client_of(world, "community-a12").post(f"/members/{member.pk}/{page}", data)
    assert response.status_code == 404
    assert id_number(1) not in text_of(response)


@pytest.mark.parametrize("page", ["id-number/", "phone/"])
def test_revealing_is_a_post(world: World, page: str) -> None:
    member = world.member("a11", 1)
    assert client_of(world, "community-a11").get(f"/members/{member.pk}/{page}").status_code == 405


def test_numbers_are_masked_until_asked_for_and_the_trail_says_who(world: World) -> None:
    member = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    page = text_of(client.get(url))
    assert id_number(1) not in page
    assert phone(1) not in page
    assert "请写明为什么" in text_of(client.post(url + "id-number/", {"reason": ""}))
    assert id_number(1) in text_of(client.post(url + "id-number/", {"reason": "核对介绍信"}))
    assert f'href="tel:{phone(1)}"' in text_of(client.post(url + "phone/"))
    with world.at("auditor-a"):
        seen = AuditEvent.objects.filter(object_id=str(member.pk), action__endswith="revealed")
        assert set(seen.values_list("action", "actor")) == {
            ("member.id_revealed", "community-a11"),
            ("member.phone_revealed", "community-a11"),
        }


def test_a_liaison_sees_and_calls_the_assigned_member_only(world: World) -> None:
    member = world.member("a11", 1)
    client, url = client_of(world, "liaison-a11"), f"/members/{member.pk}/"
    assert client.get(url).status_code == 404
    owner = client_of(world, "community-a11")
    assert owner.post(url + "liaison/", {"liaison": str(world.users["liaison-a11"].pk)}).status_code == 302
    assert "何小山" in text_of(client.get("/members/"))
    assert f"tel:{phone(1)}" in text_of(client.post(url + "phone/"))
    assert client.post(url + "id-number/", {"reason": "想看看"}).status_code == 403
    assert client.get(url + "edit/").status_code == 403
    assert client.post(url + "move/reported_in/", {"effective_on": TODAY}).status_code == 403


@pytest.mark.parametrize("account", ["liaison-a12", "liaison-b11", "community-a11"])
def test_nobody_else_can_be_made_liaison(world: World, account: str) -> None:
    member = world.member("a11", 1)
    forged = {"liaison": str(world.users[account].pk)}
    assert client_of(world, "community-a11").post(f"/members/{member.pk}/liaison/", forged).status_code == 200
    with world.at("community-a11"):
        assert not LiaisonAssignment.objects.exists()


def test_report_in_then_void_it(world: World) -> None:
    member = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    assert "登记报到" in text_of(client.get(url))
    assert client.post(url + "move/reported_in/", {"effective_on": TODAY}).status_code == 302
    assert "申请纳入支部" in text_of(client.get(url))
    with world.at("community-a11"):
        movement = Movement.objects.get(kind="reported_in")
    void = f"/movements/{movement.pk}/void/"
    assert client_of(world, "community-a12").post(void, {"reason": "乱改"}).status_code == 404
    assert client.post(void, {"reason": ""}).status_code == 200
    assert client.post(void, {"reason": "日期记错"}).status_code == 302
    assert "作废原因：日期记错" in text_of(client.get(url))
    with world.at("community-a11"):
        assert Member.objects.get().status == Status.AWAITING_REPORT


def test_refusals_come_back_in_the_form(world: World) -> None:
    member = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    tomorrow = str(clock.today() + timedelta(days=1))
    assert "日期不能晚于今天" in text_of(client.post(url + "move/reported_in/", {"effective_on": tomorrow}))
    assert "可能有同事刚办过" in text_of(client.get(url + "move/found_again/"))
    assert client.get(url + "move/nonsense/").status_code == 404
    assert client.get(url + "move/enrolled/").status_code == 404
    assert "请写明" in text_of(client.get(url + "move/lost/")) or client.post(url + "move/lost/").status_code == 200


@pytest.mark.parametrize(
    ("kind", "extra", "status"),
    [
        ("returned", {}, Status.RETURNED),
        ("moved_on", {}, Status.MOVED_ON),
        ("transferred_in", {}, Status.TRANSFERRED_IN),
        ("closed", {"reason": "deceased"}, Status.CLOSED),
        ("lost", {"note": "打了三次电话都是空号", "sure": "on"}, Status.LOST),
    ],
)
def test_every_ending_and_losing(world: World, kind: str, extra: dict[str, str], status: Status) -> None:
    member = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    assert client.post(f"{url}move/{kind}/", {"effective_on": TODAY, **extra}).status_code == 302
    with world.at("community-a11"):
        assert Member.objects.get().status == status
    assert client.get(url).status_code == 200


def test_of_who_flowed_out_the_relation_goes_where_he_went(world: World) -> None:
    member = world.member("a11", 1, direction="out")
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    page = text_of(client.get(url))
    assert "组织关系已转出" in page and "组织关系已转入" not in page
    page = text_of(client.get(url + "move/transferred_in/"))
    assert "转到流入地的党组织" in page and "组织关系已转入" not in page
    page = text_of(client.post(url + "move/transferred_in/", {"effective_on": TODAY}, follow=True))
    assert "已记录：何小山 组织关系已转出" in page and "组织关系已转入" not in page
    assert "组织关系转出" in page and "组织关系转入" not in page, "its story"
    assert "组织关系已转出" in text_of(client.get(url + "print/"))
    listed = "/members/?status=transferred_in"
    assert "流动状态：组织关系已转出" in text_of(client.get(listed + "&direction=out"))
    assert "流动状态：组织关系已转入（流出：已转出）" in text_of(client.get(listed))
    inward = world.member("a11", 2, name="何流入")
    assert "组织关系已转入" in text_of(client.get(f"/members/{inward.pk}/"))
    client.post(f"/members/{inward.pk}/move/transferred_in/", {"effective_on": TODAY})
    page = text_of(client.get(f"/members/{inward.pk}/"))
    assert "组织关系转入" in page and "转出" not in page
    assert "流动状态：组织关系已转入\n" in text_of(client.get(listed + "&direction=in")) + "\n"


def test_lost_needs_a_note_and_can_be_found_again(world: World) -> None:
    member = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/move/"
    assert client.post(url + "lost/", {"effective_on": TODAY}).status_code == 200
    client.post(url + "lost/", {"effective_on": TODAY, "note": "空号", "sure": "on"})
    client.post(url + "found_again/", {"effective_on": TODAY})
    with world.at("community-a11"):
        assert Member.objects.get().status == Status.AWAITING_REPORT


def test_the_other_half_shows_its_status_and_nothing_else(world: World) -> None:
    member = world.member("a11", 5)
    world.member("b11", 5, direction="out", employer="外地某公司")
    page = text_of(client_of(world, "community-a11").get(f"/members/{member.pk}/"))
    assert "这位党员在流出一方也有记录" in page
    assert "外地某公司" not in page
    assert "b11社区" not in page


def _fields(client: object, url: str) -> dict[str, str]:
    form = client.get(url).context["form"]
    return {field.name: field.value() or "" for field in form}


def test_editing_saves_and_a_stale_version_is_a_conflict(world: World) -> None:
    member = world.member("a11", 1, origin_text="贵州独山", origin_code="522726")
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/edit/"
    data = _fields(client, url)
    assert client.post(url, data | {"employer": "新单位"}).status_code == 302
    page = text_of(client.post(url, data | {"employer": "又一个单位"}))
    assert "有人改过这条记录" in page
    assert "又一个单位" in page
    with world.at("community-a11"):
        saved = Member.objects.get()
        assert (saved.employer, saved.origin_code, saved.id_number) == ("新单位", "522726", id_number(1))


def test_numbers_stay_masked_and_kept_while_editing(world: World) -> None:
    member = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/edit/"
    page = text_of(client.get(url))
    assert "138****0001" in page
    assert phone(1) not in page
    assert id_number(1) not in page
    data = _fields(client, url)
    assert "身份证号显示为男" in text_of(client.post(url, data | {"sex": "女"}))
    assert client.post(url, data | {"phone": "无"}).status_code == 302
    with world.at("community-a11"):
        saved = Member.objects.get()
        assert (saved.phone, saved.id_number) == ("", id_number(1))


def test_an_unchanged_form_changes_nothing(world: World) -> None:
    known = {"joined_on": clock.today().replace(day=1), "joined_precision": "month", "origin_code": "522726"}
    member = world.member("a11", 1, **known, origin_text="老家那边", flow_reason="投亲", sex="男")
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/edit/"
    client.post(url, _fields(client, url))
    with world.at("community-a11"):
        saved = Member.objects.get(pk=member.pk)
        assert {name: getattr(saved, name) for name in known} == known
        assert (saved.origin_text, saved.flow_reason) == ("老家那边", "投亲")


def test_a_lead_is_verified_into_a_registration(world: World) -> None:
    member = world.member("a11", 1, id_number="", phone="")
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/edit/"
    data = _fields(client, url)
    assert "要有身份证号或手机号" in text_of(client.post(url, data))
    assert client.post(url, data | {"id_number": id_number(9)}).status_code == 302
    with world.at("community-a11"):
        assert (Member.objects.get().status, Member.objects.get().sex) == (Status.AWAITING_REPORT, "男")


def test_a_number_that_is_open_elsewhere_is_refused_in_editing_too(world: World) -> None:
    world.member("a12", 2)
    member = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/edit/"
    assert "已有在册记录" in text_of(client.post(url, _fields(client, url) | {"id_number": id_number(2)}))


def test_enrolling_is_asked_and_a_branch_of_another_district_is_no_option(world: World) -> None:
    member = world.member("a11", 1)
    own, foreign = _branch(world, "a11"), _branch(world, "b11")
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    assert "要先登记报到" in text_of(client.get(url + "enroll/"))
    client.post(url + "move/reported_in/", {"effective_on": TODAY})
    data = {"effective_on": TODAY, "branch": str(foreign)}
    assert client.post(url + "enroll/", data).status_code == 200
    assert client.post(url + "enroll/", data | {"branch": str(own)}).status_code == 302
    with world.at("community-a11"):
        request = MoveRequest.objects.get()
        assert (request.kind, request.state) == ("enroll", "waiting_approval")
        assert request.to_label == "a1街道a11社区流动支部"


def _branch(world: World, node: str) -> object:
    from registry.choices import OrganisationKind
    from registry.domain import tree

    with world.system(node[0]):
        parent = world.nodes[node]
        return tree.add_organisation(by=None, parent=parent, kind=OrganisationKind.MOBILE_BRANCH, name="流动支部").pk


def test_a_closed_record_is_not_edited(world: World) -> None:
    member = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    client.post(url + "move/returned/", {"effective_on": TODAY})
    assert client.get(url + "edit/").status_code == 302


def test_the_page_costs_a_fixed_number_of_queries(world: World, django_assert_max_num_queries: object) -> None:
    member = world.member("a11", 1)
    client = client_of(world, "community-a11")
    client.get(f"/members/{member.pk}/")
    # One for each kind of fact that the story is told from, whatever there is of it.
    with django_assert_max_num_queries(29):
        client.get(f"/members/{member.pk}/")
