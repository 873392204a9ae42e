package dbtest

import (
	"context"
	"errors"
	"fmt"
	"math"

	"sartor/internal/db"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// accounts are the balances of one promotion, as its ledger entries say.
type accounts map[voucher.Account]int64

// books checks what must hold of money and vouchers whenever nothing is being
// written: every promotion's row equals the sum of its ledger entries, reserves
// equal what its open vouchers hold, the counts are those of its vouchers, and
// no cap is exceeded.
func books(ctx context.Context, d *db.DB) error {
	sums, err := ledger(ctx, d)
	if err != nil {
		return err
	}
	list, err := d.AllPromotions(ctx)
	if err != nil {
		return err
	}
	var wrong error
	rows := map[uint32]db.BudgetRow{}
	for i := range list {
		if list[i].State == promotion.Draft {
			continue
		}
		row, err := d.Account(ctx, list[i].Number)
		if err != nil {
			return err
		}
		rows[list[i].Number] = row
		wrong = errors.Join(wrong, balanced(&row, sums[list[i].Number]), counted(ctx, d, &row))
	}
	for i := range list {
		if list[i].Family == 0 {
			wrong = errors.Join(wrong, shared(list, &list[i], rows, sums))
		}
	}
	return wrong
}

// shared checks that a family's caps add up to the budget of its promotion, that
// what was handed arrived, and that the promotion counts its versions' vouchers.
func shared(list []db.NumberedPromotion, head *db.NumberedPromotion, rows map[uint32]db.BudgetRow, sums map[uint32]accounts) error {
	caps, kin, way := retail.Minor(0), int64(0), int64(0)
	for i := range list {
		p := &list[i]
		if p.Number != head.Number && p.Family != head.Number {
			continue
		}
		row := rows[p.Number]
		caps, way = caps+row.Cap, way+sums[p.Number][voucher.Shared]
		if p.Family != 0 {
			kin += row.Issued
		}
	}
	if row := rows[head.Number]; way != 0 || head.State != promotion.Draft && caps != head.Budget.Amount || kin != row.Kin {
		return fmt.Errorf("promotion %d: its family's caps add up to %d of %d, %d are on the way, it counts %d vouchers of its versions and they %d",
			head.Number, caps, head.Budget.Amount, way, row.Kin, kin)
	}
	return nil
}

func ledger(ctx context.Context, d *db.DB) (map[uint32]accounts, error) {
	out := map[uint32]accounts{}
	err := d.Each(ctx, "ledger.sums", nil, func(scan func(...any) error) error {
		var (
			n             uint32
			debit, credit voucher.Account
			amount, rows  int64
		)
		err := scan(&n, &debit, &credit, &amount, &rows)
		if out[n] == nil {
			out[n] = accounts{}
		}
		out[n][debit] += amount
		out[n][credit] -= amount
		return err
	})
	return out, err
}

func balanced(row *db.BudgetRow, sum accounts) error {
	var wrong error
	for _, c := range []struct {
		account voucher.Account
		stands  retail.Minor
	}{
		{voucher.Reserved, row.Reserved}, {voucher.Spent, row.Spent}, {voucher.Contingency, row.Contingency},
		{voucher.Overspent, row.Overspent}, {voucher.Budget, row.Cap - row.Reserved - row.Spent},
	} {
		if sum[c.account] != int64(c.stands) {
			wrong = errors.Join(wrong, fmt.Errorf("promotion %d: %s stands at %d, its entries add up to %d", row.Promotion, c.account, c.stands, sum[c.account]))
		}
	}
	if row.Reserved+row.Spent > row.Cap {
		wrong = errors.Join(wrong, fmt.Errorf("promotion %d: %d reserved and %d spent exceed the cap %d", row.Promotion, row.Reserved, row.Spent, row.Cap))
	}
	return wrong
}

// counted compares the row's counts with the vouchers that stand.
func counted(ctx context.Context, d *db.DB, row *db.BudgetRow) error {
	all, err := vouchersOf(ctx, d, row.Promotion)
	if err != nil {
		return err
	}
	var held, issued, redeemed, expired int64
	for _, v := range all {
		switch v.state {
		case voucher.Issued:
			held += v.reserve
			issued++
		case voucher.Redeemed:
			redeemed++
			if v.flag != voucher.FlagVoided { // a fact used it although it was void
				issued++
			}
		case voucher.Expired:
			issued++
			expired++
		}
	}
	if held != int64(row.Reserved) || issued != row.Issued || redeemed != row.Redeemed || expired != row.Expired {
		return fmt.Errorf("promotion %d: its row says %d reserved, %d issued, %d redeemed, %d expired; its vouchers %d, %d, %d, %d",
			row.Promotion, row.Reserved, row.Issued, row.Redeemed, row.Expired, held, issued, redeemed, expired)
	}
	return nil
}

// kept is the part of a voucher's row that the checks look at.
type kept struct {
	alias, bucket, serial int64
	reserve               int64
	receipt               string
	state                 voucher.State
	usedBy                string
	usedAmount            int64
	flag                  voucher.Flag
	line                  string // every column but the number of the write and the customer
}

// vouchersOf reads all vouchers of a promotion.
func vouchersOf(ctx context.Context, d *db.DB, number uint32) (out []kept, err error) {
	const most = 1_000_000
	err = d.Each(ctx, "voucher.of_promotion", []any{int64(number), int64(math.MaxInt64), int64(most)}, func(scan func(...any) error) error {
		var (
			k                                                     kept
			seq, customer, promo, version, product, store, issued int64
			from, until, value, top, usedAt, usedStore, usedOver  int64
			kind, text, why                                       string
		)
		err := scan(&k.alias, &k.bucket, &k.serial, &seq, &customer, &promo, &version, &product, &store, &k.receipt, &issued, &from, &until,
			&kind, &value, &top, &k.reserve, &text, &why, &k.state, &usedAt, &k.usedBy, &usedStore, &k.usedAmount, &usedOver, &k.flag)
		k.line = fmt.Sprint(k.alias, k.bucket, k.serial, promo, version, product, store, k.receipt, issued, from, until,
			kind, value, top, k.reserve, text, why, k.state, usedAt, k.usedBy, usedStore, k.usedAmount, usedOver, k.flag)
		out = append(out, k)
		return err
	})
	return out, err
}
