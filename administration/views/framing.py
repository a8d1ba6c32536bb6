"""Themes and their questions, on one page; each may be rewritten on its own."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from administration import actions
from administration.forms import QuestionForm, ThemeForm
from administration.views.common import administered, administered_act, back_to, done, status_of, step_of, tried
from consultation.models import Consultation
from debates.models import Colour, Question, Theme


@administered
def themes(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """All the themes with their questions, a form for a new theme and one under each theme for a new question."""
    form = ThemeForm(request.POST or None, initial={"colour": _unused_colour(consultation)})
    if done(request, form, partial(actions.add_theme, consultation)):
        return back_to("administer_themes", consultation, _anchor(consultation.themes.last()))
    return _laid_out(request, consultation, form)


def _laid_out(
    request: HttpRequest, consultation: Consultation, form: ThemeForm, asked: tuple[Theme, QuestionForm] | None = None
) -> HttpResponse:
    """The page; `asked` is a question that was sent under a theme and has to be mended."""
    rows = list(consultation.themes.prefetch_related("questions"))
    for theme in rows:
        sent = asked and asked[0] == theme
        theme.form = asked[1] if sent else _question_form(theme)
    context = {"form": form, "themes": rows, "asked": asked and asked[1]}
    return render(request, "administration/themes.html", context, status=status_of(request))


def _question_form(theme: Theme, data=None) -> QuestionForm:
    return QuestionForm(data, auto_id=f"id_theme{theme.pk}_%s")


def _unused_colour(consultation: Consultation) -> str:
    used = set(consultation.themes.values_list("colour", flat=True))
    return next((colour for colour in Colour.values if colour not in used), Colour.SLATE)


def _anchor(theme: Theme) -> str:
    return f"theme-{theme.pk}"


def _theme_of(consultation: Consultation, pk: int) -> Theme:
    return get_object_or_404(consultation.themes.select_related("consultation"), pk=pk)


def _question_of(consultation: Consultation, pk: int) -> Question:
    rows = Question.objects.select_related("theme__consultation")
    return get_object_or_404(rows, pk=pk, theme__consultation=consultation)


@administered
def theme(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    theme = _theme_of(consultation, pk)
    initial = {"name": theme.name, "colour": theme.colour, "introduction": theme.introduction}
    form = ThemeForm(request.POST or None, initial=initial)
    if done(request, form, partial(actions.change_theme, theme)):
        return back_to("administer_themes", consultation, _anchor(theme))
    context = {"form": form, "theme": theme}
    return render(request, "administration/theme.html", context, status=status_of(request))


@administered_act
def move_theme(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    theme = _theme_of(consultation, pk)
    actions.move_theme(theme, step_of(request), by=request.user)
    return back_to("administer_themes", consultation, _anchor(theme))


@administered_act
def remove_theme(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    theme = _theme_of(consultation, pk)
    tried(request, lambda: actions.remove_theme(theme, by=request.user), _("Le thème est retiré."))
    return redirect("administer_themes", consultation.slug)


@administered_act
def add_question(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    theme = _theme_of(consultation, pk)
    form = _question_form(theme, request.POST)
    if done(request, form, partial(actions.add_question, theme)):
        return back_to("administer_themes", consultation, _anchor(theme))
    empty = ThemeForm(initial={"colour": _unused_colour(consultation)})
    return _laid_out(request, consultation, empty, (theme, form))


@administered
def question(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    question = _question_of(consultation, pk)
    form = QuestionForm(request.POST or None, initial={"title": question.title, "context": question.context})
    if done(request, form, partial(actions.change_question, question)):
        return back_to("administer_themes", consultation, _anchor(question.theme))
    context = {"form": form, "question": question, "theme": question.theme}
    return render(request, "administration/question.html", context, status=status_of(request))


@administered_act
def move_question(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    question = _question_of(consultation, pk)
    actions.move_question(question, step_of(request), by=request.user)
    return back_to("administer_themes", consultation, _anchor(question.theme))


@administered_act
def remove_question(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    question = _question_of(consultation, pk)
    tried(request, lambda: actions.remove_question(question, by=request.user), _("La question est retirée."))
    return back_to("administer_themes", consultation, _anchor(question.theme))
