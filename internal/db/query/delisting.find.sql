-- delisting.find: which products are proposed to leave, as last read.
select body from delisting where one = 1
