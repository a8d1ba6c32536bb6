"""What everybody may read of the debate, for programs. docs/api.md shows an answer."""

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from consultation import text
from consultation.api import AreaSerializer, Resource, consultation_filter, public_consultations
from consultation.models import PUBLIC_STATES, Consultation, Phase, Stakeholder
from consultation.territories.models import Region, TerritoryKind
from debates.models import Contribution, Nature, Question, Stance, State, Theme, Version
from debates.reading import SORTS


def public_questions(request=None) -> QuerySet[Question]:
    return Question.objects.filter(theme__consultation__state__in=PUBLIC_STATES).select_related("theme__consultation")


def public_themes(request=None) -> QuerySet[Theme]:
    return Theme.objects.filter(consultation__state__in=PUBLIC_STATES)


def public_texts() -> QuerySet[Contribution]:
    """Contributions and arguments that everybody may read, with what a line about them needs."""
    rows = Contribution.objects.published().filter(question__theme__consultation__state__in=PUBLIC_STATES)
    return rows.with_author().select_related("commune__department__region")


def public_places(request=None) -> QuerySet[Contribution]:
    """Contributions that have a page: those online, and the withdrawn ones, whose answers stay."""
    rows = Contribution.objects.contributions().filter(question__theme__consultation__state__in=PUBLIC_STATES)
    return rows.filter(state__in=(State.PUBLISHED, State.WITHDRAWN))


# --- What an answer holds


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


class PhaseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Phase
        fields = ["kind", "name", "starts_on", "ends_on"]


class ConsultationSerializer(serializers.ModelSerializer):
    url = Address()
    introduction_html = Markdown(source="introduction")
    phases = PhaseSerializer(many=True)
    contributions_count = serializers.IntegerField()
    arguments_count = serializers.IntegerField()

    class Meta:
        model = Consultation
        fields = [
            *("slug", "url", "name", "tagline", "introduction_html", "charter", "moderation", "language", "phases"),
            *("contributions_count", "arguments_count"),
        ]


class ThemeSerializer(serializers.ModelSerializer):
    consultation = serializers.CharField(source="consultation.slug")
    url = Address()
    introduction_html = Markdown(source="introduction")

    class Meta:
        model = Theme
        fields = ["id", "consultation", "slug", "url", "name", "introduction_html", "colour", "position"]


class QuestionSerializer(serializers.ModelSerializer):
    consultation = serializers.CharField(source="theme.consultation.slug")
    theme = serializers.IntegerField(source="theme_id")
    url = Address()
    context_html = Markdown(source="context")

    class Meta:
        model = Question
        fields = [
            *("id", "consultation", "theme", "url", "title", "context_html", "position"),
            *("contributions_count", "arguments_count"),
        ]


class NatureSerializer(serializers.ModelSerializer):
    consultation = serializers.CharField(source="consultation.slug")
    name = serializers.CharField(source="label")
    explanation = serializers.CharField()

    class Meta:
        model = Nature
        fields = ["id", "consultation", "key", "name", "explanation", "position"]


class WhenceSerializer(serializers.Serializer):
    """Who speaks and from where, as declared when the text was posted."""

    name = serializers.CharField(
        source="author.name", default="", help_text=_("Le nom affiché ; vide s’il est inconnu.")
    )
    stakeholder = serializers.SerializerMethodField(
        help_text=_("La qualité ; vide si elle n’est pas dite, ou pas montrée.")
    )
    commune = AreaSerializer(
        source="shown_commune", allow_null=True, help_text=_("null si elle n’est pas dite, ou pas montrée.")
    )

    def get_stakeholder(self, contribution: Contribution) -> str:
        return contribution.stakeholder if contribution.shows_stakeholder else ""


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
COUNTS = ["agree_count", "disagree_count", "unclear_count", "more_info_count"]


