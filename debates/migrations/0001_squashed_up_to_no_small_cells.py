"""The sixteen migrations of the first weeks as one: a new database is made in a third of the time.

What they wrote into rows that were there is left out: there are none.
"""

import debates.models.texts
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.math
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("debates", "0001_initial"),
        ("debates", "0002_contribution_imported"),
        ("debates", "0003_debate_for_all"),
        ("debates", "0004_place_lists"),
        ("debates", "0005_search_by_date"),
        ("debates", "0006_index_words"),
        ("debates", "0007_opening_of_a_version"),
        ("debates", "0008_pulse"),
        ("debates", "0009_drafts_of_edits"),
        ("debates", "0010_newest_of_all"),
        ("debates", "0011_moderation_people_can_trust"),
        ("debates", "0012_the_queue_has_ranks"),
        ("debates", "0013_rare_filters"),
        ("debates", "0014_taken_along"),
        ("debates", "0015_texts_alike"),
        ("debates", "0016_no_small_cells"),
    ]

    initial = True

    dependencies = [
        ('consultation', '0001_squashed_up_to_attempts'),
        ('territories', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signatories', models.PositiveIntegerField(default=1)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('depth', models.PositiveSmallIntegerField(default=0)),
                ('stance', models.CharField(blank=True, choices=[('for', 'pour'), ('against', 'contre'), ('nuance', 'nuance'), ('example', 'exemple'), ('source', 'source'), ('question', 'question')], max_length=10)),
                ('state', models.CharField(choices=[('pending', 'en attente'), ('published', 'publiée'), ('hidden', 'masquée'), ('withdrawn', 'retirée'), ('to_amend', 'à reprendre'), ('merged', 'réunie à une autre'), ('split', 'partagée')], default='pending', max_length=10)),
                ('covered', models.BooleanField(default=False)),
                ('judged_before', models.BooleanField(db_default=False, default=False)),
                ('stakeholder', models.CharField(blank=True, choices=[('citizen', 'Citoyen ou citoyenne'), ('elected', 'Élu ou élue'), ('user', 'Usager d’un lieu'), ('manager', 'Porteur de projet ou gestionnaire d’un lieu'), ('company', 'Entreprise'), ('social_partner', 'Partenaire social'), ('association', 'Association'), ('public_servant', 'Agent public')], max_length=20)),
                ('shows_stakeholder', models.BooleanField(db_default=True, default=True)),
                ('shows_commune', models.BooleanField(db_default=True, default=True)),
                ('origin', models.CharField(blank=True, max_length=200)),
                ('channel', models.CharField(default='online', max_length=40)),
                ('imported', models.JSONField(blank=True, default=dict)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('waiting_since', models.DateTimeField(blank=True, null=True)),
                ('queued_at', models.DateTimeField(blank=True, null=True)),
                ('reports_count', models.PositiveIntegerField(db_default=0, default=0)),
                ('is_appealed', models.BooleanField(db_default=False, default=False)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('is_echo', models.BooleanField(db_default=False, default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('supports', models.PositiveIntegerField(default=0)),
                ('agree_count', models.PositiveIntegerField(default=0)),
                ('disagree_count', models.PositiveIntegerField(default=0)),
                ('unclear_count', models.PositiveIntegerField(default=0)),
                ('more_info_count', models.PositiveIntegerField(default=0)),
                ('arguments_count', models.PositiveIntegerField(default=0)),
                ('for_count', models.PositiveIntegerField(default=0)),
                ('against_count', models.PositiveIntegerField(default=0)),
                ('divided', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('agree_count__gt', 0), ('disagree_count__gt', 0)), then=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(2.0), '*', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Least(models.F('agree_count'), models.F('disagree_count')), '/', django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('agree_count'), '+', models.F('disagree_count')), models.FloatField())), '+', django.db.models.expressions.CombinedExpression(models.Value(3.841458881296), '/', django.db.models.expressions.CombinedExpression(models.Value(2.0), '*', django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('agree_count'), '+', models.F('disagree_count')), models.FloatField())))), '-', django.db.models.expressions.CombinedExpression(models.Value(1.959964), '*', django.db.models.functions.math.Sqrt(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Least(models.F('agree_count'), models.F('disagree_count')), '/', django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('agree_count'), '+', models.F('disagree_count')), models.FloatField())), '*', django.db.models.expressions.CombinedExpression(models.Value(1.0), '-', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Least(models.F('agree_count'), models.F('disagree_count')), '/', django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('agree_count'), '+', models.F('disagree_count')), models.FloatField())))), '/', django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('agree_count'), '+', models.F('disagree_count')), models.FloatField())), '+', django.db.models.expressions.CombinedExpression(models.Value(3.841458881296), '/', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(4.0), '*', django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('agree_count'), '+', models.F('disagree_count')), models.FloatField())), '*', django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('agree_count'), '+', models.F('disagree_count')), models.FloatField())))))))), '/', django.db.models.expressions.CombinedExpression(models.Value(1.0), '+', django.db.models.expressions.CombinedExpression(models.Value(3.841458881296), '/', django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('agree_count'), '+', models.F('disagree_count')), models.FloatField()))))), default=models.Value(0.0), output_field=models.FloatField()), output_field=models.FloatField())),
                ('extracts_count', models.PositiveIntegerField(db_default=0, default=0)),
                ('seen_count', models.PositiveIntegerField(db_default=0, default=0)),
                ('turn', models.FloatField(db_default=django.db.models.functions.math.Random(), default=debates.models.texts.lot)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='texts', to='debates.campaign')),
                ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.commune')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='debates.contribution')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='debates.contribution')),
                ('root', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='thread', to='debates.contribution')),
                ('split_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='debates.contribution')),
            ],
        ),
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='pulse', serialize=False, to='consultation.consultation')),
                ('figures', models.JSONField(default=dict)),
                ('departments', models.JSONField(default=dict)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=240, verbose_name='question')),
                ('context', models.TextField(blank=True, verbose_name='contexte')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('origin', models.CharField(blank=True, max_length=200)),
                ('contributions_count', models.PositiveIntegerField(default=0)),
                ('arguments_count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='campaign',
            name='first',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='leads', to='debates.contribution'),
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('publish', 'publier'), ('hide', 'masquer'), ('refuse_edit', 'garder la version précédente'), ('amend', 'demander une reprise'), ('move', 'changer de question'), ('merge', 'réunir avec un autre texte'), ('split', 'partager en plusieurs textes'), ('keep', 'laisser en ligne')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('reason_name', models.CharField(blank=True, db_default='', default='', max_length=60)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('details', models.JSONField(blank=True, default=dict)),
                ('waiting_since', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='debates.contribution')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('open', 'en attente'), ('granted', 'accordée'), ('rejected', 'rejetée')], default='open', max_length=8)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='debates.decision')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Nature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=20)),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='nom')),
                ('hint', models.CharField(blank=True, max_length=160, verbose_name='aide')),
                ('may_have_place', models.BooleanField(blank=True, null=True, verbose_name='dit où')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='natures', to='consultation.consultation')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='contribution',
            name='nature',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='debates.nature'),
        ),
        migrations.CreateModel(
            name='PlaceList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60)),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('licence', models.CharField(max_length=120, verbose_name='licence')),
                ('url', models.CharField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])])),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='place_lists', to='consultation.consultation')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=160, verbose_name='nom')),
                ('search_name', models.CharField(blank=True, db_default='', default='', editable=False, max_length=340)),
                ('longitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)])),
                ('latitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)])),
                ('url', models.CharField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])])),
                ('origin', models.CharField(blank=True, max_length=200)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.commune', verbose_name='commune')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='consultation.consultation')),
                ('contribution', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='place', to='debates.contribution')),
                ('list', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='places', to='debates.placelist')),
            ],
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='publication', to='debates.contribution')),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fields', models.JSONField(default=dict)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
                ('edited', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.contribution')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.contribution')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.question')),
            ],
        ),
        migrations.AddField(
            model_name='contribution',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='debates.question'),
        ),
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('agree', 'D’accord'), ('disagree', 'Pas d’accord'), ('unclear', 'Pas tout compris'), ('more_info', 'SVP + d’infos')], max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to='debates.contribution')),
            ],
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to='consultation.consultation')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suspensions', to='debates.decision')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('introduction', models.TextField(blank=True, verbose_name='présentation')),
                ('colour', models.CharField(choices=[('green', 'vert'), ('ochre', 'ocre rouge'), ('blue', 'bleu'), ('plum', 'prune'), ('teal', 'sarcelle'), ('slate', 'ardoise')], default='slate', max_length=8, verbose_name='couleur')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('moderation', models.CharField(blank=True, choices=[('before', 'avant publication'), ('after', 'après publication')], db_default='', default='', max_length=6, verbose_name='modération')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='consultation.consultation')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='question',
            name='theme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='debates.theme'),
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(blank=True, max_length=240)),
                ('body', models.TextField()),
                ('html', models.TextField()),
                ('text', models.TextField()),
                ('opening', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Left('text', 400), output_field=models.CharField(max_length=400))),
                ('source_url', models.CharField(blank=True, db_default='', default='', max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])])),
                ('sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='debates.contribution')),
            ],
            options={
                'ordering': ['contribution', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=20)),
                ('reason_name', models.CharField(blank=True, max_length=60)),
                ('line', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(choices=[('open', 'en attente'), ('upheld', 'fondé'), ('dismissed', 'non fondé'), ('moot', 'sans objet')], default='open', max_length=9)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='debates.contribution')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='debates.decision')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.version')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bands', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='likeness', to='debates.contribution')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.version')),
            ],
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('newcomer', 'premier texte de son auteur'), ('insult', 'mots à vérifier'), ('personal_data', 'donnée personnelle'), ('links', 'beaucoup de liens'), ('near_identical', 'presque identique à un autre'), ('too_fast', 'plusieurs textes en peu de temps'), ('reported', 'signalé par plusieurs personnes')], max_length=14)),
                ('found', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='debates.contribution')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.version')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='debates.version'),
        ),
        migrations.AddField(
            model_name='contribution',
            name='awaiting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='debates.version'),
        ),
        migrations.AddField(
            model_name='contribution',
            name='live',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='debates.version'),
        ),
        migrations.CreateModel(
            name='CharterRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=20)),
                ('name', models.CharField(max_length=60, verbose_name='raison')),
                ('explanation', models.CharField(blank=True, max_length=240, verbose_name='ce que demande la charte')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='charter_rules', to='consultation.consultation')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('consultation', 'key'), name='charter_rule_key_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='debates.contribution')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultation.consultation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='nature',
            constraint=models.UniqueConstraint(fields=('consultation', 'key'), name='nature_key_once'),
        ),
        migrations.AddConstraint(
            model_name='placelist',
            constraint=models.UniqueConstraint(fields=('consultation', 'key'), name='place_list_once'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['consultation', 'commune', 'id'], name='places_by_commune'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('origin', ''), _negated=True), fields=('consultation', 'origin'), name='place_laid_once'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='a_whole_point'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('by', 'question', 'parent', 'edited'), name='one_draft_a_place', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='reaction',
            constraint=models.UniqueConstraint(fields=('contribution', 'by'), name='one_reaction_each'),
        ),
        migrations.AddIndex(
            model_name='suspension',
            index=models.Index(fields=['person', 'consultation'], name='suspensions_of_person'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.UniqueConstraint(fields=('consultation', 'slug'), name='theme_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('theme', 'slug'), name='question_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('contribution', 'number'), name='version_number_once'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['by', 'at'], name='reports_of_person'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'open')), fields=('contribution', 'by'), name='one_open_report_a_person'),
        ),
        migrations.AddIndex(
            model_name='likeness',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['bands'], name='alike'),
        ),
        migrations.AddIndex(
            model_name='hold',
            index=models.Index(condition=models.Q(('lifted_at', None)), fields=['contribution'], name='holds_open'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict__in', ('hide', 'refuse_edit', 'amend')), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='hiding_has_a_reason'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(models.F('question'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_echo', False), ('root', None)), name='recent'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(models.F('question'), models.OrderBy(models.F('arguments_count'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_echo', False), ('root', None)), name='argued'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(models.F('question'), models.OrderBy(models.F('agree_count'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_echo', False), ('root', None)), name='agreed'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(models.F('question'), models.OrderBy(models.F('divided'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_echo', False), ('root', None)), name='divided'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(models.F('question'), models.F('turn'), models.F('id'), condition=models.Q(('is_echo', False), ('root', None)), name='least_seen'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_echo', False), ('root', None)), name='newest'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(condition=models.Q(('is_echo', False), ('root', None), ('commune__isnull', False), ('shows_commune', True)), fields=['question', 'commune'], name='whence_shown'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(models.F('question'), models.F('stakeholder'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_echo', False), ('root', None), ('shows_stakeholder', True), models.Q(('stakeholder', ''), _negated=True)), name='quality_shown'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(models.F('question'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_echo', False), ('root', None), ('extracts_count__gt', 0)), name='harvested'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(condition=models.Q(('queued_at__isnull', False)), fields=['queued_at', 'id'], name='queue'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(condition=models.Q(('campaign__isnull', False)), fields=['campaign', 'created_at', 'id'], name='of_campaign'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('depth', 0), ('nature__isnull', False), ('parent', None), ('root', None), ('stance', '')), models.Q(('depth__gt', 0), ('nature', None), ('parent__isnull', False), ('root__isnull', False), models.Q(('stance', ''), _negated=True)), _connector='OR'), name='a_nature_or_a_stance'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('live__isnull', False), _connector='OR'), name='published_has_a_live_version'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('author', 'key'), name='one_text_a_form'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.UniqueConstraint(condition=models.Q(('origin', ''), _negated=True), fields=('question', 'origin'), name='imported_once'),
        ),
        migrations.AddIndex(
            model_name='searchentry',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['words'], name='search_words'),
        ),
        migrations.AddIndex(
            model_name='searchentry',
            index=models.Index(models.F('consultation'), models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('contribution'), descending=True), name='search_newest'),
        ),
        # how common each of the 3,000 most common words is: what is alike is looked for by the rare ones
        migrations.RunSQL(
            "ALTER TABLE debates_searchentry ALTER COLUMN words SET STATISTICS 300",
            "ALTER TABLE debates_searchentry ALTER COLUMN words SET STATISTICS -1",
        ),
    ]
