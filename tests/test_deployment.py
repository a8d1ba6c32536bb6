"""What an installation relies on: image, services, environment variables, pinned parts, and the production mode."""

import ast
import http.client
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
import yaml
from django.conf import settings
from django.db import connection
from django.test import override_settings

from consultation import serving
from consultation.accounts import DEMO_PASSWORD
from consultation.checks import SAID_BY_LAW
from consultation.embedded.places import free_port
from tests.consultation.processes import eventually
from tests.factories import UserFactory

ROOT = Path(__file__).resolve().parent.parent
HOST = "consultation.example.org"
NOT_IN_CONTAINERS = {
    "PORT",
    "DEBUG",
    "MAIL_FOLDER",
    "PROMETHEUS_MULTIPROC_DIR",
    "EMBEDDED_VAR",
    "STATIC_ROOT",
}  # in var
INSTRUCTIONS = {"FROM", "ENV", "WORKDIR", "RUN", "COPY", "USER", "EXPOSE", "STOPSIGNAL", "CMD"}


# --- Environment variables


def read_by(source: str) -> set[str]:
    """The names that a Python source asks of the environment, by `env.x("NAME")` or `os.environ.get("NAME")`."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    asked = (call.args[0] for call in calls if ast.unparse(call.func).startswith(("env.", "os.environ.get")))
    return {name.value for name in asked if isinstance(name, ast.Constant) and isinstance(name.value, str)}


def documented() -> set[str]:
    """The names that begin a line of a table of docs/configuration.md."""
    return set(re.findall(r"^\| `([A-Z][A-Z_]+)`", (ROOT / "docs/configuration.md").read_text(), re.MULTILINE))


def test_every_variable_the_settings_read_is_documented():
    asked = read_by((ROOT / "consultation/settings.py").read_text())

    assert "DATABASE_URL" in asked
    assert asked - documented() == set()


def test_no_variable_is_documented_that_nothing_reads():
    code = [ROOT / "consultation/settings.py", ROOT / "consultation/run.py", *ROOT.glob("consultation/embedded/*.py")]
    read = set().union(*(read_by(path.read_text()) for path in code))
    deployed = (ROOT / "docker-compose.yml").read_text() + (ROOT / "Dockerfile").read_text()

    assert {name for name in documented() - read if name not in deployed} == set()


def test_what_compose_asks_of_its_environment_is_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert asked == example


def test_compose_hands_on_what_the_settings_read():
    asked = read_by((ROOT / "consultation/settings.py").read_text())
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())

    assert asked - set(compose["services"]["web"]["environment"]) - NOT_IN_CONTAINERS == set()


def test_every_command_is_documented():
    commands = {path.stem for path in ROOT.glob("[a-z]*/**/management/commands/[a-z]*.py")}
    page = (ROOT / "docs/operations.md").read_text()

    assert "import" in commands
    assert {name for name in commands if f"`manage.py {name}" not in page} == set()


# --- Services


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_compose_has_every_service(compose):
    assert set(compose["services"]) == {"db", "redis", "migrate", "web", "worker", "beat", "proxy"}


def test_web_and_worker_can_be_multiplied(compose):
    for name, service in compose["services"].items():
        assert "container_name" not in service
        assert ("ports" in service) == (name == "proxy"), f"{name}: only the proxy takes ports of the host"


def test_there_is_one_beat_and_no_other_process_is_one(compose):
    beats = [name for name, service in compose["services"].items() if "beat" in service.get("command", [])]

    assert beats == ["beat"]
    assert compose["services"]["beat"]["deploy"] == {"replicas": 1}
    assert "--beat" not in compose["services"]["worker"]["command"]


def test_every_service_with_our_image_runs_in_the_two_url_mode(compose):
    ours = [service for service in compose["services"].values() if service["image"] == "consultation"]

    assert len(ours) == 4
    for service in ours:
        assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS"} <= set(service["environment"])


def test_services_wait_for_what_they_need(compose):
    services = compose["services"]

    assert services["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    for service in services.values():
        for needed, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[needed]
    assert "/readyz" in services["web"]["healthcheck"]["test"][-1]


def test_our_containers_may_write_nothing_but_their_own_folders(compose):
    for name, service in compose["services"].items():
        if service["image"] == "consultation":
            assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
            assert service["volumes"] == ["var:/srv/consultation/var", "/tmp"]
            assert service["environment"]["PROMETHEUS_MULTIPROC_DIR"].startswith("/tmp/")
            assert service["init"], "signals reach the process, and its orphans are reaped"
        if name != "db":  # its image begins as root, to give its volume to itself
            assert service["read_only"], name
            assert service["security_opt"] == ["no-new-privileges:true"]


def test_every_service_that_lasts_says_how_it_is(compose):
    services = compose["services"]
    for name in ("db", "redis", "web", "worker", "beat"):
        assert "healthcheck" in services[name], name
    for name in ("worker", "beat"):
        assert services[name]["environment"]["ALIVE_FILE"] in services[name]["healthcheck"]["test"][-1]


def test_a_container_has_longer_to_stop_than_what_it_has_under_way(compose):
    services = compose["services"]
    grace = {name: int(services[name]["stop_grace_period"].rstrip("s")) for name in ("web", "worker")}

    assert grace["web"] > serving.graceful_timeout + serving.SETTLE
    assert grace["worker"] >= 60


def test_the_proxy_gives_up_a_connection_before_the_server_does(compose):
    caddyfile = compose["configs"]["caddyfile"]["content"]
    idle = int(re.search(r"keepalive (\d+)s", caddyfile).group(1))

    assert idle < serving.keepalive
    assert idle < 2  # what gunicorn leaves, once it stops, to connections that idle


def test_postgresql_has_a_connection_for_everybody_who_may_ask_for_one(compose):
    """Of `--scale web=3 --scale worker=4`, twice: while a version replaces the other, both are there."""
    most = int(re.search(r"max_connections=(\d+)", " ".join(compose["services"]["db"]["command"])).group(1))
    cmd = dict(dockerfile())["CMD"]
    threads = int(re.search(r"--threads\W+(\d+)", " ".join(cmd)).group(1))
    web, worker = 3 * 2 * threads, 4 * 2 * 3  # processes and threads; processes, progress and signs of life

    assert 2 * (web + worker) + 20 < most


def test_volumes_and_configs_are_declared(compose):
    services = compose["services"].values()
    mounted = {volume.split(":")[0] for service in services for volume in service.get("volumes", []) if ":" in volume}
    read = {config["source"] for service in services for config in service.get("configs", [])}

    assert mounted == set(compose["volumes"])
    assert read == set(compose["configs"])


# --- Image


def dockerfile() -> list[tuple[str, list[str]]]:
    """Instructions with their words; lines that go on are joined, comments left out."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split()[0], shlex.split(line)[1:]) for line in lines]


