"""Django's own words of what was typed, in Chinese: what no form of the house may say."""

import gettext
import inspect
import re
from pathlib import Path

import django
import rest_framework
from django.core import validators
from django.forms import fields, models
from django.utils.functional import Promise
from django.utils.translation import override

# Both translate the same messages; what the second says goes before the first.
OWN = (Path(django.__file__).parent / "conf" / "locale", Path(rest_framework.__file__).parent / "locale")
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
