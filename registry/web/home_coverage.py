"""Whom we are in touch with this month, and who has handed in a study report this quarter: own node, then those below.

In the order of the tree; each number leads to its people. Shares say how far one is, they rank nobody.
"""

from typing import Any

from registry.entry import filters
from registry.lib import scope as scopes
from registry.models import Organisation
from registry.web.home_counts import Counts
from registry.web.home_nodes import link_to, number_cell

# Contacted and studied, each: all of them, done, not yet, the share. A column is a label and the query of its list.
CONTACT = (
    ("应联系", {"reached": filters.TO_CONTACT}),
    ("本月联系上", {"reached": filters.REACHED}),
    ("还没有联系上", {"reached": filters.UNREACHED}),
)
STUDY = (("本季度有学习汇报", {"study": filters.STUDIED}), ("还没有", {"study": filters.NO_STUDY}))
LABELS = (*(label for label, _ in CONTACT), "联系率", *(label for label, _ in STUDY), "学习率")


def table(nodes: list[Organisation], counts: dict[str, Counts]) -> dict[str, Any]:
    """Columns and rows of these numbers, of one's own node and of those below; nothing without a node of one's own."""
    own = scopes.current().path
    node = Organisation.objects.filter(path=own).first() if own else None
    if node is None:
        return {}
    total = sum(counts.values(), Counts())
    rows = [_row(node, total, "合计")] if nodes else [_row(node, total, node.name)]
    return {
        "columns": [{"label": "组织"}, *({"label": label, "kind": "num"} for label in LABELS)],
        "rows": rows + [_row(found, counts.get(found.path, Counts()), found.name) for found in nodes],
    }


def _row(node: Organisation, counts: Counts, name: str) -> dict[str, Any]:
    everyone, reached, studied = counts.to_contact, counts.reached, counts.studied
    contact = _linked(node, CONTACT, (everyone, reached, everyone - reached))
    study = _linked(node, STUDY, (studied, everyone - studied))
    of_all = link_to(node, CONTACT[0][1]) if everyone else ""
    cells = [
        *contact,
        _share("联系率", reached, everyone) | {"url": of_all},
        *study,
        _share("学习率", studied, everyone) | {"url": of_all},
    ]
    return {"id": node.pk, "name": name, "url": link_to(node, {}), "cells": cells}


def _linked(
    node: Organisation, columns: tuple[tuple[str, dict[str, str]], ...], numbers: tuple[int, ...]
) -> list[dict[str, Any]]:
    return [number_cell(node, label, query, number) for (label, query), number in zip(columns, numbers, strict=True)]


def _share(label: str, part: int, whole: int) -> dict[str, Any]:
    """A share to one decimal, as the monthly report has it; none of nobody. It leads to what it is out of."""
    return {"label": label, "text": f"{100 * part / whole:.1f}%" if whole else "—", "kind": "num"}
