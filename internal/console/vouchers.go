package console

import (
	"net/url"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/voucher"
)

// vouchersPage is the list.
type vouchersPage struct {
	Frame frame
	Head  head
	Query string
	Rows  []voucherRow
	More  string
	Empty string
}

// voucherRow is one voucher, in every list.
type voucherRow struct {
	Code, URL string
	Offer     string
	Why       string
	Promotion string
	PromoURL  string
	Store     string
	Issued    string
	Until     string
	Badges    []badge
}

func vouchersHandler(c *call) error {
	page := view.Page{Text: strings.TrimSpace(c.r.URL.Query().Get("q")), Cursor: c.r.URL.Query().Get("after"), Limit: view.MostRows}
	list, err := c.site.cfg.Vouchers.Vouchers(c.r.Context(), c.scope(), page)
	if err != nil {
		return err
	}
	if page.Text != "" && len(list.Items) == 1 {
		c.redirect("/vouchers/" + list.Items[0].Code)
		return nil
	}
	return c.render(vouchersBody(c.vouchersPage(list, page)))
}

func (c *call) vouchersPage(list view.VoucherList, page view.Page) vouchersPage {
	w := c.f.W.Vouchers
	p := vouchersPage{
		Frame: c.frame(c.f.W.Screens[string(vouchers)], vouchers, crumb{Text: c.f.W.Screens[string(vouchers)], Strong: true}),
		Query: page.Text, Empty: w.EmptySay,
	}
	for _, r := range list.Items {
		p.Rows = append(p.Rows, c.voucherRow(r))
	}
	if list.Next != "" {
		p.More = "/vouchers?" + url.Values{"q": {page.Text}, "after": {list.Next}}.Encode()
	}
	if page.Text != "" {
		p.Empty = w.NotFoundSay
	}
	p.Head = head{H1: c.f.W.Screens[string(vouchers)], Answer: phrase.Sentence(w.Answer,
		phrase.Slot{Name: "out", Text: c.f.W.Today.Vouchers.Of(c.f, list.Out), URL: "#list"},
		phrase.Slot{Name: "worth", Text: c.f.Short(float64(list.Worth), list.Currency)},
		phrase.Slot{Name: "back", Text: c.f.Count(list.Back)}, phrase.Slot{Name: "issued", Text: c.f.Count(list.Issued), Plain: true})}
	return p
}

func (c *call) voucherRow(r view.VoucherRow) voucherRow {
	row := voucherRow{
		Code: r.Code, Offer: c.offerText(r.Value, r.Product, r.Currency), Why: strings.Join(r.Why, "; "),
		Promotion: r.PromotionName, Store: r.StoreName, Issued: c.f.When(r.IssuedAt), Until: c.f.Day(r.ValidUntil),
		Badges: c.voucherBadges(r),
	}
	if c.mayFollow() {
		row.URL = "/vouchers/" + r.Code
	}
	if sees(c.who.Role, promotions) {
		row.PromoURL = "/promotions/" + string(r.Promotion)
	}
	return row
}

func (c *call) voucherBadges(r view.VoucherRow) []badge {
	w := c.f.W.Vouchers
	class := map[voucher.State]string{voucher.Issued: "basted", voucher.Redeemed: "good", voucher.Voided: "pin"}[r.State]
	out := []badge{{w.States[r.State], class}}
	if r.Flag != "" {
		out = append(out, badge{orPlain(w.Flags[r.Flag], string(r.Flag)), "warn"})
	}
	return out
}

// plain makes words of a code that the catalogue does not know yet.
func plain(code string) string { return strings.ReplaceAll(code, "_", " ") }

// voidVoucher is POST /vouchers/{code}/void.
func voidVoucher(c *call) error {
	code := c.r.PathValue("code")
	v, err := c.site.cfg.Vouchers.Voucher(c.r.Context(), c.scope(), code) // within the own stores only
	if err != nil {
		return err
	}
	if err := c.site.cfg.Commands.VoidVoucher(c.r.Context(), c.actor(c.r.PostFormValue("reason")), v.Code); err != nil {
		return err
	}
	c.redirect("/vouchers/" + v.Code + "?done=voided")
	return nil
}

// reprint is POST /vouchers/{code}/reprint: the stored strip as a picture to
// print or to keep. It is audited, therefore a form and no link.
func reprint(c *call) error {
	v, err := c.site.cfg.Vouchers.Voucher(c.r.Context(), c.scope(), c.r.PathValue("code"))
	if err != nil {
		return err
	}
	png, err := c.site.cfg.Commands.Reprint(c.r.Context(), c.actor(c.r.PostFormValue("reason")), v.Code)
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Disposition", `attachment; filename="voucher-`+v.Code+`.png"`)
	if _, err := c.w.Write(png); err != nil {
		return nil //nolint:nilerr // the reader left
	}
	return nil
}

// mayHandle are the buttons a voucher shows to this person.
func (c *call) mayHandle(v view.Voucher) (reprint, void bool) {
	return c.who.May(access.ReprintVouchers), c.who.May(access.VoidVouchers) && v.State == voucher.Issued
}
