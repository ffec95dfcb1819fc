"""The organisation tree in the admin."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import TabularInline
from unfold.decorators import display

from registry.admin.base import ScopedAdmin, actor, become
from registry.admin.site import site
from registry.choices import OrganisationKind
from registry.domain import tree
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation, OrganisationAlias
from registry.policies import Action, allowed

EDIT = frozenset({Action.TREE_EDIT})
LEFT = "已经调走，这里只留着它以前的月报"


class OrganisationForm(forms.ModelForm):
    """A node under a superior; the code is the statistical one, where the node has one."""

    class Meta:
        model = Organisation
        fields = ("parent", "kind", "name", "code", "contact_name", "contact_phone", "is_active")
        help_texts = {
            "code": "12 位统计用区划代码，只有街道、村、社区有；没有就空着。",
            "name": "不带上级名称，例如“永明社区”。改名后，旧名称自动成为别名，台账里写旧名称也认得。",
            "is_active": "停用前，先把在册的流动党员转到别的组织。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].required = True

    def clean_code(self) -> str:
        """Empty or twelve digits."""
        code: str = self.cleaned_data["code"].strip()
        if code and not (code.isascii() and code.isdigit() and len(code) == 12):
            raise forms.ValidationError("区划代码是 12 位数字，没有就空着。")
        return code


class AliasForm(forms.ModelForm):
    """One alias. The table's heading is no label that a screen reader reads out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "alias" in self.fields:
            self.fields["alias"].widget.attrs["aria-label"] = "别名"


class AliasInline(TabularInline):
    """Other names that ledgers use."""

    model = OrganisationAlias
    form = AliasForm
    fields = ("alias",)
    extra = 1
    verbose_name = "别名"
    verbose_name_plural = "别名（台账里的其他写法）"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the node."""
        return allowed(Action.TREE_EDIT)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class OrganisationAdmin(ScopedAdmin):
    """Nodes: added, renamed, closed and reopened; never deleted, for what happened there stays."""

    view_rights = add_rights = change_rights = EDIT
    icon = "account_tree"
    form = OrganisationForm
    inlines = (AliasInline,)
    list_display = ("indented", "kind", "code", "contact_name", "is_active")
    list_display_links = ("indented",)
    list_filter = ("kind", "is_active")
    list_select_related = False
    search_fields = ("full_name", "code", "aliases__alias")
    search_help_text = "名称、别名或区划代码"
    ordering = ("path",)
    refill = ("parent", "kind", "name", "code", "contact_name", "contact_phone")

    @staticmethod
    def _depth(node: Organisation) -> int:
        root = scopes.current().office
        return max(0, (len(node.path) - len(root)) // scopes.SEGMENT)

    @display(description="组织")
    def indented(self, node: Organisation) -> str:
        """The name at its depth in the tree; a browser keeps these wide spaces."""
        return "\u2003" * self._depth(node) + node.name

    @display(description="调整上级")
    def moving(self, node: Organisation) -> str:
        """The way to the page on which a node gets another superior."""
        if not tree.may_move(node):
            return LEFT if node.moved_as_id else "要由管着它和它上级的组织来办"
        return format_html('<a href="{}" class="text-primary-600 underline">换一个上级</a>', _move_url(node))

    def get_fields(self, request: HttpRequest, obj: Organisation | None = None) -> tuple[str, ...]:
        """A new node is in use; a root has no superior."""
        if obj is None:
            return ("parent", "kind", "name", "code", "contact_name", "contact_phone")
        place = ("parent", "moving") if obj.parent_id else ()
        return (*place, "kind", "name", "code", "contact_name", "contact_phone", "is_active")

    def has_change_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        """A place that a node has left is only looked at."""
        return super().has_change_permission(request, obj) and not (obj and obj.moved_as_id)

    def get_inlines(self, request: HttpRequest, obj: Organisation | None) -> list[Any]:
        """No other names for a place that a node has left: no roster means it any more."""
        return [] if obj and obj.moved_as_id else [AliasInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Organisation | None = None) -> tuple[str, ...]:
        """Place, kind and code are settled when a node is added; one's own node is renamed and closed from above."""
        if obj is None:
            return ()
        settled = ("parent", "moving", "kind", "code")
        return (*settled, "name", "is_active") if tree.is_kept_from_above(obj) else settled

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        """Through the verbs, each for its part of the form."""
        saved = self._change(request, obj, form) if change else self._add(request, form.cleaned_data)
        become(obj, saved)

    def _add(self, request: HttpRequest, values: dict[str, Any]) -> Organisation:
        return tree.add_organisation(
            by=actor(request),
            parent=values["parent"],
            kind=OrganisationKind(values["kind"]),
            name=values["name"].strip(),
            code=values["code"],
            opened_on=clock.today(),
            contact_name=values["contact_name"],
            contact_phone=values["contact_phone"],
        )

    def _change(self, request: HttpRequest, obj: Organisation, form: Any) -> Organisation:
        node, values, by = Organisation.objects.get(pk=obj.pk), form.cleaned_data, actor(request)
        if (name := values.get("name", node.name).strip()) != node.name:
            tree.rename(by=by, node=node, name=name)
        if {"contact_name", "contact_phone"} & set(form.changed_data):
            tree.update_contact(
                by=by, node=node, contact_name=values["contact_name"], contact_phone=values["contact_phone"]
            )
        if (wanted := values.get("is_active", node.is_active)) != node.is_active:
            (tree.reopen_organisation if wanted else tree.close_organisation)(by=by, node=node)
        return node

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Aliases through their verbs: a changed one is a new one and the old one forgotten."""
        formset.save(commit=False)
        gone = [*formset.deleted_objects, *(alias for alias, _ in formset.changed_objects)]
        new = [*formset.new_objects, *(alias for alias, _ in formset.changed_objects)]
        for alias in gone:
            tree.remove_alias(by=actor(request), alias=OrganisationAlias.objects.get(pk=alias.pk))
        for alias in new:
            tree.add_alias(by=actor(request), node=form.instance, alias=alias.alias)


def _move_url(node: Organisation) -> str:
    return reverse("organisation-move", args=[node.pk])


site.register(Organisation, OrganisationAdmin)
