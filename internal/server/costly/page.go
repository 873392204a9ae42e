package costly

import (
	"context"

	"sartor/internal/db"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// mostPassed is how many customers a page reads before it ends short of its rows: each
// is a read of some 50 µs.
const mostPassed = 2_000

// Page shows customers behind one, in the order of their ids, until show says that the
// page has its rows: who reads some stores passes over the customers of all others. Next
// is where the next page begins, empty at the end.
func Page(ctx context.Context, d *db.DB, after retail.CustomerID, rows int, show func(retail.CustomerID) (shown int, err error)) (next string, err error) {
	for read := 0; read < mostPassed; read += rows {
		var ids []retail.CustomerID
		err := d.Each(ctx, "customer.page", []any{int64(after), int64(rows)}, func(scan func(...any) error) error {
			var id retail.CustomerID
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return "", err
		}
		for _, id := range ids {
			shown, err := show(id)
			if after = id; err != nil || shown == rows {
				return after.String(), err
			}
		}
		if len(ids) < rows {
			return "", nil
		}
	}
	return after.String(), nil
}

// Usable counts the vouchers that a customer can use, of the newest ones.
func Usable(ctx context.Context, d *db.DB, id retail.CustomerID, most int) (n int64, err error) {
	rows, err := d.CustomerVouchers(ctx, id, most)
	for i := range rows {
		if rows[i].State == voucher.Issued {
			n++
		}
	}
	return n, err
}
