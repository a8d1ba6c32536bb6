"""HEAD, as probes and programs ask: the fields of the page, and nothing for the server to throw away."""

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from consultation.middleware import HeadMiddleware

pytestmark = pytest.mark.django_db  # an answer that ends looks at the links to the database


def answered(method, response):
    request = getattr(RequestFactory(), method)("/")
    answer = HeadMiddleware(lambda _request: response)(request)
    body = b"".join(answer)
    answer.close()  # as the server does
    return answer, body


def test_a_page_says_its_length_and_nothing_else():
    answer, body = answered("head", HttpResponse("Une page où l’on lit."))

    assert (answer.status_code, body) == (200, b"")
    assert answer["Content-Length"] == str(len("Une page où l’on lit.".encode()))


@pytest.mark.parametrize("name", ["stream", "file"])
def test_what_comes_piece_by_piece_is_not_read(tmp_path, name):
    (tmp_path / "a.csv").write_bytes(b"a;b\n" * 1000)
    made = {
        "stream": lambda: StreamingHttpResponse(iter([b"a", b"b"])),
        "file": lambda: FileResponse((tmp_path / "a.csv").open("rb")),
    }[name]

    assert answered("head", made())[1] == b""
    assert answered("get", made())[1] != b""


def test_other_methods_keep_their_body():
    assert answered("get", HttpResponse("Une page"))[1] == b"Une page"
