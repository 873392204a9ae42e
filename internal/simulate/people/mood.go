package people

import "sartor/internal/simulate/draw"

// Mood is how a household feels: satisfaction S, annoyance at vouchers, and
// how many it has lately had. All decay; Day is when they were last brought
// up to date.
type Mood struct {
	S, Annoy, Had draw.Nat
	Day           int32
}

// Settle brings the mood to a day.
func (t *Town) Settle(m *Mood, day int32) {
	passed := draw.Nat(day-m.Day) * draw.One
	m.Day = day
	if passed <= 0 || m.S == 0 && m.Annoy == 0 && m.Had == 0 {
		return
	}
	l := &t.law
	m.S = m.S.Mul(draw.ExpNat(-passed.Mul(2839).Div(l.satisfactionHalf)))
	m.Annoy = m.Annoy.Mul(draw.ExpNat(-passed.Div(l.annoyDays)))
	m.Had = m.Had.Mul(draw.ExpNat(-passed.Div(l.habitDays)))
}

// Fresh is what habituation leaves of a voucher's effect.
func (t *Town) Fresh(m *Mood) draw.Nat {
	r := t.Preset.Response
	return max(draw.ExpNat(-draw.NatOf(r.Fresh).Mul(max(m.Had-draw.One, 0))), draw.NatOf(r.FreshLeast))
}

// Slots of purpose 20; visits after the first follow at remembered.
const (
	voucherKept = iota
	voucherAgain
	voucherAgainWhen
	_
	_
	_
	_
	_
	voucherRemembered // + 2 visit, and shown + 1
)

// Kept reports whether the household keeps printed voucher number issue, worth
// value cents.
func (t *Town) Kept(p *Person, issue, value int64) bool {
	r := t.Preset.Response
	more := draw.NatOf(r.KeepValue).Mul(draw.LnRatio(uint64(max(value, 1)), uint64(100*r.KeepFrom)))
	return draw.NewKey(t.Seed.Noise, draw.Voucher, p.Entity, issue).Below(voucherKept, (p.Keep + more).Share())
}

// Again reports whether a used voucher is tried once more.
func (t *Town) Again(p *Person, issue int64) bool {
	return draw.NewKey(t.Seed.Noise, draw.Voucher, p.Entity, issue).Below(voucherAgain, draw.ShareOf(t.Preset.Response.Again))
}

// Remembered reports whether a kept voucher of an age in days is thought of at
// visit n; late vouchers are tried with a smaller share.
func (t *Town) Remembered(p *Person, issue, n int64, age int32) bool {
	chance := p.Memory.Mul(draw.ExpNat((-draw.Nat(age) * draw.One).Div(t.law.memoryFor)))
	return draw.NewKey(t.Seed.Noise, draw.Voucher, p.Entity, issue).Below(voucherRemembered+2*uint64(n), chance.Share())
}

// Shows reports whether a remembered voucher comes out at the till of visit n.
func (t *Town) Shows(p *Person, issue, n int64) bool {
	chance := draw.ShareOf(t.Preset.Styles[p.Style].Shown)
	return draw.NewKey(t.Seed.Noise, draw.Voucher, p.Entity, issue).Below(voucherRemembered+2*uint64(n)+1, chance)
}

// Late reports whether a voucher that has ended is still tried at visit n.
func (t *Town) Late(p *Person, issue, n int64) bool {
	chance := p.Memory.Mul(draw.NatOf(t.Preset.Response.Late))
	return draw.NewKey(t.Seed.Noise, draw.Voucher, p.Entity, issue).Below(voucherRemembered+2*uint64(n), chance.Share())
}
