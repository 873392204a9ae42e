package db

import (
	"context"

	"sartor/internal/db/engine"
	"sartor/internal/db/fold"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
	"sartor/internal/touchpoint"
)

// BudgetRow is a promotion's account and counts.
type BudgetRow struct {
	Promotion                                    uint32
	Cap, Reserved, Spent, Contingency, Overspent retail.Minor
	Issued, Most, Redeemed, Voided, Expired      int64 // Issued: unvoided; Most: the total limit, 0 none
	Kin                                          int64 // issued by stores' versions, counted to Most
}

// fields are the columns of an account, in their order.
func (b *BudgetRow) fields() []any {
	return []any{
		&b.Promotion, &b.Cap, &b.Reserved, &b.Spent, &b.Contingency, &b.Overspent, &b.Issued, &b.Most, &b.Redeemed, &b.Voided, &b.Expired, &b.Kin,
	}
}

// Budget reads one promotion's account with those of its stores' versions; a
// draft's is empty.
func (d *DB) Budget(ctx context.Context, number uint32) (BudgetRow, error) {
	b := BudgetRow{Promotion: number}
	_, err := engine.One(ctx, d.engine.Reader(), sql("budget.family"), []any{int64(number)}, b.fields()...)
	return b, fault.At("db.Budget", err)
}

// Account reads one promotion's own account, without its stores' versions.
func (d *DB) Account(ctx context.Context, number uint32) (BudgetRow, error) {
	b, err := readBudget(ctx, d.engine.Reader(), number)
	return b, fault.At("db.Account", err)
}

func readBudget(ctx context.Context, s engine.Session, number uint32) (BudgetRow, error) {
	b := BudgetRow{Promotion: number}
	_, err := engine.One(ctx, s, sql("budget.find"), []any{int64(number), budgetBucket(number)}, b.fields()...)
	return b, err
}

// Budgets reads the account of every promotion of head office's with those of its
// stores' versions, by promotion number.
func (d *DB) Budgets(ctx context.Context) (map[uint32]BudgetRow, error) {
	out := map[uint32]BudgetRow{}
	err := engine.Each(ctx, d.engine.Reader(), sql("budget.all"), nil, func(scan func(...any) error) error {
		var b BudgetRow
		err := scan(b.fields()...)
		out[b.Promotion] = b
		return err
	})
	return out, fault.At("db.Budgets", err)
}

// AuditRow says who did what to what, and why.
type AuditRow = staff.Trail

// Audit writes an audit row for something that changed nothing else.
func (d *DB) Audit(ctx context.Context, a AuditRow) error {
	return fault.At("db.Audit", d.apply(ctx, engine.Till, []engine.Step{auditStep(a.Actor, a.Action, a.Object, a.Reason, a.At)}))
}

// AuditStep is an audit row as a step of a write elsewhere.
func (d *DB) AuditStep(a AuditRow) engine.Step {
	return auditStep(a.Actor, a.Action, a.Object, a.Reason, a.At)
}

// Note sets a setting that is still what was read ("" for none), else fault.Stale, and
// says so in the audit, at once with the tills' writes: one waits for it.
func (d *DB) Note(ctx context.Context, name, was, value string, a AuditRow) error {
	err := d.apply(ctx, engine.Till, []engine.Step{{Query: sql("setting.swap"), Want: 1, Args: []any{name, value, was}}, d.AuditStep(a)})
	if _, raced := engine.LostAt(err); raced {
		err = fault.New(fault.Stale, "stale", "the setting %s changed meanwhile; read it again", name)
	}
	return fault.At("db.Note", err)
}

// KeptAnswer is an answer kept for an Idempotency-Key.
type KeptAnswer struct {
	Credential, Key string
	Fingerprint     []byte
	Status          int
	Body            []byte
	At              retail.Micros
}

// KeepAnswer keeps an answer, unless one stands under the key already.
func (d *DB) KeepAnswer(ctx context.Context, k KeptAnswer) error {
	return fault.At("db.KeepAnswer", d.apply(ctx, engine.Till, []engine.Step{{
		Query: sql("idempotency.put"), Want: engine.AnyRows, Args: []any{k.Credential, k.Key, k.Fingerprint, int64(k.Status), k.Body, int64(k.At)},
	}}))
}

// PromotionsByID lists the latest versions behind an id, by id.
func (d *DB) PromotionsByID(ctx context.Context, after retail.PromotionID, most int) ([]NumberedPromotion, error) {
	out, err := readPromotions(ctx, d.engine.Reader(), sql("promotion.by_id"), []any{string(after), int64(most)})
	return out, fault.At("db.PromotionsByID", err)
}

// readEntries runs a query whose columns are those of journal.after.
func readEntries(ctx context.Context, s engine.Session, q *engine.Query, args ...any) ([]touchpoint.Entry, error) {
	return fold.ReadEntries(ctx, s, q, args...)
}
