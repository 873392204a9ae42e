-- verify.folds: how far each fold of the journal says it has read, and the farthest profile.
select name, epoch, seq from fold where name in ('profile', 'demand')
union all
select 'profile of a customer', epoch, max(seq) from profile where epoch = (select max(epoch) from profile) group by epoch
order by 1
