-- redemption.taken: how many vouchers some receipts used, and what those took off; as many as Yields names at once.
-- args: r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16
select receipt, count(*), cast(sum(amount) as bigint) from redemption
 where receipt in (:r1, :r2, :r3, :r4, :r5, :r6, :r7, :r8, :r9, :r10, :r11, :r12, :r13, :r14, :r15, :r16) and state <> 'returned'
 group by receipt
