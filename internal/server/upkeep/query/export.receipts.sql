-- export.receipts: receipts that count, oldest first, with what their customer agreed to (0 for nobody).
select j.receipt, j.customer, coalesce(c.consent, 0), j.store, j.at, j.body
from journal j join receipt_key k on k.receipt = j.receipt and k.seq = j.seq
left join customer c on c.customer = j.customer and c.bucket = j.bucket
where j.kind = 1 and k.state in ('stands', 'unanswered', 'erased') order by j.seq
