-- voucher.promised: vouchers that can still be used, by the store they were printed in, product and promotion. Index: voucher_open.
-- args: today
select store, product, promotion, count(*) from voucher
 where state = 'issued' and valid_until >= :today and product <> 0
 group by store, product, promotion order by store, product, promotion
