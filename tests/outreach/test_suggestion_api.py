"""金点子 through the API: by owner, colleague, liaison and another district; nobody's phone comes out."""

from datetime import timedelta
from uuid import uuid4

from outreach.domain.suggestions import figures
from outreach.models import Suggestion
from registry.lib import clock
from tests.api.caller import browser
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
