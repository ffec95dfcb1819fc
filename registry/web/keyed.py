"""Forms with a key of their own: sent twice, done once; with something else in it, not taken for the first.

Who goes back in the browser after saving, or fills in a second one in a tab that was left open, sends another thing
under the key of the first. The answer of the first time would hide that this one was not written down.
"""

from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.http import QueryDict

KEYS = ("client_key", "key")
OTHER, SAME = "said-otherwise", "said-again"
# What a browser adds by itself, and what changes when the same is sent again later.
BESIDES = {"csrfmiddlewaretoken", "age", *KEYS}
# A page that is made anew has another one.
MOMENT = "happened_at"
FRESH = 5  # the version of keys given out with a question
WORDS = (
    "这张表刚才已经交过一次，那一次的已经记下了；现在填的和那一次不一样，还没有记。"
    "是另外一条的，请再点一次下面的按钮；想改刚才那一条的，请到那条记录里更正。"
)
AGAIN = (
    "几分钟前已经记过一模一样的一份，这一次还没有记：可能是退回来又按了一次。"
    "确实要再记一份的，请再点一次下面的按钮；不要的，离开这一页就行。"
)


class Keyed(forms.Form):
    """A form whose `client_key` (or `key`) makes it one when it comes twice. A form that comes with the key of another
    one is shown again, with a fresh key and everything that was typed."""

    def clean(self) -> dict[str, Any] | None:
        """Nothing is written for it before its sender has looked."""
        data = super().clean()
        for mark, words in ((OTHER, WORDS), (SAME, AGAIN)):
            if self.data.get(mark):
                self.add_error(None, words)
        return data


def key_in(post: QueryDict) -> UUID | None:
    """The key that came with a form, if any."""
    for name in KEYS:
        try:
            return UUID(post.get(name, ""))
        except ValueError:
            continue
    return None


def body_of(post: QueryDict, *besides: str) -> list[tuple[str, Any]]:
    """What was typed and chosen."""
    return sorted((name, values) for name, values in post.lists() if name not in BESIDES and name not in besides)


def asked_about(post: QueryDict, key: UUID, mark: str) -> QueryDict:
    """The same form under a fresh key, marked for `Keyed`."""
    fresh = post.copy()
    fresh[mark] = "1"
    for name in KEYS:
        if name in post:
            fresh[name] = str(uuid5(key, mark))
    return fresh


def was_asked(key: UUID) -> bool:
    """Whether it is a key that came with such a question: who presses once more means it."""
    return key.version == FRESH
