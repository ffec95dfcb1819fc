"""Thirty days of the demo's district: its liaisons and streets at work, several beats; every contact that falls due is
asked for once, and what nobody does rises as the ladder says, counted again from the raw contacts (D06)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.management import call_command

from outreach.domain import rules, ticking
from outreach.models import Alert, Rule, Task
from registry.choices import ContactOutcome, Status
from registry.domain import contacts, seeding
from registry.lib import clock
from registry.lib.scope import Scope
from registry.management.demo import story
from registry.models import ContactLog, Member, User
from registry.models.identity import system_scope
from registry.models.unit import work
from tests.faults.harness import FULL, figure, rounds
from tests.outreach.ground import Days
from tests.outreach.test_thirty_days import BEATS, DAYS, EVERY, compare, counted

# Before the first day, so that all that is late has risen already when it begins.
BEGAN = timedelta(days=200)
# A day agreed upon with her puts her off for so many turns at most (outreach.domain.wanted).
MOST = 3 * EVERY
# Calls a day: of a liaison, every third day short of the full size, and of a street for those without one.
HERS, STREETS, TURN = 1, 4, 1 if FULL else 3


def spoken_to() -> dict[UUID, set[date]]:
    """The days on which each member herself was reached, from the log."""
    found: dict[UUID, set[date]] = defaultdict(set)
    for log in ContactLog.objects.filter(outcome=ContactOutcome.REACHED, side="member", voided_at__isnull=True):
        found[log.member_id].add(clock.local(log.happened_at).date())
    return found


def begun(path: str) -> tuple[dict[UUID, date], Callable[[UUID, date], date]]:
    """Whom there is to speak to and when each was spoken to last; when each is due after a day, agreed days included:
    from the records and the log as they stand on the first morning."""
    with work(system_scope(path)):
        logged = {member: max(days) for member, days in spoken_to().items()}
        people = Member.objects.filter(is_open=True).exclude(status__in=(Status.LEAD, Status.LOST))
        last = {key: max(filter(None, (said, logged.get(key))), default=None)
                for key, said in people.values_list("pk", "contact_said_on")}  # fmt: skip
        agreed = list(ContactLog.objects.filter(side="member", voided_at__isnull=True, next_on__isnull=False)
                      .order_by("happened_at", "id"))  # fmt: skip

    def due_of(member: UUID, since: date) -> date:
        due = since + timedelta(days=EVERY)
        for log in agreed:
            if log.member_id == member and clock.local(log.happened_at).date() >= since and log.next_on:
                most = MOST if log.outcome == ContactOutcome.REACHED else EVERY
                due = min(log.next_on, since + timedelta(days=most))
        return due

    return {key: day for key, day in last.items() if day}, due_of


def at_work(user: User, scope: Scope, hers: set[UUID], order: dict[UUID, int], calls: int) -> None:
    """The first of what is due: never every seventh member, every fifth reached at the third try only."""
    with work(scope):
        due = Task.objects.filter(state="open", due_on__lte=clock.today(), member__in=hers)
        rows = due.order_by("due_on", "member_id").select_related("member")
        for task in [each for each in rows if order.get(each.member_id, 0) % 7][:calls]:
            tried = ContactLog.objects.filter(member=task.member, happened_at__gte=clock.now() - BEGAN).count()
            failing = order[task.member_id] % 5 == 0 and tried % 3 < 2
            outcome = ContactOutcome.NO_ANSWER if failing else ContactOutcome.REACHED
            said = {"happened_at": clock.now(), "channel": "phone", "outcome": outcome}
            contacts.record_contact(by=user, member=task.member, fields=said)


def passed(days: Days, path: str, order: dict[UUID, int]) -> None:
    """The thirty days."""
    desks: Iterable[tuple[User, Scope, list[Member]]] = list(story.on_the_line())
    streets = {username for _, username in story.STREETS}
    for number in range(DAYS):
        for _ in range(BEATS):
            ticking.tick(path)
        for at, (user, scope, hers) in enumerate(desks):
            of_street = user.username in streets
            if hers and (of_street or (number + at) % TURN == 0):
                at_work(user, scope, {each.pk for each in hers}, order, STREETS if of_street else HERS)
        ticking.tick(path)
        days.on(1)


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_thirty_days_of_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "ENROLLED_SHARE", story.ENROLLED_SHARE / rounds(3, 1))
    call_command("load_demo")
    path, first, days = seeding.path_of(seeding.DISTRICT) or "", clock.today(), Days(monkeypatch)
    days.to(first)
    with work(system_scope(path)):
        rules.ensure_rules(path, day=first - BEGAN)
        Rule.objects.exclude(code="contact").update(is_active=False)
    last, due_of = begun(path)
    order = {member: number for number, member in enumerate(sorted(last))}
    passed(days, path, order)
    with work(system_scope(path)):
        spoken = {key: {day for day in found if day >= first} for key, found in spoken_to().items()}
        made = list(Task.objects.values_list("member_id", "due_on"))
        still = set(Task.objects.filter(state="open").values_list("member_id", "due_on"))
        raised = list(Alert.objects.select_related("task").order_by("id"))
    asked, risen = counted(last, defaultdict(set, spoken), first, due_of)
    compare(made, still, raised, asked, risen)
    assert len(last) > 250 and 0 < len(still) < len(made) and {"community"} < {alert.level for alert in raised}
    what = f"demo district, {DAYS} days, {BEATS} beats, {len(last)} members: tasks beyond one each or missing"
    figure("D06", what, len(set(made) ^ set(asked)), "", True, n=len(asked))
