"""Work for the live system, and how much of it was lost or done twice."""

import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

from outreach.models import Message, Rule, Task
from registry.domain import jobs
from registry.domain.members import fill_keys
from registry.intake import pipeline
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import Intake, Job, Member
from tests.faults.harness import FULL
from tests.faults.invariants import faults
from tests.outreach.ground import STARTED, ago, only, start
from tests.outreach.post import approved, set_up
from tests.outreach.provider import Book
from tests.pipeline.conftest import HEADERS, person, sheet
from tests.world import World, phone

# More rows than one block holds (live_process.make_short): a kill may fall between two.
ROWS, LETTERS, DUE = (150, 30, 100) if FULL else (110, 12, 25)
WORKING = ("uploaded", "reading", "queued", "checking", "apply_queued", "applying")


@dataclass
class Load:
    """What was put in, wave by wave: a roster at a11, members due to be called at a21, letters to a12."""

    world: World
    book: Book
    address: str
    rows: int = 0
    due: int = 0
    letters: int = 0
    put_back: int = 0
    puts_back: bool = True  # whether somebody looks at 后台作业
    # Members put straight into the table: nothing happened to them.
    planted: set[str] = field(default_factory=set)
    numbers: count = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        set_up(self.world, self.address)
        start(self.world)
        only(self.world, "contact")
        self._members("a12", LETTERS, phone)

    def wave(self, *, rows: int = ROWS, due: int = DUE, letters: bool = True) -> None:
        """One more of each."""
        if rows:
            self.roster(rows)
        self._members("a21", due, lambda number: "", last=ago(50))
        self.due += due
        if letters:
            approved(self.world, "a12")
            self.letters += LETTERS

    def roster(self, rows: int) -> Intake:
        """Upload so many people nobody has seen before."""
        people = [person(next(self.numbers)) for _ in range(rows)]
        self.rows += rows
        user = self.world.users["community-a11"]
        with self.world.at("community-a11"):
            data = sheet(*people, headers=HEADERS)
            return pipeline.receive(by=user, organisation=self.world.nodes["a11"], file_name="名册.xlsx", data=data)

    def _members(self, node: str, many: int, number_of, last=None) -> None:
        place, made = self.world.nodes[node], []
        for _ in range(many):
            number = next(self.numbers)
            member = Member(
                id=uuid7(), owner_path=place.path, organisation=place, direction="in", status="reported", name="何小山",
                phone=number_of(number), created_at=clock.midnight(STARTED), last_contact_on=last,
            )  # fmt: skip
            fill_keys(member)
            made.append(member)
        with self.world.system():
            keys = [member.pk for member in Member.objects.bulk_create(made)]
            self.planted |= set(map(str, keys))
            Member.objects.filter(pk__in=keys).update(created_at=clock.midnight(STARTED))

    def person_at_work(self) -> None:
        """What people do meanwhile: take the columns, have the rows written, and put back what was set aside."""
        user = self.world.users["community-a11"]
        with self.world.at("community-a11"):
            for intake in Intake.objects.filter(state="mapping"):
                pipeline.start_check(by=user, intake=intake)
                pipeline.apply(by=user, intake=intake)
            for intake in Intake.objects.filter(state="failed"):
                pipeline.retry(by=user, intake=intake)
                self.put_back += 1
        with self.world.at("district-a"):
            for job in Job.objects.filter(state="set_aside") if self.puts_back else ():
                jobs.retry(by=self.world.users["district-a"], job=job)
                self.put_back += 1

    def is_done(self) -> bool:
        """Whether everything has come to an end, after people did their part; not asked too often."""
        time.sleep(0.3 if FULL else 0.5)
        self.person_at_work()
        with self.world.system():
            waiting = Intake.objects.exclude(state="applied").exists()
            sending = Message.objects.exclude(state__in=("sent", "failed")).exists()
            return not waiting and not sending and Task.objects.values("member_id").distinct().count() >= self.due

    def standing(self) -> dict[str, object]:
        """How everything stands, to be read when something does not come to an end."""
        with self.world.system():
            return {
                "intakes": Counter(Intake.objects.values_list("state", "problem_kind", "attempts")),
                "letters": Counter(Message.objects.values_list("state", "reason", "attempts")),
                "jobs": Counter(Job.objects.exclude(state="done").values_list("name", "state", "reason", "attempts")),
                "asked": Task.objects.values("member_id").distinct().count(),
                "put in": (self.rows, self.due, self.letters, self.put_back),
            }

    def missing(self) -> Counter[str]:
        """What was put in and did not come out, or came out more than once; empty when all is well."""
        with self.world.system():
            people = Member.objects.filter(owner_path=self.world.nodes["a11"].path)
            found = Counter(
                {
                    "rows lost": self.rows - people.values("id_index").distinct().count(),
                    "rows twice": people.count() - people.values("id_index").distinct().count(),
                    "tasks lost": self.due - self._asked().values("member_id").distinct().count(),
                    "tasks twice": self._asked().count() - self._asked().values("member_id").distinct().count(),
                    "letters lost": self.letters - Message.objects.filter(state="sent").count(),
                }
            )
        found["letters lost"] += self.letters - len(self.book.delivered)
        found["letters twice"] = sum(self.book.delivered.values()) - len(self.book.delivered)
        found.update(fault for fault in faults() if fault.partition(":")[0] not in self.planted)
        return Counter({what: number for what, number in found.items() if number})

    def _asked(self):
        assert Rule.objects.filter(is_active=True).exists()
        # A tick that began before all other rules were switched off may still plan one of theirs.
        return Task.objects.filter(member__owner_path=self.world.nodes["a21"].path, kind="contact")
