"""What a member may have put right, and what became of it."""

from django.db.models import TextChoices


class CorrectionField(TextChoices):
    """One of her own data, by the name of the field in the form of a person. An ID number is put right with the card in
    hand, never from afar."""

    NAME = "name", "姓名"
    PHONE = "phone", "手机号"
    RESIDENCE = "residence", "现居住地"
    EMPLOYER = "employer", "工作单位"
    JOB_TITLE = "job_title", "职务岗位"
    ORIGIN = "origin_text", "来源地/去向"
    HOME_ORG = "home_org_name", "组织关系所在党组织"
    FLOWED = "flowed", "流入/外出时间"
    JOINED = "joined", "入党时间"


class CorrectionState(TextChoices):
    """What staff answered."""

    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已更正"
    PARTLY = "partly", "部分更正"
    REFUSED = "refused", "没有更正"
