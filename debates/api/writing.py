"""Posting, arguing, reacting, editing and withdrawing by a program, with the key of a person: the acts of the pages.

docs/api.md shows each. No session counts here, so no page of another site can write in a reader's name.
"""

from typing import ClassVar

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consultation.api import Described
from consultation.api_errors import Conflict, Unprocessable
from consultation.api_limits import WritingThrottle
from consultation.keys.authentication import KeyAuthentication
from consultation.permissions import allowed
from debates import actions
from debates.api.fields import COUNTS, Address
from debates.api.sent import Json, once, permit, refusals, texts, valid
from debates.forms import ArgumentForm, ContributionForm, EditArgumentForm, EditForm
from debates.locating import Located
from debates.models import Contribution, Question, Reaction, Stance
from debates.place_forms import PlaceForm

# --- What is sent and what is answered


class ContributionSent(serializers.Serializer):
    """A contribution to post."""

    nature = serializers.CharField(help_text=_("La clé d’une nature de la consultation."))
    title = serializers.CharField(help_text=_("Une phrase."))
    body = serializers.CharField(help_text=_("Le texte, en Markdown."))
    source_url = serializers.CharField(required=False, help_text=_("Le lien vers une source."))
    place_commune = serializers.CharField(
        required=False, help_text=_("Où cela se trouve, pour une nature qui a un lieu : la commune ou son code postal.")
    )
    place_name = serializers.CharField(required=False, help_text=_("Le nom du lieu."))
    place_url = serializers.CharField(required=False, help_text=_("Son site web."))
    place_latitude = serializers.CharField(required=False, help_text=_("En degrés : 44.8378."))
    place_longitude = serializers.CharField(required=False, help_text=_("En degrés : -0.5794."))


class ArgumentSent(serializers.Serializer):
    """An argument to answer with."""

    stance = serializers.ChoiceField(Stance.choices, help_text=_("Ce que l’argument fait au texte auquel il répond."))
    body = serializers.CharField(help_text=_("Le texte, en Markdown."))
    source_url = serializers.CharField(required=False, help_text=_("Le lien vers une source."))


class VersionSent(serializers.Serializer):
    """The new text of a contribution or, without a title, of an argument."""

    title = serializers.CharField(required=False, help_text=_("D’une contribution seulement."))
    body = serializers.CharField(help_text=_("Le texte, en Markdown."))
    source_url = serializers.CharField(required=False, help_text=_("Le lien vers une source."))


class ReactionSent(serializers.Serializer):
    """The reaction to give."""

    kind = serializers.ChoiceField(Reaction.Kind.choices)


class OwnText(serializers.ModelSerializer):
    """A text of one's own, in whatever state, as last written."""

    url = Address()
    consultation = serializers.CharField(source="consultation.slug")
    question = serializers.IntegerField(source="question_id")
    contribution = serializers.IntegerField(source="root_id", allow_null=True, help_text=_("null : c’en est une."))
    parent = serializers.IntegerField(source="parent_id", allow_null=True)
    nature = serializers.CharField(source="nature.key", default="")
    stance = serializers.CharField()
    is_online = serializers.BooleanField(source="is_public", help_text=_("Tout le monde peut le lire."))
    awaits = serializers.SerializerMethodField(help_text=_("Une version attend un modérateur."))
    version = serializers.IntegerField(source="last.number")
    title = serializers.CharField(source="last.title")
    body = serializers.CharField(source="last.body")
    source_url = serializers.CharField(source="last.source_url")
    posted_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Contribution
        fields = [
            *("id", "url", "consultation", "question", "contribution", "parent", "nature", "stance", "state"),
            *("is_online", "awaits", "version", "title", "body", "source_url", "posted_at"),
        ]

    def get_awaits(self, contribution: Contribution) -> bool:
        return contribution.awaiting_id is not None


class ReactionGiven(serializers.Serializer):
    """The reaction that now stands, and the counts."""

    kind = serializers.CharField(help_text=_("Vide : aucune."))
    agree_count = serializers.IntegerField()
    disagree_count = serializers.IntegerField()
    unclear_count = serializers.IntegerField()
    more_info_count = serializers.IntegerField()


ONCE = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=_("Choisie par le programme : la même demande envoyée deux fois avec elle ne publie qu’un texte."),
)


# --- Addresses


class Writing(APIView):
    """By a key alone, in the name of its owner."""

    schema = Described()
    authentication_classes: ClassVar = [KeyAuthentication]
    permission_classes: ClassVar = [IsAuthenticated]
    throttle_classes: ClassVar = [WritingThrottle]
    parser_classes: ClassVar = [Json]
    about: ClassVar[dict[str, str]]

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


PLACE = {f"place_{name}": name for name in ("commune", "name", "url", "latitude", "longitude")}
SENDING = ["400", "401", "403", "409", "413", "415", "422"]


