"""The whole timetable of beat, on one page. Times are Asia/Shanghai.

Beat only wakes things up: what is due, quiet hours and "not twice" are decided by rows in the database, so a missed
or a doubled tick changes nothing but the time. `expires` drops ticks that waited behind a stopped worker.
"""

from typing import Any

from celery.schedules import crontab
from django.conf import settings

from config import heartbeat
from config.celery_options import MESSAGES

MINUTE = 60.0
SIGN_SECONDS = settings.WORKER_SILENT_SECONDS / heartbeat.SIGNS

TIMETABLE: dict[str, dict[str, Any]] = {
    # Every 20 s (a third of WORKER_SILENT_SECONDS): the worker says that it lives, for `/readyz` and the watchdog.
    "heartbeat": {
        "task": "config.tasks.heartbeat",
        "schedule": SIGN_SECONDS,
        "options": {"expires": SIGN_SECONDS},
    },
    "heartbeat-messages": {
        "task": "config.tasks.heartbeat",
        "args": (MESSAGES,),
        "schedule": SIGN_SECONDS,
        "options": {"expires": SIGN_SECONDS, "queue": MESSAGES},
    },
    # Every minute, on a queue and a worker of its own: messages that are due, and what became of uncertain ones.
    "tick-messages": {
        "task": "outreach.tasks.tick_messages",
        "schedule": MINUTE,
        "options": {"expires": 55, "queue": MESSAGES},
    },
    # Every minute: uploaded and interrupted intakes.
    "tick-intake": {
        "task": "registry.tasks.tick_intake",
        "schedule": MINUTE,
        "options": {"expires": 55},
    },
    # Every minute: what the rules ask for, what has been done, what rises.
    "tick-planner": {
        "task": "outreach.tasks.tick_planner",
        "schedule": MINUTE,
        "options": {"expires": 55},
    },
    # Every minute: jobs of this page that failed, or whose worker is gone, and that have no tick of their own.
    "tick-jobs": {
        "task": "registry.tasks.tick_jobs",
        "schedule": MINUTE,
        "options": {"expires": 55},
    },
    # Every hour, at five past: the head of every audit chain, to a file outside the database.
    "anchor-audit": {
        "task": "registry.tasks.anchor_audit",
        "schedule": crontab(minute="5"),
        "options": {"expires": 3000},
    },
    # Every minute: files that somebody waits for, those of closed months, those past their time.
    "tick-exports": {
        "task": "reports.tasks.tick_exports",
        "schedule": MINUTE,
        "options": {"expires": 55},
    },
    # Every hour, at thirty-five past: drafts of the months at work, from the 25th on until they are handed up.
    "draft-months": {
        "task": "reports.tasks.draft_months",
        "schedule": crontab(minute="35"),
        "options": {"expires": 3000},
    },
    # Every hour, at fifty past: the board's figures, worked out anew.
    "refresh-board": {
        "task": "reports.tasks.refresh_board",
        "schedule": crontab(minute="50"),
        "options": {"expires": 3000},
    },
    # Every night at 02:30: uploads and staged rows past their 30 days.
    "purge-intake": {
        "task": "registry.tasks.purge_intake",
        "schedule": crontab(hour="2", minute="30"),
        "options": {"expires": 6 * 3600},
    },
    # Every night at 02:45: jobs done a week ago, alarms over since long.
    "purge-jobs": {
        "task": "registry.tasks.purge_jobs",
        "schedule": crontab(hour="2", minute="45"),
        "options": {"expires": 6 * 3600},
    },
    # Every night at 03:00: records that ended so long ago that nothing of the person may be kept.
    "erase-due": {
        "task": "registry.tasks.erase_due",
        "schedule": crontab(hour="3", minute="0"),
        "options": {"expires": 6 * 3600},
    },
    # Every night at 01:30: 放假安排 that came with a new version, into calendars that lack them.
    "seed-calendar": {
        "task": "registry.tasks.seed_calendar",
        "schedule": crontab(hour="1", minute="30"),
        "options": {"expires": 6 * 3600},
    },
    # Every night at 03:30: accounts that nobody uses, ended sessions, old failed logins.
    "tidy-accounts": {
        "task": "registry.tasks.tidy_accounts",
        "schedule": crontab(hour="3", minute="30"),
        "options": {"expires": 6 * 3600},
    },
    # Every night at 04:30: records that may be one person's, for a person to decide on.
    "find-duplicates": {
        "task": "registry.tasks.find_duplicates",
        "schedule": crontab(hour="4", minute="30"),
        "options": {"expires": 6 * 3600},
    },
    # Every minute: the same, of those who were registered just now.
    "find-new-pairs": {
        "task": "registry.tasks.find_new_pairs",
        "schedule": MINUTE,
        "options": {"expires": 55},
    },
    # Every morning at 06:00: propose 失联 for a person to decide on.
    "propose-lost": {
        "task": "registry.tasks.propose_lost",
        "schedule": crontab(hour="6", minute="0"),
        "options": {"expires": 6 * 3600},
    },
}
