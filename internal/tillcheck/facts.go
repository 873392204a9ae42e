package tillcheck

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// facts are the steps of what has happened already, and of what never counts.
func facts() []check {
	return []check{
		{"offline", "an offline fact is stored, its vouchers stand in redeemed, none is issued", offline},
		{"offline.clash", "a voucher deducted twice stands, with the flag redeemed_twice", clash},
		{"offline.unknown", "a code nobody has is in rejected, also of a fact", offlineUnknown},
		{"old", "a close of more than 10 minutes ago is a fact", old},
		{"receipts", "one receipt, or many as NDJSON: accepted, duplicates and refused by index", receipts},
		{"receipts.conflict", "other content under a known id is refused there as receipt_conflict", receiptsConflict},
		{"training", "a training receipt issues and redeems nothing", training},
		{"suspended", "a suspended receipt is replaced by the next one of its id", suspended},
	}
}

const (
	lately = 15 * time.Minute // older than the 10 minutes in which a close decides
)

func offline(v *visit, t *trial) {
	body := v.sale("offline")
	if v.code != "" {
		body = v.with("offline")
	}
	body.At, body.Offline, body.Print = v.past(lately), true, strip("text")
	r := v.close(body)
	a, ok := read[answer](t, "close with offline", r)
	if !ok {
		return
	}
	t.sound(&a)
	same(t, "vouchers issued to a fact:", len(list(a.Vouchers)), 0)
	if v.code != "" && len(list(a.Redeemed)) != 1 {
		t.miss("the presented "+v.code+" stands in redeemed", clip(r.body))
	}
	t.again("the fact again", v.close(body), r.body)
}

func clash(v *visit, t *trial) {
	if v.code == "" {
		t.skip(noCode)
		return
	}
	body := v.with("clash") // the step before it has redeemed the code
	body.At, body.Offline = v.past(lately), true
	a, ok := read[answer](t, "another fact with the same voucher", v.close(body))
	if !ok {
		return
	}
	t.sound(&a)
	if yes := list(a.Redeemed); len(yes) != 1 || yes[0].Flag != "redeemed_twice" {
		t.miss("one member of redeemed with the flag redeemed_twice", fmt.Sprintf("%+v, rejected %s", yes, codesAndReasons(list(a.Rejected))))
	}
}

func offlineUnknown(v *visit, t *trial) {
	body := v.sale("offline-unknown", "0000-0000-0000")
	body.At, body.Offline = v.past(lately), true
	t.presented("a fact with a code nobody has", v.close(body), "unknown")
}

func old(v *visit, t *trial) {
	body := v.sale("old")
	body.At = v.past(lately)
	a, ok := read[answer](t, "close of 15 minutes ago", v.close(body))
	if ok {
		same(t, "vouchers issued to an old sale:", len(list(a.Vouchers)), 0)
	}
}

func receipts(v *visit, t *trial) {
	one := v.sale("fact")
	got, ok := read[filed](t, "one receipt", v.call(v.ctx, http.MethodPost, factsPath, one))
	if ok && (got.Accepted != 1 || got.Duplicates != 0 || got.RefusedTotal != 0) {
		t.miss("accepted 1", fmt.Sprintf("%+v", got))
	}
	v.open = append(v.open, one.Receipt)
	two, bad := v.sale("fact"), v.sale("fact")
	bad.Lines = []line{{Product: v.product.Product}}
	v.open = append(v.open, two.Receipt)
	got, ok = read[filed](t, "NDJSON", v.lines(one, two, bad))
	if !ok {
		return
	}
	same(t, "accepted", got.Accepted, 1)
	same(t, "duplicates", got.Duplicates, 1)
	same(t, "refused_total", got.RefusedTotal, 1)
	if len(got.Refused) != 1 || got.Refused[0].Index != 2 || got.Refused[0].Code == "" {
		t.miss("refused names index 2 with a code", fmt.Sprintf("%+v", got.Refused))
	}
}

// lines sends receipts as NDJSON.
func (v *visit) lines(all ...receipt) reply {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	for i := range all {
		if err := enc.Encode(&all[i]); err != nil {
			return reply{err: err}
		}
	}
	return v.send(v.ctx, request{method: http.MethodPost, path: factsPath, body: body.Bytes(), kind: "application/x-ndjson", token: v.token})
}

func receiptsConflict(v *visit, t *trial) {
	if v.first.raw == nil {
		t.skip(noFirst)
		return
	}
	other := v.first.body
	other.Lines = []line{other.Lines[0]}
	other.Lines[0].Amount++
	got, ok := read[filed](t, "NDJSON with other content under a known id", v.lines(other))
	if ok && (len(got.Refused) != 1 || got.Refused[0].Code != "receipt_conflict") {
		t.miss("refused as receipt_conflict", fmt.Sprintf("%+v", got))
	}
}

func training(v *visit, t *trial) {
	body := v.sale("training")
	if v.code != "" {
		body = v.with("training")
	}
	body.Training = true
	a, ok := read[answer](t, "close with training", v.close(body))
	if ok {
		same(t, "vouchers issued in training:", len(list(a.Vouchers)), 0)
		same(t, "redeemed in training:", len(list(a.Redeemed)), 0)
	}
}

func suspended(v *visit, t *trial) {
	parked := v.sale("suspended")
	parked.Suspended = true
	a, ok := read[answer](t, "close with suspended", v.close(parked))
	if !ok {
		return
	}
	same(t, "vouchers issued to a suspended receipt:", len(list(a.Vouchers)), 0)
	final := parked
	final.Suspended, final.At = false, v.now()
	final.Lines = append([]line{{Product: v.product.Product, Quantity: 1, Amount: 1}}, parked.Lines...)
	r := v.close(final)
	if _, ok := read[answer](t, "the receipt completed", r); !ok {
		return
	}
	if r.replayed() {
		t.miss("the completed receipt is decided anew", "an answer marked as replayed")
	}
	t.again("the completed receipt again", v.close(final), r.body)
}
