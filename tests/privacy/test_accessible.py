"""What axe and the content security policy say of the pages of one's data, wide and narrow."""

import pytest
from django.urls import reverse

from tests.factories import PersonalExportFactory
from tests.running import faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_page_has_a_fault(browser, live_server, settings, world, alice, administrator):
    settings.SITE_URL = live_server.url
    export = PersonalExportFactory(person=alice, state="failed", attempts=3)
    own = [reverse("my_data"), reverse("leave"), export.get_absolute_url()]

    assert faults(browser, live_server.url, {alice: own, administrator: [reverse("leave")]}) == []
