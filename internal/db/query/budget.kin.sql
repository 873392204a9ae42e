-- budget.kin: a store's version issues a voucher that counts to the total limit of its promotion. Rows: 0 when the limit is reached.
-- args: promotion, bucket
update budget set kin = kin + 1 where promotion = :promotion and bucket = :bucket and (most = 0 or issued + kin < most)
