-- promotion.at: one version of a promotion, as printed vouchers were promised.
-- args: number, version
select number, version, promotion, body, at, family from promotion where number = :number and version = :version
