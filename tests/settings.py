"""The settings of the tests: the real parts, in folders and databases of their own."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps an event loop in the tests' thread
os.environ.setdefault("EMBEDDED_VAR", str(ROOT / "var" / "test"))

from consultation.settings import *  # noqa: E402, F403

_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
REDIS_URL = CELERY_BROKER_URL = f"{REDIS_URL.rstrip('/')}/{_worker}"  # noqa: F405 (each test process its own)
CACHES["default"]["LOCATION"] = REDIS_URL  # noqa: F405
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"  # noqa: F405 (nothing to keep)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
