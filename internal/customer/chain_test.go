package customer

import (
	"fmt"
	"slices"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

const (
	milk = uint32(iota + 1)
	bread
	soup
	test    // no_inference
	postage // not goods
)

func shop() *retail.Catalogue {
	product := func(n uint32, r retail.Restriction) retail.Product {
		return retail.Product{ID: retail.ProductID(fmt.Sprint("P", n)), Number: n, Restriction: r}
	}
	return retail.NewCatalogue([]retail.Product{
		product(milk, 0), product(bread, 0), product(soup, 0), product(test, retail.NoInference), product(postage, retail.NotGoods),
	}, nil)
}

// sold is a line of whole units at 1.00 each; returned when below zero.
func sold(product uint32, units int) touchpoint.PackedLine {
	return touchpoint.PackedLine{Product: product, Quantity: retail.Quantity(units) * retail.One, Amount: retail.Minor(units) * 100}
}

// back is a line that names what came back.
func back(product uint32, units int, of string, number int) touchpoint.PackedLine {
	l := sold(product, -units)
	l.ReturnOf, l.ReturnLine = retail.ReceiptID(of), number
	return l
}

// journal is appended in order and read by folds.
type journal struct{ entries []touchpoint.Entry }

func (j *journal) append(e touchpoint.Entry) touchpoint.Entry {
	e.Position = touchpoint.Position{Seq: int64(len(j.entries) + 1)}
	e.Customer = 7
	j.entries = append(j.entries, e)
	return e
}

// sale appends a receipt of a day in store 1.
func (j *journal) sale(id string, day int, lines ...touchpoint.PackedLine) touchpoint.Entry {
	return j.receipt(id, day, touchpoint.Packed{Lines: lines})
}

func (j *journal) receipt(id string, day int, body touchpoint.Packed) touchpoint.Entry {
	return j.append(touchpoint.Entry{
		Kind: touchpoint.KindReceipt, Store: 1, Day: retail.BusinessDay(day), At: retail.Micros(day) * 86_400_000_000,
		Receipt: retail.ReceiptID(id), Body: body.Append(nil),
	})
}

// void takes back the receipt, by its entry when that stands in the journal.
func (j *journal) void(id string) touchpoint.Entry {
	e := touchpoint.Entry{Kind: touchpoint.KindVoid, Store: 1, Receipt: retail.ReceiptID(id)}
	for _, known := range slices.Backward(j.entries) {
		if known.Kind == touchpoint.KindReceipt && known.Receipt == e.Receipt {
			e.Body = touchpoint.VoidBody(known.Position.Seq)
			break
		}
	}
	return j.append(e)
}
