package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"sartor/internal/web"
)

// Limits of the HTTP server. A slow sender is cut off after readTimeout; a till
// waits 800 ms, so stopTimeout only ends what has hung. A reader that takes none
// of an answer for writeTimeout is cut off; 1 MiB passes at 280 kbit/s.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = 120 * time.Second
	stopTimeout   = 15 * time.Second // in-flight closes finish within it
	mostHeader    = 64 << 10
)

// Pages are what the server answers with.
type Pages struct {
	Paths   []string     // those of the API
	API     http.Handler // under Paths
	Console http.Handler // everywhere else
	Observe func(route, method string, status int, took time.Duration)
}

// HTTP joins API and console behind one log, one set of headers and limits.
func (c *Chain) HTTP(p Pages) *http.Server {
	mux := http.NewServeMux()
	for _, path := range p.Paths {
		mux.Handle(path, p.API)
	}
	mux.Handle("/", p.Console)
	s := Bounded(web.Watcher{Log: c.Log, Now: c.Clock, Observe: p.Observe}.Requests(web.Readable(mux)))
	s.ErrorLog = slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn)
	return s
}

// Bounded is a server with limits on what a slow or large sender may hold.
func Bounded(h http.Handler) *http.Server {
	return &http.Server{
		Handler: web.Impatient(writeTimeout, h), ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: mostHeader,
	}
}

// Serve serves until the context ends, then lets requests in flight finish.
func Serve(ctx context.Context, server *http.Server, l net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := server.Shutdown(end)
	if errors.Is(err, context.DeadlineExceeded) { // only streams are left
		return server.Close()
	}
	return err
}
