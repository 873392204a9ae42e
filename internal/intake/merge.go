package intake

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"

	"sartor/internal/retail"
)

// merge yields the receipts of all runs in order of (at, id).
type merge struct {
	heads heads
	all   []*head
}

// head is the next receipt of one run.
type head struct {
	run    run
	from   *bufio.Reader
	bytes  []byte // the packed receipt
	packed packed // its beginning
	rest   reader // behind its beginning: the lines
}

// newMerge begins at the first receipt of every run.
func newMerge(runs []run) (*merge, error) {
	m := &merge{}
	for _, r := range runs {
		var from io.Reader = bytes.NewReader(r.mem)
		if r.file != nil {
			from = io.NewSectionReader(r.file, 0, r.size)
		}
		m.all = append(m.all, &head{run: r, from: bufio.NewReaderSize(from, 16<<10)})
	}
	for _, h := range m.all {
		ok, err := h.next()
		if err != nil {
			return m, err
		}
		if ok {
			m.heads = append(m.heads, h)
		}
	}
	heap.Init(&m.heads)
	return m, nil
}

// first returns the next receipt, nil at the end. It is valid until pop.
func (m *merge) first() *head {
	if len(m.heads) == 0 {
		return nil
	}
	return m.heads[0]
}

// pop moves behind the first receipt.
func (m *merge) pop() error {
	ok, err := m.heads[0].next()
	if err != nil {
		return err
	}
	if ok {
		heap.Fix(&m.heads, 0)
	} else {
		heap.Pop(&m.heads)
	}
	return nil
}

// close lets go of the runs' files.
func (m *merge) close() error {
	var err error
	for _, h := range m.all {
		if h.run.file != nil {
			err = errors.Join(err, h.run.file.Close())
		}
	}
	return err
}

// next reads the run's next receipt, false at its end.
func (h *head) next() (bool, error) {
	size, err := binary.ReadUvarint(h.from)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil || size > uint64(h.run.size) {
		return false, errors.Join(errSpilled, err)
	}
	if uint64(cap(h.bytes)) < size {
		h.bytes = make([]byte, size)
	}
	h.bytes = h.bytes[:size]
	if _, err := io.ReadFull(h.from, h.bytes); err != nil {
		return false, errors.Join(errSpilled, err)
	}
	h.rest = reader{b: h.bytes}
	h.rest.row(&h.packed)
	if h.rest.failed {
		return false, errSpilled
	}
	return true, nil
}

// lies reports whether the receipt lies at or before a mark.
func (h *head) lies(m Mark) bool {
	return h.packed.at < m.At || h.packed.at == m.At && retail.ReceiptID(h.packed.receipt) <= m.Receipt
}

// heads is a heap by (at, id).
type heads []*head

func (h heads) Len() int      { return len(h) }
func (h heads) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h heads) Less(i, j int) bool {
	a, b := &h[i].packed, &h[j].packed
	return cmp.Or(cmp.Compare(a.at, b.at), bytes.Compare(a.receipt, b.receipt)) < 0
}

// Push is part of heap.Interface.
func (h *heads) Push(x any) { *h = append(*h, x.(*head)) }

// Pop is part of heap.Interface.
func (h *heads) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
