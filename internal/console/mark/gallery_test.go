package mark

import (
	"bytes"
	"flag"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

var update = flag.Bool("update", false, "write the golden pictures anew; read the difference")

// gallery is every picture once, as a page would have it.
func gallery() map[string]templ.Component {
	nan, money := math.NaN(), func(v float64) string { return "€" + label(v) }
	tape := NewTape(-.4, 1.5, money)
	points := []FanPoint{}
	for i, v := range []float64{120, 131, 118, 140, nan, nan, nan, nan} {
		wide := 6 * float64(i)
		points = append(points, FanPoint{Label: label(float64(i + 1)), Value: "week " + label(float64(i+1)), Measured: v, Expected: Estimate{128 - wide, 130 + float64(i), 134 + wide}, Half: Unknown()})
	}
	var hours []HeatHead
	var cells []HeatCell
	for i := range 12 {
		hours, cells = append(hours, HeatHead{Text: label(float64(8 + i))}), append(cells, HeatCell{Value: float64(i * i), Text: label(float64(i * i))})
	}
	region := func(name, note string, from float64) Region {
		r := Region{Name: name, Note: note}
		for i, code := range Codes([]string{"Aldern", "Thornby", "Netherby", "Ulver", "Stanmoor", "Quarrin", "Hexley", "Rimside"}) {
			r.Tiles = append(r.Tiles, Tile{Code: code, Figure: label(from + float64(i)), Title: code + " of " + name, URL: "/stores/" + code, Value: from + float64(i), State: []TileState{AsSent, Tailored, AsSent, Proposed}[i%4]})
		}
		r.Tiles[7].Value, r.Tiles[7].Figure = nan, "–"
		return r
	}
	shades := Against(0, 10)
	chances := ChancesOf(func(p float64) float64 { return 2140 + 400*math.Log(p/(1-p)) })
	return map[string]templ.Component{
		"tape": tape.Head(), "span": NewSpan(tape, "Coast: €0.44 (0.22–0.66)", Estimate{.22, .44, .66}, 40).Row(), "span-unknown": NewSpan(tape, "Hills: too few", Unknown(), 40).Row(), "span-off": NewSpan(tape, "North", Estimate{-3, .3, 9}, 40).Row(),
		"pair":  NewPair(tape, "Coast: as sent €0.44, tailored €0.91", Versions{Estimate{.22, .44, .66}, Estimate{.62, .91, 1.21}}, 44).Row(),
		"rail":  NewRail(Guardrail{Title: "Allowed 5 % to 20 %, head office sent 10 %", Low: 5, High: 20, Sent: 10, Set: []Setting{{8, 1}, {12, 6}, {15, 17}, {18, 4}, {20, 2}, {25, 1}}}, func(v float64) string { return label(v) + " %" }).Row(),
		"fan":   NewFan(Caption{ID: "fan", Title: "Sales a week", Desc: "Four weeks measured, four expected."}, points, money).Picture(),
		"dots":  NewDots(Caption{ID: "dots", Title: "Worth", Desc: "Twenty dots."}, Spread{All: chances, Range: Estimate{962, 2140, 3318}, Beside: 820, Word: "usual"}, money).Picture(),
		"heat":  NewHeat(Heat{Caption: Caption{Title: "Empty shelves"}, Corner: "Product", Head: hours}, Amounts(0, 100), []HeatRow{{Name: "Rye loaf", Note: "Fri 06:00", Cells: cells}, {Name: "Oat drink", URL: "/stock", Cells: cells[:7]}}).Strip(),
		"tiles": NewTileGrid(shades, []Region{region("North", "+1 %", -9), region("Lakes", "as expected", -4), region("Coast", "−3 %", 2)}).Picture(), "ramp": shades.Key("short", "long").Line(),
		"spark": NewSpark("Sales", []float64{3, 5, 4, 8, 7}).Line(), "bullet": NewBullet("€120 of €100", 90, 30, 100).Bar(), "meter": NewMeter("38 %", .38).Bar(),
		"funnel": Funnel([]int{40, 12, 1})[1].Bar(), "clock": NewClock(Caption{ID: "clock", Title: "Visits", Desc: "Mostly in the evening."}, [2][24]int64{{8: 3, 17: 9}, {10: 5}}, [2][24]string{{17: "17:00: 9 visits"}}).Picture(),
		"table": Table{Summary: "Show as table", Caption: "Worth", Head: []string{"Chance", "At least"}, Rows: [][]string{{"95 %", "€962"}, {"50 %", "€2,140"}}}.Alternative(),
	}
}

// TestMarks_Golden holds every picture to the one that was looked at.
func TestMarks_Golden(t *testing.T) {
	t.Parallel()
	for name, c := range gallery() {
		var b bytes.Buffer
		if err := c.Render(t.Context(), &b); err != nil {
			t.Fatal(name, err)
		}
		got, file := strings.ReplaceAll(b.String(), "><", ">\n<")+"\n", "testdata/"+name+".html"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s changed; look at it, then -update: %s", name, got)
		}
		if strings.Contains(got, "style=") || strings.Contains(got, "<svg") && !strings.Contains(got, "<title") && !strings.Contains(got, "aria-hidden") {
			t.Errorf("%s: a picture has a title and no style", name)
		}
	}
}
