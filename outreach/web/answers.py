"""What members wrote back: not yet read first; reading them is noted for all who see the page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from outreach.domain import messages as verbs
from outreach.entry.answer_filter import listed
from outreach.models import MessageAnswer
from outreach.web import message_words as words
from registry.entry.paging import page_of
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.nav import export_action


@needs(Action.MESSAGE_COPY)
@require_http_methods(["GET", "POST"])
def answer_list(request: HttpRequest) -> HttpResponse:
    """Answers of the scope, the latest of each organisation first; a POST notes those ticked as read."""
    if request.method == "POST":
        return _seen(request)
    found = listed(request.GET)
    rows, every = found.rows.select_related("member", "member__organisation", "message"), "all" in found.query
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    url = reverse("message-answers")
    context = {
        "tabs": words.tabs("message-answers"),
        "rows": [_row(answer) for answer in page.rows],
        "every": every,
        "actions": export_action("answers", {"all": "1" if every else ""}),
        "may_note": allowed(Action.MESSAGE_SEND),
        **pager.links(page, url, all="1" if every else ""),
    }
    return render(request, "outreach/messages/answers.html", context)


def _row(answer: MessageAnswer) -> dict[str, object]:
    return {
        "id": answer.pk,
        "name": answer.member.name,
        "url": reverse("message", args=[answer.message_id]),
        "title": answer.message.title,
        "text": str(answer.text),
        "when": labels.moment(answer.answered_at),
        "place": str(answer.member.organisation),
        "seen": f"{answer.seen_label} 已阅" if answer.seen_at else "",
    }


def _seen(request: HttpRequest) -> HttpResponse:
    by = actor(request)
    if allowed(Action.MESSAGE_SEND):
        wanted = [key for key in request.POST.getlist("answer")[:100] if len(key) == 36]
        verbs.note_seen(by=by, label=words.label_of(by), answers=list(MessageAnswer.objects.filter(pk__in=wanted)))
    return redirect("message-answers")
