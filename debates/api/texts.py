"""What people wrote: contributions, arguments, and every text of them that was online."""

from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from consultation.api import Resource, consultation_filter
from consultation.api_errors import Unprocessable
from consultation.models import Stakeholder
from consultation.territories.models import Region, TerritoryKind
from debates.actions import UNDO_FOR
from debates.api.fields import COUNTS, Address, NatureFilter, WhenceSerializer
from debates.api.public import (
    public_campaigns,
    public_people,
    public_places,
    public_questions,
    public_texts,
    public_themes,
    public_versions,
)
from debates.guarding import TooWide, guarded
from debates.models import Contribution, Stance, Version
from debates.reading import ASCENDING, SORTS


class TextSerializer(serializers.ModelSerializer):
    """What contributions and arguments share: the version that is online."""

    url = Address()
    consultation = serializers.CharField(source="question.theme.consultation.slug")
    question = serializers.IntegerField(source="question_id")
    version = serializers.IntegerField(source="live.number", help_text=_("Le numéro de la version en ligne."))
    text = serializers.CharField(source="live.text", help_text=_("Le texte seul ; les extraits y sont des positions."))
    html = serializers.CharField(source="live.html")
    sha256 = serializers.CharField(
        source="live.sha256",
        help_text=_(
            "Empreinte du titre, d’une ligne vide et du texte ; d’un caractère nul et de la source, s’il y en a une."
        ),
    )
    source_url = serializers.CharField(source="live.source_url", help_text=_("Le lien vers sa source ; vide sans."))
    whence = WhenceSerializer(source="*")
    posted_at = serializers.DateTimeField(source="created_at")
    online_since = serializers.DateTimeField(source="live.published_at")

    class Meta:
        model = Contribution
        fields: list[str] = []


COMMON = ["text", "html", "source_url", "sha256", "version", "posted_at", "online_since", "whence", "channel"]


class ContributionSerializer(TextSerializer):
    theme = serializers.IntegerField(source="question.theme_id")
    nature = serializers.CharField(source="nature.key")
    title = serializers.CharField(source="live.title")
    campaign = serializers.IntegerField(
        source="campaign_id",
        allow_null=True,
        help_text=_("Ce qui réunit les textes presque identiques ; le filtre campaign les donne tous."),
    )
    signatories = serializers.IntegerField(
        source="campaign.signatories", default=1, help_text=_("Le nombre de personnes qui ont envoyé ce texte.")
    )

    class Meta(TextSerializer.Meta):
        fields = [
            *("id", "url", "consultation", "theme", "question", "nature", "title", *COMMON, *COUNTS),
            *("supports", "arguments_count", "for_count", "against_count", "extracts_count"),
            *("campaign", "signatories"),
        ]


class ArgumentSerializer(TextSerializer):
    contribution = serializers.IntegerField(source="root_id", help_text=_("La contribution dont c’est le fil."))
    parent = serializers.IntegerField(source="parent_id", help_text=_("Le texte auquel il répond."))

    class Meta(TextSerializer.Meta):
        fields = [
            *("id", "url", "consultation", "question", "contribution", "parent", "depth", "stance", *COMMON, *COUNTS)
        ]


class VersionSerializer(serializers.ModelSerializer):
    consultation = serializers.CharField(source="contribution.question.theme.consultation.slug")
    contribution = serializers.IntegerField(source="contribution_id", help_text=_("La contribution, ou l’argument."))
    is_live = serializers.SerializerMethodField(help_text=_("C’est la version en ligne."))

    class Meta:
        model = Version
        fields = [
            *(
                "id",
                "consultation",
                "contribution",
                "number",
                "is_live",
                "title",
                "text",
                "html",
                "source_url",
                "sha256",
            ),
            *("created_at", "published_at"),
        ]

    def get_is_live(self, version: Version) -> bool:
        return version.contribution.live_id == version.pk


class TextFilters(filters.FilterSet):
    """Where a text stands and where its author speaks from."""

    consultation = consultation_filter("question__theme__consultation")
    question = filters.ModelChoiceFilter(queryset=public_questions, help_text=_("L’identifiant d’une question."))
    territory = filters.ChoiceFilter(
        field_name="commune__kind",
        choices=TerritoryKind.choices,
        method="among_shown",
        help_text=_("Le type de la commune montrée."),
    )
    region = filters.ModelChoiceFilter(
        field_name="commune__department__region",
        queryset=Region.objects.all(),
        method="among_shown",
        help_text=_("Le code de la région de la commune montrée."),
    )
    stakeholder = filters.ChoiceFilter(
        choices=Stakeholder.choices, method="among_shown", help_text=_("La qualité montrée.")
    )

    participant = filters.ModelChoiceFilter(
        field_name="author",
        to_field_name="public_id",
        queryset=public_people,
        help_text=_("Ce qui désigne une personne dans les adresses (whence.participant)."),
    )

    def among_shown(self, queryset: QuerySet, name: str, value) -> QuerySet:
        """What its author only lets be counted is not found out by a filter either."""
        shown = "shows_stakeholder" if name == "stakeholder" else "shows_commune"
        return queryset.filter(**{name: value, shown: True})


