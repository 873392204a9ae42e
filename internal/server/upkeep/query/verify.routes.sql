-- verify.routes: what moved between which accounts, per promotion and event.
select promotion, event, debit, credit, cast(sum(amount) as bigint), min(amount) from ledger
group by promotion, event, debit, credit order by promotion, event, debit, credit
