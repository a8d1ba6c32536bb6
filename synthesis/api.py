"""What everybody may read of the harvest and of the published syntheses, for programs."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers

from consultation.api import Resource, consultation_filter
from consultation.models import PUBLIC_STATES
from debates.api import Address, NatureFilter, OfConsultation, public_texts, public_themes
from debates.models import State
from synthesis.models import Extract, Idea, RollUp, Synthesis
from synthesis.small_cells import guarded
from synthesis.withholding import without_withdrawn

# --- What an answer holds


class IdeaSerializer(serializers.ModelSerializer):
    consultation = serializers.CharField(source="theme.consultation.slug")
    theme = serializers.IntegerField(source="theme_id")
    parent = serializers.IntegerField(source="parent_id", allow_null=True)
    extracts_count = serializers.IntegerField(help_text=_("Ses propres extraits publics, sans ceux des idées dessous."))

    class Meta:
        model = Idea
        fields = ["id", "consultation", "theme", "parent", "title", "position", "extracts_count"]


class ExtractSerializer(serializers.ModelSerializer):
    url = Address()
    consultation = serializers.CharField(source="contribution.question.theme.consultation.slug")
    contribution = serializers.IntegerField(source="contribution_id")
    version = serializers.IntegerField(source="version_id")
    version_sha256 = serializers.CharField(source="version.sha256")
    nature = serializers.CharField(source="nature.key")
    ideas = serializers.SerializerMethodField()

    class Meta:
        model = Extract
        fields = [
            *("id", "url", "consultation", "contribution", "version", "version_sha256", "start", "end", "quote"),
            *("nature", "ideas"),
        ]

    def get_ideas(self, extract: Extract) -> list[int]:
        return [idea.pk for idea in extract.ideas.all()]


class SynthesisSerializer(serializers.ModelSerializer):
    url = Address()
    consultation = serializers.CharField(source="consultation.slug")
    rollup = serializers.IntegerField(source="rollup_id", allow_null=True)
    sha256 = serializers.CharField(help_text=_("Empreinte du document tel qu’il a été figé."))

    class Meta:
        model = Synthesis
        fields = ["id", "url", "consultation", "number", "kind", "title", "published_at", "rollup", "sha256"]


class Frozen(serializers.Serializer):
    """A row with something frozen, shown without the words of texts withdrawn or hidden since."""

    withheld = serializers.ListField(
        child=serializers.IntegerField(),
        help_text=_("Contributions retirées ou masquées depuis : leurs mots sont ôtés de la réponse, pas l’empreinte."),
    )

    def to_representation(self, row):
        frozen = self.Meta.frozen
        shown, row.withheld = without_withdrawn(getattr(row, frozen))
        setattr(row, frozen, shown)
        return super().to_representation(row)


class PublishedSerializer(Frozen, SynthesisSerializer):
    document = serializers.DictField(help_text=_("Le document figé : énoncés, citations, chiffres."))

    class Meta(SynthesisSerializer.Meta):
        frozen = "document"
        fields = [*SynthesisSerializer.Meta.fields, "withheld", "document"]


class RollUpSerializer(serializers.ModelSerializer):
    consultation = serializers.CharField(source="consultation.slug")
    sha256 = serializers.CharField(help_text=_("Empreinte de la consolidation telle qu’elle a été figée."))

    class Meta:
        model = RollUp
        fields = ["id", "consultation", "cut_off", "finished_at", "sha256"]


class SnapshotSerializer(Frozen, RollUpSerializer):
    snapshot = serializers.DictField(
        help_text=_(
            "Chiffres de participation et, par question, les groupes de textes ; null à la place d’un nombre par "
            "territoire ou par qualité qui concerne trop peu de personnes, ou qui permettrait d’en retrouver un."
        )
    )

    class Meta(RollUpSerializer.Meta):
        frozen = "snapshot"
        fields = [*RollUpSerializer.Meta.fields, "withheld", "snapshot"]

    def to_representation(self, row: RollUp) -> dict:
        row.snapshot = guarded(row.snapshot)
        return super().to_representation(row)


# --- Filters


class IdeaFilters(filters.FilterSet):
    consultation = consultation_filter("theme__consultation")
    theme = filters.ModelChoiceFilter(queryset=public_themes, help_text=_("L’identifiant d’un thème."))


class ExtractFilters(filters.FilterSet):
    consultation = consultation_filter("contribution__question__theme__consultation")
    contribution = filters.ModelChoiceFilter(
        queryset=lambda request: public_texts(), help_text=_("L’identifiant d’une contribution ou d’un argument.")
    )
    idea = filters.ModelChoiceFilter(
        field_name="ideas", queryset=lambda request: public_ideas(), help_text=_("L’identifiant d’une idée.")
    )
    nature = NatureFilter(field_name="nature__key")


def public_ideas() -> QuerySet[Idea]:
    return Idea.objects.standing().filter(theme__consultation__state__in=PUBLIC_STATES)


# --- Resources


class Ideas(Resource):
    about = _("L’arbre des idées de chaque thème, sous lesquelles les extraits sont classés.")

    serializer_class = IdeaSerializer
    filterset_class = IdeaFilters

    def get_queryset(self):
        counted = Count(
            "extracts",
            filter=Q(
                extracts__contribution__state=State.PUBLISHED,
                extracts__contribution__covered=False,
                extracts__version__published_at__isnull=False,
            ),
        )
        return public_ideas().select_related("theme__consultation").annotate(extracts_count=counted)


class Extracts(Resource):
    about = _("Les passages retenus, mot pour mot : quote est text[start:end] de la version.")

    serializer_class = ExtractSerializer
    filterset_class = ExtractFilters

    def get_queryset(self):
        rows = Extract.objects.public()
        rows = rows.filter(contribution__question__theme__consultation__state__in=PUBLIC_STATES)
        return rows.with_source().prefetch_related("ideas")


class Syntheses(Resource):
    about = _("Les synthèses publiées ; seule, une synthèse vient avec son document.")

    serializer_class = SynthesisSerializer
    detail_class = PublishedSerializer
    filterset_class = OfConsultation

    def get_queryset(self):
        rows = (
            Synthesis.objects.published().filter(consultation__state__in=PUBLIC_STATES).select_related("consultation")
        )
        return rows if self.action == "retrieve" else rows.defer("document")


class RollUps(Resource):
    about = _(
        "Les consolidations sur lesquelles reposent les synthèses publiées ; seule, l’une vient avec ses chiffres."
    )

    serializer_class = RollUpSerializer
    detail_class = SnapshotSerializer
    filterset_class = OfConsultation

    def get_queryset(self):
        published = Synthesis.objects.published().filter(consultation__state__in=PUBLIC_STATES).values("rollup")
        rows = RollUp.objects.filter(pk__in=published, snapshot__isnull=False).select_related("consultation")
        return rows if self.action == "retrieve" else rows.defer("snapshot")


ROUTES = {
    "ideas": Ideas,
    "extracts": Extracts,
    "syntheses": Syntheses,
    "rollups": RollUps,
}
