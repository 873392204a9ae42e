package promotion

import (
	"strings"
	"testing"

	"sartor/internal/fault"
)

// step is one command and what must come of it.
type step struct {
	do    Do
	body  string // of a save, or the comment
	state VersionState
	live  bool
	code  string // of the refusal
}

func TestVersion_Next(t *testing.T) {
	t.Parallel()
	const kits, less = `{"target":{"categories":["ready_meals"]}}`, `{"reward":{"percent":10}}`
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"without approval", []step{
			{do: Publish, code: "nothing_to_publish"}, {do: Withdraw, code: "nothing_to_withdraw"},
			{do: Save, body: kits, state: VersionDraft}, {do: Submit, code: "no_approval_needed"},
			{do: Approve, code: "not_submitted"}, {do: SendBack, body: "no", code: "not_submitted"},
			{do: Publish, state: VersionLive, live: true}, {do: Publish, code: "nothing_to_publish"},
			{do: Save, body: `{}`, state: VersionDraft, live: true}, {do: Publish, code: "no_difference"},
			{do: Save, body: kits, state: VersionDraft, live: true}, {do: Publish, state: VersionLive, live: true},
			{do: Withdraw, state: Withdrawn}, {do: Withdraw, code: "nothing_to_withdraw"}, {do: Publish, state: VersionLive, live: true},
		}},
		{"with approval", []step{
			{do: Save, body: less, state: VersionDraft}, {do: Publish, code: "approval_needed"},
			{do: Submit, state: Submitted}, {do: Submit, code: "waiting_for_approval"}, {do: Publish, code: "waiting_for_approval"},
			{do: Save, body: kits, code: "waiting_for_approval"}, {do: SendBack, code: "validation"}, {do: SendBack, body: "12 please", state: SentBack},
			{do: Publish, code: "approval_needed"}, {do: Submit, state: Submitted}, {do: Withdraw, state: VersionDraft},
			{do: Submit, state: Submitted}, {do: Approve, state: Approved}, {do: Approve, code: "not_submitted"}, {do: Submit, code: "nothing_to_publish"},
			{do: Publish, state: VersionLive, live: true},
			{do: Save, body: less, state: VersionDraft, live: true}, {do: Submit, state: Submitted, live: true}, {do: Withdraw, state: VersionDraft, live: true}, {do: Withdraw, state: Withdrawn},
		}},
		{"what the frame forbids is not even saved", []step{
			{do: Save, body: `{"reward":{"percent":40}}`, code: "outside_frame"}, {do: Save, body: `{"texts":{"en":"{x}"}}`, code: "validation"},
		}},
		{"a long comment", []step{{do: Save, body: kits, state: VersionDraft}, {do: SendBack, body: strings.Repeat("x", MaxComment+1), code: "validation"}}},
		{"no command", []step{{do: "explode", code: "unknown_command"}, {do: Follow, code: "unknown_command"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			play(t, framed(t, openFrame), c.steps)
		})
	}
}

func play(t *testing.T, centre Promotion, steps []step) Version {
	t.Helper()
	v := Version{Promotion: centre.ID, Store: "S1"}
	for i, s := range steps {
		cmd := Command{Do: s.do, Actor: "ada", At: 7, Comment: s.body}
		if s.do == Save {
			cmd.Comment = ""
			var err error
			if cmd.Changes, err = ParseChanges([]byte(s.body)); err != nil {
				t.Fatal(err)
			}
		}
		out, err := v.Next(centre, cmd, goods())
		if s.code != "" {
			if fault.CodeOf(err) != s.code || err == nil {
				t.Errorf("step %d, %s of a version that is %q: got %v, want %s", i, s.do, v.State, err, s.code)
			}
			continue
		}
		if err != nil || out.State != s.state || (out.Live != nil) != s.live || out.Number != v.Number+1 || out.Base != centre.Version || out.Actor != "ada" {
			t.Errorf("step %d, %s of a version that is %q: got %+v (%v), want %s, live %v", i, s.do, v.State, out, err, s.state, s.live)
		}
		v = out
	}
	return v
}

func TestVersion_NeedsAPromotionThatIsLiveAndFramed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		change func(*Promotion)
		save   string
		then   string
	}{
		{func(p *Promotion) { p.Frame = nil }, "no_frame", ""},
		{func(p *Promotion) { p.State = Ended }, "promotion_ended", ""},
		{func(p *Promotion) { p.State = Draft }, "", "promotion_not_live"},
		{func(p *Promotion) { p.State = Paused }, "", "promotion_not_live"},
	} {
		p := framed(t, openFrame)
		c.change(&p)
		changes, _ := ParseChanges([]byte(`{"target":{"categories":["ready_meals"]}}`))
		v, err := Version{}.Next(p, Command{Do: Save, Changes: changes}, goods())
		if c.save != "" {
			if fault.CodeOf(err) != c.save {
				t.Errorf("save: got %v, want %s", err, c.save)
			}
			continue
		}
		if _, err = v.Next(p, Command{Do: Publish}, goods()); fault.CodeOf(err) != c.then {
			t.Errorf("publish: got %v, want %s", err, c.then)
		}
	}
}

func TestVersion_FollowsTheCentre(t *testing.T) {
	t.Parallel()
	centre := framed(t, openFrame)
	v := play(t, centre, []step{
		{do: Save, body: `{"target":{"categories":["ready_meals"]}}`, state: VersionDraft}, {do: Publish, state: VersionLive, live: true},
	})
	next := centre
	next.Version, next.Texts = 4, map[string]string{"en": "{discount}"}
	v, changed := v.Follows(next, goods(), 8)
	if !changed || v.Base != 4 || v.Attention != "" || v.Number != 3 || v.Live == nil || v.Command != Follow {
		t.Errorf("what still fits became %+v", v)
	}
	tight := *centre.Frame
	tight.Products = Pool{}
	next.Version, next.Frame = 5, &tight
	v, changed = v.Follows(next, goods(), 9)
	if !changed || !strings.Contains(v.Attention, "/target/categories") || v.Live == nil {
		t.Errorf("what no longer fits became %+v", v)
	}
	if _, again := v.Follows(next, goods(), 9); again {
		t.Error("the same trouble was written twice")
	}
	if _, err := v.Next(next, Command{Do: Publish}, goods()); fault.CodeOf(err) != "outside_frame" {
		t.Errorf("publishing what no longer fits: got %v", err)
	}
	v, changed = v.Follows(centre, goods(), 10)
	if !changed || v.Attention != "" {
		t.Errorf("back in the frame it became %+v", v)
	}
	if _, changed := (Version{State: VersionDraft}).Follows(centre, goods(), 10); changed {
		t.Error("a draft follows nothing")
	}
}