def test_the_dockerfile_has_only_instructions():
    instructions = [name for name, words in dockerfile() if words]

    assert instructions[0] == "FROM"
    assert set(instructions) == INSTRUCTIONS
    assert len(instructions) == len(dockerfile())


def test_the_image_does_not_run_as_root():
    names = [name for name, words in dockerfile()]

    assert dict(dockerfile())["USER"] == ["consultation"]
    assert names.index("USER") > max(place for place, name in enumerate(names) if name == "RUN")


def test_what_the_image_copies_is_there_and_is_sent_to_the_build():
    sources = {source.rstrip("/") for name, words in dockerfile() if name == "COPY" for source in words[:-1]}
    sent = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE))

    assert {source for source in sources if not (ROOT / source).exists()} == set()
    assert sources == sent


def test_the_image_holds_every_package_that_the_settings_name():
    copied = {source for name, words in dockerfile() if name == "COPY" for source in words[:-1]}
    ours = {app.split(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app.split(".")[0]).is_dir()}

    assert ours <= copied


def test_every_part_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
        loose = [line for line in lines if line and not re.fullmatch(r"-r \S+|[\w.-]+(\[[\w,]+\])?==[\w.]+", line)]
        assert loose == []


# --- Production mode


@pytest.fixture
def production(db, tmp_path) -> dict[str, str]:
    """The environment of a production process, on the servers of the tests."""
    at = connection.settings_dict
    owner = f"{quote(at['USER'])}:{quote(at['PASSWORD'])}"
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return (
        kept
        | {
            "DATABASE_URL": f"postgres://{owner}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
            "REDIS_URL": settings.REDIS_URL,
            "SECRET_KEY": "only-for-the-tests-and-long-enough-to-be-taken-0123456789",
            "SITE_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST,
            "BEHIND_PROXY": "1",
            "EMAIL_URL": "smtp://127.0.0.1:9",
            "DEFAULT_FROM_EMAIL": f"Consultation <ne-pas-repondre@{HOST}>",
            "ADMIN_PATH": "arriere-boutique",
            "STATIC_ROOT": str(tmp_path / "static"),
            "EMBEDDED_VAR": str(tmp_path / "var"),
        }
        | dict.fromkeys(SAID_BY_LAW, "dit")
    )


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_production_installation_passes_the_deployment_check(production):
    assert "no issues (0 silenced)" in manage(production, "check", "--deploy", "--fail-level", "INFO")
    assert not Path(production["EMBEDDED_VAR"]).exists()


