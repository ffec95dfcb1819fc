"""A form that is sent twice is done once.

On a poor line the answer may be lost after the work was done; who presses the button again, reloads or taps twice sends
the same form once more. The token against foreign sites is another one each time a page is made, so that the same token
with the same contents is the same form. What was done for it is kept with the work, in its transaction: of two at the
same moment one waits for the other.

Forms with a key of their own (registry/web/keyed.py) are known by it, since their answers hold more than the way to a
page; those that bring something else under a key that was used are shown again, with what was typed.
"""

import hashlib
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from registry.domain import sent_forms
from registry.lib import clock
from registry.models.unit import has_done
from registry.web import drafting, keyed
from registry.web.redirects import leave

Files = list[tuple[str, str | None, bytes]]
View = TypeVar("View", bound=Callable[..., HttpResponse])
# Seconds within which the same from the same person is asked about, and up to twice as long.
JUST_NOW = 300
FIELD = "csrfmiddlewaretoken"
ALREADY = (
    "这一份已经收到了，没有再记一次：可能按了两下，或者上一次网络慢、没等到回音。还要再记一条的，请在这个页面上重新填。"
)


def once(view: View) -> View:
    """Mark a public view whose forms have no keys of their own: they too are done once."""
    view.once = True  # type: ignore[attr-defined]
    return view


def holds_for(view: Callable[..., HttpResponse]) -> bool:
    """Whether forms sent to this view are looked at here."""
    return getattr(getattr(view, "access", None), "kind", "") != "public" or getattr(view, "once", False)


def before(request: HttpRequest) -> HttpResponse | None:
    """The answer for a form that was done already, or None; others with the same one wait from here on."""
    if request.method != "POST":
        return None
    if key := keyed.key_in(request.POST):
        _compare(request, key)
        return None
    digest = _digest(request)
    if digest is None:
        return None
    done = sent_forms.path_of(digest)
    if done is None:
        request.sent_form = digest, "", b""  # type: ignore[attr-defined]
        return None
    if request.user.is_authenticated:  # a personal page shows what it has instead
        messages.info(request, ALREADY)
    return _led_to(request, done)


def _compare(request: HttpRequest, key: UUID) -> None:
    """The view knows its answer to a key; here is seen whether it brings what it brought the first time."""
    files = _files(request)
    place = repr((request.user.pk, request.path, key))
    digest, body = sent_forms.marks(place, repr((keyed.body_of(request.POST), files)))
    done = sent_forms.path_of(digest)
    if done is None:
        again, sent = _sent_just_now(request, key, files)
        request.sent_form = digest, body, again  # type: ignore[attr-defined]
        if sent:
            request.POST = keyed.asked_about(request.POST, key, keyed.SAME)  # type: ignore[assignment]
    elif done != body:
        request.POST = keyed.asked_about(request.POST, key, keyed.OTHER)  # type: ignore[assignment]


def _sent_just_now(request: HttpRequest, key: UUID, files: Files) -> tuple[bytes, bool]:
    """(what to keep of it, whether the same person sent the same here some minutes ago on a page since made anew)."""
    if not request.user.is_authenticated:  # two strangers may say the same
        return b"", False
    bucket = int(clock.seconds()) // JUST_NOW
    sent = repr((request.user.pk, request.path, keyed.body_of(request.POST, keyed.MOMENT), files))
    now, before = (hashlib.sha256(f"{at}|{sent}".encode()).digest() for at in (bucket, bucket - 1))
    return now, not keyed.was_asked(key) and sent_forms.any_kept((now, before))


def after(request: HttpRequest, response: HttpResponse) -> None:
    """Keep that a form was done: something was written, and its answer leads to another page."""
    sent, there = getattr(request, "sent_form", None), _way(response)
    if sent is not None and there and has_done():
        digest, body, again = sent
        sent_forms.keep(digest, body or urlsplit(there).path)
        if again:
            sent_forms.keep_again(again)


def _digest(request: HttpRequest) -> bytes | None:
    """What makes this form the same as another; None without a page's token."""
    if not request.POST.get(FIELD):
        return None
    sent = (request.user.pk, request.get_full_path(), sorted(request.POST.lists()), _files(request))
    return hashlib.sha256(repr(sent).encode()).digest()


def _files(request: HttpRequest) -> Files:
    return [
        (name, file.name, _contents(file)) for name in sorted(request.FILES) for file in request.FILES.getlist(name)
    ]


def _contents(file: object) -> bytes:
    found = hashlib.sha256()
    for chunk in file.chunks():  # type: ignore[attr-defined]
        found.update(chunk)
    file.seek(0)  # type: ignore[attr-defined]
    return found.digest()


def _way(response: HttpResponse) -> str:
    """Where an answer leads: a redirect, or what stands for one where a script asks."""
    if response.status_code in (301, 302, 303):
        return str(response.headers.get("Location", ""))
    return str(response.headers.get("HX-Redirect") or response.headers.get(drafting.THERE) or "")


@drafting.kept_on_the_way
def _led_to(request: HttpRequest, path: str) -> HttpResponse:
    return leave(request, path)
