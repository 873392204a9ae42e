package upkeep

import (
	"context"
	"strconv"
	"strings"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

func (e *exporter) stores(context.Context, engine.Session) error {
	return e.file("stores", "store,name,region,kind,latitude,longitude,timezone,currency,opened", func(row func(...string) error) error {
		for i := range e.chain.Stores {
			s := &e.chain.Stores[i]
			if s.ID == "" {
				continue
			}
			e.out.Stores++
			err := row(string(s.ID), s.Name, s.Region, string(s.Kind), degrees(s.Latitude), degrees(s.Longitude), s.Zone, string(s.Currency), s.Opened)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (e *exporter) products(context.Context, engine.Session) error {
	currency := e.chain.Store(1).Currency
	return e.file("products", "product,gtin,name,brand,category,department,price,cost,unit,case_pack,shelf_life_days,restricted", func(row func(...string) error) error {
		for i := range e.chain.Products {
			p := &e.chain.Products[i]
			if p.ID == "" {
				continue
			}
			e.out.Products++
			price, cost := "", ""
			if p.Price > 0 {
				price = decimal(p.Price, currency)
			}
			if p.HasCost {
				cost = decimal(p.Cost, currency)
			}
			err := row(string(p.ID), string(p.GTIN), p.Name, p.Brand, p.Category, p.Department, price, cost, p.Unit,
				count(p.CasePack), count(p.ShelfLife), restricted(p.Restriction))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// count is a number, "" for one that is not known.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

// restricted names restrictions as products.csv does.
func restricted(r retail.Restriction) string {
	var words []string
	for _, w := range []struct {
		flag retail.Restriction
		word string
	}{{retail.NoVoucher, "no_voucher"}, {retail.NoInference, "no_inference"}, {retail.Age, "age"}} {
		if r&w.flag != 0 {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, "|")
}

func (e *exporter) promotions(ctx context.Context, s engine.Session) error {
	const columns = "promotion,version,state,starts,ends,cap,reserved,spent,overspent,issued,redeemed,voided,expired"
	return e.file("promotion-results", columns, func(row func(...string) error) error {
		return engine.Each(ctx, s, sql("export.promotions"), nil, func(scan func(...any) error) error {
			var (
				at, version  int64
				id, state    string
				starts, ends retail.BusinessDay
				money        [4]retail.Minor
				counts       [4]int64
			)
			err := scan(&at, &id, &version, &state, &starts, &ends, &money[0], &money[1], &money[2], &money[3], &counts[0], &counts[1], &counts[2], &counts[3])
			if err != nil {
				return err
			}
			e.out.Promotions++
			e.ids[uint32(at)] = id
			cells := []string{id, number(version), state, starts.String(), ends.String()}
			for _, m := range money {
				cells = append(cells, number(m))
			}
			for _, n := range counts {
				cells = append(cells, number(n))
			}
			return row(cells...)
		})
	})
}

// sold is one row of the vouchers.
type sold struct {
	alias, serial, promotion, product, store, usedStore uint32
	bucket                                              int
	customer                                            retail.CustomerID
	answers                                             customer.Consent
	receipt, kind, usedBy                               string
	state                                               voucher.State
	issued                                              retail.Micros
	from, until                                         retail.BusinessDay
	value, most                                         int64
	amount                                              retail.Minor
}

func (e *exporter) vouchers(ctx context.Context, s engine.Session) error {
	const columns = "code,state,promotion,product,customer,store,receipt,issued_at,valid_from,valid_until,kind,value,most,used_by,used_store,used_amount"
	return e.file("vouchers", columns, func(row func(...string) error) error {
		return engine.Each(ctx, s, sql("export.vouchers"), nil, func(scan func(...any) error) error {
			var v sold
			err := scan(&v.alias, &v.bucket, &v.serial, &v.customer, &v.answers, &v.promotion, &v.product, &v.store, &v.receipt, &v.state, &v.issued,
				&v.from, &v.until, &v.kind, &v.value, &v.most, &v.usedBy, &v.usedStore, &v.amount)
			if err != nil {
				return err
			}
			e.out.Vouchers++
			return row(e.voucher(&v)...)
		})
	})
}

// voucher returns a row; the code of one that can still be used is money and is
// left out.
func (e *exporter) voucher(v *sold) []string {
	code, product := "", ""
	if v.state != voucher.Issued {
		code = e.codes.Encode(v.bucket, v.serial).String()
	}
	if v.product != 0 {
		product = string(e.chain.Product(v.product).ID)
	}
	return []string{
		code, string(v.state), e.ids[v.promotion], product, e.name(v.customer, v.answers), string(e.chain.Store(v.store).ID), v.receipt,
		v.issued.Time().Format(time.RFC3339), v.from.String(), v.until.String(), v.kind, number(v.value), number(v.most), v.usedBy,
		string(e.chain.Store(v.usedStore).ID), number(v.amount),
	}
}
