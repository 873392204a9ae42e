package promotion

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/promotion/file"
	"sartor/internal/retail"
)

// MaxBytes bounds one JSON body or YAML file of promotions.
const MaxBytes = file.MaxBytes

// defaults returns a promotion as it stands before its file is read.
func defaults() Promotion {
	return Promotion{
		Budget:   Budget{ReserveShare: 0.3, ContingencyShare: 0.1},
		Stacking: StackOther, Transferable: true, Holdout: 0.1,
		ValidAfterDays: 1, VoucherDays: 14, State: Draft,
	}
}

// Parse reads one promotion from JSON (CONTRACTS.md 3) and checks it. Unknown
// fields are refused by name; an absent id is made from the name, and stays
// empty when the name has no letter for one (then see RandomID).
func Parse(b []byte) (Promotion, error) {
	const op = "promotion.Parse"
	n, err := file.JSON(b)
	if err != nil {
		return Promotion{}, fault.At(op, err)
	}
	p, flaws := decode(n)
	if len(flaws) == 0 {
		flaws = problemsOutside(p)
	}
	if len(flaws) > 0 {
		return Promotion{}, fault.At(op, refusal(flaws))
	}
	return p, nil
}

// problemsOutside are those of a promotion that somebody wrote: a store's version
// is made of changes only (Apply).
func problemsOutside(p Promotion) []flaw {
	if p.Parent != "" {
		return []flaw{{pointer: "/parent", detail: "is not written by hand; a store's version is made at the promotion's stores", about: aKey}}
	}
	return problems(p)
}

// UnmarshalJSON reads the shape of a promotion without checking its rules: what
// was stored under the rules of its day stays readable.
func (p *Promotion) UnmarshalJSON(b []byte) error {
	const op = "promotion.UnmarshalJSON"
	n, err := file.JSON(b)
	if err != nil {
		return fault.At(op, err)
	}
	out, flaws := decode(n)
	if len(flaws) > 0 {
		return fault.At(op, refusal(flaws))
	}
	out.Version = p.Version // stands beside the tree, not in it
	*p = out
	return nil
}

// flaw is one thing that does not hold, before it is known how places are named.
type flaw struct {
	pointer string // RFC 6901
	detail  string
	about   about
}

// about says whether the value or the key itself is wrong.
type about uint8

const (
	aValue about = iota
	aKey
)

// maxFlaws bounds an answer; a list of 10,000 can be wrong 10,000 times.
const maxFlaws = 50

// refusal joins all that does not hold into one error.
func refusal(flaws []flaw) *fault.Error {
	out := &fault.Error{Kind: fault.Invalid, Code: "validation", Hint: "the promotion does not hold at the places named"}
	for _, f := range flaws[:min(len(flaws), maxFlaws)] {
		out.Fields = append(out.Fields, fault.Field{Pointer: f.pointer, Detail: f.detail})
	}
	if more := len(flaws) - maxFlaws; more > 0 {
		out.Hint += fmt.Sprintf("; %d more are not listed", more)
	}
	return out
}

// decode reads the tree's shape and reports all of its errors at once.
func decode(n file.Node) (Promotion, []flaw) {
	p := defaults()
	r := &reader{}
	r.object(n, "", p.shape())
	if len(r.flaws) > 0 {
		return Promotion{}, r.flaws
	}
	if p.ID == "" {
		p.ID = SlugID(p.Name)
	}
	return p, nil
}

// shape lists the fields of a promotion and where each goes.
func (p *Promotion) shape() []field {
	return []field{
		{"id", word(&p.ID), optional},
		{"name", words(&p.Name), required},
		{"reward", within(
			field{"kind", word(&p.Reward.Kind), required},
			field{"amount", integer(&p.Reward.Amount), optional},
			field{"percent", integer(&p.Reward.Percent), optional},
			field{"max_amount", integer(&p.Reward.MaxAmount), optional},
			field{"product", word(&p.Reward.Product), optional},
			field{"points", integer(&p.Reward.Points), optional},
		), required},
		{"target", within(
			field{"kind", word(&p.Target.Kind), required},
			field{"products", listOf(&p.Target.Products), optional},
			field{"brands", listOf(&p.Target.Brands), optional},
			field{"categories", listOf(&p.Target.Categories), optional},
			field{"states", listOf(&p.Target.States), optional},
			field{"values", listOf(&p.Target.Values), optional},
		), required},
		{"starts", day(&p.Starts), required},
		{"ends", day(&p.Ends), required},
		{"stores", listOf(&p.Stores), optional},
		{"regions", listOf(&p.Regions), optional},
		{"min_spend", integer(&p.MinSpend), optional},
		{"limits", within(
			field{"per_customer", limit(&p.Limits.PerCustomer), optional},
			field{"per_day", limit(&p.Limits.PerDay), optional},
			field{"total", limit(&p.Limits.Total), optional},
		), optional},
		{"budget", within(
			field{"amount", integer(&p.Budget.Amount), required},
			field{"currency", word(&p.Budget.Currency), required},
			field{"reserve_share", share(&p.Budget.ReserveShare), optional},
			field{"contingency_share", share(&p.Budget.ContingencyShare), optional},
		), required},
		{"priority", integer(&p.Priority), optional},
		{"stacking", word(&p.Stacking), optional},
		{"transferable", flag(&p.Transferable), optional},
		{"same_basket", flag(&p.SameBasket), optional},
		{"holdout", share(&p.Holdout), optional},
		{"valid_after_days", integer(&p.ValidAfterDays), optional},
		{"voucher_days", integer(&p.VoucherDays), optional},
		{"texts", words(&p.Texts), optional},
		{"state", word(&p.State), optional},
		{"frame", frame(&p.Frame), optional},
		{"parent", word(&p.Parent), optional},
	}
}

