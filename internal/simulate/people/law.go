package people

import (
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// law holds the preset's numbers as integers, converted once.
type law struct {
	types     []typeLaw
	styles    draw.Weights
	dealStyle draw.Weights
	deal      int
	preferred draw.Weights
	weekdays  [7]draw.Nat

	shortest, gapShift, kSD, kLow, kHigh, breadthSD   draw.Nat
	leaveA, priceSD, loyaltyLow, loyaltyPower         draw.Nat
	keepA, keepB, memoryA, memoryB, forgotten         draw.Nat
	preferredWeight, sundayToFriday, startDays        draw.Nat
	profile, offers, analytics, email                 draw.Share
	baby, pet, german, second                         draw.Share
	withdraws                                         draw.Nat // days of mean wait
	pause, fades                                      draw.Share
	pauseDays, newcomerDays, newLeave                 draw.Nat
	clockMood, clockAnnoyed, annoyedFrom, leaveMood   draw.Nat
	newcomerBreadth, monthStart                       draw.Nat
	missions                                          [3]draw.Nat // ln breadth
	missionSD                                         [3]draw.Nat
	elapsedLow, elapsedHigh, elapsedPower             draw.Nat
	occasion, focus                                   draw.Share
	highValue, noon                                   draw.Nat
	weekendMorning, weekendEvening                    draw.Nat
	projects                                          projectLaw
	satisfactionHalf, annoyDays, habitDays, memoryFor draw.Nat
}

type typeLaw struct {
	gap, gapSD, k, leaveB, beta, delta, breadth, strength draw.Nat
	amplitude, peak                                       draw.Nat
	quick, topup, web, member                             draw.Share
	monthStart                                            draw.Nat
	projectDays                                           draw.Nat // mean wait for the next project; 0 none
}

func newLaw(p *preset.Preset) law {
	n, sh := draw.NatOf, draw.ShareOf
	t, r, re := p.Traits, p.Rhythm, p.Response
	l := law{
		deal: p.Type(p.DealType), preferred: weights(p.Preferred),
		shortest: draw.LnOf(t.ShortestGap), gapShift: n(t.GapShift), kSD: n(t.KSD), kLow: n(t.KLow), kHigh: n(t.KHigh), breadthSD: n(t.BreadthSD),
		leaveA: n(t.LeaveA), priceSD: n(t.PriceSD), loyaltyLow: n(t.LoyaltyLow), loyaltyPower: n(t.LoyaltyPower),
		keepA: n(re.KeepA), keepB: n(re.KeepB), memoryA: n(re.MemoryA), memoryB: n(re.MemoryB), forgotten: n(t.CardForgotten),
		preferredWeight: n(p.PreferredWeight), sundayToFriday: n(p.SundayToFriday), startDays: n(p.Promotions.StartDays),
		profile: sh(t.Profile), offers: sh(t.Offers), analytics: sh(t.Analytics), email: sh(t.Email),
		baby: sh(t.Baby), pet: sh(t.Pet), german: sh(t.German), second: sh(t.SecondCard), withdraws: n(30 / t.Withdraws),
		pause: sh(r.Pause), fades: sh(r.Fades), pauseDays: n(r.PauseDays), newcomerDays: n(r.NewcomerDays), newLeave: n(r.NewLeave),
		clockMood: n(r.ClockSatisfaction), clockAnnoyed: n(r.ClockAnnoyed), annoyedFrom: n(r.AnnoyedFrom), leaveMood: n(r.LeaveSatisfaction),
		newcomerBreadth: draw.LnOf(r.NewcomerBreadth), monthStart: draw.LnOf(p.MonthStart),
		elapsedLow: draw.LnOf(p.Trip.ElapsedLow), elapsedHigh: draw.LnOf(p.Trip.ElapsedHigh), elapsedPower: n(p.Trip.ElapsedPower),
		occasion: sh(p.Trip.Occasion), focus: sh(p.Trip.Focus), highValue: n(p.Trip.HighValue), noon: n(p.Kinds["urban"].Noon),
		weekendMorning: n(p.WeekendMorning), weekendEvening: n(p.WeekendEvening),
		satisfactionHalf: n(re.HalfLife), annoyDays: n(re.AnnoyDays), habitDays: n(re.HabitDays), memoryFor: n(re.MemoryDays),
	}
	l.projects = newProjectLaw(p.Projects)
	for i := range 3 {
		l.missions[i], l.missionSD[i] = draw.LnOf(p.Trip.Breadth[i]), n(p.Trip.BreadthSD[i])
	}
	for i := range 7 {
		l.weekdays[i] = n(p.Weekdays[i])
	}
	var usual, deals []float64
	for _, s := range p.Styles {
		usual, deals = append(usual, s.Share), append(deals, s.Deal)
	}
	l.styles, l.dealStyle = weights(usual), weights(deals)
	for _, ty := range p.Types {
		l.types = append(l.types, newTypeLaw(p, ty))
	}
	return l
}

func newTypeLaw(p *preset.Preset, ty preset.Type) typeLaw {
	n, sh := draw.NatOf, draw.ShareOf
	out := typeLaw{
		gap: draw.LnOf(ty.Gap), gapSD: n(ty.GapSD), k: draw.LnOf(ty.K), leaveB: n(p.Traits.LeaveA/ty.Leave - p.Traits.LeaveA),
		beta: draw.LnOf(ty.Beta), delta: draw.LnOf(ty.Delta), breadth: draw.LnOf(ty.Breadth), strength: n(ty.Strength),
		amplitude: n(ty.Amplitude), peak: n(ty.Peak),
		quick: sh(ty.Quick), topup: sh(ty.Topup), web: sh(ty.Web), member: sh(ty.Member),
	}
	if p.Projects.AYear*ty.Projects > 0 {
		out.projectDays = n(365 / (p.Projects.AYear * ty.Projects))
	}
	if ty.Name == p.DealType || ty.Name == "student" {
		out.monthStart = draw.LnOf(p.MonthStart)
	}
	return out
}

func weights(shares []float64) draw.Weights {
	w := make([]int32, len(shares))
	for i, s := range shares {
		w[i] = int32(draw.NatOf(100 * s))
	}
	return draw.NewWeights(w)
}
