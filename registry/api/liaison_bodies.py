"""What the API shows and takes in of liaisons and assignments."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry import choices
from registry.api.bodies import OwnOrganisation
from registry.api.rows import OrganisationRef, Row
from registry.domain.liaisons import MOST
from registry.models import LiaisonAssignment, LiaisonProfile
from registry.models.liaison import CAPACITY

KINDS = choices.LiaisonKind.choices


class LiaisonRow(Row[LiaisonProfile]):
    """A liaison of one node, with the load."""

    user = serializers.UUIDField(source="user_id", read_only=True, help_text="账号的编号：结对、移交时填它")
    name = serializers.CharField(source="user.name", read_only=True, help_text="姓名")
    organisation = OrganisationRef(read_only=True, help_text="所在组织")
    load = serializers.IntegerField(read_only=True, help_text="现在联系几位")
    backups = serializers.IntegerField(read_only=True, help_text="现在做几位的后备")
    present = serializers.BooleanField(read_only=True, help_text="在岗：账号在用、任职和任期没有结束")

    class Meta:
        model = LiaisonProfile
        fields = (
            "id", "user", "name", "organisation", "kind", "capacity", "load", "backups", "since", "until", "present",
        )  # fmt: skip
        read_only_fields = fields


class AssignmentRow(Row[LiaisonAssignment]):
    """Who keeps in touch with a member, from a day to a day."""

    member = serializers.UUIDField(source="member_id", read_only=True)
    liaison = serializers.UUIDField(source="liaison_id", read_only=True, help_text="联络员账号的编号")
    liaison_name = serializers.CharField(source="liaison_label", read_only=True)

    class Meta:
        model = LiaisonAssignment
        fields = (
            "id", "member", "liaison", "liaison_name", "backup", "started_on", "assigned_label", "ended_on",
            "ended_label", "end_reason",
        )  # fmt: skip
        read_only_fields = fields


class DescribeBody(serializers.Serializer[Any]):
    """What changes; what is left out stays."""

    kind = serializers.ChoiceField(choices=KINDS, required=False, allow_blank=True, help_text="类别")
    capacity = serializers.IntegerField(required=False, min_value=0, max_value=MOST, help_text="联系上限；超过了只提醒")
    since = serializers.DateField(required=False, allow_null=True, help_text="任期从")
    until = serializers.DateField(required=False, allow_null=True, help_text="任期到")


class AppointBody(serializers.Serializer[Any]):
    """Who, at which node."""

    user = serializers.UUIDField(help_text="账号的编号；他要在这个组织任职")
    organisation = OwnOrganisation(help_text="所在组织的编号")
    kind = serializers.ChoiceField(choices=KINDS, required=False, allow_blank=True, help_text="类别")
    capacity = serializers.IntegerField(min_value=0, max_value=MOST, default=CAPACITY, help_text="联系上限")


class AssignBody(serializers.Serializer[Any]):
    """Who to whom, in which place."""

    member = serializers.UUIDField(help_text="党员的编号")
    liaison = serializers.UUIDField(help_text="联络员账号的编号")
    backup = serializers.BooleanField(required=False, default=False, help_text="做后备；不填就是主要联络员")


class HandoverBody(serializers.Serializer[Any]):
    """Whose caseload, and to whom."""

    liaison = serializers.UUIDField(help_text="移交的人：账号的编号，离岗的也可以")
    to = serializers.UUIDField(required=False, help_text="都交给谁；不填就按建议分给几位")


class OutcomeRow(serializers.Serializer[Any]):
    """What became of one member."""

    member = serializers.UUIDField()
    done = serializers.BooleanField()
    text = serializers.CharField(help_text="由谁联系，或者为什么没有办")


class HandoverResult(serializers.Serializer[Any]):
    """What became of each; up to 200 at once, `left` are still to be handed over."""

    results = OutcomeRow(many=True)
    left = serializers.SerializerMethodField(help_text="还没有移交的")

    @extend_schema_field(serializers.IntegerField())
    def get_left(self, row: dict[str, Any]) -> int:
        """Counted after the handing over."""
        return int(row["left"])
