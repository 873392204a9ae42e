package db

import (
	"context"
	"encoding/json"
	"fmt"

	"sartor/internal/db/engine"
	"sartor/internal/db/house"
	"sartor/internal/db/local"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/voucher"
)

// NumberedPromotion is a promotion with its dense number in packed forms.
type NumberedPromotion struct {
	promotion.Promotion
	Number  uint32
	Family  uint32 // the number of the promotion it is a store's version of; 0 for none
	Changed retail.Micros
}

// budgetBucket is where a promotion's account lies.
func budgetBucket(number uint32) int64 { return int64(number) & (retail.Buckets - 1) }

// Kin lists the promotions that are stores' versions of one, by number.
func (d *DB) Kin(ctx context.Context, number uint32) ([]NumberedPromotion, error) {
	out, err := readPromotions(ctx, d.engine.Reader(), sql("promotion.kin"), []any{int64(number)})
	return out, fault.At("db.Kin", err)
}

// Past is one version of a promotion as it was, and who made it.
type Past struct {
	promotion.Promotion
	Actor string
	At    retail.Micros
}

// PromotionHistory lists the versions of a promotion before a number, newest first.
func (d *DB) PromotionHistory(ctx context.Context, number uint32, before int64, most int) (out []Past, err error) {
	const op = "db.PromotionHistory"
	err = engine.Each(ctx, d.engine.Reader(), sql("promotion.history"), []any{int64(number), before, int64(most)}, func(scan func(...any) error) error {
		var (
			p        Past
			id, body string
			version  int64
		)
		if err := scan(&number, &version, &id, &body, &p.At, new(uint32), &p.Actor); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &p.Promotion); err != nil {
			return fmt.Errorf("promotion %s: %w", id, err)
		}
		p.ID, p.Version = retail.PromotionID(id), version
		out = append(out, p)
		return nil
	})
	return out, fault.At(op, err)
}

// Locals reads and writes stores' versions of promotions.
func (d *DB) Locals() *local.Versions { return d.locals }

// Promotion finds one of head office's by its id; absence is fault.NotFound.
func (d *DB) Promotion(ctx context.Context, id retail.PromotionID) (NumberedPromotion, error) {
	return d.onePromotion(ctx, sql("promotion.find"), string(id))
}

// PromotionOf finds one by its number, a store's version too; absence is
// fault.NotFound.
func (d *DB) PromotionOf(ctx context.Context, number uint32) (NumberedPromotion, error) {
	return d.onePromotion(ctx, sql("promotion.of_number"), int64(number))
}

// PromotionVersion finds one version, as printed vouchers were promised.
func (d *DB) PromotionVersion(ctx context.Context, number uint32, version int64) (NumberedPromotion, error) {
	return d.onePromotion(ctx, sql("promotion.at"), int64(number), version)
}

func (d *DB) onePromotion(ctx context.Context, q *engine.Query, args ...any) (NumberedPromotion, error) {
	const op = "db.Promotion"
	out, err := readPromotions(ctx, d.engine.Reader(), q, args)
	if err == nil && len(out) == 0 {
		err = fault.New(fault.NotFound, "", "promotion %v is not known", args[0])
	}
	if err != nil {
		return NumberedPromotion{}, fault.At(op, err)
	}
	return out[0], nil
}

func readPromotions(ctx context.Context, s engine.Session, q *engine.Query, args []any) (out []NumberedPromotion, err error) {
	err = engine.Each(ctx, s, q, args, func(scan func(...any) error) error {
		var (
			p    NumberedPromotion
			id   string
			body string
			v    int64
		)
		if err := scan(&p.Number, &v, &id, &body, &p.Changed, &p.Family); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &p.Promotion); err != nil {
			return fmt.Errorf("promotion %s: %w", id, err)
		}
		p.ID, p.Version = retail.PromotionID(id), v
		out = append(out, p)
		return nil
	})
	return out, err
}

// Edit is one accepted change of a promotion, or a new one (Version 0 before).
type Edit struct {
	Promotion     promotion.Promotion // Version is the one it replaces, 0 for a new one
	Actor, Reason string
	At            retail.Micros
}

