"""gunicorn's configuration (`gunicorn -c python:config.gunicorn config.wsgi`).

Loading it reads the environment and asks the servers, so that a wrong URL is one line before any worker starts.
"""

import os
from pathlib import Path

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
