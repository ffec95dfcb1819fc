"""A form of the superior office, filled for a month: what goes into each bound cell, and what could not."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import IO

from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Organisation
from reports.domain import official
from reports.figures.table import Row
from reports.forms import binding, grid, proposing
from reports.forms.binding import CHANGE, FIGURES, LAST, SUMS, TEXTS, WORDS, Binding, Source
from reports.forms.package import Package, of_our_own
from reports.forms.styles import percentages
from reports.models import Export, MonthClose, OfficialForm
from reports.workbook import differences, filling
from reports.workbook.differences import Line
from reports.workbook.facts import Facts, Stored, gather, stored
from reports.workbook.filling import Value
from reports.workbook.spec import Spec

HUNDRED = 100
UNWRITTEN = "{unit}本级这个月的月报里没有写“{label}”，空着"
NO_LAST = "没有上月的月报，没有填"
DAY = "%Y年%m月%d日"


@dataclass(frozen=True, slots=True)
class Told:
    """One month as the form needs it: facts, where figures lie, the rows by node."""

    facts: Facts
    stored: Stored
    rows: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source gives: the value for the cell, the month's and last month's number, why there is none."""

    value: Value
    last: Value = None
    this: Value = None
    why: str = ""


class Filler:
    """Answers each source for one month of the form's organisation. In the scope of the district."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.this = told(spec)
        last = before(spec)
        self.last = told(last) if last else None
        nodes = Organisation.objects.all()
        self.nodes: dict[str, Organisation] = {str(node.pk): node for node in nodes}

    def answer(self, source: Source) -> Answer:
        """A text of the report or a figure."""
        return self._text(source.key) if source.kind == WORDS else self._figure(source)

    def _text(self, key: str) -> Answer:
        text = self._words(key)
        return Answer(text, why="" if text else UNWRITTEN.format(unit=self.spec.unit, label=TEXTS.get(key, key)))

    def _words(self, key: str) -> str:
        facts, month = self.this.facts, self.spec.month
        texts = {"unit": self.spec.unit, "month": month.label, "filler": facts.filler, "phone": facts.phone,
                 "reviewer": facts.reviewer, "date": f"{self.spec.day:{DAY}}",
                 "until": f"{self.spec.until_day:{DAY}}"}  # fmt: skip
        narrative = dict(zip(("practice", "problems", "plans"), (text for _, text in facts.narrative), strict=False))
        return texts.get(key, narrative.get(key, ""))

    def _figure(self, source: Source) -> Answer:
        if source.key not in FIGURES:
            return Answer(None, why="没有这个指标了，没有填")
        path, why = self._path(source)
        if why:
            return Answer(None, why=why)
        this = _number(self.this, path, source.key)
        last = _number(self.last, path, source.key) if self.last else None
        if source.month == LAST:
            return Answer(last, last, this, NO_LAST if last is None else "")
        if source.month == CHANGE:
            change = minus(this, last)
            return Answer(change, last, this, NO_LAST if self.last is None or last is None else "")
        return Answer(this, last, this)

    def _path(self, source: Source) -> tuple[str, str]:
        """Where the figure lies, or why it is not known any more."""
        if not source.node:
            return self.spec.path, ""
        node = self.nodes.get(source.node)
        if node is None:
            return "", f"本区已经没有“{source.node_name}”，没有填"
        if str(node) != source.node_name:
            return "", f"“{source.node_name}”现在叫“{node}”，请重新核对这一格，没有填"
        if not any(path.startswith(node.path) for path in self.this.stored):
            return "", f"这个月没有“{source.node_name}”的月报（新设、撤并或换了上级），没有填"
        return node.path, ""


def told(spec: Spec) -> Told:
    """A month; rows of streets are their subtotals."""
    facts = gather(spec)
    return Told(facts, stored(spec), {row.path: row for row in facts.rows if row.kind != "own"})


def before(spec: Spec) -> Spec | None:
    """The month before as it stood then: its last close up to this one's, else (this one being open) its reports."""
    month = spec.month.previous()
    closes = MonthClose.objects.filter(owner_path=spec.root)
    this = closes.filter(year=spec.month.year, month=spec.month.number, number=spec.close).first()
    until = this.at if this else spec.known
    found = closes.filter(year=month.year, month=month.number, at__lte=until).order_by("-number").first()
    if this and not found:
        return None
    return replace(spec, month=month, close=found.number if found else 0)


def _number(told: Told, path: str, key: str) -> Value:
    """The number of a node; None where the month had nothing of it."""
    row, figure = told.rows.get(path), FIGURES[key]
    if row is None or not any(each.startswith(path) for each in told.stored):
        return None
    return row.share(figure) if figure.is_share else sum(row.numbers.get(part, 0) for part in SUMS.get(key, (key,)))


