"""What is done with the data of a person: taken away in a file, erased; and with accounts that nobody uses any more."""

from debates.actions import Refused
from privacy.actions.erasing import KEEP, TAKE, erase, purge
from privacy.actions.exporting import request_export, retry

__all__ = ["KEEP", "TAKE", "Refused", "erase", "purge", "request_export", "retry"]
