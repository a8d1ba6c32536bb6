"""What makes a text wait for a moderator, found in its words: text in, findings out.

One kind a file, plain functions that know nothing of rows and settings. They find and never judge: whatever they find
makes a text wait for a person, who reads it whole; nothing is refused, changed or deleted.
"""

from debates.filters.finding import Finding
from debates.filters.insults import find_insults
from debates.filters.links import find_links
from debates.filters.personal import find_personal_data

__all__ = ["Finding", "find", "find_insults", "find_links", "find_personal_data"]


def find(text: str, addresses: list[str], own_words: str = "") -> list[Finding]:
    """All that the filters find in a text as it is read, in the addresses its links lead to, and by the words that the
    consultation has asked to look at (`own_words`, one or several words a line). At most one finding a sort."""
    found = [*find_insults(text, own_words), *find_personal_data(text, addresses), *find_links(text, addresses)]
    return [finding for finding in found if finding.words]
