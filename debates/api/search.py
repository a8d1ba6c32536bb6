"""Searching the texts of a consultation: the words, the filters, the order and the refusals of the page."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consultation import text
from consultation.api import NO_CURSOR, Readable, page_size, public_consultations, refuse_unknown
from consultation.api_errors import Unprocessable
from consultation.api_limits import SearchThrottle
from consultation.models import Stakeholder
from consultation.territories.models import Region, TerritoryKind
from debates import excerpts, query
from debates import search as finder
from debates.api.fields import Address, NatureField, WhenceSerializer
from debates.api.public import public_questions, public_themes
from debates.models import Contribution

PARTS = ("contribution", "argument")


class SearchQuery(serializers.Serializer):
    """What is asked. A value that does not exist is refused with its name."""

    q = serializers.CharField(
        help_text=_("Des mots ; entre guillemets ils se suivent, une étoile les prolonge : coop*.")
    )
    consultation = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=public_consultations(),
        help_text=_("Le nom d’une consultation dans les adresses."),
    )
    theme = serializers.PrimaryKeyRelatedField(
        queryset=public_themes(), required=False, help_text=_("L’identifiant d’un thème.")
    )
    question = serializers.PrimaryKeyRelatedField(
        queryset=public_questions(), required=False, help_text=_("L’identifiant d’une question.")
    )
    part = serializers.ChoiceField(PARTS, required=False, help_text=_("Les contributions, ou les arguments."))
    nature = NatureField(required=False, help_text=_("La clé d’une nature."))
    territory = serializers.ChoiceField(
        TerritoryKind.choices, required=False, help_text=_("Le type de la commune montrée.")
    )
    region = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Region.objects.all(),
        required=False,
        help_text=_("Le code de la région de la commune montrée."),
    )
    stakeholder = serializers.ChoiceField(Stakeholder.choices, required=False, help_text=_("La qualité montrée."))
    sort = serializers.ChoiceField(
        [finder.CLOSEST, finder.NEWEST],
        required=False,
        help_text=_("closest : les plus proches ; newest : les plus récents, seul ordre quand il y en a trop."),
    )


class FoundText(serializers.Serializer):
    """A text that was found; its whole is at the address of its list."""

    id = serializers.IntegerField()
    part = serializers.SerializerMethodField()
    url = Address()
    question = serializers.IntegerField(source="question_id")
    contribution = serializers.SerializerMethodField(help_text=_("La contribution dont c’est le fil, ou elle-même."))
    title = serializers.CharField(source="live.title", help_text=_("Vide pour un argument."))
    passage_html = serializers.SerializerMethodField(help_text=_("Un passage, les mots trouvés entre <mark>."))
    whence = WhenceSerializer(source="*")
    posted_at = serializers.DateTimeField(source="created_at")

    def get_part(self, found: Contribution) -> str:
        return PARTS[found.is_argument]

    def get_contribution(self, found: Contribution) -> int:
        return found.root_id or found.pk

    def get_passage_html(self, found: Contribution) -> str:
        return str(excerpts.passage(self.context["query"], found.live.text))


class FoundPage(serializers.Serializer):
    next = serializers.URLField(allow_null=True, help_text=_("La page suivante."))
    count = serializers.IntegerField(
        help_text=_("Combien de textes répondent ; au-delà de %(most)s, ce nombre et un de plus.")
        % {"most": finder.MANY}
    )
    order = serializers.ChoiceField([finder.CLOSEST, finder.NEWEST], help_text=_("L’ordre qui a été possible."))
    results = FoundText(many=True)


class Search(Readable, APIView):
    about = _("Les textes publics d’une consultation qui contiennent tous les mots demandés, comme sur la page.")
    throttle_classes = [SearchThrottle]
    refusals = {"GET": ["400", "422"]}

    @extend_schema(
        operation_id="search",
        parameters=[
            SearchQuery,
            OpenApiParameter("cursor", OpenApiTypes.STR, description=_("Donné par « next » : ce qui vient après.")),
            OpenApiParameter("size", OpenApiTypes.INT, description=_("Le nombre de lignes d’une page.")),
        ],
        responses=FoundPage,
    )
    def get(self, request: Request) -> Response:
        """422 for a query too long, or so wide that the database was stopped."""
        given = request.query_params
        refuse_unknown(request, {*SearchQuery().fields, "cursor", "size", "format"})
        size, after = page_size(given.get("size", "")), given.get("cursor", "")
        sent = SearchQuery(data={name: value for name, value in given.items() if value})
        sent.is_valid(raise_exception=True)
        asked = sent.validated_data
        wanted = query.read(_words(asked["q"]))
        results = _found(wanted, asked, size=size, after=after)
        following = given.copy()
        following["cursor"] = results.next
        address = f"{request.build_absolute_uri(request.path)}?{following.urlencode()}" if results.next else None
        rows = FoundText(results.rows, many=True, context={"query": wanted}).data
        return Response({"next": address, "count": results.count, "order": results.order, "results": rows})


def _words(asked: str) -> str:
    asked = text.clean_line(asked)
    if len(asked) > query.LONGEST:
        message = gettext("Gardez %(longest)s caractères au plus : les mots qui disent le mieux ce que vous cherchez.")
        raise Unprocessable({"q": [message % {"longest": query.LONGEST}]})
    return asked


def _found(wanted: query.Query, asked: dict, *, size: int, after: str) -> finder.Results:
    order = asked.get("sort", finder.CLOSEST)
    try:
        results = finder.search(asked["consultation"], wanted, _facets(asked), size=size, order=order, after=after)
    except finder.TooWide as error:
        message = gettext("Ajoutez un mot plus rare, ôtez les guillemets ou choisissez un filtre, puis recommencez.")
        raise Unprocessable({"q": [message]}) from error
    if after and not finder.is_place(results.order, after):
        raise ValidationError({"cursor": [NO_CURSOR]})
    prefetch_related_objects(results.rows, "commune__department__region")
    return results


def _facets(asked: dict) -> finder.Facets:
    region = asked.get("region")
    return finder.Facets(
        questions=_questions(asked),
        part=asked.get("part", ""),
        nature=asked.get("nature", ""),
        territory=asked.get("territory", ""),
        region=region.code if region else "",
        stakeholder=asked.get("stakeholder", ""),
    )


def _questions(asked: dict) -> tuple[int, ...] | None:
    """The ids of the questions asked for; of a theme and a question of another one, none."""
    theme, question = asked.get("theme"), asked.get("question")
    if not theme and not question:
        return None
    if question:
        return (question.pk,) if theme in (None, question.theme) else ()
    return tuple(theme.questions.values_list("pk", flat=True))
