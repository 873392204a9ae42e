package intake_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/intake/intaketest"
	"sartor/internal/retail"
	"sartor/internal/table"
	"sartor/internal/touchpoint"
)

// plain is the smallest format: receipt,at,customer,product,amount; a fact per
// row of a second file, if there is one.
func plain() intake.Format {
	var facts *table.Table
	read := func(ctx context.Context, in *intake.Import) error {
		if _, err := in.Store(retail.Store{ID: "S", Zone: "UTC", Currency: "EUR"}); err != nil {
			return err
		}
		zone, err := in.Zone("UTC")
		if err != nil {
			return err
		}
		t, err := in.Open(in.Paths[0], table.Columns("receipt", "at", "customer", "product", "amount"))
		if err != nil {
			return err
		}
		if len(in.Paths) > 1 {
			if facts, err = in.Open(in.Paths[1], table.Columns("account", "value")); err != nil {
				return err
			}
		}
		for t.Next(ctx) {
			c := t.Cells()
			row := intake.Row{
				Receipt: t.Text(0), Store: []byte("S"), Customer: t.Text(2), Product: t.Text(3),
				At: c.At(1, zone), Amount: c.Decimal(4), Quantity: retail.One,
			}
			if row.Amount.Coef < 0 {
				row.Quantity = -retail.One
			}
			if !c.OK() {
				continue
			}
			if err := in.Row(t, &row); err != nil {
				return err
			}
		}
		in.ListSold(func(id retail.ProductID) retail.Product { return retail.Product{ID: id, Listed: true} })
		return t.Err()
	}
	hand := func(ctx context.Context, in *intake.Import) error {
		for facts != nil && facts.Next(ctx) {
			c := facts.Cells()
			f := intake.Facts{Traits: []intake.Trait{{Account: c.ID(0), Name: "n", Value: c.Text(1)}}}
			if !c.OK() {
				continue
			}
			if err := in.Facts(ctx, f); err != nil {
				return err
			}
		}
		return nil
	}
	return intake.Format{Name: "plain", Read: read, Facts: hand}
}

// history writes a file of n receipts of two lines each, the lines apart and
// the receipts out of order, and a file of facts.
func history(t testing.TB, n int) []string {
	t.Helper()
	var b strings.Builder
	b.WriteString("receipt,at,customer,product,amount\n")
	for _, half := range []string{"A", "B"} {
		for i := range n {
			k := (i*7919 + 13) % n
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(k/3) * time.Minute)
			fmt.Fprintf(&b, "R%d,%s,%d,P%d%s,%d.%02d\n", k, at.Format(time.RFC3339), k%40, k%17, half, k%9, k%100)
		}
	}
	return files(t, b.String(), "account,value\n1,x\n2,y\n")
}

func files(t testing.TB, texts ...string) []string {
	t.Helper()
	dir := t.TempDir()
	var out []string
	for i, text := range texts {
		path := filepath.Join(dir, fmt.Sprintf("f%d.csv", i))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out = append(out, path)
	}
	return out
}

func run(t testing.TB, sink intake.Sink, opt intake.Options, paths []string) (intake.Result, error) {
	t.Helper()
	return intake.Run(t.Context(), plain(), intake.Job{Paths: paths, Options: opt, Sink: sink})
}

func TestRun_SecondRunStoresNothingNew(t *testing.T) {
	t.Parallel()
	paths := history(t, 1000)
	sink := intaketest.New()
	first, err := run(t, sink, intake.Options{}, paths)
	if err != nil {
		t.Fatal(err)
	}
	if first.Receipts != 1000 || first.Read != 1000 || first.Lines != 2000 || first.Customers != 40 || first.Products != 34 || first.Facts != 2 {
		t.Errorf("%+v", first)
	}
	if len(sink.Marks) != 0 {
		t.Errorf("marks stay after the end: %v", sink.Marks)
	}
	if !slices.IsSortedFunc(sink.Order, func(a, b retail.ReceiptID) int { return int(sink.Bills[a].At - sink.Bills[b].At) }) {
		t.Error("receipts were not stored in order of time")
	}
	again, err := run(t, sink, intake.Options{}, paths)
	if err != nil {
		t.Fatal(err)
	}
	if again.Receipts != 0 || again.Duplicates != 1000 || again.Resumed != 0 || again.Amount != first.Amount || again.Lines != 2000 {
		t.Errorf("%+v", again)
	}
	sink.Check(t)
}

