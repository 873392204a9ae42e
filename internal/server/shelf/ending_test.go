package shelf_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"sartor/internal/foresight"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// kitchen is a chain of one store that sells soup to twenty customers and bread to all,
// and foretells a soup a day.
type kitchen struct {
	*servertest.Shop
	t     *testing.T
	today retail.BusinessDay
}

func newKitchen(t *testing.T) *kitchen {
	t.Helper()
	k := &kitchen{Shop: servertest.Open(t), t: t}
	k.NobodyHeldOut()
	k.Must("PUT", "/v1/stores/S1", `{"name":"Lake","timezone":"Etc/UTC","currency":"EUR"}`)
	for _, of := range [][2]string{{"soup", "300"}, {"bread", "200"}} {
		k.Must("PUT", "/v1/products/"+of[0], fmt.Sprintf(`{"name":%q,"category":%q,"price":%s,"listed":true}`, of[0], of[0], of[1]))
	}
	k.need(k.DeclareConsent(t.Context(), []string{"profile", "offers"}, "test"))
	var calls []till.Call
	for i := range 800 {
		lines := []touchpoint.Line{{Product: "bread", Quantity: retail.One, Amount: 200}}
		if i%40 < 20 {
			lines = append(lines, touchpoint.Line{Product: "soup", Quantity: retail.One, Amount: 300})
		}
		calls = append(calls, till.Call{Receipt: touchpoint.Receipt{
			ID: retail.ReceiptID(fmt.Sprint("past", i)), Store: "S1", Till: "T1", Currency: "EUR", At: retail.MicrosOf(k.Now().Add(-time.Duration(1650-2*i) * time.Hour)),
			Customer: touchpoint.Customer{Identifiers: []retail.Identifier{{Kind: retail.Card, Value: fmt.Sprintf("26%011d", i%40)}}}, Lines: lines,
		}})
	}
	out, err := k.Desk.Facts(t.Context(), calls)
	k.need(err)
	k.need(out[0].Err)
	k.need(k.CatchUp(t.Context()))
	k.need(k.LearnNow(t.Context()))
	k.today = k.Today(1)
	sheet := foresight.Sheet{Store: 1, Day: k.today - 1}
	for _, id := range []retail.ProductID{"soup", "bread"} {
		n, _ := k.DB.Catalogue().ProductNumber(id)
		row := foresight.Forecast{Product: n, Ratio: 1, Level: 1, Model: "test"}
		for i := range row.Means {
			row.Means[i] = 1
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	if sheet.Rows[0].Product > sheet.Rows[1].Product {
		sheet.Rows[0], sheet.Rows[1] = sheet.Rows[1], sheet.Rows[0]
	}
	k.need(k.DB.Forecasts().Put(t.Context(), 1, sheet.Day, []foresight.Sheet{sheet}))
	k.Must("POST", "/v1/promotions", fmt.Sprintf(`{"id":"prm_end","name":{"en":"Good until then"},"reward":{"kind":"percent","percent":30,"max_amount":200},"target":{"kind":"expiring"},
		"starts":%q,"ends":%q,"budget":{"amount":100000,"currency":"EUR"},"holdout":0,"valid_after_days":1,"voucher_days":14,"state":"live"}`, k.today, k.today+30))
	return k
}

func (k *kitchen) need(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// counted is what somebody found: so many soups that are good for some days.
func (k *kitchen) counted(units int, days retail.BusinessDay) {
	k.t.Helper()
	k.Wait(31 * time.Second)
	k.Must("POST", "/v1/stock/movements", fmt.Sprintf(`{"movement":"C%s","kind":"count","store":"S1","at":%q,"lines":[{"product":"soup","quantity":%d,"expires":%q}]}`,
		k.Receipt(), k.At(0), units, k.today+days))
	k.look()
}

// look is what a server does each second.
func (k *kitchen) look() {
	k.t.Helper()
	k.need(k.CatchUp(k.t.Context()))
	k.need(k.Shelf().Refresh(k.t.Context()))
	k.need(k.Refresh(k.t.Context()))
}

// buys closes a basket of bread and returns the answer.
func (k *kitchen) buys(card int) string {
	k.t.Helper()
	return k.Must("POST", "/v1/till/close", fmt.Sprintf(`{"receipt":%q,"store":"S1","till":"T1","at":%q,"currency":"EUR","customer":{"card":"26%011d"},
		"lines":[{"product":"bread","quantity":1,"amount":200}],"deadline_ms":10000}`, k.Receipt(), k.At(0), card)).Body
}

// TestExpiring_GoesToWhoLikesIt: of goods that will not be sold in time, those who buy
// them get a voucher that ends with the goods and says so; nobody else does, nobody while
// all of it will be sold, and nobody any more once vouchers will take what is left over.
func TestExpiring_GoesToWhoLikesIt(t *testing.T) {
	t.Parallel()
	k := newKitchen(t)
	const likes, other = 3, 33
	printed := func(card int) bool { return strings.Contains(k.buys(card), `"prm_end"`) }
	if printed(likes) {
		t.Error("printed, and nobody has told what is there")
	}
	k.counted(4, 3)
	if printed(likes) {
		t.Error("printed, and all of it will be sold by its last day")
	}
	k.counted(5, 3)
	if x := k.Shelf().Expiring(1); len(x) != 1 || x[0].Until != k.today+3 {
		t.Fatalf("one of five soups stays: %+v", x)
	}
	if printed(other) {
		t.Error("printed for somebody who never bought soup")
	}
	answer := k.buys(likes)
	for _, word := range []string{`"prm_end"`, `"product":"soup"`, `"valid_until":"` + (k.today + 3).String() + `"`, "good until"} {
		if !strings.Contains(answer, word) {
			t.Errorf("the answer lacks %s: %s", word, answer)
		}
	}
	// One in ten vouchers is used, until more is known: ten take the one that stays.
	n := 1
	for card := likes + 1; card < 20; card++ {
		k.Wait(31 * time.Second) // vouchers that are out are counted every half a minute
		k.look()
		if printed(card) {
			n++
		}
	}
	if n != 10 {
		t.Errorf("%d vouchers were printed for one soup too many, want ten of which one is used", n)
	}
	k.counted(12, 3)
	k.look()
	if !printed(19) {
		t.Error("more stays than the vouchers will take, and none is printed")
	}
	k.goodHereOnly(answer)
}

// goodHereOnly: the soup that would be thrown away lies in S1, and what pays for it is
// not spent on another store's.
func (k *kitchen) goodHereOnly(answer string) {
	k.t.Helper()
	var printed struct {
		Vouchers []struct{ Code, Promotion string }
	}
	k.need(json.Unmarshal([]byte(answer), &printed))
	k.Must("PUT", "/v1/stores/S2", `{"name":"Hill","timezone":"Etc/UTC","currency":"EUR"}`)
	k.need(k.Refresh(k.t.Context()))
	for _, v := range printed.Vouchers {
		if v.Promotion != "prm_end" {
			continue
		}
		if strip := k.Must("GET", "/v1/vouchers/"+v.Code+"/print?format=text&columns=42", "").Body; !strings.Contains(strip, "Only at Lake.") {
			k.t.Errorf("the strip does not say where it is good: %s", strip)
		}
		k.Wait(24 * time.Hour) // it begins tomorrow
		for store, want := range map[string]string{"S2": `"reason":"wrong_store"`, "S1": `"redeemed":[{"code":"` + v.Code} {
			a := k.Must("POST", "/v1/till/quote", fmt.Sprintf(`{"receipt":%q,"store":%q,"till":"T1","at":%q,"currency":"EUR","vouchers":[%q],"lines":[{"product":"soup","quantity":1,"amount":300}]}`,
				k.Receipt(), store, k.At(0), v.Code))
			if !strings.Contains(a.Body, want) {
				k.t.Errorf("in %s: %s", store, a.Body)
			}
		}
	}
}
