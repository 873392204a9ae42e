package rooms

import (
	"context"
	"crypto/subtle"
	"sync"

	"sartor/internal/access"
	"sartor/internal/fault"
)

// Link lets the browser that has it sign in once per click as somebody.
type Link struct {
	Token string
	Who   access.Principal
}

// Links are those of a demo; they grow while its chain is made.
type Links struct {
	mu  sync.Mutex
	all []Link
}

// Add makes a link good.
func (l *Links) Add(link Link) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, link)
}

// who is behind a token; without links nobody is.
func (l *Links) who(token string) (access.Principal, bool) {
	if l == nil {
		return access.Principal{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, k := range l.all {
		if subtle.ConstantTimeCompare([]byte(k.Token), []byte(token)) == 1 {
			return k.Who, true
		}
	}
	return access.Principal{}, false
}

// OpenLink takes a demo's one-click link.
func (r rooms) OpenLink(_ context.Context, token string) (access.Principal, error) {
	who, ok := r.Links.who(token)
	if !ok {
		return access.Principal{}, fault.New(fault.Unknown, "", "this link is not good; start the demo again for a new one")
	}
	return who, nil
}
