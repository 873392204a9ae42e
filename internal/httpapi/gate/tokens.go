package gate

import (
	"context"
	"sync"
	"time"

	"sartor/internal/access"
)

const (
	tokenTime  = 5 * time.Second // a withdrawn token works at most so much longer
	mostTokens = 20_000          // as many tills; about 6 MiB
)

// Tokens spares the database a look-up for every request of a till. Only found
// tokens are kept.
type Tokens struct {
	tokens access.Tokens
	now    func() time.Time
	mu     sync.Mutex
	kept   map[access.TokenHash]keptToken
}

type keptToken struct {
	token access.APIToken
	until time.Time
}

// NewTokens returns a memory in front of stored tokens.
func NewTokens(tokens access.Tokens, now func() time.Time) *Tokens {
	return &Tokens{tokens: tokens, now: now, kept: map[access.TokenHash]keptToken{}}
}

// TokenByHash finds a token, in memory when it was found just now.
func (t *Tokens) TokenByHash(ctx context.Context, hash access.TokenHash) (access.APIToken, error) {
	now := t.now()
	t.mu.Lock()
	k, kept := t.kept[hash]
	t.mu.Unlock()
	if kept && now.Before(k.until) {
		return k.token, nil
	}
	found, err := t.tokens.TokenByHash(ctx, hash)
	if err != nil {
		return access.APIToken{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.kept) >= mostTokens {
		clear(t.kept)
	}
	t.kept[hash] = keptToken{token: found, until: now.Add(tokenTime)}
	return found, nil
}
