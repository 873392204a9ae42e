-- redemption.twice: vouchers that were used a second time, newest first. Index: redemption_flagged.
-- args: after, most
select r.code, r.alias, r.voucher_bucket, r.amount, r.at, k.store
  from redemption r join receipt_key k on k.receipt = r.receipt and k.bucket = r.bucket
 where r.flag <> '' and r.flag = 'redeemed_twice' and r.state <> 'returned' and r.at >= :after
 order by r.at desc, r.receipt, r.n limit :most
