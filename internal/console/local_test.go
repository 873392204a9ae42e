package console

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

func versionPath(store retail.StoreID) string {
	return "/promotions/" + string(idRecipe) + "/stores/" + string(store)
}

// stands is a store's version as it stands.
func (w *workshop) stands(store retail.StoreID) promotion.Version {
	w.locals.mu.Lock()
	defer w.locals.mu.Unlock()
	return w.locals.at[view.LocalAt{Promotion: idRecipe, Store: store}]
}

// typed is the form in which a manager adjusts a version, as the page shows it.
func (w *workshop) typed(role access.Role, store retail.StoreID) url.Values {
	w.t.Helper()
	page := w.page(role, versionPath(store), 200)
	at := strings.Index(page, `id="adjust"`)
	if at < 0 {
		w.t.Fatal("the page has no form to adjust")
	}
	return fieldsOf(page[at:], versionPath(store))
}

// TestLocal_TwoTaps: from the opened page one tap swaps to what the store's customers
// buy, and one publishes it.
func TestLocal_TwoTaps(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	page := w.page(access.Manager, versionPath(storeBra), 200)
	if !strings.Contains(page, "Swap recipe kits, herbs for ready meals") || !strings.Contains(page, "2.3×") || strings.Contains(page, "for wine") {
		t.Error("the swap that fits is not suggested, or one that leaves the frame is")
	}
	taps := 0
	send := func(form url.Values) *httptest.ResponseRecorder {
		taps++
		return w.post(access.Manager, versionPath(storeBra), form)
	}
	if rec := send(url.Values{"do": {"swap"}, "category": {"ready meals"}, "number": {"0"}}); rec.Code != 303 {
		t.Fatalf("the swap: got %d", rec.Code)
	}
	if v := w.stands(storeBra); v.State != promotion.VersionDraft || v.Live != nil || len(v.Changes.Categories) != 1 {
		t.Fatalf("after the swap stands %+v", v)
	}
	page = w.page(access.Manager, versionPath(storeBra), 200)
	if !strings.Contains(page, "<ins>ready meals</ins>") || !strings.Contains(page, "<del>recipe kits, herbs</del>") || !strings.Contains(page, `form="tailor" name="do" value="go"`) {
		t.Error("the draft shows no difference, or cannot be published")
	}
	form := w.typed(access.Manager, storeBra)
	form.Set("do", "go")
	if rec := send(form); rec.Code != 303 || rec.Header().Get("Location") != versionPath(storeBra)+"?done=publish" {
		t.Fatalf("publish: got %d to %q", rec.Code, rec.Header().Get("Location"))
	}
	if v := w.stands(storeBra); v.State != promotion.VersionLive || v.Live == nil || v.Live.Categories[0] != "ready meals" || taps != 2 {
		t.Errorf("after %d taps stands %+v", taps, v)
	}
	if page := w.page(access.Manager, versionPath(storeBra)+"?done=publish", 200); !strings.Contains(toastOf(page), `name="do" value="undo"`) {
		t.Error("publishing cannot be undone from the toast")
	}
}

// TestLocal_SwapKeepsWhatIsLiked: a suggestion takes away no goods that the chart beside it
// shows as liked, and what is liked and not suggested says why.
func TestLocal_SwapKeepsWhatIsLiked(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.locals.more = []view.Taste{{Name: "herbs", Index: iv(1.3, 1.5, 1.8, 700)}}
	page := w.page(access.Manager, versionPath(storeBra), 200)
	for _, say := range []string{
		"Swap recipe kits for ready meals", "within the frame; herbs: liked here, stays", "herbs <small>head office’s</small>", "bowls <small>sold out here</small>", "wine <small>not in the frame</small>",
		"ready meals <small>in the frame</small>",
	} {
		if !strings.Contains(page, say) {
			t.Errorf("the page lacks %q", say)
		}
	}
	if rec := w.post(access.Manager, versionPath(storeBra), url.Values{"do": {"swap"}, "category": {"ready meals"}, "number": {"0"}}); rec.Code != 303 {
		t.Fatalf("the swap: got %d", rec.Code)
	}
	if v := w.stands(storeBra); !slices.Equal(v.Changes.Categories, []string{"herbs", "ready meals"}) {
		t.Errorf("after the swap it is for %q", v.Changes.Categories)
	}
	if page = w.page(access.Manager, versionPath(storeBra), 200); !strings.Contains(page, "in your version") {
		t.Error("the suggestion that was taken is suggested again")
	}
}

