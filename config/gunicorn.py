"""gunicorn's configuration (`gunicorn -c python:config.gunicorn config.wsgi`).

Loading it reads the environment and asks the servers, so that a wrong URL is one line before any worker starts.
"""

import os
from pathlib import Path
from typing import Any

from config.env import kind_of, read
from config.env_values import database_settings
from config.reach import require_servers

_env = read(kind_of(os.environ.get("DJANGO_SETTINGS_MODULE", "")))
require_servers(database_settings(_env.database_url), _env.redis_url)

bind = _env.bind or f"127.0.0.1:{_env.port}"
# Processes carry the load; a few threads each keep a browser's idle connection from blocking one.
worker_class = "gthread"
workers = _env.web_workers
# Imported and checked once and then forked: each worker of its own would take three seconds of a core to start.
preload_app = True
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None

# Whether a request came by TLS is Django's decision (SECURE_PROXY_SSL_HEADER), not gunicorn's.
forwarded_allow_ips = ""
control_socket_disable = True
# Addresses, paths and agents stay out of the logs; config.logs writes one line a request.
accesslog = None
errorlog = "-"
loglevel = "warning"

# Milliseconds that a page's statement may take, and wait for a lock that somebody else holds (E14): a page that is not
# served is said so (503), and its thread serves others. A few that wait would else keep everybody out.
STATEMENT_MS, LOCK_MS = 30_000, 5_000


def post_fork(server: Any, worker: Any) -> None:
    """Each of the worker's connections keeps these bounds."""
    from django.db.backends.signals import connection_created

    connection_created.connect(_bound, weak=False)


def _bound(connection: Any, **_: Any) -> None:
    with connection.cursor() as cursor:
        bounds = [str(STATEMENT_MS), str(LOCK_MS)]
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false)", bounds
        )
