"""The figures of a month at size: a district of `--members` with ten contacts each, all five tables of all its nodes.

The same at 10,000 members, for the growth; beside it the peer, what most programs do: for every node a `count()` for
every figure by the ORM, as the owner role, of how things stand now. Whole statements through the app role, behind
row-level security. Run: `python -m bench.month [--members 1000000]`.
"""

import argparse
import time
from datetime import timedelta
from typing import Any

from bench import month_rows, population
from bench.common import conclude
from bench.search import set_up

FOLDER = "bench-month"
SMALL, EACH = 10_000, 10
TARGET_S = 5.0


def main() -> int:
    """Grow, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--kept", action="store_true", help="measure what is there from the last run")
    options = parser.parse_args()
    population.prepare(FOLDER)
    small = {} if options.kept else _measure(SMALL, peer=True)
    large = _measure(0 if options.kept else options.members, peer=True)
    for size, found in ((SMALL, small), (options.members, large)):
        print(f"{size:>9,} members: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found.items()))
    if small:
        print(f"{large['all'] / small['all']:.0f} x the time for {options.members // SMALL} x the members")
    ratio = large["peer"] / large["all"]
    return conclude("month", large["all"], "s", ratio, "a count() a node and figure", large["all"] <= TARGET_S)


def _measure(members: int, *, peer: bool) -> dict[str, float]:
    """Seconds of each table, of all together (second run of two: a month is asked for more than once), of the peer."""
    from reports.figures.month import Month

    asked_of = _month()
    places, _ = set_up()
    if members:
        _make(places, members, asked_of)
    assert isinstance(asked_of, Month)
    found: dict[str, float] = {}
    for _ in range(2):
        found = {name: _timed(act) for name, act in _tables(asked_of).items()}
    found["all"] = min(_timed(_tables(asked_of)["all"]), found["all"])
    if peer:
        found["peer"] = _peer(places, asked_of)
    return found


def _month() -> Any:
    from registry.lib import clock
    from reports.figures.month import Month

    return Month.of(clock.today()).previous()


def _make(places: list[tuple[Any, str]], members: int, month: Any) -> None:
    from django.conf import settings

    from registry.models import User
    from registry.models.identity import system_scope
    from registry.models.unit import work

    with work(system_scope("0001")):
        users = [str(key) for key in User.objects.values_list("pk", flat=True)]
    said = {
        "members": members, "each": EACH, "paths": [path for _, path in places], "nodes": len(places),
        "keys": [str(key) for key, _ in places], "users": users, "number": len(users), "first": month.first,
        "last": month.last,
    }  # fmt: skip
    begun = time.perf_counter()
    with month_rows.superuser(settings.ENVIRONMENT.migration_database_url) as connection:
        month_rows.make(connection, said)
    print(f"{members:,} members and {members * EACH:,} contacts made in {time.perf_counter() - begun:.0f} s")


def _tables(month: Any) -> dict[str, Any]:
    from registry.lib import clock
    from reports.figures import contacts, part, parties, register, studies, table
    from reports.figures.standing import Asked

    asked = Asked(month, clock.now() + timedelta(minutes=1))
    return {
        "register": lambda: register.register(asked, code="440704"),
        "contacts": lambda: contacts.contacts(asked),
        "studies": lambda: studies.studies(asked),
        "part": lambda: part.part(asked),
        "parties": lambda: parties.parties(asked),
        "all": lambda: table.figures(asked, code="440704"),
    }


def _timed(act: Any) -> float:
    from registry.models.identity import system_scope
    from registry.models.unit import work

    with work(system_scope("0001")):
        begun = time.perf_counter()
        act()
        return time.perf_counter() - begun


def _peer(places: list[tuple[Any, str]], month: Any) -> float:
    """Everything a plain program would ask of each node. It knows neither the past nor what was entered late."""
    from django.db.models import Q

    from registry.models import ContactLog, LiaisonAssignment, Member, StudyReport

    young = month.last.replace(year=month.year - 36)
    within = Q(happened_at__gte=month.begins, happened_at__lt=month.ends)
    inside = Q(direction="in", is_open=True) & ~Q(status="lead")
    members = [
        inside, inside & Q(reported_on__isnull=False), inside & Q(enrolled_on__isnull=False), inside & Q(status="lost"),
        inside & ~Q(new_employment_type=""), inside & Q(birth_on__gt=young), inside & Q(education_code__lt="4"),
        inside & Q(political_status="probationary"), inside & ~Q(origin_code__startswith="44"),
        inside & Q(origin_code__startswith="44") & ~Q(origin_code__startswith="4407"),
        inside & Q(origin_code__startswith="4407"), Q(direction="out", is_open=True),
        Q(direction="out", is_open=True, reported_on__isnull=False), Q(is_open=True) & ~Q(status__in=("lead", "lost")),
        *(Q(direction="in", closed_on__gte=month.first, closed_on__lte=month.last, status=status)
          for status in ("transferred_in", "returned", "moved_on", "closed")),
    ]  # fmt: skip
    reached = within & Q(outcome="reached", side="member", voided_at__isnull=True)
    contacts = [reached, *(reached & Q(channel=way) for way in ("phone", "wechat", "visit"))]
    late = Q(happened_at__gte=month.ends - timedelta(days=60), happened_at__lt=month.ends, outcome="reached")

    def asked() -> None:
        for key, path in places:
            for condition in members:
                Member.objects.filter(condition, organisation=key).count()
            for condition in contacts:
                ContactLog.objects.filter(condition, node_at_event=path).count()
            own = ContactLog.objects.filter(node_at_event=path)
            own.filter(reached).values("member").distinct().count()
            Member.objects.filter(inside, organisation=key).exclude(pk__in=own.filter(late).values("member")).count()
            LiaisonAssignment.objects.filter(owner_path=path, ended_on__isnull=True).values(
                "liaison"
            ).distinct().count()
            StudyReport.objects.filter(
                node_at_event=path, studied_on__gte=month.first, studied_on__lte=month.last
            ).count()

    return _timed(asked)


if __name__ == "__main__":
    raise SystemExit(main())
