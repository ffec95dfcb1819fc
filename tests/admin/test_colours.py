"""Staff pages and admin take their colour from one setting, the name from the root of the tree."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from registry.lib.colours import shades
from tests.admin.desk import SYSTEM, at, page
from tests.world import World

RED = "#8f1d16"


@pytest.mark.django_db
def test_one_colour_for_the_staff_pages_and_the_admin(world: World, client: Client, settings: Settings) -> None:
    settings.DISTRICT_COLOUR = RED
    answer = client.get("/colours.css")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/css")
    assert f"--blue:{RED};" in answer.content.decode() and shades(RED)["100"] in answer.content.decode()
    settings.UNFOLD = settings.UNFOLD | {"COLORS": {"primary": "registry.admin.navigation.shades_of_primary"}}
    admin = at(client, SYSTEM).get(page("organisation")).content.decode()
    assert "rgb(143, 29, 22)" in admin
    staff = client.get("/account/password/").content.decode()
    assert "/colours.css" in staff