// PutPromotion writes a new version. An edit of an older version is
// fault.Stale. When it goes live its account is opened; a raised budget raises it.
func (d *DB) PutPromotion(ctx context.Context, e Edit) (NumberedPromotion, error) {
	const op = "db.PutPromotion"
	var out NumberedPromotion
	err := d.write(ctx, engine.Bulk, func(ctx context.Context, tx tx) error {
		p := e.Promotion
		before, err := readPromotions(ctx, tx, sql("promotion.find"), []any{string(p.ID)})
		if err == nil && (len(before) == 0 || !before[0].State.Released()) {
			err = local.Prints(&p, d.Catalogue())
		} else if err == nil {
			err = local.Framed(before[0].Frame, &p, d.Catalogue())
		}
		if err != nil {
			return err
		}
		var number int64
		if len(before) == 1 {
			number = int64(before[0].Number)
		} else if _, err := engine.One(ctx, tx, sql("promotion.number"), nil, &number); err != nil {
			return err
		}
		if stands := versionOf(before); stands != p.Version {
			return fault.New(fault.Stale, "stale", "somebody changed %s meanwhile: version %d stands, you edited %d", p.ID, stands, p.Version)
		}
		if err := tx.holdPromotion(ctx, number, p.Version); err != nil {
			return err
		}
		if err := tx.checkTotal(ctx, number, p.Limits.Total); err != nil {
			return err
		}
		p.Version++
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		var steps []engine.Step
		if len(before) == 1 {
			steps = append(steps, engine.Step{Query: sql("promotion.supersede"), Want: 1, Args: []any{number, p.Version - 1}})
		}
		steps = append(steps, engine.Step{Query: sql("promotion.insert"), Want: 1, Args: []any{
			number, p.Version, string(p.ID), string(p.State), int64(p.Starts), int64(p.Ends), string(body), e.Actor, int64(e.At), int64(0),
		}})
		steps = append(steps, accountSteps(before, &p, uint32(number), e.At)...)
		follow, err := d.locals.Follow(ctx, tx, uint32(number), p, e.At)
		if err != nil {
			return err
		}
		steps = append(steps, follow...)
		steps = append(steps, auditStep(e.Actor, "promotion."+string(p.State), string(p.ID), e.Reason, e.At))
		out = NumberedPromotion{Promotion: p, Number: uint32(number), Changed: e.At}
		return tx.Run(ctx, steps)
	})
	if _, raced := engine.LostAt(err); raced {
		err = fault.New(fault.Stale, "stale", "somebody changed %s at the same time; read it again", e.Promotion.ID)
	}
	return out, fault.At(op, err)
}

// holdPromotion keeps a promotion as it is until the write is done: no store's version of
// it goes live or leaves meanwhile.
func (tx tx) holdPromotion(ctx context.Context, number, version int64) error {
	if version == 0 {
		return nil
	}
	n, err := tx.Exec(ctx, sql("promotion.hold"), number, version)
	if err == nil && n == 0 {
		err = fault.New(fault.Stale, "stale", "somebody changed the promotion at the same time; read it again")
	}
	return err
}

// checkTotal refuses a limit below what has been issued: it could not hold.
func (tx tx) checkTotal(ctx context.Context, number, total int64) error {
	b, err := readBudget(ctx, tx, uint32(number))
	if out := b.Issued + b.Kin; err == nil && total > 0 && total < out {
		err = fault.AtField("/limits/total", "is below the %d vouchers that are out already; set the state to ended to issue no more", out)
	}
	return err
}

func versionOf(before []NumberedPromotion) int64 {
	if len(before) == 0 {
		return 0
	}
	return before[0].Version
}

// accountSteps opens the account when a promotion goes live, and changes it when
// a released one is edited.
func accountSteps(before []NumberedPromotion, p *promotion.Promotion, number uint32, at retail.Micros) []engine.Step {
	plan := &plan{at: at}
	nothing := till.Refused{Voucher: -1}
	bucket, share := budgetBucket(number), p.Budget.ContingencyShare
	if len(before) == 1 && before[0].State.Released() {
		was := before[0].Budget.Amount
		more := voucher.ContingencyOf(p.Budget.Amount, share) - voucher.ContingencyOf(was, share)
		plan.add(nothing, sql("budget.raise"), 1, int64(number), bucket, int64(p.Budget.Amount-was), int64(more), p.Limits.Total)
		for _, e := range voucher.RaiseTo(number, was, p.Budget.Amount, share) {
			plan.entry(e)
		}
		return plan.steps
	}
	if !p.State.Released() {
		return nil
	}
	plan.add(nothing, sql("budget.open"), 1, int64(number), bucket, int64(p.Budget.Amount),
		int64(voucher.ContingencyOf(p.Budget.Amount, share)), p.Limits.Total)
	for _, e := range voucher.Open(number, p.Budget.Amount, share) {
		plan.entry(e)
	}
	return plan.steps
}

func auditStep(actor, action, object, reason string, at retail.Micros) engine.Step {
	return house.AuditStep(sql("audit.append"), 0, AuditRow{Actor: actor, Action: action, Object: object, Reason: reason, At: at})
}
