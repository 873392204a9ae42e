package simulate

import (
	"slices"

	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/people"
)

// purse is the vouchers a household has kept.
type purse struct {
	issued int64 // vouchers ever printed for it
	held   []held
	given  []given
	pulls  []people.Pull
}

// given is the central promotion as a household was given it, whatever became of
// the paper: the display, the leaflet and the neighbours speak of it too.
type given struct {
	of          goods
	store       uint16 // whose tills gave it
	lift        draw.Nat
	from, until int32
}

// held is one voucher in a purse.
type held struct {
	code       string
	issue      int64
	printed    int32 // day
	from       int32
	until      int32
	product    int      // index, −1 any
	categories []int    // of the product, or of the promotion; empty: anything
	value      int64    // cents
	price      int64    // cents, of what it is for
	cut        draw.Nat // what it takes off that price, percent
	minded     bool     // remembered at the visit in hand
	themed     bool     // of the central promotion, for goods that it has a law for
	used       bool
	again      bool // used, and the paper is still tried
}

// tidy drops what can no longer come out.
func (p *purse) tidy(day int32) {
	p.held = slices.DeleteFunc(p.held, func(v held) bool { return v.until < day || v.used && !v.again })
	p.given = slices.DeleteFunc(p.given, func(g given) bool { return g.until < day })
	p.pulls = slices.DeleteFunc(p.pulls, func(q people.Pull) bool { return q.Until < day })
}

// Lose takes vouchers out of the households' purses: somebody else has the paper.
func (s *Session) Lose(codes map[string]bool) {
	for i := range s.purses {
		s.purses[i].held = slices.DeleteFunc(s.purses[i].held, func(v held) bool { return codes[v.code] })
	}
}

// pushes finds what comes to mind at a visit and what it does.
func (s *Session) pushes(slot uint32, t *people.Trip) []basket.Push {
	h, p := &s.all[slot], &s.purses[slot]
	var out []basket.Push
	fresh := s.chain.Town.Fresh(&h.state.Mood)
	today := s.date(t.Day)
	style := s.chain.World.Preset.Styles[h.state.Person.Style]
	for i := range p.held {
		v := &p.held[i]
		v.minded = !v.used && v.from <= today && today <= v.until &&
			s.chain.Town.Remembered(&h.state.Person, v.issue, t.N, today-v.printed)
		if !v.minded {
			continue
		}
		need := draw.NatOf(style.Need).Mul(fresh)
		if v.themed {
			need = 0 // central says what needs become of it
		}
		out = append(out, s.push(v, need, draw.NatOf(style.Choice).Mul(fresh))...)
	}
	out = append(out, s.newcomers(h, p, t)...)
	return append(out, s.chain.central(&h.state.Person, t.Store, s.theme(p, t))...)
}

// push is what one voucher does to need and choice: in proportion to its value
// against the price, up to a limit.
func (s *Session) push(v *held, need, choice draw.Nat) []basket.Push {
	r := s.chain.World.Preset.Response
	part := draw.Nat(v.value << 12 / max(v.price, 1))
	need = need.Mul(min(part.Div(draw.NatOf(r.NeedFull)), draw.One))
	choice = choice.Mul(min(part.Div(draw.NatOf(r.ChoiceFull)), draw.NatOf(r.ChoiceMost)))
	out := make([]basket.Push, 0, len(v.categories))
	for _, c := range v.categories {
		out = append(out, basket.Push{Product: v.product, Category: c, Need: need, Choice: choice})
	}
	return out
}

// present chooses which vouchers come out at the till.
func (s *Session) present(slot uint32, visit *Visit) []Tried {
	h, p := &s.all[slot], &s.purses[slot]
	today := s.date(visit.trip.Day)
	var out []Tried
	for i := range p.held {
		v := &p.held[i]
		switch {
		case v.used && v.again && today >= v.printed:
			v.again = false
			out = append(out, Tried{v.code, Again})
		case v.minded && s.fits(v) && s.chain.Town.Shows(&h.state.Person, v.issue, visit.trip.N):
			out = append(out, Tried{v.code, Wanted})
		case !v.used && today > v.until && s.fits(v) && s.chain.Town.Late(&h.state.Person, v.issue, visit.trip.N):
			out = append(out, Tried{v.code, Late})
			v.used = true // thrown away at the till
		}
	}
	return out
}

