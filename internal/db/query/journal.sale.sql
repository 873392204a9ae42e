-- journal.sale: a receipt at the end of the journal. Rows: 0 when its customer was erased meanwhile, or has answered
-- otherwise about consent than the sale was decided on (-1: nothing was decided). On PostgreSQL the customer's row is
-- held, so that an erasure waits for the sale and then finds it.
-- args: seq, bucket, kind, customer, store, at, day, receipt, body, consent
insert into journal (seq, bucket, kind, customer, store, at, day, receipt, body)
select cast(:seq as bigint), cast(:bucket as bigint), cast(:kind as bigint), cast(:customer as bigint), cast(:store as bigint),
       cast(:at as bigint), cast(:day as bigint), cast(:receipt as text), /*sqlite :body*/ /*postgres cast(:body as bytea)*/
 where cast(:customer as bigint) = 0
    or exists (select 1 from customer c where c.customer = cast(:customer as bigint) and c.bucket = cast(:bucket as bigint) and c.erased_at = 0
                  and (cast(:consent as bigint) = -1 or c.consent = cast(:consent as bigint)) /*postgres for share*/)
