package server

import (
	"context"

	"sartor/internal/db"
	"sartor/internal/promotion"
)

// mostSingly is how many changed promotions are read one by one; more are read
// with all others at once.
const mostSingly = 64

// latest returns all promotions as they stand, stores' versions among them, by number. It reads only those
// that changed: with ten thousand, an edit of one must not cost reading all.
func (s *sights) latest(ctx context.Context) ([]db.NumberedPromotion, error) {
	versions, err := s.versions(ctx)
	if err != nil {
		return nil, err
	}
	var changed []int
	out := make([]db.NumberedPromotion, len(versions))
	for i, v := range versions {
		if was, ok := s.known[v.number]; ok && was.Version == v.version {
			out[i] = was
			continue
		}
		changed = append(changed, i)
	}
	if len(changed) > mostSingly {
		if out, err = s.db.AllPromotions(ctx); err != nil {
			return nil, err
		}
	} else {
		for _, i := range changed {
			if out[i], err = s.db.PromotionVersion(ctx, versions[i].number, versions[i].version); err != nil {
				return nil, err
			}
		}
	}
	s.known = make(map[uint32]db.NumberedPromotion, len(out))
	for i := range out {
		s.known[out[i].Number] = out[i]
	}
	return out, nil
}

// versionOf names one version of a promotion.
type versionOf struct {
	number  uint32
	version int64
}

// versions says which version of every promotion is the latest, by number.
func (s *sights) versions(ctx context.Context) (out []versionOf, err error) {
	err = s.db.Each(ctx, "promotion.versions", nil, func(scan func(...any) error) error {
		var v versionOf
		err := scan(&v.number, &v.version)
		out = append(out, v)
		return err
	})
	return out, err
}

// statesOf says where every promotion stands for tills, by number. A store's
// version is paused with its promotion; what else its promotion is, it is by itself.
func statesOf(all []db.NumberedPromotion) map[uint32]promotion.State {
	out := make(map[uint32]promotion.State, len(all))
	for i := range all {
		p := &all[i] // a version's number is higher than its promotion's
		out[p.Number] = p.State
		if p.Family != 0 && out[p.Family] == promotion.Paused {
			out[p.Number] = promotion.Paused
		}
	}
	return out
}
