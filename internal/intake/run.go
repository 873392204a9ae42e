package intake

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Run imports files. What is wrong with the options, a header or a file as a
// whole is an error and nothing is stored; a wrong row is refused alone. A run
// that ended early, killed or by an error of the sink, is continued by running
// it again: receipts up to the last mark are left out, all else is handed over
// again.
func Run(ctx context.Context, f Format, job Job) (Result, error) {
	const op = "intake.Run"
	begun := time.Now()
	if err := job.check(); err != nil {
		return Result{}, fault.At(op, err)
	}
	in, err := newImport(job.Paths, job.Options, job.Sink)
	if err != nil {
		return Result{}, fault.At(op, err)
	}
	in.stop = ctx.Err
	out, err := in.run(ctx, f)
	if err = errors.Join(err, in.close()); err != nil {
		return Result{}, fault.At(op, err)
	}
	out.Seconds = time.Since(begun).Seconds()
	return out, nil
}

// Job is what to import, how, and where to.
type Job struct {
	Paths   []string
	Options Options
	Sink    Sink
}

func (j *Job) check() error {
	if len(j.Paths) == 0 {
		return usage("name the files or folder to import")
	}
	return j.Options.check()
}

func (in *Import) run(ctx context.Context, f Format) (Result, error) {
	if err := f.Read(ctx, in); err != nil {
		return Result{}, err
	}
	in.progress(Reading, in.total, in.total)
	source := in.source(f.Name)
	runs, found, err := in.gather(ctx)
	if err != nil {
		return Result{}, errors.Join(err, closeRuns(runs))
	}
	if err := in.chain(ctx, f); err != nil {
		return Result{}, errors.Join(err, closeRuns(runs))
	}
	in.stage = Storing
	done, err := in.receipts(ctx, runs, source, found.receipts)
	if err != nil {
		return Result{}, err
	}
	if f.Facts != nil {
		if err := f.Facts(ctx, in); err != nil {
			return Result{}, err
		}
	}
	if err := in.sink.SetMark(ctx, source, Mark{}); err != nil {
		return Result{}, err
	}
	return in.result(f, found, done), nil
}

// gather puts receipts together, part by part.
func (in *Import) gather(ctx context.Context) ([]run, *gathered, error) {
	found := &gathered{}
	spilled := in.spill.spilled()
	runs := make([]run, 0, parts)
	for k := range in.spill.part {
		if err := ctx.Err(); err != nil {
			return runs, found, err
		}
		data, err := in.spill.part[k].take()
		if err != nil {
			return runs, found, err
		}
		g := gather{data: data, index: map[string]int32{}, names: in.dir, wrong: in.refuseLine, sums: found}
		if err := g.collect(); err != nil {
			return runs, found, err
		}
		in.dir.buy(g.slips)
		b := g.sorted()
		r := run{mem: b, size: int64(len(b))}
		if spilled && len(b) > 0 {
			r, err = toFile(b, in.Options.Temp)
		}
		runs = append(runs, r)
		if err != nil {
			return runs, found, err
		}
	}
	return runs, found, nil
}

func (in *Import) refuseLine(table, line uint64, reason string) {
	in.refuse(in.tables[table].Name, int(line), reason)
}

// chain hands over stores, products and customers.
func (in *Import) chain(ctx context.Context, f Format) error {
	if err := inChunks(in.dir.known(), MostRecords, func(c []retail.Store) error { return in.sink.Stores(ctx, c) }); err != nil {
		return err
	}
	for i := range in.dir.product {
		if p := &in.dir.product[i]; p.Price == 0 {
			p.Price = in.dir.priceOf(in.dir.products.find([]byte(p.ID)))
		}
	}
	if err := inChunks(in.dir.product, MostProducts, func(c []retail.Product) error { return in.sink.Products(ctx, c) }); err != nil {
		return err
	}
	if f.Customers != nil {
		if err := f.Customers(ctx, in); err != nil {
			return err
		}
	}
	return in.buyers(ctx)
}

func inChunks[T any](all []T, most int, hand func([]T) error) error {
	for begin := 0; begin < len(all); begin += most {
		if err := hand(all[begin:min(begin+most, len(all))]); err != nil {
			return err
		}
	}
	return nil
}

func (in *Import) result(f Format, found *gathered, done stored) Result {
	r := Result{
		Format: f.Name, Receipts: done.fresh, Lines: found.lines, Customers: in.customers(),
		Stores: int64(len(in.dir.known())), Products: int64(len(in.dir.product)) + in.kept,
		Amount: json.Number(found.amount.String()), Returned: json.Number(found.returned.String()),
		Refused: in.refused.count, Read: found.receipts, Duplicates: done.duplicates, Resumed: done.resumed,
		Adjusted: in.adjusted, Facts: in.facts, Stated: in.stated,
	}
	if n := r.Customers - in.promised; n > 0 && !slices.Contains(in.Options.Stands, "offers") {
		in.Warn("%d customers can get no offers: import with --consent profile,offers --proof TEXT if they agreed", n)
	}
	if done.resumed > 0 {
		in.Warn("%d receipts had been stored by an earlier run that was interrupted", done.resumed)
	}
	if in.adjusted > 0 {
		in.Warn("%d lines had a quantity of 0 or one that contradicts the amount: it was set to 1 or -1, amounts are as written", in.adjusted)
	}
	if n := len(in.strangers); n > 0 {
		named := slices.Sorted(maps.Keys(in.strangers))
		in.Warn("products of stock.csv that are on no list of products: %d, such as %q; what was counted is kept; correct the numbers, or list them", n, named[:min(n, 5)])
	}
	r.Warnings = append([]string{}, in.warnings...)
	return r
}
