"""What the answers of several resources hold, and the filters that several take."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from consultation import text
from consultation.api import AreaSerializer, consultation_filter
from consultation.models import PUBLIC_STATES
from debates.models import Contribution, Nature


class Markdown(serializers.CharField):
    """A text of the consultation itself, as sanitised HTML."""

    def to_representation(self, value):
        return text.sanitised(value)


@extend_schema_field(OpenApiTypes.URI)
class Address(serializers.Field):
    """The page of a row, as people read it."""

    def __init__(self, **options):
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, value):
        return settings.SITE_URL + value.get_absolute_url()


class WhenceSerializer(serializers.Serializer):
    """Who speaks and from where, as declared when the text was posted."""

    name = serializers.CharField(
        source="author.name", default="", help_text=_("Le nom affiché ; vide s’il est inconnu.")
    )
    participant = serializers.UUIDField(
        source="author.public_id",
        default=None,
        allow_null=True,
        help_text=_("Ce qui désigne cette personne dans les adresses ; null si elle est inconnue."),
    )
    stakeholder = serializers.SerializerMethodField(
        help_text=_("La qualité ; vide si elle n’est pas dite, ou pas montrée.")
    )
    commune = AreaSerializer(
        source="shown_commune", allow_null=True, help_text=_("null si elle n’est pas dite, ou pas montrée.")
    )

    def get_stakeholder(self, contribution: Contribution) -> str:
        return contribution.stakeholder if contribution.shows_stakeholder else ""


def _nature_keys() -> list[tuple[str, str]]:
    rows = Nature.objects.filter(consultation__state__in=PUBLIC_STATES).order_by("key")
    return [(key, key) for key in rows.values_list("key", flat=True).distinct()]


COUNTS = ["agree_count", "disagree_count", "unclear_count", "more_info_count"]


@extend_schema_field({"type": "string", "description": _("La clé d’une nature.")})
class NatureFilter(filters.ChoiceFilter):
    """By the key of a nature of a public consultation."""

    def __init__(self, **options):
        super().__init__(choices=_nature_keys, help_text=_("La clé d’une nature."), **options)


class OfConsultation(filters.FilterSet):
    consultation = consultation_filter("consultation")


class NatureField(serializers.CharField):
    """The key of a nature of a public consultation, beside the words of a search."""

    default_error_messages = {"unknown": _("Cette nature n’existe dans aucune consultation.")}

    def to_internal_value(self, data):
        key = super().to_internal_value(data)
        if key not in dict(_nature_keys()):
            self.fail("unknown")
        return key
