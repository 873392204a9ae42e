package console

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	launches "sartor/internal/console/rollout"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/rollout"
	"sartor/internal/web"
)

// rollouts are new products of the fake chain: one whose pilot is to be read, one that
// is proposed, one that nobody has looked at, and one that the rule stopped.
type rollouts struct{ *fake }

func rolloutsOf(f *fake) launches.Ports {
	chain := retail.NewCatalogue([]retail.Product{{ID: "dip", Number: 1, Category: "dips"}, {ID: "soup", Number: 2, Category: hostile}}, []retail.Store{
		{ID: storeBra, Number: 1, Name: "Brackwater", Region: "Coast", Currency: "EUR"}, {ID: storeCor, Number: 2, Name: hostile, Region: "Hills", Currency: "EUR"},
	})
	return launches.Ports{Desk: rollouts{f}, Chain: func() *retail.Catalogue { return chain }, Called: calledOf}
}

func calledOf(context.Context) (func(string) string, error) {
	return func(actor string) string { return map[string]string{"stf_marketer": "Ada " + hostile}[actor] }, nil
}

func measured(low, mid, high float64, n int) rollout.Figure {
	return rollout.Figure{Known: true, Estimate: mid, Low: low, High: high, N: n}
}

func (f rollouts) all() []rollout.Shown {
	today := day(2026, 10, 15)
	plan := rollout.Plan{Name: "Paprika hummus 200 g", Product: "hummus", Category: "dips", Kin: []retail.ProductID{"dip"}, Price: 249, Cost: 149, Gates: rollout.Gates{StopAlone: true, MinMargin: 690}}.Defaults()
	shown := func(id rollout.ID, state rollout.State) rollout.Shown {
		return rollout.Shown{Today: today, Read: true, Entry: rollout.Entry{
			Do: rollout.Make, Actor: rollout.Actor{ID: "stf_marketer", At: ago(days(30))}, Rollout: rollout.Rollout{ID: id, Version: 2, State: state, Plan: plan},
		}}
	}
	index := []rollout.RegionRead{
		{Region: "Coast", Stores: 1, Index: measured(1.4, 1.9, 2.5, 0), Strong: true, Weekly: measured(82, 96, 111, 1), Seen: map[rollout.Source]rollout.Spotted{rollout.FromSearch: {Observed: 211, Expected: 96}}},
		{Region: "Hills", Stores: 1, Index: measured(.3, .5, .8, 0), Weekly: measured(14, 25, 39, 1), Seen: map[rollout.Source]rollout.Spotted{}},
	}
	reading := rollout.Reading{
		At: ago(days(0)), Version: 2, Through: today - 1, Basis: rollout.BySold, Regions: index, Verdict: rollout.Verdict{Do: rollout.Go, Why: []rollout.Reason{rollout.MarginProven}},
		Sources: []rollout.SourceRead{{Source: rollout.FromSearch, Weight: .4, Total: 574}, {Source: rollout.FromCategory, Weight: .1, Regions: 12, Total: 9000}},
		Stores:  []rollout.StoreRead{{Store: storeBra, Region: "Coast", Index: 1.9, Weekly: measured(82, 96, 111, 0), Stage: 1}, {Store: storeCor, Region: "Hills", Index: .5, Weekly: measured(14, 25, 39, 0)}},
		Next:    &rollout.Step{Share: 1, Stores: []rollout.Place{{Store: storeCor, Random: true, Propensity: .1, Opening: 24}}},
		Worth:   measured(1_000_000, 1_910_000, 2_950_000, 6), Need: measured(90, 121, 160, 2),
		Readout: rollout.Readout{
			Weeks: 4, Since: today - 30, Sold: measured(30, 41, 52, 6), Added: measured(21, 34, 48, 6), Margin: measured(2400, 4600, 7100, 6), Chance: .99,
			Taken: measured(.09, .18, .28, 6), Placebo: measured(-.02, .01, .03, 6), Repeat: rollout.Figure{N: 12},
		},
	}
	due := shown("rol_a", rollout.Piloting)
	due.Stages = []rollout.Step{{Began: today - 30, Stores: []rollout.Place{{Store: storeBra, Controls: []retail.StoreID{storeCor}, Opening: 96}}}}
	due.Reading = reading
	draft := shown("rol_draft", rollout.Draft)
	draft.Reading = reading
	draft.Reading.Readout, draft.Reading.Basis, draft.Reading.Verdict = rollout.Readout{}, rollout.ByKin, rollout.Verdict{Do: rollout.Go, Why: []rollout.Reason{rollout.ToPropose}}
	draft.Reading.Stores = []rollout.StoreRead{{Store: storeBra, Region: "Coast"}, {Store: storeCor, Region: "Hills", Weekly: measured(14, 25, 39, 0)}}
	never := shown("rol_never", rollout.Draft)
	never.Read, never.Plan.Name = false, hostile
	stopped := shown("rol_stopped", rollout.Stopped)
	stopped.Reading, stopped.Stages = reading, due.Stages
	stopped.Actor = rollout.Actor{ID: rollout.ByRule, Reason: string(rollout.SellsLittle), At: ago(days(2))}
	return []rollout.Shown{due, draft, never, stopped}
}

