package offer

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// naive is Decide without indexes and memory: every product with every promotion,
// sorted, drawn. It returns (promotion, product) in order, and for each how many it was
// drawn among.
func naive(s *setting) (out [][2]uint32, pools []int) {
	chain := retail.NewCatalogue(s.products, storeList())
	if s.ctx.Customer != 0 && !s.ctx.Consent.Allows(customer.OffersPurpose) {
		return nil, nil
	}
	all := s.candidates(chain)
	for slot := 0; slot < s.ctx.Most && len(all) > 0; slot++ {
		slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.promotion, b.promotion) })
		firsts := slices.CompactFunc(slices.Clone(all), func(a, b candidate) bool { return a.promotion == b.promotion })
		slices.SortFunc(firsts, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.promotion, b.promotion))
		})
		pool := min(drawAmong, len(firsts))
		at, _ := drawSlot(s.ctx.Seed, slot, pool)
		c := firsts[at]
		out, pools = append(out, [2]uint32{c.promotion, c.product}), append(pools, pool)
		all = slices.DeleteFunc(all, func(o candidate) bool {
			same := o.product != 0 && c.product != 0 && chain.CategoryOf(o.product) == chain.CategoryOf(c.product)
			return same || o.promotion == c.promotion
		})
	}
	return out, pools
}

type candidate struct {
	promotion, product uint32
	score              float64
}

// candidates lets each product of each list meet the best promotions of its kind.
func (s *setting) candidates(chain *retail.Catalogue) []candidate {
	live := slices.Clone(s.live)
	slices.SortFunc(live, func(a, b Numbered) int {
		return cmp.Or(cmp.Compare(weightOf(&b.Promotion), weightOf(&a.Promotion)), cmp.Compare(a.Number, b.Number))
	})
	live = slices.DeleteFunc(live, func(n Numbered) bool { return !s.stands(chain, &n) })
	var out []candidate
	for _, kind := range []promotion.TargetKind{promotion.TargetDue, promotion.TargetFavourite, promotion.TargetLapsed, promotion.TargetNext, promotion.TargetExpiring, promotion.TargetProduct} {
		met, taken := map[uint32]bool{}, map[uint32]int{}
		of := slices.DeleteFunc(slices.Clone(live), func(n Numbered) bool { return walked(n.Promotion.Target.Kind) != kind })
		for _, item := range s.lists(kind) {
			fresh := !met[item.Product]
			met[item.Product] = true
			if !fresh || chain.Product(item.Related).Restriction != 0 {
				continue
			}
			out = append(out, s.takers(chain, of, &item, taken)...)
		}
	}
	kept := 0
	for i := range live {
		if p := &live[i].Promotion; p.Target.Kind == promotion.TargetAnyone && kept < s.enough() {
			kept++
			out = append(out, candidate{live[i].Number, 0, s.worthOfBasket(chain, p)})
		}
	}
	return out
}

// enough is how many promotions a product meets at most.
func (s *setting) enough() int { return drawAmong + s.ctx.Most - 1 }

// takers are a product's candidates with the promotions of a kind.
func (s *setting) takers(chain *retail.Catalogue, live []Numbered, item *habit.Scored, taken map[uint32]int) (out []candidate) {
	product := chain.Product(item.Product)
	seen := 0
	for i := range live {
		n, p := live[i].Number, &live[i].Promotion
		if !s.may(p, &product) || seen == s.enough() {
			continue
		}
		if seen++; taken[n] <= s.ctx.Most {
			taken[n]++
			out = append(out, candidate{n, item.Product, s.worth(chain, p, &product, item.Chance)})
		}
	}
	return out
}

// walked is the kind among whose lists a promotion looks for products.
func walked(k promotion.TargetKind) promotion.TargetKind {
	if k == promotion.TargetBrand || k == promotion.TargetCategory {
		return promotion.TargetProduct
	}
	return k
}

func weightOf(p *promotion.Promotion) float64 { return min(2, max(.5, 1+float64(p.Priority)/10)) }

// stands reports whether a promotion may issue to the customer at all.
func (s *setting) stands(chain *retail.Catalogue, n *Numbered) bool {
	held := int64(0)
	for _, h := range s.ctx.Held {
		if s.headOf(h.Promotion) == s.headOf(n.Number) {
			held++
		}
	}
	x, target := s.expected(), &n.Promotion.Target
	out := len(target.States) > 0 && !slices.ContainsFunc(target.States, func(st lifecycle.State) bool { return StateOf(st) == x.State }) ||
		len(target.Values) > 0 && !slices.ContainsFunc(target.Values, func(b lifecycle.Band) bool { return BandOf(b) == x.Band })
	limited := n.Promotion.Limits.PerCustomer > 0 && s.ctx.Customer != 0 && held >= n.Promotion.Limits.PerCustomer
	return n.Promotion.Allows(chain.Store(s.ctx.Store), s.ctx.Day) && !slices.Contains(s.ctx.Closed, n.Number) && !limited && !out &&
		s.versionOf(n) == n.Number
}

