"""摸排: the places that are searched, and the searches that were written down."""

from typing import Any

from registry.entry.list_filter import Listed
from registry.entry.paging import Order
from registry.lib.ids import key_in
from registry.models import Canvass, CanvassVisit, Site

BY_PLACE: Order = ("owner_path", "name")
GONE = "没有找到的单位或摸排"


def sites(asked: Any) -> Listed:
    """What is on the list of places."""
    return Listed(Site.objects.filter(to_canvass=True), None, BY_PLACE)


def visits(asked: Any) -> Listed:
    """The searches of a campaign, or of all of them; of one place where one is named. The latest written first. Of one
    that is not there, or not in the scope, there are none: never those of all others."""
    rows, query, words = CanvassVisit.objects.all(), {}, []
    for name, model in (("canvass", Canvass), ("site", Site)):
        if not (said := asked.get(name, "")):
            continue
        key = key_in(said)
        found = model.objects.filter(pk=key).first() if key else None
        rows = rows.filter(**{name: found}) if found else rows.none()
        query[name] = str(found.pk) if found else said
        words.append(found.name if found else GONE)
    return Listed(rows, None, words=words, query=query)
