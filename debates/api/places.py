"""The places everybody may see: those of contributions that are online and those of lists."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers

from consultation.api import AreaSerializer, Resource, consultation_filter
from consultation.territories.models import Department, Region, TerritoryKind
from debates.api.fields import Address
from debates.api.public import located, located_contributions
from debates.models import Place, PlaceList
from debates.place_reading import holding


class PlaceListSerializer(serializers.ModelSerializer):
    class Meta:
        model = PlaceList
        fields = ["key", "source", "licence", "url"]


class PlaceSerializer(serializers.ModelSerializer):
    consultation = serializers.CharField(source="consultation.slug")
    url = Address()
    contribution = serializers.IntegerField(
        source="contribution_id", allow_null=True, help_text=_("La contribution qui le nomme ; nul pour une liste.")
    )
    list = PlaceListSerializer(allow_null=True, help_text=_("La liste dont il vient ; nul pour une contribution."))
    commune = AreaSerializer()
    latitude = serializers.FloatField(allow_null=True, help_text=_("Degrés, WGS 84 ; nul sans point précis."))
    longitude = serializers.FloatField(allow_null=True)
    website = serializers.CharField(source="url", help_text=_("Le site du lieu ; vide s’il n’est pas dit."))
    facts = serializers.DictField(child=serializers.CharField(), help_text=_("Ce que la liste dit encore."))

    class Meta:
        model = Place
        fields = [
            *("id", "url", "consultation", "contribution", "list", "origin", "name", "commune"),
            *("latitude", "longitude", "website", "facts"),
        ]


class PlaceFilters(filters.FilterSet):
    consultation = consultation_filter("consultation")
    contribution = filters.ModelChoiceFilter(
        queryset=located_contributions, help_text=_("L’identifiant de la contribution qui le nomme.")
    )
    department = filters.ModelChoiceFilter(
        field_name="commune__department", queryset=Department.objects.all(), help_text=_("Le code d’un département.")
    )
    region = filters.ModelChoiceFilter(
        field_name="commune__department__region", queryset=Region.objects.all(), help_text=_("Le code d’une région.")
    )
    territory = filters.ChoiceFilter(
        field_name="commune__kind", choices=TerritoryKind.choices, help_text=_("Le type de la commune.")
    )
    origin = filters.ChoiceFilter(
        choices=[("participants", _("nommés par les participants")), ("list", _("de la liste"))],
        method="of_origin",
        help_text=_("Qui le nomme."),
    )
    words = filters.CharFilter(
        method="holding", max_length=80, help_text=_("Des débuts de mots du nom ou de la commune.")
    )

    def of_origin(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.named() if value == "participants" else queryset.listed()

    def holding(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return holding(queryset, value)


class Places(Resource):
    about = _("Les lieux nommés par les contributions en ligne, et ceux des listes posées sous le débat.")

    serializer_class = PlaceSerializer
    filterset_class = PlaceFilters
    queryset = located()
