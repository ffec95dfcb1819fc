"""What a liaison's first page says of her members' home organisations."""

from django.urls import reverse

from registry.domain.home_owed import OVERDUE
from registry.entry import owed_filter
from registry.web import pager


def owed_home() -> dict[str, str]:
    """How much the home organisations of her members are owed and have not got in time; empty when nothing."""
    number = owed_filter.overdue().total()
    if number == "0":
        return {}
    return {"number": number, "url": pager.link(reverse("home-duties"), state=OVERDUE)}
