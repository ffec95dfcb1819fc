"""What the API shows of rosters on their way in. Numbers in cells and sentences are masked, as on the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.api.rows import OrganisationRef, Row
from registry.entry.covering import covered, sample
from registry.intake import pipeline
from registry.lib.masks import mask_id, mask_phone
from registry.models import Intake

COUNTS = (
    "ok", "review", "error", "create", "update", "unchanged", "take_over", "applied", "conflict", "undone",
    "undo_refused",
)  # fmt: skip
CAN = ("can_map", "can_apply", "can_cancel", "can_undo", "can_retry", "can_download_failed")


class Counts(serializers.Serializer[Any]):
    """How many rows of each kind."""

    def get_fields(self) -> dict[str, Any]:
        """One number each."""
        return {name: serializers.IntegerField() for name in COUNTS}


class IntakeRow(Row[Intake]):
    """One roster in a list."""

    organisation = OrganisationRef(read_only=True)

    class Meta:
        model = Intake
        fields = (
            "id", "organisation", "file_name", "file_size", "direction", "state", "rows_total", "rows_done", "problem",
            "created_at", "applied_at",
        )  # fmt: skip
        read_only_fields = fields


class Column(serializers.Serializer[Any]):
    """One column of a table."""

    column = serializers.IntegerField(help_text="第几列，从 1 起")
    letter = serializers.CharField()
    heading = serializers.CharField(help_text="表头原文")
    field = serializers.CharField(allow_null=True, help_text="认作哪一项；没认出的是 null")


class Table(serializers.Serializer[Any]):
    """One table of a sheet."""

    sheet = serializers.CharField()
    columns = Column(many=True)


class IntakeDetail(IntakeRow):
    """One roster: how far it is, what may be done now, how its columns were read."""

    counts = serializers.SerializerMethodField()
    can = serializers.SerializerMethodField(help_text="现在可以办理的动作：map apply cancel undo retry download_failed")
    working = serializers.SerializerMethodField(help_text="后台正在处理，请过几秒再看")
    tables = serializers.SerializerMethodField(help_text="每张表的列和它们被认作什么")

    class Meta:
        model = Intake
        fields = (*IntakeRow.Meta.fields, "counts", "can", "working", "tables")
        read_only_fields = fields

    @extend_schema_field(Counts)
    def get_counts(self, intake: Intake) -> dict[str, int]:
        """0 where nothing was counted."""
        counts = pipeline.progress(intake).counts
        return {name: int(counts.get(name) or 0) for name in COUNTS}

    def get_can(self, intake: Intake) -> list[str]:
        """What may be done; the failed rows are the uploader's alone."""
        now, user = pipeline.progress(intake), self.context["request"].user
        found = [name.removeprefix("can_") for name in CAN if getattr(now, name)]
        return [name for name in found if name != "download_failed" or intake.uploaded_by_id == user.pk]

    def get_working(self, intake: Intake) -> bool:
        """Whether a worker is at it or will be."""
        return pipeline.progress(intake).working

    @extend_schema_field(Table(many=True))
    def get_tables(self, intake: Intake) -> list[dict[str, Any]]:
        """Without those that were left out."""
        names = ("column", "letter", "heading", "field")
        return [
            {
                "sheet": table["sheet"],
                "columns": [{name: column[name] for name in names} for column in table["columns"]],
            }
            for table in intake.sheets
            if not table["skipped"]
        ]


class Issue(serializers.Serializer[Any]):
    """Something wrong at one cell."""

    column = serializers.CharField(help_text="哪一列，例如 C")
    heading = serializers.CharField()
    severity = serializers.ChoiceField(choices=[("error", "错误"), ("warning", "提醒")])
    message = serializers.CharField()


class Change(serializers.Serializer[Any]):
    """What writing the row would change."""

    field = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class RosterRow(serializers.Serializer[Any]):
    """One row of a roster."""

    id = serializers.UUIDField()
    sheet = serializers.CharField()
    row = serializers.IntegerField(help_text="表格里的第几行")
    verdict = serializers.CharField(help_text="ok 可以写入，review 作为线索，error 需要更正")
    action = serializers.CharField(help_text="写入时：create update unchanged take_over none")
    state = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    id_number = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    member = serializers.UUIDField(allow_null=True)
    issues = Issue(many=True)
    changes = Change(many=True)


class RosterPage(serializers.Serializer[Any]):
    """Some of the rows in the file's order."""

    total = serializers.IntegerField()
    offset = serializers.IntegerField()
    results = RosterRow(many=True)


def shown(row: pipeline.RowView) -> dict[str, Any]:
    """One row with its numbers covered."""
    return {
        **{name: getattr(row, name) for name in ("id", "sheet", "row", "verdict", "action", "state", "note", "name")},
        "id_number": mask_id(str(row.values.get("id_number") or "")),
        "phone": mask_phone(str(row.values.get("phone") or "")),
        "member": row.member_id,
        "issues": [
            {"column": i.letter, "heading": i.heading, "severity": i.severity, "message": covered(i.message)}
            for i in row.issues
        ],
        "changes": [
            {"field": title, "before": sample(str(old or "")), "after": sample(str(new or ""))}
            for title, old, new in row.changes
        ],
    }
