package learn

import (
	"sartor/internal/model/season"
	"sartor/internal/retail"
)

// SeasonReport is what a run says of seasons.
type SeasonReport struct {
	Outcome  Outcome        `json:"outcome"`
	Types    int            `json:"types"`    // of customers
	Looked   int            `json:"looked"`   // pairs of a type and a class of goods
	Reported int            `json:"reported"` // came again in the year after
	First    int            `json:"first"`    // sighted once
	Silent   map[string]int `json:"silent"`   // the others, by reason
	Through  string         `json:"through,omitempty"`
	Seasons  []SeasonLine   `json:"seasons,omitempty"` // those reported or sighted once
}

// SeasonLine is one season in words and numbers.
type SeasonLine struct {
	Type    int     `json:"type"`
	Class   string  `json:"class"` // category, "" for whole baskets
	Verdict string  `json:"verdict"`
	Peak    float64 `json:"peak"` // days after 1 January
	Ratio   float64 `json:"peak_to_trough"`
	P       float64 `json:"p"`
	Events  int     `json:"events"`
}

func seasonsOf(c *season.Calendar, chain *retail.Catalogue) *SeasonReport {
	out := &SeasonReport{Types: len(c.Typology.Kinds), Looked: len(c.Seasons), Silent: map[string]int{}}
	if c.Through != 0 {
		out.Through = retail.BusinessDay(c.Through).String()
	}
	for _, s := range c.Seasons {
		switch s.Verdict {
		case season.Reported:
			out.Reported++
		case season.FirstSighting:
			out.First++
		default:
			out.Silent[s.Why.String()]++
			continue
		}
		line := SeasonLine{Type: s.Type, Verdict: s.Verdict.String(), Peak: s.Peak, Ratio: s.PeakToTrough, P: s.P, Events: s.Events}
		if s.Class != season.Anything {
			line.Class = chain.CategoryName(uint32(s.Class))
		}
		out.Seasons = append(out.Seasons, line)
	}
	switch {
	case out.Reported > 0:
		out.Outcome = Outcome{New: true, Note: note("season.came", "%.0f seasons came again in the year after they were found", float64(out.Reported))}
	case out.First > 0:
		out.Outcome = Outcome{New: true, Note: note("season.first", "%.0f first sightings; a season is believed when it comes again", float64(out.First))}
	case c.Through == 0:
		out.Outcome = Outcome{Note: note("season.few", "not enough data: seasons need a whole year of receipts, and a second one before they are believed")}
	default:
		out.Outcome = Outcome{New: true, Note: note("season.none", "no season stands out from chance")}
	}
	return out
}
