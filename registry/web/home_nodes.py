"""The organisations right below one's own, in the order of the tree, with the numbers that lead to their lists.

A table to look things up in: never sorted by a number, and without shares or marks.
"""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from registry.choices import Status
from registry.domain import rhythm
from registry.models import Organisation
from registry.web.home_counts import Counts

MOST = 200
# A label, the query of its list, and its number.
COLUMNS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("在册", {}, "everyone"),
    ("线索", {"status": Status.LEAD}, "leads"),
    ("待报到", {"status": Status.AWAITING_REPORT}, "awaited"),
    (f"{rhythm.SILENT_DAYS} 天未联系", {"silent": str(rhythm.SILENT_DAYS)}, "silent"),
)


def table(nodes: list[Organisation], counts: dict[str, Counts]) -> dict[str, Any]:
    """Columns and rows of these nodes' numbers."""
    return {
        "columns": [{"label": "组织"}, *({"label": label, "kind": "num"} for label, _, _ in COLUMNS)],
        "rows": [_row(node, counts.get(node.path, Counts())) for node in nodes],
    }


def below(own: str) -> list[Organisation]:
    """The organisations in use right below a path; none of no path."""
    return list(Organisation.objects.all().active().filter(parent__path=own).order_by("path")[:MOST]) if own else []


def _row(node: Organisation, counts: Counts) -> dict[str, Any]:
    return {
        "id": node.pk,
        "name": node.name,
        "url": link_to(node, {}),
        "cells": [number_cell(node, label, query, getattr(counts, name)) for label, query, name in COLUMNS],
    }


def number_cell(node: Organisation, label: str, query: dict[str, str], number: int) -> dict[str, Any]:
    """A number that leads to its people."""
    return {"label": label, "text": f"{number:,}", "kind": "num", "url": link_to(node, query) if number else ""}


def link_to(node: Organisation, query: dict[str, str]) -> str:
    """The member list of a node, narrowed."""
    return reverse("member-list") + "?" + urlencode({"org": str(node.pk), **query})
