"""Who took part: what everybody may read of somebody who published something in a consultation."""

from uuid import UUID

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consultation.api import AreaSerializer, Readable, public_consultations, refuse_unknown
from consultation.models import User
from debates.participants import participant


class ParticipantSerializer(serializers.Serializer):
    """A participant as shown today, where texts keep what was shown when they were written."""

    id = serializers.UUIDField(source="public_id")
    url = serializers.SerializerMethodField(help_text=_("Sa page dans cette consultation."))
    name = serializers.CharField()
    stakeholder = serializers.SerializerMethodField(help_text=_("La qualité ; vide si elle n’est pas montrée."))
    commune = serializers.SerializerMethodField(help_text=_("null si elle n’est pas montrée."))

    def get_url(self, person: User) -> str:
        return settings.SITE_URL + reverse("participant", args=[self.context["slug"], person.public_id])

    def get_stakeholder(self, person: User) -> str:
        return person.stakeholder if person.shows_stakeholder else ""

    def get_commune(self, person: User) -> AreaSerializer(allow_null=True):
        return AreaSerializer(person.commune).data if person.shows_commune and person.commune else None


class Participant(Readable, APIView):
    about = _(
        "Une personne qui a publié dans cette consultation ; ses textes sont donnés par le filtre participant des"
        " contributions et des arguments."
    )

    @extend_schema(operation_id="participants_retrieve", responses=ParticipantSerializer)
    def get(self, request: Request, slug: str, public_id: UUID) -> Response:
        refuse_unknown(request, {"format"})
        consultation = get_object_or_404(public_consultations(), slug=slug)
        person = participant(consultation, public_id)
        return Response(ParticipantSerializer(person, context={"slug": slug}).data)
