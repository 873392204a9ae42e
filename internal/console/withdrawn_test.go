package console

import (
	"net/url"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/promotion"
)

// TestLocal_WithdrawnSaysOneThing: of a version that was withdrawn the badge, the answer,
// the difference and the suggestions say the same: head office's stands, the draft is kept.
func TestLocal_WithdrawnSaysOneThing(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.post(access.Owner, versionPath(storeCor), url.Values{"do": {"withdraw"}, "number": {"4"}})
	page := w.page(access.Owner, versionPath(storeCor), 200)
	for _, must := range []string{`<span class="badge central">withdrawn</span>`, "Withdrawn: head office’s version stands at the tills.", "is kept and can be published again", `<h2 id="diff">The kept draft changes 2 parts</h2>`, "in the kept draft", `name="do" value="go"`} {
		if !strings.Contains(page, must) {
			t.Errorf("%s is missing", must)
		}
	}
	for _, not := range []string{"as sent", "Swapping to it is one tap", "in your version"} {
		if strings.Contains(page, not) {
			t.Errorf("it says %s", not)
		}
	}
	if page := w.page(access.Owner, versionPath(storeBra), 200); !strings.Contains(page, `<span class="badge central">as sent</span>`) {
		t.Error("what no store touched is not as it was sent")
	}
}

// TestLocal_TakenBackKeepsWhatIsLive: what waits is taken back without what is live, and
// the toast says so.
func TestLocal_TakenBackKeepsWhatIsLive(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	percent := 18
	for _, step := range []view.LocalStep{{Number: 4, Do: promotion.Save, Changes: promotion.Changes{Percent: &percent}}, {Number: 5, Do: promotion.Submit}} {
		step.At = view.LocalAt{Promotion: idRecipe, Store: storeCor}
		if err := w.locals.StepLocal(t.Context(), view.Actor{Staff: "stf_owner"}, step); err != nil {
			t.Fatal(err)
		}
	}
	if rec := w.post(access.Owner, versionPath(storeCor), url.Values{"do": {"withdraw"}, "number": {"6"}}); rec.Code != 303 {
		t.Fatalf("taken back: got %d", rec.Code)
	}
	toast := toastOf(w.page(access.Owner, versionPath(storeCor)+"?done=withdraw", 200))
	if v := w.stands(storeCor); v.Live == nil || !strings.Contains(toast, "Taken back") || strings.Contains(toast, "Withdrawn") {
		t.Errorf("%+v stands, and the page says %s", v, toast)
	}
	live := w.stands(storeCor).Live
	w.post(access.Owner, versionPath(storeCor), url.Values{"do": {"withdraw"}, "number": {"7"}})
	if toast := toastOf(w.page(access.Owner, versionPath(storeCor)+"?done=withdraw", 200)); !strings.Contains(toast, "Withdrawn") || !strings.Contains(toast, `value="undo"`) {
		t.Errorf("withdrawn, the page says %s", toast)
	}
	w.post(access.Owner, versionPath(storeCor), url.Values{"do": {"undo"}, "number": {"8"}})
	if v := w.stands(storeCor); v.State != promotion.VersionDraft || v.Live != live || *v.Changes.Percent != 18 {
		t.Errorf("withdrawn by mistake it stands as %+v", v)
	}
}
