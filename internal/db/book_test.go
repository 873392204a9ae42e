package db

import (
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Whatever was edited in between, the promotions kept in memory are those that a
// full reading gives, few changed or many.
func TestPromotions_ReadWhatChanged(t *testing.T) {
	t.Parallel()
	d, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }() // only read
	put := func(i int, version int64, state promotion.State) {
		t.Helper()
		p := promotion.Promotion{
			ID: retail.PromotionID(fmt.Sprintf("prm_%03d", i)), Version: version, Name: map[string]string{"en": "x"},
			Reward: promotion.Reward{Kind: promotion.Amount, Amount: 10}, Target: promotion.Target{Kind: promotion.TargetAnyone},
			Starts: 1, Ends: 2, Budget: promotion.Budget{Amount: 100, Currency: "EUR"}, State: state,
		}
		if _, err := d.PutPromotion(t.Context(), Edit{Promotion: p, Actor: "test", At: retail.MicrosOf(time.Now())}); err != nil {
			t.Fatal(err)
		}
	}
	compare := func(when string) {
		t.Helper()
		got, err := d.AllPromotions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want, err := readPromotions(t.Context(), d.engine.Reader(), sql("promotion.all"), nil)
		if err != nil || len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: in memory %d, in the database %d, %v", when, len(got), len(want), err)
		}
	}
	compare("none")
	for i := range 3 * mostSingly {
		put(i, 0, promotion.Live)
	}
	compare("many new")
	put(5, 1, promotion.Paused)
	put(400, 0, promotion.Draft)
	compare("one edited and one new")
	for i := range 2 * mostSingly {
		put(i+20, 1, promotion.Ended)
	}
	compare("many edited")
}
