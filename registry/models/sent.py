"""Forms that were done: what makes the same form, sent twice, one."""

from typing import ClassVar

from django.db import models


class SentForm(models.Model):
    """A form that something was written for.

    `digest` is the SHA-256 of who sent it, where to, the page's own token and everything in it; `path` the page that
    its answer led to, without its query. Of a request to the API with a key, `digest` is that of sender, address and
    key, `path` that of the body. It says nothing of what stood in the form, and is forgotten after days.
    """

    digest = models.BinaryField(primary_key=True, max_length=32, editable=False)
    path = models.CharField("去处", max_length=300, editable=False)
    sent_at = models.DateTimeField("交来时间", editable=False)

    objects: ClassVar[models.Manager["SentForm"]] = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "交过的表"
        indexes = (models.Index(fields=["sent_at"], name="sentform_sent_at"),)

    def __str__(self) -> str:
        return f"{self.path} {self.sent_at:%Y-%m-%d %H:%M}"
