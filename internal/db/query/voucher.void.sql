-- voucher.void: takes back an unused voucher. Rows: 0 when it is no longer issued.
-- args: alias, bucket
update voucher set state = 'voided' where alias = :alias and bucket = :bucket and state = 'issued'
