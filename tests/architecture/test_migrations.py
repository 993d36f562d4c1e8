"""The migrations make exactly what the models say, on both databases."""

import subprocess
import sys

from alembic import command
from alembic.script import ScriptDirectory

from app.core.db import migrations
from app.core.db.session import engine
from tests.support.database import on_both


@on_both
def test_models_and_migrations_say_the_same(database_url: str) -> None:
    assert migrations.at_head(engine())
    command.check(migrations.configuration())


def test_there_is_one_line_of_revisions() -> None:
    script = ScriptDirectory.from_config(migrations.configuration())
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
    assert migrations.heads() == set(script.get_heads())


def test_what_serves_does_without_alembic() -> None:
    found = "import sys, app.main, app.worker; sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", found], check=False).returncode == 0


@on_both
def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrations.upgrade()
    assert migrations.at_head(engine())
