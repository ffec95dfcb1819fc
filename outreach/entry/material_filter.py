"""What narrows the list of study materials: kind, and whether the withdrawn ones are among them."""

from typing import Any

from outreach.choices import MaterialKind
from outreach.models import Material
from registry.entry.list_filter import Listed


def listed(asked: Any) -> Listed:
    """The materials as the address of the list says; one's own and those of the superiors."""
    every, kind = asked.get("all") == "1", asked.get("kind", "")
    kind = kind if kind in MaterialKind.values else ""
    rows = Material.objects.all() if every else Material.objects.all().in_use()
    words = [f"类别：{MaterialKind(kind).label}"] if kind else []
    words += ["连同已停用的"] if every else []
    query = {"all": "1" if every else "", "kind": kind}
    return Listed(rows.filter(kind=kind) if kind else rows, None, words=words, query=query)
