-- verify.codes: every voucher with the codes it was redeemed under ('' when it was not).
select v.alias, v.bucket, v.serial, coalesce(r.code, '') from voucher v
left join redemption r on r.alias = v.alias and r.voucher_bucket = v.bucket
order by v.bucket, v.alias
