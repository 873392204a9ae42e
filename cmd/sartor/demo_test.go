package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"sartor/internal/simulate/demo"
	"strings"
	"testing"
	"time"
)

// played is a running demo by what it said of itself.
type played struct{ demo.View }

// play runs a small demo and returns its one line of JSON; it is stopped, and has
// to end well, with the test.
func play(t *testing.T, args ...string) played {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		defer write.Close()
		ended <- run(ctx, append([]string{"demo", "--addr", "127.0.0.1:0", "--json"}, args...), world{
			getenv: func(string) string { return "" }, cwd: t.TempDir(), stdin: strings.NewReader(""), stdout: write, stderr: io.Discard, open: openExclusive,
		})
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitDone {
			t.Errorf("the demo ended with %d", code)
		}
	})
	line, err := bufio.NewReader(read).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var v played
	if err := json.Unmarshal(line, &v.View); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	return v
}

// call sends a request with one of the demo's tokens and reads the answer.
func (v played) call(t *testing.T, token, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, v.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+v.Tokens[token])
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(answer)
}

// TestDemo_HintsAtSmallChains: whoever starts a demo that is too small for its story is told
// so, and how large is large enough; nobody else is.
func TestDemo_HintsAtSmallChains(t *testing.T) {
	t.Parallel()
	if hint := (&demoCmd{Customers: 2000}).hint(); !strings.Contains(hint, "With 2000 card holders") || !strings.Contains(hint, "--customers 12000") || strings.Contains(hint, "\n") {
		t.Errorf("2,000 card holders: %q", hint)
	}
	for _, c := range []demoCmd{{Customers: demo.Telling}, {Customers: 10, Data: "online-retail:x"}} {
		if hint := c.hint(); hint != "" {
			t.Errorf("%+v: %q", c, hint)
		}
	}
}

// TestDemo_SaysWhatScriptsNeed: the line of JSON holds what is contracted, and what
// it names works: tokens, the sign-in, vouchers that redeem today.
func TestDemo_SaysWhatScriptsNeed(t *testing.T) {
	t.Parallel()
	v := play(t, "--customers", "1800", "--stores", "3", "--days", "60", "--paused")
	if len(v.Stores) < 3 || len(v.Customers) != 100 || len(v.Products) != 100 || len(v.Vouchers) != 50 || len(v.Tokens) != 3 {
		t.Fatalf("%d stores, %d customers, %d products, %d vouchers, %d tokens", len(v.Stores), len(v.Customers), len(v.Products), len(v.Vouchers), len(v.Tokens))
	}
	for _, s := range v.Stores {
		if s.Kind == "" || s.Region == "" || s.Name == "" {
			t.Errorf("store %+v", s)
		}
	}
	for _, voucher := range v.Vouchers {
		status, answer := v.call(t, "till", "POST", "/v1/till/close", fmt.Sprintf(
			`{"receipt":"T-%s","store":%q,"till":"T01","at":%q,"currency":"EUR","deadline_ms":60000,"customer":{"id":%q},"lines":[{"product":%q,"quantity":1,"amount":300}],"vouchers":[%q]}`,
			voucher.Code, voucher.Store, time.Now().Format(time.RFC3339), voucher.Customer, voucher.Product, voucher.Code))
		if status != http.StatusOK || !strings.Contains(answer, `"redeemed":[{"code":"`+voucher.Code) {
			t.Fatalf("voucher %s: %d %s", voucher.Code, status, answer)
		}
	}
	one := v.Customers[0]
	for token, sees := range map[string]bool{"admin": true, "marketer": false} {
		status, answer := v.call(t, token, "GET", "/v1/customers/"+one.ID, "")
		if status != http.StatusOK || strings.Contains(answer, one.Card) != sees {
			t.Errorf("%s reads a customer: %d, sees the card: %t", token, status, !sees)
		}
	}
	if status, _ := v.call(t, "till", "GET", "/v1/promotions", ""); status != http.StatusForbidden {
		t.Errorf("a till reads promotions: %d", status)
	}
	signsIn(t, v)
}

func signsIn(t *testing.T, v played) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.SignIn, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Jar: jar}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.Request.URL.Path != "/today" || !bytes.Contains(page, []byte("Simulated data")) || !bytes.Contains(page, []byte("Demo owner")) {
		t.Errorf("the link leads to %s", res.Request.URL.Path)
	}
}

// stopper cancels as soon as a text was written.
type stopper struct {
	at   string
	stop func()
	all  bytes.Buffer
}

func (s *stopper) Write(p []byte) (int, error) {
	s.all.Write(p)
	if strings.Contains(s.all.String(), s.at) {
		s.stop()
	}
	return len(p), nil
}

func TestDemo_TakesBackHalfAChain(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	dir := t.TempDir()
	said := &stopper{at: "days of receipts", stop: stop}
	code := run(ctx, []string{"demo", "--addr", "127.0.0.1:0", "--customers", "3000", "--dir", dir}, world{
		getenv: func(string) string { return "" }, cwd: dir, stdin: strings.NewReader(""), stdout: io.Discard, stderr: said, open: openExclusive,
	})
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if code != exitDone || len(left) != 0 || !strings.Contains(said.all.String(), "nothing is kept") {
		t.Errorf("exit %d, %d files left, said %s", code, len(left), said.all.String())
	}
}

func TestDemo_RefusesBeforeItBegins(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--addr", taken.Addr().String()}, exitFailed, "choose another address with --addr"},
		{[]string{"--addr", "0.0.0.0:0"}, exitUsage, "this machine only"},
		{[]string{"--stores", "49"}, exitUsage, "1 to 48 stores"},
		{[]string{"--days", "28"}, exitUsage, "more than 28 days"},
		{[]string{"--data", "online_retail.csv"}, exitUsage, "FORMAT:PATH"},
		{[]string{"--data", "nothing:x"}, exitUsage, "is no format"},
	} {
		s := newShell(t)
		code := s.run(t, append([]string{"demo", "--dir", "here", "--addr", "127.0.0.1:0"}, c.args...)...)
		if code != c.code || !strings.Contains(s.err.String(), c.says) {
			t.Errorf("%v: exit %d, %s", c.args, code, s.err.String())
		}
		if _, err := os.Stat(filepath.Join(s.dir, "here")); err == nil {
			t.Errorf("%v: left a folder behind", c.args)
		}
	}
}
