"""Two people edited one record: what I typed, what stands there now, and what I had opened, side by side.

For any form over a record with a `version` whose corrections are kept as revisions. A view calls `settled()` before it
binds its form, answers with `page()` when `unsettled()` or when its verb raises Conflict, and is otherwise as it was:
the page sends the same fields to the same address again.
"""

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.domain.revisions import Revisable, values_at
from registry.entry.fields import options_of
from registry.lib.values import short_number
from registry.models import Revision
from registry.models.sealed import opened as opened_json

PICK, ASKED, BASE = "pick_", "asked_", "base"
MINE, THEIRS, BOTH = "mine", "theirs", "both"
BLANK = "（空）"
DIGITS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
TRUTH = {"true": "是", "false": "否", "unknown": BLANK, "on": "是"}


@dataclass(frozen=True)
class Subject:
    """What a form says of its record.

    `initial` gives the form's initial values of a record; `columns` the record's columns behind a field, where they are
    not named like it; `masks` how a value that the reader did not type is shown; `says` what the record says of a field
    whose value says little; `blank` the fields in which empty means "unchanged"; `follows` the fields that go
    with another; `carried` those that say nothing of the record and are sent again, `left_out` those that are not.
    """

    initial: Callable[[Any], dict[str, Any]]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    masks: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    says: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    blank: frozenset[str] = frozenset()
    follows: Mapping[str, str] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset({"version"})

    def columns_of(self, name: str) -> tuple[str, ...]:
        """The record's columns behind a field."""
        return self.columns.get(name, (name,))


@dataclass
class Row:
    """One field: texts ready to print, who changed it last and when, what was picked."""

    name: str
    label: str
    state: str
    mine: str
    theirs: str
    original: str
    by: str = ""
    at: datetime | None = None
    pick: str = ""


@dataclass
class Comparison:
    """All that differs, and the values that the next attempt sends."""

    rows: list[Row]
    hidden: dict[str, str]
    version: int
    base: int
    by: str = ""
    at: datetime | None = None

    def of(self, state: str) -> list[Row]:
        """The rows of one kind."""
        return [row for row in self.rows if row.state == state]


def settled(typed: Mapping[str, str], now: forms.Form) -> dict[str, str]:
    """What was typed, with the present value in each field where 现在的 was picked. `now` is the form as it is now."""
    data = dict(typed.items())
    for name in now.fields:
        if data.get(PICK + name) == THEIRS:
            data[name] = as_typed(now, name, now.get_initial_for_field(now.fields[name], name))
    return data


def unsettled(typed: Mapping[str, str]) -> bool:
    """Whether a question of the page before was left unanswered."""
    asked = [key.removeprefix(ASKED) for key in typed if key.startswith(ASKED)]
    return any(typed.get(PICK + name) not in {MINE, THEIRS} for name in asked)


def page(request: HttpRequest, form: forms.Form, current: Revisable, subject: Subject, **context: Any) -> HttpResponse:
    """The three columns. `form` is bound to what was typed; its initial values are those of `current`, read anew.

    Needs in `context`: title, cancel_url; and takes crumbs, submit_label, event (what somebody did without changing a
    field), told (what else happened since), aside (what became of files sent along), closed ({title, text, url,
    url_label}: why nothing can be saved).
    """
    typed = form.data
    base = short_number(typed.get(BASE) if unsettled(typed) else typed.get("version")) or current.version
    found = compare(form, current, base, subject)
    shown = {"conflict": found, "both": found.of(BOTH), "mine": found.of(MINE), "theirs": found.of(THEIRS)}
    return render(request, "registry/conflict.html", shown | {"unanswered": unsettled(typed)} | context)


def version_of(request: HttpRequest) -> int | None:
    """The version that was opened, as the page sent it."""
    return short_number(request.POST.get("version"))


def compare(form: forms.Form, current: Revisable, base: int, subject: Subject) -> Comparison:
    """What differs between the form, the record as it is, and the record in version `base`."""
    before = record_at(current, base, form, subject)
    history = list(Revision.objects.filter(object_id=current.pk, version__gte=base).order_by("-version", "-revised_at"))
    found = Comparison([], {}, current.version, base)
    if history:
        found.by, found.at = history[0].revised_label, history[0].revised_at
    found.hidden |= {name: _typed(form, name) for name in form.fields if name in subject.carried}
    sides = _sides(form, current, before, subject)
    for name, (mine, theirs, original, raw) in sides.items():
        state = _state(mine, theirs, original, blank=name in subject.blank)
        found.hidden[name] = raw[1] if state == THEIRS else raw[0]
        if state:
            typed = "没有改" if state == THEIRS else _words(form, name, mine)
            now = _said(form, subject, name, theirs, current)
            then = _said(form, subject, name, original, before)
            found.rows.append(_row(form, subject, name, state, (typed, now, then), history))
    for name, leader in subject.follows.items():
        theirs_led = any(row.name == leader and row.state == THEIRS for row in found.rows)
        found.hidden[name] = sides[name][3][1] if theirs_led else sides[name][3][0]
        found.rows = [row for row in found.rows if row.name != name]
    return found


