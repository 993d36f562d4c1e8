-- Entries come first now: whatever is said beside one must name one that is there, and be new.
DROP TRIGGER event_is_new
---
CREATE TRIGGER event_is_new BEFORE INSERT ON event
WHEN NOT EXISTS (SELECT 1 FROM entry WHERE seq = NEW.first_seq AND event = NEW.first_seq)
  OR EXISTS (SELECT 1 FROM event WHERE first_seq = NEW.first_seq)
  OR EXISTS (SELECT 1 FROM event WHERE source_id = NEW.source_id AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'event is append-only: it has no entry, or its id is known'); END
---
DROP TRIGGER notice_is_new
---
CREATE TRIGGER notice_is_new BEFORE INSERT ON notice
WHEN EXISTS (SELECT 1 FROM notice WHERE seq = NEW.seq)
  OR NOT EXISTS (SELECT 1 FROM entry WHERE seq = NEW.seq AND event IS NULL)
BEGIN SELECT RAISE(ABORT, 'notice is append-only: it is known, or has no entry'); END
---
DROP TRIGGER heartbeat_is_new
---
CREATE TRIGGER heartbeat_is_new BEFORE INSERT ON heartbeat
WHEN EXISTS (SELECT 1 FROM heartbeat WHERE seq = NEW.seq)
  OR NOT EXISTS (SELECT 1 FROM entry WHERE seq = NEW.seq AND event IS NULL)
BEGIN SELECT RAISE(ABORT, 'heartbeat is append-only: it is known, or has no entry'); END
