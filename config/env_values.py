"""How single values of the environment are read: each takes the text and returns what it means, or raises ValueError.

The reasons are for people and never repeat the value, which may be a secret.
"""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

KEY_BYTES = 32
# Longest id of a key: it is stored with every value that the key wrote.
KEY_ID = 11


def database_settings(url: str) -> dict[str, Any]:
    """A PostgreSQL URL as Django's settings dictionary. libpq's own parser reads it."""
    parts: dict[str, Any] = dict(_parse_database_url(url))
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    settings: dict[str, Any] = {key: str(parts.pop(name, "") or "") for key, name in known.items()}
    return {"ENGINE": "django.db.backends.postgresql", **settings, "OPTIONS": parts}


def _parse_database_url(url: str) -> Mapping[str, Any]:
    if not url.startswith(("postgres://", "postgresql://")):
        raise ValueError("应以 postgresql:// 开头")
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        raise ValueError("不是完整的 postgresql://用户:密码@主机:端口/库名") from None
    if not parts.get("dbname"):
        raise ValueError("没有写数据库名")
    if not all(port.isdigit() for port in str(parts.get("port") or "5432").split(",")):
        raise ValueError("端口不是数字")
    return parts


def database_url(text: str) -> str:
    """A PostgreSQL URL or nothing, checked and handed on as written."""
    if text:
        _parse_database_url(text)
    return text


def redis_url(text: str) -> str:
    """A Redis URL or nothing, checked and handed on as written."""
    if not text:
        return text
    parts = urlsplit(text)
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise ValueError("应以 redis://、rediss:// 或 unix:// 开头")
    if parts.scheme != "unix" and not parts.hostname:
        raise ValueError("没有写主机名")
    _ = parts.port  # raises ValueError when it isn't a number
    return text


def key(text: str) -> str:
    """A base64 key of 32 bytes, checked and handed on as written."""
    try:
        length = len(base64.b64decode(text, validate=True))
    except ValueError:
        raise ValueError("不是 base64") from None
    if length != KEY_BYTES:
        raise ValueError(f"应为 {KEY_BYTES} 字节的 base64，这里是 {length} 字节")
    return text


def audit_keys(text: str) -> str:
    """A ring like `field_keys`, of which one key may be without an id; checked and handed on as written."""
    parts = [part.strip().rpartition(":") for part in text.split(",")]
    for name, colon, value in parts:
        if colon and not (name.isascii() and name.isalnum() and len(name) <= KEY_ID):
            raise ValueError(f"密钥编号是 1 到 {KEY_ID} 个字母或数字，写成 编号:base64,编号:base64，第一把是现用的")
        key(value)
    if len({name for name, *_ in parts}) < len(parts) or len({value for *_, value in parts}) < len(parts):
        raise ValueError("密钥或它的编号重复")
    return text


def field_keys(text: str) -> str:
    """`id:base64,id:base64`, checked and handed on as written."""
    names = [_field_key(part.strip()) for part in text.split(",") if part.strip()]
    if not names:
        raise ValueError("一把密钥也没有")
    if len(set(names)) < len(names):
        raise ValueError("密钥编号重复")
    return text


def _field_key(part: str) -> str:
    name, colon, value = part.partition(":")
    if not colon or not name.isascii() or not name.isalnum() or len(name) > KEY_ID:
        raise ValueError("应写成 编号:base64,编号:base64，第一把是现用的")
    key(value)
    return name


def log_level(text: str) -> str:
    """A level's name, in capitals."""
    if text.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("应为 DEBUG、INFO、WARNING 或 ERROR")
    return text.upper()


def recipients(text: str) -> list[str]:
    """Public keys of the age format, divided by commas."""
    found = [part.strip() for part in text.split(",") if part.strip()]
    if not found:
        return []
    from pyrage import RecipientError, x25519

    for each in found:
        if each.upper().startswith("AGE-SECRET-KEY"):
            raise ValueError("这里写公钥（age1 开头），私钥不要放进环境")
        try:
            x25519.Recipient.from_str(each)
        except RecipientError:
            raise ValueError("不是 age 公钥（age1 开头，由 manage.py backup_key 打印）") from None
    return found
