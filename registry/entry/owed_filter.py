"""What narrows the list of what is owed the home organisations: how late, which matter, whose members, a search."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q

from registry.choices import HomeMatter
from registry.domain import home_owed
from registry.entry.list_filter import Listed, ListFilter, searched
from registry.entry.organisations import Node, options, own_nodes
from registry.entry.paging import Order, Several
from registry.lib import clock
from registry.models import Member
from registry.models.search import condition

BY_DUE: Order = ("by", "rank", "id")
STATES = (
    ("", "所有没办的"),
    (home_owed.OVERDUE, "逾期"),
    (home_owed.SOON, f"{home_owed.SOON_DAYS} 天内到期"),
    (home_owed.UNKNOWN, "期限待定"),
)


class OwedFilter(ListFilter):
    """The GET form of the list. A value that is not among the options counts as not given."""

    matter = forms.ChoiceField(
        label="事项", required=False, choices=[("", "不限"), *((item.value, item.label) for item in home_owed.MATTERS)]
    )
    org = forms.ChoiceField(label="管理组织", required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.take()

    def matters(self) -> Iterable[HomeMatter]:
        """The matters that are asked for."""
        return [HomeMatter(self.given["matter"])] if "matter" in self.given else home_owed.MATTERS

    def below(self) -> Q:
        """The organisation that is asked for, with all below it."""
        return self.subtree(self.given["org"]) if "org" in self.given else Q()


def state_of(asked: Any) -> str:
    """The tab that is asked for; all of them at first."""
    state: str = asked.get("state", "")
    return state if state in dict(STATES) else ""


def overdue() -> Several[Member]:
    """What the first page counts."""
    return _several(home_owed.MATTERS, home_owed.OVERDUE)


def owed_rows(form: OwedFilter, state: str, text: str) -> Several[Member]:
    """What was asked for: for each matter a queryset of `home_owed.owed`."""
    further = form.below()
    if text.strip():
        further &= Q(pk__in=Member.objects.filter(condition(text)).values("pk"))
    return _several(form.matters(), state, further)


def _several(matters: Iterable[HomeMatter], state: str, further: Q | None = None) -> Several[Member]:
    today = clock.today()
    parts = [part.filter(further or Q()) for item in matters for part in home_owed.owed(item, today, state)]
    return Several(parts or [home_owed.nothing()], BY_DUE)


def listed(asked: Any) -> Listed:
    """What is owed as the address of the list says."""
    form, text, state = OwedFilter(asked, own_nodes()), searched(asked), state_of(asked)
    words = [*([dict(STATES)[state]] if state else []), *form.words(text)]
    query = {"state": state, "q": text, **form.query()}
    return Listed(owed_rows(form, state, text).everything(), form, BY_DUE, words, query)
