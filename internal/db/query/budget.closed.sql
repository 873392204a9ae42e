-- budget.closed: promotions that can issue nothing more.
select promotion from budget where reserved + spent >= cap or contingency < 0 or (most > 0 and issued + kin >= most) order by promotion
