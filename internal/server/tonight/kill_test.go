package tonight_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/tonight"
)

// What the process that is killed is told.
const (
	diesAt  = "SARTOR_TONIGHT_DIES"  // "before" or "after" it books
	diesURL = "SARTOR_TONIGHT_URL"   // of its database
	diesNow = "SARTOR_TONIGHT_CLOCK" // nanoseconds
)

// TestSend_KilledGoesOn: a process that is ended by SIGKILL between deciding and booking
// an export, or between booking it and noting that, orders nothing twice and loses
// nothing: the next one goes on under the same id.
func TestSend_KilledGoesOn(t *testing.T) {
	if at := os.Getenv(diesAt); at != "" {
		sendsAndWaits(t, at)
		return
	}
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	made(t, s, d)
	if n, err := d.AcceptAll(t.Context(), tonight.Sweep{Actor: "ada"}); err != nil || n < 2 {
		t.Fatalf("%d accepted, %v", n, err)
	}
	url := s.Chain.URL
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"before", "after", "before"} {
		killed(t, at, url, s.Now())
	}
	c := reopened(t, url, s.Now)
	d = tonight.Of(c)
	e, err := d.Send(t.Context(), tonight.Parcel{ID: "evening", Actor: "ada"})
	if err != nil || !e.Whole {
		t.Fatalf("%+v, %v", e, err)
	}
	if err := d.Fresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines, err := c.DB.Plans().Lines(t.Context(), e.Number)
	if err != nil || len(lines) < 2 {
		t.Fatalf("%d lines went out, %v", len(lines), err)
	}
	for _, l := range lines {
		if p := c.Shelf().Position(l.Store, l.Product); l.Kind == "order" && p.OnOrder != retail.Quantity(l.Agreed)*retail.One || !l.Booked {
			t.Errorf("%s on order of %d that went out, booked %v", p.OnOrder, l.Agreed, l.Booked)
		}
	}
}

func reopened(t *testing.T, url string, clock func() time.Time) *server.Chain {
	t.Helper()
	c, err := server.Open(t.Context(), server.Options{URL: url, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() }) // the test says what became of it
	return c
}

// sendsAndWaits is the other process: it says when it is where it is to die.
func sendsAndWaits(t *testing.T, at string) {
	t.Helper()
	nanos, err := strconv.ParseInt(os.Getenv(diesNow), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	d := tonight.Of(reopened(t, os.Getenv(diesURL), func() time.Time { return time.Unix(0, nanos) }))
	book := d.Sources.Book
	d.Sources.Book = func(ctx context.Context, all []tonight.Movement) ([]string, error) {
		if at == "after" {
			if taken, err := book(ctx, all); err != nil {
				return taken, err
			}
		}
		_, _ = os.Stdout.WriteString("here\n")
		<-ctx.Done() // of a test that is never done
		return nil, ctx.Err()
	}
	_, err = d.Send(t.Context(), tonight.Parcel{ID: "evening", Actor: "ada"})
	t.Fatalf("it was to be killed, and sent: %v", err)
}

// killed runs the other process until it is there, and kills it.
func killed(t *testing.T, at, url string, now time.Time) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSend_KilledGoesOn$", "-test.v")
	cmd.Env = append(os.Environ(), diesAt+"="+at, diesURL+"="+url, fmt.Sprintf("%s=%d", diesNow, now.UnixNano()))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said, there := "", false
	for lines := bufio.NewScanner(out); !there && lines.Scan(); {
		there = lines.Text() == "here"
		said += lines.Text() + "\n"
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err == nil || !there {
		t.Fatalf("it ended by itself: %s", said)
	}
}
