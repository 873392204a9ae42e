-- Why   a void that came before its receipt is remembered for 35 days, not for ever.
-- Step  create an index over those that wait; they are few among many.
-- Cost  one scan of receipt ids; safe while tills sell.
create index receipt_awaited on receipt_key (at) where state = 'awaited';
