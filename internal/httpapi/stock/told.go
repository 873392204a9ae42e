package stock

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// ToldView is what became of movements.
type ToldView struct {
	Accepted     int           `json:"accepted"`
	Duplicates   int           `json:"duplicates"`
	Refused      []RefusedView `json:"refused"`
	RefusedTotal int           `json:"refused_total"`
	Warnings     []string      `json:"warnings"`
}

// RefusedView says why one was refused; the others were not.
type RefusedView struct {
	Index  int    `json:"index"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (v *ToldView) refuse(i int, err error) {
	v.RefusedTotal++
	if len(v.Refused) < mostRefused {
		v.Refused = append(v.Refused, RefusedView{i, fault.CodeOf(err), wire.Detail(err)})
	}
}

// unlisted names the lines of products that stand on no list: what was told of them is
// kept, and may be a slip of the pen.
func (v *ToldView) unlisted(i int, lines []int, n *stock.Note) {
	for _, line := range lines {
		if len(v.Warnings) == wire.MostWarnings {
			return
		}
		v.Warnings = append(v.Warnings, fmt.Sprintf("unlisted_product:/%d/lines/%d %s", i, line, wire.Clip(string(n.Lines[line].Product))))
	}
}

// tell is POST /v1/stock/movements: one movement, or many as NDJSON.
func (p Ports) tell(c *room.Call) error {
	kind, _, _ := mime.ParseMediaType(c.R.Header.Get("Content-Type")) // what cannot be read is JSON
	bodies := [][]byte{c.Body}
	if kind == "application/x-ndjson" || kind == "application/jsonl" {
		bodies = bytes.Split(c.Body, []byte("\n"))
	}
	out := ToldView{Refused: []RefusedView{}, Warnings: []string{}}
	var notes []stock.Note
	var of []int
	read := 0
	for _, body := range bodies {
		if body = bytes.TrimSpace(body); len(body) == 0 && len(bodies) > 1 {
			continue
		}
		if read == mostMovements {
			return fault.New(fault.TooLarge, "too_large", "one request holds at most %d movements; send the rest in another", mostMovements)
		}
		n, err := p.read(c, body, &out)
		switch {
		case err == nil:
			notes, of = append(notes, n), append(of, read)
		case len(bodies) == 1 && fault.Is(err, fault.Malformed):
			return err // nothing could be read at all
		default:
			out.refuse(read, err)
		}
		read++
	}
	told, err := p.Shelf.Tell(c.Context(), c.Who, notes)
	if err != nil {
		return err
	}
	for i, t := range told {
		switch {
		case t.Err != nil:
			out.refuse(of[i], t.Err)
		case t.Duplicate:
			out.Duplicates++
		default:
			out.Accepted++
		}
		out.unlisted(of[i], t.Unlisted, &notes[i])
	}
	return c.Reply(http.StatusOK, out)
}

// read decodes one movement of a store that the caller acts for.
func (p Ports) read(c *room.Call, body []byte, out *ToldView) (stock.Note, error) {
	var b movementBody
	if err := wire.DecodeLenient(body, &b); err != nil {
		return stock.Note{}, err
	}
	if len(b.Unknown) > len("{}") && len(out.Warnings) < wire.MostWarnings {
		out.Warnings = append(out.Warnings, wire.UnknownField+" "+wire.Clip(string(b.Unknown)))
	}
	if !c.Who.MayAt(access.TellStock, retail.StoreID(b.Store)) {
		return stock.Note{}, fault.AtField("/store", "%q is no store of the chain; check its number: an admin or a source makes it with PUT /v1/stores/…", wire.Clip(b.Store))
	}
	return b.note()
}
