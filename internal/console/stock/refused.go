package stock

import (
	"errors"
	"strings"

	"sartor/internal/console/phrase"
	"sartor/internal/fault"
)

// Why a decision is refused. Each has words in every language (StockWords.Refusals), with
// its numbers as {a}, {b}, {c} and {d}.
const (
	NoNumber    = "no_number"     // what was typed as pieces
	UnitsRange  = "units_range"   // the most
	NotPacks    = "not_packs"     // asked for, a pack, whole packs below and above
	GiverShort  = "giver_short"   // what the giver has
	ReasonLong  = "reason_long"   // characters, and the most
	ReasonLines = "reason_lines"  // control characters or line breaks
	ReasonNone  = "reason_needed" // another number than proposed needs one
)

// Whys lists them.
func Whys() []string {
	return []string{NoNumber, UnitsRange, NotPacks, GiverShort, ReasonLong, ReasonLines, ReasonNone}
}

// Refused is a decision that cannot be taken; Fault names its field.
type Refused struct {
	Why   string
	N     []int64
	Fault error
}

// Error is what the domain says, in English.
func (r *Refused) Error() string { return r.Fault.Error() }

// Unwrap returns the fault inside.
func (r *Refused) Unwrap() error { return r.Fault }

// said is what an error says in the page's language, and of which field: of none it is of
// the pieces.
func said(f phrase.Formatter, err error) (name, text string) {
	name, text = "units", fault.CodeOf(err)
	if e, ok := errors.AsType[*fault.Error](err); ok && len(e.Fields) > 0 {
		name, text = strings.TrimPrefix(e.Fields[0].Pointer, "/"), e.Fields[0].Detail
	}
	if no, ok := errors.AsType[*Refused](err); ok {
		var slots []phrase.Slot
		for i, n := range no.N {
			slots = append(slots, phrase.Slot{Name: string(rune('a' + i)), Text: f.Count(n)})
		}
		text = phrase.Fill(f.W.Stock.Refusals[no.Why], slots...)
	}
	return name, text
}
