"""What narrows the list of hand-outs: quarter or days, way, organisation, state, material."""

from datetime import date
from typing import Any

from django import forms

from outreach.choices import HandoutChannel
from outreach.domain.quarters import Quarter, recent
from outreach.models import Handout, Material
from registry.entry.fields import DayField
from registry.entry.list_filter import Listed, ListFilter, of_members, searched
from registry.entry.organisations import Node, options, own_nodes
from registry.lib import clock

EVER, VOID = "all", "void"


class HandoutFilter(ListFilter):
    """What narrows the list; the present quarter where nothing is said."""

    quarter = forms.ChoiceField(label="季度", required=False)
    channel = forms.ChoiceField(label="发放方式", required=False, choices=[("", "不限"), *HandoutChannel.choices])
    org = forms.ChoiceField(label="管理组织", required=False)
    since = DayField(label="发放日期从", required=False)
    until = DayField(label="到", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "不含作废"), ("read", "本人标记已学习"), (VOID, "已作废")]
    )
    material = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        box = self.fields["quarter"]
        assert isinstance(box, forms.ChoiceField)
        box.choices = [("", "本季度"), (EVER, "全部"), *((quarter.key, quarter.label) for quarter in recent())]
        self.take()

    @property
    def days(self) -> tuple[date, date] | None:
        """The days that are asked for, of all hand-outs of a node; None where something else narrows them."""
        given = self.given
        if not given.keys() <= {"quarter", "org", "since", "until"} or given.get("quarter") == EVER:
            return None
        if given.keys() & {"since", "until"}:
            return given.get("since", date.min), given.get("until", clock.today())
        quarter = Quarter.read(given.get("quarter", ""))
        return quarter.first, quarter.last

    def narrow(self, rows: Any) -> Any:
        """The hand-outs that are asked for."""
        given = self.given
        if not given.keys() & {"since", "until"} and given.get("quarter") != EVER:
            quarter = Quarter.read(given.get("quarter", ""))
            rows = rows.between(quarter.first, quarter.last)
        for name, field in (("since", "given_on__gte"), ("until", "given_on__lte"), ("channel", "channel"),
                            ("material", "material_id")):  # fmt: skip
            rows = rows.filter(**{field: given[name]}) if name in given else rows
        rows = rows.filter(self.subtree(given["org"])) if "org" in given else rows
        return _in_state(rows, given.get("state", ""))

    def label_of(self, name: str) -> str:
        """A given field in words; of a material its title, for whoever may see it."""
        if name != "material":
            return super().label_of(name)
        title = Material.objects.filter(pk=self.given[name]).values_list("title", flat=True).first()
        return f"资料：{title}" if title else "一份看不到的资料"


def _in_state(rows: Any, state: str) -> Any:
    if state == VOID:
        return rows.filter(voided_at__isnull=False)
    return rows.valid().filter(read_at__isnull=False) if state else rows.valid()


def listed(asked: Any) -> Listed:
    """The hand-outs as the address of the list says; the search box asks to whom."""
    form, text = HandoutFilter(asked, own_nodes()), searched(asked)
    rows = form.narrow(Handout.objects.all()).filter(of_members(text))
    words = form.words(text) if form.given or text else ["本季度"]
    return Listed(rows, form, words=words, query={"q": text, **form.query()})
