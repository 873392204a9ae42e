package gate

import (
	"bytes"
	"net/http"
	"sync"
)

// Running are the keys whose first request is still under way.
type Running struct {
	mu   sync.Mutex
	keys map[string]bool
}

// NewRunning returns none.
func NewRunning() *Running { return &Running{keys: map[string]bool{}} }

// Begin reports false when a request of the key is under way.
func (r *Running) Begin(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keys[key] {
		return false
	}
	r.keys[key] = true
	return true
}

// End lets the key go.
func (r *Running) End(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.keys, key)
}

// keptHeaders are stored with an answer.
func keptHeaders() []string { return []string{"Content-Type", "ETag", "Location"} }

// Keeper sends an answer and keeps it.
type Keeper struct {
	http.ResponseWriter
	Status int
	body   bytes.Buffer
	kept   []byte // in place of the body
}

// WriteHeader remembers the status.
func (k *Keeper) WriteHeader(status int) {
	if k.Status == 0 {
		k.Status = status
	}
	k.ResponseWriter.WriteHeader(status)
}

// Write keeps the bytes.
func (k *Keeper) Write(b []byte) (int, error) {
	if k.Status == 0 {
		k.Status = http.StatusOK
	}
	k.body.Write(b)
	return k.ResponseWriter.Write(b)
}

// KeepInstead has another body kept than the one that is sent: an answer with a
// secret is never kept.
func (k *Keeper) KeepInstead(body []byte) { k.kept = body }

// Stored is the answer as lines of headers, an empty line and the body.
func (k *Keeper) Stored() []byte {
	var out bytes.Buffer
	for _, name := range keptHeaders() {
		if v := k.Header().Get(name); v != "" {
			out.WriteString(name + ": " + v + "\n")
		}
	}
	out.WriteByte('\n')
	if k.kept != nil {
		out.Write(k.kept)
	} else {
		out.Write(k.body.Bytes())
	}
	return out.Bytes()
}
