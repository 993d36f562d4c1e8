"""The container's recipe, read rather than built: small, without root, without build tools."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD_TOOLS = re.compile(r"apt-get|build-essential|\bgcc\b|\bgit\b|\bcurl\b|\bwget\b|\bnpm\b")


def recipe() -> list[tuple[str, str]]:
    """Instructions and their arguments, continued lines joined, comments left out."""
    text = (ROOT / "Dockerfile").read_text()
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [
        (word.upper(), rest.strip())
        for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)
    ]


def last_stage() -> list[tuple[str, str]]:
    steps = recipe()
    start = max(number for number, (word, _) in enumerate(steps) if word == "FROM")
    return steps[start:]


def argument(word: str) -> str:
    found = [rest for instruction, rest in last_stage() if instruction == word]
    assert len(found) == 1, f"{len(found)} × {word}"
    return found[0]


def test_it_is_built_in_two_stages_on_a_small_base() -> None:
    bases = [rest for word, rest in recipe() if word == "FROM"]
    assert len(bases) == 2
    assert all(re.match(r"python:3\.1[1-9]-slim", base) for base in bases)


def test_it_does_not_run_as_root() -> None:
    assert int(argument("USER")) >= 1000


def test_the_final_image_has_no_build_tools() -> None:
    for word, rest in last_stage():
        assert word != "RUN" or not BUILD_TOOLS.search(rest), rest
        assert word != "RUN" or "pip install" not in rest


def test_packages_are_pinned_by_hash() -> None:
    installs = [rest for word, rest in recipe() if word == "RUN" and "pip install" in rest]
    assert installs
    assert all("--require-hashes" in rest for rest in installs)


def test_everything_copied_is_there_and_let_into_the_build() -> None:
    allowed = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copies = [rest.split() for word, rest in recipe() if word == "COPY" and "--from" not in rest]
    assert copies
    for *sources, _ in copies:
        for source in sources:
            assert (ROOT / source).exists(), source
            assert source in allowed, source


def test_it_checks_its_health_and_serves() -> None:
    _, _, command = argument("HEALTHCHECK").partition("CMD ")
    assert "/healthz" in json.loads(command)[-1]
    assert json.loads(argument("ENTRYPOINT")) == ["daylight"]
    assert json.loads(argument("CMD"))[0] == "serve"


def test_no_secret_is_baked_in() -> None:
    for word, rest in recipe():
        assert word not in {"ENV", "ARG"} or not re.search(r"SECRET|TOKEN|PASSWORD|KEY", rest)
