"""Personal links: no account, one member, one answer for whatever is no link; a GET changes nothing (B02–B05, B16)."""

import pytest
from django.db import connection
from django.test import Client

from outreach.domain import links, marks, messages, opt_outs
from outreach.models import Message, MessageAnswer, OptOut, PersonalLink
from registry.models import AuditEvent, Member
from tests.outreach.herself import ADDRESSES
from tests.outreach.post import Moment
from tests.world import World


@pytest.fixture
def visitor() -> Client:
    """A browser without a session, at an address of its own."""
    return Client(REMOTE_ADDR=next(ADDRESSES), HTTP_HOST="testserver")


def written(world: World, sequence: int = 1) -> str:
    """A message to a member, sent by hand; gives its link's token."""
    world.member("a11", sequence, name=f"何小山{sequence}")
    user = world.users["community-a11"]
    with world.at("community-a11"):
        member = Member.objects.order_by("-id").first()
        message = messages.write_one(by=user, label="何", member=member, title="近况", body="{姓名}，您好")
        text = messages.copy_text(message)
        messages.mark_sent(by=user, label="何", message=message)
    return text.partition("/m/")[2].rstrip("/")


def test_an_answer_and_an_opt_out_without_an_account(world: World, moment: Moment, visitor: Client) -> None:
    token = written(world)
    here = f"/m/{token}/"
    page = visitor.get(here)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "近况" in page.content.decode()
    assert "何小山" not in page.content.decode()
    assert visitor.post(here, {"text": "  "}).status_code == 200
    assert visitor.post(here, {"text": "一切都好"}).headers["Location"] == f"{here}?done=reply"
    assert "已收到您的回复" in visitor.get(f"{here}?done=reply").content.decode()
    visitor.post(here, {"stop": "channel"})
    visitor.post(here, {"stop": "channel"})
    visitor.post(here, {"stop": "all"})
    with world.at("community-a11"):
        assert [str(answer.text) for answer in MessageAnswer.objects.all()] == ["一切都好"]
        assert sorted(OptOut.objects.values_list("channel", "via")) == [("", "link"), ("wechat", "link")]
        assert PersonalLink.objects.get().used_at is not None
        user = world.users["community-a11"]
        with pytest.raises(Exception, match="退订"):
            messages.write_one(by=user, label="何", member=Member.objects.get(), title="x", body="您好")
    for account in ("community-a12", "community-b11", "security_admin-a"):
        with world.at(account):
            assert not MessageAnswer.objects.exists()
            assert not OptOut.objects.exists()
    with world.at("auditor-a"):
        said = AuditEvent.objects.filter(actor="member link")
        assert sorted(said.values_list("action", "role")) == [
            ("message.answered", "member"), ("opt_out.added", "member"), ("opt_out.added", "member"),
            ("opt_out.repeated", "member"),
        ]  # fmt: skip
        assert "一切都好" not in str(list(said.values_list("detail", flat=True)))


def test_a_get_changes_nothing(world: World, moment: Moment, visitor: Client) -> None:
    """Programs that preview links open them, with HEAD and with whatever stands behind the question mark."""
    here = f"/m/{written(world)}/"
    before = _everything()
    for url in (here, f"{here}?stop=all", f"{here}?done=stop", f"{here}?text=hello"):
        assert visitor.get(url).status_code == 200
        assert visitor.head(url).status_code == 200
    assert _everything() == before
    visitor.post(here, {"stop": "all"})
    assert _everything() != before


def _everything() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname ~ '^(registry|outreach|reports)_' ORDER BY 1"
        )
        return cursor.fetchall()


def test_wrong_expired_and_revoked_are_one_answer(world: World, moment: Moment, visitor: Client) -> None:
    expired, revoked, good = (written(world, number) for number in (1, 2, 3))
    user = world.users["community-a11"]
    with world.at("community-a11"):
        link = PersonalLink.objects.get(digest=links.digest_of(revoked))
        links.revoke(by=user, link=link, label="何")
    wrong = ("0" * 16, "x", "è" * 16, "a" * 4000, "%00", good.upper() if good.upper() != good else good + "0")
    answers = {(r.status_code, r.content) for r in (visitor.get(f"/m/{token}/") for token in (*wrong, revoked))}
    assert visitor.get(f"/m/{good}/").status_code == 200
    moment.passes(days=91)
    answers |= {(r.status_code, r.content) for r in (visitor.get(f"/m/{token}/") for token in (expired, good))}
    posted = visitor.post(f"/m/{expired}/", {"stop": "all"})
    answers |= {(posted.status_code, posted.content)}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_guessing_is_stopped_and_others_are_not(world: World, moment: Moment, visitor: Client, settings) -> None:
    settings.LINK_LIMITS = {"wrong": (20, 3600), "sent": (5, 3600)}
    good = written(world)
    statuses = [visitor.get(f"/m/{number:016d}/").status_code for number in range(200)]
    assert statuses.count(429) == 180
    assert visitor.get(f"/m/{good}/").status_code == 429
    other = Client(REMOTE_ADDR=next(ADDRESSES))
    assert other.get(f"/m/{good}/").status_code == 200
    # What a client writes into X-Forwarded-For never counts.
    assert visitor.get(f"/m/{good}/", HTTP_X_FORWARDED_FOR="198.51.100.9").status_code == 429
    sent = [other.post(f"/m/{good}/", {"text": f"第{number}次"}).status_code for number in range(8)]
    assert sent.count(429) == 3
    moment.passes(hours=1)
    assert visitor.get(f"/m/{good}/").status_code == 200


def test_a_token_is_kept_as_a_keyed_hash_and_has_eighty_bits(world: World, moment: Moment) -> None:
    token = written(world)
    assert len(token) == links.LENGTH == 16
    assert len(links.SIGNS) == 32
    # As long as the mark can be taken back, its text has the link; then it is a hash.
    moment.passes(minutes=61)
    assert marks.settle(world.nodes["a"].path) == 1
    with world.system():
        kept = PersonalLink.objects.get()
        assert bytes(kept.digest) == links.digest_of(token)
        assert token not in str(Message.objects.get().content)
    many = {links.new_token() for _ in range(20_000)}
    assert len(many) == 20_000


def test_a_link_is_no_session(world: World, moment: Moment, visitor: Client) -> None:
    """It opens nothing else, and a clerk who opens it sees no more than the member would."""
    token = written(world)
    visitor.get(f"/m/{token}/")
    assert visitor.get("/members/").status_code == 302
    with world.at("community-a11"):
        link = PersonalLink.objects.get()
        opt_outs.by_staff(by=world.users["community-a11"], label="何", member=link.member, channel="", note="来电")
    page = visitor.get(f"/m/{token}/").content.decode()
    assert "您已退订全部消息" in page


def test_the_form_is_guarded_against_other_sites(world: World, moment: Moment) -> None:
    token = written(world)
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=next(ADDRESSES))
    assert strict.post(f"/m/{token}/", {"stop": "all"}).status_code == 403
    with world.at("community-a11"):
        assert not OptOut.objects.exists()
