-- verify.receipts: a receipt id stands for its entry of the journal, in its customer's bucket, or else in that of the id.
select 'receipt ' || k.receipt as subject, 'it is ' || k.state || ' and entry ' || cast(k.seq as text) || ' of the journal is not its own' as detail
from receipt_key k
where k.state <> 'awaited' and not exists (select 1 from journal j where j.seq = k.seq and j.receipt = k.receipt and j.kind = 1
  and (k.state = 'erased' or (j.customer = k.customer and j.bucket = case when k.customer = 0 then k.bucket else k.customer & 1023 end)))
union all
select 'receipt ' || j.receipt, 'entry ' || cast(j.seq as text) || ' of the journal has no receipt id of its own'
from journal j where j.kind = 1 and not exists (select 1 from receipt_key k where k.receipt = j.receipt)
order by 1 limit 20
