"""What the tests of the intake's pages share: a clerk at her browser, and the worker's work done on the spot."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from registry.models import Intake
from registry.tasks import tick_intake
from tests.web.intake_place import ROSTERS, Place

BACKEND = "registry.web.backends.AccountBackend"
HEADER = "姓名,身份证号,手机号,工作单位"


@dataclass
class Clerk:
    """Somebody of the place, signed in."""

    place: Place
    username: str
    client: Client

    def get(self, name: str, pk: UUID | None = None, query: str = "", **extra: Any) -> HttpResponse:
        """GET an address of the intake by its name."""
        return self.client.get(url(name, pk) + query, **extra)

    def post(self, name: str, pk: UUID | None = None, data: dict[str, Any] | None = None) -> HttpResponse:
        """POST to an address of the intake by its name."""
        return self.client.post(url(name, pk), data or {})

    def upload(self, content: bytes | str, name: str = "名册.csv", **fields: str) -> HttpResponse:
        """Send a file with the form of step 1."""
        raw = content.encode("utf-8-sig") if isinstance(content, str) else content
        node = self.place.nodes[fields.pop("node", self._home())]
        data = {"file": SimpleUploadedFile(name, raw), "organisation": str(node.pk), "direction": "auto"} | fields
        return self.client.post(url("new"), data)

    def intake(self) -> Intake:
        """The newest intake that she sees."""
        with self.place.at(self.username):
            return Intake.objects.select_related("organisation").latest("created_at")

    def brought(self, content: bytes | str, name: str = "名册.csv", **fields: str) -> Intake:
        """A file uploaded and read: it waits at step 2."""
        answer = self.upload(content, name, **fields)
        assert answer.status_code == 302, answer.content.decode()
        tick_intake()
        return self.intake()

    def checked(self, content: bytes | str, name: str = "名册.csv", **fields: str) -> Intake:
        """A file at step 3."""
        intake = self.brought(content, name, **fields)
        self.post("accept", intake.pk)
        return self.intake()

    def written(self, content: bytes | str, name: str = "名册.csv", **fields: str) -> Intake:
        """A file at step 4."""
        intake = self.checked(content, name, **fields)
        self.post("apply", intake.pk)
        tick_intake()
        return self.intake()

    def _home(self) -> str:
        from tests.web.intake_place import STAFF

        return STAFF[self.username][1]


def clerk(place: Place, username: str) -> Clerk:
    """Sign somebody in."""
    client = Client()
    client.force_login(place.users[username], backend=BACKEND)
    return Clerk(place, username, client)


def url(name: str, pk: UUID | None = None) -> str:
    """The address of a page of the intake."""
    return reverse(f"intake:{name}", args=[pk] if pk else [])


def roster(name: str) -> bytes:
    """The bytes of a sample roster."""
    return (ROSTERS / name).read_bytes()


def sheet(*lines: str, header: str = HEADER) -> str:
    """A small roster as CSV."""
    return "\n".join((header, *lines)) + "\n"


def text(answer: HttpResponse) -> str:
    """The page as text."""
    return answer.content.decode()
