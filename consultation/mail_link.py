"""Signing in by mail: the link beside the code, which fills it in where it was asked for and signs nobody in by itself.

Programs that inspect mails open links, and people forward them: docs/decisions/sign-in-by-mail.md.
"""

import re
from urllib.parse import urlencode

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

CODE = re.compile(r"[A-Za-z0-9-]{4,12}")


def address(request: HttpRequest, code: str) -> str:
    """The link of a mail: the code, and the page of this site that signing in leads to."""
    then = get_next_redirect_url(request) if request else None
    query = {"code": code} | ({"next": then} if then else {})
    return f"{settings.SITE_URL}{reverse('account_login_link')}?{urlencode(query)}"


def code_of(request: HttpRequest) -> str:
    """The code of a link, or ""."""
    given = request.GET.get("code", "")
    return given if CODE.fullmatch(given) else ""


@never_cache
@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """The page where the code is confirmed, in the browser that asked for it; elsewhere, what to do with the code."""
    if request.user.is_authenticated:
        return redirect("my_space")
    if LoginStageController.enter(request, LoginByCodeStage.key):
        return redirect(f"{reverse('account_confirm_login_code')}?{request.GET.urlencode()}")
    return render(request, "account/login_link_elsewhere.html", {"code": code_of(request)})


class MailCodeForm(ConfirmLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if code := code_of(context.request):
            self.initial["code"] = code
