package till

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// The shapes of CONTRACTS.md 2.1. They are written once, stored, and repeated
// byte for byte, so they belong here and not to the HTTP edge.

// Answer is what a close, a quote or a fact with vouchers answers.
type Answer struct {
	Receipt   string         `json:"receipt,omitempty"`
	Decision  string         `json:"decision,omitempty"`
	Customer  string         `json:"customer,omitempty"`
	Snapshot  string         `json:"snapshot,omitempty"`
	Redeemed  []RedeemedView `json:"redeemed"`
	Deduction retail.Minor   `json:"deduction"`
	Rejected  []RejectedView `json:"rejected"`
	Vouchers  []VoucherView  `json:"vouchers"`
	Print     string         `json:"print,omitempty"` // base64
	Warnings  []string       `json:"warnings"`
}

// RedeemedView is one redemption: what the till deducts.
type RedeemedView struct {
	Code      string       `json:"code"`
	Promotion string       `json:"promotion"`
	Amount    retail.Minor `json:"amount"`
	Points    int64        `json:"points,omitempty"`
	Flag      string       `json:"flag,omitempty"`
	Lines     []ShareView  `json:"lines"`
}

// ShareView is the part of a redemption that one line carries.
type ShareView struct {
	Index  int          `json:"index"`
	Amount retail.Minor `json:"amount"`
}

// RejectedView is a code that was refused, with words for the cashier.
type RejectedView struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// VoucherView is one new voucher.
type VoucherView struct {
	Code       string    `json:"code"`
	Alias      string    `json:"alias"`
	Promotion  string    `json:"promotion"`
	Product    string    `json:"product,omitempty"`
	Text       string    `json:"text"`
	Value      ValueView `json:"value"`
	ValidFrom  string    `json:"valid_from"`
	ValidUntil string    `json:"valid_until"`
	Why        []string  `json:"why"`
}

// ValueView is what a voucher gives.
type ValueView struct {
	Kind      string       `json:"kind"`
	Amount    retail.Minor `json:"amount,omitempty"`
	Percent   int          `json:"percent,omitempty"`
	MaxAmount retail.Minor `json:"max_amount,omitempty"`
	Product   string       `json:"product,omitempty"`
	Points    int64        `json:"points,omitempty"`
}

// ViewOf returns the contracted shape of a voucher's value.
func ViewOf(v voucher.Value, chain *retail.Catalogue) ValueView {
	out := ValueView{Kind: string(v.Kind), Amount: v.Amount, Percent: v.Percent, MaxAmount: v.MaxAmount, Points: v.Points}
	if v.Kind == promotion.FreeItem {
		out.Product = string(chain.Product(v.Product).ID)
	}
	return out
}

func redeemedView(r *voucher.Redemption) RedeemedView {
	v := RedeemedView{
		Code: r.Code, Promotion: string(r.Voucher.Promotion), Amount: r.Amount, Points: r.Points,
		Flag: string(r.Flag), Lines: make([]ShareView, len(r.Lines)),
	}
	for i, l := range r.Lines {
		v.Lines[i] = ShareView(l)
	}
	return v
}

// fill puts the outcome of presented vouchers into the answer.
func (a *Answer) fill(o *voucher.Outcome) {
	a.Redeemed = make([]RedeemedView, len(o.Redeemed))
	for i := range o.Redeemed {
		a.Redeemed[i] = redeemedView(&o.Redeemed[i])
	}
	a.Rejected = make([]RejectedView, len(o.Rejected))
	for i, r := range o.Rejected {
		a.Rejected[i] = RejectedView{Code: r.Code, Reason: string(r.Reason), Detail: r.Detail}
	}
	a.Deduction = o.Deduction
}

// encode returns the body as it is sent, stored and repeated.
func (a *Answer) encode() ([]byte, error) {
	a.Warnings = orEmpty(a.Warnings)
	a.Vouchers = orEmpty(a.Vouchers)
	body, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("encode the answer: %w", err)
	}
	return append(body, '\n'), nil
}

func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// reprint puts another strip into a stored answer: same codes, other format.
func reprint(stored, strip []byte) ([]byte, error) {
	var a Answer
	if err := json.Unmarshal(stored, &a); err != nil {
		return nil, fmt.Errorf("read a stored answer: %w", err)
	}
	if a.Print = ""; len(strip) > 0 {
		a.Print = base64.StdEncoding.EncodeToString(strip)
	}
	return a.encode()
}
