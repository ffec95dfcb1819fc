"""Correcting a contact, and taking one back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.domain import contacts as verbs
from registry.domain.errors import Conflict
from registry.models import ContactLog
from registry.policies import Action
from registry.web import conflicts, contacts_page, labels
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.contacts_follow import follows
from registry.web.contacts_forms import CorrectForm, VoidForm, initial_of
from registry.web.contacts_write import page
from registry.web.file_field import arrived_whole, kept_anyway, kept_files
from registry.web.movements import crumbs

VOIDED = {
    "title": "您填写的时候，这条联系记录作废了",
    "text": "作废了的记录不能再改。您填的列在下面，还有用的请先抄下来，再重新记一次联系。",
}
SUBJECT = conflicts.Subject(
    initial_of,
    columns={"contact_person": ("contact_person_id", "contact_label")},
    says={
        "contact_person": lambda contact: contact.contact_label,
        "happened_at": lambda contact: labels.moment(contact.happened_at),
    },
    blank=frozenset({"contact_person"}),
    carried=frozenset({"reason"}),
    left_out=frozenset({"version", "uploads"}),
)


@needs(Action.CONTACT_WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a contact; what it said before stays readable."""
    contact = contacts_page.find(pk)
    if contact.voided_at and request.method == "POST":
        return _compared(request, contact, closed=VOIDED)
    if not _changeable(request, contact):
        return redirect("contact", pk=contact.pk)
    form = _form(request, contact)
    if form.is_bound and conflicts.unsettled(request.POST):
        return _compared(request, contact)
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        try:
            if _corrected(form, request, contact):
                return redirect("contact", pk=contact.pk)
        except Conflict:
            return _conflict(request, contact, form)
    context = {
        "form": form,
        "title": f"更正联系记录：{contact.member.name}",
        "submit_label": "保存更正",
        "back_url": reverse("contact", args=[contact.pk]),
        "files": kept_files(contact.attachments.all().present()),
        "stale": "",
    }
    return page(request, "registry/contacts/edit.html", contact.member, context)


def _form(request: HttpRequest, contact: ContactLog) -> CorrectForm:
    """The form of a contact as it is now, bound to what was typed and decided."""
    form = CorrectForm(contact=contact)
    if request.method != "POST":
        return form
    return CorrectForm(conflicts.settled(request.POST, form), request.FILES, contact=contact)


def _corrected(form: CorrectForm, request: HttpRequest, contact: ContactLog) -> bool:
    """Correct it, or say in the form why not. Raises Conflict when the version is no longer the present one."""
    data = form.cleaned_data
    said = {"changes": form.fields_said(), "version": data["version"], "reason": data["reason"]}
    one = {"by": actor(request), "contact": contact, "files": data["uploads"]}
    if not attempted(form, verbs.correct_contact, passing=(Conflict,), **one, **said):
        return False
    messages.success(request, "已更正。原来的内容在下面的“更正历史”里可以看到。")
    return True


def _conflict(request: HttpRequest, contact: ContactLog, form: CorrectForm) -> HttpResponse:
    """Somebody saved in between. Files stand in nobody's way: they are kept now, since no page can send them on."""
    files = form.cleaned_data["uploads"]
    aside = kept_anyway(
        files, lambda: verbs.correct_contact(by=actor(request), contact=contact, changes={}, files=files)
    )
    return _compared(request, contacts_page.find(contact.pk), aside=aside)


def _compared(request: HttpRequest, contact: ContactLog, **context: Any) -> HttpResponse:
    """What was typed, beside what stands there now."""
    typed = conflicts.settled(request.POST, CorrectForm(contact=contact))
    context |= {
        "title": f"有人也在改：{contact.member.name}的联系记录",
        "submit_label": "保存更正",
        "cancel_url": reverse("contact", args=[contact.pk]),
        "crumbs": crumbs(contact.member),
        "event": "对方没有改内容。",
    }
    return conflicts.page(request, CorrectForm(typed, contact=contact), contact, SUBJECT, **context)


@needs(Action.CONTACT_WRITE)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Declare a contact a mistake; it stays to be seen and no longer counts."""
    contact = contacts_page.find(pk)
    if not _changeable(request, contact):
        return redirect("contact", pk=contact.pk)
    form = VoidForm(request.POST or None)
    said = follows(contact)
    asked, one = request.method == "POST" and form.is_valid(), {"by": actor(request), "contact": contact}
    if asked and attempted(form, verbs.void_contact, passing=(Conflict,), **one, **form.cleaned_data) is not None:
        messages.success(request, "已作废，这次联系不再算数。" + "".join(said))
        return redirect("contact", pk=contact.pk)
    context = {
        "form": form,
        "contact": contact,
        "lead": contacts_page.lead(contact),
        "title": "作废联系记录",
        "follows": said,
    }
    return page(request, "registry/contacts/void.html", contact.member, context)


def _changeable(request: HttpRequest, contact: ContactLog) -> bool:
    """Whether this contact may still be changed by this user; if not, it is said."""
    if contact.voided_at:
        messages.warning(request, "这条联系记录已经作废，不能再改。")
    elif not verbs.may_change(contact):
        messages.warning(request, "这条联系是别人记的，您不能改。内容有误的，请告诉记录人或村(社区)更正。")
    else:
        return True
    return False
