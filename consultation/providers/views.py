"""Leaving for a provider and coming back."""

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from consultation.limits import limited
from consultation.providers.provider import ProtocolAdapter


@never_cache
@limited("provider")
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """By GET the question, by POST the way to the provider; 404 for one that is not set up."""
    return _answered(OAuth2LoginView, request, provider_id)


@never_cache
@limited("provider", reads=True)
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the provider answers; 401 with the page that says so unless it answers what this session asked."""
    return _answered(OAuth2CallbackView, request, provider_id)


def _answered(view, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view.adapter_view(ProtocolAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
