package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// The limits of a session.
const (
	SessionIdle = 12 * time.Hour      // a working day without a click ends it
	SessionMost = 14 * 24 * time.Hour // then staff sign in again whatever they did
	touchEvery  = time.Minute         // how exactly "last seen" is kept: bounds the writes
	sessionName = "sartor_session"
)

// Session is somebody signed in. Hash is what is stored instead of the token.
type Session struct {
	Hash    []byte           // SHA-256 of the token
	ID      string           // "ses_…": how lists call it; gives nobody access
	Device  string           // what it was begun with, in words
	Who     access.Principal // for whom it acts: with By, when for a colleague
	Visit   Visit
	Created retail.Micros
	Seen    retail.Micros
	Expires retail.Micros // never later than Created + SessionMost

	token string // in the cookie only
}

// Key names the session among others; it opens nothing.
func (s Session) Key() string { return string(s.Hash) }

// Visit is how long somebody acts for a colleague, and why.
type Visit struct {
	Reason string
	Ends   retail.Micros
}

// Sessions keeps sessions; db fulfils it. Find answers fault.NotFound for what
// is unknown or ended, and reads name, role and
// stores anew, so that whoever is disabled or moved is so at once.
type Sessions interface {
	CreateSession(ctx context.Context, s Session) error
	FindSession(ctx context.Context, hash []byte) (Session, error)
	TouchSession(ctx context.Context, hash []byte, seen retail.Micros) error
	EndSession(ctx context.Context, hash []byte) error
}

// Keeper gives out and reads the session cookie.
type Keeper struct {
	Sessions  Sessions
	Now       func() time.Time
	BehindTLS bool // a proxy in front ends TLS: the cookie is Secure all the same
}

// Start signs somebody in: a new random token in an HttpOnly cookie, its hash in
// storage.
func (k Keeper) Start(w http.ResponseWriter, r *http.Request, who access.Principal) (Session, error) {
	now := k.Now()
	s := Session{Who: who, ID: "ses_" + randomText(12), Device: DeviceOf(r.UserAgent()), token: randomText(32)}
	s.Hash = hashToken(s.token)
	s.Created, s.Seen = retail.MicrosOf(now), retail.MicrosOf(now)
	s.Expires = retail.MicrosOf(now.Add(SessionMost))
	if err := k.Sessions.CreateSession(r.Context(), s); err != nil {
		return Session{}, fault.At("web.Start", err)
	}
	http.SetCookie(w, k.cookie(r, s.token, SessionMost))
	return s, nil
}

// Find returns the session of a request; fault.Unknown when there is none.
func (k Keeper) Find(r *http.Request) (Session, error) {
	const op = "web.Find"
	c, err := r.Cookie(sessionName)
	if err != nil || c.Value == "" {
		return Session{}, fault.At(op, errSignedOut())
	}
	hash := hashToken(c.Value)
	s, err := k.Sessions.FindSession(r.Context(), hash)
	if fault.Is(err, fault.NotFound) {
		return Session{}, fault.At(op, errSignedOut())
	}
	if err != nil {
		return Session{}, fault.At(op, err)
	}
	now := k.Now()
	if !now.Before(s.Expires.Time()) || now.Sub(s.Seen.Time()) >= SessionIdle {
		return Session{}, fault.At(op, errSignedOut())
	}
	if now.Sub(s.Seen.Time()) >= touchEvery {
		if err := k.Sessions.TouchSession(r.Context(), hash, retail.MicrosOf(now)); err != nil {
			return Session{}, fault.At(op, err)
		}
	}
	s.token, s.Hash = c.Value, hash
	return s, nil
}

// Had reports whether a request comes from somebody who was signed in: Find says whether
// they still are.
func Had(r *http.Request) bool {
	c, err := r.Cookie(sessionName)
	return err == nil && c.Value != ""
}

// End signs out: the stored session and the cookie go.
func (k Keeper) End(w http.ResponseWriter, r *http.Request) error {
	const op = "web.End"
	c, err := r.Cookie(sessionName)
	if errors.Is(err, http.ErrNoCookie) {
		return nil // nobody to sign out
	}
	if err != nil {
		return fault.At(op, err)
	}
	gone := k.cookie(r, "", 0)
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	return fault.At(op, k.Sessions.EndSession(r.Context(), hashToken(c.Value)))
}

func (k Keeper) cookie(r *http.Request, token string, life time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: sessionName, Value: token, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: k.BehindTLS || r.TLS != nil,
	}
}

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func errSignedOut() error {
	return fault.New(fault.Unknown, "signed_out", "Sign in first.")
}
