from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("debates", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="imported",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
