-- voucher.promised: vouchers that can still be used, by the store they were printed in, product and promotion. Index: voucher_due.
-- args: today
select store, product, case when family <> 0 then family else promotion end, count(*) from voucher
 where state = 'issued' and valid_until >= :today and product <> 0
 group by 1, 2, 3 order by 1, 2, 3
