"""The first eight migrations as one: a new database is made in less time.

What they wrote into rows that were there is left out: there are none.
"""

import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION extracts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an extract never changes its place, its text nor its hands' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER extracts_stay BEFORE UPDATE ON synthesis_extract FOR EACH ROW
    WHEN ((OLD.version_id, OLD.contribution_id, OLD.start, OLD."end", OLD.by_id)
        IS DISTINCT FROM (NEW.version_id, NEW.contribution_id, NEW.start, NEW."end", NEW.by_id))
    EXECUTE FUNCTION extracts_stay();
"""
UNGUARD = """
DROP TRIGGER extracts_stay ON synthesis_extract;
DROP FUNCTION extracts_stay();
"""


class Migration(migrations.Migration):

    replaces = [
        ("synthesis", "0001_initial"),
        ("synthesis", "0002_count_extracts"),
        ("synthesis", "0003_readers_and_editors"),
        ("synthesis", "0004_more_formats"),
        ("synthesis", "0005_statement_origin"),
        ("synthesis", "0006_second_readings_side_by_side"),
        ("synthesis", "0007_shards_of_a_roll_up"),
        ("synthesis", "0008_extracts_stay_where_they_are"),
    ]

    initial = True

    dependencies = [
        ('consultation', '0001_squashed_up_to_attempts'),
        ('debates', '0017_collected'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TextFeatures',
            fields=[
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='features', serialize=False, to='debates.version')),
                ('recipe', models.CharField(db_index=True, max_length=40)),
                ('lemmas', models.TextField()),
                ('signature', models.BinaryField()),
                ('vector', models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Extract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('quote', models.TextField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extracts', to='debates.contribution')),
                ('nature', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='debates.nature', verbose_name='nature')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extracts', to='debates.version')),
            ],
            options={
                'ordering': ['contribution_id', 'start', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('extract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='synthesis.extract')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HarvestPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('double_share', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='lus deux fois, en pour cent')),
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='harvest_plan', to='consultation.consultation')),
            ],
        ),
        migrations.CreateModel(
            name='Idea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='idée')),
                ('position', models.PositiveIntegerField(default=0)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='synthesis.idea')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='synthesis.idea')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ideas', to='debates.theme')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='extract',
            name='ideas',
            field=models.ManyToManyField(blank=True, related_name='extracts', to='synthesis.idea'),
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('kept', 'un passage est gardé'), ('nothing_new', 'rien de nouveau'), ('off_topic', 'hors du sujet de la mission'), ('duplicate', 'doublon d’un autre texte')], max_length=12)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reading', to='debates.contribution')),
                ('duplicate_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='duplicates', to='debates.contribution')),
            ],
        ),
        migrations.CreateModel(
            name='ReportTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('docx', 'Word (DOCX)'), ('odt', 'OpenDocument (ODT)')], max_length=4)),
                ('name', models.CharField(max_length=200)),
                ('data', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_templates', to='consultation.consultation')),
            ],
        ),
        migrations.CreateModel(
            name='RollUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'demandé'), ('running', 'en cours'), ('done', 'terminé'), ('failed', 'en échec')], db_index=True, default='queued', max_length=8)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('alive_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('cut_off', models.DateTimeField()),
                ('parts_total', models.PositiveIntegerField(default=0)),
                ('parts_done', models.PositiveIntegerField(default=0)),
                ('texts_total', models.PositiveIntegerField(db_default=0, default=0)),
                ('texts_read', models.PositiveIntegerField(db_default=0, default=0)),
                ('snapshot', models.JSONField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rollups', to='consultation.consultation')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ProposedPassage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('label', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('kept', 'Kept'), ('refused', 'Refused')], default='waiting', max_length=8)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposed_passages', to='debates.contribution')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.version')),
                ('rollup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposed', to='synthesis.rollup')),
            ],
            options={
                'ordering': ['contribution_id', 'start', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RollUpPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'demandé'), ('running', 'en cours'), ('done', 'terminé'), ('failed', 'en échec')], db_index=True, default='queued', max_length=8)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('alive_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('result', models.JSONField(blank=True, null=True)),
                ('rows', models.JSONField(default=list)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.question')),
                ('rollup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='synthesis.rollup')),
            ],
        ),
        migrations.CreateModel(
            name='RollUpShard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'demandé'), ('running', 'en cours'), ('done', 'terminé'), ('failed', 'en échec')], db_index=True, default='queued', max_length=8)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('alive_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('number', models.PositiveIntegerField()),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField()),
                ('texts', models.PositiveIntegerField()),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.question')),
                ('rollup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shards', to='synthesis.rollup')),
            ],
        ),
        migrations.CreateModel(
            name='SecondReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(blank=True, choices=[('kept', 'un passage est gardé'), ('nothing_new', 'rien de nouveau'), ('off_topic', 'hors du sujet de la mission'), ('duplicate', 'doublon d’un autre texte')], max_length=12)),
                ('first', models.JSONField(db_default={}, default=dict)),
                ('differs', models.BooleanField(db_default=False, default=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_reading', to='debates.contribution')),
                ('duplicate_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='debates.contribution')),
                ('first_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SecondPassage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('idea', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='synthesis.idea')),
                ('nature', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='debates.nature')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='debates.version')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='synthesis.secondreading')),
            ],
            options={
                'ordering': ['start', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False)),
                ('section', models.CharField(choices=[('finding', 'Diagnostic'), ('model', 'Modèles'), ('barrier', 'Freins'), ('practice', 'Initiatives'), ('proposal', 'Propositions'), ('disagreement', 'Désaccords'), ('minority', 'Points de vue minoritaires'), ('question', 'Questions ouvertes'), ('plan', 'Plan d’action')], max_length=12, verbose_name='partie')),
                ('position', models.PositiveIntegerField(default=0)),
                ('text', models.TextField(verbose_name='énoncé')),
                ('figure', models.CharField(blank=True, db_default='', default='', max_length=60)),
                ('revision', models.PositiveIntegerField(db_default=0, default=0)),
                ('source', models.CharField(choices=[('idea', 'd’après une idée'), ('snapshot', 'd’après la consolidation'), ('editor', 'écrit par la rédaction')], default='editor', max_length=8)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('extracts', models.ManyToManyField(related_name='statements', through='synthesis.Citation', to='synthesis.extract')),
                ('idea', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='synthesis.idea')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.theme')),
            ],
            options={
                'ordering': ['theme__position', 'section', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='commentaire')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='synthesis.statement')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='citation',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='synthesis.statement'),
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('natures', models.JSONField(default=list)),
                ('ideas', models.JSONField(default=list)),
                ('learnt_at', models.DateTimeField()),
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='suggestion', to='debates.contribution')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debates.version')),
            ],
        ),
        migrations.CreateModel(
            name='Synthesis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('interim', 'Synthèse intermédiaire'), ('final', 'Synthèse finale'), ('correct', 'Version corrigée')], default='interim', max_length=8, verbose_name='étape')),
                ('title', models.CharField(max_length=200, verbose_name='titre')),
                ('introduction', models.TextField(blank=True, verbose_name='introduction')),
                ('state', models.CharField(choices=[('draft', 'brouillon'), ('published', 'publiée')], default='draft', max_length=10)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('document', models.JSONField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='syntheses', to='consultation.consultation')),
                ('made_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='synthesis.synthesis')),
                ('rollup', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='synthesis.rollup')),
            ],
            options={
                'verbose_name_plural': 'syntheses',
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='statement',
            name='synthesis',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='synthesis.synthesis'),
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'demandé'), ('running', 'en cours'), ('done', 'terminé'), ('failed', 'en échec')], db_index=True, default='queued', max_length=8)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('alive_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('format', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word (DOCX)'), ('odt', 'OpenDocument (ODT)'), ('epub', 'Livre numérique (EPUB)'), ('html', 'HTML'), ('csv', 'Citations (CSV)'), ('xlsx', 'Tableaux (XLSX)'), ('json', 'Document (JSON)'), ('tables-csv', 'Données (CSV)'), ('tables-xlsx', 'Données (XLSX)'), ('tables-json', 'Données (JSON)'), ('archive', 'Archive vérifiable (ZIP)')], max_length=12)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('tells', models.BooleanField(db_default=False, default=False)),
                ('template_name', models.CharField(blank=True, db_default='', default='', max_length=200)),
                ('template_sha256', models.CharField(blank=True, db_default='', default='', max_length=64)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('synthesis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to='synthesis.synthesis')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField(db_index=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='harvest_turn', to='debates.contribution')),
            ],
        ),
        migrations.CreateModel(
            name='ExportChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('data', models.BinaryField()),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='synthesis.export')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('export', 'number'), name='chunk_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='extract',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='extract_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='extract',
            constraint=models.UniqueConstraint(fields=('version', 'start', 'end', 'nature'), name='passage_harvested_once'),
        ),
        migrations.AddConstraint(
            model_name='reporttemplate',
            constraint=models.UniqueConstraint(fields=('consultation', 'format'), name='one_template_a_format'),
        ),
        migrations.AddConstraint(
            model_name='proposedpassage',
            constraint=models.UniqueConstraint(fields=('version', 'start', 'end'), name='passage_proposed_once'),
        ),
        migrations.AddConstraint(
            model_name='rolluppart',
            constraint=models.UniqueConstraint(fields=('rollup', 'question'), name='one_part_a_question'),
        ),
        migrations.AddConstraint(
            model_name='rollupshard',
            constraint=models.UniqueConstraint(fields=('rollup', 'question', 'number'), name='one_shard_a_number'),
        ),
        migrations.AddConstraint(
            model_name='secondpassage',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='second_passage_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.UniqueConstraint(fields=('statement', 'extract'), name='cited_once'),
        ),
        migrations.AddConstraint(
            model_name='synthesis',
            constraint=models.UniqueConstraint(fields=('consultation', 'number'), name='synthesis_number_once'),
        ),
        migrations.AddConstraint(
            model_name='synthesis',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('document__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='published_is_frozen'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('synthesis', 'origin'), name='one_statement_of_an_origin'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
