"""常用文字: a node's texts that messages begin from, read below it, written by itself alone; what is in none of them is
refused before anybody gets it."""

from typing import Any

import pytest

from outreach.domain import wordings
from outreach.models import MessageTemplate
from registry.domain.errors import Refused
from registry.models import AuditEvent
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

HERE = "/messages/templates/"
HELLO = {"name": "八一问候", "body": "{姓名}同志，节日好！{组织}"}


def written(world: World, account: str, **more: Any) -> MessageTemplate:
    """A text of that account's node."""
    with world.at(account) as scope:
        return wordings.save(by=world.users[account], path=scope.path, fields=HELLO | more)


def test_written_read_below_and_used(world: World) -> None:
    """By the street; its communities begin with it, singly and in batches; the neighbour street sees nothing of it."""
    street, community = client_of(world, "street-a1"), client_of(world, clerk("a11"))
    member = world.member("a11", 1)
    page = text_of(street.post(HERE, HELLO, follow=True))
    assert "已保存" in page and "何小山同志，节日好！本社区" in page and "回复或退订" in page
    with world.at("street-a1"):
        row = MessageTemplate.objects.get()
    below = text_of(community.get(HERE))
    assert "八一问候" in below and "上级的" in below and f"{HERE}{row.pk}/" not in below
    for path in (f"/members/{member.pk}/message/", "/messages/batches/new/"):
        assert "八一问候" in text_of(community.get(path))
        assert HELLO["body"] in text_of(community.get(f"{path}?template={row.pk}"))
        assert HELLO["body"] not in text_of(community.get(f"{path}?template=x"))
    other = client_of(world, "street-a2")
    assert "八一问候" not in text_of(other.get(HERE))
    assert HELLO["body"] not in text_of(other.get(f"/messages/batches/new/?template={row.pk}"))


def test_who_may_change_it(world: World) -> None:
    """Its own node; for those below it and beside it there is no such page."""
    row = written(world, "street-a1")
    url = f"{HERE}{row.pk}/"
    for account, wanted in ((clerk("a11"), 404), ("street-a2", 404), ("liaison-a11", 403), ("auditor-a", 403)):
        client = client_of(world, account)
        assert client.post(url, HELLO).status_code == client.post(f"{url}switch/").status_code == wanted, account
    street = client_of(world, "street-a1")
    assert "等着发的消息不变" in text_of(street.post(url, HELLO | {"body": "{姓名}，您好"}, follow=True))
    assert "已停用" in text_of(street.post(f"{url}switch/", follow=True))
    assert "八一问候" not in text_of(client_of(world, clerk("a11")).get(HERE))
    assert "停用" in text_of(street.get(HERE)) and "已启用" in text_of(
        street.post(f"{url}switch/", {"on": 1}, follow=True)
    )
    with world.system("a"):
        found = AuditEvent.objects.filter(object_id=row.pk).order_by("seq").values_list("action", flat=True)
        assert list(found) == ["template.saved", "template.saved", "template.switched", "template.switched"]


def test_what_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank that nobody fills, a name that is there, too many; what was typed stays in the form."""
    street = client_of(world, "street-a1")
    page = text_of(street.post(HERE, HELLO | {"body": "{身份证号}，您好"}))
    assert "{身份证号} 不认识" in page and "{身份证号}，您好" in page
    assert "已保存" in text_of(street.post(HERE, HELLO, follow=True))
    again = text_of(street.post(HERE, HELLO | {"body": "第二条"}))
    assert "已经有一条叫“八一问候”的" in again and "第二条" in again
    monkeypatch.setattr(wordings, "MOST", 1)
    with world.at("street-a1") as scope, pytest.raises(Refused, match="最多 1 条"):
        wordings.save(by=world.users["street-a1"], path=scope.path, fields=HELLO | {"name": "另一条"})
    with world.at("street-a1"):
        assert MessageTemplate.objects.count() == 1