// TestLocal_SeldomPartsAreFolded: what is seldom adjusted is folded, and open where it was
// refused.
func TestLocal_SeldomPartsAreFolded(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	folded := regexp.MustCompile(`(?s)<details class="more"( open)?>\s*<summary>Texts</summary>.*?name="/texts/en".*?</details>`)
	if m := folded.FindStringSubmatch(w.page(access.Manager, versionPath(storeBra), 200)); m == nil || m[1] != "" {
		t.Errorf("texts are not folded: %.80q", m)
	}
	form := w.typed(access.Manager, storeBra)
	form.Set("/texts/en", strings.Repeat("x", promotion.MaxText+1))
	form.Set("do", "save")
	rec := w.post(access.Manager, versionPath(storeBra), form)
	if m := folded.FindStringSubmatch(rec.Body.String()); rec.Code != 422 || m == nil || m[1] == "" {
		t.Errorf("%d: what was refused is folded away: %.80q", rec.Code, m)
	}
}

// TestLocal_SendsWhatIsTyped: the button beside the difference sends what stands in the
// fields, with the note, and Enter in a field publishes nothing.
func TestLocal_SendsWhatIsTyped(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	form := w.typed(access.Manager, storeBra)
	form.Set("/reward/percent", "18")
	form.Set("do", "save")
	w.post(access.Manager, versionPath(storeBra), form)
	page := w.page(access.Manager, versionPath(storeBra), 200)
	box := page[strings.Index(page, `class="decide"`):]
	box = box[:strings.Index(box, "</form>")]
	if !strings.Contains(box, `form="tailor" name="do" value="go">Send to head office<`) || !regexp.MustCompile(`<textarea id="fcomment"[^>]* form="tailor"`).MatchString(box) {
		t.Fatalf("the note and its button do not go with the fields: %s", box)
	}
	first := regexp.MustCompile(`<button[^>]* form="tailor"[^>]*>`).FindString(page)
	if !strings.Contains(first, `value="enter"`) {
		t.Errorf("Enter in a field presses %s", first)
	}
	form = w.typed(access.Manager, storeBra)
	form.Set("/reward/percent", "19")
	form.Set("comment", "the pass is closed")
	form.Set("do", "go")
	if rec := w.post(access.Manager, versionPath(storeBra), form); rec.Code != 303 {
		t.Fatalf("sent: got %d", rec.Code)
	}
	if v := w.stands(storeBra); v.State != promotion.Submitted || *v.Changes.Percent != 19 || v.Comment != "the pass is closed" {
		t.Errorf("%+v waits", v)
	}
}

