"""One form: its grid with each bound cell marked, the choice for a cell, filling it for a month."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from registry.domain.errors import Refused
from registry.entry.files import attached
from registry.lib.values import short_number
from registry.models.unit import step
from registry.policies import Action
from registry.web import pager
from registry.web.access import actor, needs
from reports.choices.exports import ExportKind
from reports.domain import exports, official
from reports.figures.month import Month
from reports.forms import binding, grid, package, proposing
from reports.forms.binding import Binding
from reports.forms.grid import Grid
from reports.models import OfficialForm
from reports.tasks import kick_exports
from reports.web import official_grid, official_words
from reports.web.official_forms import BindForm, FillForm, initial
from reports.web.official_list import badge, crumbs

T = TypeVar("T")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAVED = "{cell} 已保存：{label}。"


def found(pk: UUID) -> OfficialForm:
    """The form of the scope, or a 404."""
    row: OfficialForm | None = OfficialForm.objects.filter(pk=pk).select_related("organisation").first()
    if row is None:
        raise Http404
    return row


@needs(Action.REPORT_CLOSE)
@require_GET
def form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The grid of one sheet; `cell` opens the choice for it."""
    row = found(pk)
    context: dict[str, Any] = {
        "row": row, "badge": badge(row), "crumbs": crumbs(("上级表样", reverse("official-forms"))),
        "facts": official_words.facts(row), "left": official.unconfirmed(row), "fill": FillForm(),
    }  # fmt: skip
    try:
        grids = grid.read(package.of_our_own(official.contents(row)))
    except Refused as refusal:
        return render(request, "reports/official/page.html", context | {"problem": str(refusal)})
    return render(request, "reports/official/page.html", context | _sheet(request, row, grids))


def _sheet(request: HttpRequest, row: OfficialForm, grids: list[Grid]) -> dict[str, Any]:
    asked = short_number(request.GET.get("sheet")) or 0
    number = asked if asked < len(grids) else 0
    sheet, cell = grids[number], request.GET.get("cell", "")
    bound = binding.read(row.bindings).get(sheet.name, {})
    return {
        "sheet": official_grid.shown(sheet, number, bound, cell, links=not row.retired_at),
        "sheet_name": sheet.name,
        "tabs": _tabs(row, grids, number) if len(grids) > 1 else [],
        "unknown": _open(row, grids), "empty": official_words.empty(_empty(row, grids)),
        "list": [{"at": at, "heading": each.heading, "label": each.label, "confirmed": each.confirmed,
                  "url": official_grid.link(number, at)} for at, each in grid.ordered(bound)],
        "choice": _choice(row, sheet, number, cell, bound.get(cell)) if cell and not row.retired_at else None,
    }  # fmt: skip


def _open(row: OfficialForm, grids: list[Grid]) -> list[str]:
    """Placeholders that mean nothing here, until somebody binds their cells."""
    return [
        f"{each.name} {at}：{text}"
        for each in grids
        for at, text in proposing.open_tokens(each, row.bindings.get(each.name, {}))
    ]


def _empty(row: OfficialForm, grids: list[Grid]) -> list[tuple[str, str, str]]:
    """Sheet, address and heading of cells that nothing fills although the table around them is filled."""
    bound = binding.read(row.bindings)
    return [(each.name, *cell) for each in grids for cell in proposing.left_open(each, bound.get(each.name, {}))]


def _tabs(row: OfficialForm, grids: list[Grid], number: int) -> list[dict[str, Any]]:
    url = reverse("official-form", args=[row.pk])
    return [
        {
            "label": each.name + ("" if each.shown else "（隐藏）"),
            "url": pager.link(url, sheet=str(at)),
            "current": at == number,
        }
        for at, each in enumerate(grids)
    ]


