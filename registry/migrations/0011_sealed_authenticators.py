"""Secrets of authenticators are encrypted, those that lie there in clear too; audit rows name their key."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db import migrations, models

from registry.lib.crypto import FieldCipher, parse_keys

TABLE = "otp_totp_totpdevice"


def _each(apps: Any, turn: Callable[[FieldCipher, str, str], str]) -> None:
    devices = apps.get_model("otp_totp", "TOTPDevice").objects
    cipher = FieldCipher(parse_keys(settings.FIELD_KEYS))
    for pk, user_id, key in devices.values_list("pk", "user_id", "key"):
        devices.filter(pk=pk).update(key=turn(cipher, key, f"{TABLE}|{user_id}|key"))


def seal(apps: Any, schema_editor: Any) -> None:
    """Hexadecimal in clear → base64 of the sealed secret."""
    _each(apps, lambda cipher, key, place: b64encode(cipher.seal_bytes(bytes.fromhex(key), place)).decode())


def unseal(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    _each(apps, lambda cipher, key, place: cipher.open_bytes(b64decode(key), place).hex())


class Migration(migrations.Migration):
    """The table is django-otp's; only what lies in its column `key` changes."""

    dependencies: ClassVar = [("registry", "0010_probing"), ("otp_totp", "0003_add_timestamps")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Authenticator",
            fields=[],
            options={
                "verbose_name": "验证器",
                "verbose_name_plural": "验证器",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("otp_totp.totpdevice",),
        ),
        migrations.RunPython(seal, unseal),
        migrations.AddField(
            "auditevent",
            "key_id",
            models.CharField(blank=True, db_collation="C", default="", max_length=16, verbose_name="密钥编号"),
        ),
    ]