func TestLocal_RefusalsKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	form := w.typed(access.Manager, storeBra)
	form.Set("/reward/percent", "25")
	form["/target/categories"] = []string{"ready meals", "wine"}
	form.Set("/texts/en", hostile)
	form.Set("do", "go")
	rec := w.post(access.Manager, versionPath(storeBra), form)
	page := rec.Body.String()
	if rec.Code != 422 || w.stands(storeBra).Number != 0 {
		t.Fatalf("got %d, and version %d stands", rec.Code, w.stands(storeBra).Number)
	}
	for _, want := range []string{"20 % at most. Enter 20", "wine is not in the frame", `value="25"`, `value="wine"`, "outside the frame"} {
		if !strings.Contains(strings.ReplaceAll(page, "\u00a0", " "), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, "Ready to publish") || strings.Contains(page, `form="tailor" name="do" value="go"`) {
		t.Error("what lies outside the frame is called ready")
	}
	again := fieldsOf(page[strings.Index(page, `id="adjust"`):], versionPath(storeBra))
	for _, name := range []string{"/reward/percent", "/target/categories", "/texts/en", "number"} {
		if strings.Join(again[name], "|") != strings.Join(form[name], "|") {
			t.Errorf("%s: %q came back as %q", name, form[name], again[name])
		}
	}
	// What cannot be read is kept too.
	form.Del("form_token")
	form["/target/categories"] = []string{"ready meals"}
	form.Set("/reward/percent", "a lot")
	if rec := w.post(access.Manager, versionPath(storeBra), form); rec.Code != 422 || !strings.Contains(rec.Body.String(), `value="a lot"`) {
		t.Errorf("a lot: got %d", rec.Code)
	}
	// What the chain does not have is named, in the words of head office's form.
	w.locals.lacks = []fault.Field{{Pointer: "/target/categories/0", Detail: "is no category"}}
	form.Del("form_token")
	form.Set("/reward/percent", "15")
	if rec := w.post(access.Manager, versionPath(storeBra)+"?lang=de", form); rec.Code != 422 || !strings.Contains(rec.Body.String(), "ready meals hat die Kette nicht") || w.stands(storeBra).State != promotion.VersionDraft {
		t.Errorf("goods of nobody: got %d, and nothing names them", rec.Code)
	}
	w.locals.lacks = nil
	form.Set("number", strconv.FormatInt(w.stands(storeBra).Number, 10))
	// A promotion without money: the draft is kept, and the way out is said.
	w.locals.poor = true
	form.Del("form_token")
	form.Set("/reward/percent", "15")
	if rec := w.post(access.Manager, versionPath(storeBra), form); rec.Code != 409 || !strings.Contains(rec.Body.String(), "Too little of head office") || w.stands(storeBra).State != promotion.VersionDraft {
		t.Errorf("no money: got %d", rec.Code)
	}
}

// TestVersions_NameWhatWaits: the promotion's page counts and names what waits.
func TestVersions_NameWhatWaits(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	if page := w.page(access.Owner, "/promotions/"+string(idRecipe), 200); !strings.Contains(page, "1 store runs a version of its own; 1 waits for a yes: Garrow") {
		t.Error("the version that waits is not named")
	}
}

// TestLocal_ApprovalGoesRound: what the frame lets head office look at is sent, sent
// back with a note, sent again, approved, and live at once; and only head office
// decides.
func TestLocal_ApprovalGoesRound(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	form := w.typed(access.Manager, storeBra)
	form.Set("/reward/percent", "18")
	form.Set("do", "go")
	if rec := w.post(access.Manager, versionPath(storeBra), form); rec.Code != 303 || w.stands(storeBra).State != promotion.Submitted {
		t.Fatalf("sent: got %d, %s stands", rec.Code, w.stands(storeBra).State)
	}
	for _, do := range []string{"approve", "send_back"} {
		if rec := w.post(access.Manager, versionPath(storeBra), url.Values{"do": {do}, "number": {"2"}, "comment": {"mine"}}); rec.Code != 404 {
			t.Errorf("a manager may %s: got %d", do, rec.Code)
		}
	}
	queue := w.page(access.Marketer, "/approvals", 200)
	if !strings.Contains(queue, versionPath(storeBra)) || !strings.Contains(queue, "overdue") || !strings.Contains(queue, "Garrow") {
		t.Error("the queue lacks the version, or does not grow louder with its age")
	}
	if rec := w.post(access.Marketer, versionPath(storeBra), url.Values{"do": {"send_back"}, "number": {"2"}}); rec.Code != 422 || !strings.Contains(rec.Body.String(), `id="fcomment-e"`) {
		t.Errorf("sent back without a note: got %d", rec.Code)
	}
	if rec := w.post(access.Marketer, versionPath(storeBra), url.Values{"do": {"send_back"}, "number": {"2"}, "comment": {"16 is enough"}}); rec.Code != 303 {
		t.Errorf("sent back: got %d", rec.Code)
	}
	if page := w.page(access.Manager, versionPath(storeBra), 200); !strings.Contains(page, "16 is enough") {
		t.Error("the manager does not see the note")
	}
	form = w.typed(access.Manager, storeBra)
	form.Set("/reward/percent", "16")
	form.Set("do", "go")
	if rec := w.post(access.Manager, versionPath(storeBra), form); rec.Code != 303 || w.stands(storeBra).State != promotion.Submitted {
		t.Fatalf("sent again: got %d, %s stands", rec.Code, w.stands(storeBra).State)
	}
	approve := url.Values{"do": {"approve"}, "number": {"5"}, "from": {"queue"}}
	for range 2 { // a double tap is one
		approve.Del("form_token")
		if rec := w.post(access.Marketer, versionPath(storeBra), approve); rec.Code != 303 || rec.Header().Get("Location") != "/approvals?done=approve&promotion=prm_recipe&store=S012" {
			t.Errorf("approved: got %d to %q", rec.Code, rec.Header().Get("Location"))
		}
	}
	if v := w.stands(storeBra); v.State != promotion.VersionLive || *v.Live.Percent != 16 {
		t.Errorf("stands %+v", v)
	}
}

