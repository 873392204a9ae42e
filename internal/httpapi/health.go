package httpapi

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
)

// readyTime bounds one readiness check; orchestrators ask every few seconds.
const readyTime = 2 * time.Second

type healthReply struct {
	Status  string `json:"status"` // ok
	Version string `json:"version"`
}

// healthz is GET /healthz: the process lives. It asks nothing else.
func (a *API) healthz(c *call) error {
	return c.reply(http.StatusOK, healthReply{Status: "ok", Version: a.cfg.Version})
}

type readyReply struct {
	Status  string        `json:"status"` // ready or failing
	Failing []failingPart `json:"failing"`
}

type failingPart struct {
	Part   string `json:"part"`
	Detail string `json:"detail"`
}

// readyz is GET /readyz: 200 when tills can be answered, else 503 and what fails.
func (a *API) readyz(c *call) error {
	ctx, cancel := context.WithTimeout(c.ctx(), readyTime)
	defer cancel()
	out := readyReply{Status: "ready", Failing: []failingPart{}}
	for _, p := range a.cfg.Parts {
		if err := p.Check(ctx); err != nil {
			out.Failing = append(out.Failing, failingPart{Part: p.Name, Detail: why(err)})
		}
	}
	if len(out.Failing) == 0 {
		return c.reply(http.StatusOK, out)
	}
	out.Status = "failing"
	c.w.Header().Set("Retry-After", "1")
	return c.reply(http.StatusServiceUnavailable, out)
}

// why says a failure without its cause.
func why(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "gave no answer within " + readyTime.String()
	}
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Kind != fault.Internal && e.Hint != "" {
		return e.Hint
	}
	return "fails; the log says why"
}

// metrics is GET /metrics: free on loopback, else with a token.
func (a *API) metrics(c *call) error {
	if !isLocal(c.r) {
		who, err := a.bearer(c.r)
		if err != nil {
			return err
		}
		if err := who.Require(access.ReadMetrics); err != nil {
			return err
		}
	}
	a.cfg.Metrics.ServeHTTP(c.w, c.r)
	return nil
}

// isLocal reports whether somebody on this machine asks, and not a proxy for
// somebody elsewhere.
func isLocal(r *http.Request) bool {
	for _, h := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(h) != "" {
			return false
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
