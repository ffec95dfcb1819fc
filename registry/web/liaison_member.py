"""Giving one member a liaison, as the first or as the backup, and ending it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from registry.domain import assignments, pairing
from registry.domain import members as verbs
from registry.models import LiaisonAssignment, Member, User
from registry.policies import Action
from registry.web import member_page
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.liaison_words import choices_of, has_left, present_of
from registry.web.movements import crumbs

FIRST, BACKUP = "first", "backup"
PLACES = ((FIRST, "主要联络员"), (BACKUP, "后备联络员（主要联络员不在时接手，也看得到这位党员）"))


class LiaisonForm(forms.Form):
    """Whom to give, and in which place. The best by load and nearness stand first."""

    liaison = forms.ChoiceField(label="联络员")
    place = forms.ChoiceField(label="做什么", choices=PLACES, required=False, widget=forms.RadioSelect, initial=FIRST)

    def __init__(self, data: Any = None, *, member: Member) -> None:
        super().__init__(data)
        found = pairing.propose(Member.objects.all().filter(pk=member.pk), shown=range(1))
        self.others = found[0].others if found else ()
        field = self.fields["liaison"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *choices_of(self.others)]
        if found and found[0].liaison:
            field.help_text = f"建议 {found[0].liaison.name}：{found[0].why}“2/3”是现在联系 2 位、上限 3 位"

    def chosen(self) -> User:
        """The account chosen."""
        found: User = User.objects.get(pk=self.cleaned_data["liaison"])
        return found


@needs(Action.LIAISON_ASSIGN)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a member a liaison as of today."""
    member = member_page.find(pk)
    form = LiaisonForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        backup, liaison = form.cleaned_data["place"] == BACKUP, form.chosen()
        if attempted(form, verbs.assign_liaison, by=actor(request), member=member, liaison=liaison, backup=backup):
            place = "做后备" if backup else "联系"
            messages.success(request, f"已请 {liaison.name} {place} {member.name}，从今天开始。")
            return redirect("member", pk=member.pk)
    context = {
        "form": form,
        "member": member,
        "crumbs": crumbs(member),
        "nobody": not form.others,
        "present": present_of(member),
        "left": has_left(member),
    }
    return render(request, "registry/members/assign.html", context)


@needs(Action.LIAISON_ASSIGN)
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody in this place any more, from now on."""
    row = get_object_or_404(LiaisonAssignment.objects.select_related("member"), pk=pk)
    if row.ended_on is None:
        assignments.stop(by=actor(request), assignment=row)
        messages.success(request, f"{row.liaison_label} 从现在起不再联系 {row.member.name}，也看不到他的资料了。")
    else:
        messages.warning(request, "这条结对已经结束了。")
    return redirect("member", pk=row.member_id)
