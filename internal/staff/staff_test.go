package staff_test

import (
	"crypto/rand"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/retail"
	"sartor/internal/staff"
	"sartor/internal/staff/stafftest"
)

const (
	first = "four words nobody guesses"
	later = "another five words for later"
)

// office is a desk on a book in memory, at a moment that the test turns on.
type office struct {
	*staff.Desk
	book *stafftest.Book
	now  time.Time
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{book: &stafftest.Book{}, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	for _, s := range []access.Staff{
		{ID: "stf_own", Login: "own", Name: "Olga", Role: access.Owner}, {ID: "stf_adm", Login: "adm", Name: "Ada", Role: access.Admin},
		{ID: "stf_mar", Login: "mar", Name: "Mara", Role: access.Marketer}, {ID: "stf_max", Login: "max", Name: "Max", Role: access.Manager, Stores: []retail.StoreID{"S1", "S2"}},
	} {
		var err error
		if s.Password, err = access.NewPassword(first).Hash(rand.Reader); err != nil {
			t.Fatal(err)
		}
		o.book.People = append(o.book.People, s)
		o.book.Signed = append(o.book.Signed, staff.Session{ID: "ses_" + s.Login, Staff: s.ID})
	}
	o.Desk = staff.New(staff.Parts{
		People: o.book, Invitations: o.book, Sessions: o.book, Tokens: o.book, Audit: o.book, Random: rand.Reader,
		Clock: func() time.Time { return o.now }, Store: func(id retail.StoreID) bool { return strings.HasPrefix(string(id), "S") },
	})
	return o
}

func (o *office) who(id string) access.Principal {
	i := slices.IndexFunc(o.book.People, func(s access.Staff) bool { return s.ID == id })
	return o.book.People[i].Principal()
}

func refused(t *testing.T, what string, err error, code string) {
	t.Helper()
	if code == "invalid" && fault.Is(err, fault.Invalid) {
		return
	}
	if err == nil || fault.CodeOf(err) != code {
		t.Errorf("%s: got %v, want %s", what, err, code)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDesk_AdminsDoNotTouchOwners(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, admin, owner := t.Context(), o.who("stf_adm"), o.who("stf_own")
	own := o.book.People[0]
	_, err := o.Change(ctx, admin, own, staff.Change{Name: "x", Role: access.Desk})
	refused(t, "an admin changes an owner", err, "owner_only")
	refused(t, "an admin ends an owner", o.Disable(ctx, admin, "stf_own", ""), "owner_only")
	refused(t, "an admin signs an owner out", o.EndAllOf(ctx, admin, "stf_own", ""), "owner_only")
	o.book.Signed = append(o.book.Signed, staff.Session{ID: "ses_own", Staff: "stf_own"}, staff.Session{ID: "ses_mar", Staff: "stf_mar"})
	refused(t, "an admin ends an owner's session", o.EndSession(ctx, admin, "ses_own"), "owner_only")
	must(t, o.EndSession(ctx, admin, "ses_mar"))
	must(t, o.EndSession(ctx, owner, "ses_own"))
	_, _, err = o.Reset(ctx, admin, "stf_own", "")
	refused(t, "an admin renews an owner's password", err, "owner_only")
	_, _, err = o.Invite(ctx, admin, staff.Guest{Name: "x", Role: access.Owner})
	refused(t, "an admin invites an owner", err, "owner_only")
	_, err = o.Change(ctx, admin, o.book.People[2], staff.Change{Name: "Mara", Role: access.Owner})
	refused(t, "an admin makes an owner", err, "owner_only")
	_, _, err = o.CreateToken(ctx, admin, staff.Carrier{Role: access.Owner})
	refused(t, "an admin makes an owner's token", err, "owner_only")
	_, kept, err := o.CreateToken(ctx, owner, staff.Carrier{Role: access.Owner})
	must(t, err)
	refused(t, "an admin withdraws an owner's token", o.WithdrawToken(ctx, admin, o.carriers(t)[0].ID, ""), "owner_only")
	if kept.Kind() != access.SecretKey {
		t.Errorf("the token is of kind %s", kept.Kind())
	}
	refused(t, "an owner ends the last owner", o.Disable(ctx, owner, "stf_own", ""), "own_access")
	_, err = o.Change(ctx, owner, own, staff.Change{Name: "Olga", Role: access.Desk})
	refused(t, "an owner makes herself something else", err, "own_role")
	if got := o.book.Done(); !slices.Equal(got, []string{"session.end", "session.end", "token.make"}) {
		t.Errorf("left %v, want nothing of what was refused", got)
	}
}

// carriers is the book's list: the desk's asks for a right.
func (o *office) carriers(t *testing.T) []access.APIToken {
	t.Helper()
	all, err := o.book.Tokens(t.Context())
	must(t, err)
	return all
}

// TestDesk_OnlyThoseWhoAdminister: every operation about others asks for the right.
func TestDesk_OnlyThoseWhoAdminister(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	for _, role := range access.Roles() {
		who := access.Principal{ID: "stf_x", Role: role}
		_, err1 := o.Everyone(ctx, who)
		_, err2 := o.Invited(ctx, who)
		_, err3 := o.Present(ctx, who)
		_, err4 := o.Carriers(ctx, who)
		_, err5 := o.Search(ctx, who, staff.Search{})
		_, err6 := o.One(ctx, who, "stf_max")
		_, _, err7 := o.Reset(ctx, who, "stf_max", "")
		for n, err := range []error{err1, err2, err3, err4, err5, err6, err7, o.Enable(ctx, who, "stf_none", ""), o.EndAllOf(ctx, who, "stf_max", "")} {
			if denied := fault.Is(err, fault.Denied); denied == (role == access.Owner || role == access.Admin) {
				t.Errorf("%s, operation %d: %v", role, n, err)
			}
		}
	}
}

func TestDesk_AnInvitationWorksOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, admin := t.Context(), o.who("stf_adm")
	i, link, err := o.Invite(ctx, admin, staff.Guest{Name: "Eve", Role: access.Manager, Stores: []retail.StoreID{"S3"}})
	must(t, err)
	if strings.Contains(fmt.Sprint(i, link), link.Reveal()) {
		t.Error("the link's secret prints")
	}
	eve := staff.Joining{Name: "Eve M.", Login: " EVE@example.org", Password: access.NewPassword("eve's own four words"), Language: "de"}
	short := eve
	short.Password = access.NewPassword("short")
	_, err = o.Join(ctx, link.Reveal(), short)
	refused(t, "a short password", err, "invalid")
	taken := eve
	taken.Login = "MAX"
	_, err = o.Join(ctx, link.Reveal(), taken)
	refused(t, "a taken name", err, "login_taken")
	o.now = o.now.Add(access.InvitationLife - time.Second)
	got, err := o.Join(ctx, link.Reveal(), eve)
	must(t, err)
	if want := (access.Principal{ID: got.ID, Name: "Eve M.", Role: access.Manager, Stores: []retail.StoreID{"S3"}, Language: "de"}); !reflect.DeepEqual(got, want) {
		t.Errorf("came in as %+v, want %+v", got, want)
	}
	_, err = o.Join(ctx, link.Reveal(), eve)
	refused(t, "a second time", err, "invitation_used")
	_, err = o.Invitation(ctx, link.Reveal()[:30])
	refused(t, "a link cut off", err, "invitation_unknown")
	_, token, err := o.CreateToken(ctx, admin, staff.Carrier{Role: access.Planner})
	must(t, err)
	_, err = o.Invitation(ctx, token.Reveal())
	refused(t, "an API token as a link", err, "invitation_unknown")

	_, late, err := o.Invite(ctx, admin, staff.Guest{Name: "Late", Role: access.Desk})
	must(t, err)
	o.now = o.now.Add(access.InvitationLife)
	_, err = o.Join(ctx, late.Reveal(), eve)
	refused(t, "after seven days", err, "invitation_expired")
	gone, link, err := o.Invite(ctx, admin, staff.Guest{Name: "Gone", Role: access.Desk})
	must(t, err)
	must(t, o.Uninvite(ctx, admin, gone.ID, "a mistake"))
	_, err = o.Join(ctx, link.Reveal(), eve)
	refused(t, "withdrawn", err, "invitation_withdrawn")
	refused(t, "withdrawn twice", o.Uninvite(ctx, admin, gone.ID, ""), "invitation_withdrawn")
	for what, g := range map[string]staff.Guest{
		"no name": {Role: access.Desk}, "a manager of nothing": {Name: "x", Role: access.Manager}, "a machine": {Name: "x", Role: access.Till},
		"no such store": {Name: "x", Role: access.Manager, Stores: []retail.StoreID{"X9"}}, "serves, and is none": {Name: "x", Role: access.Desk, Served: []access.Served{"band:high"}},
		"a line break": {Name: "x\ny", Role: access.Desk},
	} {
		_, _, err := o.Invite(ctx, admin, g)
		refused(t, what, err, "invalid")
	}
}

func TestDesk_ANewLinkForSomebodyKnown(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, admin := t.Context(), o.who("stf_adm")
	_, old, err := o.Reset(ctx, admin, "stf_max", "forgot it")
	must(t, err)
	_, link, err := o.Reset(ctx, admin, "stf_max", "forgot it again")
	must(t, err)
	_, err = o.Join(ctx, old.Reveal(), staff.Joining{Password: access.NewPassword(later)})
	refused(t, "the older link", err, "invitation_withdrawn")
	if ok, _ := access.NewPassword(first).Matches(o.book.People[3].Password); !ok {
		t.Error("the old password stopped before the link was used")
	}
	got, err := o.Join(ctx, link.Reveal(), staff.Joining{Name: "Somebody else", Login: "other", Password: access.NewPassword(later)})
	must(t, err)
	if got.ID != "stf_max" || got.Name != "Max" {
		t.Errorf("came in as %+v", got)
	}
	if ok, _ := access.NewPassword(later).Matches(o.book.People[3].Password); !ok {
		t.Error("the new password does not open")
	}
	_, link, err = o.Reset(ctx, admin, "stf_max", "")
	must(t, err)
	must(t, o.Disable(ctx, admin, "stf_max", "left"))
	_, err = o.Join(ctx, link.Reveal(), staff.Joining{Password: access.NewPassword(later)})
	refused(t, "a link for somebody whose access ended", err, "invitation_withdrawn")
}

func TestDesk_ChangePassword(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, max := t.Context(), o.who("stf_max")
	o.book.Signed = append(o.book.Signed, staff.Session{ID: "ses_phone", Staff: "stf_max"})
	change := func(old, next string) error {
		return o.ChangePassword(ctx, max, staff.PasswordChange{Old: access.NewPassword(old), New: access.NewPassword(next), Session: "ses_phone"})
	}
	refused(t, "the wrong old one", change("x", later), "invalid")
	refused(t, "fourteen characters", change(first, "abcdefghijklmn"), "password_short")
	must(t, change(first, "abcdefghijklmno"))
	if left, err := o.Own(ctx, max); err != nil || len(left) != 1 || left[0].ID != "ses_phone" {
		t.Errorf("left are %+v, want the session it was changed in", left)
	}
	max.By = access.Visitor{ID: "stf_adm"}
	refused(t, "in somebody else's name", change("abcdefghijklmno", later), "visiting")
}

func TestDesk_Sessions(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	refused(t, "somebody else's", o.EndSession(ctx, o.who("stf_mar"), "ses_max"), "unknown_session")
	must(t, o.EndSession(ctx, o.who("stf_max"), "ses_max"))
	must(t, o.EndSession(ctx, o.who("stf_adm"), "ses_mar"))
	must(t, o.EndOthers(ctx, o.who("stf_adm"), ""))
	visiting := o.who("stf_max")
	visiting.By = access.Visitor{ID: "stf_own", Name: "Olga"}
	if own, err := o.Own(ctx, visiting); err != nil || len(own) != 1 || own[0].Staff != "stf_own" {
		t.Errorf("whoever acts for a colleague sees %+v, want their own sessions", own)
	}
}

func TestDesk_Visits(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, admin := t.Context(), o.who("stf_adm")
	v := staff.Visiting{Staff: "stf_max", Reason: "ticket 4711, cannot publish", Length: time.Hour, Session: "ses_adm"}
	with := func(f func(*staff.Visiting)) staff.Visiting {
		other := v
		f(&other)
		return other
	}
	for what, c := range map[string]struct {
		v    staff.Visiting
		who  access.Principal
		code string
	}{
		"an owner":     {with(func(v *staff.Visiting) { v.Staff = "stf_own" }), admin, "visit_owner"},
		"oneself":      {with(func(v *staff.Visiting) { v.Staff = "stf_adm" }), admin, "visit_self"},
		"nobody":       {with(func(v *staff.Visiting) { v.Staff = "stf_zzz" }), admin, "unknown_staff"},
		"no reason":    {with(func(v *staff.Visiting) { v.Reason = "  help    " }), admin, "invalid"},
		"61 minutes":   {with(func(v *staff.Visiting) { v.Length = 61 * time.Minute }), admin, "invalid"},
		"0 minutes":    {with(func(v *staff.Visiting) { v.Length = 0 }), admin, "invalid"},
		"by a token":   {with(func(v *staff.Visiting) { v.Session = "" }), admin, "visit_token"},
		"a marketer":   {v, o.who("stf_mar"), "forbidden"},
		"from a visit": {v, func() access.Principal { p := admin; p.By = access.Visitor{ID: "stf_own"}; return p }(), "visiting"},
	} {
		refused(t, what, o.Visit(ctx, c.who, c.v), c.code)
	}
	must(t, o.Visit(ctx, admin, v))
	begun := o.book.Signed[1].Visit
	if begun.Staff != "stf_max" || begun.Ends != retail.MicrosOf(o.now.Add(time.Hour)) {
		t.Errorf("the visit is %+v", begun)
	}
	max := o.who("stf_max")
	max.By = access.Visitor{ID: admin.ID, Name: admin.Name}
	must(t, o.EndVisit(ctx, max, "ses_adm"))
	if last := o.book.Trails[len(o.book.Trails)-1]; last.Actor != "stf_adm for stf_max" || o.book.Signed[1].Visit != (staff.Visit{}) {
		t.Errorf("ended by %q, left %+v; want both names and nothing", last.Actor, o.book.Signed[1].Visit)
	}
}

// TestDesk_EveryChangeLeavesItsTrail: one row each, with who, what and why.
func TestDesk_EveryChangeLeavesItsTrail(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, admin := t.Context(), o.who("stf_adm")
	_, err := o.Change(ctx, admin, o.book.People[2], staff.Change{Name: "Mara", Role: access.Analyst, Reason: "new job"})
	must(t, err)
	must(t, o.Disable(ctx, admin, "stf_mar", strings.Repeat("x", 10_000)))
	if last := o.book.Trails[len(o.book.Trails)-1]; len(last.Reason) > 510 {
		t.Errorf("a reason of %d bytes stands in the audit", len(last.Reason))
	}
	o.book.Trails[len(o.book.Trails)-1].Reason = "left"
	must(t, o.Enable(ctx, admin, "stf_mar", "back"))
	must(t, o.EndAllOf(ctx, admin, "stf_mar", "lost phone"))
	made, _, err := o.CreateToken(ctx, admin, staff.Carrier{Name: "shop", Role: access.Source})
	must(t, err)
	must(t, o.WithdrawToken(ctx, admin, made.ID, "leaked"))
	want := []staff.Trail{
		{Actor: "stf_adm", Action: "staff.change", Object: "stf_mar", Reason: "new job"}, {Actor: "stf_adm", Action: "staff.disable", Object: "stf_mar", Reason: "left"},
		{Actor: "stf_adm", Action: "staff.enable", Object: "stf_mar", Reason: "back"}, {Actor: "stf_adm", Action: "session.end_all", Object: "stf_mar", Reason: "lost phone"},
		{Actor: "stf_adm", Action: "token.make", Object: made.ID}, {Actor: "stf_adm", Action: "token.withdraw", Object: made.ID, Reason: "leaked"},
	}
	for i := range o.book.Trails {
		if o.book.Trails[i].At != retail.MicrosOf(o.now) {
			t.Errorf("%s has no time", o.book.Trails[i].Action)
		}
		o.book.Trails[i].At = 0
	}
	if !reflect.DeepEqual(o.book.Trails, want) {
		t.Errorf("left %+v\nwant %+v", o.book.Trails, want)
	}
}

// TestSearch_EqualsFilteringAll: along whatever index, with all pages together, the
// search finds exactly what filtering the whole audit finds, in its order.
func TestSearch_EqualsFilteringAll(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	const rows = 3_000
	for n := range rows {
		actor := []string{"stf_a", "stf_b", "stf_b for stf_a", "stf_c"}[n%4]
		o.book.Trails = append(o.book.Trails, staff.Trail{Actor: actor, Action: []string{"x.one", "x.two", "x.rare"}[n%3&^(n%97/96)], Object: fmt.Sprint("o", n%50), At: retail.Micros(1_000 + n/7)})
	}
	for _, s := range []staff.Search{
		{}, {Actor: "stf_a"}, {Actor: "stf_b", Action: "x.two"}, {Action: "x.one", Object: "o7"}, {Object: "o49", Actor: "stf_c"}, {Actor: "nobody"},
		{Since: 1_100, Until: 1_200}, {Actor: "stf_a", Since: 1_050, Until: 1_051}, {Action: "x.rare", Until: 1_300}, {Most: 7, Object: "o1"},
	} {
		want := 0
		for _, tr := range o.book.Trails {
			actor, behalf := access.SplitActor(tr.Actor)
			if (s.Actor == "" || s.Actor == actor || s.Actor == behalf) && (s.Action == "" || s.Action == tr.Action) && (s.Object == "" || s.Object == tr.Object) &&
				tr.At >= s.Since && (s.Until == 0 || tr.At < s.Until) {
				want++
			}
		}
		got := o.walked(t, s)
		if got != want {
			t.Errorf("%+v: found %d, want %d", s, got, want)
		}
	}
}

func TestServed_IsWhatIsLearned(t *testing.T) {
	t.Parallel()
	var want []access.Served
	for _, b := range lifecycle.Bands() {
		want = append(want, access.Served("band:"+string(b)))
	}
	for _, s := range lifecycle.States() {
		want = append(want, access.Served("state:"+string(s)))
	}
	got := access.Servable()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("can be assigned: %v, learned: %v", got, want)
	}
}

// walked counts what all pages of a search hold, and checks their order.
func (o *office) walked(t *testing.T, s staff.Search) (n int) {
	t.Helper()
	last := staff.Newest()
	for range 500 {
		found, err := o.Search(t.Context(), o.who("stf_own"), s)
		must(t, err)
		for _, e := range found.Items {
			if !e.Place.Before(last) {
				t.Fatalf("%+v: %+v after %+v", s, e.Place, last)
			}
			n, last = n+1, e.Place
		}
		if s.After = found.More; found.More == (staff.Place{}) {
			return n
		}
	}
	t.Fatalf("%+v never ends", s)
	return 0
}
