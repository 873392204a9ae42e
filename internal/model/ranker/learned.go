package ranker

import (
	"sartor/internal/fault"
	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
)

// Learned is a candidate that learns anew from what each split knows: where all
// are asked on one day, from days before it; else from last baskets.
type Learned struct{ Options Options }

// Name is how the ranker is called in reports.
func (Learned) Name() string { return Name }

// Lists learns from what the split knows and answers its cases.
func (c Learned) Lists(s *trial.Split, k int) ([][]uint32, error) {
	inner, err := Inner(s)
	if err != nil {
		return nil, err
	}
	r, _, err := Train(inner, c.Options)
	if err != nil {
		return nil, err
	}
	return Way{Ranker: r, Options: c.Options}.Lists(s, k)
}

// Inner returns the splits to learn from for another, within what that one
// knows, oldest first. ErrFew when too few customers could be learned from.
func Inner(s *trial.Split) ([]trial.Split, error) {
	out := lastOut(s)
	if day, ok := oneDay(s.Cases); ok {
		out = inTime(s.Known, day)
		if len(out) < leastOrigins {
			return nil, fault.At("ranker.Inner", ErrFew)
		}
	}
	if len(out) == 0 || len(out[len(out)-1].Cases) < leastCustomers {
		return nil, fault.At("ranker.Inner", ErrFew)
	}
	return out, nil
}

// oneDay is the day on which all are asked.
func oneDay(cases []trial.Case) (day int32, ok bool) {
	if len(cases) == 0 {
		return 0, false
	}
	for i := range cases {
		if cases[i].Day != cases[0].Day {
			return 0, false
		}
	}
	return cases[0].Day, true
}

func inTime(known basket.View, day int32) (out []trial.Split) {
	first, _, some := known.Ends()
	if !some {
		return nil
	}
	for _, origin := range origins(first, day, spanOf(first, day-1)) {
		out = append(out, trial.Before(known, origin, 2, mostGroups))
	}
	return out
}

// lastOut holds back the last basket, and before it the last but one.
func lastOut(s *trial.Split) []trial.Split {
	late := trial.LastOut(s.Known, 1, 3, mostGroups)
	return []trial.Split{trial.LastOut(late.Known, 1, 3, mostGroups), late}
}

// origins are up to mostOrigins days a span apart before a day, with a span of
// history before the first.
func origins(first, day, span int32) (out []int32) {
	for k := int32(mostOrigins); k >= 1; k-- {
		if at := day - k*span; at > first+span {
			out = append(out, at)
		}
	}
	return out
}

// spanOf is the time between origins: an eighth of the history, 7 to 45 days.
func spanOf(first, last int32) int32 { return min(max((last-first+1)/8, leastSpan), mostSpan) }
