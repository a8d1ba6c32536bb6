from django.db import migrations

from debates import indexing


def index_what_is_there(apps, schema_editor):
    for _done in indexing.rebuild():
        pass


class Migration(migrations.Migration):
    """The words of the texts that were published before there was a search."""

    dependencies = [("debates", "0005_search_by_date")]

    operations = [migrations.RunPython(index_what_is_there, migrations.RunPython.noop, elidable=True)]
