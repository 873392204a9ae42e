package console

import (
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// templateRights says who may use the pages of head office's promotions and of stores'
// versions.
func templateRights() map[string]string {
	return map[string]string{
		"GET /promotions/new": "owner marketer", "POST /promotions/new": "owner marketer", "GET /promotions/{id}/edit": "owner marketer", "POST /promotions/{id}/edit": "owner marketer",
		"GET /promotions/{id}/review": "owner marketer manager analyst", "GET /promotions/{id}/history": "owner marketer manager analyst",
		"GET /promotions/{id}/stores/{store}": "owner marketer manager analyst", "POST /promotions/{id}/stores/{store}": "owner marketer manager",
		"POST /promotions/{id}/transfers": "owner marketer", "POST /promotions/{id}/history/{version}": "owner marketer", "GET /approvals": "owner marketer",
	}
}

// fieldsOf reads the fields of a page's form as a browser would send them.
func fieldsOf(page, action string) url.Values {
	at := strings.Index(page, `action="`+action+`"`)
	page = page[at:]
	page = page[:strings.Index(page, "</form>")]
	out := url.Values{}
	attr := func(tag, name string) (string, bool) {
		m := regexp.MustCompile(`\s` + name + `(?:="([^"]*)")?[\s>/]`).FindStringSubmatch(tag + ">")
		if m == nil {
			return "", false
		}
		return html.UnescapeString(m[1]), true
	}
	for _, tag := range regexp.MustCompile(`<input[^>]*>`).FindAllString(page, -1) {
		name, _ := attr(tag, "name")
		value, _ := attr(tag, "value")
		kind, _ := attr(tag, "type")
		_, checked := attr(tag, "checked")
		if kind != "radio" && kind != "checkbox" || checked {
			out.Add(name, value)
		}
	}
	out.Del("form_token")
	return out
}

// TestForm_RoundTrip: what the form shows is what it saves, whatever the promotion.
func TestForm_RoundTrip(t *testing.T) {
	t.Parallel()
	base := recipePromotion()
	base.State, base.Version = promotion.Draft, 1
	for name, change := range map[string]func(*promotion.Promotion){
		"the recipe": func(*promotion.Promotion) {},
		"an amount": func(p *promotion.Promotion) {
			p.Reward = promotion.Reward{Kind: promotion.Amount, Amount: 1234_05}
			p.Frame.Discount = promotion.Range{Freedom: promotion.Within, Low: 1_00, High: 2000_00}
		},
		"a free item": func(p *promotion.Promotion) {
			p.Reward, p.Frame = promotion.Reward{Kind: promotion.FreeItem, Product: "p7"}, nil
		},
		"points": func(p *promotion.Promotion) {
			p.Reward = promotion.Reward{Kind: promotion.Points, Points: 200}
			p.Frame.Discount.Freedom, p.Frame.Approval = promotion.Free, promotion.Approval{Always: true}
			p.Frame.Discount.Low, p.Frame.Discount.High = 0, 0
		},
		"odd shares": func(p *promotion.Promotion) {
			p.Holdout, p.Budget.ReserveShare, p.Budget.ContingencyShare, p.Frame.Compare = .125, .333, 0, .075
		},
		"all terms": func(p *promotion.Promotion) {
			p.Stores, p.Regions, p.MinSpend, p.Priority, p.Stacking = []retail.StoreID{storeBra}, nil, 20_00, -3, promotion.StackAll
			p.Transferable, p.SameBasket, p.ValidAfterDays, p.VoucherDays, p.Limits.PerDay = false, true, 0, 30, 500
			p.Target.Products, p.Target.Brands = []retail.ProductID{"p1", "p2"}, []string{"Osmund's own"}
			p.Target.States, p.Target.Values = []lifecycle.State{"at_risk"}, []lifecycle.Band{"high"}
			p.Frame.Dates = promotion.Window{Freedom: promotion.Within, Earliest: p.Starts - 3, Latest: p.Ends + 9}
			p.Frame.PerCustomer = promotion.Range{Freedom: promotion.Within, Low: 1, High: 5}
			p.Frame.Customers, p.Frame.MaxAmount = promotion.Free, promotion.Range{Freedom: promotion.Within, Low: 1_00, High: 5_00}
			p.Frame.Split = promotion.Split{Rule: promotion.SplitGiven, Given: map[retail.StoreID]retail.Minor{storeBra: 1000_00}}
			p.Texts = map[string]string{"en": hostile, "pl": "Tanio: {discount}"}
		},
	} {
		for _, lang := range []string{"en", "de"} {
			w := newWorkshop(t)
			p := base
			frame := *base.Frame
			p.Frame = &frame
			change(&p)
			if err := promotion.Check(p); err != nil {
				t.Fatal(name, err)
			}
			w.templates.all[idRecipe] = []view.Edition{{Promotion: p, At: now()}}
			path := "/promotions/" + string(idRecipe) + "/edit"
			form := fieldsOf(w.page(access.Owner, path+"?lang="+lang, 200), path)
			form.Set("do", "save")
			rec := w.post(access.Owner, path+"?lang="+lang, form)
			if rec.Code != 303 {
				t.Fatalf("%s, %s: got %d: %s", name, lang, rec.Code, regexp.MustCompile(`class="err"[^<]*<`).FindAllString(rec.Body.String(), 5))
			}
			got, want := shape(t, w.templates.all[idRecipe][0].Promotion), shape(t, p)
			if got != want {
				at := differs(got, want)
				t.Errorf("%s, %s: saved\n…%s\nwant\n…%s", name, lang, got[at:], want[at:])
			}
		}
	}
}

// differs is a little before where two texts part.
func differs(a, b string) int {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	return max(0, at-20)
}

func shape(t *testing.T, p promotion.Promotion) string {
	t.Helper()
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestHistory_AnEarlierVersionAgain: one button, a new version, and whether it runs
// stays; on a version that moved on nothing is written.
func TestHistory_AnEarlierVersionAgain(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	path := "/promotions/" + string(idDraft)
	form := fieldsOf(w.page(access.Marketer, path+"/edit", 200), path+"/edit")
	form.Set("/reward/percent", "19")
	form.Set("do", "save")
	if rec := w.post(access.Marketer, path+"/edit", form); rec.Code != 303 {
		t.Fatalf("saving answers %d", rec.Code)
	}
	history := w.page(access.Marketer, path+"/history", 200)
	if strings.Contains(w.page(access.Manager, path+"/history", 200), path+"/history/1") {
		t.Error("a manager is offered an earlier version")
	}
	back := fieldsOf(history, path+"/history/1")
	if rec := w.post(access.Marketer, path+"/history/1", url.Values{"version": {"1"}}); rec.Code != 412 || !strings.Contains(rec.Body.String(), "somebody changed the promotion meanwhile") {
		t.Errorf("on a version that moved on: %d", rec.Code)
	}
	if rec := w.post(access.Marketer, path+"/history/1", back); rec.Code != 303 || rec.Header().Get("Location") != path+"/review?done=saved.3" {
		t.Fatalf("got %d to %q", rec.Code, rec.Header().Get("Location"))
	}
	if e := w.templates.all[idDraft][0].Promotion; e.Version != 3 || e.Reward.Percent != 15 || e.State != promotion.Draft {
		t.Errorf("version %d stands with %d %%", e.Version, e.Reward.Percent)
	}
	w.post(access.Marketer, path+"/history/9", back)
	if n := len(w.templates.all[idDraft]); n != 3 {
		t.Errorf("%d versions after one that never was", n)
	}
}

// TestReview_AFrameThatOpensNothing may be kept, and is warned of before it is live.
func TestReview_AFrameThatOpensNothing(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	path, warned := "/promotions/"+string(idDraft)+"/edit", "no store can change anything"
	form := fieldsOf(w.page(access.Marketer, path, 200), path)
	form.Set("/frame/on", "true")
	form.Set("do", "save")
	for name, c := range map[string]struct {
		texts string
		want  bool
	}{"locked": {"locked", true}, "one part is free": {"free", false}} {
		form.Set("/frame/texts", c.texts)
		rec := w.post(access.Marketer, path, form)
		if rec.Code != 303 {
			t.Fatalf("%s: saving answers %d", name, rec.Code)
		}
		html := w.page(access.Marketer, strings.SplitN(rec.Header().Get("Location"), "?", 2)[0], 200)
		if strings.Contains(html, warned) != c.want || strings.Contains(html, "stores may tailor") == false {
			t.Errorf("%s: warned is %v", name, !c.want)
		}
		form = fieldsOf(w.page(access.Marketer, path, 200), path)
		form.Set("do", "save")
	}
}

func TestEdit_KeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	path := "/promotions/" + string(idDraft) + "/edit"
	form := fieldsOf(w.page(access.Marketer, path, 200), path)
	wrong := map[string]string{
		"/name/en": hostile, "/reward/percent": "fifteen", "/reward/max_amount": "3,5,0", "/budget/amount": "much", "/ends": "tomorrow", "/holdout": "all of them", "/limits/total": "0", "/voucher_days": "9999",
	}
	for name, value := range wrong {
		form.Set(name, value)
	}
	form.Set("do", "save")
	rec := w.post(access.Marketer, path, form)
	if rec.Code != 422 {
		t.Fatalf("got %d", rec.Code)
	}
	again := fieldsOf(rec.Body.String(), path)
	for name, values := range form {
		if name != "do" && name != "form_token" && strings.Join(again[name], "|") != strings.Join(values, "|") {
			t.Errorf("%s: %q came back as %q", name, values, again[name])
		}
	}
	for name := range wrong {
		id := "f" + strings.ReplaceAll(name, "/", "-")
		if name != "/name/en" && !strings.Contains(rec.Body.String(), `id="`+id+`-e"`) && name != "/voucher_days" {
			t.Errorf("%s: nothing is said beside the field", name)
		}
	}
	if len(w.templates.all[idDraft]) != 1 {
		t.Error("something was saved")
	}
	// What cannot be read is said first; then what the domain does not let stand.
	form = fieldsOf(w.page(access.Marketer, path, 200), path)
	form.Set("/voucher_days", "9999")
	form.Set("do", "save")
	if rec = w.post(access.Marketer, path, form); rec.Code != 422 || !strings.Contains(rec.Body.String(), `id="f-voucher_days-e"`) {
		t.Errorf("9999 days: got %d, and nothing beside the field", rec.Code)
	}
	// What the chain does not have is named, in the page's words.
	w.templates.lacks = []fault.Field{{Pointer: "/target/categories/0", Detail: "is no category"}}
	form = fieldsOf(w.page(access.Marketer, path, 200), path)
	form["/target/categories"] = []string{"sopu"}
	form.Set("do", "save")
	if rec = w.post(access.Marketer, path+"?lang=de", form); rec.Code != 422 || !strings.Contains(rec.Body.String(), "sopu hat die Kette nicht") {
		t.Errorf("a category of nobody: got %d, and nothing names it", rec.Code)
	}
	w.templates.lacks = nil
	// A fault of ours loses nothing either.
	w.fake.Fail = nil
	form = fieldsOf(w.page(access.Marketer, path, 200), path)
	form.Set("/name/en", "Kept all the same")
	form.Set("do", "save")
	w.templates.broken = true
	if rec = w.post(access.Marketer, path, form); rec.Code != 500 || !strings.Contains(rec.Body.String(), "Kept all the same") || !strings.Contains(rec.Body.String(), "Nothing was saved") {
		t.Errorf("a fault: got %d, and what was typed is lost", rec.Code)
	}
}

func TestEdit_StaleShowsBoth(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	path := "/promotions/" + string(idDraft) + "/edit"
	mine := fieldsOf(w.page(access.Owner, path, 200), path)
	theirs := fieldsOf(w.page(access.Marketer, path, 200), path)
	theirs.Set("/reward/percent", "12")
	theirs.Set("/min_spend", "20.00")
	theirs.Set("do", "save")
	if rec := w.post(access.Marketer, path, theirs); rec.Code != 303 {
		t.Fatalf("theirs: got %d", rec.Code)
	}
	mine.Set("/reward/percent", "18")
	mine.Set("/holdout", "5")
	mine.Set("do", "save")
	rec := w.post(access.Owner, path, mine)
	page := rec.Body.String()
	if rec.Code != 409 {
		t.Fatalf("got %d", rec.Code)
	}
	for _, want := range []string{"<del>12\u00a0% off, at most €3.00</del>", "<ins>18\u00a0% off, at most €3.00</ins>", "both changed it", "<del>€20.00</del>", "taken over", "Save on version 2"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	merged := fieldsOf(page, path)
	for name, want := range map[string]string{"version": "2", "/reward/percent": "18", "/holdout": "5", "/min_spend": "20.00"} {
		if merged.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, merged.Get(name), want)
		}
	}
	merged.Set("do", "save")
	if rec := w.post(access.Owner, path, merged); rec.Code != 303 {
		t.Fatalf("the way on: got %d", rec.Code)
	}
	if p := w.templates.all[idDraft][0].Promotion; p.Version != 3 || p.Reward.Percent != 18 || p.MinSpend != 20_00 || p.Holdout != .05 {
		t.Errorf("saved %+v", p)
	}
}

