"""What a program sends: JSON, a few texts by their names, and nothing else. Checked here for its shape alone."""

import json
import re
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied as NotAllowed
from django.core.exceptions import ValidationError as Unsound
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, PermissionDenied, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from consultation.api_errors import Conflict, TooLarge, Unprocessable
from consultation.consents.asking import NotAccepted
from consultation.consents.refusing import ToAccept
from consultation.permissions import require
from debates.actions import Refused
from debates.rules import debate_is_open

HEAVIEST = 300_000  # bytes: the longest text, were each of its letters written \uXXXX\uXXXX
KEY = re.compile(r"[\x21-\x7e]{1,60}")


class Json(BaseParser):
    """JSON of at most HEAVIEST bytes; 413 for more, 400 for what is none, however deep it is."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        sent = stream.read(HEAVIEST + 1)
        if len(sent) > HEAVIEST:
            raise TooLarge
        try:
            return json.loads(sent.decode())
        except (ValueError, RecursionError) as error:
            raise ParseError(_("Ce n’est pas du JSON en UTF-8.")) from error


def texts(request: Request, *known: str) -> dict[str, str]:
    """What was sent, every value a text. 400 for another shape and for a name that is not among `known`.

    So nobody chooses an author, a date or a state: these names are refused like any other that is not there.
    """
    sent = request.data
    if not isinstance(sent, dict):
        raise ParseError(_("Envoyez un objet : des noms et leurs textes."))
    refused = {
        str(name): [_("Ceci ne s’envoie pas. Ce qui s’envoie : %s.") % ", ".join(known)]
        for name in sent.keys() - {*known}
    }
    refused |= {name: [_("Envoyez un texte.")] for name in known if not _is_text(sent.get(name, ""))}
    if refused:
        raise ValidationError({_readable(name): words for name, words in refused.items()})
    return {name: sent[name] for name in known if name in sent}


def _is_text(value: object) -> bool:
    """A text that can be kept: JSON may write half a letter (a lone surrogate), UTF-8 cannot."""
    return isinstance(value, str) and _readable(value) == value


def _readable(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


def once(request: Request) -> str:
    """The key of the act, from the header `Idempotency-Key`, "" without; 400 for one that is none.

    It is kept where the key of a form is, under a mark of its own: a form and a program never mix.
    """
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return ""
    if not KEY.fullmatch(given):
        raise ValidationError({"Idempotency-Key": [_("De 1 à 60 signes visibles, sans espace ni accent.")]})
    return f"api:{given}"


def valid(form) -> dict:
    """The values of a form; 422 with its own words."""
    if not form.is_valid():
        raise Unprocessable({name: [str(word) for word in words] for name, words in form.errors.items()})
    return form.cleaned_data


def permit(person, permission: str, target) -> None:
    """403, with the reason, unless this person may do this to that today."""
    try:
        require(person, permission, target)
    except NotAllowed as error:
        if debate_is_open(person, target):
            raise PermissionDenied(_("Vous ne pouvez pas faire cela avec ce texte.")) from error
        raise PermissionDenied(_("Le débat n’est pas ouvert aujourd’hui.")) from error


@contextmanager
def refusals():
    """What an act refuses: 409 for what is not possible any more or not yet, 422 for what no text may be."""
    try:
        yield
    except NotAccepted as error:
        raise ToAccept(error) from error
    except Refused as error:
        raise Conflict(" ".join(error.messages)) from error
    except Unsound as error:
        by_field = getattr(error, "message_dict", None) if hasattr(error, "error_dict") else {"detail": error.messages}
        raise Unprocessable(by_field) from error
