"""What can be taken out as a file, and how far it is."""

from django.db.models import TextChoices


class ExportKind(TextChoices):
    """One kind of file."""

    WORKBOOK = "workbook", "月报工作簿（Excel）"
    BRIEF = "brief", "月报简报（Word）"
    CSV = "csv", "各表（CSV，压缩包）"
    JSON = "json", "各表（JSON）"
    MEMBERS = "members", "党员名册"
    CONTACTS = "contacts", "联系台账"
    STUDIES = "studies", "学习台账"
    SUGGESTIONS = "suggestions", "金点子台账"
    FORM = "form", "上级表样（Excel）"
    LIST = "list", "清单（Excel）"


# Those with the figures of a month in them.
FIGURES = (ExportKind.WORKBOOK, ExportKind.BRIEF, ExportKind.CSV, ExportKind.JSON, ExportKind.FORM)


class ExportList(TextChoices):
    """Which list of the staff site, for an export of the kind LIST."""

    MEMBERS = "members", "流动党员名单"
    CONTACTS = "contacts", "联系记录"
    STUDIES = "studies", "学习汇报"
    TASKS = "tasks", "联系任务"
    ACTIVITIES = "activities", "活动台账"
    SUGGESTIONS = "suggestions", "金点子办理台账"
    LATE = "study-late", "学习汇报逾期名单"
    HANDOUTS = "handouts", "学习资料发放记录"
    POSTS = "posts", "党员先锋岗"
    SEATS = "seats", "议事会成员"
    SERVICES = "services", "志愿服务"
    WISHES = "wishes", "微心愿"
    LEADS = "leads", "报到线索"
    CORRECTIONS = "corrections", "更正申请"
    LIAISONS = "liaisons", "联络员名册"
    MESSAGES = "messages", "消息发送记录"
    MATERIALS = "materials", "学习资料目录"
    VENUES = "venues", "活动场所名册"
    REQUESTS = "requests", "申请和转接"
    HOME_DUTIES = "home-duties", "流出地事项"
    LOST = "lost", "失联核实"
    SITES = "sites", "摸排单位清单"
    VISITS = "visits", "摸排记录"
    ANSWERS = "answers", "消息回复"
    MONTHS = "months", "月报上报情况"


class ExportState(TextChoices):
    """How far it is."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "正在生成"
    DONE = "done", "可以下载"
    FAILED = "failed", "没有生成"
    CANCELLED = "cancelled", "已取消"