def minus(this: Value, last: Value) -> Value:
    """The difference of two numbers, None without one of them."""
    numbers = isinstance(this, (int, Decimal)) and isinstance(last, (int, Decimal))
    return this - last if numbers else None  # type: ignore[operator]


def make(export: Export, spec: Spec, out: IO[bytes]) -> dict[str, object]:
    """Fill the form that the export asks for; what its row is to say. Raises Refused for a form that is gone."""
    form = official.of_export(export.options)
    if form is None:
        raise Refused(official.GONE)
    tag = hashlib.sha256(f"{form.sha256}|{form.revision}".encode()).hexdigest()
    spec = replace(spec, sheets=(), head="", tag=tag)
    broken = write(form, spec, out)
    export.options["broken"] = broken
    ending = "" if spec.close else "（未归档）"
    version = f"（第{spec.close}版）" if spec.close > 1 else ""
    return {
        "file_name": f"{form.name} {spec.unit}{spec.month.label}{ending}{version}.xlsx",
        "watermark": spec.watermark,
        "options": export.options,
    }


def write(form: OfficialForm, spec: Spec, out: IO[bytes]) -> list[str]:
    """Write the filled form to `out`; the cells that stayed empty, and why."""
    package = of_our_own(official.contents(form))
    filler = Filler(spec)
    lines, values = filled(package, binding.read(form.bindings), filler)
    filling.fill(package, values)
    broken = [f"{line.sheet} {line.cell}：{line.note}" for line in lines if line.note]
    differences.add(package, f"{form.name}：与上月的差异", notes(form, filler, broken), lines)
    filling.write(package, out)
    return broken


def filled(
    package: Package, bindings: binding.Bindings, filler: Filler
) -> tuple[list[Line], dict[str, dict[grid.Place, Value]]]:
    """For each bound cell a line of the differences and its value."""
    lines: list[Line] = []
    values: dict[str, dict[grid.Place, Value]] = {}
    shares = percentages(package)
    for sheet in grid.read(package):
        for address, bound in grid.ordered(bindings.get(sheet.name, {})):
            answers = [filler.answer(source) for source in bound.sources]
            lines += [_line(sheet.name, address, bound, *pair) for pair in zip(bound.sources, answers, strict=True)]
            at = grid.place(address) or (1, 1)
            values.setdefault(sheet.name, {})[at] = _value(bound, answers, sheet.cell(at).style in shares)
        for address, text in proposing.open_tokens(sheet, bindings.get(sheet.name, {})):
            at = grid.place(address) or (1, 1)
            if not sheet.cell(at).formula:
                lines.append(_left(sheet, address, text))
                values.setdefault(sheet.name, {})[at] = proposing.without_tokens(text)
        lines += [
            Line(sheet.name, at, heading, "", None, None, None, "没有选填什么，空着")
            for at, heading in proposing.left_open(sheet, bindings.get(sheet.name, {}))
        ]
    return lines, values


def _left(sheet: grid.Grid, at: str, text: str) -> Line:
    return Line(sheet.name, at, text[:60], "", None, None, None, "占位没有认出，空着")


def _value(bound: Binding, answers: list[Answer], percent: bool) -> Value:
    """What goes into the cell; a share as the part of one that a percent format wants."""
    if bound.around:
        texts = ["" if answer.value is None else str(answer.value) for answer in answers]
        return bound.around[0] + "".join(a + b for a, b in zip(texts, bound.around[1:], strict=True))
    value, figure = answers[0].value, FIGURES.get(bound.sources[0].key)
    if percent and figure and figure.is_share and isinstance(value, Decimal):
        return value / HUNDRED
    return value


def _line(sheet: str, cell: str, bound: Binding, source: Source, answer: Answer) -> Line:
    if source.kind == WORDS:
        return Line(sheet, cell, bound.heading, source.label, None, answer.value, None, answer.why)
    change = minus(answer.this, answer.last)
    return Line(sheet, cell, bound.heading, source.label, answer.last, answer.this, change, answer.why)


def notes(form: OfficialForm, filler: Filler, broken: list[str]) -> list[str]:
    """What stands above the differences: whose, how far, which form, what stayed empty."""
    spec, was = filler.spec, filler.last.facts.standing if filler.last else "没有月报"
    said = [
        f"{spec.unit} {spec.month.label}。本月数字：{filler.this.facts.standing}。上月数字：{was}。",
        f"表样“{form.name}”第 {form.version} 版；数据截至 {clock.local(spec.known):%Y-%m-%d %H:%M:%S}；"
        f"内部资料 {spec.watermark}",
    ]
    return [*said, f"有 {len(broken)} 格没有填，原因见“说明”一列。"] if broken else said
