"""Addresses of the API. What each asks for is written at its view (`rights`)."""

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from registry.api.assignments import Assignments
from registry.api.calendar import CalendarDays
from registry.api.contacts import Contacts
from registry.api.files import Files
from registry.api.intakes import Intakes
from registry.api.liaisons import Liaisons
from registry.api.members import Members
from registry.api.movements import Movements
from registry.api.organisations import Organisations
from registry.api.requests import Requests
from registry.api.schema import schema
from registry.api.studies import Studies

app_name = "api"


class Router(SimpleRouter):
    """A list takes new rows by POST, a row takes corrections by PATCH, where the view has such a verb."""

    def __init__(self) -> None:
        super().__init__(use_regex_path=False)

    def get_method_map(self, viewset: Any, method_map: Mapping[str, str]) -> dict[str, str]:
        """The verbs' names beside DRF's own."""
        ours = {"create": "register", "partial_update": "correct"}
        wanted = {method: ours.get(name, name) for method, name in method_map.items()}
        found: dict[str, str] = super().get_method_map(viewset, wanted)
        return found


router = Router()
router.register("organisations", Organisations, basename="organisation")
router.register("calendar", CalendarDays, basename="calendar")
router.register("members", Members, basename="member")
router.register("liaisons", Liaisons, basename="liaison")
router.register("assignments", Assignments, basename="assignment")
router.register("movements", Movements, basename="movement")
router.register("contacts", Contacts, basename="contact")
router.register("studies", Studies, basename="study")
router.register("files", Files, basename="file")
router.register("requests", Requests, basename="request")
router.register("intakes", Intakes, basename="intake")

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(router.urls)),
    path("schema/", schema, name="schema"),
]
