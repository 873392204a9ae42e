package extract

import (
	"fmt"
	"testing"

	"sartor/internal/retail"
)

// Purchase days are days, whatever the receipts; what came back takes them away.
func TestDays(t *testing.T) {
	t.Parallel()
	bought := func(day int32, amount retail.Minor) Row {
		return Row{Customer: 1, Day: day, Products: []uint32{1, 2}, Amounts: []retail.Minor{amount, 0}}
	}
	back := func(day int32, worth retail.Minor) Row { return Row{Customer: 1, Day: day, Back: worth} }
	for _, c := range []struct {
		name string
		rows []Row
		want string // day:amount/margin
	}{
		{"nothing", nil, ""},
		{"two receipts of a day", []Row{bought(5, 100), bought(5, 60)}, "5:160/80"},
		{"two days", []Row{bought(5, 100), bought(6, 60)}, "5:100/50 6:60/30"},
		{"a free day stays", []Row{bought(5, 0)}, "5:0/0"},
		{"a part comes back", []Row{bought(5, 100), back(9, 40)}, "5:60/30"},
		{"all of it comes back", []Row{bought(5, 100), bought(6, 60), back(9, 60)}, "5:100/50"},
		{"more than the newest day", []Row{bought(5, 100), bought(6, 60), back(9, 90)}, "5:70/35"},
		{"exchanged on the same day", []Row{bought(5, 100), {Customer: 1, Day: 8, Products: []uint32{1}, Amounts: []retail.Minor{30}, Back: 100}}, "5:30/15"},
		{"brought back and bought again on one day", []Row{bought(5, 100), back(5, 100), bought(5, 30)}, "5:30/15"},
		{"after 90 days", []Row{bought(5, 100), back(95, 40)}, "5:60/30"},
		{"after 91 days", []Row{bought(5, 100), back(96, 40)}, "5:100/50"},
		{"never bought here", []Row{back(5, 40)}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			for i, d := range Days(c.rows, func(uint32) float64 { return .5 }, nil) {
				if i > 0 {
					got += " "
				}
				got += fmt.Sprintf("%d:%d/%g", d.Day, d.Amount, d.Margin)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
