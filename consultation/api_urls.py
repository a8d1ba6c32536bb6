"""The roof of the API: /api/v1/, its schema and the page that explains it."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from consultation.api import Communes, Readable, Root
from consultation.api_docs import api_docs
from debates import api as debates
from debates import api_places as places
from pages import api as pages
from synthesis import api as synthesis


class Schema(Readable, SpectacularAPIView):
    """The OpenAPI description, as YAML or with ?format=json."""


router = DefaultRouter()
router.APIRootView = Root
router.include_format_suffixes = False
for name, resource in (pages.ROUTES | debates.ROUTES | places.ROUTES | synthesis.ROUTES).items():
    router.register(name, resource, basename=f"api-{name}")

urlpatterns = [
    path("v1/communes/", Communes.as_view(), name="communes"),
    path("v1/", include(router.urls)),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", api_docs, name="api_docs"),
]
