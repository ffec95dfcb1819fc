"""微心愿: the flow, its numbers, the wall, claiming by a member, evidence; a child's name shows nowhere in public."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from outreach.domain import wishes
from outreach.models import MicroWish, WishClaim, WishEvidence, WishStep
from outreach.web import part_print
from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.models import AuditEvent
from registry.models.identity import member_scope
from registry.models.unit import work
from tests.api.caller import program
from tests.conftest import become_app, become_owner
from tests.domain.pictures import photo as picture
from tests.outreach.herself import inside, linked, visitor
from tests.outreach.herself import text_of as her_page
from tests.outreach.part_ground import step, wish_of
from tests.outreach.post import Moment
from tests.walls.forging import sql
from tests.web.staff import client_of, text_of
from tests.world import World

SQL = Path("outreach/migrations/sql/part.sql")
CHILD, GUARDIAN_PHONE = "甘小苗", "13800006666"
UNNAMED = (
    "ALTER TABLE outreach_microwish ADD CONSTRAINT micro_wish_child_unnamed"
    " CHECK (NOT (category = 'child') OR shown_as = '')"
)
TODAY = f"{clock.today():%Y-%m-%d}"


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    """Now, or the sessions would be over."""
    return Moment(monkeypatch, clock.now())


def child(world: World, **fields: str) -> MicroWish:
    """A child's wish on the wall; somebody typed the child's own name."""
    said = {"category": "child", "wisher_name": CHILD, "wisher_phone": GUARDIAN_PHONE, "shown_as": ""}
    return wish_of(world, content="一个新书包", **(said | fields))


def test_from_collecting_to_the_visit(world: World) -> None:
    """The whole flow on the pages: each step asks for what it needs, in turn, once."""
    member, _, token = linked(world, 1, name="何小山")
    clerk = client_of(world, "community-a11")
    form = {
        "organisation": str(world.nodes["a11"].pk), "collected_on": TODAY, "category": "elderly", "kind": "goods",
        "content": "给罗秀珍一台收音机", "community": "永明社区",
        "wisher_name": "罗秀珍", "wisher_phone": "13800007777",
        "shown_as": "罗奶奶",
    }  # fmt: skip
    assert "不要写心愿人的姓名" in text_of(clerk.post("/part/wishes/new/", form))
    url = clerk.post("/part/wishes/new/", form | {"content": "一台收音机"}).headers["Location"]
    page = text_of(clerk.get(url))
    assert f"{clock.today().year}-001" in page
    assert "罗秀珍" in page
    assert "13800007777" not in page
    assert "13800007777" in text_of(clerk.post(f"{url}phone/"))
    edit = form | {"content": "一台大字收音机", "version": "1"}
    assert clerk.post(f"{url}edit/", edit).status_code == 302
    assert "有人改过" in text_of(clerk.post(f"{url}edit/", edit))
    assert "请写明" in text_of(clerk.post(f"{url}to/verify/", {"verify-why": " "}))
    assert "现在不能" in text_of(clerk.post(f"{url}to/publish/", {}, follow=True))
    clerk.post(f"{url}to/verify/", {"verify-why": "11月上门看过"})
    clerk.post(f"{url}to/publish/", {})
    assert "已经公示" in text_of(clerk.post(f"{url}edit/", edit | {"version": "4"}))
    me = inside(token)
    assert "一台大字收音机" in her_page(me)
    key = url.rstrip("/").rpartition("/")[2]
    assert "wish-claimed" in me.post(f"/me/wishes/{key}/").headers["Location"]
    assert "待确认" in her_page(me)
    with world.at("community-a11"):
        claim = WishClaim.objects.get()
    assert me.get(f"/me/claims/{claim.pk}/").status_code == 404  # 还没有确认
    due = f"{clock.today() + timedelta(days=3):%Y-%m-%d}"
    assert "不能早于今天" in text_of(clerk.post(f"{url}to/confirm/", {"confirm-day": "2020-01-01"}))
    clerk.post(f"{url}to/confirm/", {"confirm-day": due})
    assert "写几句" in text_of(me.post(f"/me/claims/{claim.pk}/", {"text": ""}))
    report = {"text": "送到家里了", "uploads": SimpleUploadedFile("送到.jpg", picture(), "image/jpeg")}
    assert "wish-done" in me.post(f"/me/claims/{claim.pk}/", report).headers["Location"]
    assert me.get(f"/me/claims/{claim.pk}/").status_code == 404
    page = text_of(clerk.get(url))
    assert "送到家里了" in page
    with world.at("community-a11"):
        shot = WishEvidence.objects.get(size__gt=0)
    assert clerk.get(f"/part/evidence/{shot.pk}/").headers["Content-Type"] == "image/jpeg"
    clerk.post(f"{url}to/redo/", {"redo-why": "电池没有装", "redo-day": due})
    fulfil = {"fulfil-why": "补了电池", "fulfil-day": TODAY}
    clerk.post(f"{url}to/fulfil/", fulfil)
    assert "满意" in text_of(clerk.post(f"{url}to/visit/", {"visit-why": "很高兴"}))
    clerk.post(f"{url}to/visit/", {"visit-why": "很高兴", "visit-satisfaction": "content"})
    assert "已回访" in text_of(clerk.get(url))
    assert "认领微心愿" in text_of(clerk.get(f"/members/{member.pk}/?kind=part"))
    with world.at("community-a11"):
        kinds = list(WishStep.objects.values_list("kind", flat=True))
        assert kinds == ["collect", "verify", "publish", "claim", "confirm", "fulfil", "redo", "fulfil", "visit"]
        claim.refresh_from_db()
        assert (claim.satisfaction, claim.fulfilled_on) == ("content", clock.today())
        assert MicroWish.objects.all().fulfilled_within(clock.today(), None).count() == 1
    with world.at("auditor-a"):
        said = str(list(AuditEvent.objects.values_list("detail", flat=True)))
        assert "wish.phone_revealed" in set(AuditEvent.objects.values_list("action", flat=True))
        assert not {"罗", "何小山", "13800007777"} & set(said.split("'"))
        assert "罗秀珍" not in said


def test_a_childs_name_shows_nowhere_in_public(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wall, list, her page, the claim, the API: none of them; with the protection off the same look finds it."""
    _, _, token = linked(world, 1)
    wish = child(world)
    wish_of(world, content="一双棉鞋")
    me, clerk, api = inside(token), client_of(world, "community-a11"), program(world, "community-a11")

    def public() -> str:
        shown = [text_of(clerk.get(url)) for url in ("/part/wishes/wall/", "/part/wishes/")]
        return "".join([*shown, her_page(me), str(api.get("wishes/")), str(api.get(f"wishes/{wish.pk}/"))])

    look = public()
    assert look.count("一个新书包") >= 4
    assert "罗奶奶" in look
    for secret in (CHILD, GUARDIAN_PHONE, "罗秀珍", "13800007777"):
        assert secret not in look
    assert CHILD in text_of(clerk.get(f"/part/wishes/{wish.pk}/"))  # where its own staff looks
    me.post(f"/me/wishes/{wish.pk}/")
    step(world, wish, "confirm")
    assert CHILD not in her_page(me)
    for more in ({"shown_as": CHILD[1:]}, {"content": f"给{CHILD}的书包"}):
        with pytest.raises(Refused):
            child(world, **more) if "shown_as" in more else wish_of(world, category="child", wisher_name=CHILD,
                                                                    shown_as="", **more)  # fmt: skip
    with world.at("community-a11"), pytest.raises(IntegrityError), transaction.atomic():
        MicroWish.objects.filter(pk=wish.pk).update(shown_as="小苗")
    assert "罗奶奶" in public()
    told = part_print.on_the_wall
    monkeypatch.setattr(part_print, "on_the_wall", lambda row: replace(told(row), shown_as=str(row.wisher_name)))
    step(world, wish, "release", why="再挂一次")
    assert CHILD in text_of(clerk.get("/part/wishes/wall/"))  # the same look finds what is shown


