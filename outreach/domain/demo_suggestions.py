"""The demo's 金点子: a half-year of them in every state, told day by day by the verbs that staff use, and chased by the
planner's own rule. The texts are `registry/data/demo/suggestions.csv`; people and numbers in them are made up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from outreach.choices import SuggestionMove, WordKind
from outreach.domain.suggestions import assigning, chasing, clocks, codes, moves, receiving, terming, told
from outreach.domain.suggestions.assigning import Charge
from outreach.models import Suggestion, SuggestionExtension, SuggestionUnit
from registry.choices import OrganisationKind
from registry.lib import clock, tables
from registry.lib.ids import uuid7
from registry.models import Member, Organisation, User

LABEL = "演示"
DISTRICT = "440704"
PLACES = (OrganisationKind.STREET, OrganisationKind.COMMUNITY, OrganisationKind.VILLAGE)
WORKED = ("answered", "fed_back", "evaluated", "closed")
TAKEN = ("accepted", "assigned", "returned", "in_progress", *WORKED)
# 答复范文 of the district: (name, text).
TEXTS = (
    ("已经解决", "您反映的问题已经解决：……。谢谢您告诉我们，还有哪里不方便，请再写给我们。"),
    ("列入计划", "您的建议我们看过现场，列入了……年的计划，预计……前后动工。有了进展会写在这里。"),
    ("暂时办不了", "这件事目前办不了，原因是……。我们先……，条件具备了再办，到时候告诉您。"),
)
Event = tuple[int, Callable[[], Any]]


@dataclass
class Told:
    """One line of the table, and the key of what becomes of it."""

    line: dict[str, str]
    key: UUID = field(default_factory=uuid7)

    @property
    def number(self) -> int:
        """Its number in the table."""
        return int(self.line["no"])

    @property
    def flags(self) -> dict[str, str]:
        """What is said of it besides: `public`, `again`, `help`, `into:16` …"""
        return {name: more for name, _, more in (flag.partition(":") for flag in self.line["flags"].split())}

    @property
    def row(self) -> Suggestion:
        """As it is by now."""
        return Suggestion.objects.get(pk=self.key)


def load(*, by: User | None, organisation: Organisation) -> int:
    """Give a district the demo's 金点子, once; returns how many were written."""
    if Suggestion.objects.exists():
        return 0
    for name, text in TEXTS:
        fields = {"name": name, "text": text}
        terming.save_template(by=by, label=LABEL, path=organisation.path, fields=fields)
    teller = Teller(organisation)
    today, events = clock.today(), sorted(teller.events(), key=lambda event: event[0])
    for offset in range(events[0][0], 1):
        _one_day(today + timedelta(days=offset), [act for day, act in events if day == offset])
    return len(teller.all)


def _one_day(day: date, acts: list[Callable[[], Any]]) -> None:
    """The planner at half past eight, then what people do, ten minutes apart."""
    begins = clock.midnight(day) + timedelta(hours=8, minutes=30)
    if day != clock.today():
        with clock.as_of(begins):
            chasing.end(clock.now())
            chasing.chase(day, clock.now())
            chasing.close_old(day)
    for number, act in enumerate(acts, 1):
        with clock.as_of(begins + number * timedelta(minutes=10)):
            act()


class Teller:
    """The lines and the places where they happen."""

    def __init__(self, district: Organisation) -> None:
        places = Organisation.objects.filter(path__startswith=district.path, kind__in=PLACES).order_by("path")
        self.places, self.by_code = list(places), {place.code: place for place in places}
        self.all = {told.number: told for told in map(Told, tables.rows("demo/suggestions"))}

    def events(self) -> Iterator[Event]:
        """(days from today, what is done) of all lines."""
        for one in self.all.values():
            yield from self._of(one)

    def _of(self, one: Told) -> Iterator[Event]:
        upto, begins = one.line["upto"], -int(one.line["days"])
        yield begins, partial(self._arrives, one)
        if upto in TAKEN:
            yield begins + 1, partial(self._accepted, one)
        if upto in TAKEN[1:]:
            yield begins + 2, partial(self._assigned, one)
            yield from self._in_hand(one, upto, begins + 3)
        elif upto == "merged":
            yield begins + 1, partial(self._merged, one)
        elif upto == "rejected":
            yield begins + 1, partial(self._rejected, one)

    def _in_hand(self, one: Told, upto: str, day: int) -> Iterator[Event]:
        own: dict[str, Any] = {"by": None, "label": LABEL}
        if upto == "returned":
            why = "新中社区没有执法权，建议交区交警大队"
            yield day, lambda: moves.step(**own, row=one.row, kind="return", why=why)
        if upto in TAKEN[3:]:
            yield day, lambda: moves.step(**own, row=one.row, kind="sign")
            yield day + 1, partial(_worked_on, one, upto)
        if upto in WORKED:
            yield from _ended(one, upto, day + int(one.line["took"]))

    def _place(self, one: Told) -> Organisation:
        return self.by_code.get(DISTRICT + one.line["code"]) or self.places[one.number % len(self.places)]

    def _arrives(self, one: Told) -> None:
        line, flags, place = one.line, one.flags, self._place(one)
        member = _member_of(place, one.number) if "member" in flags else None
        parent = self.all[int(flags["split"])] if "split" in flags else None
        idea = receiving.Idea(
            content=line["content"], category=line["category"], node=None if member else place.pk, title=line["title"],
            name=line["who"], phone=f"1990001{one.number:04d}" if line["who"] else "", source=line["source"],
            may_publish="public" in flags, member=member.pk if member else None,
            suspicion="links" if line["upto"] == "suspect" else "", split_from=parent.key if parent else None,
        )  # fmt: skip
        receiving.leave(key=one.key, idea=idea)
        if parent:
            moves.move(parent.row, SuggestionMove.SPLIT, label=LABEL, why="说的是两件事，分开办")

    def _accepted(self, one: Told) -> None:
        helps = "help" in one.flags
        row = moves.accept(by=None, label=LABEL, row=one.row, complexity=one.line["grade"], on_list=not helps)
        if helps:
            moves.move(row, SuggestionMove.HELP, label=LABEL, kind="help")

    def _assigned(self, one: Told) -> None:
        row, line, unit = one.row, one.line, None
        if line["unit"] in "=^":
            place = Organisation.objects.select_related("parent").get(path=row.owner_path)
            unit = place.parent if line["unit"] == "^" and len(place.path) > 8 else place
        charge = Charge(unit=unit, unit_name="" if unit else line["unit"], handler_name=line["person"])
        assigning.assign(by=None, label=LABEL, row=row, charge=charge)

    def _merged(self, one: Told) -> None:
        target = self.all[int(one.flags["into"])].row
        why = f"和 {target.label} 说的是同一件事"
        moves.move(one.row, SuggestionMove.MERGE, label=LABEL, why=why, merged_into=target.pk)

    def _rejected(self, one: Told) -> None:
        [reason] = one.flags
        moves.reject(by=None, label=LABEL, row=one.row, reason=reason, why=one.line["answer"])


