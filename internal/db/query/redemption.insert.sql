-- redemption.insert: one voucher used on one receipt, counted on. Rows: 0 when the receipt has it already.
-- args: receipt, bucket, code, alias, voucher_bucket, amount, flag, at, state, body
insert into redemption (receipt, bucket, n, code, alias, voucher_bucket, amount, flag, at, state, body)
values (:receipt, :bucket, (select coalesce(max(r.n), -1) + 1 from redemption r where r.receipt = :receipt and r.bucket = :bucket),
        :code, :alias, :voucher_bucket, :amount, :flag, :at, :state, :body)
on conflict do nothing
