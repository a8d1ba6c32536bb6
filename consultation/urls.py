"""The roof: every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from consultation import mail_link, sitemap, views
from consultation.sharing.views import share
from debates.views import drafts, space
from pages.views import statements

handler403 = "consultation.views.refused"
handler404 = "consultation.views.missing"
handler500 = "consultation.views.failed"

urlpatterns = [
    path("accessibilite/", statements.accessibility, name="accessibility"),
    path("mentions-legales/", statements.legal, name="legal"),
    path("donnees-personnelles/", statements.privacy, name="privacy"),
    path("i18n/langue/", views.set_language, name="set_language"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("<slug:slug>/plan.xml", sitemap.of_consultation, name="consultation_sitemap"),
    path("<slug:slug>/envoyer/", share, name="share"),
    path("api/", include("consultation.api_urls")),
    path("comptes/lien/", mail_link.follow, name="account_login_link"),
    path("comptes/", include("allauth.account.urls")),
    path("comptes/2fa/", include("allauth.mfa.urls")),
    path("comptes/3rdparty/", include("allauth.socialaccount.urls")),
    path("comptes/", include("consultation.providers.urls")),
    path("mon-espace/", space.my_space, name="my_space"),
    path("", include("consultation.keys.urls")),
    path("", include("consultation.consents.urls")),
    path("mon-espace/brouillons/<int:pk>/effacer/", drafts.drop, name="drop_draft"),
    path("mon-espace/d-ou-je-parle/", space.where_from, name="where_from"),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("", include("privacy.urls")),
    path("", include("following.urls")),
    path("", include("moderation.urls")),
    path("", include("administration.urls")),
    path("", include("pages.urls")),
    path("", include("imports.urls")),
    path("", include("synthesis.urls")),
    path("", include("debates.urls")),
]
