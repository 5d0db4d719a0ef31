-- What staff found and report in confidence they report themselves: whoever entered it is its reporter.
UPDATE requests
SET reporter_member_id = entered_by,
    reporter_account_id = (SELECT a.id FROM accounts a WHERE a.member_id = requests.entered_by)
WHERE confidential = 1 AND channel = 'self_found' AND anonymous = 0 AND entered_by IS NOT NULL;
