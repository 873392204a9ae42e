package gate

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what the edge does. Labels have few values: routes by their
// pattern, never a person, product, receipt, store or till.
type Metrics struct {
	Handler   http.Handler // shows them all
	registry  *prometheus.Registry
	durations *prometheus.HistogramVec
	overloads *prometheus.CounterVec
	unknown   prometheus.Counter
	lost      prometheus.Counter
}

// NewMetrics registers the edge's metrics beside whatever else is in the
// registry, and serves them all.
func NewMetrics(registry *prometheus.Registry, version string) *Metrics {
	m := &Metrics{
		registry: registry,
		Handler:  promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sartor_http_request_duration_seconds", Help: "Time from request to answer, by route and class of status.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "status"}),
		overloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sartor_http_overload_total", Help: "Requests refused because a lane was full.",
		}, []string{"lane"}),
		unknown: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sartor_till_unknown_fields_total", Help: "Fields of tills and sources that nobody knows; ignored, and named in warnings.",
		}),
		lost: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sartor_http_replay_lost_total", Help: "Answers under an Idempotency-Key that could not be stored.",
		}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "sartor_build_info", Help: "The version that runs.", ConstLabels: prometheus.Labels{"version": version},
	})
	info.Set(1)
	registry.MustRegister(m.durations, m.overloads, m.unknown, m.lost, info)
	return m
}

// Observe counts one answered request; it fits web.Watcher.
func (m *Metrics) Observe(route, _ string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	m.durations.WithLabelValues(route, statusClass(status)).Observe(took.Seconds())
}

func statusClass(status int) string {
	if status < 100 || status > 599 {
		return "other"
	}
	return string(rune('0'+status/100)) + "xx"
}

// Watch shows how many requests are under way in each lane.
func (m *Metrics) Watch(lanes *Lanes) {
	for lane := range lanes.InFlight() {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "sartor_http_in_flight", Help: "Requests under way in a lane.", ConstLabels: prometheus.Labels{"lane": string(lane)},
		}, func() float64 { return float64(lanes.InFlight()[lane]) }))
	}
}

// Overload counts a request that found a lane full.
func (m *Metrics) Overload(l Lane) { m.overloads.WithLabelValues(string(l)).Inc() }

// UnknownFields counts fields of tills that nobody knows.
func (m *Metrics) UnknownFields(n int) { m.unknown.Add(float64(n)) }

// LostReplay counts an answer that could not be kept.
func (m *Metrics) LostReplay() { m.lost.Inc() }
