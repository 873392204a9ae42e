package stock

import (
	"context"
	"net/url"
	"strconv"

	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
)

// Sweeps accepts what waits at once, and takes that back.
type Sweeps interface {
	AcceptAll(ctx context.Context, who view.Actor, q Query) (Swept, error)
	UndoAll(ctx context.Context, who view.Actor, scope view.Scope, sweep int64) (Undone, error)
}

// Swept is what was accepted at once, and how it is named.
type Swept struct{ N, Sweep int64 }

// Undone is what became of it, as far as nobody decided since: proposed again, or gone out
// before. Of what is unknown, or another's, it is nothing.
type Undone struct{ Back, Sent int64 }

func (p Ports) acceptAll(c *shell.Call) error {
	at := url.Values{}
	for _, name := range []string{"store", "kind", "class"} {
		at.Set(name, c.R.PostForm.Get("at_"+name))
	}
	q, err := queryOf(c, at)
	if err != nil {
		return err
	}
	did, err := p.Plans.AcceptAll(c.R.Context(), c.Actor(""), q)
	if err != nil {
		return err
	}
	c.Redirect(back(c, toast("swept", did.N, did.Sweep)))
	return nil
}

// undoAll takes back what was accepted at once; every number is of what is stored.
func (p Ports) undoAll(c *shell.Call) error {
	sweep, err := strconv.ParseInt(c.R.PostForm.Get("sweep"), 10, 64)
	if err != nil {
		return fault.New(fault.Malformed, "bad_form", "")
	}
	did, err := p.Plans.UndoAll(c.R.Context(), c.Actor(""), c.Scope(), sweep)
	if err != nil {
		return err
	}
	c.Redirect(back(c, toast("unswept", did.Back, did.Sent)))
	return nil
}

// toast names what was done for the toast of the next page, with its numbers.
func toast(what string, numbers ...int64) string {
	out := "plan." + what
	for _, n := range numbers {
		out += "_" + strconv.FormatInt(n, 10)
	}
	return out
}
