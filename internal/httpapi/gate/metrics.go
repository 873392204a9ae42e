package gate

import (
	"net/http"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// durations are the upper bounds of the histogram of answers, in seconds.
var durations = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// Metrics counts what the edge does, and shows it in the text format of
// Prometheus. Labels have few values: routes by their pattern, never a person,
// product, receipt, store or till.
//
//	sartor_http_request_duration_seconds  time from request to answer, by route and class of status
//	sartor_http_in_flight                 requests under way, by lane
//	sartor_http_overload_total            requests refused because a lane was full
//	sartor_http_replay_lost_total         answers under an Idempotency-Key that could not be stored
//	sartor_till_unknown_fields_total      fields of tills and sources that nobody knows; ignored, and named in warnings
//	sartor_build_info                     the version that runs
type Metrics struct {
	set           *metrics.Set
	unknown, lost *metrics.Counter
}

// NewMetrics starts at nothing.
func NewMetrics(version string) *Metrics {
	metrics.ExposeMetadata(true) // of which kind each is; the package knows no other way than for all sets
	set := metrics.NewSet()
	set.NewGauge(labelled("sartor_build_info", "version", version), func() float64 { return 1 })
	return &Metrics{
		set:     set,
		unknown: set.NewCounter("sartor_till_unknown_fields_total"),
		lost:    set.NewCounter("sartor_http_replay_lost_total"),
	}
}

// ServeHTTP shows all of them.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.set.WritePrometheus(w)
}

// Observe counts one answered request; it fits web.Watcher.
func (m *Metrics) Observe(route, _ string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	name := labelled("sartor_http_request_duration_seconds", "route", route, "status", statusClass(status))
	m.set.GetOrCreatePrometheusHistogramExt(name, durations).Update(took.Seconds())
}

func statusClass(status int) string {
	if status < 100 || status > 599 {
		return "other"
	}
	return string(rune('0'+status/100)) + "xx"
}

// labelled writes the name of one series: pairs are labels and their values.
func labelled(name string, pairs ...string) string {
	b := append(make([]byte, 0, 128), name...)
	for i := 0; i < len(pairs); i += 2 {
		b = append(b, "{,"[min(i, 1)])
		b = append(append(b, pairs[i]...), '=')
		b = strconv.AppendQuote(b, pairs[i+1])
	}
	return string(append(b, '}'))
}

// Watch shows how many requests are under way in each lane.
func (m *Metrics) Watch(lanes *Lanes) {
	for lane := range lanes.InFlight() {
		m.set.NewGauge(labelled("sartor_http_in_flight", "lane", string(lane)), func() float64 { return float64(lanes.InFlight()[lane]) })
	}
}

// Overload counts a request that found a lane full.
func (m *Metrics) Overload(l Lane) {
	m.set.GetOrCreateCounter(labelled("sartor_http_overload_total", "lane", string(l))).Inc()
}

// UnknownFields counts fields of tills that nobody knows.
func (m *Metrics) UnknownFields(n int) { m.unknown.Add(n) }

// LostReplay counts an answer that could not be kept.
func (m *Metrics) LostReplay() { m.lost.Inc() }
