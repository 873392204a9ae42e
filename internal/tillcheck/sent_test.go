package tillcheck_test

import (
	"context"
	"net/http"
)

// sentKey carries what a till sent past the proxy in front of a twin.
type sentKey struct{}

func withSent(r *http.Request, body string) context.Context {
	return context.WithValue(r.Context(), sentKey{}, body)
}