class QuestionContributions(Writing):
    about = {"POST": _("Publier une contribution sous une question.")}
    refusals = {"POST": SENDING}

    @extend_schema(
        operation_id="contributions_post", request=ContributionSent, responses={201: OwnText}, parameters=[ONCE]
    )
    def post(self, request: Request, pk: int) -> Response:
        question = get_object_or_404(Question.objects.select_related("theme__consultation"), pk=pk)
        if not allowed(request.user, "consultation.read", question.consultation):
            raise Http404
        permit(request.user, "debates.post", question)
        sent, key = texts(request, "nature", "title", "body", "source_url", *PLACE), once(request)
        said = valid(ContributionForm(sent, consultation=question.consultation)) | {"key": key}
        place = _place(sent)
        with refusals(), transaction.atomic():
            posted = actions.post(question, by=request.user, place=place, **said)
            _same_as_before(posted, key, nature=said["nature"])
        return Response(_own(posted), status=status.HTTP_201_CREATED)


class TextArguments(Writing):
    about = {"POST": _("Répondre par un argument à une contribution ou à un argument.")}
    refusals = {"POST": SENDING}

    @extend_schema(operation_id="arguments_post", request=ArgumentSent, responses={201: OwnText}, parameters=[ONCE])
    def post(self, request: Request, pk: int) -> Response:
        parent = _text(request, pk)
        permit(request.user, "debates.argue", parent)
        sent, key = texts(request, "stance", "body", "source_url"), once(request)
        said = valid(ArgumentForm(sent)) | {"key": key}
        with refusals(), transaction.atomic():
            posted = actions.argue(parent, by=request.user, **said)
            _same_as_before(posted, key, stance=said["stance"])
        return Response(_own(posted), status=status.HTTP_201_CREATED)


class TextReaction(Writing):
    about = {
        "PUT": _("Donner ou changer sa réaction : une par personne et par texte."),
        "DELETE": _("Reprendre sa réaction."),
    }
    refusals = {"PUT": SENDING, "DELETE": ["401", "403", "409"]}

    @extend_schema(operation_id="reaction_give", request=ReactionSent, responses=ReactionGiven)
    def put(self, request: Request, pk: int) -> Response:
        text = _text(request, pk)
        permit(request.user, "debates.react", text)
        kind = texts(request, "kind").get("kind", "")
        if kind not in Reaction.Kind.values:
            raise Unprocessable({"kind": [gettext("Cette réaction n’existe pas.")]})
        return _reacted(request, text, kind)

    @extend_schema(operation_id="reaction_take_back", request=None, responses={200: ReactionGiven})
    def delete(self, request: Request, pk: int) -> Response:
        text = _text(request, pk)
        permit(request.user, "debates.react", text)
        return _reacted(request, text, "")


class OneText(Writing):
    about = {
        "GET": _("Un de ses propres textes, dans l’état où il est."),
        "PUT": _("Écrire une nouvelle version d’un de ses textes."),
        "DELETE": _("Retirer un de ses textes : les réponses des autres restent."),
    }
    refusals = {"GET": ["401"], "PUT": SENDING, "DELETE": ["401", "403", "409"]}

    @extend_schema(operation_id="text_retrieve", responses=OwnText)
    def get(self, request: Request, pk: int) -> Response:
        text = _text(request, pk)
        if text.author_id != request.user.pk:
            raise Http404
        return Response(_own(text))

    @extend_schema(operation_id="text_edit", request=VersionSent, responses=OwnText)
    def put(self, request: Request, pk: int) -> Response:
        text = _text(request, pk)
        permit(request.user, "debates.edit", text)
        names = ("body", "source_url") if text.is_argument else ("title", "body", "source_url")
        form = EditArgumentForm if text.is_argument else EditForm
        said = {"title": ""} | valid(form(texts(request, *names)))
        with refusals():
            actions.edit(text, by=request.user, **said)
        return Response(_own(_text(request, pk)))

    @extend_schema(operation_id="text_withdraw", request=None, responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        text = _text(request, pk)
        permit(request.user, "debates.withdraw", text)
        if not actions.withdraw(text, by=request.user):
            raise Conflict(gettext("Ce texte n’est plus en ligne."))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _text(request: Request, pk: int) -> Contribution:
    """The text, if this person may read it; 404 otherwise, whether it exists or not."""
    rows = Contribution.objects.select_related("live", "author", "nature", "question__theme__consultation")
    text = get_object_or_404(rows, pk=pk)
    if not allowed(request.user, "debates.read", text):
        raise Http404
    return text


def _place(sent: dict[str, str]) -> Located | None:
    """Where it is said to be; None when nothing was said. 422 by the names that were sent."""
    form = PlaceForm({PLACE[name]: value for name, value in sent.items() if name in PLACE}, is_optional=True)
    if not form.is_valid():
        raise Unprocessable({f"place_{name}": [str(word) for word in words] for name, words in form.errors.items()})
    return form.located


def _own(text: Contribution) -> dict:
    text.last = text.versions.last()
    return OwnText(text).data


def _same_as_before(posted: Contribution, key: str, **said: object) -> None:
    """409, and nothing written, when this key was already used for something else."""
    if key and (posted.key != key or any(getattr(posted, name) != value for name, value in said.items())):
        raise Conflict(gettext("Cette clé d’idempotence a déjà servi à envoyer autre chose : prenez-en une autre."))


def _reacted(request: Request, text: Contribution, kind: str) -> Response:
    with refusals():
        stands = actions.react(text, by=request.user, kind=kind)
    text.refresh_from_db(fields=COUNTS)
    return Response({"kind": stands, **{name: getattr(text, name) for name in COUNTS}})
