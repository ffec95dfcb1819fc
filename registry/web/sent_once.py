"""A form that is sent twice is done once.

On a poor line the answer may be lost after the work was done; who presses the button again, reloads or taps twice sends
the same form once more. The token against foreign sites is another one each time a page is made, so that the same token
with the same contents is the same form. What was done for it is kept with the work, in its transaction: of two at the
same moment one waits for the other.

Forms with a `client_key` and those of the public pages have keys of their own: their answers hold more than the way to
a page.
"""

import hashlib
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from registry.domain import sent_forms
from registry.models.unit import has_done
from registry.web import drafting
from registry.web.redirects import leave

View = TypeVar("View", bound=Callable[..., HttpResponse])
FIELD, OWN_KEY = "csrfmiddlewaretoken", "client_key"
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
    digest = _digest(request)
    if digest is None:
        return None
    done = sent_forms.path_of(digest)
    if done is None:
        request.sent_form = digest  # type: ignore[attr-defined]
        return None
    if request.user.is_authenticated:  # a personal page shows what it has instead
        messages.info(request, ALREADY)
    return _led_to(request, done)


def after(request: HttpRequest, response: HttpResponse) -> None:
    """Keep that a form was done: something was written, and its answer leads to another page."""
    digest, there = getattr(request, "sent_form", None), _way(response)
    if digest is not None and there and has_done():
        sent_forms.keep(digest, urlsplit(there).path)


def _digest(request: HttpRequest) -> bytes | None:
    """What makes this form the same as another; None without a page's token, and for a form with a key of its own."""
    if request.method != "POST" or not request.POST.get(FIELD) or OWN_KEY in request.POST:
        return None
    files = [
        (name, file.name, _contents(file)) for name in sorted(request.FILES) for file in request.FILES.getlist(name)
    ]
    sent = (request.user.pk, request.get_full_path(), sorted(request.POST.lists()), files)
    return hashlib.sha256(repr(sent).encode()).digest()


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
