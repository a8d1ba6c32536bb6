"""What every answer says to the browser, and what a deployment must not leave open."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]


@pytest.mark.django_db
def test_what_every_page_says(client, consultation):
    for path in ("/", "/tiers-lieux/", "/comptes/login/", "/nulle-part/", "/api/v1/"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "publickey-credentials-get=(self)" in headers["Permissions-Policy"]


DEPLOYED = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("check", "--deploy", "--fail-level", "WARNING")
names = ["SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SESSION_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT", "EMBEDDED", "DEBUG"]
found = {name: getattr(settings, name) for name in names}
print(json.dumps(found | {"form-action": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]}))
"""


def test_a_deployment_is_found_without_fault(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "consultation.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "SECRET_KEY": "fifty characters or more that sign nothing real: 0123456789",
        "SITE_URL": "https://consultation.exemple.invalid",
        "ALLOWED_HOSTS": "consultation.exemple.invalid",
        "BEHIND_PROXY": "1",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "DEFAULT_FROM_EMAIL": "Consultation <consultation@exemple.fr>",
        "STATIC_ROOT": str(tmp_path),
        "OIDC_PROVIDERS": "proconnect",
        "OIDC_PROCONNECT_CLIENT_ID": "x",
        "OIDC_PROCONNECT_SERVER_URL": "https://identite.exemple.invalid/api/v2",
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE")  # of the tests
    asked = [sys.executable, "-c", DEPLOYED]
    done = subprocess.run(asked, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SECURE_SSL_REDIRECT": True,
        "EMBEDDED": False,
        "DEBUG": False,
        "form-action": ["'self'", "https://identite.exemple.invalid"],
    }


def test_no_provider_is_set_up_here():
    assert settings.SOCIALACCOUNT_PROVIDERS == {"openid_connect": {"APPS": []}}
