package server

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

type deadlines struct {
	*httptest.ResponseRecorder
	until time.Time
}

// SetWriteDeadline remembers the deadline.
func (d *deadlines) SetWriteDeadline(t time.Time) error {
	d.until = t
	return nil
}

// Whoever asks and does not read is cut off: an answer is never written without
// a deadline.
func TestBounded_AnswersHaveADeadline(t *testing.T) {
	t.Parallel()
	s := Bounded(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "answer") }))
	w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	s.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if left := time.Until(w.until); left <= 0 || left > writeTimeout {
		t.Errorf("the answer's deadline is %v away, want up to %v", left, writeTimeout)
	}
}
