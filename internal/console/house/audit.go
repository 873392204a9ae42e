package house

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// auditPage is who did what.
type auditPage struct {
	Frame                           shell.Frame
	Head                            shell.Head
	W                               phrase.HouseWords
	Actor, Action, Object, From, To field
	Names                           []option // of the staff, to choose from
	Rows                            []auditRow
	More, Short, File               string
}

type auditRow struct{ At, Who, Action, Object, Reason, WhoURL, ObjectURL string }

// audit answers GET /settings/audit?actor=&action=&object=&from=&to=&after=.
func (p Ports) audit(c *shell.Call) error {
	people, err := p.People.Everyone(c.R.Context(), c.Who)
	if c.Who.Visiting() { // staff are not looked at in somebody else's name
		people, err = nil, nil
	}
	if err != nil {
		return err
	}
	q := c.R.URL.Query()
	s := SearchOf(q, people, c.F.Zone)
	s.After = placeOf(q.Get("after"))
	found, err := p.Programs.Search(c.R.Context(), c.Who, s)
	if err != nil {
		return err
	}
	page := newAudit(c, q, people, found)
	file := url.Values{}
	for name, v := range map[string]string{"actor": s.Actor, "action": s.Action, "object": s.Object, "from": q.Get("from"), "to": q.Get("to")} {
		if v != "" {
			file.Set(name, v)
		}
	}
	page.File = file.Encode()
	return c.Render(auditBody(page))
}

// SearchOf reads what is looked for from the address. Who is named by sign-in
// name, name or id.
func SearchOf(q url.Values, people []access.Staff, zone *time.Location) staff.Search {
	s := staff.Search{Actor: strings.TrimSpace(q.Get("actor")), Action: strings.TrimSpace(q.Get("action")), Object: strings.TrimSpace(q.Get("object"))}
	for _, one := range people {
		if s.Actor != "" && (strings.EqualFold(one.Name, s.Actor) || one.Login == access.FoldLogin(s.Actor)) {
			s.Actor = one.ID
			break
		}
	}
	if from, err := time.ParseInLocation(time.DateOnly, q.Get("from"), zone); err == nil {
		s.Since = retail.MicrosOf(from)
	}
	if to, err := time.ParseInLocation(time.DateOnly, q.Get("to"), zone); err == nil {
		s.Until = retail.MicrosOf(to.AddDate(0, 0, 1))
	}
	return s
}

// cursorOf and placeOf write and read where a page ended.
func cursorOf(p staff.Place) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d.%d", p.At, p.Seq, p.N))
}

func placeOf(text string) (p staff.Place) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return staff.Place{} // a damaged cursor begins anew
	}
	if n, err := fmt.Sscanf(string(raw), "%d.%d.%d", &p.At, &p.Seq, &p.N); err != nil || n != 3 || p.At < 0 {
		return staff.Place{}
	}
	return p
}

func newAudit(c *shell.Call, q url.Values, people []access.Staff, found staff.Found) *auditPage {
	w := c.F.W.House
	page := &auditPage{
		Frame: c.Frame(w.Audit, shell.Audit, crumbs(c, shell.Crumb{Text: w.Audit, Strong: true})...), W: w,
		Actor: field{ID: "actor", Name: "actor", Label: w.Actor, Value: q.Get("actor"), Max: "254"}, Action: field{ID: "action", Name: "action", Label: w.Action, Value: q.Get("action"), Max: "64"},
		Object: field{ID: "object", Name: "object", Label: w.Object, Value: q.Get("object"), Max: "200"}, From: field{ID: "from", Name: "from", Label: w.From, Type: "date", Value: q.Get("from")},
		To: field{ID: "to", Name: "to", Label: w.To, Type: "date", Value: q.Get("to")},
	}
	names := namesOf(people)
	for _, one := range people {
		page.Names = append(page.Names, option{Value: one.Login, Label: one.Name})
	}
	for _, e := range found.Items {
		page.Rows = append(page.Rows, rowOf(c, e, names))
	}
	answer := phrase.Sentence(w.AuditNone)
	if n := len(found.Items); n > 0 {
		answer = phrase.Sentence(w.AuditAnswer, phrase.Slot{Name: "rows", Text: w.Rows.Of(c.F, int64(n)), URL: "#list"},
			phrase.Slot{Name: "from", Text: c.F.When(found.Items[n-1].Place.At.Time()), Plain: true}, phrase.Slot{Name: "to", Text: c.F.When(found.Items[0].Place.At.Time()), Plain: true})
	}
	page.Head = shell.Head{H1: w.Audit, Answer: answer}
	if found.More != (staff.Place{}) {
		next := url.Values{"after": {cursorOf(found.More)}}
		for _, key := range []string{"actor", "action", "object", "from", "to"} {
			if v := q.Get(key); v != "" {
				next.Set(key, v)
			}
		}
		page.More = "/settings/audit?" + next.Encode()
		if len(found.Items) < auditFull {
			page.Short = w.AuditShort
		}
	}
	return page
}

// auditFull is a page that ended because it was full.
const auditFull = 100

func rowOf(c *shell.Call, e staff.Entry, names map[string]string) auditRow {
	w := c.F.W.House
	who := nameOr(names, e.Actor)
	if e.Actor == "command" {
		who = w.ByCommand
	}
	if e.Behalf != "" {
		who = phrase.Fill(w.ReadAs, phrase.Slot{Name: "who", Text: who}, phrase.Slot{Name: "whom", Text: nameOr(names, e.Behalf)})
	}
	return auditRow{
		At: c.F.Seconds(e.Place.At.Time()) + " · " + c.F.Date(e.Place.At.Time()), Who: who, Action: e.Action, Object: nameOr(names, e.Object), Reason: e.Reason,
		WhoURL: "/settings/audit?" + url.Values{"actor": {e.Actor}}.Encode(), ObjectURL: "/settings/audit?" + url.Values{"object": {e.Object}}.Encode(),
	}
}
