"""Fixed vocabularies of the month. Labels are what staff read."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    """How far a community's report of a month is."""

    DRAFT = "draft", "待上报"
    SUBMITTED = "submitted", "已上报，待审核"
    RETURNED = "returned", "已退回，待修改"
    ACCEPTED = "accepted", "已审核"
    CLOSED = "closed", "已归档"


class ReportMove(TextChoices):
    """One step of a report."""

    DRAFT = "draft", "生成草稿"
    SUBMIT = "submit", "上报"
    RETURN = "return", "退回"
    ACCEPT = "accept", "审核通过"
    CLOSE = "close", "归档"
    REVISE = "revise", "归档后更正"
    REMIND = "remind", "催报"
