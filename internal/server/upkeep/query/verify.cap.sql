-- verify.cap: promotions that promised more than their cap, or issued more than their limit.
select 'promotion ' || cast(promotion as text) as subject,
  'reserved ' || cast(reserved as text) || ' and spent ' || cast(spent as text) || ' of a cap of ' || cast(cap as text) ||
  ', ' || cast(issued as text) || ' issued and ' || cast(kin as text) || ' by stores'' versions, of at most ' || cast(most as text) as detail
from budget where reserved + spent > cap or reserved < 0 or spent < 0 or overspent < 0 or kin < 0 or (most > 0 and issued + kin > most)
order by 1 limit 20