// expected is what the outlook may say here.
func (s *setting) expected() Expected {
	if s.ctx.Customer == 0 || !s.ctx.Consent.Allows(customer.ProfilePurpose) {
		return Expected{}
	}
	return s.ctx.Expected
}

// average is the mean price of what is listed, and its margin as a share of that.
func averageOf(chain *retail.Catalogue) (mean, rate float64) {
	price, margin, n := 0.0, 0.0, 0.0
	for i := range chain.Products {
		if p := &chain.Products[i]; p.Listed && p.Price > 0 {
			price, margin, n = price+float64(p.Price), margin+marginOf(chain, p), n+1
		}
	}
	return price / n, margin / price
}

func marginOf(chain *retail.Catalogue, p *retail.Product) float64 {
	if p.HasCost {
		return float64(p.Price - p.Cost)
	}
	return float64(p.Price) * rateOf(chain, p.Category)
}

// visit is what is known or assumed of the next one.
type visit struct{ chance, pull, basket, worth float64 }

func (s *setting) visit(chain *retail.Catalogue, p *promotion.Promotion, most float64) visit {
	x := s.expected()
	v := visit{pull: map[LifeState]float64{StateUnknown: .1, StateNew: .1, StateAtRisk: .15, StateLapsed: .1, StateWonBack: .1}[x.State]}
	if v.pull == 0 {
		v.pull = .05
	}
	price, rate := averageOf(chain)
	if x.Visits == 0 {
		v.chance, v.basket, v.worth = .5, 10*price, 10*price*rate
		return v
	}
	days := min(most, float64(p.ValidAfterDays+p.VoucherDays))
	v.chance, v.basket = float64(x.Visits)*days/(1+float64(x.Visits)*days), float64(x.Basket)
	v.worth = v.basket
	if x.Alive > 0 {
		v.worth += float64(x.Value) * (1/max(.1, float64(x.Alive)) - 1)
	}
	v.worth *= rate
	return v
}

// worth repeats the formula in its own words.
func (s *setting) worth(chain *retail.Catalogue, p *promotion.Promotion, product *retail.Product, p0 float64) float64 {
	d := rewardOn(p, float64(product.Price))
	pull := d / (d + float64(product.Price)/5)
	lift := map[promotion.TargetKind]float64{promotion.TargetLapsed: 2, promotion.TargetDue: 1.5, promotion.TargetExpiring: 1.5}[p.Target.Kind]
	if lift == 0 {
		lift = 1
	}
	odds := p0 / (1 - p0) * (1 + lift*pull)
	p1 := 1.0
	if p0 < 1 {
		p1 = odds / (1 + odds)
	}
	margin, most := marginOf(chain, product), math.Inf(1)
	if p.Target.Kind == promotion.TargetExpiring {
		margin, most = float64(product.Price), float64(s.ends(product.Number)-s.ctx.Day)+1
	}
	v := s.visit(chain, p, most)
	more := (1 - v.chance) * v.pull * d / (d + v.basket/20) * p1
	return weighed(p, ((v.chance+more)*p1-v.chance*p0)*margin+more*v.worth-(v.chance+more)*p1*.3*d)
}

func (s *setting) worthOfBasket(chain *retail.Catalogue, p *promotion.Promotion) float64 {
	d, v := float64(p.Reward.Amount), s.visit(chain, p, math.Inf(1))
	more := (1 - v.chance) * v.pull * d / (d + v.basket/20)
	return weighed(p, more*v.worth-(v.chance+more)*.3*d)
}

func rewardOn(p *promotion.Promotion, price float64) float64 {
	switch p.Reward.Kind {
	case promotion.Percent:
		return min(price*float64(p.Reward.Percent)/100, float64(p.Reward.MaxAmount))
	case promotion.Points:
		return float64(p.Reward.Points)
	}
	return min(price, float64(p.Reward.Amount))
}

func weighed(p *promotion.Promotion, worth float64) float64 {
	if worth < 0 {
		return worth / weightOf(p)
	}
	return worth * weightOf(p)
}

// lists are the products that a kind of target chooses from.
func (s *setting) lists(kind promotion.TargetKind) []habit.Scored {
	var l habit.Lists
	if s.profile != nil && s.ctx.Customer != 0 && s.ctx.Consent.Allows(customer.ProfilePurpose) {
		packed := habit.Profile{}
		if err := packed.Decode(s.profile.AppendPacked(nil, s.snapshot.Model.Decay())); err != nil {
			panic(err)
		}
		l = *s.snapshot.Model.Evaluate(&packed, habit.Visit{Store: s.ctx.Store, Day: int32(s.ctx.Day)}, &habit.Scratch{})
		l.Next = s.foretold(&packed, l.Next)
	}
	switch kind {
	case promotion.TargetDue:
		return l.Due
	case promotion.TargetFavourite:
		return l.Favourites
	case promotion.TargetLapsed:
		return l.Lapsed
	case promotion.TargetNext:
		return l.Next
	case promotion.TargetExpiring:
		return slices.DeleteFunc(slices.Clone(l.Favourites), func(x habit.Scored) bool { return s.ends(x.Product) == 0 })
	}
	return slices.Concat(l.Favourites, l.Next, s.snapshot.Model.StoreFavourites(s.ctx.Store, habit.MostFavourites, nil))
}

