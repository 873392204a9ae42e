package dbtest

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/db"
	"sartor/internal/httpapi"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/api"
	"sartor/internal/till"
)

// twinOf names the broken twin that this test binary plays instead of testing.
const twinOf = "SARTOR_DBTEST_TWIN"

func TestMain(m *testing.M) {
	if os.Getenv(twinOf) == "early" {
		if err := serveEarly(context.Background(), os.Args[1], os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	if err := os.RemoveAll(buildDir()); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// buildDir is where this run puts the binary it builds, and takes away again.
func buildDir() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("sartor-dbtest-%d", os.Getpid()))
}

// early is a broken twin of the store: a close is answered before it is written.
type early struct {
	till.Store
	behind chan till.Sale
}

func (e early) Sell(_ context.Context, s till.Sale) error {
	e.behind <- s
	return nil
}

func (e early) write() {
	for s := range e.behind {
		if err := e.Store.Sell(context.Background(), s); err != nil {
			fmt.Fprintln(os.Stderr, "late write:", err)
		}
	}
}

// serveEarly serves like "sartor serve", with the twin between desk and rows.
func serveEarly(ctx context.Context, url, keyFile string) error {
	c, err := server.Open(ctx, server.Options{URL: url, KeyFile: keyFile, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	if err := c.DeclareConsent(ctx, []string{"profile", "offers"}, "test"); err != nil {
		return err
	}
	twin := early{Store: c.DB, behind: make(chan till.Sale, 10_000)}
	go twin.write()
	c.Desk = till.New(till.Parts{Store: twin, Sight: c.Sight, Codes: c.Codes(), Clock: c.Clock, Draw: mathrand.Uint64})
	c.Background(ctx)
	answers, err := httpapi.New(api.Config(c, "twin"))
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "Sartor serves http://%s\n", l.Addr())
	return server.Serve(ctx, server.Bounded(answers.Handler()), l)
}

// binary builds sartor once.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(buildDir(), "sartor")
	out, err := exec.Command("go", "build", "-o", path, "sartor/cmd/sartor").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build sartor: %w\n%s", err, out)
	}
	return path, nil
})

// shop is a database that processes serve, one after another.
type shop struct {
	url, keyFile, token string
	twin                bool
	client              *http.Client
}

// newShop sows a database that a server process can open.
func newShop(t *testing.T, url string, list ...promotion.Promotion) *shop {
	t.Helper()
	token, err := access.NewToken(access.TokenKindOf(access.Till), rand.Reader)
	must(t, err)
	d, err := db.Open(t.Context(), url)
	must(t, err)
	sow(t, d, list...)
	must(t, d.CreateToken(t.Context(), access.APIToken{
		ID: "tok_test", Hash: token.Hash(), Shown: token.Shown(), Name: "tills", Role: access.Till, Stores: []retail.StoreID{"S1"}, Created: 1,
	}))
	must(t, d.Close())
	return &shop{
		url: url, keyFile: filepath.Join(t.TempDir(), "key"), token: token.Reveal(),
		client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 256}},
	}
}

// today is thanks, of today and without a holdout.
func today() promotion.Promotion {
	p := thanks()
	now := time.Now()
	p.Starts, p.Ends = retail.DayOf(now, time.UTC, 0)-2, retail.DayOf(now, time.UTC, 0)+30
	return p
}

// verify lets the operator's own check look at the shop's database.
func (s *shop) verify(t *testing.T) {
	t.Helper()
	path := got(binary())(t)
	if out, err := exec.CommandContext(t.Context(), path, "verify", "--db", s.url, "--key-file", s.keyFile).CombinedOutput(); err != nil {
		t.Errorf("sartor verify: %v\n%s", err, out)
	}
}

// serving is one server process.
type serving struct {
	cmd  *exec.Cmd
	url  string
	done chan struct{}
	last []string // lines it wrote last
	mu   sync.Mutex

	ended sync.Once
}

// start starts a server on the shop's database and waits until it serves.
func (s *shop) start(t *testing.T, wrap ...string) *serving {
	t.Helper()
	args := []string{"serve", "--db", s.url, "--addr", "127.0.0.1:0", "--key-file", s.keyFile, "--consent", "profile,offers", "--proof", "test"}
	path, err := binary()
	must(t, err)
	env := os.Environ()
	if s.twin {
		if path, err = os.Executable(); err != nil {
			t.Fatal(err)
		}
		args, env = []string{s.url, s.keyFile}, append(env, twinOf+"=early")
	}
	line := append(append([]string{}, wrap...), append([]string{path}, args...)...)
	p := &serving{cmd: exec.Command(line[0], line[1:]...), done: make(chan struct{})}
	p.cmd.Env = env
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // what wraps it goes with it
	errs, err := p.cmd.StderrPipe()
	must(t, err)
	must(t, p.cmd.Start())
	ready := make(chan string, 1)
	go p.read(bufio.NewScanner(errs), ready)
	t.Cleanup(func() { p.end(syscall.SIGKILL) })
	select {
	case p.url = <-ready:
	case <-p.done:
		t.Fatalf("the server ended before it served:\n%s", p.said())
	case <-time.After(time.Minute):
		t.Fatalf("the server does not serve after a minute:\n%s", p.said())
	}
	return p
}

func (p *serving) read(lines *bufio.Scanner, ready chan<- string) {
	defer close(p.done)
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "Sartor serves "); ok {
			ready <- address
		}
		p.mu.Lock()
		p.last = append(p.last, lines.Text())[max(0, len(p.last)-40):]
		p.mu.Unlock()
	}
}

func (p *serving) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.last, "\n")
}

// end signals the process and waits until it is gone. Whoever comes second, also
// at the same moment, waits for the first.
func (p *serving) end(signal syscall.Signal) {
	p.ended.Do(func() {
		_ = syscall.Kill(-p.cmd.Process.Pid, signal) // gone already is as good
		<-p.done
		_ = p.cmd.Wait() // killed is what was wanted
	})
}
