package basket

import "sartor/internal/simulate/draw"

// Kinds of shock that purpose 30 draws; never renumbered.
const (
	shockWeek = iota + 1
	shockDay
	shockStoreDay
	shockWeather
)

// chain is the entity of what happens everywhere at once.
const chain = 1 << 20

// demand tabulates ln need by store, day and category: base rate, place,
// season, weather, displays and shocks.
func (m *Market) demand() {
	week := m.weekly()
	sky := m.skies()
	n := len(m.preset.Categories)
	flat := make([]draw.Nat, int(m.days)*len(m.places)*n)
	daily := make([]draw.Nat, n)
	for day := range m.days {
		k := draw.NewKey(m.seed.Noise, draw.Shock, chain, shockDay<<32+int64(day))
		for c := range daily {
			daily[c] = m.law.lnNeed[c] + m.cal.Wave(day, m.law.amplitude[c], m.law.peak[c]) +
				week[day/7][c] + m.law.daily.Mul(k.Normal(uint64(c)))
		}
		for s := range m.places {
			row := flat[:n:n]
			flat = flat[n:]
			m.storeDay(row, daily, s, day)
			sky[m.places[s].Region][day].shine(m, row, s)
			m.need = append(m.need, row)
		}
	}
}

func (m *Market) storeDay(row, daily []draw.Nat, s int, day int32) {
	k := draw.NewKey(m.seed.Noise, draw.Shock, uint64(s), shockStoreDay<<32+int64(day))
	for c := range row {
		row[c] = daily[c] + m.lean[s][c] + m.law.storeDay.Mul(k.Normal(uint64(c)))
	}
	w := promoWeek(day)
	for i, cut := range m.cut[w] {
		if cut == 0 || m.places[s].Kind == 3 {
			continue
		}
		if draw.NewKey(m.seed.Noise, draw.Price, uint64(i), int64(w)).Below(promoBuilt+uint64(s), m.law.built) {
			row[m.goods[i].category] += m.law.display
		}
	}
}

// weekly is the chain-wide autoregression of needs.
func (m *Market) weekly() [][]draw.Nat {
	now := make([]draw.Nat, len(m.preset.Categories))
	var out [][]draw.Nat
	for w := -driftStart; w < int(m.days/7)+2; w++ {
		k := draw.NewKey(m.seed.Noise, draw.Shock, chain, shockWeek<<32+int64(w))
		for c := range now {
			now[c] = now[c].Mul(m.law.weeklyKeep) + m.law.weeklyStep.Mul(k.Normal(uint64(c)))
		}
		if w >= 0 {
			out = append(out, append([]draw.Nat(nil), now...))
		}
	}
	return out
}

// sky is the weather of a region on a day: degrees above the season's normal.
type sky struct {
	warmer draw.Nat
	wet    bool
}

// skies draws the weather of every region, from a month before day 0.
func (m *Market) skies() [][]sky {
	out := make([][]sky, len(m.preset.Regions))
	for r := range out {
		var now sky
		for day := int32(-driftStart); day < m.days; day++ {
			k := draw.NewKey(m.seed.Noise, draw.Shock, chain+1+uint64(r), shockWeather<<32+int64(day))
			now.warmer = now.warmer.Mul(m.law.weatherKeep) + m.law.weatherStep.Mul(k.Normal(0))
			chance := m.law.wetComes
			if now.wet {
				chance = m.law.wetStays
			}
			now.wet = k.Below(1, chance)
			if day >= 0 {
				out[r] = append(out[r], now)
			}
		}
	}
	return out
}

// shine adds the weather to a store's needs; rain keeps urban walkers away.
func (s sky) shine(m *Market, row []draw.Nat, store int) {
	for c := range row {
		if w := m.law.warm[c]; w != 0 {
			row[c] += w.Mul(s.warmer)
		}
		if s.wet && m.places[store].Kind == 0 {
			row[c] += m.law.rain
		}
	}
}
