package httpapi

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/wire"
	"sartor/internal/till"
)

// Bounds of one request of facts (CONTRACTS.md 2.1).
const (
	mostReceipts = 5_000
	mostRefused  = 100      // named; all are counted
	usualLine    = 64 << 10 // bytes of a line that are read without another buffer
	chunk        = 256      // receipts handed to the desk at once: a group or a few of the database
)

// factsReply is what POST /v1/receipts answers.
type factsReply struct {
	Accepted     int           `json:"accepted"`
	Duplicates   int           `json:"duplicates"`
	Refused      []refusedView `json:"refused"`
	RefusedTotal int           `json:"refused_total"`
	Warnings     []string      `json:"warnings"`
}

// refusedView says why one receipt was refused; the others were not.
type refusedView struct {
	Index  int    `json:"index"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// receipts is POST /v1/receipts: one receipt, or many as NDJSON, always as facts.
func (a *API) receipts(c *call) error {
	f := &intake{api: a, call: c, reply: factsReply{Refused: []refusedView{}, Warnings: []string{}}}
	var err error
	if isLines(c.r.Header.Get("Content-Type")) {
		err = f.stream()
	} else {
		err = f.single()
	}
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, f.reply)
}

// isLines reports whether the body holds a JSON value a line.
func isLines(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines", "application/json-lines":
		return true
	}
	return false
}

// intake is one request of facts on its way.
type intake struct {
	api   *API
	call  *call
	reply factsReply
	calls []till.Call
	index []int // of each call among the receipts sent
	read  int   // receipts read so far
}

// single takes one receipt.
func (f *intake) single() error {
	body, release, err := f.api.bodies.Read(f.call.w, f.call.r, mostClose)
	if err != nil {
		return err
	}
	defer release()
	if err := f.take(body); err != nil {
		if fault.Is(err, fault.Malformed) {
			return err // nothing could be read at all
		}
		f.refuse(0, err)
	}
	return f.hand()
}

// stream takes a receipt a line and hands them on in chunks, so that what came
// before a broken connection is kept.
func (f *intake) stream() error {
	if f.call.r.ContentLength > mostFacts {
		return wire.ErrLarge(mostFacts)
	}
	in, err := wire.Unpacked(f.call.w, f.call.r, mostFacts)
	if err != nil {
		return err
	}
	lines := bufio.NewReaderSize(in, usualLine)
	for more := true; more; {
		wire.Patience(f.call.w, f.api.bodies.Time)
		var broken error
		more, broken = f.fill(lines)
		if err := f.hand(); err != nil { // kept, whatever broke behind it
			return err
		}
		if broken != nil {
			return broken
		}
	}
	wire.Patience(f.call.w, 0)
	return nil
}

// fill reads up to a chunk of receipts. more is false at the end of the body.
func (f *intake) fill(lines *bufio.Reader) (more bool, err error) {
	for len(f.calls) < chunk {
		line, err := readLine(lines)
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return false, wire.BodyError(err)
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if f.read == mostReceipts {
				return false, fault.New(fault.TooLarge, "too_large", "one request holds at most %d receipts; those before are kept, send the rest in another", mostReceipts)
			}
			if err := f.take(line); err != nil {
				f.refuse(f.read-1, err)
			}
		}
		if last {
			return false, nil
		}
	}
	return true, nil
}

// readLine reads to the next line break; the body's limit bounds it.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	long := bytes.Clone(line)
	for errors.Is(err, bufio.ErrBufferFull) {
		line, err = r.ReadSlice('\n')
		long = append(long, line...)
	}
	return long, err
}

// take decodes one receipt and puts it with those to be handed on.
func (f *intake) take(body []byte) error {
	i := f.read
	f.read++
	call, err := wire.Receipt(body, f.call.who)
	if err != nil {
		return err
	}
	r := &call.Receipt
	if err := f.call.who.RequireAtTill(access.ImportFacts, r.Store, r.Till); err != nil {
		return err
	}
	f.warn(i, call.Warnings)
	f.api.count(call.Warnings, r.Store, r.Till)
	f.calls, f.index = append(f.calls, call), append(f.index, i)
	return nil
}

// warn names unknown fields, with the receipt they stood in.
func (f *intake) warn(i int, warnings []string) {
	for _, w := range warnings {
		if len(f.reply.Warnings) < wire.MostWarnings {
			field, found := strings.CutPrefix(w, wire.UnknownField)
			if found {
				w = wire.UnknownField + "/" + strconv.Itoa(i) + field
			}
			f.reply.Warnings = append(f.reply.Warnings, w)
		}
	}
}

// hand gives the chunk to the desk and books what became of each.
func (f *intake) hand() error {
	if len(f.calls) == 0 {
		return nil
	}
	results, err := f.api.cfg.Desk.Facts(f.call.ctx(), f.calls)
	if err != nil {
		return err
	}
	for k, r := range results {
		switch {
		case r.Err != nil:
			f.refuse(f.index[k], r.Err)
		case r.Duplicate:
			f.reply.Duplicates++
		default:
			f.reply.Accepted++
		}
	}
	f.calls, f.index = f.calls[:0], f.index[:0]
	return nil
}

// refuse names one receipt that was refused.
func (f *intake) refuse(i int, err error) {
	f.reply.RefusedTotal++
	if len(f.reply.Refused) < mostRefused {
		f.reply.Refused = append(f.reply.Refused, refusedView{Index: i, Code: fault.CodeOf(err), Detail: wire.Detail(err)})
	}
}