def test_who_claims_and_how_it_comes_back(world: World, moment: Moment) -> None:
    """Her node's and the street's; not the neighbour's, not what no longer hangs; late ones go back to the wall."""
    member, _, token = linked(world, 1, name="何小山")
    other, _, second = linked(world, 2, name="何二")
    mine, street = wish_of(world), wish_of(world, "a1", content="修一盏路灯")
    hidden = [wish_of(world, "a12", content="邻居的心愿"), wish_of(world, "b11", content="外区的心愿"),
              wish_of(world, upto="verify", content="没有公示的")]  # fmt: skip
    me, rival = inside(token), inside(second)
    page = her_page(me)
    assert "修一盏路灯" in page
    for wish in hidden:
        assert wish.content not in page
        assert "wish-taken" in me.post(f"/me/wishes/{wish.pk}/").headers["Location"]
    assert visitor().post(f"/me/wishes/{mine.pk}/").status_code == 404
    for _ in range(2):  # tapped twice, it is hers once
        assert "wish-claimed" in me.post(f"/me/wishes/{street.pk}/").headers["Location"]
    assert "wish-taken" in rival.post(f"/me/wishes/{street.pk}/").headers["Location"]
    with world.at("community-a11"):
        claim = WishClaim.objects.get()
        assert claim.node_at_event == member.owner_path
        by = world.users["community-a11"]
        with pytest.raises(Refused, match="刚刚被"):
            wishes.claim(by=by, label="何", wish=street.pk, member=other)
        with pytest.raises(MicroWish.DoesNotExist):
            wishes.move(by=by, label="何", wish=street, step="release", why="不是我们的")
        with pytest.raises(Refused, match="现在不能"):
            wishes.step_claim(street.pk, wishes.WishStepKind.RELEASE, day=None, said="强行", label="何")
    assert rival.get(f"/me/claims/{claim.pk}/").status_code == 404
    with world.at("street-a1"), pytest.raises(Conflict):
        wishes.move(by=world.users["street-a1"], label="何", wish=street, step="confirm", day=clock.today(), version=1)
    step(world, street, "confirm", node="a1", day=clock.today())
    moment.passes(hours=25)
    with world.at("street-a1"):
        assert MicroWish.objects.all().overdue(clock.today()).count() == 1
    assert "逾期未实现" in text_of(client_of(world, "street-a1").get("/part/wishes/?state=overdue"))
    step(world, street, "release", node="a1", why="联系不上")
    assert "wish-claimed" in inside(second).post(f"/me/wishes/{street.pk}/").headers["Location"]
    clerk = client_of(world, "community-a11")
    new = f"/part/members/{member.pk}/?kind=wish"
    assert "一台收音机" in text_of(clerk.get(new))
    assert clerk.post(new, {"wish": str(hidden[0].pk)}).status_code == 404
    assert clerk.post(new, {"wish": str(mine.pk)}).headers["Location"] == f"/part/wishes/{mine.pk}/"
    with world.system():
        assert WishClaim.objects.count() == 3
        assert WishClaim.objects.all().live().count() == 2
        ended = WishClaim.objects.get(ended_at__isnull=False)
        assert (ended.member_id, ended.end_reason) == (member.pk, "联系不上")
    with world.system("b"), pytest.raises(Refused):
        wishes.claim(by=world.users["district-b"], label="何", wish=mine.pk, member=other)
    with world.at("community-a11"), pytest.raises(DatabaseError), transaction.atomic():
        assert WishClaim.objects.filter(pk=claim.pk).update(end_reason="改写") == 0
        raise DatabaseError("no policy lets the app role change a claim")


