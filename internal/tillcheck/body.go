package tillcheck

// The shapes of CONTRACTS.md 2.1 as a till sees them.

type receipt struct {
	Receipt    string    `json:"receipt,omitempty"`
	Store      string    `json:"store"`
	Till       string    `json:"till"`
	At         string    `json:"at,omitempty"`
	Currency   string    `json:"currency"`
	Customer   *customer `json:"customer,omitempty"`
	Lines      []line    `json:"lines"`
	Vouchers   []string  `json:"vouchers"`
	DeadlineMS *int      `json:"deadline_ms,omitempty"`
	Print      *printer  `json:"print,omitempty"`
	Offline    bool      `json:"offline,omitempty"`
	Unanswered bool      `json:"unanswered,omitempty"`
	Training   bool      `json:"training,omitempty"`
	Suspended  bool      `json:"suspended,omitempty"`
}

type customer struct {
	Card string `json:"card,omitempty"`
	ID   string `json:"id,omitempty"`
}

type line struct {
	Product  string  `json:"product"`
	Quantity float64 `json:"quantity"`
	Amount   int64   `json:"amount"`
	Discount int64   `json:"discount"`
}

type printer struct {
	Format  string `json:"format"`
	Columns int    `json:"columns,omitempty"`
	Cut     bool   `json:"cut,omitempty"`
}

// answer is what a close, a quote or a fact is answered. Lists are pointers, so
// that an absent one can be told from an empty one.
type answer struct {
	Receipt   string      `json:"receipt"`
	Decision  string      `json:"decision"`
	Customer  *string     `json:"customer"`
	Redeemed  *[]redeemed `json:"redeemed"`
	Deduction *int64      `json:"deduction"`
	Rejected  *[]rejected `json:"rejected"`
	Vouchers  *[]voucher  `json:"vouchers"`
	Print     []byte      `json:"print"`
	Warnings  *[]string   `json:"warnings"`
}

type redeemed struct {
	Code      string  `json:"code"`
	Promotion string  `json:"promotion"`
	Amount    int64   `json:"amount"`
	Points    int64   `json:"points"`
	Flag      string  `json:"flag"`
	Lines     []share `json:"lines"`
}

type share struct {
	Index  int   `json:"index"`
	Amount int64 `json:"amount"`
}

type rejected struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

type voucher struct {
	Code       string `json:"code"`
	Alias      string `json:"alias"`
	State      string `json:"state"`
	Promotion  string `json:"promotion"`
	Product    string `json:"product"`
	Text       string `json:"text"`
	ValidFrom  string `json:"valid_from"`
	ValidUntil string `json:"valid_until"`
}

type voided struct {
	Receipt             string    `json:"receipt"`
	VoidedAt            string    `json:"voided_at"`
	VouchersVoided      *[]string `json:"vouchers_voided"`
	VouchersKept        *[]kept   `json:"vouchers_kept"`
	RedemptionsReturned *[]string `json:"redemptions_returned"`
}

type kept struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

type filed struct {
	Accepted     int       `json:"accepted"`
	Duplicates   int       `json:"duplicates"`
	Refused      []refused `json:"refused"`
	RefusedTotal int       `json:"refused_total"`
}

type refused struct {
	Index  int    `json:"index"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

type problem struct {
	Title  string  `json:"title"`
	Status int     `json:"status"`
	Detail string  `json:"detail"`
	Code   string  `json:"code"`
	Errors []field `json:"errors"`
}

type field struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

type store struct {
	Store    string `json:"store"`
	Currency string `json:"currency"`
	Timezone string `json:"timezone"`
}

type product struct {
	Product    string `json:"product"`
	Price      int64  `json:"price"`
	Listed     *bool  `json:"listed"`
	Restricted string `json:"restricted"`
}

// list reads a list that may be absent.
func list[T any](l *[]T) []T {
	if l == nil {
		return nil
	}
	return *l
}
