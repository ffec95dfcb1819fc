"""A verb that may refuse: what it says stands in the form, with what was typed still there."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict

from registry.domain.errors import Conflict, Refused
from registry.models.unit import step

T = TypeVar("T")
# Widgets of what is typed, not chosen.
TEXTS = (forms.TextInput, forms.Textarea)


def refusal_of(form: forms.Form) -> str:
    """What `attempted` was refused for, as one text: for a message where no form is shown."""
    return " ".join(str(each) for each in form.non_field_errors())


def typed_in(form: forms.Form) -> list[dict[str, str]]:
    """What was typed into a form that can't be saved any more, in its own words: {label, value} a field."""
    texts = [field for field in form if form.is_bound and isinstance(field.field.widget, TEXTS)]
    return [{"label": str(field.label), "value": said} for field in texts if (said := str(field.value() or "").strip())]


def renew(form: forms.Form, name: str, value: object) -> None:
    """Have a form that came back start from what stands now, in its hidden field `name`: who has compared may save."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data[name] = str(value)
    form.data = data


def attempted(
    form: forms.Form, verb: Callable[..., T], *, passing: tuple[type[Refused], ...] = (), **arguments: Any
) -> T | None:
    """What the verb gives back, or None with its refusal in the form. Refusals of the kinds `passing` are raised."""
    try:
        with step():
            return verb(**arguments)
    except passing:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        # Reloading would send the same once more: the summary of errors has a link to the page as it is now.
        form.reopen = isinstance(refusal, Conflict)  # type: ignore[attr-defined]
        return None
