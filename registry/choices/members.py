"""Who a member is and where he stands: nodes, roles, the two axes, what happened."""

from django.db.models import TextChoices


class OrganisationKind(TextChoices):
    """Levels and kinds of node in the tree 区 → 街道 → 村(社区) → 党支部/党小组."""

    DISTRICT = "district", "区"
    STREET = "street", "街道"
    COMMUNITY = "community", "社区"
    VILLAGE = "village", "村"
    BRANCH = "branch", "党支部"
    GROUP = "group", "党小组"
    NEW_EMPLOYMENT = "new_employment", "新业态党组织"
    MOBILE_BRANCH = "mobile_branch", "流动党员党支部"


class Role(TextChoices):
    """What a posting entitles to. The last three are the three officers (三员): nobody holds two of them."""

    DISTRICT = "district", "区委组织部"
    STREET = "street", "街道"
    COMMUNITY = "community", "村(社区)/党支部"
    LIAISON = "liaison", "联络员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


OFFICERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


class Direction(TextChoices):
    """流入: came here; 流出: left from here."""

    IN = "in", "流入"
    OUT = "out", "流出"


class Status(TextChoices):
    """Flow status, one of two axes (the other is RelationStatus). A projection of the movements."""

    LEAD = "lead", "线索"
    AWAITING_REPORT = "awaiting_report", "待报到"
    REPORTED = "reported", "已报到"
    ENROLLED = "enrolled", "已纳入支部"
    LOST = "lost", "失联"
    TRANSFERRED_IN = "transferred_in", "组织关系已转入"
    RETURNED = "returned", "已返回"
    MOVED_ON = "moved_on", "已转往他处"
    CLOSED = "closed", "其他结束"


# 组织关系已转入 is said by the place where somebody is; of whoever flowed out from here it went there.
TRANSFERRED_OUT, WENT_OUT = "组织关系已转出", "组织关系转出"
ENDED = frozenset({Status.TRANSFERRED_IN, Status.RETURNED, Status.MOVED_ON, Status.CLOSED})


class MovementKind(TextChoices):
    """What happened to a member. Every status is the consequence of one of these."""

    FOUND = "found", "摸排发现"
    REGISTERED = "registered", "登记"
    REPORTED_IN = "reported_in", "报到"
    ENROLLED = "enrolled", "纳入支部"
    MOVED = "moved", "转接管理"
    LOST = "lost", "认定失联"
    FOUND_AGAIN = "found_again", "恢复联系"
    TRANSFERRED_IN = "transferred_in", "组织关系转入"
    RETURNED = "returned", "返回"
    MOVED_ON = "moved_on", "转往他处"
    CLOSED = "closed", "结束"
    VOIDED = "voided", "更正作废"


class CloseReason(TextChoices):
    """Why a record ended without return, onward move or transfer."""

    DECEASED = "deceased", "去世"
    LEFT_PARTY = "left_party", "出党"
    MISTAKEN = "mistaken", "误登记"
    NOT_MOBILE = "not_mobile", "不再符合流动党员条件"
    DUPLICATE = "duplicate", "重复登记"
    OTHER = "other", "其他"


class EraseCause(TextChoices):
    """Why nothing of a person is left in a record."""

    RETENTION = "retention", "保存期满"
    ASKED = "asked", "本人要求删除"
    MISTAKEN = "mistaken", "本来就不该登记"
    RESTORED = "restored", "恢复备份后重新匿名化"


class RelationStatus(TextChoices):
    """组织关系: where the formal relation stands."""

    NOT_TRANSFERRED = "not_transferred", "未转出"
    IN_TRANSFER = "in_transfer", "转接中"
    TRANSFERRED = "transferred", "已转出"


class ContactStatus(TextChoices):
    """联系情况 as the ledger says it; 失联 itself is a status that a person decides."""

    NORMAL = "normal", "正常"
    HARD_TO_REACH = "hard_to_reach", "联系困难"
    SAID_LOST = "lost", "台账记为失联"


class PoliticalStatus(TextChoices):
    """正式党员/预备党员."""

    FULL = "full", "正式党员"
    PROBATIONARY = "probationary", "预备党员"


class Precision(TextChoices):
    """How much of a date is known."""

    DAY = "day", "日"
    MONTH = "month", "月"
    YEAR = "year", "年"


class NewEmployment(TextChoices):
    """新业态新就业群体, by the codes of `value_synonyms.csv`."""

    COURIER = "courier", "快递员"
    FOOD_RIDER = "food_rider", "外卖送餐员"
    RIDE_HAIL_DRIVER = "ride_hail_driver", "网约车司机"
    TRUCK_DRIVER = "truck_driver", "货车司机"
    STREAMER = "streamer", "网络主播"
    ECOMMERCE = "ecommerce", "电商从业"
    DOMESTIC_WORKER = "domestic_worker", "家政从业"
    OTHER = "other", "其他新业态"


class FlowReason(TextChoices):
    """流动原因, by the codes of `value_synonyms.csv`."""

    MIGRANT_WORK = "migrant_work", "务工"
    EMPLOYMENT = "employment", "就业"
    BUSINESS = "business", "经商"
    STARTUP = "startup", "创业"
    STUDY = "study", "求学"
    FAMILY = "family", "随亲属居住"
    RETIRE_ELSEWHERE = "retire_elsewhere", "异地养老"
    OTHER = "other", "其他"
