"""The demo: the district of the press report, the same each time, loaded twice without a change."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from registry.choices import (
    IntakeState,
    MovementKind,
    OrganisationKind,
    PairState,
    ProposalState,
    Role,
    Status,
    StudyState,
)
from registry.domain import accounts, seeding
from registry.lib import clock
from registry.lib.identity import parse_id
from registry.lib.scope import Scope
from registry.management.demo import cast, staff, story
from registry.management.demo import contacts as demo_contacts
from registry.management.demo.people import Person
from registry.models import (
    ContactLog,
    DuplicatePair,
    Intake,
    LiaisonAssignment,
    LiaisonProfile,
    LostProposal,
    Member,
    Movement,
    Organisation,
    Posting,
    StudyReport,
    User,
)
from registry.models.identity import districts, system_scope, user_by_name
from registry.models.unit import work
from reports.figures import table
from reports.figures.month import Month
from reports.figures.register import balance
from reports.figures.standing import Asked
from tests.accounts.people import later
from tests.faults.harness import by_turns, rounds
from tests.reports.test_by_hand import differences

PASSWORD = "Demo-7k2m-Pq9x"
MODELS = (
    Organisation,
    Posting,
    Member,
    Movement,
    Intake,
    ContactLog,
    StudyReport,
    LiaisonAssignment,
    LostProposal,
    DuplicatePair,
)


def test_the_cast_is_the_same_whatever_the_day() -> None:
    one, other = cast.cast(date(2026, 11, 27)), cast.cast(date(2027, 3, 1))
    everybody, later_on = people_of(one), people_of(other)
    assert cast.cast(date(2026, 11, 27)) == one
    assert [(person.name, person.id_number) for person in everybody] == [
        (person.name, person.id_number) for person in later_on
    ]
    assert len(everybody) + len(one.twins) - len(one.out) - cast.LEADS == cast.MEMBERS == 325
    numbers = [person.id_number for person in everybody]
    assert len(set(numbers)) == len(numbers)
    for person in everybody:
        read = parse_id(person.id_number)
        assert read is not None and (read.sex, read.birth, person.id_number[4:6]) == (person.sex, person.birth, "99")


def people_of(told: cast.Cast) -> list[Person]:
    """Everybody once."""
    newcomers = [newcomer.person for newcomer in told.newcomers]
    return [*told.waihai, *told.jiangnan, *told.gig, *told.lile, *told.out, *newcomers]


def counts() -> dict[tuple[str, str], int]:
    """Rows by district and model."""
    found = {}
    for path in districts():
        with work(system_scope(path)):
            found |= {(path, model.__name__): model.objects.count() for model in MODELS}
    return found


def fewer_on_the_line() -> Iterator[tuple[User, Scope, list[Member]]]:
    """Whoever keeps in touch with somebody does so; short of the full size with one in three of hers."""
    for number, (user, scope, hers) in enumerate(story.on_the_line()):
        yield user, scope, list(by_turns(hers, number, 3))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_load_demo_twice(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    monkeypatch.setattr(demo_contacts, "on_the_line", fewer_on_the_line)
    monkeypatch.setattr(story, "ENROLLED_SHARE", story.ENROLLED_SHARE / rounds(3, 1))
    call_command("load_demo")
    first, shown = counts(), len((*seeding.ACCOUNTS, *seeding.NEIGHBOURS))
    with work(system_scope(seeding.path_of(seeding.DISTRICT) or "")):
        _check_people()
        _check_half_a_year()
        _check_what_waits()
        _check_months()
    with work(system_scope(seeding.path_of(seeding.DISTRICT) or "")):
        forgotten = DuplicatePair.objects.order_by("pk").first()
        forgotten.delete()
        clerk = user_by_name("yongming")
        with later(minutes=5):
            accounts.set_password(by=clerk, user=clerk, password="Quite-Another-77-Thing")
    first[forgotten.owner_path[:4], "DuplicatePair"] -= 1
    assert capsys.readouterr().out.count(PASSWORD) == shown
    call_command("load_demo")
    assert counts() == first, "a second start looks nothing over: that is the night's work"
    said = capsys.readouterr().out
    assert (said.count(PASSWORD), said.count("（已另设）")) == (shown - 1, 1)


def _check_people() -> None:
    """The figures of the press report."""
    registered = Member.objects.all().open().filter(direction="in").exclude(status=Status.LEAD)
    assert registered.count() == 325
    assert Organisation.objects.filter(kind=OrganisationKind.NEW_EMPLOYMENT).count() == 9
    ours = {liaison.username for liaison in staff.everybody()}
    assert len(ours) == 25 + 21 + 5
    assert Posting.objects.filter(role=Role.LIAISON, user__username__in=ours).count() == 51
    load = Counter(LiaisonAssignment.objects.filter(ended_on=None).values_list("liaison__username", flat=True))
    assert set(load) >= ours
    assert {load[name] for name in ours} == {2, 3}
    kinds = Counter(LiaisonProfile.objects.filter(user__username__in=ours).values_list("kind", "capacity"))
    assert kinds == {("instructor", 3): 25, ("committee", 3): 21, ("steward", 5): 5}
    dushan = Member.objects.get(name="何山远")
    assert (dushan.origin_code, dushan.organisation.name) == ("522726", "永明社区")
    assert Member.objects.get(name="贺小松").organisation.name == "永贤社区"


def _check_half_a_year() -> None:
    """Calls and studies of six months, up to yesterday and not beyond."""
    today = clock.today()
    days = {clock.local(moment).date() for moment in ContactLog.objects.values_list("happened_at", flat=True)}
    assert today - timedelta(days=190) < min(days) <= today - timedelta(days=150)
    assert max(days) == today - timedelta(days=1)
    studied = set(StudyReport.objects.values_list("studied_on", flat=True))
    assert StudyReport.objects.count() >= 300
    assert today - timedelta(days=190) < min(studied) < max(studied) < today
    assert set(StudyReport.objects.values_list("state", flat=True)) == set(StudyState)


def _check_what_waits() -> None:
    """Something of everything that staff have to look into."""
    today = clock.today()
    known = Member.objects.all().open().exclude(status__in=(Status.LEAD, Status.LOST))
    assert known.filter(last_contact_on__lt=today - timedelta(days=45)).count() >= 5
    assert Member.objects.filter(status=Status.LOST).count() == 3
    assert Movement.objects.filter(kind=MovementKind.FOUND_AGAIN).count() == 2
    assert Member.objects.filter(direction="out", is_open=True).count() >= 5
    assert LostProposal.objects.filter(state=ProposalState.OPEN).exists()
    assert DuplicatePair.objects.filter(state=PairState.OPEN).count() >= cast.TWINS
    waiting = Intake.objects.get(state=IntakeState.READY)
    assert waiting.counts["error"] == 5
    assert set(Intake.objects.exclude(pk=waiting.pk).values_list("state", flat=True)) == {IntakeState.APPLIED}


def _check_months() -> None:
    """This month and the one before, counted a second time by hand: no difference at any node."""
    month = Month.of(clock.today())
    for asked in (month, month.previous()):
        unlike, compared = differences(asked)
        assert unlike == [] and compared > 500
    _check_press(month.previous())


def _check_press(month: Month) -> None:
    """What the press report counts, in the tables of a month that is over."""
    found = table.rows(table.figures(Asked(month, clock.now()), code=seeding.DISTRICT[:6]), day=month.last)
    whole = found[-1].numbers
    assert whole["total"] == 325 and whole["out"] == cast.OUT and whole["new"] > 0 and whole["reports_total"] >= 300
    # On the first days of a month as many may have gone in the last one as came.
    assert whole["before"] <= 325 and not balance(whole) and whole["new_employment_branches"] == 9
    street = next(row for row in found if row.kind == "street" and row.label.startswith("外海"))
    assert street.numbers["liaisons"] == 51
