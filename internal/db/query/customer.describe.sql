-- customer.describe: language and home store as an import says; what it does not say stays.
-- args: customer, bucket, language, home_store
update customer set language = case when :language = '' then language else :language end,
       home_store = case when cast(:home_store as bigint) = 0 then home_store else cast(:home_store as bigint) end
 where customer = :customer and bucket = :bucket
