"""Figures of 金点子 against an independent count over the steps; each number leads to the rows that it counts."""

import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import pytest

from outreach.choices import SuggestionCategory, SuggestionState
from outreach.domain import demo_suggestions
from outreach.domain.suggestions import figures, flow
from outreach.domain.suggestions.figures import COUNTED, GROUPS, Stretch
from outreach.models import Suggestion, SuggestionExtension, SuggestionStep, SuggestionWord, Supervision
from registry.lib import clock
from tests.outreach.test_suggestion_flow import leaves
from tests.remembered import remembered
from tests.web.staff import client_of, text_of
from tests.world import World, build

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/suggestions/figures/rows/[^"]+)"[^>]*>([\d,]+%?)')
WORKED = ("answered", "fed_back", "evaluated", "closed")


# How many were written, and when that began.
LOADED: list[tuple[int, datetime]] = []


@remembered
def full() -> World:
    """A world whose first district has the demo's ideas."""
    made = build()
    made.member("a11", 1)
    with made.system():
        before = clock.now()
        LOADED.append((demo_suggestions.load(by=None, organisation=made.nodes["a"]), before))
    return made


def test_ideas_in_every_state_with_an_owner_each() -> None:
    """Every state, each on the list with an owner, chased on its days; each one's log replays; written once."""
    world, [(loaded, before)] = full(), LOADED
    with world.system():
        assert loaded == 83
        assert demo_suggestions.load(by=None, organisation=world.nodes["a"]) == 0
        rows = list(Suggestion.objects.all())
        states = Counter(row.state for row in rows)
        assert states == {
            "closed": 49, "in_progress": 10, "received": 4, "answered": 4, "evaluated": 4, "fed_back": 3, "assigned": 3,
            "merged": 2, "rejected": 2, "returned": 1, "accepted": 1,
        }  # fmt: skip
        assert set(states) == set(SuggestionState) and {row.category for row in rows} == set(SuggestionCategory)
        listed = [row for row in rows if row.on_list and row.lead_label and row.handler_name and row.due_on]
        assert len(listed) == 71 and sum(row.is_help for row in rows) == 3
        assert sum(bool(row.split_from) for row in rows) == 1 and sum(row.reopened for row in rows) == 2
        for row in rows:
            steps = SuggestionStep.objects.filter(suggestion=row).values_list("move", "before", "after")
            assert flow.replay(list(steps)) == row.state, row.title
        assert all(row.state_at <= before for row in rows)
        assert Suggestion.objects.all().late(clock.today()).count() >= 3
        open_now = Supervision.objects.all().open()
        assert set(open_now.values_list("level", flat=True)) >= {"urge", "street", "district"}
        assert not Supervision.objects.filter(at__gt=before).exists()
        assert SuggestionExtension.objects.count() == 2 and SuggestionWord.objects.filter(kind="progress").exists()
        assert Suggestion.objects.filter(published_at__isnull=False).count() == 35
        # As many as the press report counts, whatever day the last closed month ended on.
        early = clock.today() - timedelta(days=35)
        assert Suggestion.objects.all().ideas().genuine().filter(collected_on__lte=early).count() >= 50


def counted(ideas: list[Suggestion], stretch: Stretch, by: str) -> dict[str, dict[str, Any]]:
    """The same numbers in the plainest way: every log read to the end of the stretch."""
    found: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(list))
    today, end = clock.today(), stretch.until
    for row in ideas:
        steps = [step for step in row.steps.all() if clock.local(step.at).date() <= end]
        if not steps:
            continue
        key = {"node": row.node_at_event[:8], "category": row.category, "owner": row.lead_label}[by]
        state, here = steps[-1].after, found[key]
        answers = [clock.local(step.at).date() for step in steps if step.move == "answer"]
        is_in = lambda day: day is not None and stretch.since <= day <= end  # noqa: E731
        on = lambda moment: clock.local(moment).date() if moment else None  # noqa: E731
        answered = state in WORKED and is_in(answers[-1])
        late = state in ("assigned", "in_progress") and row.due_on < min(end + timedelta(days=1), today)
        said = {
            "collected": is_in(row.collected_on), "listed": row.on_list and is_in(on(row.listed_at)),
            "answered": answered, "overdue": late, "on_time": answered and answers[-1] <= row.due_on,
            "due_answer": answered or late, "due_reply": is_in(row.collected_on) and state != "merged",
            "replied": is_in(row.collected_on) and state in (*WORKED, "rejected"),
            "closed": state == "closed" and is_in(on(row.closed_at)),
            "rated": bool(row.rating) and is_in(on(row.rated_at)),
            "satisfied": row.rating in ("content", "fairly") and is_in(on(row.rated_at)),
            "reopened": any(step.move == "reopen" and is_in(on(step.at)) for step in steps),
        }  # fmt: skip
        for name, hit in said.items():
            here[name] += [row.pk] * bool(hit)
        here["days"] += [(answers[-1] - row.collected_on).days] if answered else []
    return found


