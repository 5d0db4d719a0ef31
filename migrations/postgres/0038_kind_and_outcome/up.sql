-- By whom the kind of a request was said: by whoever sent it, or by its category where they did not.
ALTER TABLE requests ADD COLUMN kind_by TEXT NOT NULL DEFAULT 'sender' CHECK (kind_by IN ('sender', 'category'));
-- What came of the last handling; none while it is handled.
ALTER TABLE requests ADD COLUMN outcome TEXT CHECK (outcome IN ('solved', 'explained', 'unresolvable'));
UPDATE requests SET outcome = (
    SELECT payload ->> 'outcome' FROM events
    WHERE events.aggregate_id = requests.id AND events.kind = 'resolved'
    ORDER BY events.sequence DESC LIMIT 1
) WHERE resolved_at IS NOT NULL AND (reopened_at IS NULL OR second_resolved_at IS NOT NULL);
