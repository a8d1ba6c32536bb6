"""The tables of the bare view."""

TABLES = """
CREATE TABLE IF NOT EXISTS bench_fragment (page integer, place integer, html text, PRIMARY KEY (page, place));
CREATE TABLE IF NOT EXISTS bench_written (id bigserial PRIMARY KEY, body text, at timestamptz DEFAULT now());
CREATE TABLE IF NOT EXISTS bench_counter (id integer PRIMARY KEY, n bigint);
INSERT INTO bench_counter VALUES (1, 0) ON CONFLICT DO NOTHING;
"""
