"""The tables of a file as step 2 shows them: heading, direction, examples, and what each column stands for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from registry.choices import Direction
from registry.entry.covering import sample
from registry.intake import pipeline
from registry.models import Intake, IntakeRow, Organisation
from registry.web.intake_options import DROP, KEEP, offered

SAMPLES, LOOKED_AT = 3, 20
MOST_LATE = 5  # rows looked up for columns that the first rows leave blank
Table = dict[str, Any]
SOURCES = {
    "chosen": "按您的选择",
    "sheet": "看工作表名",
    "title": "看表的标题",
    "headings": "看表头",
    "values": "看表里的内容",
    "file": "看文件名",
    "default": "表里没有写，先按流入",
}


@dataclass
class Group:
    """Tables that share one heading and one reading of it."""

    number: int
    tables: list[Table] = field(default_factory=list)
    samples: dict[int, list[str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The columns of the first table, which are those of all."""
        found: list[dict[str, Any]] = self.tables[0]["columns"]
        return found

    def name(self, column: int) -> str:
        """The form field of a column."""
        return f"c-{self.number}-{column}"


def current(column: dict[str, Any]) -> str:
    """What the select box of a column stands at: the person's choice, else what was recognised, else kept."""
    if column["field"]:
        return str(column["field"])
    return DROP if column["chosen"] or not column["heading"] else KEEP


def groups_of(intake: Intake) -> list[Group]:
    """The tables with data, grouped; each group with examples from its first table."""
    found: dict[tuple[Any, ...], Group] = {}
    counted = _rows_of_tables(intake)
    names = _communities(intake)
    for at, table in enumerate(intake.sheets):
        if table["skipped"]:
            continue
        read = tuple((column["column"], column["field"], column["chosen"]) for column in table["columns"])
        group = found.get((table["signature"], read))
        if group is None:
            group = found[table["signature"], read] = Group(len(found) + 1, samples=_samples(intake, table))
        facts = {"rows": counted[at], "community_name": names.get(table["community"] or "", "")}
        group.tables.append(table | facts)
    return list(found.values())


def _rows_of_tables(intake: Intake) -> list[int]:
    """The rows of each table: those of its sheet, and where that has several those down to the next heading."""
    rows = IntakeRow.objects.filter(intake=intake).order_by()
    counted: dict[str, int] = dict(rows.values_list("sheet").annotate(number=Count("pk")))
    heads = [(table["sheet"], table["head_last"]) for table in intake.sheets if not table["skipped"]]
    shared = {str(at): _between(table, heads) for at, table in enumerate(intake.sheets) if not table["skipped"]}
    figures = {at: Count("pk", filter=own) for at, own in shared.items() if own}
    parted: dict[str, int] = rows.aggregate(**figures) if figures else {}
    return [parted.get(str(at), counted.get(table["sheet"], 0)) for at, table in enumerate(intake.sheets)]


def _between(table: Table, heads: list[tuple[str, int]]) -> Q | None:
    """The rows below a table's heading, down to the next one of its sheet; None where it has the sheet to itself."""
    beside = sorted(head for sheet, head in heads if sheet == table["sheet"])
    if len(beside) == 1:
        return None
    own = Q(sheet=table["sheet"], row__gt=table["head_last"])
    end = next((head for head in beside if head > table["head_last"]), None)
    return own & Q(row__lt=end) if end else own


def _communities(intake: Intake) -> dict[str, str]:
    """Names of the communities that the tables are about, by division code."""
    wanted = {table["community"] for table in intake.sheets if table.get("community")}
    return {node.code: str(node) for node in Organisation.objects.filter(code__in=wanted)}


def _samples(intake: Intake, table: Table) -> dict[int, list[str]]:
    """{column: up to three different values, numbers of persons masked} out of the first rows of a table."""
    rows = IntakeRow.objects.filter(intake=intake)
    first = rows.filter(sheet=table["sheet"], row__gt=table["head_last"]).order_by("position").first()
    if first is None:
        return {}
    before = rows.filter(position__lt=first.position).count()
    taken: dict[int, list[str]] = {}
    for row in pipeline.rows(intake, offset=before, limit=LOOKED_AT).items:
        if row.sheet == table["sheet"]:
            _take(taken, [text for _, text in row.cells])
    for number in _late(intake, table, taken):
        _take(taken, [text for _, text in pipeline.rows(intake, offset=number - 1, limit=1).items[0].cells])
    return taken


def _late(intake: Intake, table: Table, taken: dict[int, list[str]]) -> list[int]:
    """Positions of rows that show what a column without a heading has further down."""
    unseen = [column["filled"][0] for column in table["columns"] if _filled(column) and not taken.get(column["column"])]
    found = IntakeRow.objects.filter(intake=intake, sheet=table["sheet"], row__in=unseen[:MOST_LATE])
    return list(found.order_by("position").values_list("position", flat=True)) if unseen else []


def _filled(column: dict[str, Any]) -> bool:
    return bool(column.get("filled"))


def _take(taken: dict[int, list[str]], texts: list[str]) -> None:
    for column, text in enumerate(texts, 1):
        values = taken.setdefault(column, [])
        if text and len(values) < SAMPLES and sample(text) not in values:
            values.append(sample(text))


def shown_group(group: Group, posted: Mapping[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    """A group for the template."""
    first, twice = group.tables[0], Counter(table["sheet"] for table in group.tables)
    names = list(twice)
    return {
        "number": group.number,
        "title": "、".join(names[:5]) + (f"等 {len(names)} 张" if len(names) > 5 else ""),
        "head": _head(first),
        "cards": first.get("cards", False),
        "turned": first.get("turned", False),
        "rows": sum({table["sheet"]: table["rows"] for table in group.tables}.values()),
        "tables": [_facts(table) for table in group.tables],
        "remembered": any(column["chosen"] for column in group.columns),
        "columns": [_column(group, column, posted, wrong) for column in group.columns if not _is_blank(column)],
    }


def _is_blank(column: dict[str, Any]) -> bool:
    """Neither a heading nor anything below it."""
    return not (column["heading"] or column["field"] or column["chosen"])


def _head(table: Table) -> str:
    first, last = table["head_first"], table["head_last"]
    return f"第 {first} 行" if first == last else f"第 {first}–{last} 行"


def _facts(table: Table) -> dict[str, Any]:
    known = table["direction"] in Direction.values
    return table | {
        "direction_label": Direction(table["direction"]).label if known else "流入、流出都有",
        "why": SOURCES.get(table["direction_from"], ""),
    }


def _column(group: Group, column: dict[str, Any], posted: Mapping[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    name, stands = group.name(column["column"]), current(column)
    return column | {
        "name": name,
        "value": posted.get(name, stands),
        "left_out": column["title"] if stands not in (DROP, KEEP, *offered()) else "",
        "stands": stands,
        "unknown": not column["field"] and bool(column["heading"]) and not column["chosen"],
        "hidden": column["column"] in group.tables[0]["hidden_columns"],
        "samples": group.samples.get(column["column"], []),
        "where": _where(column["filled"]) if _filled(column) else "",
        "why": wrong.get(name, ""),
    }


def _where(filled: list[int]) -> str:
    first, count = filled
    return f"第 {first} 行" if count == 1 else f"{count} 行有内容，从第 {first} 行起"
