"""What the API takes in of the month."""

from typing import Any

from rest_framework import serializers

from registry.api.bodies import BIGGEST
from reports.figures.definitions import TABLES
from reports.models.monthly import NARRATIVE

KEYS = {figure.key for table in TABLES for figure in table.columns}


def _revision() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=BIGGEST, help_text="您读到的修改次数（revision）")


def _text(most: int, said: str) -> serializers.CharField:
    return serializers.CharField(max_length=most, required=False, allow_blank=True, help_text=said)


class ReportWriteBody(serializers.Serializer[Any]):
    """What is left out stays as it is."""

    practice = _text(NARRATIVE, f"主要做法；三部分合起来最多 {NARRATIVE} 字")
    problems = _text(NARRATIVE, "存在问题")
    plans = _text(NARRATIVE, "下月打算")
    filler = _text(50, "填报人")
    reviewer = _text(50, "审核人")
    phone = _text(40, "联系电话")
    explained = serializers.DictField(
        child=serializers.CharField(max_length=100), required=False, help_text="变动说明：指标 → 一句原因"
    )
    revision = _revision()

    def validate_explained(self, value: dict[str, str]) -> dict[str, str]:
        """Figures that there are."""
        if unknown := sorted(set(value) - KEYS):
            raise serializers.ValidationError(f"没有这个指标：{unknown[0][:40]}。")
        return value


class ReportSubmitBody(serializers.Serializer[Any]):
    """Handing up what was read."""

    revision = _revision()


class ReportNoteBody(serializers.Serializer[Any]):
    """A word, perhaps."""

    note = _text(100, "附一句话")


class ReportRemarkBody(serializers.Serializer[Any]):
    """What is to be changed."""

    remark = serializers.CharField(max_length=300, help_text="要改什么")


class MonthWhyBody(serializers.Serializer[Any]):
    """Why."""

    why = _text(300, "说明；有没审核通过的、和更正时必须写")
