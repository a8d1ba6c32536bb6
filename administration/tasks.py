"""The mail of an invitation: its row comes first, so that it goes out even if the broker was away."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from administration.models import Invitation
from consultation.notices import hand_over

HANDED_OVER = timedelta(minutes=1)  # before that a mail is on its way
KEPT = timedelta(days=30)  # after its use, its withdrawal or its last day: the record of acts has no address


@shared_task(acks_late=True)
@transaction.atomic
def send_invitation(pk: int) -> None:
    """Send the mail of one invitation; who holds its row sends it. It goes on waiting when that fails."""
    rows = Invitation.objects.to_send().select_for_update(skip_locked=True, of=("self",))
    invitation = rows.select_related("consultation", "by").filter(pk=pk).first()
    if invitation is None:
        return
    subject, body = written(invitation)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [invitation.email])
    Invitation.objects.filter(pk=pk).update(sent_at=timezone.now())


@shared_task
def sweep_invitations() -> None:
    """Hand over the mails that still wait, until the broker is away; erase the invitations of no more use."""
    Invitation.objects.over(timezone.now() - KEPT).delete()
    late = Invitation.objects.to_send().filter(created_at__lte=timezone.now() - HANDED_OVER)
    for pk in late.order_by("pk").values_list("pk", flat=True)[:100]:
        if not hand_over(send_invitation, pk):
            return


def written(invitation: Invitation) -> tuple[str, str]:
    """Subject and body, in the language of the consultation."""
    with translation.override(invitation.consultation.language):
        context = {"invitation": invitation, "site": settings.SITE_URL, "site_name": settings.SITE_NAME}
        text = render_to_string("administration/invitation.txt", context)
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.lstrip("\n") + "\n"
