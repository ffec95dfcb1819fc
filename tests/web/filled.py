"""Forms of a page, filled in as somebody would who wants each of them to be taken."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

TYPED = {
    "date": "2026-11-20", "time": "10:00", "datetime-local": "2026-12-20T10:00", "number": "3", "tel": "13900001234",
    "email": "a@b.cn", "month": "2026-10", "url": "https://a.cn",
}  # fmt: skip
HELD = ("input", "select", "textarea")


@dataclass
class Filled:
    """One button of a form that posts: where to, and with what."""

    action: str
    fields: dict[str, str]


def filled(page: str) -> Iterator[Filled]:
    """Every button of every form of the page that posts."""
    for form in etree.HTML(page).iter("form"):
        if form.get("method", "get").lower() == "post":
            fields = _fields(form)
            for button in _buttons(form):
                yield Filled(form.get("action", ""), fields | button)


def _buttons(form: etree._Element) -> list[dict[str, str]]:
    """What each of its buttons adds; nothing for one without a name."""
    found = [{each.get("name"): each.get("value", "")} if each.get("name") else {} for each in form.iter("button")]
    return [each for at, each in enumerate(found) if each not in found[:at]] or [{}]


def _fields(form: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in form.iter(*HELD):
        name, kind = each.get("name"), each.get("type", "text")
        if not name or kind in ("file", "submit"):
            continue
        if kind in ("radio", "checkbox"):
            if "checked" in each.attrib or (name not in found and (kind == "radio" or "required" in each.attrib)):
                found[name] = each.get("value", "on")
        else:
            found[name] = _value(each, kind)
    return found


def _value(field: etree._Element, kind: str) -> str:
    if field.tag == "select":
        options = [option for option in field.iter("option") if option.get("value")]
        chosen = [option for option in options if "selected" in option.attrib] or options[:1]
        return chosen[0].get("value", "") if chosen else ""
    if field.tag == "textarea":
        return (field.text or "").strip() or "测试的一句话，说明白。"
    return field.get("value") or TYPED.get(kind, "测试")
