"""How a suggestion stands, for whoever has its code; a word more, how well it was done, once more.

The code comes in a body and never in an address. A wrong one, one that can't be one and one that was never given out
get one answer, after the same work; a network that guesses is soon not listened to.
"""

import re
from typing import Any
from uuid import uuid5

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from outreach.choices import Satisfaction, SuggestionState, WordKind
from outreach.domain.suggestions import codes, told
from outreach.domain.suggestions.told import WORD_LENGTH, Progress
from outreach.entry import following
from outreach.web.suggest.frame import shown
from registry.domain.errors import Refused
from registry.lib.ids import uuid7
from registry.models.unit import step
from registry.web.access import public
from registry.web.body_size import most_bytes

MOST_BYTES = 64 << 10
UNKNOWN = "没有查到。请核对查询码：一共 16 位，字母和数字，不分大小写。"
WAIT = "查得太多了，请过一小时再查。记不清查询码的，请联系村（社区）工作人员。"
WITHIN = re.compile(r"(?<![0-9A-Za-z-])[0-9A-Za-z]{4}(?:-[0-9A-Za-z]{4}){3}(?![0-9A-Za-z-])")
DONE = {"word": "补充的内容收到了。", "rate": "谢谢您的评价。", "reopen": "收到了，会重新办理，办完再答复您。"}


class CodeForm(forms.Form):
    """The code, however it was copied."""

    code = forms.CharField(
        label="查询码", max_length=300, required=False, help_text="提交时给您的 16 位码，例如 K7QX-2M9D-4T8A-W3ZF",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


@public("金点子进度：凭查询码查一条；错的、没有的，回答都一样")
@most_bytes(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form, and what the code opens."""
    if request.method != "POST":
        return _asked(request)
    if following.asks_too_often(request):
        return _asked(request, WAIT, 429)
    code = code_in(request.POST.get("code", ""))
    found = following.opened(request, code)
    if found is None:
        return _asked(request, UNKNOWN)
    if unsure(request) and found.may_rate:
        return _sure(request, code, found)
    error, done = _acted(request, code)
    return _shown(request, code, following.read(code, found, acted=bool(error or done)), error, done)


def unsure(request: HttpRequest) -> bool:
    """Whether a rating was tapped that nobody has confirmed: a slip of the thumb would be for good."""
    said = request.POST
    return said.get("action", "rate") == "rate" and said.get("rating") in Satisfaction.values and "sure" not in said


def _sure(request: HttpRequest, code: str, found: Progress) -> HttpResponse:
    rating = Satisfaction(request.POST["rating"])
    asked = {"title": found.title, "code": codes.shown(code), "rating": rating.value, "name": rating.label}
    asked["big_code"] = asked["code"]
    return shown(request, "outreach/suggest/rate_sure.html", asked | {"what": told.means(rating, found.reopened)})


def code_in(text: str) -> str:
    """The code in what somebody typed or pasted: alone, or anywhere in the text of the slip."""
    within = WITHIN.search(text[:300])
    return codes.typed(text) or (codes.typed(within.group()) if within else "")


def _asked(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    return shown(request, "outreach/suggest/progress.html", {"form": CodeForm(), "error": error}, status)


def _acted(request: HttpRequest, code: str) -> tuple[str, str]:
    """(what went wrong, what was done); two empty texts where she only looks."""
    action, said = request.POST.get("action", ""), request.POST.get("text", "")
    verbs: dict[str, Any] = {
        "word": lambda: told.add_word(code=code, text=said, key=_key(request)),
        "rate": lambda: told.rate(code=code, rating=request.POST.get("rating", "")),
        "reopen": lambda: told.reopen(code=code, why=said),
    }
    if action not in verbs:
        return "", ""
    try:
        with step():
            verbs[action]()
    except Refused as refusal:
        return str(refusal), ""
    return "", DONE[action]


def _key(request: HttpRequest) -> Any:
    """Of a word: the same form sent twice is one word, another one from the same form another word."""
    try:
        return uuid5(forms.UUIDField().clean(request.POST.get("key", "")), request.POST.get("text", "").strip())
    except forms.ValidationError:
        return uuid7()


def _shown(request: HttpRequest, code: str, found: Progress, error: str, done: str) -> HttpResponse:
    context = {
        "found": found,
        # Its number tells that a person has looked at it.
        "label": "" if found.state == SuggestionState.RECEIVED else found.label,
        "code": codes.shown(code),
        "big_code": codes.shown(code),
        "key": uuid7(),
        "error": error,
        "done": done,
        "words": [_word(word) for word in found.words],
        "ratings": Satisfaction.choices,
        "rated": dict(Satisfaction.choices).get(found.rating, ""),
        "longest": WORD_LENGTH,
    }
    return shown(request, "outreach/suggest/standing.html", context)


def _word(word: told.Word) -> dict[str, Any]:
    hers = word.kind == WordKind.WORD
    who = "您" if hers else word.label or "工作人员"
    return {"text": word.text, "at": word.at, "who": who, "hers": hers, "answer": word.kind == WordKind.ANSWER}
