"""The base of every admin class: rights from the policies, rows from the scoped managers, changes through the verbs."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin import ShowFacets
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from unfold.admin import ModelAdmin

from registry.domain.errors import Refused
from registry.models import User
from registry.models.unit import step
from registry.policies import Action, allowed

Rights = frozenset[Action]
NOBODY: Rights = frozenset()
COUNT_LIMIT = 10_000
WAITING = "待复核"


class CappedPaginator(Paginator):
    """Counts to 10,000 and no further: a count of everything costs more than the page."""

    @cached_property
    def count(self) -> int:
        """Rows, at most COUNT_LIMIT."""
        rows: Any = self.object_list
        return len(rows[:COUNT_LIMIT]) if isinstance(rows, list) else int(rows.order_by()[:COUNT_LIMIT].count())


class ScopedAdmin(ModelAdmin):
    """Rows come from the model's scoped manager, also those of select boxes; a right is any one of the actions named.

    `save_model` and `delete_model` are to call verbs. Django's own log, its history page and its lookups by URL stay
    closed: the trail is `registry.AuditEvent`, and a lookup on any column would be an oracle.
    """

    view_rights: ClassVar[Rights] = NOBODY
    add_rights: ClassVar[Rights] = NOBODY
    change_rights: ClassVar[Rights] = NOBODY
    delete_rights: ClassVar[Rights] = NOBODY
    # A name of the theme's icon font, for the side column.
    icon: ClassVar[str] = "folder"
    # Fields that a refused form is filled with again.
    refill: ClassVar[tuple[str, ...]] = ()

    actions: ClassVar[Any] = []
    list_per_page = 50
    list_max_show_all = 50
    list_filter_submit = True
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    paginator = CappedPaginator
    view_on_site = False
    save_on_top = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown in the menu to those who may look at it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rights to look, or to change."""
        return may(self.view_rights | self.change_rights)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rights to add."""
        return may(self.add_rights)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rights to change."""
        return may(self.change_rights)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rights to delete."""
        return may(self.delete_rights)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Our own actions only: Django's bulk deletion asks no verb."""
        found: dict[str, Any] = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Columns of the filters, compared as the filters do; nothing else can be asked through the address."""
        return any(lookup in _asked_by(item) for item in self.get_list_filter(request))

    def get_sortable_by(self, request: HttpRequest) -> Any:
        """Columns that the list shows and that an index may serve; classes name them."""
        return self.sortable_by or ()

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The form. What a verb refuses comes back as a message, on the form, with nothing written."""
        return self._answered(request, lambda: super(ScopedAdmin, self).changeform_view(
            request, object_id, form_url, extra_context
        ))  # fmt: skip

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, and what is done to the rows that were ticked."""
        return self._answered(request, lambda: super(ScopedAdmin, self).changelist_view(request, extra_context))

    def _answered(self, request: HttpRequest, view: Callable[[], Any]) -> Any:
        """The answer, rendered here: a select box looks its chosen rows up when it is drawn, and what is no key at all
        (it can't come from our own pages) fails there as in a query.
        """
        try:
            with step():
                answer = view()
                return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer
        except (Refused, IntegrityError) as error:
            return self._refused(request, error)
        except ValidationError:
            return render(request, "400.html", status=400)

    def _refused(self, request: HttpRequest, error: Exception) -> HttpResponse:
        known = isinstance(error, Refused)
        text = str(error) if known else "没有保存：账号、名称或代码已有别的记录在用，请换一个。"
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(f"{request.path}?{urlencode(self._typed(request))}")

    def _typed(self, request: HttpRequest) -> dict[str, str]:
        """What was typed and may stand in an address, so that it needn't be typed again."""
        shown = set(self.refill)
        return {name: value for name, value in request.POST.items() if name in shown and isinstance(value, str)}

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What happened is in the trail."""
        raise Http404

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Classes that let rows go say through which verb."""
        raise PermissionDenied("这类记录不能删除。")

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """One by one through the verb."""
        for obj in queryset:
            self.delete_model(request, obj)

    def log_addition(self, *args: Any) -> None:
        """The verb has written the trail."""

    def log_change(self, *args: Any) -> None:
        """The verb has written the trail."""

    def log_deletions(self, *args: Any) -> None:
        """The verb has written the trail."""


def _asked_by(item: Any) -> set[str]:
    """The names in an address by which one entry of `list_filter` is set."""
    if isinstance(item, type):
        return {str(getattr(item, "parameter_name", ""))}
    if isinstance(item, str):
        return {f"{item}__exact", f"{item}__isnull"}
    column = item[0]
    return {f"{column}__exact", f"{column}__prefix", f"{column}_from", f"{column}_to"}


class WaitingFilter(admin.SimpleListFilter):
    """Those rows that wait for the second officer: one question. Subclasses name it, and say which they are."""

    asked: ClassVar[str]
    waiting: ClassVar[Callable[[], models.QuerySet[Any]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The one choice beside all."""
        return [(self.asked, WAITING)]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """As the verb counts them."""
        return queryset.filter(pk__in=type(self).waiting().values("pk")) if self.value() == self.asked else queryset


def may(rights: Rights) -> bool:
    """Whether the present posting has one of these rights."""
    return any(allowed(action) for action in rights)


def actor(request: HttpRequest) -> User:
    """Who is at work; the site lets nobody else in."""
    user = request.user
    assert isinstance(user, User)
    return user


def become(obj: models.Model, saved: models.Model) -> None:
    """Let the form's own instance be the row that the verb has written."""
    obj.__dict__.update(saved.__dict__)


def each(
    page: ModelAdmin, request: HttpRequest, rows: Iterable[Any], act: Callable[[Any], object], unit: str = "个账号"
) -> None:
    """Do the same to each of the ticked rows; what a verb refuses is said, and the others are done."""
    done = 0
    for row in rows:
        try:
            with step():
                act(row)
            done += 1
        except Refused as refused:
            page.message_user(request, f"{row}：{refused}", messages.WARNING)
    if done:
        page.message_user(request, f"已办理 {done} {unit}。", messages.SUCCESS)
