package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// stored is what became of the receipts.
type stored struct {
	fresh, duplicates, resumed int64
}

// receipts hands all receipts over in groups, in order of time, setting a mark
// behind each group.
func (in *Import) receipts(ctx context.Context, runs []run, source string, total int64) (out stored, err error) {
	m, err := newMerge(runs)
	defer func() { err = errors.Join(err, m.close()) }()
	if err != nil {
		return out, err
	}
	mark, err := in.sink.Resume(ctx, source)
	if err != nil {
		return out, err
	}
	for m.first() != nil && mark != (Mark{}) && m.first().lies(mark) {
		out.resumed++
		if err := m.pop(); err != nil {
			return out, err
		}
	}
	done := out.resumed
	for m.first() != nil {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		g, err := in.group(m)
		if err != nil {
			return out, err
		}
		if err := in.deliver(ctx, g, source, &out); err != nil {
			return out, err
		}
		done += int64(len(g.receipts))
		in.progress(Storing, done, total)
	}
	return out, nil
}

// group is some receipts with where they came from.
type group struct {
	receipts []touchpoint.Receipt
	places   []place
}

// place is the first row of a receipt.
type place struct{ table, line uint64 }

// group takes the next receipts.
func (in *Import) group(m *merge) (group, error) {
	var g group
	lines := 0
	for h := m.first(); h != nil; h = m.first() {
		r, err := in.assemble(h)
		if err != nil {
			return group{}, err
		}
		g.receipts = append(g.receipts, r)
		g.places = append(g.places, place{table: h.packed.table, line: h.packed.line})
		if err := m.pop(); err != nil {
			return group{}, err
		}
		if lines += len(r.Lines); len(g.receipts) == MostGroup || lines >= MostLines {
			break
		}
	}
	return g, nil
}

// deliver hands a group over and remembers it.
func (in *Import) deliver(ctx context.Context, g group, source string, out *stored) error {
	last := g.receipts[len(g.receipts)-1]
	ids := make([]retail.ReceiptID, len(g.receipts)) // the receipts are the sink's afterwards
	for i := range g.receipts {
		ids[i] = g.receipts[i].ID
	}
	mark := Mark{At: last.At, Receipt: last.ID}
	tally, err := in.sink.Receipts(ctx, g.receipts)
	if err != nil {
		return err
	}
	out.fresh += int64(tally.New)
	out.duplicates += int64(tally.Duplicates)
	for _, r := range tally.Refused {
		if r.Index < 0 || r.Index >= len(ids) {
			return fmt.Errorf("the sink refused receipt %d of a group of %d", r.Index, len(ids))
		}
		at := g.places[r.Index]
		in.refuseLine(at.table, at.line, fmt.Sprintf("receipt %.64q: %s: %s", ids[r.Index], r.Code, r.Detail))
	}
	return in.sink.SetMark(ctx, source, mark)
}

// assemble makes a receipt of its packed rows.
func (in *Import) assemble(h *head) (touchpoint.Receipt, error) {
	p, d, rest := &h.packed, in.dir, h.rest
	s := &d.store[p.store]
	out := touchpoint.Receipt{
		ID: retail.ReceiptID(p.receipt), Store: s.ID, Till: retail.TillID(d.tills.text[p.till]), At: p.at, Currency: s.Currency,
	}
	if p.account != 0 {
		out.Customer.Identifiers = []retail.Identifier{{Kind: retail.Account, Value: d.accounts.text[p.account]}}
	}
	n := rest.uvarint()
	if n > MostReceiptLines {
		return touchpoint.Receipt{}, errSpilled
	}
	out.Lines = make([]touchpoint.Line, 0, n)
	var e ext
	for i := range int(n) {
		line := reader{b: rest.bytes()}
		l := line.line()
		amount, ok := l.amount.Minor(s.Currency)
		if line.failed || rest.failed || !ok {
			return touchpoint.Receipt{}, errSpilled
		}
		out.Lines = append(out.Lines, touchpoint.Line{
			Product: retail.ProductID(d.products.text[l.product]), Quantity: l.quantity, Amount: amount, Discount: l.discount,
		})
		e.add(i, l.note)
	}
	out.Ext = e.json()
	return out, nil
}

// ext gathers the notes of a receipt's lines to {"lines":[{"line":0,…}…]}.
type ext struct{ b []byte }

// mostExt is the most bytes a receipt's own object may take (CONTRACTS.md 2);
// notes beyond it fall, whole.
const mostExt = 2 << 10

func (e *ext) add(line int, note []byte) {
	if len(note) == 0 {
		return
	}
	member := `{"line":` + strconv.Itoa(line) + `,` + string(note) + `}`
	if len(`{"lines":[`)+len(e.b)+1+len(member)+len(`]}`) > mostExt {
		return
	}
	if len(e.b) > 0 {
		e.b = append(e.b, ',')
	}
	e.b = append(e.b, member...)
}

func (e *ext) json() json.RawMessage {
	if len(e.b) == 0 {
		return nil
	}
	return append(append([]byte(`{"lines":[`), e.b...), `]}`...)
}

func closeRuns(runs []run) error {
	var err error
	for _, r := range runs {
		if r.file != nil {
			err = errors.Join(err, r.file.Close())
		}
	}
	return err
}
