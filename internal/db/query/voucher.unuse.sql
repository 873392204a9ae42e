-- voucher.unuse: a redemption that should not have been is taken back; the voucher goes back to voided.
-- args: alias, bucket, receipt
update voucher set state = 'voided', used_at = 0, used_by = '', used_store = 0, used_amount = 0, used_over = 0, flag = ''
 where alias = :alias and bucket = :bucket and state = 'redeemed' and used_by = :receipt
