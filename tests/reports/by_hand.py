"""The five tables of a month once more, one row after the other in plain Python, from the words of their definitions
alone: nothing of `reports.figures` is used but the names of the columns."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

Row = dict[str, Any]
Table = dict[str, dict[str, Any]]
SHANGHAI = ZoneInfo("Asia/Shanghai")
ENDS = ("transferred_in", "returned", "moved_on", "closed")
# As the district's rule has it: 联系逾期.
SILENT = 45


def day_of(moment: datetime) -> date:
    """The date on the wall in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


class Hand:
    """Counts a month (`first` … `last`), as it was known at a moment, from every row that the present scope sees."""

    def __init__(self, first: date, last: date, known: datetime, code: str) -> None:
        self.first, self.last, self.known, self.code = first, last, known, code
        self.found: Table = defaultdict(lambda: defaultdict(int))
        self.members = {row["id"]: row for row in self.rows("registry_member")}
        self.contacts = self.told("registry_contactlog")
        self.seen: dict[Any, list[date]] = defaultdict(list)
        for row in self.contacts:
            if row["side"] == "member" and row["outcome"] == "reached":
                self.seen[row["member_id"]].append(day_of(row["happened_at"]))

    def rows(self, table: str) -> list[Row]:
        """All of a table."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            names = [column.name for column in cursor.description]
            return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def told(self, table: str) -> list[Row]:
        """Rows written down by then and not taken back by then."""
        return [
            row for row in self.rows(table)
            if row["recorded_at"] < self.known and not (row["voided_at"] and row["voided_at"] < self.known)
        ]  # fmt: skip

    def inside(self, day: date | datetime | None) -> bool:
        """Whether a day or moment lies in the month."""
        if day is None:
            return False
        return self.first <= (day_of(day) if isinstance(day, datetime) else day) <= self.last

    def add(self, node: str, name: str, number: Any = 1) -> None:
        """One more."""
        self.found[node][name] += number

    def count(self) -> Table:
        """Node → column → number; what is nothing is left out."""
        self._people()
        self._contacts()
        self._studies()
        self._part()
        self._ideas()
        self._parties()
        return {node: {k: v for k, v in numbers.items() if v} for node, numbers in self.found.items()}

    def _people(self) -> None:
        stories: dict[Any, list[Row]] = defaultdict(list)
        rows = [row for row in self.rows("registry_movement") if row["recorded_at"] < self.known]
        wrong = {row["voids_id"] for row in rows if row["voids_id"]}
        for row in sorted(rows, key=lambda row: (row["effective_on"], row["recorded_at"], row["id"])):
            if row["kind"] != "voided" and row["id"] not in wrong and row["effective_on"] <= self.last:
                stories[row["member_id"]].append(row)
        came = self._came_to_study()
        for key, story in stories.items():
            self._one(self.members[key], story, key in came)

    def _one(self, member: Row, story: list[Row], came: bool) -> None:
        there, node, done, before = False, "", set(), None
        for row in story:
            if before is None and row["effective_on"] >= self.first:
                before = (there, node)
            was, old = there, node
            if not node or row["kind"] == "moved":
                node = row["node_at_event"]
            done.add(row["kind"])
            there = bool(done & {"registered", "reported_in", "enrolled"}) and not done & set(ENDS)
            if row["effective_on"] >= self.first and member["direction"] == "in":
                self._flow(was, old, there, node, row["kind"])
        if member["direction"] == "in":
            self._before(story, *(before or (there, node)))
        if there:
            kinds = [row["kind"] for row in story]
            self._standing(member, node, done, kinds.count("lost") > kinds.count("found_again"), came)

    def _before(self, story: list[Row], there: bool, node: str) -> None:
        if there:
            self.add(node, "before")
        for at in {row["node_at_event"] for row in story if row["kind"] == "transferred_in"}:
            self.add(at, "transferred")

    def _flow(self, was: bool, old: str, there: bool, node: str, kind: str) -> None:
        if there and not was:
            self.add(node, "new")
        elif was and not there:
            self.add(old, kind)
        elif was and old != node:
            self.add(old, "went_over")
            self.add(node, "came_over")

    def _standing(self, member: Row, node: str, done: set[str], lost: bool, came: bool) -> None:
        for name in self._kinds(member, done, lost):
            self.add(node, name)
        if came:
            self.add(node, "attended")
        if lost:
            return
        self.add(node, "to_contact")
        seen = self.seen[member["id"]]
        if any(self.inside(day) for day in seen):
            self.add(node, "contacted")
        if member["contact_status"] == "hard_to_reach":
            self.add(node, "hard_to_reach")
        said = member["contact_said_on"] or day_of(member["created_at"])
        # In a month that is not over, as of the day on which it is counted.
        late = min(self.last, day_of(self.known)) - timedelta(days=SILENT)
        if said <= late and not any(late < day <= self.last for day in seen):
            self.add(node, "overdue")

    def _kinds(self, member: Row, done: set[str], lost: bool) -> list[str]:
        if member["direction"] == "out":
            return ["out", *(["out_reported"] if "reported_in" in done else [])]
        told = {
            "total": True, "reported": "reported_in" in done, "enrolled": "enrolled" in done,
            "covered": "enrolled" in done, "lost": lost, "new_employment": member["new_employment_type"] != "",
            "college": member["education_code"][:1] in ("1", "2", "3"),
            "probationary": member["political_status"] == "probationary", "young": self._young(member["birth_on"]),
        }  # fmt: skip
        return [name for name, holds in told.items() if holds] + self._origin(member["origin_code"])

    def _young(self, birth: date | None) -> bool:
        """Not 36 yet on the last day of the month."""
        if birth is None:
            return False
        had = (birth.month, birth.day) <= (self.last.month, self.last.day)
        return self.last.year - birth.year - (not had) < 36

    def _origin(self, code: str) -> list[str]:
        if not code or code == self.code:
            return []
        if code[:2] != self.code[:2]:
            return ["other_province"]
        if code[2:4] in ("", "00"):
            return []
        if code[:4] != self.code[:4]:
            return ["other_city"]
        return [] if code[4:6] in ("", "00") else ["other_county"]

    def _contacts(self) -> None:
        ways = {"by_phone": ("phone", "sms"), "by_wechat": ("wechat", "video"),
                "by_visit": ("visit", "talk", "reception")}  # fmt: skip
        for row in self.contacts:
            if row["side"] == "member" and row["outcome"] == "reached" and self.inside(row["happened_at"]):
                self.add(row["node_at_event"], "times")
                name = next((name for name, channels in ways.items() if row["channel"] in channels), "by_other")
                self.add(row["node_at_event"], name)
        posts: dict[Any, list[str]] = {}
        for row in self.rows("registry_posting"):
            over = row["ends_on"] and row["ends_on"] < self.last
            if row["role"] == "liaison" and row["starts_on"] <= self.last and not over:
                posts.setdefault(row["user_id"], []).append(row["owner_path"])
        pairs = {
            (min(posts[row["liaison_id"]]), row["liaison_id"]) for row in self.rows("registry_liaisonassignment")
            if row["liaison_id"] in posts and not row["backup"] and row["started_on"] <= self.last
            and not (row["ended_on"] and row["ended_on"] <= self.last)
        }  # fmt: skip
        for node, _ in pairs:
            self.add(node, "liaisons")

    def _activities(self, *kinds: str) -> dict[Any, Row]:
        return {
            row["id"]: row for row in self.rows("outreach_activity")
            if row["kind"] in kinds and row["state"] in ("held", "closed") and self.inside(row["starts_at"])
        }  # fmt: skip

    def _came_to(self, held: dict[Any, Row]) -> list[Row]:
        return [
            row for row in self.rows("outreach_participation")
            if row["activity_id"] in held and row["attendance"] in ("present", "late")
        ]  # fmt: skip

    def _came_to_study(self) -> set[Any]:
        names = {"theme_day": "theme_days", "special_lecture": "lectures", "lecture_on_site": "on_site"}
        held = self._activities(*names)
        for row in held.values():
            self.add(row["owner_path"], names[row["kind"]])
        came = self._came_to(held)
        for row in came:
            self.add(row["node_at_event"], "attendances")
        return {row["member_id"] for row in came}

    def _studies(self) -> None:
        for row in self.told("registry_studyreport"):
            if self.inside(row["studied_on"]):
                self.add(row["node_at_event"], "reports")
            self.add(row["node_at_event"], "reports_total", int(row["studied_on"] <= self.last))
        for row in self.told("outreach_handout"):
            if self.inside(row["given_on"]):
                self.add(row["node_at_event"], "copies", row["copies"])

    def _part(self) -> None:
        for row in self.told("outreach_pioneerpost"):
            if row["awarded_on"] <= self.last and not (row["ended_on"] and row["ended_on"] <= self.last):
                self.add(row["node_at_event"], "posts")
        seats = {
            (row["node_at_event"], row["member_id"]) for row in self.told("outreach_councilseat")
            if row["term_from"] <= self.last and not (row["ended_on"] and row["ended_on"] <= self.last)
            and not (row["term_until"] and row["term_until"] < self.last)
        }  # fmt: skip
        for node, _ in seats:
            self.add(node, "seats")
        self._services()
        self._wishes()
        held = self._activities("homecoming_forum")
        for row in held.values():
            self.add(row["owner_path"], "homecomings")
        for row in self._came_to(held):
            self.add(row["node_at_event"], "homecoming_people")

    def _wishes(self) -> None:
        for row in self.rows("outreach_wishclaim"):
            back = row["ended_at"] and row["ended_at"] < self.known
            if row["claimed_at"] < self.known and not back:
                for name in ("claimed", "fulfilled"):
                    self.add(row["node_at_event"], f"wishes_{name}", int(self.inside(row[f"{name}_on"])))

    def _services(self) -> None:
        served = [row for row in self.told("outreach_volunteerservice") if self.inside(row["served_on"])]
        for node, *_ in {(row["node_at_event"], row["project"], row["served_on"]) for row in served}:
            self.add(node, "occasions")
        for row in served:
            self.add(row["node_at_event"], "served")
            self.add(row["node_at_event"], "hours", row["hours"])

    def _ideas(self) -> None:
        for row in self.rows("outreach_suggestion"):
            node, closed = row["node_at_event"], row["state"] == "closed" and self.inside(row["closed_at"])
            if row["kind"] == "help" and closed and row["closed_at"] < self.known:
                self.add(node, "helped")
            if row["kind"] != "idea" or row["suspicion"] or row["submitted_at"] >= self.known:
                continue
            rated = row["rating"] != "" and self.inside(row["rated_at"])
            told = {
                "ideas_total": row["collected_on"] <= self.last,
                "ideas": self.inside(row["collected_on"]), "ideas_closed": closed, "ideas_rated": rated,
                "ideas_listed": row["on_list"] and self.inside(row["listed_at"]), "ideas_overdue": self._late(row),
                "ideas_content": rated and row["rating"] in ("content", "fairly"),
            }  # fmt: skip
            for name, holds in told.items():
                self.add(node, name, int(holds))

    def _late(self, row: Row) -> bool:
        """Taken up by the month's end, its day over, and not answered by then."""
        if row["state"] in ("rejected", "merged") or row["due_on"] is None or row["assigned_at"] is None:
            return False
        answered = row["answered_at"] is not None and day_of(row["answered_at"]) <= self.last
        return (
            row["due_on"] <= min(self.last, day_of(self.known) - timedelta(days=1))
            and day_of(row["assigned_at"]) <= self.last
            and not answered
        )

    def _parties(self) -> None:
        names = {"mobile_branch": "branches", "new_employment": "new_employment_branches", "group": "groups"}
        nodes = {row["id"]: row for row in self.rows("registry_organisation")}
        for row in nodes.values():
            if row["is_active"] and row["kind"] in names and row["parent_id"] in nodes:
                self.add(nodes[row["parent_id"]]["path"], names[row["kind"]])
                if row["kind"] == "mobile_branch" and row["opened_on"] and self.first <= row["opened_on"] <= self.last:
                    self.add(nodes[row["parent_id"]]["path"], "new_branches")
        points = self.rows("outreach_registrationpoint")
        used = {
            row["venue_id"] for row in points
            if day_of(row["opened_at"]) <= self.last and not (row["ended_at"] and day_of(row["ended_at"]) <= self.last)
        }  # fmt: skip
        for row in self.rows("outreach_venue"):
            open_then = not (row["closed_on"] and row["closed_on"] <= self.last)
            if open_then and (row["kind"] == "registration_point" or row["id"] in used):
                self.add(row["owner_path"], "points")
