"""What docs/speak-up.md has an operator write keeps what is sent off the proxy's disk."""

import re

from app.core.web.bodies import MOST_BYTES
from tests.support.processes import ROOT


def test_the_proxy_holds_every_body_and_page_in_memory_and_writes_no_log() -> None:
    shown = (ROOT / "docs/speak-up.md").read_text().split("server {", 1)[1].split("location", 1)[0]
    said = dict(re.findall(r"(\w+) ([^;]+);", shown))
    assert said["client_max_body_size"] == said["client_body_buffer_size"] == "1m"
    assert MOST_BYTES == 1024 * 1024  # the origin takes no more than the proxy holds
    assert said["client_body_in_single_buffer"] == "on"
    assert said["client_body_in_file_only"] == said["proxy_cache"] == said["access_log"] == "off"
    assert said["proxy_max_temp_file_size"] == "0"
    assert said["error_log"] == "/dev/null"