// Broken off at every single call, with the call's work done or not, an import
// that is run again ends where an undisturbed one ends, and no receipt is new
// twice.
func TestRun_ContinuesAfterKill(t *testing.T) {
	t.Parallel()
	paths := history(t, 900) // four groups
	whole := intaketest.New()
	if _, err := run(t, whole, intake.Options{}, paths); err != nil {
		t.Fatal(err)
	}
	for at := 1; at <= whole.Calls; at++ {
		for _, lose := range []bool{false, true} {
			sink := intaketest.New()
			sink.KillAt, sink.Lose = at, lose
			if _, err := run(t, sink, intake.Options{}, paths); !errors.Is(err, intaketest.ErrKilled) {
				t.Fatalf("killed at call %d: %v", at, err)
			}
			before, marked := len(sink.Bills), len(sink.Marks) > 0
			got, err := run(t, sink, intake.Options{}, paths)
			if err != nil {
				t.Fatal(err)
			}
			if diff := whole.Same(sink); diff != "" {
				t.Errorf("killed at call %d (lost answer: %v): %s", at, lose, diff)
			}
			if got.Receipts != int64(900-before) || got.Resumed+got.Duplicates != int64(before) || marked != (got.Resumed > 0) {
				t.Errorf("killed at call %d with %d stored: %+v", at, before, got)
			}
			if len(sink.Marks) != 0 {
				t.Errorf("killed at call %d: marks stay: %v", at, sink.Marks)
			}
			sink.Check(t)
		}
	}
}

func TestRun_OtherFilesDoNotContinueAMark(t *testing.T) {
	t.Parallel()
	sink := intaketest.New()
	sink.KillAt = 7 // behind the first group's mark
	if _, err := run(t, sink, intake.Options{}, history(t, 600)); err == nil || len(sink.Marks) != 1 {
		t.Fatalf("%v, %d marks", err, len(sink.Marks))
	}
	other := files(t, "receipt,at,customer,product,amount\nold,2025-01-01,1,P,1\n")
	got, err := run(t, sink, intake.Options{}, other)
	if err != nil || got.Receipts != 1 || got.Resumed != 0 {
		t.Errorf("%+v %v", got, err)
	}
}

// Rows that do not fit in memory come out the same.
func TestRun_SpilledIsTheSame(t *testing.T) {
	t.Parallel()
	paths := history(t, 3000)
	temp := t.TempDir()
	var sinks [2]*intaketest.Sink
	var results [2]intake.Result
	for i, memory := range []int{0, 4096} {
		sinks[i] = intaketest.New()
		var err error
		results[i], err = run(t, sinks[i], intake.Options{Memory: memory, Temp: temp}, paths)
		if err != nil {
			t.Fatal(err)
		}
		sinks[i].Check(t)
		results[i].Seconds = 0
	}
	if diff := sinks[0].Same(sinks[1]); diff != "" || !slices.Equal(sinks[0].Order, sinks[1].Order) {
		t.Errorf("spilled rows differ: %s", diff)
	}
	if fmt.Sprint(results[0]) != fmt.Sprint(results[1]) {
		t.Errorf("%+v\n%+v", results[0], results[1])
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("temporary files stay: %v %v", left, err)
	}
}

func TestRun_WritesWhatTheSinkRefuses(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	sink := intaketest.New()
	sink.Forbidden = func(r touchpoint.Receipt) (string, string) {
		if r.ID == "R2" {
			return "erased", "its customer was erased"
		}
		return "", ""
	}
	paths := files(t, "receipt,at,customer,product,amount\nR1,2026-01-01,1,P,1\nR3,2026-01-01,1,P,x\nR2,2026-01-02,2,P,1\nR2,2026-01-01,2,P,1\n")
	got, err := run(t, sink, intake.Options{Refused: &out}, paths)
	if err != nil {
		t.Fatal(err)
	}
	want := "file,line,reason\n" + `f0.csv,3,"amount ""x"" is not a decimal number such as 2.49"` + "\n" + `f0.csv,4,"receipt ""R2"": erased: its customer was erased"` + "\n"
	if out.String() != want || got.Refused != 2 || got.Receipts != 1 || got.Read != 2 {
		t.Errorf("%+v\ngot  %s\nwant %s", got, out.String(), want)
	}
}

func TestRun_ReceiptConflictIsRefusedByTheSink(t *testing.T) {
	t.Parallel()
	sink := intaketest.New()
	for i, amount := range []string{"1", "2"} {
		got, err := run(t, sink, intake.Options{}, files(t, "receipt,at,customer,product,amount\nR1,2026-01-01,1,P,"+amount+"\n"))
		if err != nil || got.Receipts != int64(1-i) || got.Refused != int64(i) {
			t.Errorf("%s: %+v %v", amount, got, err)
		}
	}
	if sink.Bills["R1"].Lines[0].Amount != 100 {
		t.Error("the first receipt was changed")
	}
}

