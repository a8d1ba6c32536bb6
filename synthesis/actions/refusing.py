"""What an act answers when it is not possible."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """The act is not possible now; the message says why to the person."""
