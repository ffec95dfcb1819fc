"""The API's description of itself: valid, without a warning, complete, behind the login, without inline scripts."""

import re
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from registry.api.schema import document
from tests.api.caller import browser, program
from tests.walls.canary_facts import NUMBER
from tests.web.staff import client_of, text_of
from tests.world import World

METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """(path, method, operation) of everything described."""
    found = document()["paths"].items()
    return [(path, method, parts[method]) for path, parts in found for method in METHODS if method in parts]


def test_the_description_is_valid_and_drawn_up_without_a_warning() -> None:
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        schema = SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS, dict(GENERATOR_STATS._warn_cache) | dict(GENERATOR_STATS._error_cache)
    validate_schema(schema)


def test_every_operation_says_what_it_does_and_how_it_may_fail() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(ids) == len(set(ids)) > 35
    for path, method, operation in operations():
        assert re.search("[一-鿿]", operation.get("summary", "")), (path, method)
        assert re.search("[一-鿿]", operation.get("description", "有")), (path, method, operation["description"])
        assert {"400", "401", "403", "404", "409", "429"} <= set(operation["responses"])
        assert ("requestBody" in operation) == ("415" in operation["responses"])


def test_the_examples_name_nobody() -> None:
    assert NUMBER.findall(str(document())) == []


def test_only_those_signed_in_see_it(world: World) -> None:
    assert Client().get("/api/schema/").status_code == 401
    assert Client().get("/api/docs/").headers["Location"] == "/login/?next=/api/docs/"
    described = program(world, "liaison-a11").get("/api/schema/")
    assert described == browser(world, "auditor-a").get("/api/schema/")
    assert "/api/v1/members/{id}/report-in/" in described["paths"]


def test_the_page_needs_no_inline_script(world: World) -> None:
    page = text_of(client_of(world, "community-a11").get("/api/docs/"))
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "随程序交付的文件 docs/api.md" in page and "Try it out" in page, "what a reader can open, and whom to ask"
    assert "swagger-ui-bundle.js" in page and "://" not in page.replace("http://www.w3.org", "")


@pytest.mark.parametrize("account", ["auditor-a", "system_admin-a", "security_admin-a"])
def test_officers_use_no_api(world: World, account: str) -> None:
    for path in ("members/", "organisations/", "intakes/"):
        assert browser(world, account).ask("GET", path).status_code == 403
