-- response.read_at: when each promotion was last looked at. One row a promotion, none of its body.
select promotion, at from response order by promotion
