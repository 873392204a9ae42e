package dbtest

import (
	"reflect"
	"sync"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/retail"
	staffing "sartor/internal/staff"
	"sartor/internal/web"
)

// by is the audit row of what ann does in these tests.
func by(action, object string, at retail.Micros) staffing.Trail {
	return staffing.Trail{Actor: "stf_ann", Action: action, Object: object, Reason: "asked for", At: at}
}

// person makes somebody who can sign in.
func person(t *testing.T, d *db.DB, login string, role access.Role) access.Staff {
	t.Helper()
	s := access.Staff{ID: "stf_" + login, Login: login, Name: login, Role: role, Password: "h", Created: 1}
	if role == access.Manager {
		s.Stores = []retail.StoreID{"S1"}
	}
	must(t, d.MakeStaff(t.Context(), s, by("staff.make", s.ID, 1)))
	return s
}

func kindIs(t *testing.T, what string, err error, want fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != want || err == nil {
		t.Errorf("%s answered %v, want %v", what, err, want)
	}
}

// staffChanged: what somebody may is replaced against what was read, and holds in
// sessions that are open.
func staffChanged(t *testing.T, url string) {
	d := open(t, url)
	was := person(t, d, "max", access.Manager)
	session := signedIn(t, d, was, "one")
	now := was
	now.Name, now.Stores = "Max M.", []retail.StoreID{"S1", "S2"}
	must(t, d.ChangeStaff(t.Context(), was, now, by("staff.change", was.ID, 2)))
	kindIs(t, "a change against what no longer stands", d.ChangeStaff(t.Context(), was, was, by("staff.change", was.ID, 3)), fault.Stale)
	served := now
	served.Role, served.Stores, served.Served, served.Language = access.Account, nil, []access.Served{"band:high", "state:at_risk"}, "de"
	must(t, d.ChangeStaff(t.Context(), now, served, by("staff.change", was.ID, 4)))
	must(t, d.SetLanguage(t.Context(), was.ID, "de", by("staff.language", was.ID, 5)))
	if who := got(d.FindSession(t.Context(), session.Hash))(t).Who; !reflect.DeepEqual(who, served.Principal()) {
		t.Errorf("the open session says %+v, want %+v", who, served.Principal())
	}
	must(t, d.SetDisabled(t.Context(), served, 5, by("staff.disable", was.ID, 5)))
	kindIs(t, "disabled twice", d.SetDisabled(t.Context(), served, 6, by("staff.disable", was.ID, 6)), fault.NotFound)
	kindIs(t, "a language of somebody disabled", d.SetLanguage(t.Context(), was.ID, "en", by("staff.language", was.ID, 6)), fault.Conflict)
	_, err := d.FindSession(t.Context(), session.Hash)
	kindIs(t, "the session of somebody disabled", err, fault.NotFound)
	must(t, d.SetDisabled(t.Context(), served, 0, by("staff.enable", was.ID, 7)))
	_, err = d.FindSession(t.Context(), session.Hash)
	kindIs(t, "a session from before", err, fault.NotFound)
	if s := got(d.StaffByID(t.Context(), was.ID))(t); s.Disabled != 0 || s.Password != "h" {
		t.Errorf("enabled again: %+v", s)
	}
	if rows := alongObject(t, d, was.ID); len(rows) != 6 || rows[0].Action != "staff.enable" || rows[5].Action != "staff.make" {
		t.Errorf("the audit of %s is %+v, want six rows and none of what was refused", was.ID, rows)
	}
}

// tokensTracked: a token is kept and withdrawn with an audit row each, once.
func tokensTracked(t *testing.T, url string) {
	d := open(t, url)
	token := access.APIToken{ID: "tok_till", Hash: access.HashOf("a secret"), Shown: "a sec", Name: "till 3", Role: access.Till, Stores: []retail.StoreID{"S1"}, Till: "T3", Created: 1}
	must(t, d.MakeToken(t.Context(), token, by("token.make", token.ID, 1)))
	if kept := got(d.TokenByHash(t.Context(), token.Hash))(t); !reflect.DeepEqual(kept, token) {
		t.Errorf("kept %+v, want %+v", kept, token)
	}
	must(t, d.WithdrawToken(t.Context(), token.ID, by("token.withdraw", token.ID, 2)))
	kindIs(t, "a token withdrawn twice", d.WithdrawToken(t.Context(), token.ID, by("token.withdraw", token.ID, 3)), fault.NotFound)
	if kept := got(d.TokenByHash(t.Context(), token.Hash))(t); kept.Check(5) == nil {
		t.Errorf("a withdrawn token is good: %+v", kept)
	}
	if rows := alongObject(t, d, token.ID); len(rows) != 2 || rows[0].Action != "token.withdraw" {
		t.Errorf("the audit of the token is %+v, want two rows and none of what was refused", rows)
	}
}

