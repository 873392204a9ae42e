-- promotion.day: counts one voucher against the limit of a business day. Rows: 0 when the day is full.
-- args: promotion, day, bucket, most
insert into promotion_day (promotion, day, bucket, issued) values (:promotion, :day, :bucket, 1)
on conflict (promotion, day, bucket) do update set issued = promotion_day.issued + 1
 where promotion_day.issued < :most
