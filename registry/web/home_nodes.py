"""The organisations right below one's own, in the order of the tree, with the numbers that lead to their lists.

A table to look things up in: never sorted by a number, and without shares or marks.
"""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import Left
from django.urls import reverse

from registry.choices import Status
from registry.domain import rhythm
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member, Organisation

MOST = 200
COLUMNS: tuple[tuple[str, dict[str, str]], ...] = (
    ("在册", {}),
    ("线索", {"status": Status.LEAD}),
    ("待报到", {"status": Status.AWAITING_REPORT}),
    (f"{rhythm.SILENT_DAYS} 天未联系", {"silent": str(rhythm.SILENT_DAYS)}),
)


def table() -> dict[str, Any]:
    """Columns and rows; nothing for a node with nothing below it."""
    own = scopes.current().path
    nodes = below(own)
    counts = _counts(len(own) + scopes.SEGMENT) if nodes else {}
    return {
        "columns": [{"label": "组织"}, *({"label": label, "kind": "num"} for label, _ in COLUMNS)],
        "rows": [_row(node, counts.get(node.path, (0,) * len(COLUMNS))) for node in nodes],
    }


def below(own: str) -> list[Organisation]:
    """The organisations in use right below a path; none of no path."""
    return list(Organisation.objects.all().active().filter(parent__path=own).order_by("path")[:MOST]) if own else []


def _counts(length: int) -> dict[str, tuple[int, ...]]:
    """The numbers of each node below, by the beginning of the path; two queries whatever there is."""
    openly = Member.objects.all().open().annotate(node=Left("owner_path", length)).order_by().values("node")
    by_status = openly.annotate(
        everyone=Count("id"),
        leads=Count("id", filter=Q(status=Status.LEAD)),
        awaited=Count("id", filter=Q(status=Status.AWAITING_REPORT)),
    )
    silent = Member.objects.all().silent_since(rhythm.silent_before(clock.today(), rhythm.SILENT_DAYS))
    quiet = silent.annotate(node=Left("owner_path", length)).order_by().values_list("node").annotate(Count("id"))
    silence = dict(quiet)
    return {
        row["node"]: (row["everyone"], row["leads"], row["awaited"], silence.get(row["node"], 0)) for row in by_status
    }


def _row(node: Organisation, counts: tuple[int, ...]) -> dict[str, Any]:
    return {
        "id": node.pk,
        "name": node.name,
        "url": link_to(node, {}),
        "cells": [
            {"label": label, "text": f"{number:,}", "kind": "num", "url": link_to(node, query) if number else ""}
            for (label, query), number in zip(COLUMNS, counts, strict=True)
        ],
    }


def link_to(node: Organisation, query: dict[str, str]) -> str:
    """The member list of a node, narrowed."""
    return reverse("member-list") + "?" + urlencode({"org": str(node.pk), **query})
