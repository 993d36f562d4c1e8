"""``daylight migrate``: the database to its newest revision, with the secret and the keys."""

import typer

from app.core import secrets
from app.core.config import settings
from app.core.db import dialects, migrations
from app.core.db.base import KEYS
from app.speakup import folder

cli = typer.Typer()


@cli.command()
def migrate() -> None:
    """Bring the database to the newest revision; make the secret and the keys if missing."""
    bring_to_head()
    typer.echo("The database is at the newest revision.", err=True)


def bring_to_head() -> None:
    """What ``migrate`` does; safe to repeat."""
    settings().data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    secrets.ensure(settings().secret_path)
    folder.prepare()
    migrations.upgrade()
    migrations.load_models()
    dialects.make_file(settings().keys_database)
    engine = dialects.create_engine(settings().keys_database, changes_schema=True)
    KEYS.create_all(dialects.for_writing(engine))
    engine.dispose()
