"""PostgreSQL behind a pooler that lends a session for one transaction (PgBouncer, `pool_mode = transaction`)."""
