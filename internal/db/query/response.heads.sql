-- response.heads: how promotions work as a whole, and where they flop. One row a promotion.
select promotion, head from response order by promotion
