package promotion

import (
	"reflect"
	"slices"
	"testing"

	"sartor/internal/fault"
)

// walk takes steps from nothing and returns all that stood, the newest first.
func walk(t *testing.T, centre Promotion, steps []Command) []Version {
	t.Helper()
	var all []Version
	v := Version{Promotion: centre.ID, Store: "S1"}
	for i, cmd := range steps {
		out, err := v.Next(centre, cmd, goods())
		if err != nil {
			t.Fatalf("step %d, %s: %v", i, cmd.Do, err)
		}
		v, all = out, append([]Version{out}, all...)
	}
	return all
}

func changed(t *testing.T, body string) Changes {
	t.Helper()
	c, err := ParseChanges([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestVersion_Undo: each decision leads back to what stood before it, with what was live
// then and the note of who sent it.
func TestVersion_Undo(t *testing.T) {
	t.Parallel()
	kits, less := changed(t, `{"target":{"categories":["ready_meals"]}}`), changed(t, `{"reward":{"percent":10}}`)
	by := func(who string, do Do) Command { return Command{Do: do, Actor: who, At: 7} }
	then := func(first []Command, more ...Command) []Command { return slices.Concat(first, more) }
	first := []Command{{Do: Save, Changes: kits, Actor: "ada"}, by("ada", Publish)}
	waits := then(first, Command{Do: Save, Changes: less, Actor: "ada"}, Command{Do: Submit, Actor: "ada", Comment: "the pass is closed", At: 5})
	approved := then(waits, Command{Do: Approve, Actor: "eve", Comment: "well"})
	for _, c := range []struct {
		name  string
		steps []Command
		who   string
		state VersionState
		live  *Changes
		say   string // the note that stands again
		code  string
	}{
		{name: "approved", steps: approved, who: "eve", state: Submitted, live: &kits, say: "the pass is closed"},
		{name: "approved and live at once", steps: then(approved, by("eve", Publish)), who: "eve", state: Submitted, live: &kits, say: "the pass is closed"},
		{name: "approved, and live as a step of its own", steps: then(approved, Command{Do: Publish, Actor: "eve", At: 2 * atOnce}), who: "eve", state: Approved, live: &kits, say: "well"},
		{name: "approved by head office, live by the store", steps: then(approved, by("ada", Publish)), who: "ada", state: Approved, live: &kits, say: "well"},
		{name: "sent back", steps: then(waits, Command{Do: SendBack, Actor: "eve", Comment: "no"}), who: "eve", state: Submitted, live: &kits, say: "the pass is closed"},
		{name: "sent", steps: waits, who: "ada", state: VersionDraft, live: &kits},
		{name: "taken back from head office's desk", steps: then(waits, by("ada", Withdraw)), who: "ada", state: Submitted, live: &kits, say: "the pass is closed"},
		{name: "first published", steps: first, who: "ada", state: VersionDraft},
		{name: "withdrawn", steps: then(first, by("ada", Withdraw)), who: "ada", state: VersionLive, live: &kits},
		{name: "withdrawn under a draft", steps: then(first, Command{Do: Save, Changes: less, Actor: "ada"}, by("ada", Withdraw)), who: "ada", state: VersionDraft, live: &kits},
		{name: "another's approval", steps: approved, who: "ada", code: "step_of_another"},
		{name: "live by the store since", steps: then(approved, by("ada", Publish)), who: "eve", code: "step_of_another"},
		{name: "saved since", steps: then(approved, Command{Do: Save, Changes: kits, Actor: "eve"}), who: "eve", code: "nothing_to_undo"},
		{name: "nothing was written", who: "eve", code: "nothing_to_undo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			centre, v := framed(t, openFrame), Version{}
			all := walk(t, centre, c.steps)
			if len(all) > 0 {
				v = all[0]
			}
			v.Base = centre.Version
			cmd := Command{Do: Undo, Actor: c.who, At: 9, Comment: "a slip"}
			if len(all) > 1 {
				cmd.Past = all[1:min(len(all), 3)]
			}
			out, err := v.Next(centre, cmd, goods())
			if c.code != "" {
				if fault.CodeOf(err) != c.code {
					t.Errorf("got %+v (%v), want %s", out, err, c.code)
				}
				return
			}
			if err != nil || out.State != c.state || !reflect.DeepEqual(out.Live, c.live) || out.Comment != c.say || out.Number != v.Number+1 || out.Actor != c.who {
				t.Fatalf("got %+v (%v)", out, err)
			}
			if c.state == Submitted && (out.Submitted != 5 || out.Author != "ada" || !reflect.DeepEqual(out.Changes, less)) {
				t.Errorf("it waits as %+v", out)
			}
			cmd.Past = []Version{v, all[0]}
			if _, err := out.Next(centre, cmd, goods()); fault.CodeOf(err) != "nothing_to_undo" {
				t.Errorf("undone twice: %v", err)
			}
		})
	}
}

// TestVersion_UndoOfWhatMovedOn: what head office changed since is not undone over, and
// nothing comes back to tills that leaves the frame or whose promotion does not run.
func TestVersion_UndoOfWhatMovedOn(t *testing.T) {
	t.Parallel()
	centre := framed(t, openFrame)
	steps := []Command{{Do: Save, Changes: changed(t, `{"target":{"categories":["ready_meals"]}}`), Actor: "ada"}, {Do: Publish, Actor: "ada"}, {Do: Withdraw, Actor: "ada"}}
	if _, err := (Version{}).Next(centre, Command{Do: Undo, Actor: "ada"}, goods()); fault.CodeOf(err) != "nothing_to_undo" {
		t.Errorf("nothing was written, and undoing it says %v", err)
	}
	tight := *centre.Frame
	tight.Products = Pool{}
	for _, c := range []struct {
		change func(*Promotion, *Version)
		code   string
	}{
		{func(p *Promotion, _ *Version) { p.Version++ }, "promotion_changed"},
		{func(_ *Promotion, v *Version) { v.Command = Follow }, "promotion_changed"},
		{func(p *Promotion, _ *Version) { p.State = Paused }, "promotion_not_live"},
		{func(p *Promotion, _ *Version) { p.Frame = nil }, "no_frame"},
		{func(p *Promotion, _ *Version) { p.Frame = &tight }, "outside_frame"},
	} {
		all := walk(t, centre, steps)
		p, v := centre, all[0]
		c.change(&p, &v)
		if out, err := v.Next(p, Command{Do: Undo, Actor: "ada", Past: all[1:]}, goods()); fault.CodeOf(err) != c.code {
			t.Errorf("got %+v (%v), want %s", out, err, c.code)
		}
	}
}
