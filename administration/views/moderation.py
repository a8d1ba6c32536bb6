"""When texts are read, what holds one back, and the rules of the charter."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from administration import actions
from administration.moderation_forms import ModerationForm, RuleForm
from administration.views.common import administered, administered_act, done, status_of, step_of, tried
from consultation.consents.asking import version_of
from consultation.consents.models import Kind
from consultation.models import Consultation
from debates.charter import Rule, rule_of, rules_of


@administered
def moderation(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The rule of the consultation, that of each theme, and what holds a text back."""
    form = ModerationForm(request.POST or None, consultation=consultation)
    if done(request, form, partial(actions.change_moderation, consultation)):
        return redirect("administer_moderation", consultation.slug)
    context = {"form": form, "rules": rules_of(consultation)}
    return render(request, "administration/moderation.html", context, status=status_of(request))


@administered
def charter(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The rules in their order, and a form for one more."""
    form = RuleForm(request.POST or None)
    if done(request, form, partial(actions.add_rule, consultation)):
        return redirect("administer_charter", consultation.slug)
    context = {"form": form, "rules": rules_of(consultation), "version": version_of(consultation, Kind.CHARTER)}
    return render(request, "administration/charter.html", context, status=status_of(request))


def _rule_of(consultation: Consultation, key: str) -> Rule:
    found = rule_of(consultation, key)
    if found is None:
        raise Http404
    return found


@administered
def rule(request: HttpRequest, consultation: Consultation, key: str) -> HttpResponse:
    found = _rule_of(consultation, key)
    form = RuleForm(request.POST or None, initial={"name": found.label, "explanation": found.explanation})
    if done(request, form, partial(actions.change_rule, consultation, key)):
        return redirect("administer_charter", consultation.slug)
    return render(request, "administration/rule.html", {"form": form, "rule": found}, status=status_of(request))


@administered_act
def move_rule(request: HttpRequest, consultation: Consultation, key: str) -> HttpResponse:
    _rule_of(consultation, key)
    tried(request, lambda: actions.move_rule(consultation, key, step_of(request), by=request.user))
    return redirect("administer_charter", consultation.slug)


@administered_act
def remove_rule(request: HttpRequest, consultation: Consultation, key: str) -> HttpResponse:
    _rule_of(consultation, key)
    tried(request, lambda: actions.remove_rule(consultation, key, by=request.user), _("La règle est retirée."))
    return redirect("administer_charter", consultation.slug)


@administered_act
def ask_again(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    said = _("Chacun acceptera de nouveau la charte avant d’écrire.")
    tried(request, lambda: actions.ask_again(consultation, by=request.user), said)
    return redirect("administer_charter", consultation.slug)