// ends is the last day of sale of what the store would throw away; 0 for anything else.
func (s *setting) ends(product uint32) retail.BusinessDay {
	for _, x := range s.ctx.Expiring {
		if x.Product == product {
			return x.Until
		}
	}
	return 0
}

// may repeats the rules about a product in words of the contract.
func (s *setting) may(p *promotion.Promotion, product *retail.Product) bool {
	t := &p.Target
	repeats := t.Kind != promotion.TargetDue && t.Kind != promotion.TargetLapsed && t.Kind != promotion.TargetNext && t.Kind != promotion.TargetExpiring
	spoils := t.Kind == promotion.TargetExpiring && s.ctx.Day+retail.BusinessDay(p.ValidAfterDays) > s.ends(product.Number)
	held := slices.ContainsFunc(s.ctx.Held, func(h Held) bool { return h.Open && h.Product == product.Number })
	bought := slices.Contains(s.basket, product.Number) && !(p.SameBasket && repeats)
	return product.Listed && product.Restriction == 0 && !spoils && !held && !bought && !slices.Contains(s.ctx.Out, product.Number) &&
		(len(t.Products) == 0 || slices.Contains(t.Products, product.ID)) && (len(t.Brands) == 0 || slices.Contains(t.Brands, product.Brand)) &&
		(len(t.Categories) == 0 || slices.Contains(t.Categories, product.Category))
}

// rateOf is the margin a category earns where its costs are known.
func rateOf(chain *retail.Catalogue, category string) float64 {
	price, margin := 0.0, 0.0
	for _, p := range chain.Products {
		if p.Category == category && p.HasCost && p.Price > 0 {
			price, margin = price+float64(p.Price), margin+float64(p.Price-p.Cost)
		}
	}
	return margin / price
}

// What indexes and marks leave out is what the rules leave out.
func TestDecide_EqualsTheNaiveOne(t *testing.T) {
	t.Parallel()
	learned()
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		d := s.decide()
		var got [][2]uint32
		var among []int
		for _, c := range d.Choices {
			got, among = append(got, [2]uint32{c.Promotion, c.Product}), append(among, c.Pool)
		}
		if want, pools := naive(s); !slices.Equal(got, want) || !slices.Equal(among, pools) {
			t.Fatalf("got (promotion, product) %v drawn among %v, want %v among %v", got, among, want, pools)
		}
	})
}

// More open promotions than could ever be drawn: pruning has to keep the right ones.
func TestDecide_ManyOpenPromotionsOfOneKind(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		s := settingOf(t)
		s.ctx.Seed, s.ctx.Most = seed, 4
		for n := range uint32(100) {
			s.live = append(s.live, promo(n+1, promotion.TargetFavourite, func(p *promotion.Promotion) {
				p.Priority = int(n*7%11) - 5
				if n%3 == 0 {
					p.Stores = []retail.StoreID{"S1"}
				}
			}))
		}
		var got [][2]uint32
		d := s.decide()
		for _, c := range d.Choices {
			got = append(got, [2]uint32{c.Promotion, c.Product})
		}
		if want, _ := naive(s); !slices.Equal(got, want) || len(got) != 4 {
			t.Fatalf("seed %d: got %v, want %v", seed, got, want)
		}
	}
}

// Equal inputs decide equally: again, beside others, whatever was decided before,
// and in whatever order the promotions were given.
func TestDecide_IsAFunction(t *testing.T) {
	t.Parallel()
	learned()
	rapid.Check(t, func(t *rapid.T) {
		s, other := drawn(t), drawn(t)
		first := s.decide()
		want := first.Append(nil)
		other.decide()
		shuffled := *s
		shuffled.live = rapid.Permutation(s.live).Draw(t, "order")
		shuffled.basket = rapid.Permutation(s.basket).Draw(t, "lines")
		if d := shuffled.decide(); !bytes.Equal(d.Append(nil), want) {
			t.Fatalf("another order decided %+v, want %+v", d, first)
		}
		done := make(chan []byte)
		for range 3 {
			go func() { d := s.decide(); done <- d.Append(nil) }()
		}
		for range 3 {
			if got := <-done; !bytes.Equal(got, want) {
				t.Fatal("decisions beside each other differ")
			}
		}
	})
}
