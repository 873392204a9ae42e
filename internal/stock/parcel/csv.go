package parcel

import (
	"bytes"
	"strconv"

	"sartor/internal/sheet"
)

// csv writes orders.csv or transfers.csv (CONVENTIONS.md 10.4).
func (p *Parcel) csv(part Part) []byte {
	var out bytes.Buffer
	fill, columns := p.ordersCSV, orderColumns()
	if part == Transfers || part == Whole && len(p.Orders) == 0 {
		fill, columns = p.transfers, transferColumns()
	}
	w, err := sheet.New(&out, sheet.CSV, "", columns)
	if err != nil {
		return nil // a buffer takes everything
	}
	fill(w)
	_ = w.Close() // a buffer takes everything
	return out.Bytes()
}

func orderColumns() []string {
	return []string{
		"order_no", "supplier_id", "supplier_gln", "store_id", "store_gln", "deliver_on", "line_no", "gtin", "sku", "supplier_sku", "name", "qty", "unit",
		"pack_size", "unit_cost", "currency", "reason",
	}
}

func transferColumns() []string {
	return []string{"transfer_no", "from_store", "to_store", "ship_on", "line_no", "gtin", "sku", "name", "qty", "unit", "reason"}
}

func words(w sheet.Table, cells ...string) {
	row := make([]sheet.Cell, len(cells))
	for i, c := range cells {
		row[i] = sheet.Text(c)
	}
	_ = w.Row(row) // a buffer takes everything
}

func (p *Parcel) ordersCSV(w sheet.Table) {
	for _, o := range p.ordered() {
		for i, l := range o.lines {
			cost := ""
			if l.Product.HasCost {
				cost = p.price(l.Product.Cost)
			}
			words(w, o.no, o.supplier, "", string(o.to.ID), "", o.due.String(), strconv.Itoa(i+1), string(l.Product.GTIN), string(l.Product.ID), "", l.Product.Name,
				strconv.FormatInt(l.Units, 10), unit(l), strconv.Itoa(max(l.Pack, 1)), cost, string(p.Currency), l.Reason)
		}
	}
}

func unit(l *Line) string {
	if l.Product.Unit == "" {
		return "EA"
	}
	return l.Product.Unit
}

func (p *Parcel) transfers(w sheet.Table) {
	for _, t := range p.moved() {
		for i, l := range t.lines {
			words(w, t.no, string(t.from.ID), string(t.to.ID), (t.due - 1).String(), strconv.Itoa(i+1), string(l.Product.GTIN), string(l.Product.ID), l.Product.Name,
				strconv.FormatInt(l.Units, 10), unit(l), l.Reason)
		}
	}
}
