package csvfolder

import (
	"os"
	"strings"
	"testing"

	"sartor/internal/table"
)

// docs/IMPORT.md lists the columns of every file, in order, with a mark at those
// that may be missing.
func TestColumns_AreAsDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/IMPORT.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, columns := range map[string][]table.Column{
		"receipts": receiptColumns(), "products": productColumns(), "stores": storeColumns(), "customers": customerColumns(),
		"stock": stockColumns(), "suppliers": supplierColumns(), "promotions": promotionColumns(),
	} {
		words := make([]string, len(columns))
		for i, c := range columns {
			words[i] = c.Name
			if c.Optional {
				words[i] += "?"
			}
		}
		if row := "| `" + name + ".csv` | `" + strings.Join(words, ",") + "` |"; !strings.Contains(string(page), row) {
			t.Errorf("docs/IMPORT.md lacks the row %s", row)
		}
	}
}
