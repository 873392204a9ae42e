package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"sartor/internal/access"
	"sartor/internal/httpapi/gate"
	"sartor/internal/httpapi/local"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

func versionRoutes() []route {
	const one, at = "/v1/promotions/{id}", "/v1/promotions/{id}/stores/{store}"
	get := func(path string, action access.Action, answer func(*API, *call) error) route {
		return route{pattern: "GET " + path, action: action, lane: gate.Desks, answer: answer}
	}
	out := []route{
		get(one+"/versions", access.ReadPromotions, listed(local.Room.Editions)),
		get(one+"/stores", access.ReadPromotions, listed(local.Room.List)),
		get(at, access.ReadPromotions, asked(local.Room.Read)),
		get(at+"/history", access.ReadPromotions, listed(local.Room.History)),
		get("/v1/approvals", access.EditPromotions, listed(local.Room.Queue)),
		{pattern: "PUT " + at, action: access.EditVersions, lane: gate.Desks, most: mostAdmin, answer: matched(asked(local.Room.Put))},
		{pattern: "PATCH " + at, action: access.EditVersions, lane: gate.Desks, most: mostAdmin, answer: matched(asked(local.Room.Patch))},
		{pattern: "DELETE " + at, action: access.EditVersions, lane: gate.Desks, answer: asked(local.Do(promotion.Withdraw))},
		{pattern: "POST " + one + "/versions/{version}/restore", action: access.EditPromotions, lane: gate.Desks, traits: keyed, answer: matched(asked(local.Room.Restore))},
		{pattern: "POST " + one + "/transfers", action: access.EditPromotions, lane: gate.Desks, most: mostSmall, traits: keyed, answer: asked(local.Room.Transfer)},
	}
	for _, s := range []struct {
		path   string
		do     promotion.Do
		action access.Action
	}{
		{"/submit", promotion.Submit, access.EditVersions}, {"/publish", promotion.Publish, access.EditVersions},
		{"/withdraw", promotion.Withdraw, access.EditVersions}, {"/undo", promotion.Undo, access.EditVersions},
		{"/approve", promotion.Approve, access.EditPromotions}, {"/send-back", promotion.SendBack, access.EditPromotions},
	} {
		out = append(out, route{pattern: "POST " + at + s.path, action: s.action, lane: gate.Desks, most: mostSmall, traits: keyed, answer: asked(local.Do(s.do))})
	}
	return out
}

func (a *API) localCall(c *call) *local.Call {
	return &local.Call{
		Who: c.who, At: local.At{Promotion: retail.PromotionID(c.r.PathValue("id")), Store: retail.StoreID(c.r.PathValue("store"))},
		Match: c.r.Header.Get("If-Match"), Version: c.r.PathValue("version"), Body: c.body, Now: a.cfg.Now(), Decode: wire.DecodeStrict,
	}
}

// asked answers with what a room says, and shows what stands where it is stale.
func asked(ask func(local.Room, context.Context, *local.Call) (local.Reply, error)) func(*API, *call) error {
	return func(a *API, c *call) error {
		out, err := ask(local.Room{Versions: a.cfg.Versions}, c.ctx(), a.localCall(c))
		if old, ok := errors.AsType[*local.Stale](err); ok {
			v := local.ViewOf(&old.State)
			c.w.Header().Set("ETag", strconv.Quote(strconv.FormatInt(v.Version, 10)))
			return room.NewStale(v)
		}
		switch {
		case err != nil:
			return err
		case out.Tag == "":
			return c.reply(http.StatusOK, out.Body)
		}
		return c.tagged(http.StatusOK, out.Body, out.Tag)
	}
}

// matched asks for the version that is edited.
func matched(answer func(*API, *call) error) func(*API, *call) error {
	return func(a *API, c *call) error {
		if c.r.Header.Get("If-Match") == "" {
			return errNoIfMatch()
		}
		return answer(a, c)
	}
}

func listed(ask func(local.Room, context.Context, *local.Call) (local.List, error)) func(*API, *call) error {
	return func(a *API, c *call) error {
		page, err := pageOf(c.r)
		if err != nil {
			return err
		}
		in := a.localCall(c)
		in.After, in.Limit = page.After, page.Limit
		out, err := ask(local.Room{Versions: a.cfg.Versions}, c.ctx(), in)
		if err != nil {
			return err
		}
		return replyList(c, out.Items, out.After)
	}
}
