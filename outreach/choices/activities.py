"""Activities and the places where they are held."""

from django.db.models import TextChoices


class VenueKind(TextChoices):
    """What a place is (教育阵地)."""

    SERVICE_CENTRE = "service_centre", "党群服务中心"
    NEIGHBOURHOOD_HUB = "neighbourhood_hub", "幸福邻里汇"
    REGISTRATION_POINT = "registration_point", "流动党员登记点"
    RED_STATION = "red_station", "红色驿站"
    ACTIVITY_ROOM = "activity_room", "党员活动室"
    PARTY_SCHOOL = "party_school", "街区党校"
    STUDY_STATION = "study_station", "学习站点"
    OTHER = "other", "其他"


class ActivityKind(TextChoices):
    """What is done together: 三会一课 first, then what members of all branches come to."""

    MEMBERS_MEETING = "members_meeting", "支部党员大会"
    COMMITTEE = "committee", "支委会"
    GROUP_MEETING = "group_meeting", "党小组会"
    PARTY_LECTURE = "party_lecture", "党课"
    THEME_DAY = "theme_day", "主题党日"
    SPECIAL_LECTURE = "special_lecture", "专题党课"
    LECTURE_ON_SITE = "lecture_on_site", "送学上门"
    FIELD_VISIT = "field_visit", "实地参观"
    VOLUNTEER = "volunteer", "志愿服务"
    HOMECOMING_FORUM = "homecoming_forum", "返乡座谈会"
    TEA_TALK = "tea_talk", "茶话会、分享会"
    PLAQUE = "plaque", "先锋岗授牌"
    OTHER = "other", "其他"


class LecturerTeam(TextChoices):
    """Who teaches: the three teams of the district."""

    LEADERS = "leaders", "街区党政领导班子"
    SECRETARIES = "secretaries", "基层党组织书记"
    RED_LECTURERS = "red_lecturers", "红色讲师团"


class ActivityState(TextChoices):
    """How an activity stands."""

    PLANNED = "planned", "已安排"
    CANCELLED = "cancelled", "已取消"
    HELD = "held", "已举办"
    CLOSED = "closed", "已归档"


# From where to where; True where a reason has to be given.
MOVES: dict[str, dict[str, bool]] = {
    ActivityState.PLANNED: {ActivityState.HELD: False, ActivityState.CANCELLED: True},
    ActivityState.CANCELLED: {ActivityState.PLANNED: True},
    ActivityState.HELD: {ActivityState.CLOSED: False, ActivityState.PLANNED: True},
    ActivityState.CLOSED: {ActivityState.HELD: True},
}


class Answer(TextChoices):
    """What a member said to an activity."""

    NONE = "none", "未答复"
    COMING = "coming", "参加"
    WAITING = "waiting", "候补"
    DECLINED = "declined", "不参加"
    WITHDRAWN = "withdrawn", "已退出"


class Attendance(TextChoices):
    """The signs of the paper books."""

    PRESENT = "present", "到会"
    LATE = "late", "迟到"
    SICK = "sick", "病假"
    OFFICIAL = "official", "公假"
    PERSONAL = "personal", "事假"
    ABSENT = "absent", "缺席"


SIGNS: dict[str, str] = {
    Attendance.PRESENT: "√",
    Attendance.LATE: "#",
    Attendance.SICK: "O",
    Attendance.OFFICIAL: "★",
    Attendance.PERSONAL: "△",
    Attendance.ABSENT: "×",
}
CAME = (Attendance.PRESENT, Attendance.LATE)


class AttendanceRole(TextChoices):
    """How a member counts: 流动党员 are there beside the branch's own, who are 应到."""

    GUEST = "guest", "列席"
    REGULAR = "regular", "应到"


class Via(TextChoices):
    """By what way something was said."""

    LINK = "link", "个人链接"
    DOOR = "door", "现场扫码"
    STAFF = "staff", "工作人员"


class NoticeKind(TextChoices):
    """What the program tells a member about an activity by itself."""

    PROMOTED = "promoted", "候补转为参加"
    REMINDER = "reminder", "活动前一天提醒"
    CANCELLED = "cancelled", "活动取消"
    CHANGED = "changed", "活动改期"
