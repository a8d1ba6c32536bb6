"""The page of the variables says what the code reads, in words for operators."""

import re

from tests import configuration as read
from tests.configuration import ROOT


def test_the_page_is_what_the_code_reads():
    written = (ROOT / "docs/configuration.md").read_text()
    assert written == read.page(), "python -m tests.configuration > docs/configuration.md"


def test_every_variable_says_what_it_does():
    every = [*read.variables(), *read.of_providers(), *read.of_compose()]
    assert [each.name for each in every if len(each.words) < 10] == []
    assert len({each.name for each in every}) == len(every)


def test_defaults_are_those_of_the_code():
    found = {each.name: (each.kind, each.default) for each in read.variables()}
    assert found["PAGE"] == ("whole number", "`20`")
    assert found["DEBUG"] == ("yes or no", "no")
    assert found["MAIL_FOLDER"] == ("folder", "`EMBEDDED_VAR/mail`")
    assert found["ALLOWED_HOSTS"][1] == "`localhost,127.0.0.1,[::1]` when embedded, else none"


def test_every_line_of_the_examples_is_a_variable_that_something_reads():
    known = {each.name for each in (*read.variables(), *read.of_compose())}
    for path in (".env.example", "deploy/consultation.env"):
        named = set(re.findall(r"^([A-Z_]+)=", (ROOT / path).read_text(), re.MULTILINE))
        assert named - known == set(), path
