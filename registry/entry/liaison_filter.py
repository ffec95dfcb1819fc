"""What narrows the board of liaisons: the state, the kind, the organisation, a name."""

from typing import Any

from django import forms
from django.db.models import F

from registry.choices import LiaisonKind
from registry.entry.list_filter import Listed, ListFilter
from registry.entry.organisations import Node, options, own_nodes
from registry.lib import clock
from registry.models import LiaisonProfile
from registry.models.liaison import LiaisonProfileQuerySet

EVERY, OVER, ROOM, LEFT = "", "over", "room", "left"
TABS = ((EVERY, "全部"), (OVER, "超过上限"), (ROOM, "还有余量"), (LEFT, "已离岗"))
LONGEST_NAME = 50


class LiaisonFilter(ListFilter):
    """The GET form of the board. A value that is not among the options counts as not given."""

    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "不限"), *LiaisonKind.choices])
    org = forms.ChoiceField(label="所在组织", required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.take()

    def narrow(self, rows: LiaisonProfileQuerySet, text: str) -> LiaisonProfileQuerySet:
        """Liaisons that were asked for."""
        if "org" in self.given:
            rows = rows.filter(self.subtree(self.given["org"]))
        if "kind" in self.given:
            rows = rows.filter(kind=self.given["kind"])
        return rows.filter(user__name__icontains=text.strip()) if text.strip() else rows


def in_state(profiles: LiaisonProfileQuerySet, state: str) -> Any:
    """With their loads; over their capacity, or with room for more."""
    rows: Any = profiles.with_load().with_standing(clock.today())
    if state == OVER:
        return rows.filter(load__gt=F("capacity"))
    return rows.filter(present=True, load__lt=F("capacity")) if state == ROOM else rows


def state_of(asked: Any) -> str:
    """The tab that is asked for; all of them at first."""
    state: str = asked.get("state", "")
    return state if state in dict(TABS) else EVERY


def named(asked: Any) -> str:
    """The name that is searched for."""
    return str(asked.get("q", "")).replace("\0", "")[:LONGEST_NAME]


def listed(asked: Any) -> Listed:
    """The liaisons as the address of the board says. Those who left are no list of it: what they leave behind is."""
    text, form, state = named(asked), LiaisonFilter(asked, own_nodes()), state_of(asked)
    state = EVERY if state == LEFT else state
    rows = in_state(form.narrow(LiaisonProfile.objects.all(), text), state)
    words = [*([dict(TABS)[state]] if state else []), *form.words(text.strip())]
    return Listed(rows, form, words=words, query={"state": state, "q": text, **form.query()})