func alongObject(t *testing.T, d *db.DB, object string) []staffing.Entry {
	t.Helper()
	return got(d.AuditAlong(t.Context(), staffing.AuditRange{Along: staffing.AlongObject, Value: object, Before: staffing.Newest(), Most: 50}))(t)
}

// signedIn begins a session.
func signedIn(t *testing.T, d *db.DB, who access.Staff, name string) web.Session {
	t.Helper()
	s := web.Session{Hash: []byte("hash of " + name), ID: "ses_" + name, Device: "Firefox, Linux", Who: who.Principal(), Created: 5, Expires: retail.MicrosOf(time.Now().AddDate(1, 0, 0))}
	must(t, d.CreateSession(t.Context(), s))
	return s
}

// lastOwner: two owners end each other at once, over and over: one always stays.
func lastOwner(t *testing.T, url string) {
	d := open(t, url)
	one, two := person(t, d, "one", access.Owner), person(t, d, "two", access.Owner)
	locked := access.Staff{ID: "stf_link", Login: "link", Name: "link", Role: access.Owner, Created: 1} // cannot sign in by a password
	must(t, d.CreateStaff(t.Context(), locked))
	for round := range 8 {
		var errs [2]error
		var both sync.WaitGroup
		both.Go(func() { errs[0] = d.SetDisabled(t.Context(), one, 7, by("staff.disable", one.ID, 7)) })
		both.Go(func() {
			demoted := two
			demoted.Role = access.Analyst
			errs[1] = d.ChangeStaff(t.Context(), two, demoted, by("staff.change", two.ID, 7))
		})
		both.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("round %d: %v and %v; want exactly one of the two to go through", round, errs[0], errs[1])
		}
		if errs[0] == nil {
			kindIs(t, "the last owner's end", errs[1], fault.Conflict)
			must(t, d.SetDisabled(t.Context(), one, 0, by("staff.enable", one.ID, 8)))
			continue
		}
		kindIs(t, "the last owner's end", errs[0], fault.Conflict)
		demoted := two
		demoted.Role = access.Analyst
		must(t, d.ChangeStaff(t.Context(), demoted, two, by("staff.change", two.ID, 8)))
	}
}

// invitations: a link lets one person in, whoever else opens it.
func invitations(t *testing.T, url string) {
	d := open(t, url)
	for n, end := range []string{"used", "withdrawn", "expired"} {
		i := access.Invitation{
			ID: "inv_" + end, Hash: access.TokenHash{byte(n + 1)}, Name: "Eve", Role: access.Account, Served: []access.Served{"band:high"}, By: "stf_ann", Created: retail.Micros(10 + n), Expires: 100,
		}
		must(t, d.Invite(t.Context(), i, by("invitation.make", i.ID, 10)))
		if f := got(d.InvitationByHash(t.Context(), i.Hash))(t); !reflect.DeepEqual(f, i) {
			t.Errorf("got %+v, want %+v", f, i)
		}
		at := retail.Micros(20)
		if end == "withdrawn" {
			must(t, d.RevokeInvitation(t.Context(), i.ID, by("invitation.withdraw", i.ID, 15)))
			kindIs(t, "withdrawn twice", d.RevokeInvitation(t.Context(), i.ID, by("invitation.withdraw", i.ID, 16)), fault.Gone)
		}
		if end == "expired" {
			at = 100
		}
		won := 0
		for k, err := range raceJoins(t, d, i, at) {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Gone {
				t.Errorf("%s, guest %d: %v, want gone", end, k, err)
			}
		}
		if want := map[string]int{"used": 1}[end]; won != want {
			t.Errorf("%s: %d came in, want %d", end, won, want)
		}
	}
	taken := access.Invitation{ID: "inv_4", Hash: access.TokenHash{9}, Role: access.Desk, Created: 20, Expires: 100}
	must(t, d.Invite(t.Context(), taken, by("invitation.make", taken.ID, 20)))
	person(t, d, "carl", access.Desk)
	kindIs(t, "a taken name", d.UseInvitation(t.Context(), taken, access.Staff{ID: "stf_x", Login: "carl", Role: access.Desk}, by("invitation.use", taken.ID, 21)), fault.Conflict)
	if f := got(d.InvitationByID(t.Context(), taken.ID))(t); f.Used != 0 {
		t.Error("a link whose name was taken is used up")
	}
	if all := got(d.Invitations(t.Context(), 2))(t); len(all) != 2 || all[0].ID != "inv_4" || all[1].ID != "inv_expired" {
		t.Errorf("the newest two are %+v", all)
	}
	renewed(t, d)
}