func TestEdit_TwiceIsOnce(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	form := fieldsOf(w.page(access.Marketer, "/promotions/new", 200), "/promotions/new")
	for name, value := range map[string]string{"/name/en": "Soup again", "/reward/percent": "15", "/reward/max_amount": "3", "/budget/amount": "2,500", "do": "save"} {
		form.Set(name, value)
	}
	first := w.post(access.Marketer, "/promotions/new", form)
	form.Del("form_token")
	second := w.post(access.Marketer, "/promotions/new", form)
	if first.Code != 303 || second.Code != 303 || first.Header().Get("Location") != second.Header().Get("Location") {
		t.Errorf("got %d to %q, then %d to %q", first.Code, first.Header().Get("Location"), second.Code, second.Header().Get("Location"))
	}
	if list := w.templates.all["prm_soup_again"]; len(list) != 1 || list[0].Promotion.Budget.Amount != 2500_00 {
		t.Errorf("saved %d versions", len(list))
	}
	for _, role := range []access.Role{access.Manager, access.Analyst, access.Desk, access.Planner} {
		form.Del("form_token")
		if rec := w.post(role, "/promotions/new", form); rec.Code != 404 {
			t.Errorf("%s: got %d", role, rec.Code)
		}
	}
}

// TestEdit_FindsWithoutLosing searches goods inside the form, also by the Enter key,
// and loses nothing that was typed.
func TestEdit_FindsWithoutLosing(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	path := "/promotions/" + string(idDraft) + "/edit"
	form := fieldsOf(w.page(access.Owner, path, 200), path)
	form.Set("find", "soup")
	form.Set("/reward/percent", "not yet")
	form.Set("do", "enter")
	rec := w.post(access.Owner, path, form)
	page := rec.Body.String()
	if rec.Code != 200 || !strings.Contains(page, `value="soups"`) || !strings.Contains(page, `value="p7"`) || !strings.Contains(page, `value="not yet"`) {
		t.Errorf("got %d, or nothing found, or something lost", rec.Code)
	}
	form.Del("form_token")
	form.Set("found", "soup") // searched already: Enter saves
	if rec := w.post(access.Owner, path, form); rec.Code != 422 {
		t.Errorf("Enter on a searched form: got %d", rec.Code)
	}
	form.Del("form_token")
	form.Set("do", "check") // another button: nothing was looked for, so nothing is said of it
	if rec := w.post(access.Owner, path, form); strings.Contains(rec.Body.String(), "Nothing is called") {
		t.Error("goods were not searched, and the page says that none were found")
	}
}

