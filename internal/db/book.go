package db

import (
	"context"
	"sync"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
)

// mostSingly is how many changed promotions are read one by one; more are read
// with all others at once.
const mostSingly = 64

// book keeps the latest version of every promotion as last read, so that looking
// at all of them costs reading their versions and those that changed: with ten
// thousand, decoding all takes seconds.
type book struct {
	mu    sync.Mutex
	known map[uint32]NumberedPromotion
}

// AllPromotions lists the latest version of every promotion, of stores' versions
// too, by number. What they hold is shared: it is read, never changed.
func (d *DB) AllPromotions(ctx context.Context) ([]NumberedPromotion, error) {
	const op = "db.AllPromotions"
	d.book.mu.Lock()
	defer d.book.mu.Unlock()
	out, err := d.latest(ctx)
	if err != nil {
		return nil, fault.At(op, err)
	}
	d.book.known = make(map[uint32]NumberedPromotion, len(out))
	for i := range out {
		d.book.known[out[i].Number] = out[i]
	}
	return out, nil
}

// Promotions lists the latest version of every promotion of head office's, by
// number, as AllPromotions does.
func (d *DB) Promotions(ctx context.Context) ([]NumberedPromotion, error) {
	all, err := d.AllPromotions(ctx)
	out := all[:0] // its own
	for i := range all {
		if all[i].Family == 0 {
			out = append(out, all[i])
		}
	}
	return out, err
}

// latest reads what changed since it was known.
func (d *DB) latest(ctx context.Context) ([]NumberedPromotion, error) {
	var (
		out     []NumberedPromotion
		changed []int
	)
	err := engine.Each(ctx, d.engine.Reader(), sql("promotion.versions"), nil, func(scan func(...any) error) error {
		var p NumberedPromotion
		if err := scan(&p.Number, &p.Version); err != nil {
			return err
		}
		if was, ok := d.book.known[p.Number]; ok && was.Version == p.Version {
			p = was
		} else {
			changed = append(changed, len(out))
		}
		out = append(out, p)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(changed) > mostSingly {
		return readPromotions(ctx, d.engine.Reader(), sql("promotion.all"), nil)
	}
	for _, i := range changed {
		if out[i], err = d.PromotionVersion(ctx, out[i].Number, out[i].Version); err != nil {
			return nil, err
		}
	}
	return out, nil
}
