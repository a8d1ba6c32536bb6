"""Addresses of buckets, as the environment gives them: s3://BUCKET/PREFIX?endpoint=…&region=…&addressing=path|virtual."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

SCHEME = "s3"
KNOWN = ("endpoint", "region", "addressing")
ADDRESSING = ("path", "virtual")
LONGEST = 150  # characters of a place: rows have room for it and a name


def place(url: str) -> str:
    """ "s3://bucket/prefix", which begins the address of each file there; "" for none (rows of PostgreSQL).

    ImproperlyConfigured for what is no such address.
    """
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme != SCHEME or not parts.hostname or parts.username or parts.port or parts.fragment:
        raise ImproperlyConfigured("FILES_URL must be s3://BUCKET/PREFIX?endpoint=…&region=…, without keys in it.")
    found = f"{SCHEME}://{parts.netloc}{parts.path.rstrip('/')}"
    if len(found) > LONGEST:
        raise ImproperlyConfigured(f"FILES_URL is longer than {LONGEST} characters before its question mark.")
    return found


def stores(urls: Iterable[str], *, access_key: str, secret_key: str) -> dict[str, dict[str, Any]]:
    """The STORAGES of Django for these addresses, by place; empty ones are left out.

    Without keys those of the machine are taken (a role, a file), as boto3 finds them. ImproperlyConfigured as `place`.
    """
    keys = {"access_key": access_key or None, "secret_key": secret_key or None}
    return {place(url): _store(url, keys) for url in urls if url}


def _store(url: str, keys: dict[str, str | None]) -> dict[str, Any]:
    parts = urlsplit(url)
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := said.keys() - set(KNOWN):
        raise ImproperlyConfigured(f"FILES_URL knows {', '.join(KNOWN)}, not {', '.join(sorted(unknown))}.")
    endpoint = said.get("endpoint") or None
    addressing = said.get("addressing") or ("path" if endpoint else "virtual")
    if addressing not in ADDRESSING or (endpoint and urlsplit(endpoint).scheme not in ("http", "https")):
        raise ImproperlyConfigured("FILES_URL: endpoint is an http(s) address, addressing is path or virtual.")
    options = {"bucket_name": parts.netloc, "location": parts.path.strip("/"), "addressing_style": addressing}
    options |= {"endpoint_url": endpoint, "region_name": said.get("region") or None}
    return {"BACKEND": "consultation.files.s3.Bucket", "OPTIONS": options | keys}
