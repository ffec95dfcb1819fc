"""Rules for passwords, named in AUTH_PASSWORD_VALIDATORS, and when one has to be changed."""

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError

from registry.lib import clock, guessing, pinyin
from registry.models import User

_KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]")


class NotGuessable:
    """Refuses what somebody who knows language, place and person would try: dangyuan2026, hexiaoshan1985."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password of too few pieces."""
        if guessing.pieces(password, _personal(user)) < guessing.ENOUGH:
            raise ValidationError(
                "这个密码太容易被猜到（拼音、地名、姓名、年份、连续的数字都算）。请换成几个不相关的词，中间夹数字和符号。",
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return "不要用拼音、姓名、地名、生日、年份或连续的数字拼成密码。"


class Complexity:
    """等保 profile: characters of three kinds out of four (GB/T 22239-2019 8.1.4.1 a)."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where the profile asks for more kinds of characters."""
        if settings.DENGBAO_PROFILE and sum(bool(re.search(kind, password)) for kind in _KINDS) < 3:
            raise ValidationError("密码里要有大写字母、小写字母、数字、符号中的至少三种。", code="password_kinds")

    def get_help_text(self) -> str:
        """Shown beside the field; empty where the profile doesn't ask for it."""
        return "大写字母、小写字母、数字、符号至少用三种。" if settings.DENGBAO_PROFILE else ""


def expired(user: User) -> bool:
    """Whether the profile asks for a change because the password is too old. One of unknown age is too old."""
    if not settings.DENGBAO_PROFILE:
        return False
    oldest = clock.now() - timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)
    return user.password_changed_at is None or user.password_changed_at < oldest


def refresh_hash(user: User, password: str) -> None:
    """Hash a right password afresh when the stored hash is of an older kind. To be called in the user's own scope."""
    if identify_hasher(user.password).must_update(user.password):
        user.set_password(password)
        user.save(update_fields=["password"])


def _personal(user: User | None) -> list[str]:
    """What is known of the person: login, name, and the name in pinyin and initials."""
    if user is None:
        return []
    keys = pinyin.readings(user.name)
    return [word.lower() for word in (user.username, user.name, keys.full, keys.initials) if word]
