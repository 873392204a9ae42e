package console

import (
	"context"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// plenty is a chain with more promotions than a page shows.
type plenty struct{ *fake }

const plentyOf = 450

func (p plenty) Promotions(ctx context.Context, s view.Scope) ([]view.PromotionRow, error) {
	one, err := p.fake.Promotions(ctx, s)
	var out []view.PromotionRow
	for n := range plentyOf {
		row := one[0]
		row.Promotion.ID = retail.PromotionID(fmt.Sprintf("prm_%03d", n))
		out = append(out, row)
	}
	return out, err
}

func (p plenty) StorePage(ctx context.Context, s view.Scope, id retail.StoreID) (view.StorePage, error) {
	out, err := p.fake.StorePage(ctx, s, id)
	if err != nil {
		return out, err
	}
	for len(out.Promotions) < plentyOf {
		out.Promotions = append(out.Promotions, out.Promotions[0])
	}
	return out, nil
}

// TestPromotions_ByPages: however many there are, a page holds as many as somebody reads,
// the pages together hold each once, and the answer speaks of all of them.
func TestPromotions_ByPages(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	c := w.config()
	c.Promotions = plenty{w.fake}
	w.site = New(c)
	w.http = w.site.Handler()
	row := regexp.MustCompile(`<a class="row" href="/promotions/(prm_\d+)"`)
	next := regexp.MustCompile(`<footer><a href="(/promotions\?[^"]+)">Next page`)
	seen := map[string]bool{}
	pages := 0
	for at := "/promotions?state=live"; at != ""; pages++ {
		page := w.page(access.Marketer, at, 200)
		if !strings.Contains(page, "450") || !strings.Contains(page, `href="#list">450 promotions`) {
			t.Error("the answer does not speak of all 450")
		}
		rows := row.FindAllStringSubmatch(page, -1)
		if len(rows) > shownPromotions {
			t.Errorf("a page holds %d", len(rows))
		}
		for _, r := range rows {
			if seen[r[1]] {
				t.Errorf("%s stands on two pages", r[1])
			}
			seen[r[1]] = true
		}
		at = ""
		if more := next.FindStringSubmatch(page); more != nil {
			at = html.UnescapeString(more[1])
		}
	}
	if pages != 3 || len(seen) != plentyOf {
		t.Errorf("%d pages hold %d promotions, want 3 and %d", pages, len(seen), plentyOf)
	}
}

// TestStore_ShowsTheFirstOfMany: a store's page says how many of its promotions it leaves out.
func TestStore_ShowsTheFirstOfMany(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	c := w.config()
	c.StorePages = plenty{w.fake}
	w.site = New(c)
	w.http = w.site.Handler()
	page := w.page(access.Owner, "/stores/"+string(storeBra), 200)
	if !strings.Contains(page, "the first 60 of 450; the file has all of them") {
		t.Error("the page does not say that it leaves some out")
	}
	if n := strings.Count(page, `data-key="e"`); n > 61 {
		t.Errorf("the page holds %d promotions", n)
	}
}