class ContributionSerializer(TextSerializer):
    theme = serializers.IntegerField(source="question.theme_id")
    nature = serializers.CharField(source="nature.key")
    title = serializers.CharField(source="live.title")

    class Meta(TextSerializer.Meta):
        fields = [
            *("id", "url", "consultation", "theme", "question", "nature", "title", *COMMON, *COUNTS),
            *("supports", "arguments_count", "for_count", "against_count"),
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


# --- Filters


def _nature_keys() -> list[tuple[str, str]]:
    rows = Nature.objects.filter(consultation__state__in=PUBLIC_STATES).order_by("key")
    return [(key, key) for key in rows.values_list("key", flat=True).distinct()]


@extend_schema_field({"type": "string", "description": _("La clé d’une nature.")})
class NatureFilter(filters.ChoiceFilter):
    """By the key of a nature of a public consultation."""

    def __init__(self, **options):
        super().__init__(choices=_nature_keys, help_text=_("La clé d’une nature."), **options)


class OfConsultation(filters.FilterSet):
    consultation = consultation_filter("consultation")


class QuestionFilters(filters.FilterSet):
    consultation = consultation_filter("theme__consultation")
    theme = filters.ModelChoiceFilter(queryset=public_themes, help_text=_("L’identifiant d’un thème."))


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

    def among_shown(self, queryset: QuerySet, name: str, value) -> QuerySet:
        """What its author only lets be counted is not found out by a filter either."""
        shown = "shows_stakeholder" if name == "stakeholder" else "shows_commune"
        return queryset.filter(**{name: value, shown: True})


class ContributionFilters(TextFilters):
    theme = filters.ModelChoiceFilter(
        field_name="question__theme", queryset=public_themes, help_text=_("L’identifiant d’un thème.")
    )
    nature = NatureFilter(field_name="nature__key")
    sort = filters.ChoiceFilter(
        choices=[(name, name) for name in SORTS],
        method="as_they_are",
        help_text=_("L’ordre, toujours du plus au moins."),
    )

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


# --- Resources


class Consultations(Resource):
    about = _("Les consultations ouvertes à tous, avec leur calendrier.")

    serializer_class = ConsultationSerializer
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def get_queryset(self):
        questions = Sum("themes__questions__contributions_count", default=0)
        arguments = Sum("themes__questions__arguments_count", default=0)
        rows = public_consultations().annotate(contributions_count=questions, arguments_count=arguments)
        return rows.prefetch_related("phases")


class Themes(Resource):
    about = _("Les thèmes d’une consultation.")

    serializer_class = ThemeSerializer
    filterset_class = OfConsultation
    queryset = Theme.objects.filter(consultation__state__in=PUBLIC_STATES).select_related("consultation")


class Questions(Resource):
    about = _("Les questions d’un thème, avec le nombre de ce qui y est publié.")

    serializer_class = QuestionSerializer
    filterset_class = QuestionFilters
    queryset = public_questions()


class Natures(Resource):
    about = _("Ce qu’une contribution ou un extrait peut être : constat, frein, proposition…")

    serializer_class = NatureSerializer
    filterset_class = OfConsultation
    queryset = Nature.objects.filter(consultation__state__in=PUBLIC_STATES).select_related("consultation")


class Contributions(Resource):
    about = _("Les contributions en ligne, les plus récentes d’abord.")

    serializer_class = ContributionSerializer
    filterset_class = ContributionFilters
    queryset = public_texts().contributions()
    sorts = SORTS


class Arguments(Resource):
    about = _("Les arguments en ligne, dans l’ordre où ils sont venus ; le filtre contribution donne ceux d’un fil.")

    serializer_class = ArgumentSerializer
    filterset_class = ArgumentFilters
    queryset = public_texts().arguments()


class Versions(Resource):
    about = _("Les textes qui ont été en ligne : chacun ne change jamais.")

    serializer_class = VersionSerializer
    filterset_class = VersionFilters
    queryset = Version.objects.filter(
        published_at__isnull=False,
        contribution__state=State.PUBLISHED,
        contribution__covered=False,
        contribution__question__theme__consultation__state__in=PUBLIC_STATES,
    ).select_related("contribution__question__theme__consultation")


ROUTES = {
    "consultations": Consultations,
    "themes": Themes,
    "questions": Questions,
    "natures": Natures,
    "contributions": Contributions,
    "arguments": Arguments,
    "versions": Versions,
}
