package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// published finds a public data set: $SARTOR_TEST_DATA, or ../shared/data beside the
// repository. Without it the test is skipped aloud, but never in CI.
func published(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(cmp.Or(os.Getenv("SARTOR_TEST_DATA"), "../../../shared/data"), name)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the public data sets are missing: %v", err)
		}
		t.Skipf("NOT TESTED: the public data sets are missing (set SARTOR_TEST_DATA): %v", err)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func (s *shell) imported(t *testing.T, args ...string) (out intake.Result) {
	t.Helper()
	text := s.must(t, append([]string{"import", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return out
}

// The public data come in with the sums that DATA.md states, and a second time
// nothing is new.
func TestImport_TotalsOfThePublishedData(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		format, path string
		want         intake.Result
	}{
		{"online-retail", "online_retail/online_retail.csv.gz", intake.Result{
			Receipts: 25_900, Lines: 541_909, Customers: 4_372, Stores: 1, Products: 4_070, Amount: "9747747.934", Returned: "-918936.61",
		}},
		{"complete-journey", "complete_journey", intake.Result{
			Receipts: 47_243, Lines: 75_000, Customers: 2_377, Stores: 293, Products: 92_331, Amount: "233935.24", Returned: "0",
		}},
	} {
		t.Run(c.format, func(t *testing.T) {
			t.Parallel()
			path, s := published(t, c.path), newShell(t)
			first := s.imported(t, c.format, path)
			if !strings.Contains(s.err.String(), fmt.Sprintf("%d customers can get no offers", c.want.Customers)) {
				t.Errorf("no warning about consent in %s", s.err.String())
			}
			second := s.imported(t, c.format, path, "--consent", "profile,offers", "--proof", "terms")
			if strings.Contains(s.err.String(), "no offers") {
				t.Errorf("consent was declared, and yet: %s", s.err.String())
			}
			if n := c.want.Receipts; second.Receipts != 0 || second.Duplicates != n || second.Amount != c.want.Amount {
				t.Errorf("the second time %+v", second)
			}
			got := intake.Result{
				Receipts: first.Receipts, Lines: first.Lines, Customers: first.Customers, Stores: first.Stores,
				Products: first.Products, Amount: first.Amount, Returned: first.Returned, Refused: first.Refused,
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if learned := s.must(t, "learn"); !strings.Contains(learned, "published") {
				t.Errorf("learned %s", learned)
			}
		})
	}
}

// chainFiles writes a chain of CSV files with receipts of regulars, strangers
// and some wrong rows.
func chainFiles(t *testing.T, receipts int) (dir string, wrong int64) {
	t.Helper()
	dir = t.TempDir()
	var r, c bytes.Buffer
	rng := rand.New(rand.NewPCG(1, 2))
	r.WriteString("receipt,at,store,till,customer,product,quantity,amount,discount\n")
	for i := range receipts {
		at := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * 7 * time.Minute).Format("2006-01-02T15:04:05")
		who := ""
		if i%4 > 0 {
			who = fmt.Sprint(rng.IntN(300))
		}
		for range 1 + rng.IntN(5) {
			fmt.Fprintf(&r, "R%06d,%s,S%d,T1,%s,P%d,1,%d.%02d,0\n", i, at, i%3, who, rng.IntN(400), rng.IntN(20), rng.IntN(100))
		}
		if i%500 == 7 {
			fmt.Fprintf(&r, "R%06d,%s,S%d,T1,%s,P1,0,1.00,0\n", i, at, i%3, who)
			wrong++
		}
	}
	c.WriteString("customer,card,email,phone,joined,home_store,language,consent\n")
	for k := range 300 {
		fmt.Fprintf(&c, "%d,26%08d,,,2025-01-01,S1,de,profile|offers\n", k, k)
	}
	for name, b := range map[string]*bytes.Buffer{"receipts.csv": &r, "customers.csv": &c} {
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, wrong
}

// content is all that an import left, with accounts in place of the customer
// numbers that are drawn anew each time.
func content(t *testing.T, path string) string {
	t.Helper()
	d, err := db.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	declared := customer.Consent(0)
	for more := true; more; {
		if more, err = d.Follow(t.Context(), declared); err != nil {
			t.Fatal(err)
		}
	}
	if made, err := d.CompareFolds(t.Context(), declared); err != nil || !made.Same() {
		t.Fatalf("%+v, %v", made, err)
	}
	entries, err := db.History{DB: d}.Entries(t.Context(), touchpoint.Position{}, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	names := map[retail.CustomerID]string{0: "nobody"}
	lines := make([]string, 0, len(entries))
	for _, e := range entries {
		if names[e.Customer] == "" {
			c, err := d.Customer(t.Context(), e.Customer)
			if err != nil || c.State == nil {
				t.Fatalf("customer %s: %+v, %v", e.Customer, c, err)
			}
			c.State.Through = touchpoint.Position{} // numbers depend on how often it was killed
			names[e.Customer] = fmt.Sprintf("%v %s %d %d %x", c.Identifiers, c.Language, c.HomeStore, c.Consent, c.State.Append(nil))
		}
		lines = append(lines, fmt.Sprintf("%s %d %d %d %x %s", e.Receipt, e.Store, e.At, e.Day, e.Body, names[e.Customer]))
	}
	err = d.Each(t.Context(), "demand.all", nil, func(scan func(...any) error) error {
		var (
			store, day int64
			body       []byte
		)
		err := scan(&store, &day, &body)
		lines = append(lines, fmt.Sprintf("demand %d %d %x", store, day, body))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// A process that is killed with SIGKILL at some stage, again and again, and then
// left alone ends where an undisturbed import ends.
func TestImport_KilledAnywhereEndsTheSame(t *testing.T) {
	t.Parallel()
	dir, wrong := chainFiles(t, 9_000)
	args := func(path string) []string {
		return []string{"import", "csv", dir, "--currency", "EUR", "--timezone", "UTC", "--db", "sqlite:" + path, "--json"}
	}
	calm := filepath.Join(t.TempDir(), "calm.db")
	s := newShell(t)
	var want intake.Result
	if err := json.Unmarshal([]byte(s.must(t, args(calm)...)), &want); err != nil {
		t.Fatal(err)
	}
	if want.Receipts != 9_000 || want.Refused != wrong {
		t.Fatalf("undisturbed %+v, %d rows were wrong", want, wrong)
	}
	hurt := filepath.Join(t.TempDir(), "hurt.db")
	killed := 0
	for _, stage := range []string{"reading", "storing   0", "storing  10", "storing  40", "storing  50", "storing  80", "storing 100"} {
		if killAt(t, stage, args(hurt)) {
			killed++
		}
	}
	if killed < 4 {
		t.Errorf("killed only %d times", killed)
	}
	var got intake.Result
	if err := json.Unmarshal([]byte(s.must(t, args(hurt)...)), &got); err != nil {
		t.Fatal(err)
	}
	if got.Lines != want.Lines || got.Amount != want.Amount || got.Returned != want.Returned || got.Refused != want.Refused || got.Read != want.Read {
		t.Errorf("after %d kills %+v, undisturbed %+v", killed, got, want)
	}
	if got.Resumed+got.Duplicates+got.Receipts != want.Receipts {
		t.Errorf("%d resumed, %d known, %d new of %d", got.Resumed, got.Duplicates, got.Receipts, want.Receipts)
	}
	if a, b := content(t, calm), content(t, hurt); a != b {
		t.Error("the databases differ")
	}
}

// killAt runs a command as a process of its own and kills it when it says that it
// has come to a stage; false when it ended before.
func killAt(t *testing.T, stage string, args []string) bool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	hit := false
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), stage) {
			hit = true
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, _ = io.Copy(io.Discard, said)
	err = cmd.Wait()
	return hit && err != nil
}

// While tills sell, an import into their server comes in whole, in small steps
// that let sales through. How long a sale waits is the disk's matter; how many
// receipts go in before it is ours.
func TestImport_BesideOpenTills(t *testing.T) {
	t.Parallel()
	const receipts, most = 4_000, 4 * 32 // four of the writes that an import makes while tills sell; it is one, as a rule
	dir, _ := chainFiles(t, receipts)
	s := newShell(t)
	chain := s.serve(t)
	sold, err := 0, chain.DB.PutStores(t.Context(), []retail.Store{{ID: "S9", Zone: "UTC", Currency: "EUR"}})
	if err != nil {
		t.Fatal(err)
	}
	sell := func() {
		_, err := chain.Desk.Close(t.Context(), till.Call{Receipt: touchpoint.Receipt{
			ID: retail.ReceiptID(fmt.Sprint("TILL", sold)), Store: "S9", Till: "T1", At: retail.MicrosOf(time.Now()), Currency: "EUR",
			Lines: []touchpoint.Line{{Product: "P1", Quantity: retail.One, Amount: 100}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		sold++
	}
	sell() // the till is open before
	done := make(chan intake.Result)
	go func() { done <- s.imported(t, "csv", dir, "--currency", "EUR", "--timezone", "UTC") }()
	for got := (intake.Result{}); got.Receipts == 0; {
		select {
		case got = <-done:
			if got.Receipts != receipts || sold < 10 {
				t.Errorf("%+v beside %d sales", got, sold)
			}
		default:
			sell()
		}
	}
	journal, err := db.History{DB: chain.DB}.Entries(t.Context(), touchpoint.Position{}, 10*receipts)
	if err != nil || len(journal) != receipts+sold {
		t.Fatalf("%d entries of %d receipts and %d sales: %v", len(journal), receipts, sold, err)
	}
	longest, between := 0, 0
	for i := range journal {
		if between++; strings.HasPrefix(string(journal[i].Receipt), "TILL") {
			between = 0
		}
		longest = max(longest, between)
	}
	if longest > most {
		t.Errorf("%d receipts of the import between two sales, at most %d", longest, most)
	}
}

// Who stands under the chain's declared default can get offers: no warning.
func TestImport_KnowsWhatTheChainDeclared(t *testing.T) {
	t.Parallel()
	dir, _ := chainFiles(t, 30)
	if err := os.Remove(filepath.Join(dir, "customers.csv")); err != nil {
		t.Fatal(err)
	}
	s := newShell(t)
	args := []string{"csv", dir, "--currency", "EUR", "--timezone", "UTC"}
	if s.imported(t, args...); !strings.Contains(s.err.String(), "can get no offers") {
		t.Errorf("no warning: %s", s.err.String())
	}
	chain := s.serve(t)
	if err := chain.DeclareConsent(t.Context(), []string{"profile", "offers"}, "terms"); err != nil {
		t.Fatal(err)
	}
	if s.imported(t, args...); strings.Contains(s.err.String(), "no offers") {
		t.Errorf("the chain has declared offers, and yet: %s", s.err.String())
	}
}

// What is wrong with the command or with rows is said where it can be mended.
func TestImport_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rows := "receipt,at,store,till,customer,product,quantity,amount,discount\n" +
		"R1,2026-11-01T10:00:00,S1,T1,17,milk,1,2.49,0\n" +
		"R2,2026-11-02T10:00:00,S1,T1,,milk,0,2.49,0\n" +
		"R3,soon,S1,T1,,milk,1,2.49,0\n" +
		"R4,2026-11-02T10:00:00,S1,T1,18,milk,-1,2.49,0\n"
	if err := os.WriteFile(filepath.Join(dir, "receipts.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	good := []string{"import", "csv", dir, "--currency", "EUR", "--timezone", "Europe/Berlin"}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"no currency, no zone", good[:3], exitUsage, "--currency and --timezone are required"},
		{"no zone", good[:5], exitUsage, "--currency and --timezone are required"},
		{"no such currency", append(good[:4:4], "EURO"), exitUsage, `"EURO" is not a currency`},
		{"no such zone", append(good[:6:6], "Europe/Nowhere"), exitUsage, `"Europe/Nowhere" is not a time zone`},
		{"consent without proof", append(good[:7:7], "--consent", "profile"), exitUsage, "--proof"},
		{"no such purpose", append(good[:7:7], "--consent", "fun", "--proof", "x"), exitUsage, `"fun" is not a purpose`},
		{"no such format", []string{"import", "xml", dir}, exitUsage, "csv, online-retail and complete-journey"},
		{"no such folder", []string{"import", "csv", dir + "/none"}, exitFailed, "does not exist"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShell(t)
			if code := s.run(t, c.args...); code != c.code || !strings.Contains(s.err.String(), c.says) {
				t.Errorf("exit %d, want %d; said %s", code, c.code, s.err.String())
			}
		})
	}
	s := newShell(t)
	got := s.imported(t, append(good[1:7:7], "--refused", "refused.csv")...)
	if got.Receipts != 1 || got.Refused != 3 {
		t.Errorf("%+v", got)
	}
	text, err := os.ReadFile(filepath.Join(s.dir, "refused.csv"))
	want := "file,line,reason\nreceipts.csv,3,quantity is 0\nreceipts.csv,4,\"at \"\"soon\"\" is not a time such as 2026-11-22T17:41:09+01:00, 2026-11-22T17:41:09 or 2026-11-22\"\nreceipts.csv,5,quantity and amount differ in sign\n"
	if err != nil || string(text) != want {
		t.Errorf("refused %s, want %s, %v", text, want, err)
	}
}

func TestProgressBar(t *testing.T) {
	t.Parallel()
	for _, terminal := range []string{"terminal", "pipe"} {
		var out bytes.Buffer
		b := &progressBar{out: &out, terminal: terminal == "terminal"}
		for i := range int64(1001) {
			b.show(intake.Progress{Stage: intake.Storing, Done: i, Total: 1000})
		}
		for _, n := range []int64{1, 5_000, 99_999, 100_000, 150_000, 200_001} {
			b.show(intake.Progress{Stage: intake.Linking, Done: n})
		}
		b.end()
		text := out.String()
		if terminal == "terminal" {
			if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") || !strings.Contains(text, "storing  50 % ============ ") {
				t.Errorf("on a terminal %q", text[:200])
			}
			continue
		}
		if want := 11 + 3; strings.Count(text, "\n") != want || strings.Contains(text, "\r") || !strings.Contains(text, "storing 100 %\nlinking\nlinking 100000\n") {
			t.Errorf("%d lines, want %d: %q", strings.Count(text, "\n"), want, text)
		}
	}
}
