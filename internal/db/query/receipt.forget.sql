-- receipt.forget: voids that came more than 35 days ago and whose receipt never did, a bounded number at once.
-- Index: receipt_awaited.
-- args: before, most
delete from receipt_key where (receipt, bucket) in
  (select receipt, bucket from receipt_key where state = 'awaited' and at < :before order by at limit :most)
  and state = 'awaited'
