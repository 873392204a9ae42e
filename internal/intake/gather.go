package intake

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"os"
	"slices"

	"sartor/internal/retail"
	"sartor/internal/table"
)

// gathered is what gathering found out about the rows it kept.
type gathered struct {
	receipts int64
	lines    int64
	amount   table.Sum
	returned table.Sum
}

// run is a part's receipts, whole and in order of (at, id): in memory or in an
// unlinked file.
type run struct {
	mem  []byte
	file *os.File
	size int64
}

// gather turns a part's rows into a run. Rows that contradict the first row of
// their receipt are refused.
type gather struct {
	data  []byte
	index map[string]int32
	slips []slip
	rows  []rowRef
	names *directory // for reasons
	wrong func(table, line uint64, reason string)
	sums  *gathered
}

// slip is one receipt while its rows come together.
type slip struct {
	id                   []byte
	at                   retail.Micros
	store, till, account uint64
	table, line          uint64 // of its first row
	rows                 int
}

// rowRef says where the body of a kept row lies in data.
type rowRef struct {
	slip       int32
	begin, end int
}

// collect reads all rows and assigns them to their receipts.
func (g *gather) collect() error {
	r := reader{b: g.data}
	var p packed
	for len(r.b) > 0 {
		r.row(&p)
		if r.failed {
			return errSpilled
		}
		end := len(g.data) - len(r.b)
		k := g.slipOf(&p)
		s := &g.slips[k]
		if reason := g.contradicts(s, &p); reason != "" {
			g.wrong(p.table, p.line, reason)
			continue
		}
		s.at = min(s.at, p.at)
		s.till, s.account = cmp.Or(s.till, p.till), cmp.Or(s.account, p.account)
		s.rows++
		g.rows = append(g.rows, rowRef{slip: k, begin: end - len(p.body), end: end})
		if err := g.count(p.body); err != nil {
			return err
		}
	}
	return nil
}

func (g *gather) slipOf(p *packed) int32 {
	if k, ok := g.index[string(p.receipt)]; ok {
		return k
	}
	k := int32(len(g.slips))
	g.index[string(p.receipt)] = k
	g.slips = append(g.slips, slip{
		id: p.receipt, at: p.at, store: p.store, till: p.till, account: p.account, table: p.table, line: p.line,
	})
	return k
}

// contradicts says why a row cannot belong to the receipt, "" when it can. A
// row that is silent about till or customer takes those of the others.
func (g *gather) contradicts(s *slip, p *packed) string {
	var word, was, now string
	switch {
	case s.rows >= MostReceiptLines:
		return fmt.Sprintf("receipt %.64q has more than %d lines", s.id, MostReceiptLines)
	case s.store != p.store:
		word, was, now = "store", g.names.stores.text[s.store], g.names.stores.text[p.store]
	case s.till != 0 && p.till != 0 && s.till != p.till:
		word, was, now = "till", g.names.tills.text[s.till], g.names.tills.text[p.till]
	case s.account != 0 && p.account != 0 && s.account != p.account:
		word, was, now = "customer", g.names.accounts.text[s.account], g.names.accounts.text[p.account]
	default:
		return ""
	}
	return fmt.Sprintf("receipt %.64q names the %s %.64q here and %.64q before (line %d)", s.id, word, now, was, s.line)
}

func (g *gather) count(packedBody []byte) error {
	r := reader{b: packedBody}
	l := r.line()
	if r.failed {
		return errSpilled
	}
	g.sums.lines++
	g.sums.amount.Add(l.amount)
	if l.amount.Coef < 0 {
		g.sums.returned.Add(l.amount)
	}
	return nil
}

// sorted packs the receipts in order, each as
//
//	uvarint length of what follows
//	id, at, table, line, store, till, account as in packed
//	uvarint number of lines, then each body with its length before it
func (g *gather) sorted() []byte {
	order := g.order()
	rows := g.byReceipt()
	g.sums.receipts += int64(len(order))
	out := make([]byte, 0, len(g.data)+len(g.data)/8)
	var one []byte
	for _, k := range order {
		s := &g.slips[k]
		p := packed{receipt: s.id, at: s.at, table: s.table, line: s.line, store: s.store, till: s.till, account: s.account}
		one = p.append(one[:0])
		one = binary.AppendUvarint(one, uint64(s.rows))
		for _, ref := range rows[k] {
			one = binary.AppendUvarint(one, uint64(ref.end-ref.begin))
			one = append(one, g.data[ref.begin:ref.end]...)
		}
		out = binary.AppendUvarint(out, uint64(len(one)))
		out = append(out, one...)
	}
	return out
}

// order returns the receipts by (at, id).
func (g *gather) order() []int32 {
	order := make([]int32, len(g.slips))
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortFunc(order, func(a, b int32) int {
		x, y := &g.slips[a], &g.slips[b]
		return cmp.Or(cmp.Compare(x.at, y.at), bytes.Compare(x.id, y.id))
	})
	return order
}

// byReceipt returns each receipt's rows in the order of the file.
func (g *gather) byReceipt() [][]rowRef {
	out := make([][]rowRef, len(g.slips))
	arena := make([]rowRef, len(g.rows))
	for k := range g.slips {
		n := g.slips[k].rows
		out[k], arena = arena[:0:n], arena[n:]
	}
	for _, ref := range g.rows {
		out[ref.slip] = append(out[ref.slip], ref)
	}
	return out
}

// toFile keeps packed receipts in an unlinked file.
func toFile(packedReceipts []byte, folder string) (run, error) {
	f, err := temporary(folder)
	if err != nil {
		return run{}, err
	}
	_, err = f.Write(packedReceipts)
	return run{file: f, size: int64(len(packedReceipts))}, err
}