// fits reports whether the basket in the trolley holds what the voucher is for.
func (s *Session) fits(v *held) bool {
	return len(v.categories) == 0 || slices.ContainsFunc(s.worker.trolley.Items, func(it basket.Item) bool {
		if v.product >= 0 {
			return int(it.Product) == v.product
		}
		return slices.Contains(v.categories, s.chain.Market.CategoryOf(int(it.Product)))
	})
}

// settle books an answer: used and refused vouchers, and those newly printed.
func (s *Session) settle(slot uint32, visit *Visit, a Answer) {
	h, p, r := &s.all[slot], &s.purses[slot], s.chain.World.Preset.Response
	for i := range p.held {
		v := &p.held[i]
		if slices.Contains(a.Redeemed, v.code) {
			v.used, v.again = true, s.chain.Town.Again(&h.state.Person, v.issue)
			h.state.Mood.S += draw.NatOf(r.Used)
		}
	}
	for _, t := range visit.Tried {
		if t.Why != Again && slices.Contains(a.Rejected, t.Code) {
			h.state.Mood.S += draw.NatOf(r.Refused)
		}
	}
	for _, printed := range a.Printed {
		s.keep(slot, visit, printed)
	}
}

// keep decides whether a printed voucher goes into the purse.
func (s *Session) keep(slot uint32, visit *Visit, printed Printed) {
	h, p, r := &s.all[slot], &s.purses[slot], s.chain.World.Preset.Response
	v := s.read(visit, printed)
	v.issue = p.issued
	p.issued++
	if s.chain.World.Recipe.Promotion != "" && printed.Promotion == s.chain.World.Recipe.Promotion {
		g := given{of: s.chain.goodsOf(&v), store: visit.trip.Store, lift: liftOf(v.cut), from: v.from, until: v.until}
		p.given, v.themed = append(p.given, g), g.of != otherGoods
		if g.of == quickGoods {
			s.built(visit.trip.Store, visit.trip.Day, v.categories)
		}
	}
	mood := &h.state.Mood
	mood.Had += draw.One
	annoy := draw.NatOf(r.Relevant)
	if len(v.categories) > 0 && !slices.ContainsFunc(v.categories, h.pantry.Bought) {
		annoy = draw.NatOf(r.Irrelevant)
		mood.S -= draw.One / 100
	}
	mood.Annoy += annoy
	if !s.chain.Town.Kept(&h.state.Person, v.issue, v.value) {
		return
	}
	p.held = append(p.held, v)
	if h.state.Person.Style == people.Persuadable {
		add := min(draw.NatOf(r.ClockValue)*draw.Nat(v.value)/100, draw.NatOf(r.ClockMost))
		p.pulls = append(p.pulls, people.Pull{From: v.from, Until: v.until, Add: add})
	}
}

// read turns what the paper says into what the household makes of it.
func (s *Session) read(visit *Visit, printed Printed) held {
	v := held{
		code: printed.Code, printed: s.date(visit.trip.Day), product: -1, value: int64(printed.Value),
		from: int32(s.chain.Day(printed.From)), until: int32(s.chain.Day(printed.Until)),
	}
	if i, ok := s.chain.index[printed.Product]; ok {
		v.product = i
		v.categories = []int{s.chain.Market.CategoryOf(i)}
		v.price = int64(s.chain.Market.Paid(i, visit.trip.Store, visit.trip.Day))
	} else {
		for _, name := range printed.Categories {
			if c := s.chain.World.Preset.Category(name); c >= 0 {
				v.categories = append(v.categories, c)
				v.price = max(v.price, int64(100*s.chain.World.Preset.Categories[c].Price))
			}
		}
	}
	v.cut = draw.Nat(v.value * 100 << 12 / max(v.price, 1))
	if printed.Percent > 0 {
		worth := v.price * int64(printed.Percent) / 100
		if v.value == 0 || worth < v.value && v.price > 0 {
			v.value, v.cut = worth, draw.Nat(printed.Percent)<<12
		}
	}
	return v
}
