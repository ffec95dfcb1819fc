"""One thing done for several members at once: each on its own, and the answer says what became of each."""

from registry.choices import Status
from registry.models import AuditEvent, LiaisonAssignment, Member
from tests.web.staff import client_of, text_of
from tests.world import World

URL = "/members/together/"


def test_report_in_several_row_by_row(world: World) -> None:
    waiting, lead = world.member("a11", 1), world.member("a11", 2, name="线索人", id_number="", phone="")
    foreign = world.member("a12", 3, name="别处的人")
    chosen = [str(member.pk) for member in (waiting, lead, foreign)] + ["nonsense"]
    page = client_of(world, "community-a11").post(URL, {"action": "report", "chosen": chosen})
    assert "办好 1 位，1 位没有办" in text_of(page)
    assert "别处的人" not in text_of(page)
    assert [(outcome.name, outcome.done) for outcome in page.context["outcomes"]] == [
        ("线索人", False),
        ("何小山", True),
    ]
    with world.system():
        states = dict(Member.objects.values_list("name", "status"))
    assert states == {"何小山": Status.REPORTED, "线索人": Status.LEAD, "别处的人": Status.AWAITING_REPORT}
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="member.reported_in").count() == 1


def test_a_liaison_is_assigned_where_she_is_posted(world: World) -> None:
    here, there = world.member("a11", 1), world.member("a12", 2, name="别村的人")
    liaison = world.users["liaison-a11"]
    data = {"action": "assign", "chosen": [str(here.pk), str(there.pk)], "liaison": str(liaison.pk)}
    page = client_of(world, "street-a1").post(URL, data)
    assert {outcome.name: outcome.done for outcome in page.context["outcomes"]} == {"何小山": True, "别村的人": False}
    assert "不在“a1街道a12村”任职" in text_of(page)
    again = client_of(world, "street-a1").post(URL, data)
    assert f"本来就由 {liaison.name} 联系" in text_of(again)
    with world.at("street-a1"):
        assert LiaisonAssignment.objects.filter(ended_on__isnull=True).count() == 1


def test_nothing_chosen_is_said_in_words_and_nobody_else_may(world: World) -> None:
    member = world.member("a11", 1)
    client = client_of(world, "community-a11")
    for data, said in (
        ({"action": "report"}, "还没有选人"),
        ({"action": "assign", "chosen": str(member.pk)}, "请先选好由哪位联络员联系"),
        ({"chosen": str(member.pk)}, "请点“登记报到”"),
    ):
        assert said in text_of(client.post(URL, data, follow=True))
    report = {"action": "report", "chosen": str(member.pk)}
    assert "还没有选人" in text_of(client_of(world, "community-a12").post(URL, report, follow=True))
    assert client_of(world, "auditor-a").post(URL, report).status_code == 403
    with world.at("community-a11"):
        LiaisonAssignment(
            owner_path=member.owner_path, member=member, liaison=world.users["liaison-a11"],
            started_on=member.created_at.date(),
        ).save()  # fmt: skip
    assert client_of(world, "liaison-a11").post(URL, report).status_code == 403
    with world.at("community-a11"):
        assert Member.objects.get().status == Status.AWAITING_REPORT


def test_the_box_of_liaisons_is_not_printed(world: World) -> None:
    world.member("a11", 1)
    page = text_of(client_of(world, "community-a11").get("/members/"))
    assert '<label class="together__who no-print">' in page