func (f rollouts) List(context.Context, *rollout.Shown, int) ([]rollout.Shown, error) {
	if f.Empty {
		return nil, f.Fail
	}
	return f.all(), f.Fail
}

func (f rollouts) Show(_ context.Context, id rollout.ID) (rollout.Shown, error) {
	if id == "rol_thin" { // a draft whose stores cannot be paired
		s := f.all()[1]
		s.ID, s.Plan.Gates.MinMargin, s.Reading.Expected = id, 0, 4000
		s.Reading.Verdict = rollout.Verdict{Do: rollout.Stay, Why: []rollout.Reason{rollout.NoStores}}
		return s, f.Fail
	}
	if strings.HasPrefix(string(id), "rol_begun") { // whose next step was taken a moment ago, and read since, or not
		s := f.all()[0]
		s.ID, s.State, s.Read = id, rollout.Ramping, id != "rol_begun_unread"
		s.Stages = append(s.Stages, rollout.Step{Share: .3, Began: s.Today, Stores: []rollout.Place{{Store: storeCor}}})
		if s.Read {
			s.Reading.Verdict, s.Reading.Readout = rollout.Verdict{Do: rollout.Wait, Why: []rollout.Reason{rollout.TooEarly}}, rollout.Readout{}
		}
		return s, f.Fail
	}
	for _, s := range f.all() {
		if s.ID == id {
			return s, f.Fail
		}
	}
	return rollout.Shown{}, fault.New(fault.NotFound, "no_rollout", "there is none")
}

func (f rollouts) History(_ context.Context, id rollout.ID, _ int64, _ int) ([]rollout.Entry, error) {
	s, err := f.Show(context.Background(), id)
	held := s.Entry
	held.Do, held.Actor.Reason = rollout.Hold, hostile
	return []rollout.Entry{s.Entry, held}, err
}

func (f rollouts) Delistings(context.Context) (rollout.Delistings, error) {
	if f.Empty {
		return rollout.Delistings{}, f.Fail
	}
	return rollout.Delistings{At: ago(days(1)), Through: day(2026, 10, 14), Weeks: 13, Items: []rollout.Delisting{
		{Earned: rollout.Earned{Product: "dip", Units: 140, Substitute: "soup"}, Loss: 16_057, Dependent: 3, AtRisk: 9_100, Loyal: []rollout.Loyal{{Customer: known, Share: .12, Times: 9}}},
		{Earned: rollout.Earned{Product: hostile, Units: 20}, Loss: 900, Dependent: 1, AtRisk: 8_000, Veto: true, Loyal: []rollout.Loyal{{Customer: third, Share: .31, Times: 5}}},
	}}, f.Fail
}

func (f rollouts) Make(_ context.Context, id rollout.ID, p rollout.Plan, _ rollout.Actor) (rollout.Shown, error) {
	if err := f.note("rollout " + string(id)); err != nil {
		return rollout.Shown{}, err
	}
	p = p.Defaults()
	s := f.all()[1]
	s.ID, s.Plan = id, p
	return s, p.Check()
}

func (f rollouts) Take(ctx context.Context, id rollout.ID, t rollout.Taking) (rollout.Shown, error) {
	s, err := f.Show(ctx, id)
	if err != nil {
		return s, err
	}
	if t.Version != s.Version {
		return s, fault.New(fault.Stale, "stale", "somebody changed it meanwhile")
	}
	cmd := t.Command(&s)
	if s.Rollout, err = s.Next(cmd); err != nil {
		return s, err
	}
	return s, f.note(string(t.Do) + " " + string(id) + " because " + t.Actor.Reason)
}

// TestRollout_NoButtonThatIsRefused: a draft without enough pairs offers no pilot, and
// its stop rule names the margin that the pilot would begin with.
func TestRollout_NoButtonThatIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	html := w.page(access.Planner, "/rollouts/rol_thin", 200)
	if strings.Contains(html, `value="approve"`) || !strings.Contains(html, `value="stop"`) {
		t.Error("a pilot without pairs is offered, or nothing at all")
	}
	if !strings.Contains(html, "it takes three, each beside another") || !strings.Contains(html, "looked for again each day") || !strings.Contains(html, "below €10.00 a store and week") {
		t.Errorf("it does not say why, or what its rule is: %s", html)
	}
}

