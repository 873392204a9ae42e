-- counts: what a copy holds, in words for people.
select (select count(*) from journal where kind = 1), (select count(*) from customer where erased_at = 0), (select count(*) from voucher)
