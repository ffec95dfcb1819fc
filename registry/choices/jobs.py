"""What the program does by itself, how it stands, and what went wrong with it."""

from django.db.models import TextChoices


class JobName(TextChoices):
    """The jobs, in the words of the page. Another name is shown as it is."""

    TICK_INTAKE = "tick_intake", "领取要处理的名册"
    TICK_PLANNER = "tick_planner", "生成联系任务"
    TICK_MESSAGES = "tick_messages", "发送消息"
    DRAFT_MONTHS = "draft_months", "生成和刷新月报草稿"
    REFRESH_BOARD = "refresh_board", "刷新看板数字"
    PURGE_INTAKE = "purge_intake", "清理到期的名册"
    PURGE_JOBS = "purge_jobs", "清理作业记录"
    ERASE_DUE = "erase_due", "把到期的记录匿名化"
    PROPOSE_LOST = "propose_lost", "提示失联"
    FIND_DUPLICATES = "find_duplicates", "查找疑似重复"
    FIND_NEW_PAIRS = "find_new_pairs", "给新登记的查疑似重复"
    SEED_CALENDAR = "seed_calendar", "录入放假安排"
    TIDY_ACCOUNTS = "tidy_accounts", "停用久未登录的账号"
    TIDY_SESSIONS = "tidy_sessions", "清理过期会话"
    MAKE_EXPORT = "make_export", "生成导出文件"
    TICK_EXPORTS = "tick_exports", "领取要导出的文件"
    ANCHOR_AUDIT = "anchor_audit", "保存审计链的链尾"


class JobState(TextChoices):
    """How a job stands."""

    RUNNING = "running", "正在办"
    WAITING = "waiting", "等着再试"
    SET_ASIDE = "set_aside", "已搁置"
    DONE = "done", "办完了"


class JobReason(TextChoices):
    """Why an attempt failed, for those who have to do something about it. Details stand in the server's log."""

    WORKER_DIED = "worker_died", "工作进程中途没了，可能内存不够，或者被强行结束"
    DATABASE = "database", "数据库当时没有正常应答"
    REDIS = "redis", "Redis 当时没有应答"
    MEMORY = "memory", "内存不够"
    DISK = "disk", "磁盘满了，或者不能写入"
    PROGRAM = "program", "程序出错"


class AlarmKind(TextChoices):
    """What somebody has to see to."""

    JOB = "job", "后台作业已搁置"
    SILENT = "silent", "没有动静"
    REDIS = "redis", "Redis 不可用"
    BACKUP = "backup", "没有新的备份"


class Process(TextChoices):
    """Which processes give signs of life."""

    WORKER = "worker", "导入和日常作业"
    MESSAGES = "messages", "发送消息"
    BEAT = "beat", "定时"


# Under which name a backup is noted among the signs. It is no process: nobody waits for it every minute.
BACKUP = "backup"
