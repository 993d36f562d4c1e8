"""What every test may ask for. The fixtures live in tests/support."""

import os

import pytest

pytest.register_assert_rewrite("tests.support")

pytest_plugins = [
    "tests.support.database",
    "tests.support.browser",
    "tests.support.cast",
    "tests.support.live",
    "tests.support.northfold",
    "tests.support.speakup",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql", "both"],
        default="sqlite",
        help="which database the tests run on (default: sqlite)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    from tests.support.database import parametrise

    parametrise(metafunc)


def pytest_configure(config: pytest.Config) -> None:
    """Log as a deployment does; start PostgreSQL once for all workers, if it will be needed."""
    from app.core import logs
    from tests.support import machine, postgres

    logs.configure()
    machine.keep_files_in_memory()

    is_worker = hasattr(config, "workerinput")
    if not is_worker and config.getoption("--database") != "sqlite":
        cluster = postgres.start()
        os.environ[postgres.RUNNING] = str(cluster.folder)
        config.add_cleanup(cluster.stop)


def pytest_collection_finish() -> None:
    from tests.support import machine

    machine.settle()
