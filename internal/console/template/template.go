// Package template owns the pages on which head office makes a promotion: the form
// with its frame for stores, the preview on paper for a customer, what is expected
// of it, what changed, and the step to live. It refuses rules of the domain (package
// promotion names what does not hold) and storage.
//
// What always holds, with the tests that hold it: nothing typed is lost, whatever
// was wrong (TestEdit_KeepsWhatWasTyped); the form shows all of a promotion and
// saves what it shows (TestForm_RoundTrip); who saves on a version that no longer
// stands sees both (TestEdit_StaleShowsBoth); sent twice is saved once
// (TestEdit_TwiceIsOnce).
package template

import (
	"context"

	"sartor/internal/access"
	"sartor/internal/console/field"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/terms"
	"sartor/internal/console/view"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Desk answers the pages of templates.
type Desk struct {
	Templates view.Templates
	Estimates view.Estimates // may be nil: nothing is expected yet
	Customers view.Customers
	Draw      func() uint64 // numbers of new forms
}

// sheet is one request with what it is about.
type sheet struct {
	*shell.Call
	desk *Desk
	w    phrase.TemplateWords
	form field.Form
	base view.Edition // what is edited; the zero Edition of a new one
	is   promotion.Promotion
	shop view.Places
	goods
}

// goods are what products are called, and what a search found.
type goods struct {
	named    map[retail.ProductID]string
	found    view.Goods
	searched bool // found is what a search of this request found
}

func (d *Desk) open(c *shell.Call) *sheet {
	return &sheet{Call: c, desk: d, w: c.F.W.Template}
}

// id is the promotion of the address.
func (s *sheet) id() retail.PromotionID { return retail.PromotionID(s.R.PathValue("id")) }

// names resolves products and stores for the rows of terms.
func (s *sheet) names() terms.Names {
	return terms.Names{
		Product: func(id retail.ProductID) string { return s.named[id] },
		Store: func(id retail.StoreID) string {
			for i := range s.shop.Stores {
				if s.shop.Stores[i].ID == id {
					return s.shop.Stores[i].Name
				}
			}
			return ""
		},
	}
}

// surround reads what the form needs beside the promotion.
func (s *sheet) surround(ctx context.Context, of ...promotion.Promotion) (err error) {
	if s.shop, err = s.desk.Templates.Places(ctx); err != nil {
		return err
	}
	var ids []retail.ProductID
	for i := range of {
		ids = append(ids, of[i].Target.Products[:min(len(of[i].Target.Products), mostShown)]...)
		if of[i].Reward.Product != "" {
			ids = append(ids, of[i].Reward.Product)
		}
	}
	s.named, err = s.desk.Templates.Named(ctx, ids)
	return err
}

// mostShown is how many entries of a list the form shows one by one; a longer list
// stays as it is and is changed by file or over the API.
const mostShown = 200

// name is the promotion's name in the language of the page.
func (s *sheet) name(p *promotion.Promotion) string {
	if name := p.NameIn(s.F.W.Language); name != "" {
		return name
	}
	return string(p.ID)
}

func (s *sheet) may() bool { return s.Who.May(access.EditPromotions) }
