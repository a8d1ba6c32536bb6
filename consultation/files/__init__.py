"""Where the bytes of files lie that workers make: in rows of PostgreSQL, or in a bucket when FILES_URL names one.

The row of a file says its size, its SHA-256 and where its bytes are, so that a changed setting leaves old files
readable. What is served passes through a view that asks permission: a bucket is private, and nobody is ever sent to it.
"""
