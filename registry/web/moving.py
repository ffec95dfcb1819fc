"""调整上级: a node goes under another superior. First where to, then what goes along, then it is done."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.domain import tree
from registry.domain.errors import Refused
from registry.models import Organisation
from registry.models.unit import step
from registry.policies import Action
from registry.web.access import actor, needs

LIST, CHANGE = "admin:registry_organisation_changelist", "admin:registry_organisation_change"
NO_PLACE = "这个组织由您来调整的话，没有别的上级可选：要由同时管着原上级和新上级的组织来办，比如区委组织部。"


class SuperiorForm(forms.Form):
    """Under which node of those that the asker stands above."""

    parent = forms.ChoiceField(
        label="新的上级", help_text="只列出本区之内、在用的、可以作为上级的组织。名称和区划代码不变。"
    )

    def __init__(self, *args: Any, node: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(parent.pk): parent for parent in tree.possible_parents(node)}
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *((key, str(parent)) for key, parent in self.found.items())]

    def chosen(self) -> Organisation:
        """The node chosen."""
        return self.found[self.cleaned_data["parent"]]


@needs(Action.TREE_EDIT)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose, be told what goes along, do it."""
    node = get_object_or_404(Organisation.objects.select_related("parent"), pk=pk)
    form = SuperiorForm(request.POST or None, node=node)
    if request.method != "POST" or not form.is_valid():
        return _page(request, node, form)
    if "sure" not in request.POST:
        return _page(request, node, form, confirm=True)
    try:
        with step():
            moved = tree.move_organisation(by=actor(request), node=node, parent=form.chosen())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, node, form)
    messages.success(request, f"已调整：“{moved}”现在由“{form.chosen()}”管理。")
    return redirect(LIST)


def _page(request: HttpRequest, node: Organisation, form: SuperiorForm, *, confirm: bool = False) -> HttpResponse:
    url = reverse(CHANGE, args=[node.pk])
    context: dict[str, Any] = {
        "node": node,
        "form": form,
        "title": f"调整上级：{node.name}",
        "lead": f"现在由“{node.parent}”管理" if node.parent else "",
        "crumbs": [{"label": "组织", "url": reverse(LIST)}, {"label": node.name, "url": url}],
        "cancel_url": url,
        "no_place": "" if form.found else NO_PLACE,
    }
    return render(request, "registry/organisations/move.html", context | (_sure(node, form) if confirm else {}))


def _sure(node: Organisation, form: SuperiorForm) -> dict[str, Any]:
    along, parent = tree.moving_with(node), form.chosen()
    return {
        "confirm": True,
        "text": f"把“{node}”从“{node.parent}”调整到“{parent}”。",
        "points": [
            f"一起调整：组织 {along.nodes} 个，在册流动党员 {along.members} 名，在任账号 {along.accounts} 个。",
            "这些党员的台账、记录、申请都跟着走；原来的上级从此看不到，新的上级马上看得到。",
            "以前发生的事仍然计在原来的上级名下；从今天起计在新的上级名下，每位在册党员会记一条“转接管理”。",
            f"以前各月的月报留在“{node.parent}”，显示为“{node.name}（已调往{parent.name}）”；本月正在填的草稿跟着走。",
            "岗位在这里的人，正在用的登录会退出，重新登录就可以接着办。够不着这些党员的联络员，结对到今天为止。",
        ],
        "hidden": [{"name": "parent", "value": str(parent.pk)}, {"name": "sure", "value": "1"}],
        "confirm_label": "调整上级",
        "danger": True,
    }
