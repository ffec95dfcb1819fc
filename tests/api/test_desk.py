"""场所, 批次, 回复 for programs: an owner's, what is shared down, and nothing of anybody else's."""

from outreach.models import MessageAnswer, MessageBatch
from tests.api.caller import browser
from tests.planting import plant
from tests.world import World, clerk

LISTS = ("venues", "message-batches", "answers")


def results(world: World, account: str, name: str, query: str = "") -> list[dict]:
    """The rows of that account's list."""
    answer = browser(world, account).ask("GET", f"{name}/{query}")
    assert answer.status_code == 200, (account, name, answer.content)
    return answer.json()["results"]


def test_each_list_is_its_owners(world: World) -> None:
    """The community's rows for it and those above; a neighbour and another district find nothing, row by row too."""
    plant(world, "a11", times=4)
    for name in LISTS:
        rows = results(world, clerk("a11"), name)
        assert rows and {row["id"] for row in rows} == {row["id"] for row in results(world, "street-a1", name)}, name
        for outsider in (clerk("a12"), clerk("b11")):
            assert results(world, outsider, name) == []
            one = browser(world, outsider).ask("GET", f"{name}/{rows[0]['id']}/")
            assert one.status_code == 404
        assert browser(world, "auditor-a").ask("GET", f"{name}/").status_code == 403


def test_an_answer_is_noted_as_read(world: World) -> None:
    """Once, by whoever may send; it leaves the unread ones; a liaison may not, an outsider finds none."""
    plant(world, "a11", times=4)
    unread = results(world, clerk("a11"), "answers", "?seen=false")
    key = unread[0]["id"]
    assert "收到" in unread[0]["text"] and unread[0]["seen_at"] is None
    assert browser(world, clerk("a12")).ask("POST", f"answers/{key}/seen/").status_code == 404
    assert browser(world, "liaison-a11").ask("POST", f"answers/{key}/seen/").status_code in (403, 404)
    said = [browser(world, clerk("a11")).ask("POST", f"answers/{key}/seen/").json()["seen_at"] for _ in range(2)]
    assert said[0] and said[0] == said[1]
    assert key not in {row["id"] for row in results(world, clerk("a11"), "answers", "?seen=false")}
    assert key in {row["id"] for row in results(world, clerk("a11"), "answers", "?seen=true")}
    with world.system():
        assert MessageAnswer.objects.get(pk=key).seen_label


def test_they_are_narrowed(world: World) -> None:
    plant(world, "a11", times=4)
    owner = clerk("a11")
    with world.system():
        MessageBatch.objects.update(left_out={"no_phone": 2})
    venues = results(world, owner, "venues")
    assert {row["id"] for row in venues} == {
        row["id"] for answer in ("true", "false") for row in results(world, owner, "venues", f"?in_use={answer}")
    }
    batches = results(world, owner, "message-batches")
    assert batches == results(world, owner, "message-batches", "?state=draft")
    assert results(world, owner, "message-batches", "?state=approved") == []
    assert [row["left_out"] for row in batches] == [{"no_phone": 2}]
    assert browser(world, owner).ask("GET", "answers/?nothing=1").status_code == 400
