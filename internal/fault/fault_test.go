package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestAt_KeepsKindCodeAndHint(t *testing.T) {
	t.Parallel()
	err := At("till.Close", fmt.Errorf("wrapped: %w", New(Conflict, "receipt_conflict", "receipt %s differs", "R1")))
	if !Is(err, Conflict) || CodeOf(err) != "receipt_conflict" {
		t.Errorf("got kind %v code %q, want conflict receipt_conflict", KindOf(err), CodeOf(err))
	}
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Hint != "receipt R1 differs" || e.Op != "till.Close" {
		t.Errorf("got %+v", e)
	}
}

func TestAt_PlainErrorIsInternalWithoutHint(t *testing.T) {
	t.Parallel()
	err := At("db.Write", errors.New("disk full"))
	e, _ := errors.AsType[*Error](err)
	if KindOf(err) != Internal || e.Hint != "" || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("got %+v", e)
	}
	if At("x", nil) != nil {
		t.Error("At of nil must be nil")
	}
}

func TestKinds_AllHaveNames(t *testing.T) {
	t.Parallel()
	for k := Internal; k <= Unavailable; k++ {
		if strings.HasPrefix(k.String(), "kind(") {
			t.Errorf("kind %d has no name", k)
		}
	}
}

func TestPlain_SaysWhatPeopleCanDo(t *testing.T) {
	t.Parallel()
	named := &Error{Kind: Invalid, Hint: "soup.yaml:", Fields: []Field{{"3:4", "no"}, {"/name/en", "is missing"}}, Err: errors.New("cause")}
	for want, err := range map[string]error{
		"soup.yaml:\n  3:4: no\n  name/en: is missing": At("x.Y", named),
		"role: no role": AtField("/role", "no role"),
		"disk":          errors.New("disk"),
		"conflict":      &Error{Kind: Conflict},
	} {
		if got := Plain(err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
