"""Asking the API as a program does."""

import json
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from consultation.keys import actions as keys


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> Iterator[None]:
    """Each test begins with its own allowance."""
    cache.clear()
    yield
    cache.clear()


class Program:
    """A program that holds a key of somebody."""

    def __init__(self, person=None, words: str = ""):
        self.words = words or (keys.make(person, name="Un programme", days=30)[1] if person else "")

    def ask(self, method: str, path: str, sent=None, status: int = 200, **headers):
        headers = {"Authorization": f"Bearer {self.words}"} | headers if self.words else headers
        body = sent if isinstance(sent, str | bytes) else json.dumps(sent)
        answer = Client().generic(
            method, f"/api/v1/{path}", b"" if sent is None else body, "application/json", headers=headers
        )
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    def post(self, path: str, sent=None, status: int = 201, **headers):
        return self.ask("POST", path, sent, status, **headers)

    def put(self, path: str, sent=None, status: int = 200, **headers):
        return self.ask("PUT", path, sent, status, **headers)


@pytest.fixture
def program(citizen) -> Program:
    return Program(citizen)
