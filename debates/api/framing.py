"""What a debate is laid out in: consultations, themes, questions, natures."""

from django.db.models import OuterRef, Subquery, Sum
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from consultation.api import Resource, consultation_filter, public_consultations
from consultation.models import PUBLIC_STATES, Consultation, Phase
from consultation.territories import map as maps
from debates.api.fields import Address, Markdown, OfConsultation
from debates.api.public import public_questions, public_themes
from debates.models import Contribution, Nature, Question, Theme
from debates.opening import opening
from debates.pulse import pulse_of


class PhaseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Phase
        fields = ["kind", "name", "starts_on", "ends_on"]


class OpeningSerializer(serializers.Serializer):
    """What may be done today, by the calendar of the site (Europe/Paris)."""

    kind = serializers.ChoiceField(
        choices=["debate", "ahead", "between", "over", "none", "closed", "archived"],
        help_text=_("debate : on peut écrire ; ahead : le débat s’ouvre plus tard ; over : il est fini…"),
    )
    since = serializers.DateField(allow_null=True, help_text=_("Le jour où le débat s’ouvrira."))
    until = serializers.DateField(allow_null=True, help_text=_("Le dernier jour du débat, compris."))


class ConsultationSerializer(serializers.ModelSerializer):
    url = Address()
    introduction_html = Markdown(source="introduction")
    phases = PhaseSerializer(many=True)
    opening = serializers.SerializerMethodField()
    contributions_count = serializers.IntegerField()
    arguments_count = serializers.IntegerField()

    class Meta:
        model = Consultation
        fields = [
            *("slug", "url", "name", "tagline", "introduction_html", "charter", "moderation", "language", "state"),
            *("phases", "opening", "contributions_count", "arguments_count"),
        ]

    @extend_schema_field(OpeningSerializer)
    def get_opening(self, consultation: Consultation) -> dict:
        return OpeningSerializer(opening(consultation, consultation.phases.all())).data


class FiguresSerializer(serializers.Serializer):
    """The key figures of the home of a consultation; people and communes are counted, shown or not."""

    contributions = serializers.IntegerField()
    arguments = serializers.IntegerField()
    reactions = serializers.IntegerField()
    participants = serializers.IntegerField()
    communes = serializers.IntegerField()


class DepartmentFigureSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    texts = serializers.IntegerField(
        source="figure",
        allow_null=True,
        help_text=_(
            "Contributions et arguments publiés ; null pour trop peu de personnes, ou pour en protéger un autre."
        ),
    )


class WholeConsultationSerializer(ConsultationSerializer):
    """With the figures of its home, as they were counted at `counted_at`."""

    figures = FiguresSerializer(source="pulse_now.figures")
    departments = DepartmentFigureSerializer(many=True, help_text=_("Du plus de textes au moins."))
    counted_at = serializers.DateTimeField(source="pulse_now.at")

    class Meta(ConsultationSerializer.Meta):
        fields = [*ConsultationSerializer.Meta.fields, "figures", "departments", "counted_at"]

    def to_representation(self, consultation: Consultation) -> dict:
        texts = consultation.contributions_count + consultation.arguments_count
        consultation.pulse_now = pulse_of(consultation, texts)
        consultation.departments = maps.department_rows(consultation.pulse_now.departments)
        return super().to_representation(consultation)


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
    last_at = serializers.DateTimeField(
        allow_null=True, help_text=_("Quand est venue la dernière contribution publiée ; null s’il n’y en a pas.")
    )

    class Meta:
        model = Question
        fields = [
            *("id", "consultation", "theme", "url", "title", "context_html", "position"),
            *("contributions_count", "arguments_count", "last_at"),
        ]


class NatureSerializer(serializers.ModelSerializer):
    consultation = serializers.CharField(source="consultation.slug")
    name = serializers.CharField(source="label")
    explanation = serializers.CharField()

    class Meta:
        model = Nature
        fields = ["id", "consultation", "key", "name", "explanation", "position"]


class ConsultationFilters(filters.FilterSet):
    state = filters.ChoiceFilter(
        choices=[(state, state.label) for state in PUBLIC_STATES], help_text=_("Ouverte, close ou archivée.")
    )


class QuestionFilters(filters.FilterSet):
    consultation = consultation_filter("theme__consultation")
    theme = filters.ModelChoiceFilter(queryset=public_themes, help_text=_("L’identifiant d’un thème."))


class Consultations(Resource):
    about = _("Les consultations publiques, avec leur calendrier ; seule, l’une vient avec ses chiffres.")

    serializer_class = ConsultationSerializer
    detail_class = WholeConsultationSerializer
    filterset_class = ConsultationFilters
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

    def get_queryset(self):
        online = Contribution.objects.contributions().published().filter(question=OuterRef("pk"))
        newest = online.order_by("-created_at", "-pk").values("created_at")[:1]
        return public_questions().annotate(last_at=Subquery(newest))


class Natures(Resource):
    about = _("Ce qu’une contribution ou un extrait peut être : constat, frein, proposition…")

    serializer_class = NatureSerializer
    filterset_class = OfConsultation
    queryset = Nature.objects.filter(consultation__state__in=PUBLIC_STATES).select_related("consultation")
