package server

import (
	"context"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/paper"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/voucher"
)

// FindVoucher finds one by code or alias.
func (c *Chain) FindVoucher(ctx context.Context, text string) (db.VoucherRow, error) {
	ref, ok := c.Desk.RefOf(text)
	if !ok { // the same look-up, so that time does not tell a typing error
		ref = till.Ref{Bucket: -1}
	}
	return c.DB.Voucher(ctx, ref)
}

// Undoing is a voucher to be voided, by whom and why.
type Undoing struct{ Code, Reason, Actor string }

// VoidVoucher voids an unused voucher; voiding it twice is once.
func (c *Chain) VoidVoucher(ctx context.Context, u Undoing) (db.VoucherRow, error) {
	row, err := c.FindVoucher(ctx, u.Code)
	if err != nil {
		return db.VoucherRow{}, err
	}
	if row.State == voucher.Issued {
		if _, err := c.DB.VoidVoucher(ctx, row.Voucher, u.Actor, u.Reason, retail.MicrosOf(c.Clock())); err != nil {
			return db.VoucherRow{}, err
		}
		if row, err = c.FindVoucher(ctx, u.Code); err != nil {
			return db.VoucherRow{}, err
		}
	}
	if row.State != voucher.Voided {
		return db.VoucherRow{}, fault.New(fault.Conflict, "not_unused", "the voucher is %s; only an unused one can be voided", row.State)
	}
	return row, nil
}

// Strip renders what was printed once more and writes an audit row.
func (c *Chain) Strip(ctx context.Context, text string, print paper.Printer, actor string) ([]byte, error) {
	row, err := c.FindVoucher(ctx, text)
	if err != nil {
		return nil, err
	}
	if err := c.DB.Audit(ctx, db.AuditRow{Actor: actor, Action: "voucher.reprint", Object: till.AliasOf(&row.Voucher), At: retail.MicrosOf(c.Clock())}); err != nil {
		return nil, err
	}
	return c.Preview(ctx, &row, print)
}

// Preview renders what was printed, for somebody who only looks.
func (c *Chain) Preview(ctx context.Context, row *db.VoucherRow, print paper.Printer) ([]byte, error) {
	return c.Desk.Reprint(row.Voucher, till.Printed{Text: row.Text, Why: row.Why}, c.LanguageOf(ctx, row.Customer), print)
}

// Today is a store's business day.
func (c *Chain) Today(store uint32) retail.BusinessDay {
	return retail.DayOf(c.Clock(), c.DB.Catalogue().Location(store), c.Sight().Chain.Cut)
}

// LanguageOf is a customer's language, or the chain's.
func (c *Chain) LanguageOf(ctx context.Context, id retail.CustomerID) string {
	if id != 0 {
		if row, err := c.DB.Customer(ctx, id); err == nil && row.Language != "" {
			return row.Language
		}
	}
	return c.Sight().Chain.Language
}
