"""What every address of the API has: reading only, for everybody, by key, with the filters that are declared."""

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import APIRootView
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from consultation import cursor
from consultation.models import Consultation
from consultation.territories import lookup

PAGE = 50  # rows of a page
NOT_FILTERS = frozenset(["cursor", "format"])


class Described(AutoSchema):
    """Says of an address what its view is `about`, in the reader's language."""

    def get_description(self) -> str:
        return str(self.view.about)


class Readable:
    """Reading, from any site: no cookie is read or set, so any origin may ask."""

    schema = Described()
    http_method_names = ["get", "head", "options"]

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        return response


class DeclaredFilterBackend(DjangoFilterBackend):
    """The declared filters; 400 for a value that is unknown, and for a name too: silence would mislead."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view) -> QuerySet:
        known = set(getattr(view.filterset_class, "base_filters", ())) | NOT_FILTERS
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            message = gettext("Ce filtre n’existe pas ici. Ceux qui existent : %(known)s.")
            raise ValidationError({name: [message % {"known": ", ".join(sorted(known))}] for name in unknown})
        return super().filter_queryset(request, queryset, view)


class KeyPagination(BasePagination):
    """Pages by key (docs/decisions/api-cursor.md): {"next": address or null, "results": [...]}."""

    def paginate_queryset(self, queryset: QuerySet, request: Request, view) -> list:
        self.address = request.build_absolute_uri(request.path)
        self.asked = request.query_params.copy()
        after = self.asked.get("cursor", "")
        key, descending = view.order(self.asked.get("sort", ""))
        if after and not cursor.is_sound(queryset, key, after):
            raise ValidationError(
                {"cursor": [gettext("Ce curseur n’en est pas un : suivez l’adresse donnée par « next ».")]}
            )
        self.page = cursor.page(queryset, key=key, size=PAGE, after=after, descending=descending)
        return self.page.rows

    def get_paginated_response(self, data: list) -> Response:
        self.asked["cursor"] = self.page.next
        following = f"{self.address}?{self.asked.urlencode()}" if self.page.next else None
        return Response({"next": following, "results": data})

    def get_paginated_response_schema(self, schema: dict) -> dict:
        following = {"type": "string", "format": "uri", "nullable": True, "description": gettext("La page suivante.")}
        properties = {"next": following, "results": schema}
        return {"type": "object", "required": ["next", "results"], "properties": properties}

    def get_schema_operation_parameters(self, view) -> list[dict]:
        words = gettext("Donné par « next » : ce qui vient après. Un curseur inventé est refusé (400).")
        return [
            {"name": "cursor", "required": False, "in": "query", "description": words, "schema": {"type": "string"}}
        ]


class Resource(Readable, ReadOnlyModelViewSet):
    """A list by key, and one of its rows by its id. `sorts` gives the column of each value of `sort`."""

    pagination_class = KeyPagination
    filter_backends = [DeclaredFilterBackend]
    filterset_class = None
    lookup_value_regex = "[0-9]+"
    sorts: dict[str, str] = {}

    def order(self, sort: str) -> tuple[str, bool]:
        """The column of the order and whether it descends: by `sort` where there are sorts, by id elsewhere."""
        if not self.sorts:
            return "id", False
        return self.sorts.get(sort) or next(iter(self.sorts.values())), True


class Root(Readable, APIRootView):
    """The addresses of the API."""

    schema = None


def public_consultations(request: Request | None = None) -> QuerySet[Consultation]:
    return Consultation.objects.open_to_all()


def consultation_filter(path: str) -> filters.ModelChoiceFilter:
    """A filter by the slug of a public consultation; `path` leads to it."""
    return filters.ModelChoiceFilter(
        field_name=path,
        to_field_name="slug",
        queryset=public_consultations,
        help_text=_("Le nom d’une consultation dans les adresses."),
    )


class AreaSerializer(serializers.Serializer):
    """A commune and what it belongs to."""

    code = serializers.CharField(help_text=_("Code INSEE."))
    name = serializers.CharField()
    label = serializers.CharField(
        source="__str__", help_text=_("« Felletin (23) », comme on l’écrit dans un formulaire.")
    )
    department = serializers.CharField(source="department.name")
    department_code = serializers.CharField(source="department.code")
    region = serializers.CharField(source="department.region.name")
    region_code = serializers.CharField(source="department.region.code")
    kind = serializers.CharField(
        help_text=_("rural, small_town, medium_town, metropolis ; vide si la population manque.")
    )


class FoundSerializer(serializers.Serializer):
    results = AreaSerializer(many=True)


class Communes(Readable, APIView):
    about = _("Les communes que des mots ou un code postal peuvent désigner, huit au plus.")

    @extend_schema(
        operation_id="communes_search",
        parameters=[OpenApiParameter("q", OpenApiTypes.STR, description=_("Un nom, son début, ou un code postal."))],
        responses=FoundSerializer,
    )
    def get(self, request: Request) -> Response:
        found = lookup.find(request.query_params.get("q", "")[:80], limit=8)
        return Response({"results": AreaSerializer(found, many=True).data})
