"""The demo's venues and activities: those that the newspaper names, so that the pages have something to show."""

from datetime import timedelta
from typing import Any

from outreach.choices import ActivityKind, LecturerTeam, VenueKind
from outreach.domain import activities, venues
from outreach.models import Venue
from registry.lib import clock
from registry.models import Organisation, User

K, V = ActivityKind, VenueKind
VENUES = (
    ("园区党群服务中心", V.SERVICE_CENTRE, True),
    ("江海广场红色驿站", V.RED_STATION, True),
    ("智慧家光电(光)产业链党员活动室", V.ACTIVITY_ROOM, False),
    ("街区党校", V.PARTY_SCHOOL, False),
    ("顺天里144号", V.STUDY_STATION, False),
)
# (type, title, venue, days from today, hour, places)
ACTIVITIES = (
    (K.THEME_DAY, "主题党日：参观江海广场红色驿站", 1, 5, 9, 30),
    (K.SPECIAL_LECTURE, "专题党课：新就业群体怎样发挥党员作用", 3, 9, 19, 60),
    (K.LECTURE_ON_SITE, "送学上门：走进光电产业链", 2, 14, 15, None),
    (K.VOLUNTEER, "志愿服务：暖企服务、党员先行", 0, -10, 9, 20),
)


def load(*, by: User | None, organisation: Organisation) -> int:
    """Give a node the demo's venues and activities, once; returns how many activities were planned."""
    if Venue.objects.filter(owner_path=organisation.path).exists():
        return 0
    made = [
        venues.add_venue(
            by=by, organisation=organisation, fields={"name": name, "kind": kind, "takes_reports": reports}
        )
        for name, kind, reports in VENUES
    ]
    for kind, title, venue, days, hour, capacity in ACTIVITIES:
        begins = clock.midnight(clock.today() + timedelta(days=days)) + timedelta(hours=hour)
        said: dict[str, Any] = {
            "kind": kind, "title": title, "venue": made[venue], "starts_at": begins, "place": "",
            "ends_at": begins + timedelta(hours=2), "capacity": capacity, "team": LecturerTeam.RED_LECTURERS,
        }  # fmt: skip
        activities.plan(by=by, label="演示", organisation=organisation, fields=said)
    return len(ACTIVITIES)
