"""Verbs on an activity's photographs: judged and made anew as every file is (`registry.domain.files`), encrypted."""

import hashlib

from outreach.models import Activity, ActivityPhoto
from registry.domain.errors import Refused
from registry.domain.files import GONE, Prepared, seal, unseal
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import User
from registry.models.turns import take_turn
from registry.models.unit import record

MOST = 20


def add(*, by: User, label: str, activity: Activity, upload: Prepared) -> ActivityPhoto:
    """Keep a photograph or a scan. Raises Refused when there are too many."""
    _check_room(activity)
    photo = ActivityPhoto(
        id=uuid7(), owner_path=activity.owner_path, activity=activity, name=upload.name, media_type=upload.media_type,
        size=len(upload.data), digest=hashlib.sha256(upload.data).hexdigest(), added_at=clock.now(),
        added_label=label[:120],
    )  # fmt: skip
    photo.data = seal(ActivityPhoto, photo.pk, upload.data)
    photo.save(force_insert=True)
    record("photo.added", on=photo, activity=str(activity.pk), media_type=photo.media_type, size=photo.size)
    return photo


def _check_room(activity: Activity) -> None:
    """Counted one upload after the other, so that two at once don't both take the last place."""
    take_turn(f"photos|{activity.pk}")
    if ActivityPhoto.objects.all().present().filter(activity=activity).count() >= MOST:
        raise Refused(f"一个活动最多存 {MOST} 张，已经满了。请先移除用不着的。")


def opened(*, by: User, photo: ActivityPhoto) -> bytes:
    """Its bytes; each opening is on the trail. Raises Refused for one that was removed or tampered with."""
    if photo.removed_at:
        raise Refused(GONE)
    data = unseal(ActivityPhoto, photo.pk, photo.data)
    record("photo.opened", on=photo, activity=str(photo.activity_id))
    return data


def remove(*, by: User, label: str, photo: ActivityPhoto, reason: str) -> ActivityPhoto:
    """Delete its bytes; the row stays and says who did so, when and why."""
    if not reason.strip():
        raise Refused("请写明为什么移除，方便以后查看。")
    ended = {"removed_at": clock.now(), "removed_label": label[:120], "remove_reason": reason.strip()[:200]}
    if not ActivityPhoto.objects.all().present().filter(pk=photo.pk).update(data=b"", **ended):
        raise Refused(GONE)
    record("photo.removed", on=photo, activity=str(photo.activity_id))
    photo.refresh_from_db()
    return photo
