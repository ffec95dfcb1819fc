"""What a form says of what was typed is said in the house's words: none of Django's own, of no field of any page."""

import gettext
import inspect
import re
from pathlib import Path

import django
import pytest
import rest_framework
from django.core import validators
from django.db import transaction
from django.forms import fields, models
from django.test import Client
from django.utils.functional import Promise
from django.utils.translation import override

from tests.web.every_form import Undo, pages
from tests.web.filled import Filled
from tests.web.staff import text_of
from tests.world import World

# Both translate the same messages; what the second says goes before the first.
OWN = (Path(django.__file__).parent / "conf" / "locale", Path(rest_framework.__file__).parent / "locale")
KEPT = {"csrfmiddlewaretoken", "action", "version", "key"}
# Sets of forms are no part of this program.
NO_FORMS = ("Base", "FilePath")


def messages() -> list[object]:
    """Every message of Django's fields and validators; those by number are all equal as long as no number is said."""
    found: list[object] = []
    for module in (fields, models):
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if not name.startswith(NO_FORMS):
                found += getattr(kind, "default_error_messages", {}).values()
    return found + [each.message for _, each in inspect.getmembers(validators) if hasattr(each, "message")]


def shown(message: object) -> str:
    """It as it is said; of several by number, for one."""
    counted = {"max": 1, "limit_value": 1, "show_value": 1, "length": 1}
    given = getattr(message, "_kw", {})
    return str(message % counted) if isinstance(message, Promise) and "singular" in given else str(message)


def of_django() -> list[str]:
    """Django's own Chinese words, and those of its REST framework."""
    catalogues = [gettext.translation("django", place, ["zh_Hans"]) for place in OWN]
    with override(None):
        plain = {str(each) for each in messages() if "singular" not in getattr(each, "_kw", {})}
    counted = [each._kw for each in messages() if "singular" in getattr(each, "_kw", {})]  # type: ignore[attr-defined]
    found = {told.ngettext(each["singular"], each["plural"], 2) for told in catalogues for each in counted}
    found |= {told.gettext(text) for told in catalogues for text in plain - {""}}
    return sorted(text for text in found if re.search("[一-鿿]", text))


def patterns() -> re.Pattern[str]:
    """Any of them, whatever is filled in."""
    parts = [re.sub(r"%\\?\(\w+\\?\)[sd]|\\{\w+\\}", ".{1,80}", re.escape(text)) for text in of_django()]
    return re.compile("|".join(parts))


def test_every_message_of_a_field_has_words_of_the_house() -> None:
    djangos = patterns()
    assert djangos.search("该字段是必填项。") and djangos.search("确保该变量包含不超过 100 字符 (目前字符数 200)。")
    said = sorted({shown(each) for each in messages()})
    assert len(said) > 30
    assert [text for text in said if djangos.search(text) or not re.search("[一-鿿]", text)] == []


def sent(client: Client, url: str, form: Filled, typed: str) -> str:
    """The answer to a form with this in every field; what it did is taken back."""
    answer = ""
    try:
        with transaction.atomic():
            said = {name: typed for name in form.fields if name not in KEPT}
            response = client.post(url, form.fields | said, headers={"Accept": "text/html"})
            answer = "" if response.streaming or response.status_code == 302 else text_of(response)
            raise Undo
    except Undo:
        return answer


@pytest.mark.timeout(600)
def test_no_form_of_any_page_speaks_with_djangos_words(world: World) -> None:
    djangos, found, said = patterns(), {}, 0
    for client, url, form in pages(world):
        for typed in ("", "好" * 3000):
            answer = sent(client, url, form, typed)
            said += "这一项必填" in answer or "请写短一些" in answer
            if words := djangos.search(answer):
                found[url] = words.group()
    assert found == {}
    assert said > 40
