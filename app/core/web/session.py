"""One session and one transaction per request; a GET may not write.

``scope="function"`` makes the commit happen before the response leaves: a failed
commit becomes an error page, and the next request sees this one's writes.
"""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.core.db.session import reading, writing

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def request_session(request: Request) -> Iterator[Session]:
    with reading() if request.method in SAFE_METHODS else writing() as session:
        request.state.session = session
        try:
            yield session
        except BaseException:
            session.expunge_all()  # a rollback would empty what the page of the error shows
            raise
        finally:
            request.state.session = None


SessionDep = Annotated[Session, Depends(request_session, scope="function")]
