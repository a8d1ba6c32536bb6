"""The technical administration as a whole: who enters, and where one signs in to it."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from consultation import second_factor


class Site(AdminSite):
    """For superusers with a second factor. One signs in where everybody does: there are no other doors to guard."""

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and second_factor.has(request.user)

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if request.user.is_authenticated:
            if request.user.is_staff:
                second_factor.has(request.user)  # the page that is refused says so
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.get_full_path())
