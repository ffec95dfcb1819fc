"""Forms about forms: a new one, what fills a cell, which month is wanted."""

from typing import Any

from django import forms

from registry.entry.organisations import own_nodes
from registry.intake.files.refusals import MESSAGES
from registry.lib import clock
from reports.figures.definitions import TABLES
from reports.figures.month import Month
from reports.figures.table import ROW
from reports.forms.binding import FIGURE, MONTHS, TEXTS, TOTALS, WORDS, Binding, Source
from reports.forms.package import LIMITS
from reports.web.export_forms import months

MAX_MB = LIMITS.file_bytes >> 20
Choices = list[tuple[str, Any]]


class FormUpload(forms.Form):
    """A form of the superior office and what it is called here."""

    name = forms.CharField(
        label="表名", max_length=60,
        help_text="同名的再传一次就是新版：旧版留着，核对过的格子能接着用。",
        error_messages={"required": "请给这份表起个名字，例如“市委组织部流动党员月报表”。"},
    )  # fmt: skip
    file = forms.FileField(
        label="表样文件", max_length=200,
        help_text=f"上级发的 .xlsx，最大 {MAX_MB} MB，不带宏和外部链接；表头、样式不用改。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "还没有选文件。请选择上级发的表样。", "missing": "还没有选文件。请选择上级发的表样。",
            "empty": MESSAGES["empty_file"], "max_length": "文件名太长（最多 200 个字）。请改短一些再上传。",
        },
    )  # fmt: skip


def sources() -> Choices:
    """Everything that can fill a cell, table by table."""
    texts = [(f"{WORDS}:{key}", label) for key, label in TEXTS.items()]
    figures = [(table.title, [(f"{FIGURE}:{each.key}", each.full_label) for each in table.columns]) for table in TABLES]
    totals = [(f"{FIGURE}:{each.key}", each.label) for each in TOTALS]
    return [("", "请选择"), ("合计数", totals), *figures, ("文字", texts)]


class BindForm(forms.Form):
    """What fills one cell."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    sheet = forms.CharField(widget=forms.HiddenInput, strip=False)
    cell = forms.CharField(widget=forms.HiddenInput)
    what = forms.ChoiceField(
        label="填什么", error_messages={"required": "请选一个指标或文字；不填的，按“不填这一格”。"}
    )
    node = forms.ChoiceField(label="哪个单位的", required=False)
    month = forms.ChoiceField(label="哪个月的", choices=list(MONTHS.items()), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = [node.option for node in own_nodes()[1:] if len(node.path) <= ROW]
        self._offer("what", sources())
        self._offer("node", [("", "合计（全区）"), *nodes])

    def _offer(self, name: str, choices: Choices) -> None:
        box = self.fields[name]
        assert isinstance(box, forms.ChoiceField)
        box.choices = choices

    def source(self) -> Source:
        """What was chosen; a text is of no node and of this month."""
        given = self.cleaned_data
        kind, _, key = given["what"].partition(":")
        return Source(kind, key, given["node"], "", given["month"] or "this") if kind == FIGURE else Source(kind, key)


def initial(bound: Binding | None, node: str = "") -> dict[str, str]:
    """The choices that stand for what fills the cell now; of one that nothing fills, those of its row's `node`."""
    if bound is None:
        return {"month": "this", "node": node}
    source = bound.sources[0]
    return {"what": f"{source.kind}:{source.key}", "node": source.node, "month": source.month}


class FillForm(forms.Form):
    """Which month is wanted."""

    month = forms.ChoiceField(label="月份")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"month": str(Month.of(clock.today()).previous())}
        box = self.fields["month"]
        assert isinstance(box, forms.ChoiceField)
        box.choices = months()