def record_at(current: Revisable, version: int, form: forms.Form, subject: Subject) -> Any:
    """A copy of the record as it was in `version`, as far as the form's columns go."""
    known = {item.attname: item for item in current._meta.concrete_fields}
    names = {column for name in form.fields for column in subject.columns_of(name)} & set(known)
    before = copy(current)
    for name, text in values_at(current, version, names).items():
        value: Any = {"是": True, "否": False}.get(text or "", text) if _is_truth(known[name]) else text
        setattr(before, name, known[name].to_python(value))
    return before


def as_typed(form: forms.Form, name: str, value: Any) -> str:
    """A value as the form's field sends it; a number without the zeros that say nothing."""
    item = form.fields[name]
    if isinstance(item, forms.DecimalField) and _is_number(value):
        value = f"{Decimal(value).normalize():f}"
    if isinstance(item.widget, forms.CheckboxInput):
        return "on" if value else ""
    sent = item.widget.format_value(item.prepare_value(value))
    if isinstance(sent, list | tuple):
        sent = sent[0] if sent else ""
    return str("" if sent is None else sent).replace("\r\n", "\n").strip()


def _sides(
    form: forms.Form, current: Revisable, before: Any, subject: Subject
) -> dict[str, tuple[str, str, str, tuple[str, str]]]:
    """field → (mine, theirs, original, (what I sent, what the field sends of the present record))."""
    now, then = subject.initial(current), subject.initial(before)
    found = {}
    for name in form.fields:
        if name in subject.left_out | subject.carried:
            continue
        mine = _typed(form, name)
        raw = (mine, as_typed(form, name, now.get(name)))
        if name in subject.blank:
            column = subject.columns_of(name)[0]
            found[name] = mine, str(getattr(current, column)), str(getattr(before, column)), raw
        else:
            found[name] = mine, raw[1], as_typed(form, name, then.get(name)), raw
    return found


def _state(mine: str, theirs: str, original: str, *, blank: bool) -> str:
    """Who changed a field; empty when nobody did, or both to the same."""
    i_did = mine != original if not blank else mine != ""
    if mine == theirs and not (blank and not mine):
        return ""
    if i_did and theirs != original:
        return BOTH
    if i_did:
        return MINE
    return THEIRS if theirs != original else ""


def _row(
    form: forms.Form, subject: Subject, name: str, state: str, words: tuple[str, str, str], history: list[Revision]
) -> Row:
    mine, theirs, original = words
    if state != MINE and theirs == original and name in subject.masks:
        theirs += "（中间几位改过）"
    label = str(form.fields[name].label or name)
    row = Row(name, label, state, mine, theirs, original, pick=form.data.get(PICK + name, ""))
    for revision in history:
        if set(opened_json(revision.old)) & set(subject.columns_of(name)):
            row.by, row.at = revision.revised_label, revision.revised_at
            break
    return row


def _typed(form: forms.Form, name: str) -> str:
    """What this form was sent in a field."""
    widget = form.fields[name].widget
    return as_typed(form, name, widget.value_from_datadict(form.data, form.files, form.add_prefix(name)))


def _said(form: forms.Form, subject: Subject, name: str, value: str, record: Any) -> str:
    """A field of a record as a person reads it, in so far as the reader may."""
    if name in subject.says:
        return subject.says[name](record) or BLANK
    return _masked(subject.masks.get(name), _words(form, name, value))


def _words(form: forms.Form, name: str, value: str) -> str:
    """A value as a person reads it."""
    item = form.fields[name]
    if isinstance(item, forms.NullBooleanField | forms.BooleanField):
        return TRUTH.get(value, BLANK)
    if isinstance(item, forms.DateTimeField):
        return value.replace("T", " ") or BLANK
    if isinstance(item, forms.ChoiceField):
        return {str(key): str(label) for key, label in options_of(item)}.get(value, value) if value else BLANK
    return value or BLANK


def _masked(mask: Callable[[str], str] | None, text: str) -> str:
    return mask(text) if mask and text != BLANK else text


def _is_truth(item: Any) -> bool:
    return isinstance(item, models.BooleanField)


def _is_number(value: Any) -> bool:
    """Whether this is a number, or one as people type it."""
    return isinstance(value, Decimal) or (isinstance(value, str) and bool(DIGITS.fullmatch(value.strip())))
