"""What everybody may read of the mission's pages, for programs."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from consultation.api import AreaSerializer, Resource, consultation_filter
from consultation.models import PUBLIC_STATES
from pages.models import Kind, Page


class PageSerializer(serializers.ModelSerializer):
    consultation = serializers.CharField(source="consultation.slug")
    url = serializers.SerializerMethodField()
    visit_on = serializers.DateField(help_text=_("Le jour d’une visite ; absent ailleurs."), allow_null=True)
    venue = serializers.CharField(help_text=_("Le lieu visité ; vide ailleurs."))
    commune = AreaSerializer(allow_null=True)

    class Meta:
        model = Page
        fields = [
            *("id", "url", "consultation", "kind", "slug", "title", "text", "html"),
            *("published_at", "updated_at", "visit_on", "venue", "commune"),
        ]

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, page: Page) -> str:
        return settings.SITE_URL + page.get_absolute_url()


class PageFilters(filters.FilterSet):
    consultation = consultation_filter("consultation")
    kind = filters.ChoiceFilter(choices=Kind.choices, help_text=_("Le genre de page."))


class Pages(Resource):
    about = _("Les pages de la mission : présentation, actualités, presse, visites de terrain, contact.")

    serializer_class = PageSerializer
    filterset_class = PageFilters

    def get_queryset(self):
        rows = Page.objects.public().filter(consultation__state__in=PUBLIC_STATES)
        return rows.select_related("consultation", "commune__department__region")


ROUTES = {"pages": Pages}
