package console

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/stock"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// plans is an evening in memory: a move that waits, an order that was adjusted.
type plans struct {
	fake  *fake
	clash bool
	blind bool
}

func (p plans) Evening(_ context.Context, q stock.Query) (stock.Evening, error) {
	if p.fake.Fail != nil {
		return stock.Evening{}, p.fake.Fail
	}
	bra, cor := stock.Place{ID: storeBra, Name: "Brackwater"}, stock.Place{ID: storeCor, Name: "Corvale " + hostile}
	out := stock.Evening{Currency: "EUR", CutOff: "15:30", Stores: []stock.Place{bra, cor}, Auto: map[string]stock.Auto{"C": {On: true, Gain: 150, Most: 24}}}
	if !q.Scope.All {
		out.Stores = out.Stores[:1]
	}
	if p.fake.Empty {
		return out, nil
	}
	if p.blind {
		out.Blind = true
	}
	out.Made, out.Day, out.At, out.Chain = true, day(2026, time.October, 15), now().Add(-time.Hour), q.Scope.All
	out.Open, out.OpenMove, out.Agreed, out.Haulage, out.Outlay, out.MoveGain = 14, 5, 1, 42_000, 1_250_000, stock.Range{Low: 138_000, Mid: 193_000, High: 256_000}
	out.Vans, out.VansMost, out.VanSpace, out.MoreMove, out.Promised, out.Held, out.Drifting, out.ByRule = 5, 5, .92, 2, 1380, 4, []string{"B"}, 8
	out.Hands = stock.Hands{Lines: 23, Least: 10, Nearer: .61, Low: .44, High: .76}
	for i := range 7 {
		dip := .004 * float64(i%3)
		out.Days = append(out.Days, stock.Day{
			Day: out.Day + retail.BusinessDay(i+1), Without: stock.Range{Low: .946 - dip, Mid: .959 - dip, High: .97 - dip}, With: stock.Range{Low: .971, Mid: .978, High: .984},
		})
	}
	out.Nothing = map[string]int{"enough": 41_200, "no_supplier": 310, "stock_unknown": 12}
	out.Total, out.Gain, out.Orders, out.Moves = 14, stock.Range{Low: 210_000, Mid: 280_000, High: 360_000}, 9, 5
	if q.After == "" {
		out.Next = "4300_1_7_2"
	}
	if q.Find == "nothing" {
		out.Lines, out.Next = nil, ""
		return out, nil
	}
	out.Lines = []stock.Line{
		{
			ID: "pro_7-1-1", Version: 1, Kind: "move", State: "proposed", Product: "Oat drink barista 1 l", To: bra, From: cor, Units: 96, Pack: 1, Gain: stock.Range{Low: 110_000, Mid: 160_000, High: 220_000},
			Cover: [2]float64{.4, 5.3}, More: 1200, Less: 3400,
			Terms: []stock.Term{{Kind: "need", Value: 131, Days: 4}, {Kind: "on_hand", Value: 6}, {Kind: "runs_dry", Days: 1}, {Kind: "next_order", Days: 5}, {Kind: "vouchers", Value: 21.4, Days: 212}, {Kind: "giver_has", Value: 1100}, {Kind: "giver_keeps", Value: 460}, {Kind: "distance", Value: 18}},
		},
		{
			ID: "pro_7-1-2", Version: 2, Kind: "order", State: q.State, Product: "Chickpeas tin " + hostile, To: bra, Supplier: "Dahl", Units: 48, Agreed: 36, Pack: 12, Gain: stock.Range{Low: -900, Mid: 4300, High: 7200},
			Cover: [2]float64{3, 11.5}, More: 300, Less: -900, Outlay: 6200, Policy: "base_stock", Actor: "stf_planner", Reason: "half the shelf is closed", Decided: now().Add(-time.Minute),
			Terms: []stock.Term{{Kind: "need", Value: 40.5, Days: 7}, {Kind: "planned", Value: 12, Days: 0, Text: "Autumn Pantry"}, {Kind: "vouchers", Value: .03, Days: 3}, {Kind: "packed", Value: 2}},
		},
		{ // the same van takes it, and it stands beside the first
			ID: "pro_7-1-3", Version: 1, Kind: "move", State: "proposed", Product: "Rice drink 1 l", To: bra, From: cor, Units: 40, Pack: 1, Gain: stock.Range{Low: 900, Mid: 2600, High: 4100},
			Cover: [2]float64{1, 4}, More: 200, Less: 500, Terms: []stock.Term{{Kind: "need", Value: 52, Days: 4}, {Kind: "on_hand", Value: 12}},
		},
	}
	if out.Lines[1].State == "" {
		out.Lines[1].State = "adjusted"
	}
	out.Exports = []stock.Export{{ID: "2026-10-14-7", Lines: 640, At: now().AddDate(0, 0, -1), Orders: true, Moves: true}}
	return out, nil
}

