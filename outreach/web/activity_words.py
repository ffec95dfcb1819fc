"""How activities and venues are said on a page, and the tabs above their lists."""

from typing import Any

from django.urls import reverse

PAGES = (("venues", "活动场所"),)


def tabs(current: str) -> list[dict[str, Any]]:
    """The lists beside each other."""
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in PAGES]
