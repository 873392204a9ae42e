-- voucher.expire: an unused voucher whose last day has passed. Rows: 0 when it is no longer issued.
-- args: alias, bucket
update voucher set state = 'expired' where alias = :alias and bucket = :bucket and state = 'issued'
