-- promotion.days: what the promotions issued on a business day.
-- args: day
select promotion, issued from promotion_day where day = :day
