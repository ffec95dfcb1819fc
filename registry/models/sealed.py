"""Model fields for values that must not lie in the database in clear.

`SealedField` keeps text encrypted and bound to its row and column; `BlindIndexField` keeps a keyed hash beside it, for
equality. Both are written by `save` and `bulk_create`; `update` and `bulk_update` with clear text are refused,
since they would leave a stale index behind.
"""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

from registry.lib.crypto import BlindIndex, FieldCipher, parse_keys


class Sealed(bytes):
    """An encrypted value as it lies in the database."""


@cache
def cipher() -> FieldCipher:
    """The cipher over the key ring of the settings (`FIELD_KEYS`)."""
    return FieldCipher(parse_keys(settings.FIELD_KEYS))


@cache
def blind_index() -> BlindIndex:
    """The keyed hash of the settings (`INDEX_KEY`)."""
    return BlindIndex(settings.INDEX_KEY.encode())


def context_of(table: str, pk: object, field: str) -> str:
    """Associated data of one value: where it belongs."""
    return f"{table}|{pk}|{field}"


class _Opener:
    """Decrypts on first reading; what was never read stays as it came."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.name not in instance.__dict__:
            instance.refresh_from_db(fields=[self.name])
        value = instance.__dict__[self.name]
        if isinstance(value, Sealed):
            value = cipher().open(value, context_of(instance._meta.db_table, instance.pk, self.name))
            instance.__dict__[f"_sealed_{self.name}"] = (
                value,
                instance.__dict__[self.name],
            )
            instance.__dict__[self.name] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.name] = value


class SealedField(models.BinaryField):
    """Text, encrypted at rest. No lookup but `isnull`; search goes through a BlindIndexField."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Opener(name))

    def get_default(self) -> str:
        return ""

    def from_db_value(self, value: bytes | None, expression: object, connection: object) -> Sealed | str:
        return Sealed(value) if value else ""

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, Sealed) or not value:
            return Sealed(value or b"")
        kept = model_instance.__dict__.get(f"_sealed_{self.attname}")
        if kept and kept[0] == value:
            return kept[1]
        table = model_instance._meta.db_table
        return Sealed(cipher().seal(value, context_of(table, model_instance.pk, self.attname)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str) and value:
            raise FieldError(f"{self.name}: 加密字段只能经 save/bulk_create 写入")
        return super().get_db_prep_value(bytes(value or b""), connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name}: 加密字段不能按 {lookup_name} 查找，请用它的索引字段")
        return super().get_lookup(lookup_name)


class SealedBytesField(models.BinaryField):
    """Bytes that the program seals before it stores them: a file, a staged row. A plain column to the database.

    `bound_to` names another column that is bound to the value beside table, key and column: which part of an upload.
    """

    def __init__(self, *args: Any, bound_to: str = "", **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs


class SealedJSONField(SealedField):
    """A dict, encrypted as JSON. Read it with `opened()`, write it with `sealed_json()`."""


def sealed_json(values: dict[str, Any]) -> str:
    """`values` as a SealedJSONField keeps them; an empty dict is kept as nothing."""
    return json.dumps(values, ensure_ascii=False, default=str) if values else ""


def opened(text: Any) -> dict[str, Any]:
    """What `sealed_json` wrote."""
    values: dict[str, Any] = json.loads(text) if text else {}
    return values


class BlindIndexField(models.BinaryField):
    """Keyed hash of another field's text: 16 bytes or NULL; `exact`, `in` and `isnull` only."""

    def __init__(
        self,
        *args: Any,
        source: str = "",
        purpose: str = "",
        tail: int = 0,
        **kwargs: Any,
    ) -> None:
        self.source, self.purpose, self.tail = source, purpose, tail
        kwargs.setdefault("null", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return (
            name,
            path,
            args,
            {
                **kwargs,
                "source": self.source,
                "purpose": self.purpose,
                "tail": self.tail,
            },
        )

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.source, "")
        if isinstance(value, Sealed):  # unread, so unchanged
            return model_instance.__dict__.get(self.attname)
        # Kept on the row too, as auto_now does: whoever asks by it next must not ask for the number of before.
        hashed = self.hash(value or "")
        setattr(model_instance, self.attname, hashed)
        return hashed

    def hash(self, text: str) -> bytes | None:
        """The index of `text`, as it is stored."""
        text = text[-self.tail :] if self.tail else text
        return blind_index().of(self.purpose, text)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"exact", "in", "isnull"}:
            raise FieldError(f"{self.name}: 索引字段只能按相等查找")
        return super().get_lookup(lookup_name)
