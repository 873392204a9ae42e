package export

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/web"
)

// pages is a list of so many pages of vouchers, of which one cannot be read.
type pages struct {
	view.Vouchers
	n, broken int
}

var errDisk = errors.New("disk")

func (p pages) rows(page int) view.VoucherList {
	out := view.VoucherList{}
	for i := range view.MostRows {
		out.Items = append(out.Items, view.VoucherRow{Code: fmt.Sprintf("%d-%d", page, i), PromotionName: "=SUM(1)"})
	}
	return out
}

type list struct{ pages }

func (l list) Vouchers(_ context.Context, _ view.Scope, p view.Page) (view.VoucherList, error) {
	at := 0
	_, _ = fmt.Sscan(p.Cursor, &at) // the first page has none
	if at == l.broken {
		return view.VoucherList{}, errDisk
	}
	out := l.rows(at)
	if at+1 < l.n {
		out.Next = fmt.Sprint(at + 1)
	}
	return out, nil
}

func (l list) Voucher(context.Context, view.Scope, string) (view.Voucher, error) {
	return view.Voucher{}, errDisk
}

func call(t *testing.T, path, file string) (*shell.Call, *httptest.ResponseRecorder) {
	t.Helper()
	around := shell.Around{
		Assets: shell.LoadAssets(), Now: func() time.Time { return time.Date(2026, 10, 15, 12, 0, 0, 0, time.UTC) },
		Scene: func() view.Scene { return view.Scene{Zone: time.UTC} },
	}
	r, rec := httptest.NewRequest("GET", path, nil), httptest.NewRecorder()
	r.SetPathValue("file", file)
	c := around.Answer(rec, r)
	c.Of(web.Session{Who: access.Principal{ID: "stf_1", Role: access.Owner}})
	return c, rec
}

func TestFile_BrokenOffIsNoFile(t *testing.T) {
	t.Parallel()
	c, rec := call(t, "/export/vouchers.csv", "vouchers.csv")
	if err := File(c, Ports{Vouchers: list{pages{n: 3, broken: 0}}}); !errors.Is(err, errDisk) || rec.Body.Len() != 0 {
		t.Errorf("nothing was sent yet, so the error is a page: got %v and %d bytes", err, rec.Body.Len())
	}
	c, rec = call(t, "/export/vouchers.csv", "vouchers.csv")
	defer func() {
		if got := recover(); got != http.ErrAbortHandler { //nolint:errorlint // the server knows it by identity
			t.Errorf("half a list was sent and the answer ended as if whole: %v", got)
		}
		if rec.Body.Len() == 0 {
			t.Error("nothing was sent; the test shows nothing")
		}
	}()
	_ = File(c, Ports{Vouchers: list{pages{n: 9, broken: 8}}})
}

func TestFile_SaysWhereItWasCut(t *testing.T) {
	t.Parallel()
	c, rec := call(t, "/export/vouchers.csv", "vouchers.csv")
	if err := File(c, Ports{Vouchers: list{pages{n: 1 << 30, broken: -1}}}); err != nil {
		t.Fatal(err)
	}
	body := rec.Body.Bytes()
	lines, last := 0, 0
	for i, b := range body[:len(body)-1] {
		if b == '\n' {
			lines, last = lines+1, i+1
		}
	}
	if lines != MostRows+1 || string(body[last:last+8]) != `"cut her` {
		t.Errorf("%d rows, the last %q", lines, body[last:])
	}
	if fault.CodeOf(errFull) != "full" {
		t.Error("the bound is known by its code")
	}
}
