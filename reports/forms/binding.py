"""What fills a cell: one source, or several in a text around them. Kept as JSON in the form's row."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from reports.figures.definitions import TABLES, Figure

FIGURE, WORDS = "figure", "words"
THIS, LAST, CHANGE = "this", "last", "change"
MONTHS = {THIS: "本月", LAST: "上月", CHANGE: "比上月增减"}
# What forms ask for as one number where the month's table has its parts.
SUMS = {"came": ("new", "came_over"), "went": ("transferred_in", "returned", "moved_on", "closed", "went_over")}
TOTALS = (
    Figure("came", "本月新增合计", "本月新登记的，加上由本区其他组织转来的流入党员"),
    Figure("went", "本月减少合计", "本月转入组织关系、返回、转往他处、其他原因结束和转往本区其他组织的流入党员"),
)
FIGURES: dict[str, Figure] = {
    figure.key: figure for figure in (*(each for table in TABLES for each in table.columns), *TOTALS)
}
# Texts of a report → what they are called.
TEXTS = {
    "unit": "单位名称", "month": "填报月份", "filler": "填报人", "reviewer": "审核人", "phone": "联系电话",
    "date": "填报日期", "until": "统计截止日期", "practice": "主要做法", "problems": "存在问题", "plans": "下月打算",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A figure of a node and month, or a text of the report. `node` is empty for the whole of the form's own
    organisation; `node_name` is what the node was called when somebody bound it, so that a rename is noticed."""

    kind: str
    key: str
    node: str = ""
    node_name: str = ""
    month: str = THIS

    @property
    def label(self) -> str:
        """In words, for people."""
        if self.kind == WORDS:
            return TEXTS.get(self.key, self.key)
        figure = FIGURES.get(self.key)
        name = figure.full_label if figure else f"{self.key}（没有这个指标了）"
        said = [self.node_name or "合计", name, "" if self.month == THIS else MONTHS.get(self.month, "")]
        return "，".join(word for word in said if word)


@dataclass(frozen=True, slots=True)
class Binding:
    """One cell. `around` are the texts before, between and after several sources (empty: the one source alone);
    `heading` is how the form calls the cell; `confirmed` says that a person looked at it."""

    sources: tuple[Source, ...]
    around: tuple[str, ...] = ()
    heading: str = ""
    confirmed: bool = False

    @property
    def label(self) -> str:
        """In words."""
        return "；".join(source.label for source in self.sources)

    def stored(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self) | {"sources": [asdict(source) for source in self.sources], "around": list(self.around)}

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """What `stored` gave."""
        sources = tuple(Source(**source) for source in data["sources"])
        return cls(sources, tuple(data["around"]), data["heading"], data["confirmed"])


Bindings = dict[str, dict[str, Binding]]  # sheet → address → what fills it


def stored(bindings: Bindings) -> dict[str, dict[str, Any]]:
    """For a JSON column."""
    return {sheet: {at: cell.stored() for at, cell in cells.items()} for sheet, cells in bindings.items()}


def read(data: dict[str, dict[str, Any]]) -> Bindings:
    """What `stored` gave."""
    return {sheet: {at: Binding.read(cell) for at, cell in cells.items()} for sheet, cells in data.items()}
