-- ledger.sums: what moved between which accounts, per promotion.
select promotion, debit, credit, sum(amount), count(*) from ledger group by promotion, debit, credit order by promotion, debit, credit