// raceJoins lets guests use one link at once.
func raceJoins(t *testing.T, d *db.DB, i access.Invitation, at retail.Micros) []error {
	t.Helper()
	errs := make([]error, 6)
	var all sync.WaitGroup
	for k := range errs {
		all.Go(func() {
			name := i.ID + string(rune('a'+k))
			errs[k] = d.UseInvitation(t.Context(), i, access.Staff{ID: "stf_" + name, Login: name, Name: name, Role: i.Role, Password: "h"}, by("invitation.use", i.ID, at))
		})
	}
	all.Wait()
	return errs
}

// renewed: a link for somebody who is known sets a password, ends their sessions,
// and a newer link puts the older out of use.
func renewed(t *testing.T, d *db.DB) {
	dora := person(t, d, "dora", access.Desk)
	session := signedIn(t, d, dora, "dora")
	old := access.Invitation{ID: "inv_old", Hash: access.TokenHash{31}, Staff: dora.ID, Role: dora.Role, Created: 30, Expires: 100}
	anew := access.Invitation{ID: "inv_new", Hash: access.TokenHash{32}, Staff: dora.ID, Role: dora.Role, Created: 31, Expires: 100}
	must(t, d.Invite(t.Context(), old, by("staff.reset", dora.ID, 30)))
	must(t, d.Invite(t.Context(), anew, by("staff.reset", dora.ID, 31)))
	dora.Password = "new"
	kindIs(t, "the older link", d.UseInvitation(t.Context(), old, dora, by("invitation.use", old.ID, 40)), fault.Gone)
	must(t, d.UseInvitation(t.Context(), anew, dora, by("invitation.use", anew.ID, 40)))
	if s := got(d.StaffByID(t.Context(), dora.ID))(t); s.Password != "new" {
		t.Error("the password is the old one")
	}
	_, err := d.FindSession(t.Context(), session.Hash)
	kindIs(t, "a session of the old password", err, fault.NotFound)
}

// sessions: one's own are listed and ended, others' are not there.
func sessions(t *testing.T, url string) {
	d := open(t, url)
	ann, bob := person(t, d, "ann", access.Admin), person(t, d, "bob", access.Desk)
	one, two, other := signedIn(t, d, ann, "one"), signedIn(t, d, ann, "two"), signedIn(t, d, bob, "other")
	must(t, d.TouchSession(t.Context(), two.Hash, 50))
	if own := got(d.SessionsOf(t.Context(), ann.ID, 10))(t); len(own) != 2 || own[0].ID != "ses_two" || own[1].ID != "ses_one" || own[0].Device != "Firefox, Linux" || own[0].Seen != 50 {
		t.Errorf("ann's sessions are %+v", own)
	}
	if all := got(d.SessionsOf(t.Context(), "", 2))(t); len(all) != 2 || all[0].ID != "ses_two" {
		t.Errorf("the two used last are %+v", all)
	}
	kindIs(t, "ending somebody else's", d.DropSession(t.Context(), other.ID, ann.ID, by("session.end", other.ID, 60)), fault.NotFound)
	must(t, d.DropSession(t.Context(), other.ID, "", by("session.end", other.ID, 61)))
	must(t, d.RenewPassword(t.Context(), staffing.Renewal{Staff: ann.ID, Hash: "h2", Keep: one.ID}, by("staff.password", ann.ID, 62)))
	if own := got(d.SessionsOf(t.Context(), ann.ID, 10))(t); len(own) != 1 || own[0].ID != "ses_one" {
		t.Errorf("after a new password ann has %+v, want the one it was changed in", own)
	}
	must(t, d.DropSessions(t.Context(), ann.ID, "", by("session.end_all", ann.ID, 63)))
	_, err := d.FindSession(t.Context(), one.Hash)
	kindIs(t, "after ending all", err, fault.NotFound)
	if all := got(d.SessionsOf(t.Context(), "", 9))(t); len(all) != 0 {
		t.Errorf("still there: %+v", all)
	}
}