def _choice(row: OfficialForm, sheet: Grid, number: int, cell: str, bound: Binding | None) -> dict[str, Any]:
    """The form for one cell, or why it can't be filled."""
    at = grid.place(cell)
    why = proposing.may_hold(sheet, at) if at else "表里没有这一格。"
    values = {"revision": row.revision, "sheet": sheet.name, "cell": cell}
    return {
        "cell": cell, "why": why, "bound": bound, "heading": sheet.heading(at) if at else "",
        "form": None if why or not at else BindForm(initial=values | initial(bound, _beside(sheet, at, bound))),
        "mixed": bool(bound and (len(bound.sources) > 1 or bound.around)),
        "values": values, "number": number,
    }  # fmt: skip


def _beside(sheet: Grid, at: grid.Place, bound: Binding | None) -> str:
    return "" if bound else proposing.node_beside(sheet, at, official.words())


@needs(Action.REPORT_CLOSE)
@require_POST
def bind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What fills a cell; `drop` leaves it empty."""
    row, asked = found(pk), BindForm(request.POST)
    if "drop" in request.POST:
        asked.fields["what"].required = False
    if not asked.is_valid():
        messages.error(request, " ".join(str(each) for errors in asked.errors.values() for each in errors))
        return _back(row, request.POST.get("sheet", ""), request.POST.get("cell", ""), opened=True)
    given = asked.cleaned_data
    source = None if "drop" in request.POST else asked.source()
    where = {"sheet": given["sheet"], "cell": given["cell"]}
    done = _tried(request, official.bind, form=row, revision=given["revision"], source=source, **where)
    if done:
        messages.success(request, SAVED.format(cell=given["cell"], label=source.label if source else "不填"))
    return _back(row, given["sheet"], given["cell"], opened=not done)


def _tried(request: HttpRequest, verb: Callable[..., T], **arguments: Any) -> T | None:
    """What the verb gives back; None with its refusal said on the next page."""
    try:
        with step():
            return verb(by=actor(request), **arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None


def _back(row: OfficialForm, sheet: str, cell: str, *, opened: bool) -> HttpResponse:
    """To the sheet where the cell stands."""
    names = [each.name for each in package.of_our_own(official.contents(row)).sheets]
    number = names.index(sheet) if sheet in names else 0
    where = official_grid.link(number, cell) if opened else f"?sheet={number}#at-{cell}"
    return redirect(reverse("official-form", args=[row.pk]) + where)


@needs(Action.REPORT_CLOSE)
@require_POST
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that is bound was looked at."""
    row, asked = found(pk), short_number(request.POST.get("revision")) or 0
    if _tried(request, official.confirm, form=row, revision=asked):
        row = found(pk)
        left = _empty(row, grid.read(package.of_our_own(official.contents(row))))
        more = f"还有 {len(left)} 格没有选填什么，会空着；要填的，点表里的“＋”选。" if left else ""
        messages.success(request, f"对应的格子都核对过了，可以填报。{more}" if left else "都核对过了，可以填报。")
    return redirect("official-form", pk)


@needs(Action.REPORT_CLOSE)
@require_POST
def retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Not filled any more."""
    if _tried(request, official.retire, form=found(pk)):
        messages.success(request, "已停用。以后不再填这份表，已经填好的文件不受影响。")
    return redirect("official-form", pk)


@needs(Action.REPORT_CLOSE)
@require_POST
def fill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A month is wanted: the worker fills it, its page shows how far it is."""
    row, asked = found(pk), FillForm(request.POST)
    if not asked.is_valid():
        messages.error(request, "请选一个月份。")
        return redirect("official-form", pk)
    made = _tried(
        request, exports.ask, organisation=row.organisation, kind=ExportKind.FORM,
        month=Month.parse(asked.cleaned_data["month"]), options={"form": str(row.pk)},
    )  # fmt: skip
    if made is None:
        return redirect("official-form", pk)
    kick_exports(made)
    return redirect("export", made.pk)


@needs(Action.REPORT_CLOSE)
@require_GET
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form as it was uploaded."""
    row = found(pk)
    try:
        data = official.open_file(by=actor(request), form=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("official-form", pk)
    return HttpResponse(data, content_type=XLSX, headers=attached(row.file_name))
