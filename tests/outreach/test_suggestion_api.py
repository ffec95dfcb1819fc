"""金点子 through the API: by owner, colleague, liaison and another district; nobody's phone comes out."""

from datetime import timedelta
from uuid import uuid4

from outreach.domain.suggestions import figures
from outreach.models import Suggestion
from registry.lib import clock
from registry.models import AuditEvent
from tests.api.caller import browser
from tests.api.test_files import pdf, photo
from tests.outreach.test_suggestion_flow import leaves
from tests.world import World

URL = "suggestions/"
SAID = {
    "content": "夜班公交末班车再晚半小时。", "category": "traffic", "source": "phone", "phone": "19900001234",
    "name": "何师傅",
}  # fmt: skip


def test_the_whole_way(world: World) -> None:
    """Entered once for one key, accepted, handed on, urged, answered, rated 不满意, reopened, answered, closed."""
    clerk, street, key = browser(world, "community-a11"), browser(world, "street-a1"), str(uuid4())
    said = SAID | {"organisation": str(world.nodes["a11"].pk)}
    first = clerk.ask("POST", URL, said, **{"Idempotency-Key": key})
    again = clerk.ask("POST", URL, said, **{"Idempotency-Key": key})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["code"] and again.json()["code"] is None
    row = first.json()["suggestion"]
    one = f"{URL}{row['id']}/"
    assert row["id"] == key and row["number"].endswith("0001") and row["proposer_phone"] == "199****1234"

    def does(who, what: str, **body) -> dict:
        answer = who.ask("POST", f"{one}{what}/", body)
        assert answer.status_code == 200, (what, answer.json())
        return answer.json()

    assert clerk.ask("POST", f"{one}answer/", {"outcome": "A", "text": "好"}).status_code == 409
    assert "accept" in does(clerk, "words", kind="private", text="先问公交公司")["can"]
    does(clerk, "accept", complexity="simple", on_list=True, version=row["version"])
    assert clerk.ask("POST", f"{one}accept/", {"complexity": "simple", "on_list": True}).status_code == 409
    assert clerk.ask("POST", f"{one}urge/", {}).status_code == 403
    does(street, "assign", unit=str(world.nodes["a12"].pk), handler_name="钱工")
    assert clerk.ask("GET", one).status_code == 404, "it is another's now"
    colleague = browser(world, "community-a12")
    does(street, "urge", note="大家等着")
    assert street.ask("POST", f"{one}urge/", {}).status_code == 409
    does(colleague, "steps", step="sign")
    does(colleague, "answer", outcome="A", text="末班车已推迟到 22:50。")
    does(colleague, "rate", rating="not", way="phone")
    does(colleague, "reopen", why="周末还是早")
    does(colleague, "answer", outcome="A", text="周末也推迟了。")
    does(colleague, "feed-back", way="phone")
    closed = does(colleague, "steps", step="close")
    assert closed["state"] == "closed" and len(closed["steps"]) == 10 and closed["can"] == []
    assert "19900001234" not in str(closed)
    asked = street.ask("GET", f"{URL}figures/?since={clock.today()}&until={clock.today()}").json()["groups"]
    with world.at("street-a1"):
        whole = figures.numbers(figures.Stretch(clock.today(), clock.today()), "node")
    assert {row["group"]: row["closed"] for row in asked} == {key: row["closed"] for key, row in whole.items()}
    assert street.ask("GET", f"{URL}figures/?since={clock.today()}&until=2020-01-01").status_code == 400


def test_who_sees_what(world: World) -> None:
    """Rows of the scope, narrowed; others' are not there; a liaison's are her members'; the list costs the same."""
    leaves(world)
    leaves(world, "a12", name="罗", phone="19900001235")
    lists = {name: browser(world, name).ask("GET", URL).json()["results"] for name in (
        "community-a11", "street-a1", "district-b", "liaison-a11")}  # fmt: skip
    assert [len(rows) for rows in lists.values()] == [1, 2, 0, 0]
    assert "19900001235" not in str(lists) and "content" not in lists["street-a1"][0]
    with world.system():
        Suggestion.objects.update(stage_due_on=clock.today() - timedelta(days=1))
    street = browser(world, "street-a1")
    assert len(street.ask("GET", f"{URL}?overdue=true&state=received").json()["results"]) == 2
    assert street.ask("GET", f"{URL}?phone=1").status_code == 400
    one = lists["street-a1"][0]["id"]
    assert browser(world, "district-b").ask("GET", f"{URL}{one}/").status_code == 404
    other = SAID | {"organisation": str(world.nodes["b11"].pk)}
    assert street.ask("POST", URL, other).status_code == 400


