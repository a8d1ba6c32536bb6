"""The few components of the page. docs/look.md shows how each is written and what comes out.

The library is built in: no {% load %} is needed. Every component escapes what it is given.
"""

import datetime
from collections.abc import Iterable

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Form, RadioSelect
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from consultation import cells
from consultation.templatetags import drawings
from consultation.templatetags.typography import typeset

register = template.Library()


# --- Words and figures


@register.filter(is_safe=True)
def typo(value) -> SafeString:
    """French typography for a text of the consultation itself; plain text is escaped, sanitised HTML stays HTML."""
    french = (get_language() or "fr").startswith("fr")
    text = str(value or "")
    if isinstance(value, SafeData):
        return mark_safe(typeset(text, html=True, add_missing=french))  # noqa: S308 (was safe, only spaces changed)
    return conditional_escape(typeset(text, add_missing=french))


@register.filter
def figure(value) -> str:
    """A whole number grouped by thousands as the reader's language does; words that stand for a number as they are."""
    if isinstance(value, str) and not value.lstrip("-").isdigit():
        return value
    return number_format(value or 0, decimal_pos=0, use_l10n=True, force_grouping=True)


@register.simple_tag
def small_cells(pictures: Iterable) -> SafeString | str:
    """What « non publié » means in the place of a number, once a page, where one of these `hides` something."""
    if not any(picture.hides for picture in pictures):
        return ""
    return format_html('<p class="small muted measure">{}</p>', cells.explanation())


# --- Marks


@register.simple_tag
def nature(given, label: str = "", element: str = "p") -> SafeString:
    """The mark of a nature: shape, letter, word. `given` is a Nature (key and label) or a key with `label`."""
    key = getattr(given, "key", given) or ""
    word = label or str(getattr(given, "label", key))
    return _tag(element, drawings.nature_mark(str(key), word), word)


@register.simple_tag
def stance(key: str, label: str = "", element: str = "p") -> SafeString:
    """The mark of a stance: filled + for pour, hollow − for contre, then the word."""
    return _tag(element, drawings.stance_mark(str(key)), label or str(getattr(key, "label", key)))


def _tag(element: str, drawing: SafeString, word: str) -> SafeString:
    shown = word[:1].upper() + word[1:]
    name = mark_safe("span" if element == "span" else "p")  # noqa: S308 (one of two constants)
    return format_html('<{0} class="tag">{1}<span>{2}</span></{0}>', name, drawing, shown)


@register.simple_tag
def state(key: str, label: str = "") -> SafeString:
    """The state of a text, in a word; `key` is one of `debates.models.State`."""
    words = {
        "pending": gettext("En attente"),
        "published": gettext("Publiée"),
        "hidden": gettext("Masquée"),
        "withdrawn": gettext("Retirée"),
        "to_amend": gettext("À reprendre"),
        "merged": gettext("Réunie à une autre"),
        "split": gettext("Partagée"),
    }
    return format_html('<span class="state state-{}">{}</span>', key, label or words.get(str(key), str(key)))


@register.inclusion_tag("components/whence.html")
def whence(name: str, quality: str = "", place: str = "", kind: str = "", when=None, address: str = "") -> dict:
    """Who speaks and from where: name · quality · Felletin (23), rural · date; `address` is the page of the name."""
    at = ", ".join(str(part) for part in (place, kind) if part)
    return {"name": name, "quality": quality, "place": at, "when": when, "address": address}


# --- Pictures with their words


@register.simple_tag
def bar(value: float, maximum: float) -> SafeString:
    """A bar of value / maximum; write its words beside it."""
    return drawings.share_bar(value or 0, maximum or 0)


@register.inclusion_tag("components/balance.html")
def balance(agree: int, disagree: int, of: str = "reactions", small: bool = False) -> dict:
    """Two counts facing each other, filled and hollow, with their words; of="arguments" says pour and contre."""
    agree, disagree = agree or 0, disagree or 0
    if of == "arguments":
        words = (
            ngettext("%(n)s pour", "%(n)s pour", agree) % {"n": figure(agree)},
            ngettext("%(n)s contre", "%(n)s contre", disagree) % {"n": figure(disagree)},
        )
    else:
        words = (
            ngettext("%(n)s d’accord", "%(n)s d’accord", agree) % {"n": figure(agree)},
            ngettext("%(n)s pas d’accord", "%(n)s pas d’accord", disagree) % {"n": figure(disagree)},
        )
    whole = agree + disagree
    return {"words": words, "whole": whole, "small": small, "drawing": drawings.share_bar(agree, whole, "")}


@register.inclusion_tag("components/coverage.html")
def coverage(parts: Iterable[tuple[str, int]], title: str = "") -> dict:
    """A whole cut in parts, (words, count) each, as a bar and as a list with counts and shares in per cent."""
    rows = [(str(words), count or 0) for words, count in parts]
    whole = sum(count for _, count in rows)
    listed = [
        {
            "words": words,
            "count": count,
            "share": round(100 * count / whole) if whole else 0,
            "swatch": drawings.swatch(f"part-{min(rank, 5)}"),
        }
        for rank, (words, count) in enumerate(rows)
    ]
    return {"title": title, "rows": listed, "whole": whole, "drawing": drawings.stacked_bar(c for _, c in rows)}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str) -> dict:
    """How far a job is, in words and as a <progress>; of unknown length while total is 0."""
    return {"done": done or 0, "total": total or 0, "label": label}


