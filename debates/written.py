"""What somebody wrote, checked and rendered once, before it becomes a version: the same for pages, API and commands."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from consultation import text
from debates.models import Contribution, Version
from debates.models.texts import WEB_ADDRESS

SOURCE_MAX = Version._meta.get_field("source_url").max_length


@dataclass(frozen=True)
class Written:
    """The columns of a version. `digest` is that of the title, the body and the source."""

    title: str
    source_url: str
    rendered: text.Rendered

    @property
    def digest(self) -> str:
        return self.rendered.sha256

    def columns(self) -> dict[str, str]:
        rendered = self.rendered
        texts = {"body": rendered.body, "html": rendered.html, "text": rendered.text, "sha256": rendered.sha256}
        return {"title": self.title, "source_url": self.source_url, **texts}


def readable(contribution: Contribution, title: str, body: str, source_url: str = "") -> Written:
    """The text as kept; ValidationError, field by field, for what no text may be, whoever brings it."""
    title, body = text.clean_line(title), text.clean_body(body)
    longest = settings.ARGUMENT_MAX if contribution.is_argument else settings.BODY_MAX
    if len(body) > longest:
        message = _("Votre texte dépasse %(longest)s caractères : raccourcissez-le ou publiez-le en deux fois.")
        raise ValidationError({"body": message % {"longest": longest}})
    if not contribution.is_argument and text.is_blank(title):
        raise ValidationError({"title": _("Donnez un titre à votre contribution.")})
    if len(title) > settings.TITLE_MAX:
        message = _("Le titre dépasse %(longest)s caractères : raccourcissez-le.")
        raise ValidationError({"title": message % {"longest": settings.TITLE_MAX}})
    try:
        source_url = source(source_url)
    except ValidationError as error:
        raise ValidationError({"source_url": error.messages}) from error
    rendered = text.render(body, title, source_url)
    if text.is_blank(rendered.text):  # Markdown may be made of marks alone
        raise ValidationError({"body": _("Écrivez votre texte.")})
    return Written(title, source_url, rendered)


def source(address: str) -> str:
    """The address of a source as kept, "" for none. ValidationError unless it leads to a page of the web, as it says.

    "www.insee.fr/fr" is taken as https. An address with a person before the host ("https://insee.fr@example.org") is
    refused, since it leads elsewhere than one reads.
    """
    address = text.clean_line(address)
    if not address:
        return ""
    if "://" not in address and ":" not in address.split("/")[0]:
        address = f"https://{address}"
    if len(address) > SOURCE_MAX:
        message = _("Ce lien dépasse %(longest)s caractères : donnez une adresse plus courte.")
        raise ValidationError(message % {"longest": SOURCE_MAX})
    try:
        WEB_ADDRESS(address)
        is_plain = "@" not in urlsplit(address).netloc and not text.is_disguised(address)
    except ValueError:  # a port or brackets that are none
        is_plain = False
    except ValidationError:
        is_plain = False
    if not is_plain:
        raise ValidationError(_("Donnez une adresse complète, par exemple https://www.insee.fr/fr/statistiques."))
    return address
