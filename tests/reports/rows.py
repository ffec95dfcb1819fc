"""Rows that lists of the month show: reports in every state, their versions and steps, closed months."""

from datetime import timedelta
from uuid import UUID

from registry.lib import clock
from reports.choices import ReportState
from reports.domain.boarding import wanted
from reports.figures.month import Month
from reports.models import (
    BoardMonth,
    Export,
    ExportPart,
    MonthClose,
    MonthlyReport,
    OfficialForm,
    OfficialFormFile,
    ReportStep,
    ReportVersion,
)
from tests.world import World, clerk

FIGURES = {"before": "3", "new": "1", "total": "4", "hours": "2.5"}


def reports_of(world: World, node: str, numbers: range) -> dict[str, UUID]:
    """A report of a past month for each number, the states by turns; keys of the first rows, by model."""
    place, now, states = world.nodes[node], clock.now(), tuple(ReportState)
    reports = [
        MonthlyReport(
            owner_path=place.path, organisation=place, year=1900 + number // 12, month=number % 12 + 1,
            state=states[number % len(states)], figures=FIGURES, known_at=now, practice="走访企业", versions=1,
        )
        for number in numbers
    ]  # fmt: skip
    MonthlyReport.objects.bulk_create(reports)
    own = {"owner_path": place.path}
    versions = [
        ReportVersion(**own, report=row, number=1, figures=FIGURES, known_at=now, at=now, label="何") for row in reports
    ]
    steps = [ReportStep(**own, report=row, move="submit", at=now, label="何") for row in reports]
    ReportVersion.objects.bulk_create(versions)
    ReportStep.objects.bulk_create(steps)
    root = world.nodes[node[0]].path
    closed = [
        MonthClose(
            owner_path=root, year=row.year, month=row.month, number=place.pk.int % 1000 + 1, known_at=now, at=now,
            figures={place.path: FIGURES}, digest="0" * 64, label="区",
        )
        for row in reports
    ]  # fmt: skip
    MonthClose.objects.bulk_create(closed)
    boards = [
        BoardMonth(owner_path=place.path, node=place.path, year=month.year, month=month.number, known_at=now,
                   figures={"total": 4, "from_52": 3, "age_35": 4, "overdue": 1, "year_ideas": 2})
        for month in wanted(Month.of(clock.today()))[: len(numbers)]
    ]  # fmt: skip
    BoardMonth.objects.bulk_create(boards, ignore_conflicts=True)
    exports = [
        Export(
            owner_path=place.path, organisation=place, kind="workbook", year=row.year, month=row.month, state="done",
            asked_at=now, asked_by=world.users[clerk(node)], file_name="月报.xlsx", sha256="0" * 64, made_at=now,
            expires_at=now + timedelta(hours=24),
        )
        for row in reports
    ]  # fmt: skip
    Export.objects.bulk_create(exports)
    ExportPart.objects.bulk_create([ExportPart(**own, export=row, number=0, data=b"-") for row in exports])
    forms = [
        OfficialForm(
            owner_path=place.path, organisation=place, name=f"表样{number}", file_name="表样.xlsx", sha256="0" * 64,
            uploaded_at=now, uploaded_by=world.users[clerk(node)], uploaded_label="何",
        )
        for number in numbers
    ]  # fmt: skip
    OfficialForm.objects.bulk_create(forms)
    OfficialFormFile.objects.bulk_create([OfficialFormFile(**own, form=row, data=b"-") for row in forms])
    made = (forms[0], exports[0], reports[0], versions[0], steps[0], closed[0])
    return {type(row).__name__: row.pk for row in made}