def test_numbers_have_no_gap_and_of_two_claims_one_wins(transactional_db: None, world: World, record_property) -> None:
    """Real connections at once; without the locks the same rush gives numbers twice, or a wish to two."""
    linked_members = [world.member("a11", number, name=f"何小{number}") for number in range(1, 7)]
    wrong = _at_once([lambda: wish_of(world, upto="collect") for _ in range(6)])
    assert wrong == []
    with world.system():
        assert sorted(MicroWish.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    wish = wish_of(world)
    assert wish.number == 7
    said = _at_once([_claiming(member, wish) for member in linked_members])
    assert len(said) == 5
    assert all(isinstance(error, Refused) for error in said)
    with world.system():
        assert WishClaim.objects.count() == 1
    loose = wish_of(world)
    become_owner()
    try:
        for text in _functions_without("FOR NO KEY UPDATE"):
            sql(text)
        sql("DROP INDEX wish_claim_one_live")
        become_app()
        _at_once([_claiming(member, loose) for member in linked_members])
        with world.system():
            twice = WishClaim.objects.filter(wish=loose).count()
        record_property("claims of one wish without the lock", twice)
        assert twice > 1
        become_owner()
        sql("ALTER TABLE outreach_microwish DROP CONSTRAINT micro_wish_child_unnamed")
        become_app()
        with world.at("community-a11"):
            assert MicroWish.objects.filter(number=1).update(category="child", shown_as="小苗", state="published") == 1
            assert "小苗" not in str([wishes.on_the_wall(row) for row in MicroWish.objects.all()])
        with work(member_scope(linked_members[0].owner_path, linked_members[0].pk)):
            assert [row.shown_as for row in wishes.open_to_her()] == [""]
    finally:
        become_owner()
        sql("UPDATE outreach_microwish SET shown_as = ''")
        sql(UNNAMED)
        sql("DELETE FROM outreach_wishclaim WHERE wish_id = %s", [str(loose.pk)])
        sql("CREATE UNIQUE INDEX wish_claim_one_live ON outreach_wishclaim (wish_id) WHERE ended_at IS NULL")
        for text in _functions_without(""):
            sql(text)
        become_app()


def _functions_without(lock: str) -> list[str]:
    """The functions of claims, to be put in the place of those that are there."""
    text = SQL.read_text()
    text = text[text.index("CREATE FUNCTION outreach_claim_wish") :]
    if lock:
        text = text.replace(lock, "").replace("    INSERT INTO outreach_wishclaim", "    PERFORM pg_sleep(0.3);\n"
                                              "    INSERT INTO outreach_wishclaim")  # fmt: skip
    return ["CREATE OR REPLACE FUNCTION" + part for part in text.split("CREATE FUNCTION")[1:]]


def _claiming(member, wish):
    def claim() -> None:
        with work(member_scope(member.owner_path, member.pk)):
            wishes.claim(by=None, label="本人", wish=wish.pk, member=member)

    return claim


def _at_once(things) -> list[Exception]:
    gate, wrong = threading.Barrier(len(things)), []

    def run(thing) -> None:
        try:
            connection.ensure_connection()
            gate.wait(60)
            thing()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(thing,)) for thing in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong
