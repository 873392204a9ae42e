package fold

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// rulesSetting is where the rules of what stands folded are kept.
const rulesSetting = "fold.rules"

// rules are what folded rows depend on beside the journal. When the chain's
// declared consent changes, or the restriction of a product that was read
// already, profiles follow in a pass over everyone; when what counts as goods
// does, demand is folded from the start.
type rules struct {
	Declared  bool   `json:"declared"`  // the chain's default allows profiles
	Products  int    `json:"products"`  // known when this was written; later ones nobody had read of
	Inference string `json:"inference"` // which of them never enter a profile
	Goods     string `json:"goods"`     // which of them are no goods
}

// checked is what the rules were last brought up to date with.
type checked struct {
	chain    *retail.Catalogue
	declared customer.Consent
}

func (f *Folds) rulesOf(chain *retail.Catalogue, declared customer.Consent) rules {
	if is := (checked{chain, declared}); f.known.checked != is {
		f.known.checked = is
		f.known.rules = rules{Declared: declared.Allows(customer.ProfilePurpose), Products: len(chain.Products)}
		f.known.Inference, f.known.Goods = restrictions(chain, len(chain.Products))
	}
	return f.known.rules
}

// restrictions names, among the first products, those that never enter a profile
// and those that are no goods.
func restrictions(chain *retail.Catalogue, upTo int) (inference, goods string) {
	h, g := fnv.New128a(), fnv.New128a()
	var b [4]byte
	for n := range min(len(chain.Products), upTo) {
		r := chain.Products[n].Restriction
		binary.LittleEndian.PutUint32(b[:], uint32(n))
		if !r.Inferable() {
			_, _ = h.Write(b[:]) // a hash never fails
		}
		if r&retail.NotGoods != 0 {
			_, _ = g.Write(b[:])
		}
	}
	return hex.EncodeToString(h.Sum(nil)), hex.EncodeToString(g.Sum(nil))
}

// standingRules reads the rules of what stands; ok is false before the first fold.
func (f *Folds) standingRules(ctx context.Context) (r rules, ok bool, err error) {
	var text string
	if _, err := engine.One(ctx, f.Engine.Reader(), f.Query("setting.get"), []any{rulesSetting}, &text); err != nil || text == "" {
		return r, false, err
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return r, false, fmt.Errorf("setting %s: %w", rulesSetting, err)
	}
	return r, true, nil
}

// change returns what must be folded anew when now takes the place of was.
func (was rules) change(now rules, chain *retail.Catalogue) (people, days bool) {
	inference, goods := restrictions(chain, was.Products)
	days = goods != was.Goods || now.Products < was.Products
	return days || inference != was.Inference || now.Declared != was.Declared, days
}

// settle takes the catalogue for what was just read, and brings the rules up to
// date with it: what depends on a changed one is to be folded anew, and that is
// written together with the rules. days reports that demand begins anew.
func (w *work) settle(ctx context.Context) (days bool, err error) {
	if w.chain, err = w.newest(ctx); err != nil || w.checked == (checked{w.chain, w.declared}) {
		return false, err
	}
	was, known, err := w.standingRules(ctx)
	if err != nil {
		return false, err
	}
	var steps []engine.Step
	if now := w.rulesOf(w.chain, w.declared); now != was {
		text, err := json.Marshal(now)
		if err != nil {
			return false, err
		}
		steps = append(steps, engine.Step{Query: w.Query("setting.put"), Want: 1, Args: []any{rulesSetting, string(text)}})
		var people bool
		if people, days = was.change(now, w.chain); people && known {
			steps = append(steps, w.advance(everyone, touchpoint.Position{Epoch: 1}))
		}
		if days = days && known; days {
			for _, q := range []string{"demand.clear", "stock_day.clear", "stock_level.clear", "stock_store.clear"} {
				steps = append(steps, engine.Step{Query: w.Query(q), Want: engine.AnyRows})
			}
			steps = append(steps, w.advance(demand, touchpoint.Position{}))
		}
		if err := w.write(ctx, steps...); err != nil {
			return false, err
		}
	}
	w.checked = checked{w.chain, w.declared}
	return days, nil
}

// newest is a catalogue that knows every product of the entries just read: its
// rules are written down before any of them is folded.
func (f *Folds) newest(ctx context.Context) (*retail.Catalogue, error) {
	if f.Engine.Dialect() == engine.SQLite {
		return f.Catalogue(), nil // a product stands in it before any receipt names it
	}
	var last int64
	if _, err := engine.One(ctx, f.Engine.Reader(), f.Query("product.newest"), nil, &last); err != nil {
		return nil, err
	}
	if last >= int64(len(f.Catalogue().Products)) {
		if err := f.Reload(ctx); err != nil {
			return nil, err
		}
	}
	return f.Catalogue(), nil
}

// waits reports whether there is anything to do.
func (f *Folds) waits(ctx context.Context, declared customer.Consent) (bool, error) {
	was, _, err := f.standingRules(ctx)
	if err != nil || was != f.rulesOf(f.Catalogue(), declared) {
		return true, err
	}
	pass, err := f.position(ctx, everyone)
	if err != nil || pass.Epoch != 0 {
		return true, err
	}
	answers, err := f.answers(ctx, 1)
	if err != nil || len(answers.customers) > 0 {
		return true, err
	}
	for _, name := range []string{profiles, demand} {
		at, err := f.position(ctx, name)
		if err != nil {
			return false, err
		}
		next, err := ReadEntries(ctx, f.Engine.Reader(), f.Query("journal.after"), at.Epoch, at.Seq, int64(1))
		if err != nil || len(next) > 0 {
			return true, err
		}
	}
	return false, nil
}
