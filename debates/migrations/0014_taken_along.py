"""An author who leaves may take his texts along; what published syntheses quote of them stays readable."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("debates", "0013_rare_filters"),
    ]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="taken_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
