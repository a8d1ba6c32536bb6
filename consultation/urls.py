"""The roof: every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView

from consultation import views
from debates.views import space

handler403 = "consultation.views.refused"

urlpatterns = [
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
    path("i18n/langue/", views.set_language, name="set_language"),
    path("api/v1/communes/", views.communes, name="communes"),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/docs/", SpectacularRedocView.as_view(url_name="api_schema"), name="api_docs"),
    path("comptes/", include("allauth.urls")),
    path("mon-espace/", space.my_space, name="my_space"),
    path("mon-espace/d-ou-je-parle/", space.where_from, name="where_from"),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("", include("synthesis.urls")),
    path("", include("debates.urls")),
]
