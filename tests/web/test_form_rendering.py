"""Widgets by the quicker engine: the same HTML as Django's own, and what people typed stays text."""

import re

import pytest
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.forms.widgets import ChoiceWidget
from django.template import Context, Template
from pytest_django.asserts import assertHTMLEqual

from config.form_rendering import ShippedByJinja

HOSTILE = "\"><script>alert('x')</script>&{{ 7 }}"
GROUPED = [("", "请选择"), ("街道", [("a", "江南"), (HOSTILE, HOSTILE)]), (3, "外海"), (None, "不详")]
ATTRS = {"id": "id_x", "data-x": HOSTILE, "required": True, "hidden": False, "maxlength": 12_000}
WIDGETS = [
    forms.TextInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.URLInput,
    forms.PasswordInput,
    forms.HiddenInput,
    forms.Textarea,
    forms.DateInput,
    forms.TimeInput,
    forms.CheckboxInput,
    forms.ClearableFileInput,
    forms.MultipleHiddenInput,
    forms.NullBooleanSelect,
]
BOTH = (ShippedByJinja(), DjangoTemplates())
CHOOSING = [forms.Select, forms.RadioSelect, forms.SelectMultiple, forms.CheckboxSelectMultiple]


@pytest.mark.parametrize("kind", WIDGETS)
@pytest.mark.parametrize("value", [None, "", HOSTILE, 12_000, True])
def test_widgets_are_the_same_by_both_engines(kind: type[forms.Widget], value: object) -> None:
    given = [value] if kind is forms.MultipleHiddenInput and value else value
    shown, plain = (kind().render("名字", given, ATTRS, renderer) for renderer in BOTH)
    assertHTMLEqual(shown, plain)
    assert "<script" not in shown


@pytest.mark.parametrize("kind", CHOOSING)
@pytest.mark.parametrize("value", [None, "a", HOSTILE, 3])
def test_choices_are_the_same_by_both_engines(kind: type[ChoiceWidget], value: object) -> None:
    widget = kind(choices=GROUPED)
    given = [value] if widget.allow_multiple_selected and value else value
    shown, plain = (widget.render("名字", given, ATTRS, renderer) for renderer in BOTH)
    assertHTMLEqual(shown, plain)
    assert "<script" not in shown and "江南" in shown


def test_a_whole_form_with_its_errors() -> None:
    class Asked(forms.Form):
        name = forms.CharField(label="姓名", help_text="写身份证上的名字")
        age = forms.IntegerField(label="年龄")

    shown, plain = (Asked({"age": HOSTILE}, renderer=renderer) for renderer in BOTH)
    assertHTMLEqual(str(shown), str(plain))
    assertHTMLEqual(str(shown["age"].errors), str(plain["age"].errors))
    assert "<script" not in str(shown)


def test_it_is_the_one_in_use() -> None:
    assert isinstance(get_default_renderer(), ShippedByJinja)


def test_a_moment_in_two_boxes() -> None:
    shown, plain = (
        forms.SplitDateTimeWidget().render("when", ["2026-11-29", HOSTILE], ATTRS, renderer) for renderer in BOTH
    )
    assertHTMLEqual(shown, plain)


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([a-z-]+)"', (settings.CHECKOUT / "static/img/icons.svg").read_text()))
    named = {
        name
        for page in (settings.CHECKOUT / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([a-z-]+)"', page.read_text())
    }
    assert len(named) > 20
    assert named <= drawn


def test_an_icon_is_decoration_unless_it_is_spoken() -> None:
    silent, spoken = (
        Template('{% icon "error" %}|{% icon name words %}')
        .render(Context({"name": "error", "words": HOSTILE}))
        .split("|")
    )
    assert 'aria-hidden="true"' in silent and "img/icons.svg#i-error" in silent
    assert 'role="img"' in spoken and "<script" not in spoken and "&quot;&gt;&lt;script&gt;" in spoken
