-- voucher.return: a redemption is taken back: the voucher is good again. Rows: 0 when another receipt holds it.
-- args: alias, bucket, receipt, valid_until, reserve
update voucher set state = 'issued', used_at = 0, used_by = '', used_store = 0, used_amount = 0, used_over = 0, flag = '', valid_until = :valid_until, reserve = :reserve
 where alias = :alias and bucket = :bucket and state = 'redeemed' and used_by = :receipt
