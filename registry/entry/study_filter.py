"""What narrows the list of study reports: where they stand, form, campaign, organisation, day."""

from hashlib import blake2s
from typing import Any

from django import forms
from django.db.models import Q

from registry.choices import StudyForm, StudyState
from registry.entry.fields import DayField
from registry.entry.list_filter import Listed, ListFilter, of_members, searched
from registry.entry.organisations import Node, options, own_nodes
from registry.models import StudyReport

ALL = "all"
TABS = ((StudyState.PENDING, "待阅"), (StudyState.RETURNED, "退回"), (StudyState.READ, "已阅"), (ALL, "全部"))


def campaign_key(name: str) -> str:
    """What stands for a campaign in an address: what people typed stays out of histories and logs."""
    return blake2s(name.encode(), digest_size=8).hexdigest()


class StudyFilter(ListFilter):
    """What narrows the list. A value that is not among the options counts as not given."""

    form = forms.ChoiceField(label="学习形式", required=False, choices=[("", "不限"), *StudyForm.choices])
    campaign = forms.ChoiceField(label="所属专题", required=False)
    org = forms.ChoiceField(label="管理组织", required=False)
    since = DayField(label="学习日期从", required=False)
    until = DayField(label="到", required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.campaigns = {campaign_key(name): name for name in StudyReport.objects.all().campaigns()}
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.offer("campaign", list(self.campaigns.items()))
        self.take()

    def narrow(self, reports: Any, text: str) -> Any:
        """The reports that the form and the search box mean."""
        for name, value in self.given.items():
            reports = reports.filter(_MEANS[name](self, value))
        return reports.filter(of_members(text))


_MEANS: dict[str, Any] = {
    "form": lambda form, value: Q(form=value),
    "campaign": lambda form, value: Q(campaign=form.campaigns[value]),
    "org": lambda form, value: form.subtree(value),
    "since": lambda form, value: Q(studied_on__gte=value),
    "until": lambda form, value: Q(studied_on__lte=value),
}


def in_state(reports: Any, state: str) -> Any:
    """Those of one tab of the list."""
    if state == StudyState.PENDING:
        return reports.pending()
    return reports if state == ALL else reports.valid().filter(state=state)


def tab_of(asked: Any) -> str:
    """The tab that is asked for; those to be read at first."""
    state = asked.get("state", "")
    return state if state in dict(TABS) else StudyState.PENDING


def listed(asked: Any) -> Listed:
    """The reports as the address of the list says."""
    form, text, state = StudyFilter(asked, own_nodes()), searched(asked), tab_of(asked)
    rows = in_state(form.narrow(StudyReport.objects.all(), text), state)
    words = [dict(TABS)[state], *form.words(text)]
    return Listed(rows, form, words=words, query={"state": str(state), "q": text, **form.query()})
