"""The page on which anybody writes a suggestion: without an account, with or without a script, sent once."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from outreach.choices import SuggestionSource
from outreach.domain.suggestions import public as asked
from outreach.domain.suggestions.receiving import Left
from outreach.entry import arriving, tickets
from outreach.entry.arriving import Expired, Otherwise, Sent, TooMany
from outreach.web.suggest import answer
from outreach.web.suggest.form import SuggestForm
from outreach.web.suggest.frame import device_of, shown, with_device
from registry.domain.errors import Refused
from registry.web.access import public
from registry.web.body_size import most_bytes
from registry.web.drafting import kept_on_the_way
from registry.web.file_field import arrived_whole

REASON = "金点子提交页：不登录，谁都可以写；只写不读，重复提交只算一条"
TEMPLATE = "outreach/suggest/write.html"
OLD = "这一页打开得太久了。写的内容都还在，请看一眼再点一次“提交”。"
FRESH = "X-Fresh-Token"


@public(REASON)
@most_bytes(arriving.MOST_BYTES)
@kept_on_the_way
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form, or what became of it."""
    if request.method == "POST":
        return _sent(request)
    places = asked.places()
    at = asked.found_place(places, request.GET.get("at", "")[:40])
    form = SuggestForm(places=places, initial={"token": tickets.issue(), "place": str(at.id) if at else ""})
    return with_device(request, _form(request, form))


def _sent(request: HttpRequest) -> HttpResponse:
    if arriving.tries_too_often(request):
        return _form(request, _again(request, arriving.WAIT), 429)
    token = request.POST.get("token", "")
    try:
        ticket = tickets.read(token)
    except tickets.Unknown:
        return _form(request, _again(request, OLD, tickets.issue()))
    try:
        if known := arriving.before(ticket, _said(request)):
            return _there(known)
    except Otherwise as other:
        return _form(request, _again(request, str(other), tickets.issue(ticket.begun)))
    if ticket.expired:
        return _renewed(request, tickets.issue(ticket.begun))
    form = _bound(request)
    if form.too_many_photos:
        return _form(request, form, 400)
    if not (form.is_valid() and arrived_whole(form, request)):
        return _form(request, form)
    return _received(request, form)


def _received(request: HttpRequest, form: SuggestForm) -> HttpResponse:
    data = form.cleaned_data
    sent = Sent(data["token"], _said(request), data["nonce"], bool(data["website"]), device_of(request))
    source = SuggestionSource.SCAN if request.GET.get("at") else SuggestionSource.PAGE
    try:
        # No step of its own: whatever is refused is refused before anything is written.
        left = arriving.receive(request, sent=sent, idea=form.idea(source), photos=data["uploads"], asked=True)
    except Expired:
        return _renewed(request, tickets.issue(tickets.read(sent.token).begun))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, 429 if isinstance(refusal, TooMany) else 200)
    return _there(left)


def _said(request: HttpRequest) -> tuple[str, ...]:
    return tuple(request.POST.get(name, "").strip() for name in arriving.SAID)


def _there(left: Left) -> HttpResponse:
    return answer.carried_to(redirect("suggest-done"), left.code)


def _bound(request: HttpRequest, **changed: str) -> SuggestForm:
    data = request.POST.copy()
    for name, value in changed.items():
        data[name] = value
    return SuggestForm(data, request.FILES, places=asked.places())


def _again(request: HttpRequest, words: str, token: str = "") -> SuggestForm:
    """The form as it was sent, unread, with one thing to say; with a fresh ticket, if any."""
    form = _bound(request, **({"token": token, "nonce": ""} if token else {}))
    form.files = {}  # type: ignore[assignment]  # they are not looked at: it costs too much
    form.full_clean()
    form.errors.clear()
    form.add_error(None, words)
    return form


def _renewed(request: HttpRequest, token: str) -> HttpResponse:
    """A script sends the same once more with the fresh ticket, a person presses the button."""
    response = _form(request, _again(request, OLD, token))
    response[FRESH] = token
    return response


def _form(request: HttpRequest, form: SuggestForm, status: int = 200) -> HttpResponse:
    # What was written is kept on the device by a script; without one, a link would lose it.
    context: dict[str, Any] = {"form": form, "bits": settings.SUGGEST_PROOF_BITS, "big_needs_script": form.is_bound}
    return shown(request, TEMPLATE, context, status)