// TestRollout_NeverWithoutItsRange: each figure has its range, and what is not known
// says so.
func TestRollout_NeverWithoutItsRange(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	html := strings.ReplaceAll(w.page(access.Planner, "/rollouts/rol_a", 200), "\u00a0", " ")
	for _, want := range []string{"€19.1k", "(10,000–29,500)", "€46", "24.00–71.00", "18 %", "9–28", "not enough data", "1.9 ×", "1.4–2.5", "82–111", "Begin in one store"} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if thin := w.page(access.Planner, "/rollouts/rol_never", 200); strings.Contains(thin, "tilegrid") || !strings.Contains(thin, "Nobody has looked yet") {
		t.Error("nothing was read: nothing is drawn")
	}
	if stopped := w.page(access.Marketer, "/rollouts/rol_stopped", 200); strings.Contains(stopped, `name="do"`) || !strings.Contains(stopped, "earns less than the shelf is worth") || !strings.Contains(stopped, "the stop rule") {
		t.Error("who stopped it and why, and no further step")
	}
}

// TestRollout_KeepsWhatWasTyped: what is wrong stands beside its field, the rest stays.
func TestRollout_KeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	form := url.Values{"name": {"Paprika <hummus>"}, "product": {"hummus"}, "category": {"dips"}, "kin": {"dip, guacamole"}, "price": {"1,49"}, "cost": {"2.49"}}
	rec := w.post(access.Marketer, "/rollouts", form)
	html := rec.Body.String()
	if rec.Code != 422 {
		t.Errorf("got %d", rec.Code)
	}
	for _, want := range []string{`value="Paprika &lt;hummus&gt;"`, `value="dip, guacamole"`, `value="1,49"`, `id="price-wrong"`, `<option value="dips" selected>`} {
		if !strings.Contains(html, want) {
			t.Errorf("%s is missing", want)
		}
	}
	form.Set("price", "€2.99")
	form.Del(web.FormField)
	if rec = w.post(access.Marketer, "/rollouts", form); rec.Code != 303 || rec.Header().Get("Location") != "/rollouts/rol_hummus?done=rollout.make" {
		t.Errorf("got %d to %s", rec.Code, rec.Header().Get("Location"))
	}
}

// TestRollout_StepsNameTheVersion: a step without the version that was looked at, or on
// an older one, is not taken; one without its reason says so.
func TestRollout_StepsNameTheVersion(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, c := range []struct {
		role   access.Role
		form   url.Values
		status int
		ran    string
	}{
		{access.Planner, url.Values{"do": {"approve"}, "version": {"2"}}, 303, "approve rol_a because "},
		{access.Planner, url.Values{"do": {"hold"}, "version": {"2"}, "reason": {"after Christmas"}}, 303, "hold rol_a because after Christmas"},
		{access.Planner, url.Values{"do": {"approve"}, "version": {"1"}}, 412, ""},
		{access.Planner, url.Values{"do": {"approve"}}, 400, ""},
		{access.Planner, url.Values{"do": {"jump"}, "version": {"2"}}, 400, ""},
		{access.Planner, url.Values{"do": {"stop"}, "version": {"2"}}, 422, ""},
		{access.Planner, url.Values{"do": {"approve"}, "version": {"2"}, "anyway": {"1"}, "reason": {"I know"}}, 403, ""},
	} {
		before := len(w.fake.ran())
		rec := w.post(c.role, "/rollouts/rol_a/step", c.form)
		ran := strings.Join(w.fake.ran()[before:], ";")
		if rec.Code != c.status || ran != c.ran {
			t.Errorf("%v: got %d, ran %q, want %d, %q", c.form, rec.Code, ran, c.status, c.ran)
		}
	}
}

// TestRollout_ATakenStepIsNotAskedAgain: between a step and its reading the page says
// what stands since when and when it is read, asks nothing that was answered, and shows
// no figure that is not there.
func TestRollout_ATakenStepIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, c := range []struct{ id, says, not string }{
		{"rol_begun_unread", "It is read within a minute, and its gates on 12 Nov.", "Nobody has looked"},
		{"rol_begun", "The gates are read again on 12 Nov.", "not enough data"},
	} {
		html := strings.ReplaceAll(w.page(access.Planner, "/rollouts/"+c.id, 200), phrase.NBSP, " ")
		for _, want := range []string{"30 % of suitable stores from 15 Oct: ", "2 stores", c.says, "Stop it, or decide before then"} {
			if !strings.Contains(html, want) {
				t.Errorf("%s lacks %q", c.id, want)
			}
		}
		for _, not := range []string{"Add <", "a store and week:", "gates are open", c.not, `value="hold"`} {
			if strings.Contains(html, not) {
				t.Errorf("%s says %q", c.id, not)
			}
		}
	}
}