func (p plans) Each(ctx context.Context, q stock.Query, yield func(*stock.Line) error) error {
	v, err := p.Evening(ctx, q)
	for i := range v.Lines {
		if v.Lines[i].Currency = v.Currency; err == nil {
			err = yield(&v.Lines[i])
		}
	}
	return err
}

func (p plans) Decide(_ context.Context, who view.Actor, c stock.Choice) error {
	switch {
	case p.clash:
		return stock.ErrClash
	case c.Do == "adjust" && c.Reason == "":
		return &stock.Refused{Why: stock.ReasonNone, Fault: fault.AtField("/reason", "say why in a few words")}
	case c.Do == "adjust" && c.Units%12 != 0:
		return &stock.Refused{Why: stock.NotPacks, N: []int64{c.Units, 12, 36, 48}, Fault: fault.AtField("/units", "%d is not whole packs of 12; give 36 or 48", c.Units)}
	case c.Units > 480 && c.Confirmed != c.Units:
		return &stock.Unlikely{Units: c.Units, Times: float64(c.Units) / 48, Weeks: 60.2, Shelf: 500, Cost: float64(c.Units) * 129}
	}
	return p.fake.note("decide " + c.ID + " " + c.Do + " " + who.Staff)
}

func (p plans) AcceptAll(_ context.Context, _ view.Actor, q stock.Query) (stock.Swept, error) {
	return stock.Swept{N: 14, Sweep: 1_791_000_000_000_000}, p.fake.note("accept all " + string(q.Store) + q.Kind)
}

func (p plans) UndoAll(_ context.Context, who view.Actor, scope view.Scope, sweep int64) (stock.Undone, error) {
	var out stock.Undone
	if sweep == 1_791_000_000_000_000 {
		out = stock.Undone{Back: 11, Sent: 2}
	}
	return out, p.fake.note("undo all " + strconv.FormatInt(sweep, 10) + " " + who.Staff + " " + strconv.FormatBool(scope.All))
}

func (p plans) Ask(context.Context, view.Actor) error { return p.fake.note("plan") }
func (p plans) Send(_ context.Context, _ view.Actor, id string) error {
	return p.fake.note("send " + id)
}
func (p plans) SetAuto(context.Context, view.Actor, map[string]stock.Auto) error {
	return p.fake.note("auto")
}

func (p plans) File(context.Context, string, string, string) (body []byte, media, name string, err error) {
	return []byte("order_no"), "text/csv", "x.csv", p.fake.note("file")
}

// TestStock_ManagersOwn: sums of the chain, what goes out and its rules stay with planners.
func TestStock_ManagersOwn(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	mine, all := w.page(access.Manager, "/stock", 200), w.page(access.Planner, "/stock", 200)
	for _, only := range []string{`id="week"`, `id="limits"`, `id="send"`, `id="auto"`, `id="nothing"`} {
		if strings.Contains(mine, only) || !strings.Contains(all, only) {
			t.Errorf("%s: a manager sees it %v, a planner %v", only, strings.Contains(mine, only), strings.Contains(all, only))
		}
	}
	for _, both := range []string{"Oat drink barista", "Accept all 14", "/stock/proposals/pro_7-1-1"} {
		if !strings.Contains(mine, both) || !strings.Contains(all, both) {
			t.Errorf("%s is missing", both)
		}
	}
}

// TestStock_OtherStores: a store of others is no part of the list, and says so.
func TestStock_OtherStores(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.page(access.Manager, "/stock?store="+string(storeBra), 200)
	w.page(access.Manager, "/stock?store="+string(storeCor), 404)
	w.page(access.Planner, "/stock?store="+string(storeCor), 200)
	w.page(access.Marketer, "/stock", 404)
	if rec := w.post(access.Manager, "/stock/accept", url.Values{"at_store": {string(storeCor)}}); rec.Code != 404 || len(w.fake.ran()) != 0 {
		t.Errorf("accepts all of another store: %d, did %v", rec.Code, w.fake.ran())
	}
}