// toastOf is what a page says of what was just done.
func toastOf(page string) string {
	_, toast, _ := strings.Cut(page, `class="toast"`)
	toast, _, _ = strings.Cut(toast, "</form>")
	return toast
}

// TestLocal_ApprovalUndone: the toast after approving takes it back, from the queue and
// from the page, for who approved and while nothing newer stands.
func TestLocal_ApprovalUndone(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	path, before := versionPath(storeGar), w.stands(storeGar)
	rec := w.post(access.Marketer, path, url.Values{"do": {"approve"}, "number": {"2"}, "from": {"queue"}})
	if v := w.stands(storeGar); v.State != promotion.VersionLive {
		t.Fatalf("approved: got %d, %+v stands", rec.Code, v)
	}
	queue := rec.Header().Get("Location")
	undo := toastOf(w.page(access.Marketer, queue, 200))
	for _, want := range []string{"Approved", "Undo", `action="` + path + `"`, `name="do" value="undo"`, `name="number" value="4"`, `name="from" value="queue"`} {
		if !strings.Contains(undo, want) {
			t.Errorf("the toast lacks %s: %s", want, undo)
		}
	}
	if other := w.page(access.Owner, queue, 200); strings.Contains(toastOf(other), "Undo") {
		t.Error("somebody else is offered to undo it")
	}
	if by := w.page(access.Marketer, "/approvals?done=approve&promotion=prm_recipe&store=S404", 200); strings.Contains(by, `class="toast"`) {
		t.Error("an address written by hand says something was done")
	}
	form := url.Values{"do": {"undo"}, "number": {"4"}, "from": {"queue"}}
	if rec := w.post(access.Owner, path, form); rec.Code != 409 || !strings.Contains(rec.Body.String(), "Somebody else decided here since") {
		t.Errorf("undone by another: got %d", rec.Code)
	}
	for range 2 { // a double tap is one
		form.Del("form_token")
		if rec := w.post(access.Marketer, path, form); rec.Code != 303 || rec.Header().Get("Location") != "/approvals?done=undo&promotion=prm_recipe&store=S030" {
			t.Errorf("undone: got %d to %q", rec.Code, rec.Header().Get("Location"))
		}
	}
	if v := w.stands(storeGar); v.State != promotion.Submitted || v.Comment != before.Comment || v.Live != nil || v.Number != 5 || v.Submitted != before.Submitted {
		t.Errorf("undone it stands as %+v", v)
	}
	if page := w.page(access.Marketer, "/approvals?done=undo&promotion=prm_recipe&store=S030", 200); !strings.Contains(page, "Taken back") || strings.Contains(toastOf(page), "Undo") || !strings.Contains(page, path) {
		t.Error("it is not said to wait again, or can be undone twice")
	}
	// Whoever was faster is named.
	if rec := w.post(access.Owner, path, url.Values{"do": {"approve"}, "number": {"5"}, "only": {"1"}}); rec.Code != 303 {
		t.Fatalf("approved anew: got %d", rec.Code)
	}
	form.Del("form_token")
	if rec := w.post(access.Marketer, path, form); rec.Code != 409 || !strings.Contains(rec.Body.String(), "was faster") {
		t.Errorf("undone over a newer step: got %d", rec.Code)
	}
}

