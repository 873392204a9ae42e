package httpapi

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"sartor/internal/access"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/till"
)

// tillCall decodes a receipt and checks that the caller may act for its till.
func (a *API) tillCall(c *call, action access.Action) (till.Call, error) {
	call, err := wire.Receipt(c.body, c.who)
	if err != nil {
		return till.Call{}, err
	}
	r := &call.Receipt
	if err := c.who.RequireAtTill(action, r.Store, r.Till); err != nil {
		return till.Call{}, err
	}
	a.count(call.Warnings, r.Store, r.Till)
	return call, nil
}

// quote is POST /v1/till/quote.
func (a *API) quote(c *call) error {
	call, err := a.tillCall(c, access.CloseTill)
	if err != nil {
		return err
	}
	reply, err := a.cfg.Desk.Quote(c.ctx(), call)
	if err != nil {
		return err
	}
	return c.bytes(reply)
}

// close is POST /v1/till/close.
func (a *API) close(c *call) error {
	call, err := a.tillCall(c, access.CloseTill)
	if err != nil {
		return err
	}
	reply, err := a.cfg.Desk.Close(c.ctx(), call)
	if err != nil {
		return err
	}
	return c.bytes(reply)
}

// replayedHeader marks an answer that was given before.
const replayedHeader = "Idempotent-Replayed"

// bytes answers with what the desk stored, byte for byte.
func (c *call) bytes(reply till.Reply) error {
	h := c.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(reply.Body))) // in one piece: small tills read no chunks
	if reply.Replayed {
		h.Set(replayedHeader, "true")
	}
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(reply.Body) // a till that hung up repeats the close
	return nil
}

type ackBody struct {
	Receipt string         `json:"receipt"`
	Printed *bool          `json:"printed"`
	Unknown jsontext.Value `json:",embed"`
}

type ackReply struct {
	till.AckAnswer
	Warnings []string `json:"warnings"`
}

// ack is POST /v1/till/close/ack.
func (a *API) ack(c *call) error {
	var b ackBody
	if err := wire.DecodeLenient(c.body, &b); err != nil {
		return err
	}
	if b.Printed == nil {
		return wire.Invalid("/printed", "is missing; true when the customer got the strip, false voids its vouchers")
	}
	id, err := a.receiptOf(c, b.Receipt)
	if err != nil {
		return err
	}
	var out ackReply
	if *b.Printed {
		out.AckAnswer, err = a.cfg.Desk.Printed(c.ctx(), id)
	} else {
		out.AckAnswer, err = a.cfg.Desk.NotPrinted(c.ctx(), id, c.who.ID)
	}
	if err != nil {
		return err
	}
	out.Warnings = a.ignored(c, b.Unknown)
	return c.reply(http.StatusOK, out)
}

type voidBody struct {
	Receipt string         `json:"receipt"`
	Reason  string         `json:"reason"`
	At      string         `json:"at"`
	Unknown jsontext.Value `json:",embed"`
}

type voidReply struct {
	till.VoidAnswer
	Warnings []string `json:"warnings"`
}

// void is POST /v1/till/void.
func (a *API) void(c *call) error {
	var b voidBody
	if err := wire.DecodeLenient(c.body, &b); err != nil {
		return err
	}
	if err := checkReason(b.Reason); err != nil {
		return err
	}
	at, err := a.happened("/at", b.At)
	if err != nil {
		return err
	}
	id, err := a.receiptOf(c, b.Receipt)
	if err != nil {
		return err
	}
	answer, known, err := a.cfg.Desk.Void(c.ctx(), till.VoidCall{Receipt: id, Reason: b.Reason, At: at, Actor: c.who.ID})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if !known {
		status = http.StatusAccepted
	}
	return c.reply(status, voidReply{VoidAnswer: answer, Warnings: a.ignored(c, b.Unknown)})
}

// Bounds of what a body names beside a receipt.
const (
	mostReceiptID = 128 // as in touchpoint.MaxID
	mostReason    = 200 // bytes of free text
)

// receiptOf checks a receipt id and that its store, when it has arrived, is one
// the caller acts for.
func (a *API) receiptOf(c *call, text string) (retail.ReceiptID, error) {
	switch {
	case strings.TrimSpace(text) == "":
		return "", wire.Invalid("/receipt", "is missing; name the receipt as its close did")
	case len(text) > mostReceiptID || strings.ContainsFunc(text, wire.IsControl):
		return "", wire.Invalid("/receipt", "is longer than 128 bytes or holds a control character")
	}
	id := retail.ReceiptID(text)
	if len(c.who.Stores) == 0 {
		return id, nil
	}
	store, found, err := a.cfg.Vouchers.StoreOf(c.ctx(), id)
	if err != nil || !found {
		return id, err
	}
	return id, c.who.RequireAt(access.CloseTill, store)
}

func checkReason(s string) error {
	if len(s) > mostReason || strings.ContainsFunc(s, wire.IsControl) {
		return wire.Invalid("/reason", "is longer than 200 bytes or holds a line break; a few words will do")
	}
	return nil
}

// happened reads a time that must not lie ahead by more than clocks differ; 0
// when it is absent.
func (a *API) happened(pointer, s string) (retail.Micros, error) {
	at, err := wire.Instant(pointer, s)
	if err != nil {
		return 0, err
	}
	if at > retail.MicrosOf(a.cfg.Now().Add(ahead)) {
		out := wire.Invalid(pointer, "lies more than 5 minutes ahead; set the clock")
		out.Code = "future"
		return 0, out
	}
	return at, nil
}

// ignored names and counts the unknown fields of a small body.
func (a *API) ignored(c *call, unknown jsontext.Value) []string {
	warnings := wire.Ignored(unknown)
	var store retail.StoreID
	if len(c.who.Stores) == 1 {
		store = c.who.Stores[0]
	}
	a.count(warnings, store, c.who.Till)
	return present(warnings)
}

// present is a list that is never absent.
func present[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
