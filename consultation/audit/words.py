"""What the record says of each act, in plain words. A test holds this table against every act that the code records."""

from django.utils.translation import gettext_lazy as _

GROUPS = (
    (
        _("Textes"),
        {
            "contribution.posted": _("Texte envoyé"),
            "contribution.edited": _("Texte modifié par son auteur"),
            "contribution.withdrawn": _("Texte retiré par son auteur"),
            "contribution.located": _("Lieu donné à un texte"),
            "contribution.unlocated": _("Lieu d’un texte retiré"),
        },
    ),
    (
        _("Modération"),
        {
            "contribution.publish": _("Texte publié"),
            "contribution.hide": _("Texte masqué"),
            "contribution.refuse_edit": _("Modification refusée"),
            "contribution.amend": _("Reprise demandée à l’auteur"),
            "contribution.move": _("Texte déplacé vers une autre question"),
            "contribution.merge": _("Texte réuni avec un autre"),
            "contribution.split": _("Texte partagé en plusieurs"),
            "contribution.keep": _("Texte signalé, laissé en ligne"),
            "contribution.reported": _("Texte signalé"),
            "contribution.held": _("Texte mis en attente après des signalements"),
            "decision.undone": _("Décision annulée aussitôt"),
            "campaign.accepted": _("Textes semblables laissés passer"),
            "decision.appealed": _("Décision contestée"),
            "appeal.granted": _("Contestation accordée"),
            "appeal.rejected": _("Contestation rejetée"),
            "person.suspended": _("Personne suspendue"),
            "person.unsuspended": _("Suspension levée"),
        },
    ),
    (
        _("Récolte et synthèse"),
        {
            "contribution.read": _("Texte lu, rien de retenu"),
            "extract.kept": _("Passage retenu"),
            "extract.dropped": _("Passage abandonné"),
            "idea.added": _("Idée ajoutée"),
            "rollup.requested": _("Consolidation demandée"),
            "rollup.retried": _("Consolidation relancée"),
            "synthesis.drafted": _("Projet de synthèse ouvert"),
            "synthesis.refreshed": _("Projet de synthèse complété"),
            "synthesis.retitled": _("Titre de la synthèse changé"),
            "synthesis.published": _("Synthèse publiée"),
            "statement.added": _("Énoncé ajouté"),
            "statement.rewritten": _("Énoncé réécrit"),
            "statement.removed": _("Énoncé retiré"),
            "statement.moved": _("Énoncé déplacé"),
            "export.requested": _("Fichier de la synthèse demandé"),
            "export.retried": _("Fichier de la synthèse redemandé"),
        },
    ),
    (
        _("Réglages"),
        {
            "consultation.created": _("Consultation créée"),
            "consultation.changed": _("Réglages généraux changés"),
            "consultation.opened": _("Consultation ouverte"),
            "consultation.closed": _("Consultation close"),
            "consultation.reopened": _("Consultation rouverte"),
            "consultation.archived": _("Consultation archivée"),
            "consultation.taken_out": _("Consultation sortie des archives"),
            "phase.added": _("Phase ajoutée au calendrier"),
            "phase.changed": _("Phase changée"),
            "phase.removed": _("Phase retirée"),
            "theme.added": _("Thème ajouté"),
            "theme.changed": _("Thème changé"),
            "theme.moved": _("Thème déplacé"),
            "theme.removed": _("Thème retiré"),
            "question.added": _("Question ajoutée"),
            "question.changed": _("Question reformulée"),
            "question.moved": _("Question déplacée"),
            "question.removed": _("Question retirée"),
            "nature.added": _("Nature ajoutée"),
            "nature.changed": _("Nature changée"),
            "nature.moved": _("Nature déplacée"),
            "nature.removed": _("Nature retirée"),
            "charter_rule.added": _("Règle ajoutée à la charte"),
            "charter_rule.changed": _("Règle de la charte reformulée"),
            "charter_rule.moved": _("Règle de la charte déplacée"),
            "charter_rule.removed": _("Règle de la charte retirée"),
            "accessibility_audit.recorded": _("Audit d’accessibilité enregistré"),
            "accessibility_audit.removed": _("Audit d’accessibilité retiré"),
            "page.written": _("Page écrite"),
            "page.rewritten": _("Page réécrite"),
            "page.published": _("Page publiée"),
            "page.withdrawn": _("Page retirée"),
            "terms.published": _("Nouvelle version d’un texte à accepter"),
            "import.done": _("Contributions importées"),
            "places.laid": _("Liste de lieux posée sur la carte"),
        },
    ),
    (
        _("Équipe"),
        {
            "invitation.sent": _("Invitation envoyée"),
            "invitation.sent_again": _("Invitation renvoyée"),
            "invitation.withdrawn": _("Invitation retirée"),
            "invitation.accepted": _("Invitation acceptée"),
            "role.taken": _("Rôle retiré"),
        },
    ),
    (
        _("Comptes"),  # of the whole site: in no consultation's pages
        {
            "person.joined": _("Compte créé"),
            "person.where_from_changed": _("Présentation changée"),
            "person.export_requested": _("Données personnelles demandées"),
            "person.erased": _("Compte effacé"),
            "person.rhythm_changed": _("Rythme des courriels changé"),
            "key.made": _("Clé d’accès créée"),
            "key.revoked": _("Clé d’accès révoquée"),
        },
    ),
)
OF_A_CONSULTATION = GROUPS[:-1]
WORDS = {action: words for _group, acts in GROUPS for action, words in acts.items()}


def words_of(action: str) -> str:
    """What an act is called on a page; its key for an act that has no words any more."""
    return str(WORDS.get(action, action))
