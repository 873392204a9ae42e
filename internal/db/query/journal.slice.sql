-- journal.slice: entries of a slice of the journal, by number: those up to a position that was the end of what is visible.
-- args: after, last, epoch, through, most
select /*sqlite 0 as*/ epoch, seq, kind, customer, bucket, store, at, day, receipt, body from journal
 where seq > :after and seq <= :last and /*sqlite (:epoch = :epoch and seq <= :through)*/ /*postgres (epoch, seq) <= (:epoch, :through)*/
 order by seq limit :most
