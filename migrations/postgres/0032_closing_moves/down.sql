DROP TABLE request_leases;
DROP TABLE request_last_steps;
DROP TABLE request_objections;
DROP TABLE request_closings;

DELETE FROM request_notes WHERE kind IN ('redirect_words', 'objection_words', 'objection_reply', 'void_words', 'recall_words');
ALTER TABLE request_notes DROP CONSTRAINT request_notes_kind_check;
ALTER TABLE request_notes ADD CONSTRAINT request_notes_kind_check CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer', 'internal_note', 'desk_note', 'progress_words', 'question', 'answer', 'supplement', 'reminder_words', 'return_basis', 'review_words'));

UPDATE requests SET state = CASE state WHEN 'redirected' THEN 'closed' WHEN 'objected' THEN 'assigned' ELSE state END WHERE state IN ('redirected', 'objected');
ALTER TABLE requests DROP CONSTRAINT requests_state_check;
ALTER TABLE requests ADD CONSTRAINT requests_state_check CHECK (state IN ('submitted', 'assigned', 'accepted', 'contacted', 'in_progress', 'resolved', 'closed', 'returned', 'transferred', 'joint', 'paused', 'merged', 'withdrawn', 'void', 'reopened'));
