package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// schedule sends requests at their times, whether or not earlier ones have been
// answered. A latency counts from the time a request was due, so that a server
// that stalls is charged for all who had to wait.
type schedule struct {
	addr     string
	token    string
	rate     float64 // a second; gaps are exponential
	requests [][]byte
	each     func(i int, body []byte) // looks at an answer, once all are there: the machine is the server's until then
	conns    int
}

// measured is what came of it.
type measured struct {
	latency []time.Duration // sorted
	took    time.Duration   // first due to last answer
	failed  int
	first   error
}

func (m *measured) quantile(q float64) time.Duration {
	if len(m.latency) == 0 {
		return 0
	}
	return m.latency[min(len(m.latency)-1, int(q*float64(len(m.latency))))]
}

func (m *measured) line() string {
	ms := func(q float64) string { return strconv.FormatFloat(m.quantile(q).Seconds()*1000, 'f', 2, 64) }
	return fmt.Sprintf("p50 %s  p99 %s  p99.9 %s  max %s ms", ms(.5), ms(.99), ms(.999), ms(1))
}

// request is an HTTP request as it goes over the wire.
func (s *schedule) request(method, path, kind string, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n",
		method, path, s.addr, s.token, kind, len(body))
	b.Write(body)
	return b.Bytes()
}

// due is one request with the time at which it is to be sent.
type due struct {
	i  int
	at time.Time
}

// run sends all of it, and gives up with the context.
func (s *schedule) run(ctx context.Context) (measured, error) {
	queue := make(chan due, len(s.requests))
	latency, answers := make([]time.Duration, len(s.requests)), make([][]byte, len(s.requests))
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		failed int
		first  error
	)
	for range s.conns {
		conn, err := dial(ctx, s.addr)
		if err != nil {
			return measured{}, err
		}
		wg.Go(func() {
			defer conn.close()
			for d := range queue {
				body, err := conn.send(s.requests[d.i])
				latency[d.i] = time.Since(d.at)
				if err == nil {
					answers[d.i] = bytes.Clone(body)
					continue
				}
				mu.Lock()
				failed, first = failed+1, cmpErr(first, err)
				mu.Unlock()
			}
		})
	}
	begin := time.Now()
	err := s.pace(ctx, begin, queue)
	close(queue)
	wg.Wait()
	took := time.Since(begin)
	for i, body := range answers {
		if body != nil {
			s.each(i, body)
		}
	}
	slices.Sort(latency)
	return measured{latency: latency, took: took, failed: failed, first: first}, err
}

func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// pace hands the requests out at their times.
func (s *schedule) pace(ctx context.Context, begin time.Time, queue chan<- due) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	gaps := rand.New(rand.NewPCG(1, uint64(len(s.requests))))
	at := begin
	for i := range s.requests {
		at = at.Add(time.Duration(-math.Log(1-gaps.Float64()) / s.rate * float64(time.Second)))
		if err := sleepUntil(at); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		queue <- due{i, at} // it has room for all
	}
	return nil
}

// sleepUntil sleeps by the system's clock: the runtime's wakes up to a millisecond late,
// for which the server would be charged. The caller holds its thread.
func sleepUntil(at time.Time) error {
	for {
		wait := time.Until(at)
		if wait <= 0 {
			return nil
		}
		left := syscall.NsecToTimespec(wait.Nanoseconds())
		if err := syscall.Nanosleep(&left, nil); err != nil && !errors.Is(err, syscall.EINTR) {
			return fmt.Errorf("sleep: %w", err)
		}
	}
}

// conn is one kept connection, without what a client library would cost on the
// same two cores.
type conn struct {
	net.Conn
	in  *bufio.Reader
	buf bytes.Buffer
}

func dial(ctx context.Context, addr string) (*conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, in: bufio.NewReaderSize(c, 16<<10)}, nil
}

func (c *conn) close() { _ = c.Close() } // nothing waits on it any more

// send sends a request and reads its answer; any status but 200 is an error.
func (c *conn) send(request []byte) ([]byte, error) {
	const patience = 60 * time.Second
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	if _, err := c.Write(request); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	c.buf.Reset()
	if _, err := c.buf.ReadFrom(resp.Body); err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %.300s", resp.Status, c.buf.Bytes())
	}
	return c.buf.Bytes(), nil
}
