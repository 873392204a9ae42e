package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	"sartor/internal/model/habit"
	"sartor/internal/offer"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
)

// Entries of a customer's lists that promotions are looked up for, and of the
// store's: as many as a decision reads.
const (
	ownRead   = 80
	storeRead = 120
	sampled   = 300 // decisions
)

// decided is one decision as it was logged.
type decided struct {
	customer retail.CustomerID
	store    uint32
	log      offer.Decision
}

// decisions reads back what was decided, so that the number of eligible
// promotions is seen and not claimed.
func (t *tills) decisions(ctx context.Context) error {
	var list []decided
	text := fmt.Sprintf("select customer, store, body from decision order by seq desc limit %d", sampled)
	err := t.read(ctx, text, func(scan func(...any) error) error {
		var d decided
		var body []byte
		err := scan(&d.customer, &d.store, &body)
		if err == nil {
			d.log, err = offer.DecodeDecision(body)
		}
		list = append(list, d)
		return err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	o := server.Options{URL: t.db, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if server.SQLitePath(t.db) == "" {
		o.KeyFile = filepath.Join(t.dir, "sartor.key") // where the server that ran in the folder made it
	}
	c, err := server.Open(ctx, o)
	if err != nil {
		return err
	}
	eligible, candidates, choices := 0, 0, 0
	for i := range list {
		n, err := t.eligible(ctx, c, &list[i])
		if err != nil {
			return errors.Join(err, c.Close())
		}
		eligible, candidates, choices = eligible+n, candidates+int(list[i].log.Counts[offer.NoRefusal]), choices+len(list[i].log.Choices)
	}
	n := len(list)
	t.row("eligible promotions a decision", fmt.Sprintf("%d, counted one by one; %d of them with a product that could win", eligible/n, candidates/n), "≥ 200")
	t.row("offers chosen a decision", fmt.Sprintf("%.2f before holdouts (%d decisions)", float64(choices)/float64(n), n), "")
	return c.Close()
}

// eligible counts the live promotions that may issue in the store today and for
// which the customer's lists, or the store's, have a product.
func (t *tills) eligible(ctx context.Context, c *server.Chain, d *decided) (n int, err error) {
	sight := c.Sight()
	if sight.Snapshot == nil {
		return 0, errors.New("nothing was learned")
	}
	var own habit.Lists
	if d.customer != 0 {
		row, err := c.DB.Customer(ctx, d.customer)
		if err != nil {
			return 0, err
		}
		if row.State != nil {
			at := habit.Visit{Store: d.store, Day: int32(retail.DayOf(time.Now(), time.UTC, 0))}
			own = *sight.Snapshot.Model.Evaluate(&row.State.Profile, at, &habit.Scratch{})
		}
	}
	shop := sight.Catalogue.Store(d.store)
	goods := slices.Concat(head(own.Favourites, ownRead), head(own.Next, ownRead), sight.Snapshot.Model.StoreFavourites(d.store, storeRead, nil))
	sets := map[promotion.TargetKind]wares{
		promotion.TargetDue: waresOf(sight.Catalogue, head(own.Due, ownRead)), promotion.TargetFavourite: waresOf(sight.Catalogue, head(own.Favourites, ownRead)),
		promotion.TargetLapsed: waresOf(sight.Catalogue, head(own.Lapsed, ownRead)), promotion.TargetNext: waresOf(sight.Catalogue, head(own.Next, ownRead)),
	}
	all := waresOf(sight.Catalogue, goods)
	for _, p := range t.chain.PromotionList() {
		set, personal := sets[p.Target.Kind]
		if !personal {
			set = all
		}
		if p.Allows(shop, retail.DayOf(time.Now(), time.UTC, 0)) && (p.Target.Kind == promotion.TargetAnyone || set.fit(&p.Target)) {
			n++
		}
	}
	return n, nil
}

func head(list []habit.Scored, n int) []habit.Scored { return list[:min(n, len(list))] }

// wares are what some products are, by the names promotions use.
type wares map[string]bool

func waresOf(chain *retail.Catalogue, items []habit.Scored) wares {
	out := wares{}
	for i := range items {
		p := chain.Product(items[i].Product)
		out["p"+string(p.ID)], out["b"+p.Brand], out["c"+p.Category] = true, true, true
	}
	return out
}

// fit reports whether one of the products passes the target's one list.
func (w wares) fit(t *promotion.Target) bool {
	return slices.ContainsFunc(t.Products, func(id retail.ProductID) bool { return w["p"+string(id)] }) ||
		slices.ContainsFunc(t.Brands, func(name string) bool { return w["b"+name] }) ||
		slices.ContainsFunc(t.Categories, func(name string) bool { return w["c"+name] })
}
