"""The roof of the API: /api/v1/, its schema and the page that explains it."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from consultation.api import Communes, Readable, Root
from consultation.api_docs import api_docs, one_at_a_time
from debates import api as debates
from moderation import api as moderation
from pages import api as pages
from synthesis import api as synthesis


class Schema(Readable, SpectacularAPIView):
    """The OpenAPI description, as YAML or with ?format=json."""

    def dispatch(self, *args, **kwargs):
        with one_at_a_time:
            return super().dispatch(*args, **kwargs)


router = DefaultRouter()
router.APIRootView = Root
router.include_format_suffixes = False
for name, resource in (pages.ROUTES | debates.ROUTES | synthesis.ROUTES).items():
    router.register(name, resource, basename=f"api-{name}")

urlpatterns = [
    path("v1/communes/", Communes.as_view(), name="communes"),
    path("v1/search/", debates.Search.as_view(), name="api-search"),
    path(
        "v1/consultations/<slug:slug>/participants/<uuid:public_id>/",
        debates.Participant.as_view(),
        name="api-participant",
    ),
    path("v1/consultations/<slug:slug>/register/", moderation.Register.as_view(), name="api-register"),
    path("v1/questions/<int:pk>/contributions/", debates.QuestionContributions.as_view(), name="api-post"),
    path("v1/texts/<int:pk>/", debates.OneText.as_view(), name="api-text"),
    path("v1/texts/<int:pk>/arguments/", debates.TextArguments.as_view(), name="api-argue"),
    path("v1/texts/<int:pk>/reaction/", debates.TextReaction.as_view(), name="api-react"),
    path("v1/", include(router.urls)),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", api_docs, name="api_docs"),
]
