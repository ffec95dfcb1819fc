"""摸排: the places that are searched, and the searches that were written down."""

from typing import Any

from registry.entry.list_filter import Listed
from registry.entry.paging import Order
from registry.lib.ids import key_in
from registry.models import Canvass, CanvassVisit, Site

BY_PLACE: Order = ("owner_path", "name")


def sites(asked: Any) -> Listed:
    """What is on the list of places."""
    return Listed(Site.objects.filter(to_canvass=True), None, BY_PLACE)


def visits(asked: Any) -> Listed:
    """The searches of a campaign, or of all of them; of one place where one is named. The latest written first."""
    rows, query, words = CanvassVisit.objects.all(), {}, []
    one, place = (key_in(asked.get(name, "")) for name in ("canvass", "site"))
    if one and (campaign := Canvass.objects.filter(pk=one).first()):
        rows, query, words = rows.filter(canvass=campaign), {"canvass": str(campaign.pk)}, [campaign.name]
    if place and (site := Site.objects.filter(pk=place).first()):
        rows, query, words = rows.filter(site=site), query | {"site": str(site.pk)}, [*words, site.name]
    return Listed(rows, None, words=words, query=query)
