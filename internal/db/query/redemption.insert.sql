-- redemption.insert: one voucher used on one receipt. Rows: 0 when the receipt has it already.
-- args: receipt, bucket, n, code, alias, voucher_bucket, amount, flag, at, state, body
insert into redemption (receipt, bucket, n, code, alias, voucher_bucket, amount, flag, at, state, body)
values (:receipt, :bucket, :n, :code, :alias, :voucher_bucket, :amount, :flag, :at, :state, :body)
on conflict do nothing
