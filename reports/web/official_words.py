"""How a form is told on its page."""

from typing import Any

from registry.lib import clock
from reports.models import OfficialForm

KB = 1024
MOST = 12
MOMENT = "%Y-%m-%d %H:%M"


def facts(row: OfficialForm) -> list[dict[str, str]]:
    """What is known of the version."""
    retired = f"{row.retired_label} {clock.local(row.retired_at):{MOMENT}}" if row.retired_at else ""
    said = [
        ("版本", f"第 {row.version} 版"),
        ("原文件", row.file_name),
        ("大小", f"{row.size / KB:.0f} KB"),
        ("上传", f"{row.uploaded_label} {clock.local(row.uploaded_at):{MOMENT}}"),
        ("停用", retired),
        ("SHA-256", row.sha256),
    ]
    return [{"label": label, "value": text} for label, text in said if text]


def empty(cells: list[tuple[str, str, str]]) -> dict[str, Any] | None:
    """Cells (sheet, address, heading) that stay empty: how many, and the first of them."""
    named = [f"{sheet} {at}：{heading}" for sheet, at, heading in cells[:MOST]]
    return {"number": len(cells), "named": named, "more": len(cells) - len(named)} if cells else None
