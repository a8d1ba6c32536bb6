"""Addresses of what concerns a person: her data, shown, taken away, erased."""

from django.urls import path

from privacy.views import data, exports

urlpatterns = [
    path("mon-espace/mes-donnees/", data.my_data, name="my_data"),
    path("mon-espace/mes-donnees/copie/", exports.ask, name="ask_personal_export"),
    path("mon-espace/mes-donnees/copie/<uuid:token>/", exports.export, name="personal_export"),
    path("mon-espace/mes-donnees/copie/<uuid:token>/recommencer/", exports.retry, name="retry_personal_export"),
    path("mon-espace/mes-donnees/copie/<uuid:token>/fichier/", exports.file, name="personal_export_file"),
    path("mon-espace/mes-donnees/effacer/", data.leave, name="leave"),
]
