package customer

import (
	"maps"
	"slices"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// voids are the receipts that entries take back: by the number of the receipt's
// entry where the void names it, else by the receipt's id.
type voids struct {
	seqs map[int64]retail.ReceiptID
	ids  map[retail.ReceiptID]bool // came before their receipt: every entry of the id
}

func voidsOf(live []*touchpoint.Entry) voids {
	v := voids{seqs: map[int64]retail.ReceiptID{}, ids: map[retail.ReceiptID]bool{}}
	for _, e := range live {
		if e.Kind != touchpoint.KindVoid {
			continue
		}
		if seq, ok := e.Voids(); ok {
			v.seqs[seq] = e.Receipt
			continue
		}
		v.ids[e.Receipt] = true
	}
	return v
}

// take reports whether the receipt of an entry is taken back.
func (v voids) take(e *touchpoint.Entry) bool {
	if _, ok := v.seqs[e.Position.Seq]; ok {
		delete(v.seqs, e.Position.Seq)
		return true
	}
	return v.ids[e.Receipt]
}

// awaited returns the receipts of which another entry would be void too.
func (v voids) awaited() []retail.ReceiptID {
	return slices.AppendSeq(slices.Collect(maps.Values(v.seqs)), maps.Keys(v.ids))
}
