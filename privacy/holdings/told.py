"""What a person is told, keeps for herself or asked for."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consultation.models import User
from privacy.holdings.declared import Fate, Holding
from privacy.holdings.words import AT, CONSULTATION, NEVER_ELSE, STATE, TEXT, WITH_THE_ACCOUNT


def _to_her_address(rows: QuerySet, person: User) -> QuerySet:
    """Those sent to an address of hers, whoever accepted them."""
    addresses = [person.email, *person.emailaddress_set.values_list("email", flat=True)]
    return rows.filter(email__in=[address.lower() for address in addresses if address])


TOLD = (
    Holding(
        "brouillons",
        _("Vos brouillons"),
        _("Vous rendre ce que vous n’avez pas fini d’écrire ; vous seul les voyez."),
        _("Jusqu’à ce que vous les publiiez ou les effaciez, un an au plus après la dernière frappe."),
        "debates.Draft",
        "by",
        (
            ("question__title", _("Question")),
            ("parent", _("Répond au texte n°")),
            ("edited", _("Modifie le texte n°")),
            ("fields", _("Saisi")),
            ("updated_at", AT),
        ),
        Fate.DELETED,
        ("debates.Draft.by",),
    ),
    Holding(
        "suivis",
        _("Ce que vous suivez"),
        _("Vous prévenir de ce qui y paraît."),
        NEVER_ELSE,
        "following.Follow",
        "person",
        (
            ("consultation__name", CONSULTATION),
            ("theme__name", _("Thème")),
            ("question__title", _("Question")),
            ("contribution", TEXT),
            ("at", AT),
            ("is_on", _("En cours")),
        ),
        Fate.DELETED,
        ("following.Follow.person",),
    ),
    Holding(
        "suivis-position",
        _("Jusqu’où vous avez été prévenu"),
        _("Ne pas vous dire deux fois la même chose."),
        WITH_THE_ACCOUNT,
        "following.Follower",
        "person",
        (("position", _("Position")), ("told_at", _("Prévenu"))),
        Fate.DELETED,
        ("following.Follower.person",),
    ),
    Holding(
        "avis",
        _("Ce dont vous avez été prévenu"),
        _("Vous dire ce que deviennent vos textes, sur le site et par courriel."),
        _("Un an."),
        "consultation.Notice",
        "person",
        (("kind", _("Quoi")), ("facts", _("Faits")), ("state", STATE), ("created_at", AT), ("read_at", _("Lu"))),
        Fate.DELETED,
        ("consultation.Notice.person",),
    ),
    Holding(
        "invitations",
        _("Les invitations envoyées à votre adresse"),
        _("Vous laisser rejoindre l’équipe d’une consultation."),
        _("Trente jours après qu’elles ont servi, ont été retirées ou ont pris fin."),
        "administration.Invitation",
        "",
        (
            ("consultation__name", CONSULTATION),
            ("email", _("Adresse")),
            ("roles", _("Rôles")),
            ("created_at", AT),
            ("expires_at", _("Fin")),
        ),
        Fate.DELETED,
        narrowed=_to_her_address,
    ),
    Holding(
        "copies",
        _("Les copies de vos données"),
        _("Vous remettre le fichier que vous avez demandé."),
        _("Sept jours."),
        "privacy.PersonalExport",
        "person",
        (("asked_at", _("Demandée")), ("state", STATE), ("size", _("Taille")), ("finished_at", _("Faite"))),
        Fate.DELETED,
        ("privacy.PersonalExport.person",),
    ),
    Holding(
        "avertissements",
        _("Les avertissements avant effacement"),
        _("Ne rien effacer sans vous avoir prévenu deux fois."),
        _("Jusqu’à votre retour."),
        "privacy.Warned",
        "person",
        (("first_at", _("Premier")), ("second_at", _("Second"))),
        Fate.DELETED,
        ("privacy.Warned.person",),
    ),
    Holding(
        "effacement",
        _("La trace de votre effacement"),
        _("Finir ce qui est commencé, et pouvoir dire qu’il a eu lieu."),
        _("Sans limite ; elle ne nomme personne."),
        "privacy.Erasure",
        "person",
        (("asked_at", _("Demandé")),),
        Fate.NUMBERED,
        ("privacy.Erasure.person",),
    ),
    Holding(
        "journal",
        _("Ce que vous avez fait, dans le journal"),
        _("Pouvoir dire ce qui s’est passé, et le prouver. Ce journal ne contient ni nom, ni adresse, ni texte."),
        _("Sans limite."),
        "consultation.AuditEntry",
        "by",
        (("at", AT), ("action", _("Acte")), ("target", _("Objet"))),
        Fate.NUMBERED,
        ("consultation.AuditEntry.by",),
    ),
)