def test_the_deployment_check_misses_a_secret(production):
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = production | {"SECRET_KEY": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
    assert not Path(production["EMBEDDED_VAR"]).exists()


class Site:
    """The web server of a production process, as the proxy in front of it speaks to it."""

    def __init__(self, port: int):
        self.port = port

    def ask(self, path: str, method="GET", body="", **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
        """Status, headers and body of an answer to a request that came by https."""
        sent = {"Host": HOST, "X-Forwarded-Proto": "https"} | {k.replace("_", "-"): v for k, v in headers.items()}
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            link.request(method, path, body, sent)
            answer = link.getresponse()
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
        finally:
            link.close()

    def signs_in(self, email: str, password: str) -> bool:
        """Whether the sign-in form of the site takes this address and password."""
        _status, headers, page = self.ask("/comptes/login/")
        cookie = SimpleCookie("; ".join(headers.get_all("Set-Cookie")))["csrftoken"]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        assert cookie["secure"]
        status, headers, page = self.ask(
            "/comptes/login/",
            method="POST",
            body=urlencode({"csrfmiddlewaretoken": token, "login": email, "password": password}),
            Content_Type="application/x-www-form-urlencoded",
            Cookie=f"csrftoken={cookie.value}",
            Referer=f"https://{HOST}/comptes/login/",
        )
        assert status in (200, 302, 422), page
        return any(value.startswith("sessionid=") for value in headers.get_all("Set-Cookie") or [])


@pytest.fixture
def site(transactional_db, production) -> Iterator[Site]:
    """A web server as in production, its static files collected (those of our pages: the others take their time)."""
    elsewhere = ("admin", "rest_framework")
    manage(production, "collectstatic", "--no-input", *(word for name in elsewhere for word in ("--ignore", name)))
    site = Site(free_port())
    command = [sys.executable, "-m", "gunicorn", "consultation.wsgi:application", "--no-control-socket"]
    server = subprocess.Popen([*command, "--bind", f"127.0.0.1:{site.port}"], cwd=ROOT, env=production)
    try:
        assert eventually(lambda: answers(site), patience=60)
        yield site
    finally:
        server.terminate()
        server.wait(20)
        time.sleep(0.2)  # PostgreSQL ends the sessions of a process that has gone


def answers(site: Site) -> bool:
    try:
        return site.ask("/healthz")[0] == 200
    except OSError:
        return False


@override_settings(PASSWORD_HASHERS=["consultation.hashing.Argon2Hasher"])  # as the server has them
def test_production_mode_serves_pages_and_refuses_the_demonstration_accounts(site):
    citizen = f"{uuid4().hex}@example.org"  # failed attempts are counted in Valkey for some minutes
    for email in ("admin@demo.invalid", citizen):
        UserFactory(email=email, name=email, password=DEMO_PASSWORD)

    status, headers, page = site.ask("/comptes/login/")
    assert status == 200
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert any(re.search(r"site\.[0-9a-f]{12}\.css$", file) for file in files)
    assert {file: site.ask(file)[0] for file in files} == dict.fromkeys(files, 200)
    kept = {file: site.ask(file)[1]["Cache-Control"] for file in files}
    assert kept == dict.fromkeys(files, "max-age=315360000, public, immutable")
    assert site.ask("/comptes/login/", X_Forwarded_Proto="http")[0] == 301
    assert site.ask("/", Host="elsewhere.example.org")[0] == 400
    assert not site.signs_in("admin@demo.invalid", DEMO_PASSWORD)
    assert not site.signs_in(citizen, "another password")
    assert site.signs_in(citizen, DEMO_PASSWORD)
