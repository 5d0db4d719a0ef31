UPDATE requests SET reporter_member_id = NULL, reporter_account_id = NULL
WHERE confidential = 1 AND channel = 'self_found';