def _member_of(place: Organisation, number: int) -> Member | None:
    people = Member.objects.filter(is_open=True, merged_into__isnull=True).order_by("owner_path", "name", "pk")
    near = list(people.filter(owner_path__startswith=place.path)[:9]) or list(people[:9])
    return near[number % len(near)] if near else None


def _worked_on(one: Told, upto: str) -> None:
    """Progress, other units, more time: as far as the line says so."""
    row, flags = one.row, one.flags
    if upto == "in_progress" and one.line["answer"]:
        moves.say(row, WordKind.PROGRESS, one.line["answer"], label=LABEL)
    if unit := flags.get("with"):
        _helps(row, unit, answered=upto in WORKED)
    if flags.keys() & {"asks", "extended"}:
        _asks(row, granted="extended" in flags)
    if upto == "in_progress" and "public" in flags:
        _published(one, "")


def _helps(row: Suggestion, unit: str, *, answered: bool) -> None:
    said = {"opinion": "同意，由我们配合。", "given_at": clock.now()} if answered else {}
    SuggestionUnit(
        owner_path=row.owner_path, suggestion=row, label=unit, asked_at=clock.now(),
        due_on=clocks.opinion_by(row.owner_path, clock.today()), **said,
    ).save(force_insert=True)  # fmt: skip


def _asks(row: Suggestion, *, granted: bool) -> None:
    assert row.due_on
    until = row.due_on + timedelta(days=30)
    asked = SuggestionExtension(
        owner_path=row.owner_path, suggestion=row, was_due_on=row.due_on, until=until, why="要和几个单位一起定方案",
        asked_at=clock.now(), asked_label=row.handler_name,
    )  # fmt: skip
    if granted:
        asked.state, asked.decided_at, asked.decided_label = "granted", clock.now(), LABEL
    asked.save(force_insert=True)
    if granted:
        more = {"due_on": until, "stage_due_on": until, "extensions": row.extensions + 1}
        moves.move(row, SuggestionMove.EXTEND, label=LABEL, why=asked.why, **more)


def _ended(one: Told, upto: str, day: int) -> Iterator[Event]:
    """Answered, fed back, rated, closed; rated 不满意 and reopened in between where the line says `again`."""
    rating, (first, *second) = one.line["rating"], one.line["answer"].split("||")
    yield day, partial(_answered, one, first)
    if "public" in one.flags:
        yield day + 1, partial(_published, one, (second or [first])[-1])
    if upto == "answered":
        return
    yield day + 1, partial(_fed_back, one)
    if upto == "fed_back":
        return
    yield day + 2, partial(_rated, one, rating)
    for text in second:
        yield day + 3, lambda: told.reopen(code=codes.code_of(one.key), why="我又去看了，还没有全好")
        yield day + 8, partial(_answered, one, text)
        yield day + 9, partial(_fed_back, one)
        yield day + 10, partial(_rated, one, "content")
    if upto == "closed" and one.number % 2:
        yield day + (12 if second else 4), lambda: moves.step(by=None, label=LABEL, row=one.row, kind="close")


def _answered(one: Told, text: str) -> None:
    moves.answer(by=None, label=LABEL, row=one.row, outcome=one.line["outcome"], text=text)


def _fed_back(one: Told) -> None:
    """She reads it herself, or somebody tells her."""
    if one.number % 3:
        told.seen(code=codes.code_of(one.key))
    else:
        moves.feed_back(by=None, label=LABEL, row=one.row, way="phone" if one.line["who"] else "meeting")


def _rated(one: Told, rating: str) -> None:
    if one.number % 3:
        told.rate(code=codes.code_of(one.key), rating=rating)
    else:
        moves.rate(by=None, label=LABEL, row=one.row, rating=rating, way="phone")


def _published(one: Told, result: str) -> None:
    said = {"public_title": one.line["title"], "public_text": one.line["content"], "public_result": result}
    Suggestion.objects.filter(pk=one.key).update(published_at=clock.now(), published_label=LABEL, **said)
