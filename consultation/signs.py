"""Signs of life of what runs beside the web server, and of what operators do: the last one of each, as a row."""

from celery import shared_task
from django.utils import timezone

from consultation.models import Sign

BEAT, BACKUP = "beat", "backup"
EVERY = 60  # seconds between two signs of the beat


def give(name: str, said: str = "") -> None:
    """Remember that this happened now, in a few words."""
    Sign.objects.update_or_create(name=name, defaults={"at": timezone.now(), "said": said[:200]})


def last(name: str) -> Sign | None:
    return Sign.objects.filter(name=name).first()


@shared_task(name="consultation.signs.beat")
def beat() -> None:
    """The beat asked, and a worker did: both live."""
    give(BEAT)
