// Package editor reads, tries on and writes head office's promotions for the pages
// that edit them: it fulfils view.Templates over the rows of the chain. It refuses what
// package promotion refuses, and what would switch proof off without the right.
//
// What always holds: an edit of a version that no longer stands is fault.Stale and
// writes nothing (TestSave_Stale); a form sent twice, one after the other or at once, is one
// (TestSave_NewTwiceIsOne, TestSave_AtOnceIsOne); trying on writes nothing (TestFit_WritesNothing).
package editor

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/promotion/file"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/voucher/code"
)

// Chain is what the editor needs of the open chain.
type Chain struct {
	DB      *db.DB
	Sight   func() *till.Sight
	Refresh func(context.Context) error // lets what was written act at once
	Today   func(store uint32) retail.BusinessDay
	Margin  func(context.Context) (float64, error) // assumed where no cost is known, a share of the price
	Codes   *code.Ring
	Clock   func() time.Time
}

// Editor fulfils view.Templates.
type Editor struct{ Chain }

// Edition is one version of a promotion, 0 the one that stands.
func (e Editor) Edition(ctx context.Context, id retail.PromotionID, version int64) (view.Edition, error) {
	stands, err := e.DB.Promotion(ctx, id)
	if err != nil {
		return view.Edition{}, err
	}
	if version <= 0 {
		version = stands.Version
	}
	list, err := e.editions(ctx, stands.Number, version, 1)
	if err == nil && (len(list) == 0 || list[0].Promotion.Version != version) {
		err = fault.New(fault.NotFound, "", "promotion %s has no version %d", id, version)
	}
	if err != nil {
		return view.Edition{}, err
	}
	return list[0], nil
}

// Editions are the versions of a promotion, the newest first.
func (e Editor) Editions(ctx context.Context, id retail.PromotionID) ([]view.Edition, error) {
	stands, err := e.DB.Promotion(ctx, id)
	if err != nil {
		return nil, err
	}
	return e.editions(ctx, stands.Number, math.MaxInt64, view.MostEditions)
}

func (e Editor) editions(ctx context.Context, number uint32, upTo int64, most int) (out []view.Edition, err error) {
	names, err := e.names(ctx)
	if err != nil {
		return nil, err
	}
	err = e.DB.Each(ctx, "promotion.editions", []any{int64(number), upTo, int64(most)}, func(scan func(...any) error) error {
		var (
			v               view.Edition
			version, at     int64
			id, body, actor string
		)
		if err := scan(&version, &id, &body, &actor, &at); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &v.Promotion); err != nil {
			return err
		}
		v.Promotion.ID, v.Promotion.Version = retail.PromotionID(id), version
		v.Author, v.At = names[actor], retail.Micros(at).Time()
		out = append(out, v)
		return nil
	})
	return out, err
}

// names are those of staff by id.
func (e Editor) names(ctx context.Context) (map[string]string, error) {
	staff, err := e.DB.Staff(ctx)
	out := make(map[string]string, len(staff))
	for i := range staff {
		out[staff[i].ID] = staff[i].Name
	}
	return out, err
}

// SaveTemplate writes a new version on the one named by Base, or a new promotion.
func (e Editor) SaveTemplate(ctx context.Context, actor view.Actor, set view.SaveTemplate) (view.Edition, error) {
	if set.Base > 0 {
		return e.change(ctx, actor, set)
	}
	return e.create(ctx, actor, set)
}

func (e Editor) change(ctx context.Context, actor view.Actor, set view.SaveTemplate) (view.Edition, error) {
	p := set.Promotion
	stands, err := e.DB.Promotion(ctx, p.ID)
	if err != nil {
		return view.Edition{}, err
	}
	if stands.Version != set.Base && !Same(&stands.Promotion, &p) {
		return view.Edition{}, fault.New(fault.Stale, "stale", "version %d stands, you edited %d", stands.Version, set.Base)
	}
	patch, err := file.PatchOf(&stands.Promotion, &p)
	if err != nil {
		return view.Edition{}, err
	}
	next, err := promotion.Next(stands.Promotion, patch)
	if err != nil {
		return view.Edition{}, err
	}
	if next.Version == stands.Version { // nothing changes, or it was sent twice
		return e.Edition(ctx, p.ID, 0)
	}
	if stands.Holdout > 0 {
		if err := mayHold(actor.Role, &next); err != nil {
			return view.Edition{}, err
		}
	}
	next.Version = set.Base
	out, err := e.put(ctx, actor, next)
	if fault.Is(err, fault.Stale) {
		if now, again := e.DB.Promotion(ctx, p.ID); again == nil && Same(&now.Promotion, &next) { // sent twice at the same time
			return e.Edition(ctx, p.ID, 0)
		}
	}
	return out, err
}

// create writes a promotion under the id its name gives; where that is taken, under
// one that belongs to the form, so that the form sent twice finds what it made.
func (e Editor) create(ctx context.Context, actor view.Actor, set view.SaveTemplate) (view.Edition, error) {
	p := set.Promotion
	p.ID, p.Version = "", 0
	if err := promotion.Check(p); err != nil {
		return view.Edition{}, err
	}
	if err := mayHold(actor.Role, &p); err != nil {
		return view.Edition{}, err
	}
	for _, id := range []retail.PromotionID{promotion.SlugID(p.Name), promotion.RandomID(set.Once)} {
		if p.ID = id; id == "" {
			continue
		}
		out, err := e.claim(ctx, actor, p)
		if !fault.Is(err, fault.Stale) {
			return out, err
		}
	}
	return view.Edition{}, fault.New(fault.Conflict, "promotion_exists", "a promotion of this name was made with the same form; load the form again")
}

