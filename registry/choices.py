"""Fixed vocabularies. Codes follow the field's glossary; labels are what staff read."""

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


class ContactSide(TextChoices):
    """双重管理: a contact is with the member, or about the member with the home organisation."""

    MEMBER = "member", "流动党员本人"
    HOME = "home", "流出地党组织"


class ContactChannel(TextChoices):
    """How somebody got in touch."""

    PHONE = "phone", "电话"
    WECHAT = "wechat", "微信"
    VIDEO = "video", "视频"
    VISIT = "visit", "走访"
    TALK = "talk", "座谈"
    RECEPTION = "reception", "接待"
    SMS = "sms", "短信"
    ACTIVITY = "activity", "活动现场"
    LETTER = "letter", "信函"


class ContactOutcome(TextChoices):
    """联系结果. Only REACHED resets the clock; the others are attempts, and records all the same."""

    REACHED = "reached", "已联系上"
    NO_ANSWER = "no_answer", "无人接听"
    UNREACHABLE = "unreachable", "停机或空号"
    REFUSED = "refused", "拒绝"
    LEFT = "left", "已离开"


class HomeMatter(TextChoices):
    """What a contact with the home organisation is about."""

    IDENTITY = "identity", "身份核实"
    RECEIPT = "receipt", "回执"
    SITUATION = "situation", "情况通报"
    REVIEW = "review", "民主评议情况反馈"
    OTHER = "other", "其他"


class StudyForm(TextChoices):
    """学习形式."""

    SELF_STUDY = "self_study", "自学"
    ONLINE = "online", "线上学习"
    HOME_DELIVERED = "home_delivered", "送学上门"
    SPECIAL_LECTURE = "special_lecture", "专题党课"
    THEME_PARTY_DAY = "theme_party_day", "主题党日"
    VISIT = "visit", "参观"
    COLLECTIVE = "collective", "集中学习"


class StudyChannel(TextChoices):
    """How a study report came in."""

    WECHAT = "wechat", "微信"
    PAPER = "paper", "纸质"
    IN_PERSON = "in_person", "当面"
    BY_STAFF = "by_staff", "代录"


class StudyState(TextChoices):
    """审阅状态."""

    PENDING = "pending", "待阅"
    READ = "read", "已阅"
    RETURNED = "returned", "退回"


class MediaType(TextChoices):
    """What may be attached: pictures, made anew without metadata, and PDF files, which are only ever downloaded."""

    JPEG = "image/jpeg", "JPEG 图片"
    PNG = "image/png", "PNG 图片"
    WEBP = "image/webp", "WEBP 图片"
    PDF = "application/pdf", "PDF 文件"


class PairState(TextChoices):
    """Two records that may be one person's."""

    OPEN = "open", "待核对"
    NOT_DUPLICATE = "not_duplicate", "不是同一人"
    MERGED = "merged", "已合并"


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


class IntakeState(TextChoices):
    """The stages of an intake; each is stored, so work can stop and resume at any of them."""

    UPLOADED = "uploaded", "等待读取"
    READING = "reading", "正在读取"
    MAPPING = "mapping", "等待对应列"
    QUEUED = "queued", "等待核对"
    CHECKING = "checking", "正在核对"
    READY = "ready", "核对完成"
    APPLY_QUEUED = "apply_queued", "等待写入"
    APPLYING = "applying", "正在写入"
    APPLIED = "applied", "已写入"
    UNDO_QUEUED = "undo_queued", "等待撤销"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"
    FAILED = "failed", "未能完成"
    CANCELLED = "cancelled", "已取消"


class Verdict(TextChoices):
    """What the check says of a row."""

    OK = "ok", "可以写入"
    REVIEW = "review", "作为线索核实"
    ERROR = "error", "需要更正"


class RowAction(TextChoices):
    """What applying a row would do."""

    NONE = "none", "不处理"
    CREATE = "create", "新增"
    UPDATE = "update", "更新"
    UNCHANGED = "unchanged", "未变"
    TAKE_OVER = "take_over", "申请接收"


class RowState(TextChoices):
    """What became of a row."""

    STAGED = "staged", "待写入"
    APPLIED = "applied", "已写入"
    CONFLICT = "conflict", "有冲突"
    UNDONE = "undone", "已撤销"
    UNDO_REFUSED = "undo_refused", "未撤销"


class DifferenceKind(TextChoices):
    """This roster against the node's previous one."""

    ADDED = "added", "新增"
    ABSENT = "absent", "未见"
    CHANGED = "changed", "变更"
    SAME = "same", "未变"


class DifferenceDecision(TextChoices):
    """What a person decided about a difference. Absent never means delete by itself."""

    OPEN = "open", "待处理"
    KEEP = "keep", "保留"
    ACCEPT = "accept", "采用"
    CHECK = "check", "转为核实"
    RETURNED = "returned", "登记为已返回"
    MOVED_ON = "moved_on", "登记为转往他处"
