package intake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"path/filepath"
	"slices"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// Format is one kind of files. Read hands over stores, products and rows; what
// it finds wrong with a header or an option stops the import before anything
// is stored. Customers and Facts may be nil; they run when the receipts' own
// stores and products are stored, Facts at the end. A Format serves one Run.
type Format struct {
	Name      string
	Read      func(ctx context.Context, in *Import) error
	Customers func(ctx context.Context, in *Import) error
	Facts     func(ctx context.Context, in *Import) error
}

// Import is one run of a format, handed to its functions. It is used by one
// goroutine.
type Import struct {
	Paths   []string
	Options Options

	sink      Sink
	dir       *directory
	spill     *spill
	tables    []*table.Table
	number    map[*table.Table]uint64 // its place in tables
	refused   *refusals
	sum       hash.Hash // of the bytes read
	done      int64     // bytes read
	total     int64     // bytes of all files opened
	stage     Stage
	now       retail.Micros // when it began
	people    []Customer    // waiting to be handed over
	told      []bool        // by account number: handed over
	promised  int64         // customers with consent to offers
	adjusted  int64
	facts     int64
	stated    int64                     // rows of facts that were taken, new or not
	strangers map[retail.ProductID]bool // of rows beside receipts, on no list
	kept      int64                     // products on receipts that stay as the chain has them
	warnings  []string
	scratch   packed
	body      []byte
	stop      func() error // why to stop, nil to go on
}

func newImport(paths []string, opt Options, sink Sink) (*Import, error) {
	refused, err := newRefusals(opt.Refused)
	if err != nil {
		return nil, err
	}
	now := opt.Now
	if now.IsZero() {
		now = time.Now()
	}
	return &Import{
		Paths: paths, Options: opt, sink: sink, dir: newDirectory(), spill: newSpill(opt.Temp, opt.Memory),
		refused: refused, sum: sha256.New(), stage: Reading, number: map[*table.Table]uint64{}, now: retail.MicrosOf(now), strangers: map[retail.ProductID]bool{},
	}, nil
}

// Open opens a CSV file, plain or gzip, and checks its header. Rows that cannot
// be read are refused. The import closes it.
func (in *Import) Open(path string, columns []table.Column) (*table.Table, error) {
	name := filepath.Base(path)
	t, err := table.Open(path, columns, table.Hooks{
		Refuse: func(line int, reason string) { in.refuse(name, line, reason) },
		Raw: func(file io.Reader, size int64) io.Reader {
			in.total += size
			return &meter{stop: in.stop, from: file, sum: in.sum, done: &in.done, tick: in.tick}
		},
	})
	if err != nil {
		return nil, err
	}
	in.number[t] = uint64(len(in.tables))
	in.tables = append(in.tables, t)
	return t, nil
}

// tick reports the bytes read; facts are counted in rows instead.
func (in *Import) tick() {
	if in.stage == Reading {
		in.progress(Reading, in.done, in.total)
	}
}

func (in *Import) progress(stage Stage, done, total int64) {
	in.stage = stage
	if in.Options.Progress != nil {
		in.Options.Progress(Progress{Stage: stage, Done: done, Total: total})
	}
}

// Warn adds a sentence to the result.
func (in *Import) Warn(sentence string, args ...any) {
	in.warnings = append(in.warnings, fmt.Sprintf(sentence, args...))
}

// Adjusted counts a line whose quantity the format had to make consistent with
// its amount.
func (in *Import) Adjusted() { in.adjusted++ }

// Store makes a store known; a second one of the same id is refused with false.
// Its zone and currency must hold.
func (in *Import) Store(s retail.Store) (bool, error) {
	zone, err := in.Zone(s.Zone)
	if err != nil {
		return false, err
	}
	d := in.dir
	k := d.stores.add([]byte(s.ID))
	d.store, d.zone = grown(d.store, k), grown(d.zone, k)
	if d.store[k].ID != "" {
		return false, nil
	}
	d.store[k], d.zone[k] = s, zone
	return true, nil
}

// Standing makes the stores known that the chain has and no file describes; they are the
// chain's own, and are not handed over.
func (in *Import) Standing() {
	for _, s := range in.Options.Stores {
		if fresh, err := in.Store(s); err == nil && fresh {
			in.dir.standing[s.ID] = true
		}
	}
}

// StoreBefore returns a store as the chain had it before the import.
func (in *Import) StoreBefore(id retail.StoreID) (retail.Store, bool) {
	at := slices.IndexFunc(in.Options.Stores, func(s retail.Store) bool { return s.ID == id })
	if at < 0 {
		return retail.Store{}, false
	}
	return in.Options.Stores[at], true
}

// ProductBefore returns a product as the chain had it before the import.
func (in *Import) ProductBefore(id retail.ProductID) (retail.Product, bool) {
	if in.Options.Product != nil {
		if p, stands := in.Options.Product(id); stands {
			return p, true
		}
	}
	return retail.Product{}, false
}

// Zone returns a zone by its name, the same one for the same name.
func (in *Import) Zone(name string) (*table.Zone, error) {
	if z, ok := in.dir.zones[name]; ok {
		return z, nil
	}
	z, err := table.NewZone(name)
	if err != nil {
		return nil, err
	}
	in.dir.zones[name] = z
	return z, nil
}

// StoreOf returns a known store and its zone.
func (in *Import) StoreOf(id []byte) (retail.Store, *table.Zone, bool) {
	k := in.dir.stores.find(id)
	if k == 0 {
		return retail.Store{}, nil, false
	}
	return in.dir.store[k], in.dir.zone[k], true
}

