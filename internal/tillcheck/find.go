package tillcheck

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"
)

// errNowhere says that no store was found to sell in.
var errNowhere = errors.New("the token may sell in none of the first 500 stores; name one with --store")

// ownTill is the till's name where the token is bound to none.
const ownTill = "CHECK"

// find asks the server where and what may be sold.
func (v *visit) find() error {
	var stores struct {
		Items []store `json:"items"`
	}
	if err := v.get("/v1/stores?limit=500", &stores); err != nil {
		return err
	}
	if err := v.findProduct(); err != nil {
		return err
	}
	v.till = v.opt.Till
	if v.till == "" {
		v.till = ownTill
	}
	for _, s := range stores.Items {
		if v.opt.Store != "" && s.Store != v.opt.Store {
			continue
		}
		v.store, v.currency = s.Store, s.Currency
		r := v.trySelling()
		switch {
		case r.err != nil:
			return r.err
		case r.status == http.StatusOK:
			return nil
		case r.status != http.StatusForbidden:
			return fmt.Errorf("a quote in store %s was not answered: %s", s.Store, r.said())
		case v.opt.Store != "" || r.problem().Code == "wrong_till":
			return fmt.Errorf("the token may not sell in store %s at till %s: %s; name its own with --store and --till", v.store, v.till, r.problem().Detail)
		}
	}
	if v.opt.Store != "" {
		return fmt.Errorf("store %s is not among the first 500 the server knows", v.opt.Store)
	}
	return errNowhere
}

// boundTo reads the till's name out of a refusal that names it.
var boundTo = regexp.MustCompile(`belongs to till (.+), not to `)

// trySelling asks for a quote. A token that is bound to a till is asked for
// again as that till, unless another one was named by hand.
func (v *visit) trySelling() reply {
	r := v.call(v.ctx, http.MethodPost, quotePath, v.sale(""))
	own := boundTo.FindStringSubmatch(r.problem().Detail)
	if v.opt.Till != "" || r.status != http.StatusForbidden || own == nil {
		return r
	}
	v.till = own[1]
	return v.call(v.ctx, http.MethodPost, quotePath, v.sale(""))
}

// get reads a document that must be there.
func (v *visit) get(path string, out any) error {
	r := v.call(v.ctx, http.MethodGet, path, nil)
	switch {
	case r.err != nil:
		return fmt.Errorf("%s does not answer: %w", v.base, r.err)
	case r.status == http.StatusUnauthorized:
		return fmt.Errorf("the server does not know the token: %s", r.problem().Detail)
	case r.status != http.StatusOK:
		return fmt.Errorf("GET %s: %s", path, r.said())
	}
	if err := json.Unmarshal(r.body, out); err != nil {
		return fmt.Errorf("GET %s is not JSON as contracted: %w", path, err)
	}
	return nil
}

// findProduct takes the first product that may carry vouchers.
func (v *visit) findProduct() error {
	if v.opt.Product != "" {
		return v.get("/v1/products/"+v.opt.Product, &v.product)
	}
	var products struct {
		Items []product `json:"items"`
	}
	if err := v.get("/v1/products?limit=500", &products); err != nil {
		return err
	}
	for _, p := range products.Items {
		if p.Restricted == "" && p.Price > 0 && (p.Listed == nil || *p.Listed) {
			v.product = p
			return nil
		}
	}
	return errors.New("none of the first 500 products is listed with a price and without restriction; name one with --product")
}

// units of the product stand on a sale: enough for most least spends.
const units = 20

// sale is a receipt of one line. An empty name leaves the id out, as a quote may.
func (v *visit) sale(name string, codes ...string) receipt {
	price := v.product.Price
	if price <= 0 {
		price = 100
	}
	r := receipt{
		Store: v.store, Till: v.till, At: v.now(), Currency: v.currency, Vouchers: codes,
		Lines: []line{{Product: v.product.Product, Quantity: units, Amount: units * price}},
	}
	if r.Vouchers == nil {
		r.Vouchers = []string{}
	}
	if name != "" {
		v.count++
		r.Receipt = fmt.Sprintf("%s-%02d-%s", v.run, v.count, name)
	}
	if v.opt.Customer != "" {
		r.Customer = &customer{Card: v.opt.Customer}
	}
	return r
}

func (v *visit) now() string { return v.opt.Now().Format(time.RFC3339) }

// past is a time before now, as of a receipt that was written offline.
func (v *visit) past(d time.Duration) string { return v.opt.Now().Add(-d).Format(time.RFC3339) }

// close sends a close and remembers it for the farewell.
func (v *visit) close(body receipt) reply {
	r := v.call(v.ctx, http.MethodPost, closePath, body)
	if r.err == nil && r.status == http.StatusOK && !r.replayed() {
		v.open = append(v.open, body.Receipt)
	}
	return r
}

func (v *visit) void(id string) reply {
	return v.call(v.ctx, http.MethodPost, voidPath, map[string]string{"receipt": id, "reason": "till-check", "at": v.now()})
}

const (
	quotePath = "/v1/till/quote"
	closePath = "/v1/till/close"
	ackPath   = "/v1/till/close/ack"
	voidPath  = "/v1/till/void"
	factsPath = "/v1/receipts"
)
