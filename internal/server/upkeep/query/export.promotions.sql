-- export.promotions: each promotion as it stands, with its account.
select p.number, p.promotion, p.version, p.state, p.starts, p.ends, coalesce(b.cap, 0), coalesce(b.reserved, 0), coalesce(b.spent, 0), coalesce(b.overspent, 0),
  coalesce(b.issued, 0), coalesce(b.redeemed, 0), coalesce(b.voided, 0), coalesce(b.expired, 0)
from promotion p left join budget b on b.promotion = p.number where p.latest = 1 order by p.number
