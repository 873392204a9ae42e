package console

import (
	"net/url"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
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
	page := view.Page{Text: strings.TrimSpace(c.R.URL.Query().Get("q")), Cursor: c.R.URL.Query().Get("after"), Limit: view.MostRows}
	list, err := c.site.cfg.Vouchers.Vouchers(c.R.Context(), c.Scope(), page)
	if err != nil {
		return err
	}
	if page.Text != "" && len(list.Items) == 1 {
		c.Redirect("/vouchers/" + list.Items[0].Code)
		return nil
	}
	return c.Render(vouchersBody(c.vouchersPage(list, page)))
}

func (c *call) vouchersPage(list view.VoucherList, page view.Page) vouchersPage {
	w := c.F.W.Vouchers
	p := vouchersPage{
		Frame: c.Frame(c.F.W.Screens[string(vouchers)], vouchers, crumb{Text: c.F.W.Screens[string(vouchers)], Strong: true}),
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
	how := shell.Exactly
	if list.Next != "" {
		how = shell.AtLeast
	}
	p.Frame.Tools.Offer(c.Call, int64(len(list.Items)), how)
	p.Head = head{H1: c.F.W.Screens[string(vouchers)], Answer: phrase.Sentence(w.Answer,
		phrase.Slot{Name: "out", Text: c.F.W.Today.Vouchers.Of(c.F, list.Out), URL: "#list"},
		phrase.Slot{Name: "worth", Text: c.F.Short(float64(list.Worth), list.Currency)},
		phrase.Slot{Name: "back", Text: c.F.Count(list.Back)}, phrase.Slot{Name: "issued", Text: c.F.Count(list.Issued), Plain: true})}
	return p
}

func (c *call) voucherRow(r view.VoucherRow) voucherRow {
	row := voucherRow{
		Code: r.Code, Offer: c.OfferText(r.Value, r.Product, r.Currency), Why: c.quoted(r.Why),
		Promotion: r.PromotionName, Store: r.StoreName, Issued: c.F.When(r.IssuedAt), Until: c.F.Day(r.ValidUntil),
		Badges: c.voucherBadges(r),
	}
	if r.Code != "" && c.MayFollow() {
		row.URL = "/vouchers/" + r.Code
	}
	if shell.Sees(c.Who.Role, promotions) {
		row.PromoURL = "/promotions/" + string(r.Promotion)
	}
	return row
}

// quoted is what the paper says, in the customer's language: as a quotation.
func (c *call) quoted(why []string) string {
	if len(why) == 0 {
		return ""
	}
	return phrase.Fill(c.F.W.Voucher.Quoted, phrase.Slot{Name: "why", Text: strings.Join(why, "; ")})
}

func (c *call) voucherBadges(r view.VoucherRow) []badge {
	w := c.F.W.Vouchers
	class := map[voucher.State]string{voucher.Issued: "basted", voucher.Redeemed: "good", voucher.Voided: "pin"}[r.State]
	out := []badge{{Text: w.States[r.State], Class: class}}
	if r.Flag != "" {
		out = append(out, badge{Text: orPlain(w.Flags[r.Flag], string(r.Flag)), Class: "warn"})
	}
	return out
}

// plain makes words of a code that the catalogue does not know yet.
func plain(code string) string { return strings.ReplaceAll(code, "_", " ") }

// voidVoucher is POST /vouchers/{code}/void.
func voidVoucher(c *call) error {
	code := c.R.PathValue("code")
	v, err := c.site.cfg.Vouchers.Voucher(c.R.Context(), c.Scope(), code) // within the own stores only
	if err != nil {
		return err
	}
	if err := c.site.cfg.Commands.VoidVoucher(c.R.Context(), c.Actor(c.R.PostFormValue("reason")), v.Code); err != nil {
		return err
	}
	c.Redirect("/vouchers/" + v.Code + "?done=voided")
	return nil
}

// reprint is POST /vouchers/{code}/reprint: the stored strip as a picture to
// print or to keep. It is audited, therefore a form and no link.
func reprint(c *call) error {
	v, err := c.site.cfg.Vouchers.Voucher(c.R.Context(), c.Scope(), c.R.PathValue("code"))
	if err != nil {
		return err
	}
	png, err := c.site.cfg.Commands.Reprint(c.R.Context(), c.Actor(c.R.PostFormValue("reason")), v.Code)
	if err != nil {
		return err
	}
	c.Attach("image/png", "voucher-"+v.Code+".png", png)
	return nil
}

// mayHandle are the buttons a voucher shows to this person.
func (c *call) mayHandle(v view.Voucher) (reprint, void bool) {
	return c.Who.May(access.ReprintVouchers), c.Who.May(access.VoidVouchers) && v.State == voucher.Issued
}
