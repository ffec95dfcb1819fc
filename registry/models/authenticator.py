"""The authenticator of an account: django-otp's device with its secret encrypted."""

import secrets
from base64 import b64decode, b64encode
from typing import Self

from django_otp.plugins.otp_totp.models import TOTPDevice

from registry.lib.crypto import key_of
from registry.models.people import User
from registry.models.sealed import cipher, context_of

SECRET_BYTES = 20


class Authenticator(TOTPDevice):
    """A TOTP device (RFC 6238) whose `key` is base64 of the sealed secret, bound to its account."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "验证器"

    @property
    def bin_key(self) -> bytes:
        """The secret; raises CipherError when it was changed, moved to another account, or its key is gone."""
        return cipher().open_bytes(b64decode(self.key), _context(self.user_id))

    @property
    def sealed_with(self) -> str:
        """Id of the key that its secret is sealed with."""
        return key_of(b64decode(self.key)).decode("ascii", "replace")

    def seal_anew(self) -> bool:
        """Seal its secret with the first key of the ring; whether it had another. Raises CipherError."""
        if self.sealed_with == cipher().current.decode():
            return False
        self.key = b64encode(cipher().seal_bytes(self.bin_key, _context(self.user_id))).decode()
        self.save(update_fields=["key"])
        return True

    @classmethod
    def draft_of(cls, user: User) -> Self:
        """The authenticator that is being bound, a new one with a secret of its own if there is none."""
        key = cipher().seal_bytes(secrets.token_bytes(SECRET_BYTES), _context(user.pk))
        first = {"name": "验证器", "key": b64encode(key).decode()}
        device, _ = cls.objects.get_or_create(user_id=user.pk, confirmed=False, defaults=first)
        device.user = user
        found: Self = device
        return found


def _context(user_id: object) -> str:
    return context_of(TOTPDevice._meta.db_table, user_id, "key")
