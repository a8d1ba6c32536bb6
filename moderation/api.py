"""The register of the moderation, for programs."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consultation.api import Readable, public_consultations, refuse_unknown
from debates.models import Appeal, Decision, Hold, Report
from moderation.register import Delay, Period, register_of
from moderation.register_table import minutes


class DecisionsSerializer(serializers.Serializer):
    """So many decisions of one kind, for one reason."""

    verdict = serializers.ChoiceField(Decision.Verdict.choices)
    reason = serializers.CharField(help_text=_("La règle de la charte, en mots ; peut être vide."))
    number = serializers.IntegerField()


class DelaySerializer(serializers.Serializer):
    """How long texts waited for a decision, in whole minutes."""

    median = serializers.IntegerField(allow_null=True)
    p95 = serializers.IntegerField(allow_null=True, help_text=_("95 décisions sur 100 ont pris au plus ce délai."))
    measured = serializers.IntegerField(help_text=_("Décisions sur des textes qui attendaient."))


class PeriodSerializer(serializers.Serializer):
    """What was done in a week, or in all."""

    week = serializers.CharField(source="iso", help_text=_("Semaine ISO 8601, « 2026-S12 » ; vide pour le tout."))
    monday = serializers.DateField(allow_null=True)
    decisions = serializers.SerializerMethodField()
    delay = serializers.SerializerMethodField()
    reports = serializers.SerializerMethodField(help_text=_("Signalements par issue."))
    appeals = serializers.SerializerMethodField(help_text=_("Recours par état."))
    holds = serializers.SerializerMethodField(help_text=_("Textes retenus avant décision, par filtre."))

    def get_decisions(self, period: Period) -> DecisionsSerializer(many=True):
        counted = sorted(period.decisions.items())
        return [{"verdict": verdict, "reason": reason, "number": number} for (verdict, reason), number in counted]

    def get_delay(self, period: Period) -> DelaySerializer():
        return {**_in_minutes(period.delay), "measured": period.delay.measured}

    def get_reports(self, period: Period) -> dict[str, int]:
        return {outcome: period.reports[outcome] for outcome in Report.Outcome.values}

    def get_appeals(self, period: Period) -> dict[str, int]:
        return {state: period.appeals[state] for state in Appeal.State.values}

    def get_holds(self, period: Period) -> dict[str, int]:
        return {kind: period.holds[kind] for kind in Hold.Kind.values}


class RegisterSerializer(serializers.Serializer):
    whole = PeriodSerializer()
    weeks = PeriodSerializer(many=True, help_text=_("Celles où quelque chose s’est passé, la plus ancienne d’abord."))


class Register(Readable, APIView):
    about = _(
        "Le registre public de la modération : décisions par raison, délais, signalements, recours et textes retenus,"
        " par semaine et en tout. Personne n’y est nommé."
    )

    @extend_schema(operation_id="consultations_register", responses=RegisterSerializer)
    def get(self, request: Request, slug: str) -> Response:
        refuse_unknown(request, {"format"})
        consultation = get_object_or_404(public_consultations(), slug=slug)
        return Response(RegisterSerializer(register_of(consultation)).data)


def _in_minutes(delay: Delay) -> dict[str, int | None]:
    if not delay.measured:
        return {"median": None, "p95": None}
    return {"median": minutes(delay.median), "p95": minutes(delay.late)}
