package upkeep

import (
	"context"
	"fmt"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/till"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// Finding is one place where an invariant does not hold.
type Finding struct {
	Subject string `json:"subject"`
	Detail  string `json:"detail"`
}

// Check is what became of one invariant.
type Check struct {
	Name     string    `json:"check"`
	Says     string    `json:"says"` // what must hold
	Holds    bool      `json:"holds"`
	Findings []Finding `json:"findings"` // at most mostFindings
}

// mostFindings bounds what one check lists: enough to see what kind of damage
// it is. The queries have the same limit.
const mostFindings = 20

// invariant is what must hold: a query that returns what breaks it, or code.
type invariant struct {
	name, says string
	find       func(v *verifier, ctx context.Context) ([]Finding, error)
}

// invariants lists every invariant of the ledger and of storage.
func invariants() []invariant {
	return []invariant{
		{"ledger", "money moves only as the rules say, and all accounts add up to zero", (*verifier).routes},
		{"totals", "each promotion's row equals the sums of its ledger entries", broken("verify.totals")},
		{"cap", "what is reserved and spent stays within the cap, what is issued within the limit", broken("verify.cap")},
		{"families", "a promotion and its stores' versions share one budget, and what was handed over arrived", broken("verify.families")},
		{"counts", "each promotion counts its vouchers: issued, redeemed, voided, expired", broken("verify.counts")},
		{"days", "no business day counts more vouchers to its limit than were issued on it and stand", broken("verify.days")},
		{"vouchers", "each voucher's ledger entries leave what it holds", broken("verify.vouchers")},
		{"redemptions", "each used voucher has exactly one redemption that stands, and the other way round", broken("verify.redemptions")},
		{"presenters", "each voucher that counts to a customer's limit was used on a receipt that stands", broken("verify.presenters")},
		{"codes", "each code and alias reads back as its voucher", (*verifier).codes},
		{"receipts", "each receipt id has its journal entry, in its bucket, and the other way round", broken("verify.receipts")},
		{"movements", "each movement of goods has its journal entry, and the other way round", broken("verify.movements")},
		{"buckets", "each row about a customer lies in the customer's bucket", broken("verify.buckets")},
		{"identifiers", "each identifier and its customer name each other", broken("verify.identifiers")},
		{"erased", "nothing is left of who was forgotten", broken("verify.erased")},
		{"consent", "no profile and no outlook is kept without consent", (*verifier).consent},
		{"segments", "sums of segments are a recount of outlooks, and each customer's newest move says where they stand", broken("verify.segments")},
		{"folds", "no derived row has read farther than the journal goes", (*verifier).folds},
		{"storage", "the engine finds its own pages and indexes sound", broken("verify.storage")},
	}
}

// verifier reads one consistent state of the rows.
type verifier struct {
	rows     engine.Session
	ring     *code.Ring
	declared customer.Consent
}

// Verify checks every invariant on one consistent state, also while tills are
// open, and reports whether all hold.
func Verify(ctx context.Context, c *server.Chain) (all []Check, sound bool, err error) {
	sound = true
	err = view(ctx, c, func(s engine.Session) error {
		v := &verifier{rows: s, ring: c.Codes(), declared: c.Sight().Chain.Consent}
		for _, k := range invariants() {
			found, err := k.find(v, ctx)
			if err != nil {
				return fmt.Errorf("check %s: %w", k.name, err)
			}
			if found == nil {
				found = []Finding{}
			}
			all = append(all, Check{Name: k.name, Says: k.says, Holds: len(found) == 0, Findings: found})
			sound = sound && len(found) == 0
		}
		return nil
	})
	return all, sound, err
}

// broken makes a check of a query that returns what breaks it.
func broken(name string) func(*verifier, context.Context) ([]Finding, error) {
	return func(v *verifier, ctx context.Context) ([]Finding, error) { return v.list(ctx, name) }
}

func (v *verifier) list(ctx context.Context, name string, args ...any) (out []Finding, err error) {
	err = engine.Each(ctx, v.rows, sql(name), args, func(scan func(...any) error) error {
		var f Finding
		err := scan(&f.Subject, &f.Detail)
		out = append(out, f)
		return err
	})
	return out, err
}

// consent asks for profiles and outlooks that neither an answer nor the chain's declared
// default allows.
func (v *verifier) consent(ctx context.Context) ([]Finding, error) {
	declared := int64(0)
	if v.declared.Allows(customer.ProfilePurpose) {
		declared = 1
	}
	return v.list(ctx, "verify.consent", declared)
}

// routes folds the sums of the ledger by the rules of package voucher.
func (v *verifier) routes(ctx context.Context) ([]Finding, error) {
	var (
		books voucher.Books
		out   []Finding
	)
	err := engine.Each(ctx, v.rows, sql("verify.routes"), nil, func(scan func(...any) error) error {
		var (
			e     voucher.Entry
			least retail.Minor
		)
		if err := scan(&e.Promotion, &e.Event, &e.Debit, &e.Credit, &e.Amount, &least); err != nil {
			return err
		}
		if least <= 0 {
			out = append(out, Finding{fmt.Sprintf("promotion %d", e.Promotion), fmt.Sprintf("a movement of %d by %s", least, e.Event)})
		}
		books.Add(e)
		return nil
	})
	for _, b := range books.Check() {
		out = append(out, Finding{fmt.Sprintf("promotion %d", b.Promotion), b.Detail})
	}
	return out[:min(len(out), mostFindings)], err
}

// codes reads each code back with the chain's keys.
func (v *verifier) codes(ctx context.Context) (out []Finding, err error) {
	err = engine.Each(ctx, v.rows, sql("verify.codes"), nil, func(scan func(...any) error) error {
		var (
			alias, serial uint32
			bucket        int
			used          string
		)
		if err := scan(&alias, &bucket, &serial, &used); err != nil {
			return err
		}
		if what := v.misread(till.Ref{Bucket: bucket, Alias: alias, Serial: serial}, used); what != "" && len(out) < mostFindings {
			out = append(out, Finding{fmt.Sprintf("voucher %d of bucket %d", alias, bucket), what})
		}
		return nil
	})
	return out, err
}

// misread says what is wrong with a voucher's codes, "" for nothing.
func (v *verifier) misread(want till.Ref, used string) string {
	if code.AliasOf(want.Serial) != want.Alias {
		return fmt.Sprintf("its serial belongs to alias %d", code.AliasOf(want.Serial))
	}
	if bucket, serial, ok := v.ring.Decode(v.ring.Encode(want.Bucket, want.Serial)); !ok || bucket != want.Bucket || serial != want.Serial {
		return "its code does not read back"
	}
	if used == "" {
		return ""
	}
	if c, ok := code.Parse(used); ok {
		if bucket, serial, ok := v.ring.Decode(c); ok && bucket == want.Bucket && serial == want.Serial {
			return ""
		}
	}
	if bucket, alias, ok := code.ParseAlias(used); ok && bucket == want.Bucket && alias == want.Alias {
		return ""
	}
	return "it was redeemed under a code that is not its own: the keys are not those it was issued with, or the row is not"
}

// folds compares positions with the end of the journal. The end is read last: it
// only grows, and a server that goes on meanwhile is not called wrong.
func (v *verifier) folds(ctx context.Context) (out []Finding, err error) {
	type position struct {
		name       string
		epoch, seq int64
	}
	var at []position
	err = engine.Each(ctx, v.rows, sql("verify.folds"), nil, func(scan func(...any) error) error {
		var p position
		err := scan(&p.name, &p.epoch, &p.seq)
		at = append(at, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	var epoch, seq int64
	if _, err := engine.One(ctx, v.rows, sql("verify.newest"), nil, &epoch, &seq); err != nil {
		return nil, err
	}
	for _, p := range at {
		if p.epoch > epoch || p.epoch == epoch && p.seq > seq {
			out = append(out, Finding{"fold " + p.name, fmt.Sprintf("it stands at %d.%d, the journal ends at %d.%d", p.epoch, p.seq, epoch, seq)})
		}
	}
	return out, nil
}
