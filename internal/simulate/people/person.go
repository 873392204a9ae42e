package people

import "sartor/internal/simulate/draw"

// Person is what a household is: drawn once, never changed. Entity names it in
// all draws; a newcomer who replaces a leaver is another entity.
type Person struct {
	Entity uint64
	Type   uint8
	Style  Style
	Joined int32 // day

	Gap        draw.Nat // ln μ, μ in days
	K          draw.Nat // regularity
	Breadth    draw.Nat // ln
	Leave      draw.Nat // chance after each visit
	Beta       draw.Nat // price
	Delta      draw.Nat // deals
	Loyalty    draw.Share
	Shown      draw.Share // the card, at a visit
	Keep       draw.Nat
	Memory     draw.Nat
	Dow        [7]draw.Nat
	Stores     [3]uint16 // home, second, errand
	Away       [2]uint32 // holiday: part of the year it starts, its length
	Withdraws  int32     // day on which consent to offers is withdrawn
	Member     bool
	SecondCard bool
	German     bool
	Baby, Pet  bool
	Consent    Consent
}

// Consent is the purposes a member agreed to; they combine as bits.
type Consent uint8

// The purposes.
const (
	Profile Consent = 1 << iota
	Offers
	Analytics
	Email
)

// Numbers of traits; never renumbered.
const (
	traitHome = iota
	traitType
	traitStyle
	traitGap
	traitK
	traitBreadth
	traitBeta
	traitDelta
	traitLoyalty
	traitWeekday
	traitShown
	traitMember
	traitSecond
	traitGerman
	traitBaby
	traitPet
	traitProfile
	traitOffers
	traitAnalytics
	traitEmail
	traitWithdraws
	traitAway
	traitAwayLength
	traitPhase
	traitLeave  = 40 // two
	traitKeep   = 42 // two
	traitMemory = 44 // two
)

// never is a day after all days.
const never int32 = 1 << 30

// Entity joins a slot of the population with the generation living in it.
func Entity(slot uint32, generation uint8) uint64 { return uint64(generation)<<24 | uint64(slot) }

// Slot returns the slot of an entity.
func Slot(entity uint64) uint32 { return uint32(entity & (1<<24 - 1)) }

// Person draws what the household of a slot and generation is.
func (t *Town) Person(slot uint32, generation uint8, joined int32) Person {
	p := Person{Entity: Entity(slot, generation), Joined: joined}
	k := draw.NewKey(t.Seed.Traits, draw.Trait, p.Entity, 0)
	l := &t.law
	home := t.homes.Of(k.At(traitHome))
	p.Stores = [3]uint16{uint16(home), t.near[home][0], t.near[home][1]}
	p.Type = uint8(t.types[t.Stores[home].Kind].Of(k.At(traitType)))
	ty := &l.types[p.Type]
	p.Style = Style(l.styles.Of(k.At(traitStyle)))
	if int(p.Type) == l.deal {
		p.Style = Style(l.dealStyle.Of(k.At(traitStyle)))
	}
	p.Gap = max(ty.gap+ty.gapSD.Mul(k.Normal(traitGap))+l.gapShift, l.shortest)
	p.K = draw.ExpNat(ty.k+l.kSD.Mul(k.Normal(traitK))).Clip(l.kLow, l.kHigh)
	p.Breadth = ty.breadth + l.breadthSD.Mul(k.Normal(traitBreadth))
	p.Leave = k.Beta(traitLeave, l.leaveA, ty.leaveB)
	p.Beta = draw.ExpNat(ty.beta + l.priceSD.Mul(k.Normal(traitBeta)))
	p.Delta = draw.ExpNat(ty.delta + l.priceSD.Mul(k.Normal(traitDelta)))
	p.Keep, p.Memory = k.Beta(traitKeep, l.keepA, l.keepB), k.Beta(traitMemory, l.memoryA, l.memoryB)
	p.Loyalty = (l.loyaltyLow + (draw.One - l.loyaltyLow).Mul(power(k.At(traitLoyalty), l.loyaltyPower))).Share()
	p.week(t, k, home)
	p.member(l, ty, k)
	p.Away[0] = uint32(k.At(traitAway) >> 32)
	if t.Preset.Types[p.Type].Name == "family" {
		p.Away[0] = 1<<31 + p.Away[0]>>3 // school holidays: July and August
	}
	weeks := 1 + k.Pick(traitAwayLength, t.Preset.Rhythm.HolidayWeeks)
	p.Away[1] = uint32(weeks * (1 << 32 / 52))
	return p
}

// power returns u^a of random bits.
func power(random uint64, a draw.Nat) draw.Nat {
	return draw.ExpNat(a.Mul(draw.LnRatio(random>>16+1, 1<<48)))
}

// week sets the clock's speed by weekday: the preferred day, the type's
// pattern, and the Sunday of stores that are closed on it.
func (p *Person) week(t *Town, k draw.Key, home int) {
	l := &t.law
	w := l.preferredWeight.Mul(l.types[p.Type].strength)
	preferred := l.preferred.Of(k.At(traitWeekday))
	for d := range 7 {
		p.Dow[d] = (draw.One - w).Mul(l.weekdays[d])
		if d == preferred {
			p.Dow[d] += 7 * w
		}
	}
	if int(p.Type) == l.deal {
		p.Dow[3] = p.Dow[3].Mul(l.startDays)
	}
	if t.kinds[t.Stores[home].Kind].sundayCloses == 0 {
		friday := p.Dow[6].Mul(l.sundayToFriday)
		p.Dow[4] += friday
		p.Dow[5] += p.Dow[6] - friday
		p.Dow[6] = 0
	}
}

// member draws the card, its habits and what the household agreed to.
func (p *Person) member(l *law, ty *typeLaw, k draw.Key) {
	p.Member = k.Below(traitMember, ty.member)
	p.SecondCard = p.Member && k.Below(traitSecond, l.second)
	p.Shown = (draw.One - l.forgotten.Mul(k.Exponential(traitShown))).Share()
	p.German = k.Below(traitGerman, l.german)
	p.Baby, p.Pet = k.Below(traitBaby, l.baby), k.Below(traitPet, l.pet)
	p.Withdraws = never
	if !p.Member {
		return
	}
	for i, share := range []draw.Share{l.profile, l.offers, l.analytics, l.email} {
		if k.Below(traitProfile+uint64(i), share) {
			p.Consent |= 1 << i
		}
	}
	if p.Consent&Offers != 0 {
		p.Withdraws = p.Joined + int32(int64(l.withdraws)*int64(k.Exponential(traitWithdraws))>>24)
	}
}

// Home returns the number of the home store.
func (p *Person) Home() uint16 { return p.Stores[0] }
