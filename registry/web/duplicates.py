"""疑似重复: the queue of pairs, the likeliest first."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.choices import PairState
from registry.domain.resemblance import WEIGHTS
from registry.entry.list_filter import searched
from registry.entry.paging import PAGE_SIZE, capped_count
from registry.models import DuplicatePair, Member
from registry.models.search import condition
from registry.policies import Action
from registry.web import labels
from registry.web.access import needs
from registry.web.duplicates_words import GROUNDS, grounds

ASKED = "asked"
TABS = (
    ("", "待核对"),
    (ASKED, "请上级合并的"),
    (PairState.NOT_DUPLICATE.value, "不是同一人"),
    (PairState.MERGED.value, "已合并"),
)
COLUMNS = ("姓名", "相似度", "依据", "管理组织", "状态", "出生日期")
EMPTY = {
    "": ("没有要核对的", "系统每天夜里查一遍，登记时也会查。找到可能是同一个人的两条记录，就列在这里，由人来判断。"),
    ASKED: ("没有请上级合并的", "村(社区)觉得是同一个人、自己不能合并的，会列在这里。"),
    PairState.NOT_DUPLICATE.value: (
        "还没有核对为“不是同一人”的",
        "核对过的会记住，姓名或身份证号改了才会再提。",
    ),
    PairState.MERGED.value: ("还没有合并过的", "合并过的列在这里，发现合错了可以撤销。"),
}


class DuplicateFilter(forms.Form):
    """The GET form of the queue."""

    ground = forms.ChoiceField(
        label="依据", required=False, choices=[("", "不限"), *((code, GROUNDS[code]) for code in WEIGHTS)]
    )
    apart = forms.ChoiceField(
        label="管理组织", required=False, choices=[("", "不限"), ("yes", "两条在不同组织"), ("no", "两条在同一组织")]
    )

    def given(self) -> dict[str, str]:
        """What was chosen; a value that is not offered counts as not given."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@needs(Action.DUPLICATE_REVIEW)
@require_GET
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Pairs of one state, by likeness."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(TABS) else ""
    form = DuplicateFilter(request.GET, auto_id="filter-%s")
    text = searched(request.GET)
    rows = _narrowed(_of_tab(tab), form.given(), text)
    shown, after, before = _page(rows, request.GET.get("after", ""), request.GET.get("before", ""))
    query = {"tab": tab, "q": text, **form.given()}
    context = {
        "tabs": [_tab(key, label, tab) for key, label in TABS],
        "columns": [{"label": label, "kind": "num" if label == "相似度" else ""} for label in COLUMNS],
        "rows": _rows(shown),
        "total": capped_count(rows),
        "next_url": _link(query, after=after),
        "previous_url": _link(query, before=before),
        "first_url": _link(query) if before else "",
        "form": form,
        "hidden": [{"name": "tab", "value": tab}] if tab else [],
        "text": text,
        "narrowed": bool(text or form.given()),
        "reset_url": _link({"tab": tab}),
        "empty": EMPTY[tab],
    }
    return render(request, "registry/duplicates/list.html", context)


def _of_tab(tab: str) -> QuerySet[DuplicatePair]:
    pairs = DuplicatePair.objects.all()
    if tab in (PairState.NOT_DUPLICATE, PairState.MERGED):
        return pairs.readable().filter(state=tab)
    waiting = pairs.waiting()
    return waiting.filter(asked_at__isnull=False) if tab == ASKED else waiting


def _tab(key: str, label: str, current: str) -> dict[str, Any]:
    count = capped_count(_of_tab(key)) if key in ("", ASKED) else "0"
    url = reverse("duplicates") + _link({"tab": key})
    return {"label": label, "url": url, "current": key == current, "count": "" if count == "0" else count}


def _narrowed(rows: QuerySet[DuplicatePair], given: dict[str, str], text: str) -> QuerySet[DuplicatePair]:
    if text:
        meant = Member.objects.filter(condition(text)).values("pk")
        rows = rows.filter(Q(first_id__in=meant) | Q(second_id__in=meant))
    if ground := given.get("ground"):
        rows = rows.filter(grounds__contains=[ground])
    if apart := given.get("apart"):
        halves = [
            Exists(Member.objects.filter(pk=OuterRef(name), owner_path=OuterRef("owner_path")))
            for name in ("first_id", "second_id")
        ]
        together = rows.filter(*halves)
        rows = rows.exclude(pk__in=together.values("pk")) if apart == "yes" else together
    return rows


def _page(rows: QuerySet[DuplicatePair], after: str, before: str) -> tuple[list[DuplicatePair], str, str]:
    """One page in the order (-score, -id) and the cursors behind and before it, empty at the ends."""
    if cursor := _read(before):
        score, key = cursor
        ahead = rows.filter(Q(score__gt=score) | Q(score=score, id__gt=key)).order_by("score", "id")
        found = list(ahead[: PAGE_SIZE + 1])
        more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE][::-1]
        return found, _written(found[-1]) if found else "", _written(found[0]) if more else ""
    cursor = _read(after)
    if cursor:
        score, key = cursor
        rows = rows.filter(Q(score__lt=score) | Q(score=score, id__lt=key))
    found = list(rows.order_by("-score", "-id")[: PAGE_SIZE + 1])
    more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    return found, _written(found[-1]) if more else "", _written(found[0]) if cursor and found else ""


def _written(pair: DuplicatePair) -> str:
    return f"{pair.score}.{pair.pk.hex}"


def _read(text: str) -> tuple[int, UUID] | None:
    """A cursor out of an address; one that was tampered with is none."""
    score, _, key = text.partition(".")
    try:
        return min(int(score), 100), UUID(hex=key)
    except ValueError:
        return None


def _link(query: dict[str, str], **cursor: str) -> str:
    if "" in cursor.values():
        return ""
    pairs = {name: value for name, value in {**query, **cursor}.items() if value}
    return f"?{urlencode(pairs)}" if pairs else "?" if cursor else ""


def _rows(pairs: list[DuplicatePair]) -> list[dict[str, Any]]:
    keys = {key for pair in pairs for key in (pair.first_id, pair.second_id)}
    members = Member.objects.select_related("organisation").in_bulk(keys)
    return [_row(pair, members[pair.first_id], members[pair.second_id]) for pair in pairs]


def _row(pair: DuplicatePair, one: Member, two: Member) -> dict[str, Any]:
    both = one, two
    names = one.name if one.name == two.name else f"{one.name} / {two.name}"
    born = [labels.partial_date(member.birth_on, member.birth_precision) or "未填" for member in both]
    return {
        "id": pair.pk,
        "name": names,
        "url": reverse("duplicate", args=[pair.pk]),
        "sub": labels.direction(one.direction),
        "cells": [
            {"label": "相似度", "text": str(pair.score), "kind": "num"},
            {"label": "依据", "text": "、".join(grounds(pair.grounds)), "sub": _said(pair), "kind": "long"},
            {"label": "管理组织", "text": _either(*(str(member.organisation) for member in both)), "kind": "long"},
            {"label": "状态", "text": _either(*(labels.status_badge(member.status)["text"] for member in both))},
            {"label": "出生日期", "text": _either(*born)},
        ],
    }


def _either(one: str, two: str) -> str:
    return one if one == two else f"{one} / {two}"


def _said(pair: DuplicatePair) -> str:
    """Who has said something about the pair."""
    if pair.state != PairState.OPEN:
        return f"{pair.decided_label} 核对{'：' + pair.reason if pair.reason else ''}"
    return f"{pair.asked_label} 请上级合并{'：' + pair.asked_note if pair.asked_note else ''}" if pair.asked_at else ""