@register.inclusion_tag("components/calendar.html")
def calendar(phases: Iterable, today: datetime.date | None = None) -> dict:
    """The phases (name, starts_on, ends_on, both days included) as a line with today on it."""
    day = today or timezone.localdate()
    return {"steps": [_step(phase, day) for phase in phases]}


def _step(phase, day: datetime.date) -> dict:
    if phase.ends_on < day:
        when, words = "past", gettext("Terminée")
    elif phase.starts_on > day:
        when, words = "coming", gettext("À venir")
    else:
        when, words = "now", gettext("Aujourd’hui, %(day)s") % {"day": date_format(day, "j F")}
    whole = (phase.ends_on - phase.starts_on).days + 1
    gone = (day - phase.starts_on).days + 0.5
    line = drawings.share_bar(gone, whole, "") if when == "now" else ""
    return {
        "name": phase.name,
        "from": phase.starts_on,
        "to": phase.ends_on,
        "when": when,
        "words": words,
        "line": line,
    }


# --- Forms


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "line"


def _described_by(bound: BoundField, hint: str, counted: bool) -> str:
    ids = [
        f"{bound.auto_id}_hint" if hint else "",
        f"{bound.auto_id}_error" if bound.errors else "",
        f"{bound.auto_id}_count" if counted else "",
    ]
    return " ".join(name for name in ids if name)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", marks: str = "", notes: dict | None = None, **attrs) -> dict:
    """One field with label, hint and error, tied together for assistive technology; any Django widget.

    `marks` ("nature" or "stance") draws radios as cards with their marks, "cards" without them; `notes` gives a line
    for each value. Other arguments are attributes of the control (rows=8, autocomplete="name"; _ is written -).
    """
    hint, kind = hint or str(bound.help_text or ""), _kind(bound)
    shape = bound.field.widget.attrs.get("type") or getattr(bound.field.widget, "input_type", None) or "text"
    counted = kind == "line" and shape == "text"
    counted = counted and bool(getattr(bound.field, "max_length", 0)) and bound.field.max_length >= 100
    given = {name.replace("_", "-"): str(value) for name, value in attrs.items()}
    given |= {"dir": "auto"} if kind == "line" and shape == "text" else {}  # Arabic is typed from the right
    given |= {"data-count": f"{bound.auto_id}_count"} if counted else {}
    given |= {"aria-invalid": "true"} if bound.errors else {}
    described = _described_by(bound, hint, counted)
    given |= {"aria-describedby": described} if described else {}
    return {
        "field": bound,
        "hint": hint,
        "kind": kind,
        "described": described,
        "counted": counted,
        "control": bound if kind == "choices" else bound.as_widget(attrs=given),
        "choices": [_choice(radio, marks, notes or {}) for radio in bound] if kind == "choices" else [],
        "cards": bool(marks),
        "required": bound.field.required,
    }


def _choice(radio, marks: str, notes: dict) -> dict:
    value = str(radio.data["value"])
    label = str(radio.choice_label)
    mark = {"nature": drawings.nature_mark(value, label), "stance": drawings.stance_mark(value)}.get(marks, "")
    return {
        "tag": radio.tag(),
        "label": label,
        "mark": mark,
        "note": notes.get(value, ""),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Form) -> dict:
    """What has to be mended, at the top of the form, each with a link to its field; nothing when nothing is wrong."""
    given = [form for form in forms if form is not None]
    general = [str(error) for form in given for error in form.non_field_errors()]
    fields = [
        {"target": _first_control(form[name]), "message": str(error)}
        for form in given
        for name, errors in form.errors.items()
        if name in form.fields
        for error in errors
    ]
    return {"general": general, "fields": fields, "count": len(general) + len(fields)}


def _first_control(bound: BoundField) -> str:
    """The id a link of the summary goes to: the control, or the first of its choices."""
    return f"{bound.auto_id}_0" if _kind(bound) == "choices" else bound.id_for_label or bound.auto_id


# --- Wrappers


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    """A box that says what happened or what to know: info, success, warning or error."""
    heading = format_html('<p class="notice-title">{}</p>', title) if title else ""
    return format_html('<div class="notice notice-{}">{}{}</div>', kind, heading, content)


@register.simple_block_tag
def fold(content: str, summary: str, css: str = "", open: bool = False) -> SafeString:
    """Something long behind one line; works without JavaScript."""
    return format_html(
        '<details class="fold {}"{}><summary>{}</summary><div>{}</div></details>',
        css,
        mark_safe(" open") if open else "",
        summary,
        content,
    )


@register.simple_block_tag
def empty(content: str, title: str) -> SafeString:
    """Nothing here yet: what that means, and what to do next."""
    return format_html('<div class="empty"><p class="title">{}</p>{}</div>', title, content)


@register.simple_block_tag
def table_frame(content: str, name: str) -> SafeString:
    """A table that scrolls by itself on a narrow screen, with the keyboard too; `name` is said on entering it."""
    label = gettext("Tableau : %(name)s") % {"name": name}  # a section around it may bear the name itself
    return format_html('<div class="table" role="region" tabindex="0" aria-label="{}">{}</div>', label, content)


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*pairs) -> dict:
    """Words and address in turn, the place one is at last and without an address."""
    words, addresses = pairs[0::2], [*pairs[1::2], ""]
    return {"steps": [{"words": word, "url": url} for word, url in zip(words, addresses, strict=False)]}
