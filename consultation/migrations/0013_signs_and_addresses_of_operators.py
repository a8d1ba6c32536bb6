import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0012_attempts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sign',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('said', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.AlterField(
            model_name='consultation',
            name='slug',
            field=models.SlugField(max_length=60, unique=True, validators=[django.core.validators.RegexValidator('^(?!(?:accessibilite|accounts|admin|api|charte|comptes|consultations|donnees-personnelles|exploitation|healthz|i18n|invitations|media|mentions-legales|metrics|mon-espace|plan|readyz|robots-txt|sitemap|static)$)', 'Cette adresse est réservée.')]),
        ),
    ]
