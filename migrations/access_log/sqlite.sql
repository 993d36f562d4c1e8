-- The log on SQLite: the file itself refuses whatever is not its next line.
CREATE UNIQUE INDEX uq_event_source_id_p0 ON event (source_id, id)
---
INSERT INTO head (id, size, key_epoch, part) VALUES (1, 0, 0, 0)
---
CREATE TRIGGER entry_is_next BEFORE INSERT ON entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM entry)
BEGIN SELECT RAISE(ABORT, 'entry is append-only: the number is not the next one'); END
---
-- INSERT OR REPLACE fires no delete trigger: a known key must be refused before it.
CREATE TRIGGER event_is_new BEFORE INSERT ON event
WHEN NEW.first_seq < (SELECT coalesce(max(seq) + 1, 0) FROM entry)
  OR EXISTS (SELECT 1 FROM event WHERE source_id = NEW.source_id AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'event is append-only: its number or its id is known'); END
---
CREATE TRIGGER entry_only_forgets BEFORE UPDATE ON entry
WHEN NEW.sealed IS NOT NULL OR NEW.seq IS NOT OLD.seq OR NEW.event IS NOT OLD.event
  OR NEW.subject IS NOT OLD.subject OR NEW.leaf IS NOT OLD.leaf
  OR NEW.month IS NOT OLD.month OR NEW.retention IS NOT OLD.retention
BEGIN SELECT RAISE(ABORT, 'entry is append-only: only what is sealed may go'); END
---
CREATE TRIGGER event_only_forgets BEFORE UPDATE ON event
WHEN NEW.body IS NOT NULL OR NEW.occurred IS NOT NULL OR NEW.first_seq IS NOT OLD.first_seq
  OR NEW.source_id IS NOT OLD.source_id OR NEW.id IS NOT OLD.id
  OR NEW.digest IS NOT OLD.digest OR NEW.entries IS NOT OLD.entries
BEGIN SELECT RAISE(ABORT, 'event is append-only: only what is sealed may go'); END
---
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END
---
CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END
---
CREATE TRIGGER head_counts BEFORE UPDATE ON head
WHEN NEW.id IS NOT OLD.id OR NEW.key_epoch < OLD.key_epoch
  OR NEW.size IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM entry)
BEGIN SELECT RAISE(ABORT, 'head counts the entries and nothing else'); END
---
CREATE TRIGGER head_is_one BEFORE INSERT ON head
BEGIN SELECT RAISE(ABORT, 'head is one row'); END
---
CREATE TRIGGER head_stays BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'head stays'); END
---
CREATE TRIGGER notice_is_new BEFORE INSERT ON notice
WHEN EXISTS (SELECT 1 FROM notice WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'notice is append-only'); END
---
CREATE TRIGGER notice_is_fixed BEFORE UPDATE ON notice
BEGIN SELECT RAISE(ABORT, 'notice is append-only'); END
---
CREATE TRIGGER notice_stays BEFORE DELETE ON notice
BEGIN SELECT RAISE(ABORT, 'notice is append-only'); END
---
CREATE TRIGGER heartbeat_is_new BEFORE INSERT ON heartbeat
WHEN EXISTS (SELECT 1 FROM heartbeat WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'heartbeat is append-only'); END
---
CREATE TRIGGER heartbeat_is_fixed BEFORE UPDATE ON heartbeat
BEGIN SELECT RAISE(ABORT, 'heartbeat is append-only'); END
---
CREATE TRIGGER heartbeat_stays BEFORE DELETE ON heartbeat
BEGIN SELECT RAISE(ABORT, 'heartbeat is append-only'); END
---
CREATE TRIGGER sealed_grant_made AFTER INSERT ON sealed_grant
BEGIN UPDATE head SET key_epoch = key_epoch + 1; END
---
CREATE TRIGGER sealed_grant_changed AFTER UPDATE ON sealed_grant
BEGIN UPDATE head SET key_epoch = key_epoch + 1; END
---
CREATE TRIGGER sealed_grant_ended AFTER DELETE ON sealed_grant
BEGIN UPDATE head SET key_epoch = key_epoch + 1; END
