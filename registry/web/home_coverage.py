"""Whom we are in touch with this month, and who has handed in a study report this quarter: own node, then those below.

In the order of the tree; each number leads to its people. Shares say how far one is, they rank nobody.
"""

from collections import defaultdict
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Left

from registry.domain import rhythm
from registry.entry import filters
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member, Organisation
from registry.web.home_nodes import below, link_to

# Contacted and studied, each: all of them, done, not yet, the share. A column is a label and the query of its list.
CONTACT = (
    ("应联系", {"reached": filters.TO_CONTACT}),
    ("本月联系上", {"reached": filters.REACHED}),
    ("还没有联系上", {"reached": filters.UNREACHED}),
)
STUDY = (("本季度有学习汇报", {"study": filters.STUDIED}), ("还没有", {"study": filters.NO_STUDY}))
LABELS = (*(label for label, _ in CONTACT), "联系率", *(label for label, _ in STUDY), "学习率")


def table() -> dict[str, Any]:
    """Columns and rows; nothing without a node of one's own."""
    own = scopes.current().path
    node = Organisation.objects.filter(path=own).first() if own else None
    if node is None:
        return {}
    nodes = below(own)
    counts = _counts(len(own) + scopes.SEGMENT)
    total = tuple(map(sum, zip(*counts.values(), strict=True))) or (0, 0, 0)
    rows = [_row(node, total, "合计")] if nodes else [_row(node, total, node.name)]
    return {
        "columns": [{"label": "组织"}, *({"label": label, "kind": "num"} for label in LABELS)],
        "rows": rows + [_row(found, counts.get(found.path, (0, 0, 0)), found.name) for found in nodes],
    }


def _counts(length: int) -> dict[str, tuple[int, ...]]:
    """To be contacted, reached this month, with a report this quarter, by the beginning of the path; two queries."""
    today = clock.today()
    members = rhythm.to_contact(Member.objects.all()).annotate(node=Left("owner_path", length)).order_by()
    reached = Q(last_contact_on__gte=rhythm.month_start(today))
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for node, everyone, done in members.values_list("node").annotate(Count("id"), done=Count("id", filter=reached)):
        found[node][:2] = everyone, done
    studied = members.filter(studies__voided_at__isnull=True, studies__studied_on__gte=rhythm.quarter_start(today))
    for node, done in studied.values_list("node").annotate(Count("id", distinct=True)):
        found[node][2] = done
    return {node: tuple(numbers) for node, numbers in found.items()}


def _row(node: Organisation, numbers: tuple[int, ...], name: str) -> dict[str, Any]:
    everyone, reached, studied = numbers
    contact = _linked(node, CONTACT, (everyone, reached, everyone - reached))
    study = _linked(node, STUDY, (studied, everyone - studied))
    cells = [*contact, _share("联系率", reached, everyone), *study, _share("学习率", studied, everyone)]
    return {"id": node.pk, "name": name, "url": link_to(node, {}), "cells": cells}


def _linked(
    node: Organisation, columns: tuple[tuple[str, dict[str, str]], ...], numbers: tuple[int, ...]
) -> list[dict[str, Any]]:
    return [
        {"label": label, "text": f"{number:,}", "kind": "num", "url": link_to(node, query) if number else ""}
        for (label, query), number in zip(columns, numbers, strict=True)
    ]


def _share(label: str, part: int, whole: int) -> dict[str, Any]:
    """A share to one decimal, as the monthly report has it; none of nobody."""
    return {"label": label, "text": f"{100 * part / whole:.1f}%" if whole else "—", "kind": "num"}
