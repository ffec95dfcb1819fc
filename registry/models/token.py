"""What a program works with instead of a session: a token, kept as its hash, bound to one posting."""

from typing import ClassVar

from django.db import models
from knox.models import AbstractAuthToken

from registry.models.people import Posting, User
from registry.models.scoped import ScopedManager, ScopedModel


class ApiToken(ScopedModel, AbstractAuthToken):
    """One token of one account under one posting.

    `digest` is the SHA-512 of the token, which itself is stored nowhere; `token_key` its first signs, by which the
    owner tells one from another. `posting_stamp` is what the posting was like on the day of issue (`Standing.stamp`).
    Rows are only ever revoked.
    """

    scope_office = True

    digest = models.CharField("摘要", max_length=128, unique=True, editable=False)
    token_key = models.CharField("开头", max_length=25, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="auth_token_set", verbose_name="账号")
    name = models.CharField("用途", max_length=50)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="tokens", verbose_name="任职")
    posting_stamp = models.CharField(max_length=200, editable=False)
    second_factor = models.BooleanField("两步验证后签发", default=False, editable=False)
    created = models.DateTimeField("签发时间")
    expiry = models.DateTimeField("有效至")
    used_at = models.DateTimeField("最近使用", null=True, editable=False)
    revoked_at = models.DateTimeField("撤销时间", null=True, editable=False)

    objects: ClassVar[ScopedManager["ApiToken"]] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-created",)
        verbose_name = verbose_name_plural = "接口令牌"
        indexes = (models.Index(fields=["posting", "-created"], name="token_posting"),)

    def __str__(self) -> str:
        return f"{self.name}（{self.token_key}…）"
