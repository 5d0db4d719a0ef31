UPDATE requests SET reporter_member_id = NULL, reporter_account_id = NULL
WHERE confidential AND channel = 'self_found';