def test_what_stands_beside_the_moves(world: World) -> None:
    """Put right, published, split, merged, more time, other units, a case of help: by owner, street and neighbour."""
    leaves(world, may_publish=True)
    leaves(world, name="罗", phone="19900001235")
    clerk, street, neighbour = (browser(world, name) for name in ("community-a11", "street-a1", "community-a12"))
    one, two = (f"{URL}{row['id']}/" for row in clerk.ask("GET", URL).json()["results"])

    def does(who, what: str, code: int = 200, **body) -> dict:
        answer = who.ask("PATCH" if what in (one, two) else "POST", what, body)
        assert answer.status_code == code, (what, answer.json())
        return answer.json()

    for row in (one, two):
        does(clerk, f"{row}accept/", complexity="normal", on_list=True)
    put_right = does(clerk, one, title="修好东门的路灯", category="traffic", on_list=True, remark="已看过")
    assert (put_right["title"], put_right["category"]) == ("修好东门的路灯", "traffic")
    public = {"title": "修好东门的路灯", "text": "一位居民说路灯坏了。"}
    if clerk.ask("POST", f"{one}publish/", public).status_code == 409:  # one of the two did not agree
        one, two = two, one
    does(clerk, f"{one}publish/", 409, title="灯", text="请打 13800138000")
    assert does(clerk, f"{one}publish/", **public)["published_at"]
    assert does(clerk, f"{one}withdraw/")["published_at"] is None
    parted = does(clerk, f"{one}split/", 201, content="还想在东门装一块公告栏。", category="traffic")
    assert parted["number"].endswith("0003")
    does(clerk, f"{URL}{parted['id']}/accept/", complexity="simple", on_list=False)
    does(clerk, f"{URL}{parted['id']}/merge/", 400, into=str(uuid4()))
    assert does(clerk, f"{URL}{parted['id']}/merge/", into=one.split("/")[1])["state"] == "merged"
    does(clerk, f"{one}assign/", unit_name="市政所", handler_name="李工")
    does(clerk, f"{one}extension-decision/", 403, granted=True)
    until = str(clock.today() + timedelta(days=90))
    assert does(clerk, f"{one}extend/", until=until, why="等灯泡")["extensions_asked"][0]["state"] == "open"
    does(street, f"{one}extension-withdrawal/", 409)
    assert does(clerk, f"{one}extension-withdrawal/")["extensions_asked"][0]["state"] == "dropped"
    does(clerk, f"{one}extend/", until=until, why="等灯泡到货")
    assert does(street, f"{one}extension-decision/", granted=True)["due_on"] == until
    does(street, f"{one}extension-decision/", 409, granted=True)
    unit = does(clerk, f"{one}units/", name="供电所")["units"][0]
    does(clerk, f"{one}opine/", 400, unit=str(uuid4()), text="可以")
    assert does(clerk, f"{one}opine/", unit=unit["id"], text="可以")["units"][0]["opinion"] == "可以"
    assert does(clerk, f"{two}to-help/", why="孩子上学")["kind"] == "help"
    does(clerk, f"{two}clear/", 409)
    for verb in ("publish", "withdraw", "split", "merge", "extend", "units", "opine", "to-help", "clear"):
        assert neighbour.ask("POST", f"{one}{verb}/", {}).status_code == 404, verb
    assert neighbour.ask("PATCH", one, {}).status_code == 404


def test_its_photographs(world: World) -> None:
    """Added, listed and handed out as on the page: made anew, on the trail, for those who work on it; nobody else's."""
    leaves(world)
    clerk, street = browser(world, "community-a11"), browser(world, "street-a1")
    one = clerk.ask("GET", URL).json()["results"][0]["id"]
    made = clerk.send(f"{URL}{one}/files/", file=photo())
    row = made.json()
    assert (made.status_code, row["suggestion"], row["media_type"], row["from_proposer"]) == (
        201, one, "image/jpeg", False,
    )  # fmt: skip
    assert street.get(f"{URL}{one}/")["files"] == [row] == [street.get(f"suggestion-files/{row['id']}/")]
    answer = street.ask("GET", f"suggestion-files/{row['id']}/content/")
    assert len(answer.content) == row["size"] and b"GPSCANARY" not in answer.content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert clerk.send(f"{URL}{one}/files/", file=pdf("a.docx")).status_code == 201, "judged by its bytes, not its name"
    for account, code in (("community-a12", 404), ("district-b", 404), ("liaison-a11", 403), ("auditor-a", 403)):
        other = browser(world, account)
        assert other.ask("GET", f"suggestion-files/{row['id']}/content/").status_code == code, account
        assert other.send(f"{URL}{one}/files/", file=photo()).status_code == code, account
    with world.at("auditor-a"):
        told = AuditEvent.objects.filter(action__startswith="suggestion.file").values_list("action", "actor")
        assert sorted(told) == [
            ("suggestion.file_added", "community-a11"), ("suggestion.file_added", "community-a11"),
            ("suggestion.file_opened", "street-a1"),
        ]  # fmt: skip


def test_who_answers_for_it(world: World) -> None:
    """Somebody of the scope, by account, who then sees it; to open one is on the trail, as on the page."""
    leaves(world)
    street = browser(world, "street-a1")
    one = f"{URL}{street.ask('GET', URL).json()['results'][0]['id']}/"
    street.ask("POST", f"{one}accept/", {"complexity": "simple", "on_list": True})
    known = {row["name"]: row["id"] for row in street.ask("GET", f"{URL}handlers/").json()}
    assert {world.users[name].name for name in ("street-a1", "community-a11", "community-a12")} == set(known)
    charge = {"unit": str(world.nodes["a11"].pk)}
    unseen = street.ask("POST", f"{one}assign/", charge | {"handler": str(world.users["community-a12"].pk)})
    assert unseen.status_code == 409 and "看不到这一条" in unseen.json()["detail"]
    for foreign in ("community-a21", "district-b", "liaison-a11"):
        sent = charge | {"handler": str(world.users[foreign].pk)}
        assert street.ask("POST", f"{one}assign/", sent).status_code == 400, foreign
    assert street.ask("POST", f"{one}assign/", charge).status_code == 409, "nobody answers for it"
    mine = world.users["community-a11"]
    assert street.ask("POST", f"{one}assign/", charge | {"handler": str(mine.pk)}).json()["handler_name"] == mine.name
    with world.at("street-a1"):
        assert Suggestion.objects.get().handler_id == mine.pk
    assert browser(world, "community-a11").ask("GET", one).json()["content"]
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="suggestion.opened", actor="community-a11").count() == 1
