-- demand.clear: all of demand, to be folded anew.
delete from demand
