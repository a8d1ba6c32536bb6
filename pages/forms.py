"""What those who write the mission's pages send."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import text
from consultation.forms import CommuneField
from pages.models import ACCEPTED, ALONE, Kind, Page, PageState

PUBLISH, PREVIEW = "publish", "preview"  # what a button asks besides keeping the text
_FORMAT = "%Y-%m-%dT%H:%M"


class PageForm(forms.Form):
    """A page as it is written: those of a visit have its day and place too. `then` says which button was pressed."""

    title = forms.CharField(
        label=_("Titre"),
        max_length=160,
        error_messages={
            "required": _("Donnez un titre à la page."),
            "max_length": _("Le titre dépasse %(limit_value)d caractères : raccourcissez-le."),
        },
    )
    visit_on = forms.DateField(
        label=_("Jour de la visite"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": _("Dites quel jour a lieu la visite."),
            "invalid": _("Écrivez le jour ainsi : 24/05/2026."),
        },
    )
    venue = forms.CharField(
        label=_("Lieu visité"), max_length=160, required=False, help_text=_("Par exemple : La Mégisserie, tiers-lieu.")
    )
    commune = CommuneField(
        label=_("Commune"),
        required=False,
        max_length=90,
        help_text=_("Son nom ou son code postal."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "communes"}),
    )
    body = forms.CharField(
        label=_("Texte"),
        required=False,
        max_length=settings.BODY_MAX,
        strip=False,
        widget=forms.Textarea,
        help_text=_("**gras**, *italique*, listes, liens et intertitres (###) s’écrivent en Markdown."),
        error_messages={"max_length": _("Le texte dépasse %(limit_value)d caractères : raccourcissez-le.")},
    )
    slug = forms.SlugField(
        label=_("Adresse de la page"),
        max_length=80,
        required=False,
        help_text=_("Minuscules, chiffres et tirets. Laissez vide : elle sera tirée du titre."),
        error_messages={"invalid": _("Écrivez l’adresse en lettres sans accent, chiffres et tirets.")},
    )
    at = forms.DateTimeField(
        label=_("Paraît le"),
        required=False,
        help_text=_("Laissez vide pour publier tout de suite. Une date à venir met la page en ligne toute seule."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_FORMAT),
        input_formats=[_FORMAT, "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": _("Écrivez la date et l’heure ainsi : 24/05/2026 09:00.")},
    )
    asks_again = forms.TypedChoiceField(
        label=_("Ce que cette version change"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Ce que les participants ont accepté : chacun l’acceptera de nouveau avant d’écrire")),
            ("no", _("Des mots seulement : l’accord déjà donné vaut encore")),
        ],
        coerce=lambda said: said == "yes",
        empty_value=None,
        error_messages={"invalid_choice": _("Choisissez ce que cette version change.")},
    )
    revision = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, kind: str, page: Page | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.page = kind, page
        if kind != Kind.VISIT:
            for name in ("visit_on", "venue", "commune"):
                del self.fields[name]
        else:
            self.fields["body"].label = _("Ce que la mission y a entendu")
            self.fields["body"].help_text = _("Laissez vide tant que la visite n’a pas eu lieu, ou annoncez-la.")
        if kind in ALONE or (page and page.published_at):
            del self.fields["slug"]
        if kind not in ACCEPTED:
            del self.fields["asks_again"]
        if kind == Kind.ACCESS:
            self.fields["body"].help_text = _("Ce que vous ajoutez à la déclaration, qui s’établit toute seule.")
        if page:
            self._begin_with(page)

    def _begin_with(self, page: Page) -> None:
        columns = ("title", "visit_on", "venue", "body", "slug", "revision")
        self.initial |= {name: getattr(page, name) for name in columns}
        self.initial |= {
            "commune": page.commune or "",
            "at": page.published_at and timezone.localtime(page.published_at),
        }

    @property
    def then(self) -> str:
        return self.data.get("then", "")

    @property
    def dates(self) -> bool:
        """Whether the page goes online, or is online and its date was changed."""
        return self.then == PUBLISH or (self._is_published and "at" in self.changed_data)

    @property
    def _is_published(self) -> bool:
        return bool(self.page) and self.page.state == PageState.PUBLISHED

    def clean_body(self):
        return text.clean_body(self.cleaned_data["body"])

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at and not 2000 <= at.year <= 2100:
            raise ValidationError(self.fields["at"].error_messages["invalid"], code="invalid")
        return at

    def clean(self):
        body, needed = self.cleaned_data.get("body"), self.then == PUBLISH or self._is_published
        if needed and self.kind != Kind.VISIT and body is not None and text.is_blank(body):
            self.add_error("body", _("Écrivez le texte de la page avant de la publier."))
        if needed and "asks_again" in self.fields and self.cleaned_data.get("asks_again") is None:
            self.add_error("asks_again", _("Dites si ce texte change ce que les participants ont accepté."))
        return self.cleaned_data

    @property
    def written(self) -> dict:
        """What `pages.actions.write` and `rewrite` take."""
        left_out = ("at", "revision", "asks_again")
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    @property
    def published(self) -> dict:
        """What `pages.actions.publish` takes."""
        return {"at": self.cleaned_data["at"], "asks_again": self.cleaned_data.get("asks_again")}
