"""Ask for suggestions of natures and ideas."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import Consultation, User
from consultation.notices import hand_over
from synthesis import tasks
from synthesis.actions.refusing import Refused
from synthesis.reading import suggestions


@transaction.atomic
def ask_to_learn(consultation: Consultation, *, by: User) -> None:
    """Have suggestions learnt again from what was filed. Refused while too little is: the message says how much is
    needed. A message that is lost with the broker is made good within the hour (`tasks.learn_all`)."""
    if not suggestions.is_enough(consultation):
        words = _(
            "Il faut au moins %(texts)d textes classés, dont deux natures ou deux idées de %(each)d textes chacune."
        )
        raise Refused(words % {"texts": suggestions.ENOUGH, "each": suggestions.EACH})
    audit.record("suggestions.asked", consultation, by=by)
    asked_at = timezone.now().isoformat()
    transaction.on_commit(lambda: hand_over(tasks.learn, consultation.pk, asked_at))