// TestStock_ConflictSaysWhy: a conflict is told in its own words, not as somebody who was faster.
func TestStock_ConflictSaysWhy(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.fake.Fail = fault.New(fault.Conflict, "movement_conflict", "a movement plan:7 stands that says something else")
	for lang, want := range map[string]string{"en": "a movement plan:7 stands that says something else", "de": "Unter dieser Nummer steht eine andere Bewegung."} {
		rec := w.post(access.Planner, "/stock/send", url.Values{"export": {"e1"}}, "Accept-Language", lang)
		if page := rec.Body.String(); rec.Code != 409 || !strings.Contains(page, want) || strings.Contains(page, "faster") || strings.Contains(page, "schneller") || strings.Contains(page, "meantime") || strings.Contains(page, "Inzwischen") {
			t.Errorf("%s: %d %s", lang, rec.Code, page)
		}
	}
}

// TestStock_NothingToSend: of two who send at once the second comes back to the page, which
// says that nothing waits, and not that anything was sent.
func TestStock_NothingToSend(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.fake.Fail = fault.New(fault.Conflict, "nothing_to_send", "nothing waits")
	rec := w.post(access.Planner, "/stock/send", url.Values{"export": {"e1"}, "at_kind": {"order"}})
	if at := rec.Header().Get("Location"); rec.Code != 303 || at != "/stock?kind=order" {
		t.Errorf("%d to %q: %s", rec.Code, at, rec.Body)
	}
}

// TestStock_FindAndNext: the list is searched and paged in its address, forms come back
// to the same page of it, and nobody accepts all of what only a search shows.
func TestStock_FindAndNext(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	first, found := w.page(access.Planner, "/stock?kind=order", 200), w.page(access.Planner, "/stock?q=oat&after=4300_1_7_2", 200)
	if next := `href="/stock?after=4300_1_7_2&amp;kind=order#list"`; !strings.Contains(first, next) || strings.Contains(found, `q=oat#list"`) {
		t.Errorf("the first page leads on %v, the last one nowhere", strings.Contains(first, next))
	}
	for _, field := range []string{`name="q" type="search" value="oat"`, `name="at_q" value="oat"`, `name="at_after" value="4300_1_7_2"`} {
		if !strings.Contains(found, field) {
			t.Errorf("%s is missing", field)
		}
	}
	if !strings.Contains(first, "Accept all 14") || strings.Contains(found, "Accept all") {
		t.Error("what only a search shows is accepted as a whole")
	}
	if page := w.page(access.Planner, "/stock?q=nothing", 200); !strings.Contains(page, "Nothing is called or numbered “nothing”") {
		t.Error("a search without hits does not say so")
	}
	rec := w.post(access.Planner, "/stock/proposals/pro_7-1-1", url.Values{"do": {"accept"}, "at_q": {"oat"}, "at_after": {"4300_1_7_2"}})
	if to := rec.Header().Get("Location"); to != "/stock?after=4300_1_7_2&done=plan.accepted_pro_7-1-1&q=oat#list" {
		t.Errorf("back to %s", to)
	}
}

// TestStock_AdjustedSaysWhatIsKnown: another number than was planned lasts by itself, and
// the gain is that of the plan, said so.
func TestStock_AdjustedSaysWhatIsKnown(t *testing.T) {
	t.Parallel()
	row, _, _ := strings.Cut(newWorkshop(t).page(access.Planner, "/stock", 200), `id="send"`)
	_, row, _ = strings.Cut(row, `id="pro_7-1-2"`)
	if !strings.Contains(row, "3.0 → 9.4") || !strings.Contains(row, "48 planned: €43.00") || strings.Contains(row, "<b>€43") || strings.Contains(row, "−9.00 to 72.00") {
		t.Errorf("36 of 48 planned pieces read %s", row)
	}
}

