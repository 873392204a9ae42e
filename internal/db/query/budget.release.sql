-- budget.release: a voucher that will not be used gives its reserve back.
-- args: promotion, bucket, reserve, voided, expired
update budget set reserved = reserved - :reserve, issued = issued - :voided, voided = voided + :voided, expired = expired + :expired
 where promotion = :promotion and bucket = :bucket
