package stock

import (
	"net/http"

	"sartor/internal/fault"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// TermsView is how a product is supplied.
type TermsView struct {
	Product   retail.ProductID `json:"product"`
	Supplier  string           `json:"supplier"`              // "": none
	LeadTime  *int             `json:"lead_time_days"`        // null: not known
	Spread    float64          `json:"lead_time_spread_days"` // standard deviation; 0 unknown or none
	OrderDays string           `json:"order_days"`            // "": every day
	MinOrder  retail.Quantity  `json:"min_order"`             // 0: none
}

// TermsBody is how a product is to be supplied.
type TermsBody struct {
	Supplier  string          `json:"supplier"`
	LeadTime  *int            `json:"lead_time_days"`
	Spread    float64         `json:"lead_time_spread_days"`
	OrderDays string          `json:"order_days"`
	MinOrder  retail.Quantity `json:"min_order"`
}

func termsView(product retail.ProductID, t *stock.Terms) TermsView {
	v := TermsView{Product: product, Supplier: t.Supplier, Spread: t.Spread, OrderDays: t.OrderDays.String(), MinOrder: t.MinOrder}
	if t.LeadTime != stock.UnknownLead {
		v.LeadTime = &t.LeadTime
	}
	return v
}

func (p Ports) terms(c *room.Call) error {
	product := retail.ProductID(c.R.PathValue("product"))
	t, err := p.Shelf.Terms(c.Context(), product)
	if err != nil {
		return err
	}
	return c.Tagged(http.StatusOK, termsView(product, &t))
}

func (p Ports) putTerms(c *room.Call) error {
	body, err := wire.Decode[TermsBody](c.Body)
	if err != nil {
		return err
	}
	product := retail.ProductID(c.R.PathValue("product"))
	t := stock.Terms{Supplier: body.Supplier, LeadTime: stock.UnknownLead, Spread: body.Spread, MinOrder: body.MinOrder}
	if body.LeadTime != nil {
		if t.LeadTime = *body.LeadTime; t.LeadTime < 0 {
			return wire.Invalid("/lead_time_days", "must be 0 or more; null when it is not known")
		}
	}
	if t.OrderDays, err = stock.ParseWeekdays(body.OrderDays); err != nil {
		return err
	}
	if err := t.Check(); err != nil {
		return err
	}
	if err := p.matchTerms(c, product); err != nil {
		return err
	}
	if err := p.Shelf.PutTerms(c.Context(), c.Who, product, t); err != nil {
		return err
	}
	return c.Tagged(http.StatusOK, termsView(product, &t))
}

// matchTerms refuses an edit of other terms than those that stand.
func (p Ports) matchTerms(c *room.Call, product retail.ProductID) error {
	t, err := p.Shelf.Terms(c.Context(), product)
	switch {
	case fault.Is(err, fault.NotFound):
		return c.Match(nil)
	case err != nil:
		return err
	}
	return c.Match(termsView(product, &t))
}
