"""What is owed the home organisation: when it falls due, what settles it, for whom it is not asked."""

from datetime import date, datetime

import pytest
from django.utils.timezone import make_aware

from registry.choices import HomeMatter, MovementKind
from registry.domain import contacts, home_duties, movements
from registry.domain.home_duties import Duty
from registry.lib import announced, clock
from registry.models import ContactLog, Member, Movement
from tests.world import World


@pytest.mark.parametrize(
    ("day", "months", "first", "last", "name"),
    [
        (date(2026, 6, 30), 6, date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        (date(2026, 7, 1), 6, date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        (date(2024, 2, 29), 12, date(2024, 1, 1), date(2024, 12, 31), "2024年"),
    ],
)
def test_periods(day: date, months: int, first: date, last: date, name: str) -> None:
    assert home_duties.period_of(day, months) == (first, last)
    assert home_duties.period_name(first, months) == name


def known(member: Member, day: date, reported: date | None = None) -> tuple[Member, Movement]:
    """A record as it would be had we known of it since `day`; never saved."""
    moment = make_aware(datetime(day.year, day.month, day.day, 9), clock.SHANGHAI)
    member.created_at, member.reported_on = moment, reported
    return member, Movement(kind=MovementKind.REGISTERED, effective_on=min(day, reported or day), recorded_at=moment)


def told(matter: HomeMatter, day: date) -> ContactLog:
    moment = make_aware(datetime(day.year, day.month, day.day, 9), clock.SHANGHAI)
    return ContactLog(matter=matter, happened_at=moment)


def owed(rows: list[ContactLog], today: date, *record: tuple[Member, Movement]) -> dict[str, Duty]:
    return {duty.matter.value: duty for duty in home_duties.duties(*record[0], rows, today, announced.seed())}


def test_when_each_matter_falls_due(db: None) -> None:
    today, registered = date(2026, 4, 20), date(2026, 3, 2)
    waiting = owed([], today, known(Member(), registered))
    assert {name: duty.due_on for name, duty in waiting.items()} == {"identity": date(2026, 3, 16)}
    assert waiting["identity"].overdue_days == 35
    record = known(Member(), registered, reported=date(2026, 3, 10))
    assert {name: (duty.due_on, duty.period) for name, duty in owed([], today, record).items()} == {
        "identity": (date(2026, 3, 16), ""),
        "receipt": (date(2026, 3, 24), ""),
        "situation": (date(2026, 6, 30), "2026年上半年"),
        "review": (date(2026, 12, 31), "2026年"),
    }


def test_an_old_ledger_brings_no_duty_that_is_years_overdue(db: None) -> None:
    """Reported in 2021, known here since November 2026: counted from then, and the next half year is the first."""
    record = known(Member(), date(2026, 11, 2), reported=date(2021, 5, 1))
    found = owed([told(HomeMatter.IDENTITY, date(2024, 1, 8))], date(2026, 11, 26), record)
    assert (found["receipt"].due_on, found["receipt"].overdue_days) == (date(2026, 11, 16), 10)
    assert found["identity"].done
    assert (found["situation"].period, found["review"].period) == ("2027年上半年", "2027年")


def test_what_is_told_settles_what_is_owed(db: None) -> None:
    record = known(Member(), date(2025, 1, 6), reported=date(2025, 1, 6))
    early = told(HomeMatter.RECEIPT, date(2025, 1, 5))
    found = owed([early], date(2026, 4, 20), record)
    assert not found["receipt"].done
    # The half year that went by untold is overdue; told late, it settles both, and the next one waits for its end.
    assert (found["situation"].period, found["situation"].overdue_days) == ("2025年下半年", 110)
    rows = [told(HomeMatter.SITUATION, date(2025, 12, 1)), told(HomeMatter.REVIEW, date(2026, 2, 1))]
    found = owed(rows, date(2026, 4, 20), record)
    assert (found["situation"].period, found["situation"].due_on) == ("2026年上半年", date(2026, 6, 30))
    assert (found["review"].period, found["review"].done) == ("2026年", rows[1])


def test_read_from_the_log(world: World) -> None:
    member, away = world.member("a11", 1), world.member("a11", 2, direction="out")
    lead, user = world.member("a11", 3, id_number="", phone=""), world.users["community-a11"]
    with world.at("community-a11"):
        movements.record_movement(by=user, member=member, kind=MovementKind.REPORTED_IN, effective_on=clock.today())
        member.refresh_from_db()
        fields = {"happened_at": clock.now(), "side": "home", "channel": "letter"}
        sent = contacts.record_contact(
            by=user, member=member, fields=fields | {"matter": "identity", "outcome": "reached"}
        )
        contacts.record_contact(by=user, member=member, fields=fields | {"matter": "receipt", "outcome": "refused"})
        done = {duty.matter.value: duty.done for duty in home_duties.home_duties(member)}
        assert done == {"identity": sent, "receipt": None, "situation": None, "review": None}
        contacts.void_contact(by=user, contact=sent, reason="没有寄")
        assert not any(duty.done for duty in home_duties.home_duties(member))
        assert home_duties.home_duties(away) == home_duties.home_duties(lead) == []
