"""How exports are told on their pages."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from registry.lib import clock
from reports.choices.exports import ExportKind, ExportList, ExportState
from reports.figures.month import Month
from reports.models import Export
from reports.workbook.lists import LISTS, check_reader

S = ExportState
TONES = {S.QUEUED: "info", S.RUNNING: "info", S.DONE: "success", S.FAILED: "error", S.CANCELLED: "neutral"}
KB = 1024


def found(pk: UUID) -> Export:
    """The export of the scope, or a 404."""
    row = Export.objects.filter(pk=pk).select_related("organisation").first()
    if row is None:
        raise Http404
    check_reader(row)
    return row


def ready(row: Export) -> bool:
    """Whether its bytes can be had now."""
    late = row.expires_at is not None and row.expires_at <= clock.now()
    return row.state == S.DONE and row.purged_at is None and not late


def badge(row: Export) -> dict[str, str]:
    """Its state; what is past its time says so."""
    if row.state == S.DONE and not ready(row):
        return {"tone": "neutral", "text": "已过期清除"}
    if row.archive and row.state == S.DONE:
        return {"tone": "success", "text": f"归档文件 第 {row.close} 版"}
    return {"tone": TONES[S(row.state)], "text": S(row.state).label}


def title(row: Export) -> str:
    """`2026年11月 月报工作簿（Excel）`; a form of the superior office by its name, a list by its own."""
    if row.kind == ExportKind.LIST:
        return f"{ExportList(row.options['list']).label}（Excel）"
    month = f"{Month(row.year, row.month).label} " if row.year else ""
    return f"{month}{row.options.get('name') or row.get_kind_display()}"


def until(row: Export) -> str:
    """Until when it can be downloaded."""
    if row.state != S.DONE:
        return ""
    return f"{clock.local(row.expires_at):%m-%d %H:%M}" if row.expires_at else "长期"


def size(row: Export) -> str:
    """In KB or MB."""
    kilo = row.size / KB
    return f"{kilo / KB:.1f} MB" if kilo > KB else f"{kilo:.0f} KB"


def _numbers(row: Export) -> str:
    """Whether numbers are whole; nothing of a list that holds none."""
    if row.kind == ExportKind.LIST and not LISTS[row.options["list"]].numbers:
        return ""
    return "已打码" if row.masked else f"完整（用途：{row.reason}）"


def facts(row: Export) -> list[dict[str, str]]:
    """What its page says of a finished one."""
    found = [
        ("单位", str(row.organisation)),
        ("号码", _numbers(row)),
        ("申请", f"{row.asked_label} {clock.local(row.asked_at):%Y-%m-%d %H:%M}"),
        ("数据截至", f"{clock.local(row.known_at):%Y-%m-%d %H:%M:%S}" if row.known_at else ""),
        ("大小", size(row)),
        ("可下载到", until(row)),
        ("水印编号", row.watermark),
        ("SHA-256", row.sha256),
    ]
    return [{"label": label, "value": text} for label, text in found if text]


def bar(row: Export) -> dict[str, Any]:
    """Context of `components/progress.html`."""
    return {
        "id": "export-progress", "label": S(row.state).label, "state": "running", "done": row.percent, "total": 100,
        "count": f"{row.percent}%", "note": "您可以离开这一页，做好后在“导出”里下载，保留 24 小时。",
        "poll_url": reverse("export-part", args=[row.pk]), "page_url": reverse("export", args=[row.pk]),
        "cancel_url": "" if row.archive else reverse("export-cancel", args=[row.pk]),
    }  # fmt: skip