def test_they_equal_a_count_over_the_logs() -> None:
    """Now, a month, a stretch that is long over; by node, category, owner: numbers and the rows behind them."""
    world, today = full(), clock.today()
    stretches = [Stretch(today - timedelta(days=days), today - timedelta(days=ago))
                 for days, ago in ((400, 0), (30, 0), (160, 100), (20, 15))]  # fmt: skip
    hit = set()
    with world.at("district-a"):
        ideas = list(Suggestion.objects.filter(kind="idea", suspicion="").prefetch_related("steps"))
        for stretch in stretches:
            for by in GROUPS:
                plain, asked = counted(ideas, stretch, by), figures.numbers(stretch, by)
                assert asked.keys() == plain.keys()
                for key, named in asked.items():
                    for name in COUNTED:
                        assert named[name] == len(plain[key][name]), (stretch, by, key, name)
                    assert named["days"] == (median(plain[key]["days"]) if plain[key]["days"] else None)
            total, groups = figures.numbers(stretch)[""], counted(ideas, stretch, "node").values()
            for name in COUNTED:
                rows = set(figures.behind(stretch, name).values_list("pk", flat=True))
                assert rows == {pk for group in groups for pk in group[name]}
                hit |= {name} if total[name] else set()
    assert hit == set(COUNTED), "each of them counts something somewhere"


def test_open_overdue_counts_against_and_a_closed_stretch_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: without the overdue ones the rate is higher; what happens later changes no past number."""
    with full().system():
        today = clock.today()
        past = Stretch(today - timedelta(days=120), today - timedelta(days=60))
        now, then = figures.numbers(Stretch(today - timedelta(days=60), today))[""], figures.numbers(past)[""]
        assert now["overdue"] >= 3 and now["due_answer"] == now["answered"] + now["overdue"]
        monkeypatch.setitem(COUNTED, "due_answer", figures._answered)
        flattered = figures.numbers(Stretch(today - timedelta(days=60), today))[""]
        assert flattered["on_time"] / flattered["due_answer"] > now["on_time"] / now["due_answer"]
        Suggestion.objects.filter(state="answered").update(state="in_progress")
        assert figures.numbers(past)[""] | {"due_answer": 0} == then | {"due_answer": 0}


def test_pages_for_owner_colleague_and_outsider() -> None:
    """Each number on the page is the number of rows of the page that it leads to; nobody sees another node's."""
    world = full()
    for _ in range(3):
        leaves(world)
    since = clock.today() - timedelta(days=300)
    clerk, url = client_of(world, "community-a11"), f"/suggestions/figures/?since={since}&by=category"
    page = clerk.get(url).content.decode()
    links = LINK.findall(page)
    assert len(links) > 5
    for link, number in links[:14]:
        rows = text_of(clerk.get(link.replace("&amp;", "&")))
        if "of=days" in link:
            took = [int(days) for days in re.findall(r">\s*(\d+) 天\s*<", rows)]
            assert took and float(number) == median(took), link
        else:
            assert number.endswith("%") or rows.count('scope="row"') == int(number), link
    assert "还没有交办" in text_of(clerk.get(url.replace("category", "owner")))
    street = text_of(client_of(world, "street-a1").get(url.replace("category", "node")))
    assert "a11社区" in street and "a2" not in street.partition("<table")[2]
    neighbour = text_of(client_of(world, "community-b11").get(url))
    assert "这一段没有金点子" in neighbour
    assert client_of(world, "liaison-a11").get(url).status_code == 403
    assert client_of(world, "auditor-a").get(url).status_code == 403
    assert clerk.get("/suggestions/figures/rows/?of=nothing").status_code == 404
    assert clerk.get(f"/suggestions/figures/?since={date.max}&until=x").status_code == 200
