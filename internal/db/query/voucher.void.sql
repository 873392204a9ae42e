-- voucher.void: takes back an unused voucher. Rows: 0 when it is no longer issued.
-- args: alias, bucket, flag
update voucher set state = 'voided', flag = :flag where alias = :alias and bucket = :bucket and state = 'issued'
