"""The members' table as a plain admin sees it: no scope, no manager, no encryption."""

from django.db import models


class PlainMember(models.Model):
    """Columns of `registry_member` that a list shows or a search asks."""

    id = models.UUIDField(primary_key=True)
    owner_path = models.CharField(max_length=64)
    direction = models.CharField(max_length=3, choices=[("in", "流入"), ("out", "流出")])
    status = models.CharField(max_length=20)
    name = models.CharField(max_length=50)
    pinyin = models.CharField(max_length=200)
    initials = models.CharField(max_length=60)
    employer = models.CharField(max_length=100)
    origin_code = models.CharField(max_length=6)
    flowed_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "registry_member"
        app_label = "plain_admin"

    def __str__(self) -> str:
        return self.name
