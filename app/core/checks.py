"""The checks that core itself brings: database, keys, worker, disk."""

import shutil

from sqlalchemy import text

from app.core import secrets
from app.core.config import settings
from app.core.db import migrations
from app.core.db.session import engine, keys_engine, reading
from app.core.health import Check, Finding
from app.core.queue import queries as queue

GIBIBYTE = 2**30
LEAST_FREE = GIBIBYTE
WELL = Finding(ok=True, words="well")


def _database() -> Finding:
    with reading() as session:
        session.connection().execute(text("SELECT 1"))
    if migrations.at_head(engine()):
        return WELL
    return _fault("The database is not at the newest revision. Run daylight migrate.")


def _key() -> Finding:
    secrets.derive("health")
    with reading(keys_engine()) as session:
        session.connection().execute(text("SELECT 1"))
    if settings().secret_path.stat().st_mode & 0o077:
        words = "Others than its owner may read the secret file. Run chmod 600 on it."
        return Finding(ok=False, words=words)
    return WELL


def _worker() -> Finding:
    with reading() as session:
        seen_at = queue.last_seen_at(session)
        given_up = queue.state(session).given_up
    if not queue.is_alive(seen_at):
        return _fault("No worker is running. Start daylight worker.")
    if given_up:
        return Finding(ok=False, words=f"Jobs given up after many attempts: {given_up}.")
    return WELL


def _disk() -> Finding:
    usage = shutil.disk_usage(settings().data_dir)
    words = f"Free: {usage.free / GIBIBYTE:.1f} GiB of {usage.total / GIBIBYTE:.1f} GiB."
    return Finding(ok=usage.free >= LEAST_FREE, words=words)


def _fault(words: str) -> Finding:
    return Finding(ok=False, words=words, ready=False)


DATABASE = Check("database", _database)
KEY = Check("key", _key)
WORKER = Check("worker", _worker)
DISK = Check("disk", _disk)