// visits: acting for a colleague ends with its time, with the colleague's access,
// with the visitor's right, and never reaches an owner.
func visits(t *testing.T, url string) {
	d := open(t, url)
	ann, max, own := person(t, d, "ann", access.Admin), person(t, d, "max", access.Manager), person(t, d, "own", access.Owner)
	s := signedIn(t, d, ann, "ann")
	acts := func(whom access.Staff, ends time.Time) access.Principal {
		t.Helper()
		must(t, d.SetVisit(t.Context(), s.ID, staffing.Visit{Staff: whom.ID, Reason: "ticket 7", Ends: retail.MicrosOf(ends)}, by("visit.begin", whom.ID, 9)))
		return got(d.FindSession(t.Context(), s.Hash))(t).Who
	}
	want := max.Principal()
	want.By = access.Visitor{ID: ann.ID, Name: ann.Name, Role: ann.Role}
	soon := time.Now().Add(time.Hour)
	if who := acts(max, soon); !reflect.DeepEqual(who, want) {
		t.Errorf("acts as %+v, want %+v", who, want)
	}
	if found := got(d.FindSession(t.Context(), s.Hash))(t); found.Visit != (web.Visit{Reason: "ticket 7", Ends: retail.MicrosOf(soon)}) {
		t.Errorf("the visit is %+v", found.Visit)
	}
	if who := acts(own, soon); who.ID != ann.ID || who.Visiting() {
		t.Errorf("acts for an owner: %+v", who)
	}
	if who := acts(max, time.Now().Add(-time.Second)); who.ID != ann.ID || who.Visiting() {
		t.Errorf("a visit whose time is over goes on: %+v", who)
	}
	acts(max, soon)
	lesser := ann
	lesser.Role = access.Marketer
	must(t, d.ChangeStaff(t.Context(), ann, lesser, by("staff.change", ann.ID, 10)))
	if who := got(d.FindSession(t.Context(), s.Hash))(t).Who; who.ID != ann.ID {
		t.Errorf("whoever lost the right still acts as %+v", who)
	}
	must(t, d.ChangeStaff(t.Context(), lesser, ann, by("staff.change", ann.ID, 11)))
	must(t, d.SetDisabled(t.Context(), max, 12, by("staff.disable", max.ID, 12)))
	if who := got(d.FindSession(t.Context(), s.Hash))(t).Who; who.ID != ann.ID {
		t.Errorf("acts for somebody disabled: %+v", who)
	}
	must(t, d.SetVisit(t.Context(), s.ID, staffing.Visit{}, by("visit.end", max.ID, 13)))
	kindIs(t, "a visit in no session", d.SetVisit(t.Context(), "ses_none", staffing.Visit{Staff: max.ID}, by("visit.begin", max.ID, 14)), fault.NotFound)
}

// audit: every index gives the same order, pages meet without gap or double, and
// who acted for whom stands in both.
func audit(t *testing.T, url string) {
	d := open(t, url)
	for n := range 30 {
		actor := []string{"stf_ann", "stf_ann for stf_max", "stf_bob"}[n%3]
		must(t, d.Audit(t.Context(), db.AuditRow{Actor: actor, Action: []string{"a.one", "a.two"}[n%2], Object: "o" + string(rune('0'+n%5)), At: retail.Micros(100 + n/4)}))
	}
	for _, c := range []struct {
		along staffing.Along
		value string
		want  int
	}{
		{staffing.AlongTime, "", 30}, {staffing.AlongActor, "stf_ann", 20}, {staffing.AlongActor, "stf_ann for stf_max", 0},
		{staffing.AlongBehalf, "stf_max", 10}, {staffing.AlongAction, "a.two", 15}, {staffing.AlongObject, "o3", 6}, {staffing.AlongObject, "o9", 0},
	} {
		if n := len(walked(t, d, staffing.AuditRange{Along: c.along, Value: c.value, Before: staffing.Newest(), Most: 4})); n != c.want {
			t.Errorf("%s %q: %d rows, want %d", c.along, c.value, n, c.want)
		}
	}
	late := got(d.AuditAlong(t.Context(), staffing.AuditRange{Before: staffing.Newest(), Since: 106, Most: 50}))(t)
	if len(late) != 6 || late[5].Place.At != 106 {
		t.Errorf("since 106: %d rows, want 6", len(late))
	}
}

// walked goes through all pages of a range.
func walked(t *testing.T, d *db.DB, r staffing.AuditRange) map[staffing.Place]bool {
	t.Helper()
	seen := map[staffing.Place]bool{}
	for {
		page := got(d.AuditAlong(t.Context(), r))(t)
		for _, e := range page {
			if seen[e.Place] || e.Place.At > r.Before.At {
				t.Fatalf("%s %s: %+v comes twice or out of order", r.Along, r.Value, e)
			}
			seen[e.Place], r.Before = true, e.Place
		}
		if len(page) < r.Most {
			return seen
		}
	}
}