func TestRun_BoundsLinesOfAReceiptAndOfAGroup(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("receipt,at,customer,product,amount\n")
	for _, id := range []string{"R1", "R2", "R3"} {
		b.WriteString(strings.Repeat(id+",2026-01-01,,P,1\n", intake.MostReceiptLines+1))
	}
	var out bytes.Buffer
	sink := &groups{Sink: intaketest.New()}
	got, err := run(t, sink, intake.Options{Refused: &out}, files(t, b.String()))
	if err != nil {
		t.Fatal(err)
	}
	sink.Check(t)
	if got.Lines != 3*intake.MostReceiptLines || got.Refused != 3 || got.Amount != "30000" {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(out.String(), `f0.csv,10002,"receipt ""R1"" has more than 10000 lines"`) {
		t.Errorf("refused %s", out.String())
	}
	if !slices.Equal(sink.sizes, []int{2, 1}) {
		t.Errorf("groups of %v receipts", sink.sizes)
	}
}

// groups notes how many receipts each group has.
type groups struct {
	*intaketest.Sink
	sizes []int
}

func (g *groups) Receipts(ctx context.Context, r []touchpoint.Receipt) (intake.Tally, error) {
	g.sizes = append(g.sizes, len(r))
	return g.Sink.Receipts(ctx, r)
}

func TestRun_ProgressGrowsToTheEnd(t *testing.T) {
	t.Parallel()
	last := map[intake.Stage]intake.Progress{}
	var order []intake.Stage
	opt := intake.Options{Progress: func(p intake.Progress) {
		was, seen := last[p.Stage]
		if !seen {
			order = append(order, p.Stage)
		}
		if p.Done < was.Done || p.Total < was.Total || p.Stage != intake.Linking && p.Done > p.Total {
			t.Errorf("%+v after %+v", p, was)
		}
		last[p.Stage] = p
	}}
	if _, err := run(t, intaketest.New(), opt, history(t, 600)); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(order, []intake.Stage{intake.Reading, intake.Storing, intake.Linking}) {
		t.Errorf("stages %v", order)
	}
	if r, s := last[intake.Reading], last[intake.Storing]; r.Done != r.Total || r.Total == 0 || s.Done != 600 || s.Total != 600 {
		t.Errorf("ends at %+v", last)
	}
}

func TestRun_StopsWhenAsked(t *testing.T) {
	t.Parallel()
	for _, stage := range []intake.Stage{intake.Reading, intake.Storing} {
		ctx, stop := context.WithCancel(t.Context())
		sink := intaketest.New()
		opt := intake.Options{Progress: func(p intake.Progress) {
			if p.Stage == stage {
				stop()
			}
		}}
		_, err := intake.Run(ctx, plain(), intake.Job{Paths: history(t, 600), Options: opt, Sink: sink})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", stage, err)
		}
		if n := len(sink.Bills); stage == intake.Reading && n > 0 || n >= 600 {
			t.Errorf("%s: %d receipts stored", stage, n)
		}
		stop()
	}
}

// A line without an end, of a file that is none of ours, must not hold a stop:
// the server that runs the import waits for it.
func TestRun_StopsInTheMiddleOfALine(t *testing.T) {
	t.Parallel()
	const size = 64 << 20
	path := filepath.Join(t.TempDir(), "receipts.csv")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	read := int64(0)
	opt := intake.Options{Progress: func(p intake.Progress) {
		read = p.Done
		stop()
	}}
	_, err := intake.Run(ctx, plain(), intake.Job{Paths: []string{path}, Options: opt, Sink: intaketest.New()})
	if !errors.Is(err, context.Canceled) || read == 0 || read == size {
		t.Errorf("%d of %d bytes read, then %v", read, size, err)
	}
}

func TestRun_WrongUse(t *testing.T) {
	t.Parallel()
	for name, paths := range map[string][]string{"nothing": nil, "no such file": {filepath.Join(t.TempDir(), "x.csv")}, "a folder": {t.TempDir()}} {
		_, err := run(t, intaketest.New(), intake.Options{}, paths)
		if k := fault.KindOf(err); err == nil || k == fault.Internal {
			t.Errorf("%s: %v (%v)", name, err, k)
		}
	}
}