func TestStock_Decides(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	rec := w.post(access.Planner, "/stock/proposals/pro_7-1-1", url.Values{"do": {"accept"}, "version": {"1"}, "at_kind": {"move"}})
	if to := rec.Header().Get("Location"); rec.Code != http.StatusSeeOther || to != "/stock?done=plan.accepted_pro_7-1-1&kind=move#list" {
		t.Errorf("%d %s", rec.Code, to)
	}
	if page := w.page(access.Planner, "/stock?done=plan.accepted_pro_7-1-1", 200); !strings.Contains(page, `action="/stock/proposals/pro_7-1-1"`) || !strings.Contains(page, `value="undo"`) {
		t.Error("what was accepted cannot be taken back")
	}
	if page := w.page(access.Planner, "/stock?kind=order&q=oat&done=plan.accepted_pro_7-1-1", 200); strings.Count(page, `name="at_q" value="oat"`) != strings.Count(page, `name="at_class"`)+1 {
		t.Error("taking back from the toast forgets what the list was narrowed to")
	}
	if ran := w.fake.ran(); len(ran) != 1 || !strings.HasPrefix(ran[0], "decide pro_7-1-1 accept") {
		t.Errorf("%v", ran)
	}
	if page := w.page(access.Planner, "/stock?done=plan.accepted_%22%3E", 200); strings.Contains(page, `accepted_"`) {
		t.Error("a toast writes what an address says")
	}
}

// TestStock_SweepUndone: the toast after accepting all takes it back, says what could not
// be and why, and the list stays as it was.
func TestStock_SweepUndone(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	rec := w.post(access.Planner, "/stock/accept", url.Values{"at_kind": {"order"}})
	to := rec.Header().Get("Location")
	if rec.Code != http.StatusSeeOther || to != "/stock?done=plan.swept_14_1791000000000000&kind=order" {
		t.Fatalf("%d %s", rec.Code, to)
	}
	undo := toastOf(w.page(access.Planner, to, 200))
	for _, want := range []string{"14 accepted", `action="/stock/accept/undo"`, `name="sweep" value="1791000000000000"`, `name="at_kind" value="order"`} {
		if !strings.Contains(undo, want) {
			t.Errorf("the toast lacks %s: %s", want, undo)
		}
	}
	rec = w.post(access.Manager, "/stock/accept/undo", url.Values{"sweep": {"1791000000000000"}, "at_kind": {"order"}})
	if to = rec.Header().Get("Location"); rec.Code != http.StatusSeeOther || to != "/stock?done=plan.unswept_11_2&kind=order" {
		t.Errorf("%d %s", rec.Code, to)
	}
	if ran := w.fake.ran(); len(ran) != 2 || ran[1] != "undo all 1791000000000000 stf_manager false" {
		t.Errorf("%v", ran)
	}
	said := toastOf(w.page(access.Manager, to, 200))
	if !strings.Contains(said, "Taken back: 11. Sent already, which stays: 2.") || strings.Contains(said, "Undo") {
		t.Errorf("it says %s", said)
	}
	if said := toastOf(w.page(access.Manager, "/stock?done=plan.unswept_14_0", 200)); !strings.Contains(said, "Taken back: 14.") || strings.Contains(said, "stays") {
		t.Errorf("all of it taken back says %s", said)
	}
	for _, odd := range []string{"swept_0_7", "swept_3", "swept_x_7", "swept_1_2_3_4", "unswept_-1_0", "swept_1_%22"} {
		if page := w.page(access.Planner, "/stock?done=plan."+odd, 200); strings.Contains(page, "/stock/accept/undo") {
			t.Errorf("%s offers to undo", odd)
		}
	}
	if rec := w.post(access.Planner, "/stock/accept/undo", url.Values{"sweep": {"all"}}); rec.Code != http.StatusBadRequest {
		t.Errorf("a sweep of no name: %d", rec.Code)
	}
}

// TestStock_NothingToTakeBack: of a sweep that nobody made, or somebody else, nothing is
// counted, whatever a form says that it was.
func TestStock_NothingToTakeBack(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, sweep := range []string{"0", "-1", "7", "9223372036854775807"} {
		for _, n := range []string{"25", "9223372036854775807"} {
			to := w.post(access.Manager, "/stock/accept/undo", url.Values{"n": {n}, "sweep": {sweep}}).Header().Get("Location")
			said := toastOf(w.page(access.Manager, to, 200))
			if !strings.Contains(said, "There is nothing to take back") || strings.Contains(said, "Taken back") || strings.Contains(said, "stays") {
				t.Errorf("%s of %s leads to %s, which says %s", n, sweep, to, said)
			}
		}
	}
}

