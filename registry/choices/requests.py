"""What waits for somebody's decision: requests, searches, proposals."""

from django.db.models import TextChoices


class RequestKind(TextChoices):
    """What somebody higher up has to agree to."""

    ENROLL = "enroll", "纳入支部"
    TRANSFER = "transfer", "转出到其他组织"
    TAKE_OVER = "take_over", "接收到本组织"


class RequestSide(TextChoices):
    """A move has two halves, one row for each organisation, so that neither sees the other's."""

    OWN = "own", "本组织"
    HOLDING = "holding", "转出方"
    RECEIVING = "receiving", "接收方"


class RequestState(TextChoices):
    """Where a request stands."""

    WAITING_RELEASE = "waiting_release", "等原管理组织确认"
    WAITING_APPROVAL = "waiting_approval", "等上级批准"
    DONE = "done", "已办结"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class CanvassChannel(TextChoices):
    """双向摸排: how a place was searched."""

    PHONE = "phone", "电话"
    WECHAT = "wechat", "微信"
    NETWORK = "network", "网络"
    REGISTRATION_POINT = "registration_point", "登记点"
    VISIT = "visit", "走访"


class SiteKind(TextChoices):
    """What was searched."""

    ENTERPRISE = "enterprise", "企业"
    BUILDING = "building", "楼宇"
    PARK = "park", "园区"
    STATION = "station", "平台站点"
    MARKET = "market", "市场"
    OTHER = "other", "其他"


class ProposalState(TextChoices):
    """A 失联 proposal waits for a person."""

    OPEN = "open", "待核实"
    CONFIRMED = "confirmed", "已认定"
    DISMISSED = "dismissed", "不认定"
