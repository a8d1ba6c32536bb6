"""The page where a reader sends a page to somebody, without an account and without JavaScript."""

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from consultation import public
from consultation.public import PublicPage
from consultation.sharing import limits, mail
from consultation.sharing.form import ShareForm


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a page of this consultation that everybody may read; 404 for any other address."""
    page = _page(request, slug)
    request.consultation = page.consultation
    if request.method != "POST":
        return _shown(request, page, ShareForm())
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _shown(request, page, form, status=422)
    if not form.is_by_a_robot:
        try:
            _send(request, page, form)
        except limits.TooMany as error:
            return _too_many(request, page, form, error.wait)
        except (limits.Uncounted, mail.NotSent):
            return _shown(request, page, form, status=503, trouble="away")
    address = urlencode({"page": page.path, "envoye": "1"})
    return redirect(f"{reverse('share', args=[slug])}?{address}")


def _page(request: HttpRequest, slug: str) -> PublicPage:
    typed = request.POST.get("page") or request.GET.get("page") or reverse("consultation", args=[slug])
    page = public.page_at(typed)
    if page is None or page.consultation.slug != slug:
        raise Http404
    return page


def _send(request: HttpRequest, page: PublicPage, form: ShareForm) -> None:
    said = {name: form.cleaned_data[name] for name in ("recipient", "name", "message")}
    limits.count(sender=_sender(request), recipient=said["recipient"])
    mail.send(page, **said)


def _sender(request: HttpRequest) -> str:
    """The account, or the address the request came from; in IPv6 its network, which one household has for itself."""
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    address = ip_address(get_adapter().get_client_ip(request))
    return f"from {ip_network((address, 64), strict=False)}" if address.version == 6 else f"from {address}"


def _too_many(request: HttpRequest, page: PublicPage, form: ShareForm, wait: int) -> HttpResponse:
    response = _shown(request, page, form, status=429, trouble="often", minutes=-(-wait // 60))
    response["Retry-After"] = str(wait)
    return response


def _shown(request: HttpRequest, page: PublicPage, form: ShareForm, status: int = 200, **more) -> HttpResponse:
    is_sent = status == 200 and bool(request.GET.get("envoye"))
    context = {"section": "", "form": form, "page": page, "address": public.absolute(page.path), "is_sent": is_sent}
    return render(request, "site/share.html", context | more, status=status)