class ContributionFilters(TextFilters):
    theme = filters.ModelChoiceFilter(
        field_name="question__theme", queryset=public_themes, help_text=_("L’identifiant d’un thème.")
    )
    nature = NatureFilter(field_name="nature__key")
    harvested = filters.ChoiceFilter(
        choices=[("yes", _("un passage retenu")), ("no", _("rien de retenu"))],
        method="as_harvested",
        help_text=_("La mission en a retenu un passage, ou non."),
    )
    campaign = filters.ModelChoiceFilter(
        queryset=public_campaigns,
        help_text=_("Tous les textes presque identiques d’une campagne ; sans ce filtre, la liste en montre un."),
    )
    sort = filters.ChoiceFilter(
        choices=[(name, name) for name in SORTS],
        method="as_they_are",
        help_text=_("L’ordre, du plus au moins ; least_seen commence par les moins lues."),
    )

    def as_harvested(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(extracts_count__gt=0) if value == "yes" else queryset.filter(extracts_count=0)

    def as_they_are(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The order is the page's business: this only refuses an unknown one."""
        return queryset


class ArgumentFilters(TextFilters):
    contribution = filters.ModelChoiceFilter(
        field_name="root", queryset=public_places, help_text=_("L’identifiant de la contribution dont c’est le fil.")
    )
    stance = filters.ChoiceFilter(
        choices=Stance.choices, help_text=_("Ce que l’argument fait au texte auquel il répond.")
    )


class VersionFilters(filters.FilterSet):
    consultation = consultation_filter("contribution__question__theme__consultation")
    contribution = filters.ModelChoiceFilter(
        queryset=lambda request: public_texts(), help_text=_("L’identifiant d’une contribution ou d’un argument.")
    )


class Texts(Resource):
    """Lists that may hold a million rows. Under a question each order has its index, and so have the newest of all;
    anything else is given up where it would take the database too long."""

    refusals: ClassVar = {"GET": ["422"]}
    near = ("question", "contribution", "campaign")
    plain = frozenset(["consultation", "cursor", "size", "format"])

    def list(self, request: Request, *args, **kwargs) -> Response:
        asked = {name for name, value in request.query_params.items() if value and (name, value) != ("sort", "recent")}
        if asked & {*self.near} or asked <= self.plain:
            return super().list(request, *args, **kwargs)
        try:
            with guarded():
                return super().list(request, *args, **kwargs)
        except TooWide as error:
            message = gettext("Trop de textes à parcourir : choisissez une question.")
            raise Unprocessable({"question": [message]}) from error


class Contributions(Texts):
    about = _("Les contributions en ligne, les plus récentes d’abord ; des textes presque identiques, une seule.")

    serializer_class = ContributionSerializer
    filterset_class = ContributionFilters
    queryset = public_texts().contributions()
    sorts = SORTS
    ascending = ASCENDING

    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        """A text that was put together with another one leads to that one, as its page does."""
        asked = self.kwargs["pk"][:18]
        rows = Contribution.objects.filter(merged_into__in=public_texts().values("pk"))
        into = rows.filter(pk=asked).values_list("merged_into", flat=True).first()
        if into is None:
            return super().retrieve(request, *args, **kwargs)
        address = request.build_absolute_uri(request.path.replace(f"/{self.kwargs['pk']}/", f"/{into}/"))
        headers = {"Location": address, "Cache-Control": f"max-age={UNDO_FOR.seconds}"}
        return Response({"detail": gettext("Ce texte est réuni à un autre.")}, status=301, headers=headers)

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        is_whole = self.action != "list" or self.request.query_params.get("campaign")
        return rows if is_whole else rows.voices()


class Arguments(Texts):
    about = _("Les arguments en ligne, dans l’ordre où ils sont venus ; le filtre contribution donne ceux d’un fil.")

    serializer_class = ArgumentSerializer
    filterset_class = ArgumentFilters
    queryset = public_texts().arguments()


class Versions(Resource):
    about = _("Les textes qui ont été en ligne : chacun ne change jamais.")

    serializer_class = VersionSerializer
    filterset_class = VersionFilters
    queryset = public_versions()
