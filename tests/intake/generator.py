"""Rosters as clerks keep them, made up together with the answer that a careful clerk would give.

Everything random comes from one `random.Random`, so a failure is one number. Nothing here asks the importer: spellings,
codes and check digits are written down again, or the tests would only compare the program with itself.
"""

from dataclasses import dataclass
from typing import Any

from tests.intake.people_made import Page, RowMaker
from tests.intake.spelling import Truth
from tests.intake.words import COMMUNITIES, DECOYS, FOOTERS, HEADINGS, TITLES, UNDER_TITLES
from tests.intake.writing import answer, as_csv, as_xlsx


@dataclass
class Roster:
    """A file and its answer."""

    content: bytes
    filename: str
    expected: dict[str, Any]
    scope: str


class Maker(RowMaker):
    """Makes one roster. `scope` begins the codes of all communities inside the intake's organisation."""

    start = 0  # row in which the present group of merged cells begins
    group: tuple[str, str, str] | None = None

    def columns(self, direction: str, *, community: bool) -> list[tuple[str, str]]:
        r = self.random
        always = ["name"]
        place = ["destination", "left"] if direction == "out" else ["arrived"]
        keys = r.choice((["id_number", "phone"], ["id_number", "phone"], ["id_number"], ["phone"], ["channel", "age"]))
        often = ["gender", "birth", "education", "joined", "employer", "remark", "reason"]
        if direction == "in":
            often += ["origin", "home_org", "reported"]
        rare = [
            "ethnic",
            "political",
            "regular",
            "occupation",
            "migrant",
            "certificate",
            "relation",
            "liaison",
            "last_contact",
            "ideology",
            "family",
            "native",
            "household",
        ]
        if direction == "in":
            rare += ["home_contact", "home_phone", "host_org", "kind"]
        kinds = always + keys + [k for k in place if r.random() < 0.95] + [k for k in often if r.random() < 0.7]
        kinds += [k for k in rare if r.random() < 0.25] + (["community"] if community else [])
        if direction == "in" and not community and r.random() < 0.3:
            kinds.append("residence")
        if direction == "out" and "destination" not in kinds:
            kinds.append("destination")
        if not {"origin", "home_org"} & set(kinds) and direction == "in":
            kinds.append("origin")
        columns = [(kind, r.choice(HEADINGS[kind].split(";"))) for kind in kinds]
        columns += [("decoy", title) for title in r.sample(DECOYS, r.choice((0, 0, 1, 2)))]
        columns = _distinct(columns)
        if r.random() < 0.6:
            r.shuffle(columns)
            _ask_the_member_first(columns)
        if r.random() < 0.8:
            columns.insert(0, ("row_no", r.choice(HEADINGS["row_no"].split(";"))))
        return columns

    def page(
        self,
        name: str,
        direction: str,
        *,
        community: tuple[str, str, str] | None,
        column: bool,
        rows: int,
        said: bool = True,
    ) -> Page:
        """A sheet. `community`: the one the sheet is about; `column`: whether it has a column for it."""
        r = self.random
        page = Page(name, direction, self.columns(direction, community=column))
        word = {"in": "流入", "out": "流出"}[direction]
        two_rows = r.random() < 0.35
        page.rows += [[] for _ in range(r.choice((0, 0, 0, 0, 0, 1, 3)))]
        if r.random() < 0.8 or said:
            self.line(page, r.choice(TITLES).format(w=word), merge=True)
            if r.random() < 0.5:
                self.line(page, r.choice(UNDER_TITLES), merge=r.random() < 0.5)
        if r.random() < 0.15:
            page.rows.append([])
        head = self.head(page, two_rows)
        if r.random() < 0.1:
            page.rows.append(list(range(1, len(page.columns) + 1)))
        self.body(page, head, rows, community, column)
        for footer in r.sample(FOOTERS, r.choice((0, 1, 2, 3))):
            cells = [cell.format(n=rows) for cell in footer]
            page.rows.append(cells)
        return page

    def line(self, page: Page, text: str, *, merge: bool) -> None:
        page.rows.append([text])
        if merge and len(page.columns) > 1:
            page.merges.append((len(page.rows), 1, len(page.rows), len(page.columns)))

    def head(self, page: Page, two_rows: bool) -> list[list[Any]]:
        """The heading: one row, or two with some neighbours under one parent."""
        titles = [title for _, title in page.columns]
        if not two_rows or len(titles) < 5:
            page.rows.append(list(titles))
            return [titles]
        safe = {
            "joined",
            "regular",
            "employer",
            "reason",
            "education",
            "arrived",
            "left",
            "destination",
            "origin",
            "occupation",
        }
        upper, lower, top = list(titles), [""] * len(titles), len(page.rows) + 1
        runs = [at for at in range(len(titles) - 1) if page.columns[at][0] in safe and page.columns[at + 1][0] in safe]
        grouped: set[int] = set()
        for at in runs[:1]:
            grouped |= {at, at + 1}
            upper[at], upper[at + 1] = ("外出务工情况" if page.direction == "out" else "流入务工情况"), ""
            lower[at], lower[at + 1] = titles[at], titles[at + 1]
            page.merges.append((top, at + 1, top, at + 2))
        if not grouped:
            page.rows.append(list(titles))
            return [titles]
        page.merges += [(top, at + 1, top + 1, at + 1) for at in range(len(titles)) if at not in grouped]
        page.rows += [list(upper), list(lower)]
        return [upper, lower]

    def body(
        self, page: Page, head: list[list[Any]], rows: int, about: tuple[str, str, str] | None, column: bool
    ) -> None:
        r = self.random
        repeat, blank, faulty = r.random() < 0.2, r.random() < 0.2, r.random() < 0.8
        merged = column and rows >= 8 and r.random() < 0.5
        if merged and page.name == "Sheet1":
            repeat = blank = False
        self.start, self.group = 0, None
        for index in range(rows):
            between = [list(line) for line in head] if repeat and index and index % 10 == 0 else []
            between += [[]] if blank and r.random() < 0.1 else []
            if between:
                self.close(page, merged)
                page.rows += between
            truth = self.truth()
            truth.community = about or self.grouped(page, truth.community, merged, column)
            fault = self.fault() if faulty else None
            written = not merged or self.start == len(page.rows) + 1
            self.person(page, index + 1, truth, fault, column, about, written=written)
        self.close(page, merged)

    def grouped(self, page: Page, own: tuple[str, str, str], merged: bool, column: bool) -> tuple[str, str, str]:
        """The community of the next row: the group's, or a new group's that is another one."""
        r, before = self.random, self.group
        short = merged and len(page.rows) + 1 - self.start < 4  # shorter groups can't be told from gaps in a CSV
        if before and column and (short or r.random() < (0.8 if merged else 0.5)):
            return before
        if merged:
            while own == before:
                own = r.choice(COMMUNITIES)
            self.close(page, merged)
            self.start = len(page.rows) + 1
        self.group = own
        return own

    def close(self, page: Page, merged: bool) -> None:
        """End a group: merge its cells of the community column."""
        if merged and self.start and len(page.rows) > self.start:
            at = next(i for i, (kind, _) in enumerate(page.columns) if kind == "community") + 1
            page.merges.append((self.start, at, len(page.rows), at))
        self.start, self.group = 0, None

    def person(
        self,
        page: Page,
        number: int,
        truth: Truth,
        fault: str | None,
        column: bool,
        about: tuple[str, str, str] | None,
        *,
        written: bool,
    ) -> None:
        known: dict[str, Any] = {}
        cells = self.cells(page, number, truth, fault, known)
        if column:
            cells["community"] = self.community(truth.community) if written else ""
        row = len(page.rows) + 1
        page.rows.append(
            [
                cells.get(kind, self.random.choice(["", "a1", "有"]) if kind == "decoy" else "")
                for kind, _ in page.columns
            ]
        )
        named = column or about is not None
        said = named or any(kind in ("residence", "host_org") for kind, _ in page.columns)
        known["community_code"] = truth.community[0] if said else None
        errors = [known.pop("error")] if "error" in known else []
        if named and not truth.community[0].startswith(self.scope):
            errors.append(("community", "out_of_scope"))
        bad_id = any(kind == "id_number" for kind, _ in errors)
        if fault == "duplicate_in_file" and self.used[page.direction]:
            errors += self.twice(page, row, known, bad_id)
        elif known["id_number"] and not bad_id:
            self.used[page.direction].setdefault(known["id_number"], row)
        self.note(page, row, known, errors)

    def twice(self, page: Page, row: int, known: dict[str, Any], bad_id: bool) -> list[tuple[str, str]]:
        """Write somebody's number again."""
        at = next((i for i, (kind, _) in enumerate(page.columns) if kind == "id_number"), None)
        if at is None or bad_id:
            return []
        page.rows[-1][at] = self.random.choice(list(self.used[page.direction]))
        return [("id_number", "duplicate_in_file")]

    def note(self, page: Page, row: int, known: dict[str, Any], errors: list[tuple[str, str]]) -> None:
        place = {kind: at + 1 for at, (kind, _) in reversed(list(enumerate(page.columns)))}
        for kind, error in errors:
            page.errors.append({"sheet": page.name, "row": row, "column": place.get(kind, 1), "kind": error})
        told = {"sheet": page.name, "row": row}
        if errors:
            page.people.append(told | {"verdict": "error"})
            return
        verdict = "ok" if known["id_number"] or known["phone"] else "review"
        page.people.append(known | told | {"verdict": verdict})

    # ---- one file --------------------------------------------------------------------------------------------------

    def roster(self) -> Roster:
        """Any of the shapes: a ledger with a community column, a sheet a village, in and out in one workbook, a CSV."""
        shape = self.random.choice(("ledger", "ledger", "villages", "both", "branch", "csv"))
        self.scope = self.random.choice(("440704", "440704", "440704001", "440704005", "440704001025"))
        pages = getattr(self, f"shape_{shape}")()
        content = as_csv(self.random, pages[0]) if shape == "csv" else as_xlsx(pages)
        if shape == "csv":
            pages[0].name = "Sheet1"
            for item in (*pages[0].people, *pages[0].errors):
                item["sheet"] = "Sheet1"
        return Roster(content, f"{shape}.{'csv' if shape == 'csv' else 'xlsx'}", answer(pages), self.scope)

    def shape_ledger(self) -> list[Page]:
        return [self.page("台账", "in", community=None, column=True, rows=self.random.randrange(3, 40))]

    def shape_csv(self) -> list[Page]:
        page = self.page(
            "Sheet1",
            self.random.choice(("in", "out")),
            community=None,
            column=self.random.random() < 0.5,
            rows=self.random.randrange(3, 40),
        )
        return [page]

    def shape_branch(self) -> list[Page]:
        direction = self.random.choice(("in", "out"))
        name = {"in": "流入党员名册", "out": "流出党员名册"}[direction]
        return [
            self.page(self.random.choice((name, "Sheet1", "名册")), direction, community=None, column=False, rows=20)
        ]

    def shape_villages(self) -> list[Page]:
        chosen = self.random.sample(COMMUNITIES, 4)
        return [self.page(found[1], "in", community=found, column=False, rows=8) for found in chosen]

    def shape_both(self) -> list[Page]:
        return [
            self.page(name, direction, community=None, column=self.random.random() < 0.5, rows=12)
            for name, direction in (("流入", "in"), ("流出", "out"))
        ]


def _distinct(columns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """No two columns with one heading (流入党支部 …), as long as nobody means it."""
    seen: set[str] = set()
    return [column for column in columns if not (column[1] in seen or seen.add(column[1]))]


def _ask_the_member_first(columns: list[tuple[str, str]]) -> None:
    """The only telephone right behind a contact person may be that person's: nobody could tell."""
    kinds = [kind for kind, _ in columns]
    at = kinds.index("phone") if "phone" in kinds else 0
    while at and columns[at - 1][0] in ("home_contact", "liaison"):
        columns[at - 1 : at + 1] = columns[at], columns[at - 1]
        at -= 1
