"""What narrows the list of contacts: when, how, with whom, by whom, and what is to be done next."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from registry.choices import ContactChannel, ContactOutcome, ContactSide, Role
from registry.entry.fields import DayField
from registry.entry.list_filter import Listed, ListFilter, of_members, searched
from registry.entry.organisations import Node, options, own_nodes
from registry.entry.paging import NEWEST, Order
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import ContactLog, Posting, User

# What is to be done next comes with the most urgent first.
BY_DUE: Order = ("owner_path", "next_on", "id")
LATEST: Order = ("-id",)
SOON = timedelta(days=7)
OVERDUE, COMING, AGREED = "overdue", "soon", "agreed"
DUE = ((OVERDUE, "约好的日子过了"), (COMING, "七天内要联系"), (AGREED, "所有约好的"))


def _select(label: str, choices: Any, empty: str = "不限") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *choices])


class ContactFilter(ListFilter):
    """The GET form of the list. A value that is not among the options counts as not given."""

    due = _select("待联系", DUE)
    since = DayField(label="联系时间从", required=False)
    until = DayField(label="到", required=False)
    channel = _select("方式", ContactChannel.choices)
    outcome = _select("结果", ContactOutcome.choices)
    side = _select("联系对象", ContactSide.choices)
    org = _select("管理组织", [])
    liaison = _select("联络员", [])

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.offer("liaison", [] if scopes.current().liaison else liaisons())
        self.take()

    @property
    def order(self) -> Order:
        """Latest first, one organisation after the other, but all together for a liaison, whose are few; what is to be
        done, by its day."""
        if "due" in self.given:
            return BY_DUE
        return LATEST if scopes.current().liaison else NEWEST

    def narrowed(self, contacts: QuerySet[ContactLog]) -> QuerySet[ContactLog]:
        """The contacts that the given fields mean."""
        for name, value in self.given.items():
            contacts = contacts.filter(_CONDITIONS[name](self, value))
        return contacts


_CONDITIONS: dict[str, Any] = {
    "due": lambda form, value: Q(pk__in=due(value).values("pk")),
    "since": lambda form, value: Q(happened_at__gte=clock.midnight(value)),
    "until": lambda form, value: Q(happened_at__lt=clock.midnight(value + timedelta(days=1))),
    "channel": lambda form, value: Q(channel=value),
    "outcome": lambda form, value: Q(outcome=value),
    "side": lambda form, value: Q(side=value),
    "org": lambda form, value: form.subtree(value),
    "liaison": lambda form, value: Q(contact_person_id=value),
}


def due(which: str) -> QuerySet[ContactLog]:
    """Contacts whose agreed day is still open: gone by, within a week from today, or all of them."""
    today, pending = clock.today(), ContactLog.objects.all().pending()
    if which == OVERDUE:
        return pending.filter(next_on__lt=today)
    return pending.filter(next_on__gte=today, next_on__lte=today + SOON) if which == COMING else pending


def liaisons() -> list[tuple[str, str]]:
    """The liaisons of the scope, also those who no longer are: what they wrote is still there."""
    posted = Posting.objects.filter(role=Role.LIAISON).values("user_id")
    return [
        (str(key), name) for key, name in User.objects.filter(pk__in=posted).order_by("name").values_list("pk", "name")
    ]


def listed(asked: Any) -> Listed:
    """The contacts as the address of the list says; the search box asks whose."""
    form, text = ContactFilter(asked, own_nodes()), searched(asked)
    rows = form.narrowed(ContactLog.objects.all().valid()).filter(of_members(text))
    return Listed(rows, form, form.order, form.words(text), {"q": text, **form.query()})