// Product adds a product to the list; false when its id stands there already.
func (in *Import) Product(p retail.Product) bool {
	k := in.dir.products.add([]byte(p.ID))
	if in.dir.listed[k] {
		return false
	}
	in.dir.listed[k] = true
	in.dir.product = append(in.dir.product, p)
	return true
}

// mostStrangers bounds how many products are remembered that are on no list.
const mostStrangers = 10_000

// Names is called with the product of a row beside receipts: those that are on no list, of
// the chain or of this import, are warned of.
func (in *Import) Names(id retail.ProductID) {
	if in.Options.Product == nil || in.dir.listed[in.dir.products.find([]byte(id))] || len(in.strangers) == mostStrangers {
		return
	}
	if p, stands := in.Options.Product(id); !stands || !p.Listed {
		in.strangers[id] = true
	}
}

// ListSold lists every product on the receipts that is not listed yet, made by
// describe from its id: for data without a product list.
func (in *Import) ListSold(describe func(id retail.ProductID) retail.Product) {
	for _, k := range in.dir.sold() {
		in.Product(describe(retail.ProductID(in.dir.products.text[k])))
	}
}

// ListUntold lists the products on the receipts by their ids, priced as last sold: for
// data without a product list. What the chain was told of a product stands; only one
// that has its id for a name, and so came in like this, is priced anew.
func (in *Import) ListUntold() {
	for _, k := range in.dir.sold() {
		id := retail.ProductID(in.dir.products.text[k])
		p, stands := in.ProductBefore(id)
		switch {
		case !stands:
			p = retail.Product{ID: id, Name: string(id), Unit: "EA", Listed: true}
		case p.Name != string(id):
			in.kept++
			continue
		}
		p.Price = cmp.Or(in.dir.priceOf(k), p.Price)
		in.Product(p)
	}
}

// Currency returns what prices beside receipts are in: the wished one, else
// that of the first store.
func (in *Import) Currency() retail.Currency { return in.dir.currency(in.Options.Currency) }

// Row takes a line of a receipt, or refuses the table's row and says why.
func (in *Import) Row(t *table.Table, r *Row) error {
	d := in.dir
	store := d.stores.find(r.Store)
	if reason := in.rowReason(r, store); reason != "" {
		t.Refuse("%s", reason)
		return nil
	}
	amount, ok := r.Amount.Minor(d.store[store].Currency)
	if !ok {
		t.Refuse("the amount is too large")
		return nil
	}
	p := &in.scratch
	*p = packed{receipt: r.Receipt, at: r.At, table: in.number[t], line: uint64(t.Line()), store: uint64(store)}
	if len(r.Till) > 0 {
		p.till = uint64(d.tills.add(r.Till))
	}
	if len(r.Customer) > 0 {
		p.account = uint64(d.accounts.add(r.Customer))
	}
	product := d.products.add(r.Product)
	d.sell(product, r, amount)
	in.body = r.appendBody(in.body[:0], product)
	p.body = in.body
	return in.spill.add(p)
}

// rowReason says why a row cannot be a line of a receipt, "" when it can.
func (in *Import) rowReason(r *Row, store uint32) string {
	d := in.dir
	if reason := table.IDReason("receipt", r.Receipt); reason != "" {
		return reason
	}
	if store == 0 {
		return fmt.Sprintf("store %.64q is unknown", r.Store)
	}
	if d.products.find(r.Product) == 0 { // a known one was checked before
		if reason := table.IDReason("product", r.Product); reason != "" {
			return reason
		}
	}
	if len(r.Customer) > 0 && d.accounts.find(r.Customer) == 0 {
		if reason := table.IDReason("customer", r.Customer); reason != "" {
			return reason
		}
	}
	if len(r.Till) > 0 && d.tills.find(r.Till) == 0 {
		if reason := table.IDReason("till", r.Till); reason != "" {
			return reason
		}
	}
	switch {
	case in.Future(r.At):
		return "the time lies in the future"
	case r.At < 0:
		return "the time lies before 1970"
	case r.Quantity == 0:
		return "quantity is 0"
	case r.Quantity > 0 && r.Amount.Coef < 0, r.Quantity < 0 && r.Amount.Coef > 0:
		return "quantity and amount differ in sign"
	case r.Discount < 0:
		return "discount is below 0"
	}
	return ""
}

func (in *Import) refuse(file string, line int, reason string) { in.refused.add(file, line, reason) }

// close lets go of files; what was refused is written out.
func (in *Import) close() error {
	err := errors.Join(in.refused.flush(), in.spill.close())
	for _, t := range in.tables {
		err = errors.Join(err, t.Close())
	}
	return err
}

// source names the import in the sink: the format and what was read with which
// meaning, so that only the same files continue it.
func (in *Import) source(format string) string {
	fmt.Fprintf(in.sum, "\x00%s\x00%s", in.Options.Currency, in.Options.Timezone)
	return format + ":" + fmt.Sprintf("%x", in.sum.Sum(nil)[:16])
}

// check refuses options that cannot hold.
func (o *Options) check() error {
	if o.Currency != "" && !o.Currency.Valid() {
		return usage("%.64q is not a currency such as EUR", o.Currency)
	}
	if o.Timezone != "" {
		if _, err := table.NewZone(o.Timezone); err != nil {
			return usage("%.64q is not a time zone such as Europe/London", o.Timezone)
		}
	}
	for _, p := range o.Consent {
		if !purpose(p) {
			return usage("%.64q is not a purpose of consent; they are profile, offers, email, analytics", p)
		}
	}
	if len(o.Consent) > 0 && o.Proof == "" {
		return usage("a declared consent needs --proof TEXT: what it rests on, such as the terms customers agreed to")
	}
	return nil
}

// usage is a wrong use of the command, with what to do instead.
func usage(hint string, args ...any) error {
	return fault.New(fault.Invalid, "usage", hint, args...)
}
