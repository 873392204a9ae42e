package dbtest

import (
	"testing"

	"sartor/internal/db"
	"sartor/internal/db/learned"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// BenchmarkOutlooks writes the outlooks of 2,048 customers anew, each with 50
// products that come next, as a night does; an eighth of them move.
//
//	go test -run '^$' -bench Outlooks -cpu 1 ./internal/db/dbtest
func BenchmarkOutlooks(b *testing.B) {
	d, err := db.Open(b.Context(), "sqlite:"+b.TempDir()+"/a.db")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = d.Close() }() // the test is over
	const customers = 2048
	for n := range customers {
		id := retail.NewCustomerID(uint64(n+1)*0x9E3779B97F4A7C15, n%1024)
		if err := d.Damage(b.Context(), "customer.insert", int64(id), int64(id.Bucket()), int64(1), "", int64(0)); err != nil {
			b.Fatal(err)
		}
		if err := d.Damage(b.Context(), "customer.consent", int64(id), int64(id.Bucket()), int64(everybody())); err != nil {
			b.Fatal(err)
		}
	}
	next := make([]outlook.Want, outlook.MostNext)
	for i := range next {
		next[i] = outlook.Want{Product: uint32(20_000 + 37*i), Chance: 1 / float64(i+2), Score: 1 / float32(i+1)}
	}
	night := 0
	rows := make([]outlook.Outlook, 0, learned.MostBatch)
	b.ResetTimer()
	for done := 0; done < b.N; {
		night++
		for n := 0; n < customers && done < b.N; n++ {
			id := retail.NewCustomerID(uint64(n+1)*0x9E3779B97F4A7C15, n%1024)
			o := expected(id, retail.BusinessDay(20_000+night), lifecycle.Loyal, retail.Minor(5000+n))
			if (n+night)%8 == 0 {
				o.State = lifecycle.AtRisk
			}
			o.Next = next
			if rows = append(rows, o); len(rows) < learned.MostBatch && done < b.N-1 {
				done++
				continue
			}
			done++
			w, err := d.Outlooks().Put(b.Context(), learned.Batch{At: retail.Micros(night), Declared: everybody(), Rows: rows})
			if err != nil || w.Rows != len(rows) {
				b.Fatalf("%+v, %v", w, err)
			}
			rows = rows[:0]
		}
	}
}
