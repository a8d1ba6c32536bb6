"""The page that explains the API, written from its schema: no script, no third party, our own look.

The usual viewers (Redoc, Swagger UI) bring a megabyte of JavaScript and write styles into the page, which the content
security policy refuses.
"""

from dataclasses import dataclass
from functools import cache
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from consultation.api import MOST, PAGE
from consultation.api_limits import ReadingThrottle, WritingThrottle

one_at_a_time = Lock()  # drf-spectacular looks for its extensions at the first schema, which two threads may not do


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    about: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked: what it takes, what may be sent, and what a row of its answer holds."""

    id: str
    method: str
    path: str
    about: str
    needs_key: bool
    parameters: tuple[Field, ...]
    sent: tuple[Field, ...]
    fields: tuple[Field, ...]
    statuses: tuple[str, ...]


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    every = operations(get_language())
    context = {
        "reading": [one for one in every if not one.needs_key],
        "writing": [one for one in every if one.needs_key],
    }
    context |= {"operations": every, "site_url": settings.SITE_URL, "most": MOST, "size": PAGE}
    context |= {"reads": ReadingThrottle.rate.split("/")[0], "writes": WritingThrottle.rate.split("/")[0]}
    return render(request, "site/api.html", context)


@cache
def operations(language: str) -> tuple[Operation, ...]:
    """Everything that can be asked, in the order of the schema; a row alone only where it holds more than its list.

    `language` is the active one, in which the schema speaks.
    """
    with one_at_a_time:
        schema = SchemaGenerator().get_schema(request=None, public=True)
    parts = schema["components"]["schemas"]
    described = [(path, method, one) for path, item in schema["paths"].items() for method, one in item.items()]
    found = [_operation(path, method, one, parts) for path, method, one in described]
    lists = {operation.path: operation.fields for operation in found if operation.method == "GET"}
    return tuple(one for one in found if lists.get(_list_of(one.path)) != one.fields)


def _list_of(path: str) -> str:
    return path.split("{")[0] if "{" in path else ""


def _operation(path: str, method: str, described: dict, parts: dict) -> Operation:
    answers, sent = described["responses"], _content(described.get("requestBody", {}))
    good = _content(next(answer for code, answer in answers.items() if code.startswith("2")))
    return Operation(
        id=described["operationId"].replace("_", "-"),
        method=method.upper(),
        path=path,
        about=described.get("description", ""),
        needs_key=any(described.get("security", ())),
        parameters=tuple(_parameter(found, parts) for found in described.get("parameters", ())),
        sent=_fields(_resolved(sent, parts), parts),
        fields=_fields(_row(good, parts), parts),
        statuses=tuple(sorted(answers)),
    )


def _content(described: dict) -> dict:
    """The schema of what is sent or answered as JSON; {} for nothing."""
    return described.get("content", {}).get("application/json", {}).get("schema", {})


def _parameter(described: dict, parts: dict) -> Field:
    schema = described["schema"]
    choices = tuple(str(choice) for choice in schema.get("enum", ()) if choice != "")
    return Field(described["name"], _kind(schema, parts), _line(described.get("description", "")), choices)


def _line(text: str) -> str:
    """The first paragraph: the generator lists the choices below it."""
    first = text.strip().split("\n\n")[0].strip()
    return "" if first.startswith("*") else first


def _row(schema: dict, parts: dict) -> dict:
    """What one row of an answer is: the answer itself, or what is in its pages."""
    schema = _resolved(schema, parts)
    results = schema.get("properties", {}).get("results")
    return _resolved(results["items"], parts) if results else schema


def _fields(schema: dict, parts: dict) -> tuple[Field, ...]:
    return tuple(
        Field(name, _kind(found, parts), found.get("description", "").split("\n\n")[0], _choices(found, parts))
        for name, found in schema.get("properties", {}).items()
    )


def _choices(schema: dict, parts: dict) -> tuple[str, ...]:
    return tuple(str(choice) for choice in _resolved(schema, parts).get("enum", ()) if choice not in ("", None))


def _kind(schema: dict, parts: dict) -> str:
    found = _resolved(schema, parts)
    if found.get("type") == "array":
        return f"[{_kind(found['items'], parts)}]"
    if found.get("properties"):
        return "{" + ", ".join(found["properties"]) + "}"
    kind = found.get("format") or found.get("type", "")
    return f"{kind} | null" if found.get("nullable") or schema.get("nullable") else kind


def _resolved(schema: dict, parts: dict) -> dict:
    """The part that a reference names."""
    reference = schema.get("$ref") or next((one["$ref"] for one in schema.get("allOf", ()) if "$ref" in one), None)
    if reference is None and "oneOf" in schema:
        reference = next((one["$ref"] for one in schema["oneOf"] if "$ref" in one), None)
    return parts[reference.rsplit("/", 1)[1]] if reference else schema
