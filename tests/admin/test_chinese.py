"""The admin speaks Chinese: no English in what anybody reads on it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from registry.admin import site
from registry.admin.trail import things
from tests.remembered import scoped_models
from tests.web.staff import client_of
from tests.world import World

# What is no sentence: abbreviations and names that Chinese text uses as they are.
ALLOWED = frozenset({"esc", "IP", "Excel", "ID", "SHA", "UTC", "HMAC", "PDF", "JSON", "CSV"})
READ_ALOUD = ("placeholder", "title", "aria-label", "alt", "value")
SILENT = {"script", "style", "template", "svg", "code", "option"}
# The theme's icons are words that a font turns into pictures.
ICONS = "material-symbols-outlined"
VOID = {"input", "img", "br", "link", "meta", "hr", "path", "source", "wbr", "col", "base"}
ACCOUNTS = ("system_admin-a", "security_admin-a", "auditor-a", "district-a", "street-a1", "community-a11")


class Read(HTMLParser):
    """What a page says to a reader and to a screen reader."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        quiet = tag in SILENT or ICONS in (found.get("class") or "")
        if tag not in VOID and (self.depth or quiet):
            self.depth += 1
        shown = READ_ALOUD if found.get("type") in ("submit", "button") else READ_ALOUD[:-1]
        if not self.depth:
            self.words += [str(found[name]) for name in shown if found.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(0, self.depth - 1) if tag not in VOID else self.depth

    def handle_data(self, data: str) -> None:
        if not self.depth and data.strip():
            self.words.append(data.strip())


def english(page: str) -> set[str]:
    """Pieces of text with an English word in them that is not allowed."""
    found = set()
    for text in Read(page).words:
        words = set(re.findall(r"(?<![\w@.+:/-])[A-Za-z]{3,}(?![\w@.+:/-])", text)) - ALLOWED
        if words:
            found.add(text[:80])
    return found


@pytest.mark.parametrize("name", ACCOUNTS)
def test_nothing_english_is_read_on_the_admin(world: World, name: str) -> None:
    client, found = client_of(world, name), {}
    for path in _paths(client, world):
        response = client.get(path)
        if response.status_code == 200 and (words := english(response.content.decode())):
            found[path] = words
    assert found == {}


def _paths(client: Client, world: World) -> list[str]:
    paths = [reverse("admin:index"), reverse("admin:app_list", args=["registry"])]
    for model in site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        listed = reverse(f"{base}_changelist")
        paths += [listed, f"{listed}?q=nobody", reverse(f"{base}_add")]
        page = client.get(listed)
        if page.status_code == 200 and page.context["cl"].result_list:
            key = page.context["cl"].result_list[0].pk
            paths += [reverse(f"{base}_{what}", args=[key]) for what in ("change", "delete")]
    return paths


def test_what_the_trail_speaks_of_has_a_name() -> None:
    """Rows of every app, and whatever an entry names by a word of its own."""
    found = {str(model._meta.model_name) for model in scoped_models()}
    for app in ("registry", "outreach", "reports"):
        for path in Path(app).rglob("*.py"):
            found |= set(re.findall(r'object_type="(\w+)"', path.read_text(encoding="utf-8")))
    unnamed = {name for name in found if re.search("[a-zA-Z]{3}", things().get(name, name))}
    assert {"export", "suggestionfile", "volunteerservice"} <= found and unnamed == set()


def test_the_district_stands_in_the_head(world: World) -> None:
    assert "a区 · 不断线" in client_of(world, "system_admin-a").get(reverse("admin:index")).content.decode()
    assert "a区" in client_of(world, "community-a11").get("/").content.decode()
    assert "b区" in client_of(world, "community-b11").get("/").content.decode()


def test_english_would_be_found() -> None:
    assert english("<p>Save and continue</p><span class='material-symbols-outlined'>arrow_back</span>") == {
        "Save and continue"
    }
