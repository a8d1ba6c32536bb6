"""What staff did: it stays, under the number of an account that names nobody any more."""

from django.utils.translation import gettext_lazy as _

from privacy.holdings.declared import Fate, Holding, Words

WHY = _("Pouvoir dire qui, dans l’équipe d’une consultation, a fait quoi.")
HOW_LONG = _("Aussi longtemps que la consultation.")


def _done(key: str, title: Words, column: str, *columns: tuple[str, Words], at: str = "at") -> Holding:
    """`column` is "app.Model.field"."""
    model, _dot, by = column.rpartition(".")
    shown = (("pk", _("Numéro")), (at, _("Date")), *columns) if at else (("pk", _("Numéro")), *columns)
    return Holding(key, title, WHY, HOW_LONG, model, by, shown, Fate.NUMBERED, (column,))


WORK = (
    _done("pages-ecrites", _("Pages de la mission que vous avez écrites"), "pages.Page.by", at="created_at"),
    _done(
        "audits-accessibilite",
        _("Audits d’accessibilité que vous avez enregistrés"),
        "pages.AccessibilityAudit.by",
        at="",
    ),
    _done(
        "textes-de-reference", _("Chartes et politiques que vous avez publiées"), "consents.Terms.by", at="published_at"
    ),
    _done(
        "textes-saisis",
        _("Textes recueillis hors ligne que vous avez saisis"),
        "debates.Collected.entered_by",
        ("contribution", _("Texte")),
        at="entered_at",
    ),
    _done(
        "decisions-prises",
        _("Décisions de modération que vous avez prises"),
        "debates.Decision.by",
        ("contribution", _("Texte")),
        ("verdict", _("Décision")),
        ("note", _("Précision")),
    ),
    _done(
        "recours-juges",
        _("Recours que vous avez jugés"),
        "debates.Appeal.answered_by",
        ("answer", _("Réponse")),
        at="answered_at",
    ),
    _done("suspensions-prononcees", _("Suspensions que vous avez prononcées"), "debates.Suspension.by"),
    _done(
        "passages-retenus", _("Passages que vous avez retenus"), "synthesis.Extract.by", ("contribution", _("Texte"))
    ),
    _done(
        "lectures", _("Textes que vous avez lus pour la mission"), "synthesis.Reading.by", ("contribution", _("Texte"))
    ),
    _done("textes-ouverts", _("Textes que vous avez devant vous pour les lire"), "synthesis.Turn.by", at="until"),
    _done("secondes-lectures", _("Textes que vous avez lus en second"), "synthesis.SecondReading.by"),
    _done(
        "premieres-lectures-relues",
        _("Textes que vous avez lus et que quelqu’un d’autre a relus"),
        "synthesis.SecondReading.first_by",
    ),
    _done(
        "secondes-lectures-tranchees",
        _("Secondes lectures que vous avez tranchées"),
        "synthesis.SecondReading.settled_by",
        at="settled_at",
    ),
    _done(
        "passages-proposes",
        _("Passages proposés que vous avez retenus ou refusés"),
        "synthesis.ProposedPassage.by",
        ("contribution", _("Texte")),
    ),
    _done("consolidations", _("Consolidations que vous avez demandées"), "synthesis.RollUp.by", at="asked_at"),
    _done("syntheses", _("Synthèses que vous avez commencées"), "synthesis.Synthesis.by", at="created_at"),
    _done(
        "enonces", _("Énoncés que vous avez écrits"), "synthesis.Statement.by", ("text", _("Énoncé")), at="changed_at"
    ),
    _done(
        "commentaires-de-redaction",
        _("Commentaires que vous avez écrits sur des énoncés"),
        "synthesis.Remark.by",
        ("text", _("Commentaire")),
    ),
    _done(
        "commentaires-regles",
        _("Commentaires que vous avez marqués comme réglés"),
        "synthesis.Remark.settled_by",
        at="settled_at",
    ),
    _done("modeles-de-rapport", _("Modèles de rapport que vous avez déposés"), "synthesis.ReportTemplate.by"),
    _done("fichiers-demandes", _("Fichiers de synthèse que vous avez demandés"), "synthesis.Export.by", at="asked_at"),
    _done(
        "invitations-envoyees", _("Invitations que vous avez envoyées"), "administration.Invitation.by", at="created_at"
    ),
    _done(
        "invitations-acceptees",
        _("Invitations que vous avez acceptées"),
        "administration.Invitation.used_by",
        at="used_at",
    ),
    _done(
        "administration-technique",
        _("Ce que vous avez fait dans l’administration technique"),
        "admin.LogEntry.user",
        at="action_time",
    ),
)