type need uint8

const (
	optional need = iota
	required
)

// field is one key of an object: its name, what to do with its value, and
// whether it may be left out. A null is a field left out.
type field struct {
	name string
	set  setter
	need need
}

// setter puts a file.Node where it belongs or reports why not, at its pointer.
type setter func(r *reader, n file.Node, at string)

// reader collects what does not fit the shape.
type reader struct{ flaws []flaw }

func (r *reader) bad(at, detail string, args ...any) {
	r.flaws = append(r.flaws, flaw{pointer: at, detail: fmt.Sprintf(detail, args...)})
}

// is reports whether the file.Node has the kind, and complains otherwise.
func (r *reader) is(n file.Node, want file.Kind, at string) bool {
	if n.Kind != want {
		r.bad(at, "must be %s, not %s", want, n.Kind)
	}
	return n.Kind == want
}

func (r *reader) object(n file.Node, at string, shape []field) {
	if !r.is(n, file.Object, at) {
		return
	}
	known := make([]string, len(shape))
	for i, f := range shape {
		known[i] = f.name
		value, ok := n.Key(f.name)
		switch {
		case ok && value.Kind != file.Null:
			f.set(r, value, at+"/"+f.name)
		case f.need == required:
			r.bad(at+"/"+f.name, "is missing")
		}
	}
	for _, e := range n.Keys {
		if !slices.Contains(known, e.Name) {
			r.bad(at+"/"+file.Escape(e.Name), "unknown field %q; the fields here are %s", file.Clip(e.Name), strings.Join(known, ", "))
			r.flaws[len(r.flaws)-1].about = aKey
		}
	}
}

func within(shape ...field) setter {
	return func(r *reader, n file.Node, at string) { r.object(n, at, shape) }
}

// readText takes text, and a plain number of YAML as it is written.
func (r *reader) readText(n file.Node, at string) (string, bool) {
	if n.Kind == file.Number && n.Plain {
		return n.Word, true
	}
	return n.Word, r.is(n, file.Text, at)
}

func word[T ~string](to *T) setter {
	return func(r *reader, n file.Node, at string) {
		if s, ok := r.readText(n, at); ok {
			*to = T(s)
		}
	}
}

func words(to *map[string]string) setter {
	return func(r *reader, n file.Node, at string) {
		if !r.is(n, file.Object, at) {
			return
		}
		out := make(map[string]string, len(n.Keys))
		for _, e := range n.Keys {
			if s, ok := r.readText(e.Value, at+"/"+file.Escape(e.Name)); ok {
				out[e.Name] = s
			}
		}
		if len(out) > 0 {
			*to = out
		}
	}
}

func listOf[T ~string](to *[]T) setter {
	return func(r *reader, n file.Node, at string) {
		if !r.is(n, file.List, at) {
			return
		}
		for i, item := range n.Items {
			if s, ok := r.readText(item, at+"/"+strconv.Itoa(i)); ok {
				*to = append(*to, T(s))
			}
		}
	}
}

// mostNumber bounds whole numbers to what every JSON reader holds exactly.
const mostNumber = 1 << 53

func integer[T ~int | ~int64](to *T) setter {
	return func(r *reader, n file.Node, at string) {
		if !r.is(n, file.Number, at) {
			return
		}
		f, err := strconv.ParseFloat(n.Word, 64)
		switch {
		case err != nil || f != math.Trunc(f) || strings.Contains(n.Word, "."): // who writes 2500.00 means another 2500
			r.bad(at, "%s is not a whole number; money is in minor units, such as 250 for 2.50", file.Clip(n.Word))
		case math.Abs(f) > mostNumber:
			r.bad(at, "%s is too large; the most is %d", file.Clip(n.Word), int64(mostNumber))
		default:
			*to = T(f)
		}
	}
}

// limit is an integer that counts: at least 1, since 0 would be taken for none.
func limit(to *int64) setter {
	return func(r *reader, n file.Node, at string) {
		*to = 1
		integer(to)(r, n, at)
		if *to < 1 {
			r.bad(at, "must be at least 1; leave it out for no limit, or pause the promotion")
		}
	}
}

func share(to *float64) setter {
	return func(r *reader, n file.Node, at string) {
		if !r.is(n, file.Number, at) {
			return
		}
		f, err := strconv.ParseFloat(n.Word, 64)
		if err != nil || math.IsNaN(f) {
			r.bad(at, "%s is not a number such as 0.1", file.Clip(n.Word))
			return
		}
		*to = f
	}
}

func flag(to *bool) setter {
	return func(r *reader, n file.Node, at string) {
		if r.is(n, file.Truth, at) {
			*to = n.Word == "true"
		}
	}
}

func day(to *retail.BusinessDay) setter {
	return func(r *reader, n file.Node, at string) {
		s, ok := r.readText(n, at)
		if !ok {
			return
		}
		d, err := retail.ParseDay(s)
		if err != nil {
			r.bad(at, "%q is not a date such as 2026-11-23", file.Clip(s))
			return
		}
		*to = d
	}
}
