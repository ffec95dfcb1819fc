"""When the next task comes, with its day; what is said of one whose rule was changed since; and what can't be said for
want of a calendar."""

from datetime import date, timedelta

from outreach.domain import dates, reasons, rules, tasks
from outreach.models import Rule, Task
from tests.outreach.ground import TODAY, Days, ago, call, known, only, rule, tick
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

CLERK = clerk("a11")


def the_task(world: World) -> Task:
    with world.system():
        return Task.objects.select_related("rule").latest("due_on")


def test_the_next_one_has_its_day(ruled: World, days: Days) -> None:
    """Since the last success, a quarter, a listed day, a birthday; on the page and for programs."""
    only(ruled, "contact")
    member = known(ruled, 1, ago(50))
    tick(ruled)
    task = the_task(ruled)
    for client in (client_of(ruled, CLERK), client_of(ruled, "street-a1")):
        assert f"今天联系上的话，{TODAY + timedelta(days=30)} 前" in text_of(client.get(f"/tasks/{task.pk}/"))
    assert client_of(ruled, clerk("a12")).get(f"/tasks/{task.pk}/").status_code == 404
    call(ruled, member)
    tick(ruled)
    assert f"下一次：{TODAY + timedelta(days=30)} 前" in reasons.upcoming(the_task(ruled), task.rule, TODAY)
    study = rule(ruled, "study")
    quarter = Task(due_on=date(2026, 3, 31))
    said = reasons.upcoming(quarter, study, TODAY)
    assert "下一次：2026-06-30 前" in said and f"{date(2026, 6, 30) - timedelta(days=study.lead_days)} 起列出" in said
    birthday = Task(due_on=date(2024, 2, 29))
    assert reasons.upcoming(birthday, rule(ruled, "birthday"), TODAY) == "下一次：2025-02-28。"


def test_after_a_skipped_one_nobody_is_said_to_be_reached(ruled: World, days: Days) -> None:
    only(ruled, "contact")
    known(ruled, 1, ago(50))
    tick(ruled)
    with ruled.at(CLERK):
        tasks.skip(by=ruled.users[CLERK], task=the_task(ruled), reason="本人在住院")
    skipped = the_task(ruled)
    said = reasons.upcoming(skipped, skipped.rule, TODAY)
    assert f"{TODAY + timedelta(days=30)} 前（跳过以后满 30 天）" in said


def test_a_listed_day_waits_for_its_calendar(ruled: World, days: Days) -> None:
    with ruled.system():
        fixed = Rule(cadence="dates", dates=["07-01"], lead_days=7)
        feast = Rule(cadence="dates", dates=["春节"], lead_days=7)
        task = Task(due_on=date(2026, 7, 1))
        assert reasons.upcoming(task, fixed, TODAY) == "下一次：2027-07-01，2027-06-24 起列出。"
        assert "还没有公布" in reasons.upcoming(Task(due_on=date(2040, 2, 1)), feast, date(2040, 3, 1))


def test_a_rule_that_was_changed_since_is_told(ruled: World, days: Days) -> None:
    """Of what is done by then: its own days, and that the rule is another by now; nothing of the new number."""
    only(ruled, "contact")
    member = known(ruled, 1, ago(50))
    tick(ruled)
    call(ruled, member)
    tick(ruled)
    done = the_task(ruled)
    before = reasons.why(done, done.rule)
    assert "满 30 天" in before
    with ruled.at("district-a"):
        held = Rule.objects.get(code="contact")
        rules.change_rule(by=ruled.users["district-a"], node=ruled.nodes["a"], rule=held, changes={"every_days": 77})
    after = reasons.why(the_task(ruled), rule(ruled, "contact"))
    assert "后来改过" in after and "77" not in after and f"{done.due_on}" in after


def test_what_has_no_day_for_want_of_a_calendar_is_said(ruled: World, days: Days) -> None:
    """On the tasks' page, the rules' page and a liaison's day: which rules, since when; nothing once it is known."""
    pages = {CLERK: "/tasks/", "street-a1": "/rules/", "liaison-a11": "/"}
    assert not [1 for account, path in pages.items() if "未公布" in text_of(client_of(ruled, account).get(path))]
    days.to(date(2035, 5, 8))
    for account, path in pages.items():
        page = text_of(client_of(ruled, account).get(path))
        assert "放假安排未公布" in page and "还排不出来" in page and "自动补上" in page, account
    with ruled.system():
        held = rule(ruled, "first-contact")
        assert dates.unannounced(held, date(2035, 5, 8)) is not None and dates.unannounced(held, TODAY) is None
        held.is_active = False
        assert dates.unannounced(held, date(2035, 5, 8)) is None