// mostRaces bounds how often a form looks again when others were written at the same
// time: each means that another one came through.
const mostRaces = 8

// claim writes a new promotion under its id, or finds it there when the same form was
// sent before or is sent now; fault.Stale when another promotion has the id.
func (e Editor) claim(ctx context.Context, actor view.Actor, p promotion.Promotion) (out view.Edition, err error) {
	for range mostRaces {
		was, missing := e.DB.Promotion(ctx, p.ID)
		switch {
		case missing == nil && Same(&was.Promotion, &p):
			return e.Edition(ctx, p.ID, 0)
		case missing == nil:
			return out, fault.New(fault.Stale, "stale", "promotion %s is another one", p.ID)
		case !fault.Is(missing, fault.NotFound):
			return out, missing
		}
		if out, err = e.put(ctx, actor, p); !fault.Is(err, fault.Stale) {
			return out, err
		}
	}
	return out, err
}

func (e Editor) put(ctx context.Context, actor view.Actor, p promotion.Promotion) (view.Edition, error) {
	out, err := e.DB.PutPromotion(ctx, db.Edit{Promotion: p, Actor: actor.Staff, Reason: actor.Reason, At: retail.MicrosOf(e.Clock())})
	if err != nil {
		return view.Edition{}, err
	}
	if err := e.Refresh(ctx); err != nil {
		return view.Edition{}, err
	}
	return e.Edition(ctx, out.ID, out.Version)
}

// mayHold keeps proof switched on: only an owner may hold nobody out.
func mayHold(role access.Role, p *promotion.Promotion) error {
	if p.Holdout > 0 || role.May(access.SwitchOffProof) {
		return nil
	}
	out := fault.New(fault.Denied, "holdout", "only an owner may switch the holdout off, since nothing can be proven then; 0.1 is usual")
	out.Fields = []fault.Field{{Pointer: "/holdout", Detail: out.Hint}}
	return out
}

// Same reports whether two promotions say the same, whatever their versions.
func Same(a, b *promotion.Promotion) bool {
	x, err := json.Marshal(a)
	y, bad := json.Marshal(b)
	return err == nil && bad == nil && string(x) == string(y)
}

// Places is what a promotion can be narrowed to.
func (e Editor) Places(context.Context) (view.Places, error) {
	chain := e.DB.Catalogue()
	out := view.Places{Language: e.Sight().Chain.Language}
	uses := map[retail.Currency]int{}
	for i := range chain.Stores {
		s := &chain.Stores[i]
		if s.Number == 0 {
			continue
		}
		out.Stores = append(out.Stores, view.Place{ID: s.ID, Name: cmp.Or(s.Name, string(s.ID)), Region: s.Region, Kind: s.Kind})
		if s.Region != "" && !slices.Contains(out.Regions, s.Region) {
			out.Regions = append(out.Regions, s.Region)
		}
		if uses[s.Currency]++; uses[s.Currency] > uses[out.Currency] {
			out.Currency = s.Currency
		}
	}
	slices.Sort(out.Regions)
	slices.SortStableFunc(out.Stores, func(a, b view.Place) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// Named says what products are called.
func (e Editor) Named(_ context.Context, ids []retail.ProductID) (map[retail.ProductID]string, error) {
	chain, out := e.DB.Catalogue(), make(map[retail.ProductID]string, len(ids))
	for _, id := range ids {
		if n, ok := chain.ProductNumber(id); ok {
			out[id] = chain.Product(n).Name
		}
	}
	return out, nil
}

// Goods finds what takes a voucher by a part of its name or number. It looks
// through the catalogue in memory: 20 ms for 100,000 products, on request only.
func (e Editor) Goods(_ context.Context, text string) (view.Goods, error) {
	var out view.Goods
	want := strings.ToLower(strings.TrimSpace(text))
	if want == "" {
		return out, nil
	}
	chain := e.DB.Catalogue()
	seen := map[string]bool{}
	add := func(list *[]string, kind, name string) {
		if name == "" || seen[kind+name] || !strings.Contains(strings.ToLower(name), want) {
			return
		}
		seen[kind+name] = true
		if len(*list) == view.MostFound {
			out.More = true
			return
		}
		*list = append(*list, name)
	}
	for i := range chain.Products {
		p := &chain.Products[i]
		if p.Number == 0 || !p.Listed || !p.Restriction.Discountable() {
			continue
		}
		add(&out.Categories, "c", p.Category)
		add(&out.Brands, "b", p.Brand)
		if strings.Contains(strings.ToLower(p.Name), want) || strings.Contains(strings.ToLower(string(p.ID)), want) {
			if len(out.Products) == view.MostFound {
				out.More = true
				continue
			}
			out.Products = append(out.Products, view.Good{ID: p.ID, Name: p.Name, Category: p.Category})
		}
	}
	slices.Sort(out.Categories)
	slices.Sort(out.Brands)
	return out, nil
}
