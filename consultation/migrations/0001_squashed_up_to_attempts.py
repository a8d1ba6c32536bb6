"""The twelve migrations of the first weeks as one: what they wrote into rows that were there is left out."""

import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('consultation', '0001_initial'), ('consultation', '0002_debate_for_all'), ('consultation', '0003_public_id'), ('consultation', '0004_notices_on_the_site'), ('consultation', '0005_names_that_look_the_same'), ('consultation', '0006_has_places'), ('consultation', '0007_addresses_of_the_site'), ('consultation', '0008_what_moderation_and_privacy_need'), ('consultation', '0009_a_record_nobody_changes'), ('consultation', '0010_accessibility_of_a_consultation'), ('consultation', '0011_the_charter_of_the_site'), ('consultation', '0012_attempts')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('territories', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, validators=[django.core.validators.RegexValidator('^(?!(?:accessibilite|accounts|admin|api|comptes|donnees-personnelles|healthz|i18n|media|mentions-legales|mon-espace|robots-txt|sitemap|static)$)', 'Cette adresse est réservée.')])),
                ('name', models.CharField(max_length=160, verbose_name='nom')),
                ('tagline', models.CharField(blank=True, max_length=240, verbose_name='en une phrase')),
                ('introduction', models.TextField(blank=True, verbose_name='présentation')),
                ('charter', models.CharField(default='Parlez de ce que vous connaissez, répondez aux arguments, jamais aux personnes.', max_length=240, verbose_name='charte en une ligne')),
                ('moderation', models.CharField(choices=[('before', 'avant publication'), ('after', 'après publication')], default='before', max_length=6, verbose_name='modération')),
                ('language', models.CharField(default='fr', max_length=5)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('contact', models.EmailField(blank=True, max_length=254, verbose_name='adresse de la mission')),
                ('state', models.CharField(choices=[('preparing', 'en préparation'), ('open', 'ouverte'), ('closed', 'close'), ('archived', 'archivée')], default='open', max_length=9, verbose_name='état')),
            ],
            options={
                'verbose_name': 'consultation',
                'verbose_name_plural': 'consultations',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='adresse électronique')),
                ('name', models.CharField(max_length=80, verbose_name='nom affiché')),
                ('stakeholder', models.CharField(blank=True, choices=[('citizen', 'Citoyen ou citoyenne'), ('elected', 'Élu ou élue'), ('user', 'Usager d’un lieu'), ('manager', 'Porteur de projet ou gestionnaire d’un lieu'), ('company', 'Entreprise'), ('social_partner', 'Partenaire social'), ('association', 'Association'), ('public_servant', 'Agent public')], max_length=20, verbose_name='qualité')),
                ('language', models.CharField(default='fr', max_length=5, verbose_name='langue')),
                ('origin', models.CharField(blank=True, max_length=200, null=True, unique=True)),
                ('is_active', models.BooleanField(default=True, verbose_name='actif')),
                ('is_staff', models.BooleanField(default=False, verbose_name='accès technique')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now)),
                ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.commune', verbose_name='commune')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('shows_commune', models.BooleanField(default=False, verbose_name='montrer ma commune')),
                ('shows_stakeholder', models.BooleanField(default=False, verbose_name='montrer ma qualité')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True)),
                ('rhythm', models.CharField(choices=[('at_once', 'aussitôt'), ('daily', 'une fois par jour'), ('weekly', 'une fois par semaine'), ('none', 'jamais')], db_default='daily', default='daily', max_length=7, verbose_name='rythme des courriels')),
                ('name_key', models.CharField(blank=True, db_default='', default='', editable=False, max_length=240)),
            ],
            options={
                'verbose_name': 'personne',
                'verbose_name_plural': 'personnes',
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('action', models.CharField(max_length=60)),
                ('target', models.CharField(max_length=80)),
                ('details', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='audit', to='consultation.consultation')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('moderator', 'modération'), ('harvester', 'récolte'), ('editor', 'rédaction'), ('administrator', 'administration')], max_length=13)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='consultation.consultation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('consultation', 'user', 'role'), name='one_role_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('facts', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'à envoyer'), ('sent', 'envoyé'), ('unsent', 'sur le site seulement')], default='waiting', max_length=7)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('tries', models.PositiveSmallIntegerField(db_default=0, default=0)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='notices_due'), models.Index(fields=['person', 'created_at', 'id'], name='notices_of_person'), models.Index(condition=models.Q(('read_at', None)), fields=['person'], name='notices_unread')],
            },
        ),
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('information', 'Information'), ('debate', 'Débat'), ('synthesis', 'Synthèse'), ('follow_up', 'Suites')], max_length=12, verbose_name='nature')),
                ('name', models.CharField(max_length=80, verbose_name='nom')),
                ('starts_on', models.DateField(verbose_name='du')),
                ('ends_on', models.DateField(verbose_name='au')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='consultation.consultation')),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='phase_ends_after_start')],
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(condition=models.Q(('origin', None), models.Q(('name_key', ''), _negated=True)), fields=('name_key',), name='one_person_a_look'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='has_places',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='consultation',
            name='slug',
            field=models.SlugField(max_length=60, unique=True, validators=[django.core.validators.RegexValidator('^(?!(?:accessibilite|accounts|admin|api|comptes|consultations|donnees-personnelles|healthz|i18n|invitations|media|mentions-legales|mon-espace|plan|robots-txt|sitemap|static)$)', 'Cette adresse est réservée.')]),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='place',
            field=models.BigIntegerField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='seal',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='consultation',
            name='held_words',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='mots à vérifier'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='holds_newcomers',
            field=models.BooleanField(db_default=False, default=False, verbose_name='relire d’abord le premier texte de chaque personne'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='reports_to_hold',
            field=models.PositiveSmallIntegerField(db_default=3, default=3, verbose_name='signalements avant mise en attente'),
        ),
        migrations.AddField(
            model_name='user',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='last_contact_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='warned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='consultation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit', to='consultation.consultation'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('place', None)), fields=['id'], name='audit_unsealed'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['consultation', 'at', 'id'], name='audit_of_consultation'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['consultation', 'action', 'at', 'id'], name='audit_of_action'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('place', None), ('seal', '')), models.Q(('place__gte', 1), models.Q(('seal', ''), _negated=True)), _connector='OR'), name='audit_sealed_at_a_place'),
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    IF TG_OP = 'UPDATE' THEN\n        IF OLD.place IS NULL AND NEW.place IS NOT NULL\n            AND to_jsonb(NEW) - 'place' - 'seal' = to_jsonb(OLD) - 'place' - 'seal' THEN\n            RETURN NEW;\n        END IF;\n    ELSIF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN\n        RETURN NULL;  -- the tests empty their own databases between two stories\n    END IF;\n    RAISE EXCEPTION 'entries of the record are never changed nor deleted' USING ERRCODE = 'insufficient_privilege';\nEND $$;\nCREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON consultation_auditentry\n    FOR EACH ROW EXECUTE FUNCTION audit_entries_stay();\nCREATE TRIGGER audit_entries_come_unsealed BEFORE INSERT ON consultation_auditentry\n    FOR EACH ROW WHEN (NEW.place IS NOT NULL) EXECUTE FUNCTION audit_entries_stay();\nCREATE TRIGGER audit_entries_stay_all BEFORE TRUNCATE ON consultation_auditentry\n    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay();\n",
            reverse_sql='\nDROP TRIGGER audit_entries_stay ON consultation_auditentry;\nDROP TRIGGER audit_entries_come_unsealed ON consultation_auditentry;\nDROP TRIGGER audit_entries_stay_all ON consultation_auditentry;\nDROP FUNCTION audit_entries_stay();\n',
        ),
        migrations.AddField(
            model_name='consultation',
            name='accessibility_rate',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True),
        ),
        migrations.AddField(
            model_name='consultation',
            name='accessibility_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='consultation',
            name='slug',
            field=models.SlugField(max_length=60, unique=True, validators=[django.core.validators.RegexValidator('^(?!(?:accessibilite|accounts|admin|api|charte|comptes|consultations|donnees-personnelles|healthz|i18n|invitations|media|mentions-legales|mon-espace|plan|robots-txt|sitemap|static)$)', 'Cette adresse est réservée.')]),
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['digest', 'at'], name='attempts_by_digest')],
            },
        ),
    ]
