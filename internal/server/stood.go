package server

import (
	"context"

	"sartor/internal/db/learned"
	"sartor/internal/learn/extract"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// stood is what stands of a range's customers, packed: some 400 bytes each.
type stood map[retail.CustomerID]stoodRow

type stoodRow struct {
	snapshot retail.SnapshotID
	body     []byte
}

// of returns a customer's outlook, nil for none.
func (s stood) of(id retail.CustomerID) *outlook.Outlook {
	row, ok := s[id]
	if !ok {
		return nil
	}
	o := &outlook.Outlook{Customer: id, Snapshot: row.snapshot}
	if o.Decode(row.body) != nil {
		return nil // as good as none
	}
	return o
}

// outlooksOf is what stands of a range's customers.
func (c *Chain) outlooksOf(ctx context.Context, r int) (stood, error) {
	out := stood{}
	for bucket := r * extract.Width; bucket < (r+1)*extract.Width; bucket++ {
		if err := c.outlooksIn(ctx, bucket, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *Chain) outlooksIn(ctx context.Context, bucket int, out stood) error {
	const most = 1_000
	for page := (learned.Page{Most: most}); ; {
		rows, err := c.DB.Outlooks().Bucket(ctx, bucket, page)
		if err != nil {
			return err
		}
		for i := range rows {
			one := &rows[i]
			page.After = one.Customer
			if one.State != "" { // else it is one that this program cannot read
				out[one.Customer] = stoodRow{one.Snapshot, one.Append(nil)}
			}
		}
		if len(rows) < most {
			return nil
		}
	}
}
