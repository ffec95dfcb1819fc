"""A form taken in by the district's officer, for tests that need one."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile

from registry.models import User
from reports.domain import exports, official
from reports.figures.month import Month
from reports.models import Export, OfficialForm
from reports.workbook import making
from tests.reports import forms_made
from tests.world import World

NAME = "市委组织部月报"


def taken(world: World, name: str = NAME, data: bytes | None = None, *, confirmed: bool = True) -> OfficialForm:
    """Uploaded by the district, and looked at."""
    upload = SimpleUploadedFile("表样.xlsx", forms_made.made() if data is None else data)
    with world.at("district-a"):
        row = official.upload(by=officer(world), name=name, upload=upload)
        return official.confirm(by=officer(world), form=row, revision=row.revision) if confirmed else row


def officer(world: World) -> User:
    """The district's."""
    return world.users["district-a"]


def filled(world: World, form: OfficialForm, month: Month, most: int = 20) -> tuple[Export, bytes]:
    """Asked for by the district, made by a worker, downloaded."""
    with world.at("district-a"):
        asked = exports.ask(by=officer(world), organisation=form.organisation, kind="form", month=month,
                            options={"form": str(form.pk)})  # fmt: skip
    making.work_off(world.nodes["a"].path, most)
    with world.at("district-a"):
        row = Export.objects.get(pk=asked.pk)
        with exports.open_file(by=officer(world), export=row) as file:
            return row, io.BytesIO(file.read()).getvalue()