func TestLocal_Stale(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	form := w.typed(access.Manager, storeBra)
	if rec := w.post(access.Owner, versionPath(storeBra), url.Values{"do": {"swap"}, "category": {"bowls"}, "number": {"0"}}); rec.Code != 303 {
		t.Fatalf("theirs: got %d", rec.Code)
	}
	form["/target/categories"] = []string{"soups"}
	form.Set("do", "save")
	rec := w.post(access.Manager, versionPath(storeBra), form)
	page := rec.Body.String()
	if rec.Code != 409 || !strings.Contains(page, "was faster") || !strings.Contains(page, "Categories: bowls") || !strings.Contains(page, "<ins>soups</ins>") {
		t.Fatalf("got %d, or one of both versions is not shown", rec.Code)
	}
	again := fieldsOf(page[strings.Index(page, `id="adjust"`):], versionPath(storeBra))
	again.Set("do", "save")
	if rec := w.post(access.Manager, versionPath(storeBra), again); rec.Code != 303 || w.stands(storeBra).Changes.Categories[0] != "soups" {
		t.Errorf("the way on: got %d", rec.Code)
	}
	// The same sent twice is no conflict.
	form.Del("form_token")
	if rec := w.post(access.Manager, versionPath(storeBra), form); rec.Code != 303 {
		t.Errorf("sent twice: got %d", rec.Code)
	}
}

func TestLocal_DiffIsAlwaysThere(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, role := range []access.Role{access.Owner, access.Marketer, access.Analyst} {
		for store, want := range map[retail.StoreID]string{storeBra: "Brackwater: as head office sent it", storeCor: "<ins>ready meals</ins>", storeGar: "<ins>18\u00a0% off, at most €3.00</ins>"} {
			page := w.page(role, versionPath(store), 200)
			if !strings.Contains(page, want) || !strings.Contains(page, "Head office sent") {
				t.Errorf("%s, %s: the page lacks %q", role, store, want)
			}
			if role == access.Analyst && strings.Contains(page, `name="do"`) {
				t.Errorf("%s may change %s", role, store)
			}
		}
	}
	w.page(access.Manager, versionPath(storeCor), 404) // another's store
	w.page(access.Owner, versionPath("S404"), 404)
	if rec := w.post(access.Manager, versionPath(storeCor), url.Values{"do": {"withdraw"}, "number": {"4"}}); rec.Code != 404 || w.stands(storeCor).Live == nil {
		t.Errorf("another's store was moved: %d", rec.Code)
	}
}

func TestLocal_BudgetMoves(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	path := "/promotions/" + string(idRecipe) + "/transfers"
	if page := w.page(access.Marketer, "/promotions/"+string(idRecipe), 200); !strings.Contains(page, path) || !strings.Contains(page, versionPath(storeGar)) {
		t.Error("the promotion's page lacks its versions or the form")
	}
	for name, c := range map[string]struct {
		form url.Values
		code int
		want string
	}{
		"moved":      {url.Values{"from": {""}, "to": {string(storeCor)}, "amount": {"100"}, "version": {"2"}}, 303, ""},
		"no amount":  {url.Values{"from": {""}, "to": {string(storeCor)}, "amount": {"much"}, "version": {"2"}}, 422, `value="much"`},
		"to itself":  {url.Values{"from": {string(storeCor)}, "to": {string(storeCor)}, "amount": {"1"}, "version": {"2"}}, 422, "Choose another store"},
		"not enough": {url.Values{"from": {string(storeCor)}, "to": {""}, "amount": {"600.00"}, "version": {"2"}}, 409, "Enter €500.00 at most. Most is free here: head office’s own, €21,000.00."},
	} {
		rec := w.post(access.Marketer, path, c.form)
		if rec.Code != c.code || !strings.Contains(rec.Body.String(), c.want) {
			t.Errorf("%s: got %d without %q", name, rec.Code, c.want)
		}
	}
	refused := w.post(access.Marketer, path, url.Values{"from": {""}, "to": {string(storeCor)}, "amount": {"22000.00"}, "version": {"2"}}).Body.String()
	if chosen := strings.Count(refused, `value="`+string(storeCor)+`" selected`); chosen != 1 {
		t.Errorf("a refused transfer chooses the store in %d of its two lists, want only in the one it was chosen in", chosen)
	}
	if ran := w.fake.ran(); len(ran) != 1 || ran[0] != "move  to S020 by stf_marketer" {
		t.Errorf("ran %q", ran)
	}
}
