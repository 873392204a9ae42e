package predict

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sartor/internal/model/neighbour"
)

// Who judges and in what turn, and so what is chosen, is not a matter of the rows' order.
func TestHabit_OrderOfRowsDoesNotShowInTheChoice(t *testing.T) {
	t.Parallel()
	rows := many(120, 1)
	_, one := foretold(t, Habit{plain: true}, fileOfRows(rows))
	slices.Reverse(rows)
	_, other := foretold(t, Habit{plain: true}, fileOfRows(rows))
	one.Seconds, other.Seconds = 0, 0
	if len(one.Scores) == 0 || !reflect.DeepEqual(one, other) {
		t.Errorf("rows in turn: %+v\nthe other way round: %+v", one, other)
	}
}

// One row of a day that lies far ahead, or customers who follow one another, leave
// nobody who bought before and within the last days: last baskets judge instead.
func TestHabit_LastDaysWithoutJudges(t *testing.T) {
	t.Parallel()
	ahead := append(many(60, 5), "typo,1,9999-12-31,p01")
	var inTurn []string
	for u := range 60 {
		for b := range 6 {
			inTurn = append(inTurn, fmt.Sprintf("c%d,%d,%d,p%02d", u, b, 10*u+b, (u+b%2)%40))
		}
	}
	for name, rows := range map[string][]string{"far ahead": ahead, "in turn": inTurn} {
		_, sum := foretold(t, Habit{}, fileOfRows(rows))
		if sum.Holdout != "last basket out" || sum.Judges < leastJudge || len(sum.Warnings) != 0 || len(sum.Scores) == 0 {
			t.Errorf("%s: %q with %d judges, %v", name, sum.Holdout, sum.Judges, sum.Warnings)
		}
	}
}

func TestHabit_StopsWhileItChooses(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	v := visitsOf(t, &Streams{In: strings.NewReader(fileOfRows(many(100, 5)))})
	c, err := v.corpus()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan(c.All(), neighbour.Options{Workers: 1}).choose(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
