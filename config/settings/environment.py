"""From an Environment to Django settings: the part that local, test and production share."""

import sys
from typing import Any

from redis.backoff import NoBackoff
from redis.retry import Retry

from config.celery_options import broker_url, options
from config.env import NO_OWNER, Environment, role_of
from config.env_values import database_settings
from config.logs import logging_settings
from config.refusal import Refusal
from config.servers import Postgres

CONNECTION_SECONDS = 600


def settings_of(env: Environment) -> dict[str, Any]:
    """Settings that follow from the environment, by name."""
    return {
        "SECRET_KEY": env.secret_key,
        "FIELD_KEYS": env.field_keys,
        "INDEX_KEY": env.index_key,
        "AUDIT_KEY": env.audit_key,
        "DATA_DIR": env.data_dir,
        "STATIC_ROOT": env.data_dir / "static",
        "ALLOWED_HOSTS": env.allowed_hosts,
        "CSRF_TRUSTED_ORIGINS": env.csrf_trusted_origins,
        "PUBLIC_URL": env.public_url,
        "PROXY_COUNT": env.proxy_count,
        "DATABASE_ROLES": _roles(env),
        "DATABASES": {"default": _database(env)},
        "REDIS_URL": env.redis_url,
        "WORKER_SILENT_SECONDS": env.worker_silent,
        "RETENTION_YEARS": env.retention_years,
        "DISTRICT_COLOUR": env.district_colour,
        "BACKUP_RECIPIENTS": env.backup_recipients,
        "PG_BIN": env.pg_bin,
        "POSTGRES_IS_EMBEDDED": any(isinstance(server, Postgres) for server in env.servers),
        "CACHES": {"default": _cache(env)},
        "LOGGING": logging_settings(env.log_level),
        "LOGGING_CONFIG": "config.logs.configure",
        "CELERY_BROKER_URL": broker_url(env.redis_url),
        **{f"CELERY_{name.upper()}": value for name, value in options(env.task_visibility).items()},
    }


def _roles(env: Environment) -> dict[str, dict[str, Any]]:
    owner = database_settings(env.migration_database_url) if env.migration_database_url else {}
    return {"owner": owner, "app": database_settings(env.database_url)}


def _database(env: Environment) -> dict[str, Any]:
    found = _roles(env)[role_of(sys.argv)]
    if not found:
        raise Refusal(NO_OWNER)
    return found | {
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        # A cursor on the server's side would outlive the transaction that carries the scope.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def _cache(env: Environment) -> dict[str, Any]:
    return {
        "BACKEND": "config.cache.CountingCache",
        "LOCATION": env.redis_url,
        "KEY_PREFIX": "bdx",
        # Counting requests is no reason to wait for a Redis that says nothing.
        "OPTIONS": {
            "serializer": "config.cache.Json",
            "socket_timeout": 1,
            "socket_connect_timeout": 1,
            "retry": Retry(NoBackoff(), 0),
        },
    }
