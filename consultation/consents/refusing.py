"""What a program is told whose owner has texts to accept before writing."""

from django.urls import reverse

from consultation import public
from consultation.api_errors import Conflict
from consultation.consents.asking import NotAccepted


class ToAccept(Conflict):
    """409 with what to accept and the page where a person does so: a program accepts nothing in her name.

    {"detail": words, "code": "terms_to_accept", "to_accept": [{"kind", "version", "url"}], "accept_at": address}
    """

    def __init__(self, refused: NotAccepted):
        super().__init__()
        texts = [
            {"kind": str(one.kind), "version": one.version, "url": public.absolute(one.url)} for one in refused.due
        ]
        page = reverse("accept_terms", args=[refused.consultation.slug])
        self.detail = {
            "detail": " ".join(refused.messages),
            "code": "terms_to_accept",
            "to_accept": texts,
            "accept_at": public.absolute(page),
        }
