-- outcome.deductions: what vouchers issued to a customer took off. Index: voucher_customer.
-- args: customer, bucket
select used_at, used_store, used_amount from voucher where customer = :customer and customer <> 0 and bucket = :bucket and state = 'redeemed' order by used_at, alias
