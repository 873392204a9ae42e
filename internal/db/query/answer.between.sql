-- answer.between: the writes of a stretch of numbers that were answered at a till: those that may have issued or used vouchers.
-- args: from, to
select seq from answer where seq between :from and :to
