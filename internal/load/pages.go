package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// What a page is held to (issue 4: with a million customers, a thousand stores).
const (
	pageP95   = 100 * time.Millisecond
	pageBytes = 150 << 10 // of a first visit, compressed, with its static files
	pageTimes = 20        // each, one after the other
)

// pages measures the console: each page alone, its size, and many people clicking.
func (b *bench) pages(ctx context.Context, args []string) error {
	users, seconds, think := 200, 20, 5
	b.flags.IntVar(&users, "users", users, "people who click; 0 for none")
	b.flags.IntVar(&seconds, "seconds", seconds, "how long they click")
	b.flags.IntVar(&think, "think", think, "seconds between two clicks of one person")
	if err := b.parse(args); err != nil {
		return err
	}
	door, err := b.clerk(ctx)
	if err != nil {
		return err
	}
	server, err := b.start(ctx)
	if err != nil {
		return err
	}
	c := &clicker{bench: b, server: server}
	err = c.measure(ctx, door, clicks{users, think, time.Duration(seconds) * time.Second})
	return errors.Join(err, server.stop())
}

// clerk makes somebody who may see every page, and returns the form of the sign-in.
func (b *bench) clerk(ctx context.Context) (url.Values, error) {
	login, password := fmt.Sprintf("clicks%d", time.Now().Unix()), "load "+rand.Text()
	if err := os.Setenv("LOAD_CLICKS_PASSWORD", password); err != nil {
		return nil, err
	}
	_, err := b.sartor(ctx, "user", "add", login, "--role", "owner", "--password-env", "LOAD_CLICKS_PASSWORD", "--db", b.db)
	return url.Values{"login": {login}, "password": {password}}, err
}

// clicks are those of many people, each of whom thinks so many seconds before the next.
type clicks struct {
	users, think int
	during       time.Duration
}

func (c clicks) count() int { return c.users * int(c.during/time.Second) / max(c.think, 1) }

// clicker is somebody signed in.
type clicker struct {
	*bench
	server *serving
	http   http.Client
	paths  []string
}

func (c *clicker) measure(ctx context.Context, door url.Values, many clicks) error {
	if err := c.enter(ctx, door); err != nil {
		return err
	}
	for _, path := range c.paths {
		if err := c.alone(ctx, path); err != nil {
			return err
		}
	}
	if many.users == 0 {
		return nil
	}
	return c.together(ctx, many)
}

// enter signs in and looks for the pages there are.
func (c *clicker) enter(ctx context.Context, door url.Values) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	c.http = http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 256}}
	if err := c.signIn(ctx, door); err != nil {
		return err
	}
	return c.find(ctx)
}

func (c *clicker) signIn(ctx context.Context, door url.Values) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.addr+"/sign-in", strings.NewReader(door.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || strings.HasSuffix(answer.Request.URL.Path, "/sign-in") {
		return fmt.Errorf("signing in ended at %s with %d", answer.Request.URL, answer.StatusCode)
	}
	return nil
}

// get reads a page as it travels.
func (c *clicker) get(ctx context.Context, path, encoding string) ([]byte, time.Duration, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.addr+path, http.NoBody)
	if err != nil {
		return nil, 0, err
	}
	r.Header.Set("Accept-Encoding", encoding)
	began := time.Now()
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, 0, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d", path, answer.StatusCode)
	}
	return body, time.Since(began), err
}

// find completes the list of pages with one of each kind that lists lead to, and
// what there is of it.
func (c *clicker) find(ctx context.Context) error {
	c.paths = []string{
		"/today", "/customers", "/customers?after=all", "/vouchers", "/promotions", "/promotions?state=live", "/promotions/new", "/approvals", "/segments", "/stores", "/stock", "/rollouts", "/learn", "/me",
		"/settings", "/settings/chain", "/settings/staff", "/settings/sessions", "/settings/tokens", "/settings/audit", "/find?q=a", "/find?part=1&q=12",
	}
	var promotion, store string
	for list, link := range map[string]string{
		"/customers?after=all": `href="(/customers/cus_[^"?#]+)"`, "/vouchers": `href="(/vouchers/[^"?#]+)"`, "/promotions": `href="(/promotions/prm_[^"?#/]+)"`, "/stores": `href="(/stores/[^"?#]+)"`,
	} {
		body, _, err := c.get(ctx, list, "identity")
		if err != nil {
			return err
		}
		hit := regexp.MustCompile(link).FindSubmatch(body)
		if hit == nil {
			continue
		}
		c.paths = append(c.paths, string(hit[1]))
		switch list {
		case "/promotions":
			promotion = string(hit[1])
			c.paths = append(c.paths, promotion+"/edit", promotion+"/history")
		case "/stores":
			store = string(hit[1])
		}
	}
	if promotion != "" && store != "" {
		c.paths = append(c.paths, promotion+store)
	}
	slices.Sort(c.paths)
	return nil
}

// alone asks for one page again and again, and says what a first visit weighs.
func (c *clicker) alone(ctx context.Context, path string) error {
	body, first, err := c.get(ctx, path, "gzip") // fills caches, and what is kept
	if err != nil {
		return err
	}
	weight := len(body)
	plain, _, err := c.get(ctx, path, "identity")
	if err != nil {
		return err
	}
	for _, file := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllSubmatch(plain, -1) {
		static, _, err := c.get(ctx, string(file[1]), "gzip")
		if err != nil {
			return err
		}
		weight += len(static)
	}
	before, err := c.server.cpu()
	if err != nil {
		return err
	}
	m := measured{}
	for range pageTimes {
		_, took, err := c.get(ctx, path, "gzip")
		if err != nil {
			return err
		}
		m.latency = append(m.latency, took)
	}
	after, err := c.server.cpu()
	slices.Sort(m.latency)
	each := (after - before) / pageTimes
	c.row(path, fmt.Sprintf("first %s, then p50 %s, p95 %s, %s CPU of the server, %d KiB", milli(first), milli(m.quantile(.5)), milli(m.quantile(.95)), milli(each), weight>>10), fmt.Sprintf("p95 ≤ %d ms, ≤ %d KiB", pageP95.Milliseconds(), pageBytes>>10))
	return err
}

func milli(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }

// together lets many people click, each page in turn, at an even pace: what waits is
// charged from the moment of the click.
func (c *clicker) together(ctx context.Context, many clicks) error {
	var (
		mu   sync.Mutex
		wait sync.WaitGroup
		m    measured
	)
	before, err := c.server.cpu()
	if err != nil {
		return err
	}
	began, count := time.Now(), many.count()
	for i := range count {
		due := began.Add(many.during * time.Duration(i) / time.Duration(count))
		time.Sleep(time.Until(due))
		wait.Go(func() {
			_, _, err := c.get(ctx, c.paths[i%len(c.paths)], "gzip")
			mu.Lock()
			defer mu.Unlock()
			m.latency = append(m.latency, time.Since(due))
			if err != nil {
				m.failed, m.first = m.failed+1, err
			}
		})
	}
	wait.Wait()
	m.took = time.Since(began)
	slices.Sort(m.latency)
	after, err := c.server.cpu()
	c.row(fmt.Sprintf("%d people, %d clicks in %s", many.users, count, many.during), fmt.Sprintf("p50 %s, p95 %s, %s CPU of the server each, %d failed", milli(m.quantile(.5)), milli(m.quantile(.95)), milli((after-before)/time.Duration(count)), m.failed), fmt.Sprintf("p95 ≤ %d ms", pageP95.Milliseconds()))
	return errors.Join(err, m.first)
}
