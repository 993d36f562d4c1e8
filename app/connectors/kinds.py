"""The table of kinds: how a source of each kind is described, and how it is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.connectors.files import asking as files
from app.connectors.files import schemas as files_schemas
from app.connectors.heads.schemas import Head
from app.connectors.http import asking as http
from app.connectors.http import schemas as http_schemas
from app.connectors.push import asking as push
from app.connectors.push import schemas as push_schemas
from app.connectors.schemas import Connector
from app.connectors.sql import asking as sql
from app.connectors.sql import schemas as sql_schemas


@dataclass(frozen=True)
class Kind:
    """What a file of this kind must say, and what makes a Connector of it, secrets included.

    ``waits``: the source is not asked but sends by itself, so that its Connector is also told
    which source's and which asking's answer it is to give.
    """

    configuration: type[Head]
    connector: Callable[..., Connector]
    waits: bool = False


KINDS: Mapping[str, Kind] = {
    "sql": Kind(sql_schemas.Configuration, sql.Sql),
    "http": Kind(http_schemas.Configuration, http.Http),
    "files": Kind(files_schemas.Configuration, files.Files),
    "push": Kind(push_schemas.Configuration, push.Push, waits=True),
}
