"""Figures kept before small cells were left out of them are counted again: a page that needs them makes them."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("debates", "0015_texts_alike"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM debates_pulse", migrations.RunSQL.noop, elidable=True),
    ]