func TestEdit_TryOn(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	path := "/promotions/" + string(idDraft) + "/edit"
	for who, want := range map[string]string{
		known.String(): "PREVIEW 17", third.String(): "Held out by lot", "": "Nothing prints", "cus_zzzz": "Nobody has this number",
	} {
		form := fieldsOf(w.page(access.Owner, path, 200), path)
		form.Set("/reward/percent", "17") // not saved: tried all the same
		form.Set("do", "look")
		form.Set("look_store", string(storeBra))
		form.Set("look_number", who)
		page := w.post(access.Owner, path, form).Body.String()
		if !strings.Contains(page, want) {
			t.Errorf("%q: the page lacks %q", who, want)
		}
		if !strings.Contains(page, "12,400") {
			t.Errorf("%q: no estimate", who)
		}
	}
	form := fieldsOf(w.page(access.Owner, path, 200), path)
	form.Set("/target/kind", string(promotion.TargetExpiring))
	form.Set("do", "look")
	if page := w.post(access.Owner, path, form).Body.String(); !strings.Contains(page, "What it would do is not known yet") || !strings.Contains(page, "by their last day. Which goods") {
		t.Error("of goods near their last day: the page does not say why nothing is known")
	}
	if len(w.templates.all[idDraft]) != 1 {
		t.Error("trying on saved something")
	}
}
