-- promotion.undo_day: a voided voucher no longer counts against its business day.
-- args: promotion, day, bucket
update promotion_day set issued = issued - 1 where promotion = :promotion and day = :day and bucket = :bucket and issued > 0
