"""What every reading address of the API has: for everybody, from any site, by key, with declared filters."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import APIRootView
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from consultation import cursor
from consultation.api_limits import ReadingThrottle
from consultation.models import Consultation
from consultation.territories import lookup

PAGE = 50  # rows of a page, unless `size` asks for another number
MOST = 100
NOT_FILTERS = frozenset(["cursor", "size", "format"])
READING = ("GET", "HEAD")
NO_CURSOR = _("Ce curseur n’en est pas un : suivez l’adresse donnée par « next ».")


class ErrorSerializer(serializers.Serializer):
    detail = serializers.CharField(help_text=_("La raison, en une phrase."))


ERRORS = {  # the reason under the name of what it is about
    "type": "object",
    "additionalProperties": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
}
BY_FIELD = frozenset(["400", "422"])


class Described(AutoSchema):
    """Says of an address what its view is `about`, in the reader's language, and how it may refuse."""

    def get_description(self) -> str:
        about = self.view.about
        return str(about[self.method] if isinstance(about, dict) else about)

    def _get_response_bodies(self, direction="response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for code in self._refusals():
            bodies[code] = self._get_response_for_code(ERRORS if code in BY_FIELD else ErrorSerializer, code)
        return bodies

    def _refusals(self) -> list[str]:
        said = list(getattr(self.view, "refusals", {}).get(self.method, ()))
        said += ["404"] if "{" in self.path else []
        said += ["400"] if self._is_list_view() else []
        return sorted({*said, "429"})


class Readable:
    """Reading, from any site: no cookie is read or set, nobody is told apart, so any origin may ask.

    A page of another site gets no further than that: its browser is refused anything but GET, and any header of its
    own, `Authorization` first. An answer may be kept, and is asked each time whether it still holds (ETag): what is
    hidden leaves at once.
    """

    schema = Described()
    http_method_names = ["get", "head", "options"]
    throttle_classes = [ReadingThrottle]

    def options(self, request: Request, *args, **kwargs) -> Response:
        asked = request.headers.get("Access-Control-Request-Method", "GET")
        if asked not in READING or request.headers.get("Access-Control-Request-Headers"):
            raise PermissionDenied(gettext("D’un autre site, on ne fait que lire."))
        return super().options(request, *args, **kwargs)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method == "OPTIONS" and response.status_code == 403:
            return response
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        elif response.status_code == 200:
            response["Cache-Control"] = "public, no-cache"
            response.add_post_render_callback(lambda rendered: _revalidated(request._request, rendered))
        return response


def _revalidated(request, response: HttpResponse) -> HttpResponse:
    """304 for who already has this very answer."""
    if request.method == "HEAD":
        return response
    set_response_etag(response)
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    found["Access-Control-Allow-Origin"] = "*"
    return found


def refuse_unknown(request: Request, known: set[str]) -> None:
    """400 for a parameter that is not declared: silence would mislead."""
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        message = gettext("Ce filtre n’existe pas ici. Ceux qui existent : %(known)s.")
        raise ValidationError({name: [message % {"known": ", ".join(sorted(known))}] for name in unknown})


class DeclaredFilterBackend(DjangoFilterBackend):
    """The declared filters; 400 for a value that is unknown, and for a name too: silence would mislead."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view) -> QuerySet:
        known = set(getattr(view.filterset_class, "base_filters", ())) | NOT_FILTERS
        refuse_unknown(request, known)
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
        size = page_size(self.asked.get("size", ""))
        self.page = cursor.page(queryset, key=key, size=size, after=after, descending=descending)
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
            {"name": "cursor", "required": False, "in": "query", "description": words, "schema": {"type": "string"}},
            {
                "name": "size",
                "required": False,
                "in": "query",
                "description": gettext("Le nombre de lignes d’une page."),
                "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE},
            },
        ]


def page_size(asked: str) -> int:
    """The rows of a page, 1 to MOST; PAGE where nothing is asked. ValidationError for anything else."""
    if not asked:
        return PAGE
    size = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 3 else 0
    if not 1 <= size <= MOST:
        raise ValidationError({"size": [gettext("De 1 à %(most)s lignes par page.") % {"most": MOST}]})
    return size


class Resource(Readable, ReadOnlyModelViewSet):
    """A list by key, and one of its rows by its id, with more to it where there is a `detail_class`.

    `sorts` gives the column of each value of `sort`; those `ascending` begin with the smallest.
    """

    pagination_class = KeyPagination
    filter_backends = [DeclaredFilterBackend]
    filterset_class = None
    lookup_value_regex = "[0-9]+"
    detail_class: type[serializers.Serializer] | None = None
    sorts: dict[str, str] = {}
    ascending: frozenset[str] = frozenset()

    def get_serializer_class(self):
        return (self.action == "retrieve" and self.detail_class) or self.serializer_class

    def order(self, sort: str) -> tuple[str, bool]:
        """The column of the order and whether it descends: by `sort` where there are sorts, by id elsewhere."""
        if not self.sorts:
            return "id", False
        return self.sorts.get(sort) or next(iter(self.sorts.values())), sort not in self.ascending


class Root(Readable, APIRootView):
    """The addresses of the API."""

    schema = None


def public_consultations(request: Request | None = None) -> QuerySet[Consultation]:
    return Consultation.objects.public()


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
    refusals = {"GET": ["400"]}

    @extend_schema(
        operation_id="communes_search",
        parameters=[OpenApiParameter("q", OpenApiTypes.STR, description=_("Un nom, son début, ou un code postal."))],
        responses=FoundSerializer,
    )
    def get(self, request: Request) -> Response:
        refuse_unknown(request, {"q", "format"})
        found = lookup.find(request.query_params.get("q", "")[:80], limit=8)
        return Response({"results": AreaSerializer(found, many=True).data})
