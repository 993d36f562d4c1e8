"""A worker process whose one job writes its number down: run by the queue's tests, and killed."""

import sys

from sqlalchemy import text
from sqlmodel import Session

from app.core.queue.work import Work, Working


def write_down(session: Session, number: int) -> None:
    session.execute(text("INSERT INTO done_work (number) VALUES (:number)"), {"number": number})


if __name__ == "__main__":
    working = Working(Work(jobs={"tests:write_down": write_down}))
    working.stop_on_signals()
    if "--once" in sys.argv:
        working.run_once()
    else:
        working.run()