// TestStock_AsksOnceMore: a number far beyond what is proposed is taken when it is
// confirmed, and that number alone.
func TestStock_AsksOnceMore(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	post := func(units, confirm string) (int, string) {
		form := url.Values{"units": {units}, "reason": {"a fair in town"}, "do": {"adjust"}}
		if confirm != "" { // its button takes the place of the other
			form.Del("do")
			form.Set("confirm", confirm)
		}
		rec := w.post(access.Planner, "/stock/proposals/pro_7-1-2", form)
		return rec.Code, rec.Body.String()
	}
	for _, c := range []struct{ units, confirm string }{{"24000", ""}, {"24000", "12000"}} {
		code, body := post(c.units, c.confirm)
		for _, must := range []string{
			"24,000 pieces: 500 times what is proposed, 60 weeks of what should be sold, the shelf holds 500 and goods for", "Nothing is decided yet",
			`value="24000"`, `value="a fair in town"`, `name="confirm" value="24000">Order 24,000 anyway`, `value="adjust"`, `<details class="alt" open>`,
		} {
			if code != http.StatusUnprocessableEntity || !strings.Contains(body, must) {
				t.Errorf("%v: %d without %q", c, code, must)
			}
		}
	}
	if _, body := post("516", ""); !strings.Contains(body, "516 pieces: 10.8 times what is proposed") {
		t.Error("ten and three quarters is not told with a decimal")
	}
	if ran := w.fake.ran(); len(ran) != 0 {
		t.Errorf("nobody confirmed, and %v was done", ran)
	}
	if code, body := post("24000", "24000"); code != http.StatusSeeOther || len(w.fake.ran()) != 1 {
		t.Errorf("what is confirmed is %d %s", code, body)
	}
}

// TestStock_Clash: of two who decide the second sees what stands.
func TestStock_Clash(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	cfg := w.config()
	cfg.Stock.Plans = plans{fake: w.fake, clash: true}
	w.site = New(cfg)
	w.http = w.site.Handler()
	rec := w.post(access.Planner, "/stock/proposals/pro_7-1-1", url.Values{"do": {"accept"}})
	if to := rec.Header().Get("Location"); rec.Code != http.StatusSeeOther || to != "/stock?done=plan.clash" {
		t.Errorf("%d %s", rec.Code, to)
	}
	if page := w.page(access.Planner, "/stock?done=plan.clash", 200); !strings.Contains(page, "Somebody was faster") {
		t.Error("nobody says that another was faster")
	}
}

// TestStock_BlindClaimsNothing: where nobody told what lies on the shelves, the page says
// so and draws no share of what is found there.
func TestStock_BlindClaimsNothing(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	cfg := w.config()
	cfg.Stock.Plans = plans{fake: w.fake, blind: true}
	w.site = New(cfg)
	w.http = w.site.Handler()
	if page := w.page(access.Planner, "/stock", 200); !strings.Contains(page, "import stock.csv") || strings.Contains(page, `id="week"`) || strings.Contains(page, "Everything for tonight") {
		t.Error("a plan of unknown shelves says how well they are filled")
	}
}

// TestStock_WholePacks: a browser takes the pieces that are proposed, and those of any
// other number of packs.
func TestStock_WholePacks(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	inputs := regexp.MustCompile(`name="units" type="number" min="(\d+)" step="(\d+)" value="(\d+)"`).FindAllStringSubmatch(w.page(access.Planner, "/stock", 200), -1)
	if len(inputs) == 0 {
		t.Fatal("there is no field for pieces")
	}
	for _, m := range inputs {
		least, _ := strconv.Atoi(m[1])
		step, _ := strconv.Atoi(m[2])
		value, _ := strconv.Atoi(m[3])
		if (value-least)%step != 0 { // how HTML counts steps: from the least value
			t.Errorf("a browser refuses what it is given: %s", m[0])
		}
	}
}

func TestStock_EmptyTeaches(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.fake.Empty = true
	if page := w.page(access.Planner, "/stock", 200); !strings.Contains(page, "suppliers.csv") || strings.Contains(page, `id="week"`) {
		t.Error("the first day does not say what it needs")
	}
}
