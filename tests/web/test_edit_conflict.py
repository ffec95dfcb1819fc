"""Two people edit one record: nothing typed is lost, nothing saved is overwritten unseen."""

import re
from datetime import date
from typing import Any

import pytest

from registry.choices import MovementKind
from registry.domain import members, merging, movements
from registry.lib import clock
from registry.models import Member, Revision
from tests.walls.pages import Page
from tests.web.staff import client_of, text_of
from tests.world import World, id_number, phone

CLERK = "community-a11"


def opened(client: Any, member: Member) -> dict[str, str]:
    """The fields of the edit page, as a browser would send them."""
    form = client.get(f"/members/{member.pk}/edit/").context["form"]
    return {field.name: field.value() or "" for field in form}


def save(client: Any, member: Member, data: dict[str, str]) -> Any:
    return client.post(f"/members/{member.pk}/edit/", data)


def sent(page: str, **picks: str) -> dict[str, str]:
    """What the conflict page's form sends, with these choices."""
    form = next(form for form in Page(page).forms if "base" in form.fields)
    fields = {name: value for name, value in form.fields.items() if not name.startswith("pick_")}
    return fields | {f"pick_{name}": value for name, value in picks.items()} | {"action": "save"}


def now(world: World, member: Member) -> Member:
    with world.at("district-a"):
        return Member.objects.get(pk=member.pk)


def test_one_sided_changes_are_merged_and_real_conflicts_are_asked(world: World) -> None:
    member = world.member("a11", employer="旧单位", job_title="旧岗位", remark="原来的备注", is_migrant_worker=True,
                          sex="男", birth_on=date(1985, 6, 1), birth_precision="day")  # fmt: skip
    mine, theirs = client_of(world, CLERK), client_of(world, "street-a1")
    data = opened(mine, member)
    changed = {"employer": "对方单位", "residence": "对方新住址", "phone": phone(42), "is_migrant_worker": "false"}
    assert save(theirs, member, opened(theirs, member) | changed).status_code == 302
    typed = {"employer": "我的单位", "job_title": "我的岗位", "phone": phone(43), "remark": "第一行\r\n第二行"}
    page = text_of(save(mine, member, data | typed))
    assert "还没有保存" in page and "a1街道" in page
    found = mine.post(f"/members/{member.pk}/edit/", data | typed).context["conflict"]
    states = {row.name: row.state for row in found.rows}
    assert states == {"employer": "both", "phone": "both", "job_title": "mine", "remark": "mine", "residence": "theirs",
                      "is_migrant_worker": "theirs"}  # fmt: skip
    row = next(row for row in found.rows if row.name == "employer")
    assert (row.mine, row.theirs, row.original) == ("我的单位", "对方单位", "旧单位")
    # Numbers that somebody else typed stay masked; the own one is what was typed.
    assert "138****0042" in page and phone(42) not in page and phone(43) in page and phone(1) not in page
    # Not everything answered: asked again, with the same three columns.
    half = text_of(save(mine, member, sent(page, employer="theirs")))
    assert "还有没选的" in half and "旧单位" in half and "我的岗位" in half
    assert save(mine, member, sent(half, employer="theirs", phone="mine")).status_code == 302
    kept = now(world, member)
    assert (kept.employer, kept.job_title, kept.residence) == ("对方单位", "我的岗位", "对方新住址")
    assert (kept.remark, kept.phone, kept.is_migrant_worker) == ("第一行\n第二行", phone(43), False)
    assert (kept.id_number, kept.sex) == (id_number(1), member.sex)


def test_a_second_conflict_shows_again_against_the_newer_version(world: World) -> None:
    member = world.member("a11", employer="旧单位")
    mine, theirs = client_of(world, CLERK), client_of(world, "street-a1")
    data = opened(mine, member)
    save(theirs, member, opened(theirs, member) | {"employer": "对方单位"})
    page = text_of(save(mine, member, data | {"employer": "我的单位"}))
    save(theirs, member, opened(theirs, member) | {"employer": "对方又改"})
    again = save(mine, member, sent(page, employer="mine"))
    row = again.context["both"][0]
    assert (row.mine, row.theirs, row.original) == ("我的单位", "对方又改", "对方单位")
    assert save(mine, member, sent(text_of(again), employer="mine")).status_code == 302
    assert now(world, member).employer == "我的单位"
    with world.at(CLERK):
        assert Revision.objects.count() == 3  # every value that was replaced can still be read


def test_an_event_in_between_changes_no_field(world: World) -> None:
    member = world.member("a11", employer="旧单位")
    client = client_of(world, CLERK)
    data = opened(client, member)
    with world.at(CLERK):
        movements.record_movement(by=None, member=member, kind=MovementKind.REPORTED_IN, effective_on=clock.today())
    page = text_of(save(client, member, data | {"employer": "新单位"}))
    assert "对方没有改资料" in page and "照您填的保存" in page
    assert save(client, member, sent(page)).status_code == 302
    assert now(world, member).employer == "新单位"


def test_what_was_typed_into_a_record_that_was_merged_meanwhile_is_shown(world: World) -> None:
    kept, gone = world.member("a11", 1), world.member("a11", 2)
    client = client_of(world, CLERK)
    data = opened(client, gone)
    with world.at("street-a1"):
        merging.merge(by=world.users["street-a1"], kept=kept, absorbed=gone)
    page = text_of(save(client, gone, data | {"employer": "新单位"}))
    assert "您填写的时候，这条记录结束了" in page and "新单位" in page and f"/members/{kept.pk}/" in page
    assert not re.search(r'type="submit"\s+name="action"', page)
    assert now(world, gone).employer == ""


@pytest.mark.parametrize("who", ["community-a12", "street-a2", "district-b", "liaison-a11"])
def test_an_outsider_meets_no_conflict(world: World, who: str) -> None:
    member = world.member("a11")
    with world.at(CLERK):
        members.update_details(by=None, member=member, changes={"employer": "甲厂"})
    answer = client_of(world, who).post(f"/members/{member.pk}/edit/", {"version": "1", "name": "何小山"})
    assert answer.status_code in (403, 404)
    assert "甲厂" not in text_of(answer)
