package httpapi

import (
	"context"
	"net/http"
	"strings"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// call is one request on its way through a handler.
type call struct {
	w    http.ResponseWriter
	r    *http.Request
	who  access.Principal
	body []byte // of routes that name a limit
}

func (c *call) ctx() context.Context { return c.r.Context() }

// reply answers with JSON.
func (c *call) reply(status int, v any) error { return web.WriteJSON(c.w, status, v) }

// serve is the only place where a handler's error becomes a status.
func (a *API) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.ContentLength != 0 { // also of a body that nobody reads
			wire.Patience(w, a.bodies.Time)
		}
		if err := a.answer(rt, &call{w: w, r: r}); err != nil {
			a.fail(w, r, err)
		}
	})
}

// answer lets the request through the doors, in this order: who asks, may they,
// is the body within bounds, is there room.
func (a *API) answer(rt route, c *call) error {
	if rt.action != "" {
		who, err := a.bearer(c.r)
		if err != nil {
			return err
		}
		if err := who.Require(rt.action); err != nil {
			return err
		}
		if store := c.r.PathValue("store"); store != "" && !who.MayAt(rt.action, retail.StoreID(store)) {
			return errNoStore(store) // another's store and none are told apart by nobody
		}
		c.who = who
	}
	if rt.most > 0 {
		body, release, err := a.bodies.Read(c.w, c.r, rt.most)
		if err != nil {
			return err
		}
		defer release()
		c.body = body
	}
	leave, err := a.lanes.Enter(rt.lane)
	if err != nil {
		return err
	}
	defer leave()
	if rt.traits&keyed != 0 {
		return a.remembered(c, rt.answer)
	}
	return rt.answer(a, c)
}

// bearer returns who stands behind the request's token.
func (a *API) bearer(r *http.Request) (access.Principal, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return access.Principal{}, fault.New(fault.Unknown, "unauthorized", "send a token as Authorization: Bearer TOKEN; make one with sartor token create")
	}
	return access.Bearer(r.Context(), a.tokens, strings.TrimSpace(token), retail.MicrosOf(a.cfg.Now()))
}
