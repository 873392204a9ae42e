package promotion

import (
	"encoding/json"
	"reflect"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/promotion/file"
)

// follows is the table of states: draft → live → paused ↔ live → ended.
func follows(from, to State) bool {
	switch from {
	case Draft:
		return to == Live
	case Live:
		return to == Paused || to == Ended
	case Paused:
		return to == Live || to == Ended
	}
	return false
}

// Released reports whether the promotion has ever gone live: its terms stand on
// paper in customers' hands.
func (s State) Released() bool { return s == Live || s == Paused || s == Ended }

// Next returns the promotion after a merge patch (RFC 7396), with the next
// version when anything changed. A draft takes any change; a live or paused one
// its state, ends, texts, limits, priority, frame and a larger budget (else Conflict
// promotion_live); an ended one none (Conflict promotion_ended). Printed
// vouchers keep the terms they were printed with.
func Next(current Promotion, patch []byte) (Promotion, error) {
	const op = "promotion.Next"
	change, err := patchOf(patch)
	if err != nil {
		return Promotion{}, fault.At(op, err)
	}
	before, err := treeOf(current)
	if err != nil {
		return Promotion{}, fault.At(op, err)
	}
	out, flaws := decode(file.Merge(base(before, current, change), change))
	if len(flaws) > 0 {
		return Promotion{}, fault.At(op, refusal(flaws))
	}
	after, err := treeOf(out)
	if err != nil {
		return Promotion{}, fault.At(op, err)
	}
	if reflect.DeepEqual(before, after) {
		return current, nil
	}
	if err := permitted(current, out, changes(before, after)); err != nil {
		return Promotion{}, fault.At(op, err)
	}
	if err := Check(out); err != nil {
		return Promotion{}, fault.At(op, err)
	}
	out.Version = current.Version + 1
	return out, nil
}

// patchOf reads a merge patch.
func patchOf(b []byte) (file.Node, error) {
	change, err := file.JSON(b)
	if err == nil && change.Kind != file.Object {
		err = fault.AtField("", "a patch must be an object of the fields to change, not %s", change.Kind)
	}
	return change, err
}

func treeOf(v json.Marshaler) (file.Node, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return file.Node{}, err
	}
	return file.JSON(b)
}

// base is what the patch is merged into. A new kind of reward drops the old
// kind's fields, so that nobody has to null them by hand.
func base(tree file.Node, current Promotion, change file.Node) file.Node {
	reward, _ := change.Key("reward")
	if kind, ok := reward.Key("kind"); ok && kind.Word != string(current.Reward.Kind) {
		return tree.With(file.Entry{Name: "reward", Value: file.Node{Kind: file.Object}})
	}
	return tree
}

// changes returns the pointers of the fields in which two promotions differ,
// in the order of the tree; those of the budget one by one.
func changes(before, after file.Node) []string {
	var out []string
	for _, name := range namesOf(before, after) {
		was, _ := before.Key(name)
		now, _ := after.Key(name)
		switch {
		case reflect.DeepEqual(was, now):
		case name == "budget":
			for _, part := range changes(was, now) {
				out = append(out, "/budget"+part)
			}
		default:
			out = append(out, "/"+name)
		}
	}
	return out
}

// namesOf lists the keys of two objects: the first's, then what only the second
// has.
func namesOf(before, after file.Node) []string {
	var out []string
	for _, e := range append(slices.Clip(before.Keys), after.Keys...) {
		if !slices.Contains(out, e.Name) {
			out = append(out, e.Name)
		}
	}
	return out
}

// permitted refuses what the state no longer lets change.
func permitted(from, to Promotion, changed []string) error {
	if from.ID != to.ID {
		return fault.AtField("/id", "%q cannot become %q: the id is for ever; make another promotion", from.ID, file.Clip(string(to.ID)))
	}
	if from.State == Ended {
		return conflict("promotion_ended", "the promotion has ended and stays as it was; make a new one", changed)
	}
	if from.State != to.State && !follows(from.State, to.State) {
		return conflict("promotion_live", "a promotion that is "+string(from.State)+" cannot become "+file.Clip(string(to.State))+
			"; the way is draft, live, paused and back, ended", []string{"/state"})
	}
	if !from.State.Released() {
		return nil
	}
	var locked []string
	for _, pointer := range changed {
		if !open(pointer, from, to) {
			locked = append(locked, pointer)
		}
	}
	if len(locked) > 0 {
		return conflict("promotion_live", "once live, only state, ends, texts, limits, priority, frame and a larger budget.amount change; "+
			"make a new promotion for the rest", locked)
	}
	return nil
}

// open reports whether a field of a live promotion may change as it does.
func open(pointer string, from, to Promotion) bool {
	switch pointer {
	case "/state", "/ends", "/texts", "/limits", "/priority", "/frame":
		return true
	case "/budget/amount":
		return to.Budget.Amount > from.Budget.Amount
	}
	return false
}

func conflict(code, hint string, pointers []string) error {
	out := fault.New(fault.Conflict, code, "%s", hint)
	for _, pointer := range pointers {
		out.Fields = append(out.Fields, fault.Field{Pointer: pointer, Detail: "cannot change any more"})
	}
	return out
}
