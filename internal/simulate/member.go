package simulate

import (
	"slices"

	"sartor/internal/retail"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/people"
	"sartor/internal/simulate/preset"
)

// Member is a card holder as the chain's files know one.
type Member struct {
	Cards     []string
	Email     string // only of those who agreed to it
	Home      retail.StoreID
	Language  string // "en" or "de"
	Joined    retail.BusinessDay
	Consent   Consent
	Withdraws retail.BusinessDay // consent to offers is taken back; 0 never
}

// Consent is what a member agreed to.
type Consent struct{ Profile, Offers, Analytics, Email bool }

// Members lists all who carried a card at any time from day 0 to day until
// (exclusive), by household. A newcomer of later days is found by MemberOf.
func (c *Chain) Members(until int) []Member {
	found := make([][]Member, c.slots)
	c.blocks(c.slots, func(_ *worker, i int) { found[i] = c.lived(i, int32(until)) })
	return slices.Concat(found...)
}

// lived walks a slot's rhythm, without baskets, past everyone who lives there.
// Moods are left out of it: they move the day on which someone leaves, not who
// follows whom.
func (c *Chain) lived(slot int, until int32) []Member {
	var out []Member
	s := c.Town.Begin(uint32(slot), c.joins(slot))
	for {
		_, ok := c.Town.Next(&s, until, nil)
		if ok {
			c.Town.After(&s, 12*3600, s.Person.Home())
		}
		if p := &s.Person; p.Member && p.Joined < until && (!ok || s.Left) && s.Day >= 0 {
			out = append(out, c.member(p))
		}
		if !ok {
			return out
		}
	}
}

// MemberOf returns the member whose card it is. When newcomers joined and when
// they will withdraw consent only a walk through the days tells: those two
// dates are 0 for them.
func (c *Chain) MemberOf(card string) (Member, bool) {
	entity, ok := c.numbers.ownerOf(card)
	slot := people.Slot(entity)
	if !ok || int(slot) >= c.slots {
		return Member{}, false
	}
	p := c.Town.Person(slot, uint8(entity>>24), max(c.joins(int(slot)), 0))
	m := c.member(&p)
	if entity>>24 > 0 {
		m.Joined, m.Withdraws = 0, 0
	}
	return m, p.Member
}

func (c *Chain) member(p *people.Person) Member {
	m := Member{
		Cards: []string{c.numbers.card(p.Entity, 1)}, Home: c.Stores[p.Home()].ID, Language: "en",
		Joined: c.Date(int(max(p.Joined, -3000))),
		Consent: Consent{
			Profile: p.Consent&people.Profile != 0, Offers: p.Consent&people.Offers != 0,
			Analytics: p.Consent&people.Analytics != 0, Email: p.Consent&people.Email != 0,
		},
	}
	if p.SecondCard {
		m.Cards = append(m.Cards, c.numbers.card(p.Entity, 2))
	}
	if p.German {
		m.Language = "de"
	}
	if m.Consent.Email {
		k := draw.NewKey(c.World.Seed.Traits, draw.Number, p.Entity, 9)
		m.Email = preset.Name(k) + "." + preset.Name(draw.Key(k.At(40))) + m.Cards[0][8:12] + "@example.org"
	}
	if p.Withdraws > 0 && int(p.Withdraws) < 100*365 {
		m.Withdraws = c.Date(int(p.Withdraws))
	}
	return m
}
