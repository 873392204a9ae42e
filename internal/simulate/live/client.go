package live

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Client calls the chain's HTTP contract with one token.
type Client struct {
	Base  string // "http://127.0.0.1:8080"
	Token string
	HTTP  *http.Client // nil: http.DefaultClient

	patience time.Duration // of a close
}

// mostAnswer bounds what is read of an answer; a strip of vouchers is far
// smaller.
const mostAnswer = 8 << 20

// wire is a receipt as the contract writes it.
type wire struct {
	Receipt    retail.ReceiptID  `json:"receipt"`
	Store      retail.StoreID    `json:"store"`
	Till       retail.TillID     `json:"till"`
	At         string            `json:"at"`
	Currency   retail.Currency   `json:"currency"`
	Customer   map[string]string `json:"customer,omitempty"`
	Lines      []wireLine        `json:"lines"`
	Vouchers   []string          `json:"vouchers,omitempty"`
	DeadlineMS int               `json:"deadline_ms,omitempty"`
	Print      *wirePrint        `json:"print,omitempty"`
	Offline    bool              `json:"offline,omitempty"`
	Unanswered bool              `json:"unanswered,omitempty"`
	Training   bool              `json:"training,omitempty"`
}

type wireLine struct {
	Product  retail.ProductID `json:"product"`
	Quantity retail.Quantity  `json:"quantity"`
	Amount   retail.Minor     `json:"amount"`
	Discount retail.Minor     `json:"discount"`
}

type wirePrint struct {
	Format  string `json:"format"`
	Columns int    `json:"columns"`
	Cut     bool   `json:"cut"`
}

// wireOf writes a receipt; times carry the store's offset.
func wireOf(r *touchpoint.Receipt, zone *time.Location) wire {
	w := wire{
		Receipt: r.ID, Store: r.Store, Till: r.Till, At: r.At.Time().In(zone).Format(time.RFC3339Nano),
		Currency: r.Currency, Vouchers: r.Vouchers, Lines: make([]wireLine, len(r.Lines)),
	}
	for i, l := range r.Lines {
		w.Lines[i] = wireLine{l.Product, l.Quantity, l.Amount, l.Discount}
	}
	if len(r.Customer.Identifiers) > 0 {
		w.Customer = map[string]string{}
		for _, id := range r.Customer.Identifiers {
			w.Customer[string(id.Kind)] = id.Value
		}
	}
	return w
}

// closed is the answer to a close, as far as a till looks at it.
type closed struct {
	Customer string `json:"customer"`
	Redeemed []struct {
		Code      string             `json:"code"`
		Promotion retail.PromotionID `json:"promotion"`
		Amount    retail.Minor       `json:"amount"`
	} `json:"redeemed"`
	Deduction retail.Minor `json:"deduction"`
	Rejected  []struct {
		Code   string `json:"code"`
		Reason string `json:"reason"`
		Detail string `json:"detail"`
	} `json:"rejected"`
	Vouchers []printed `json:"vouchers"`
}

type printed struct {
	Code      string             `json:"code"`
	Promotion retail.PromotionID `json:"promotion"`
	Product   retail.ProductID   `json:"product"`
	Text      string             `json:"text"`
	Value     struct {
		Kind      string       `json:"kind"`
		Amount    retail.Minor `json:"amount"`
		Percent   int          `json:"percent"`
		MaxAmount retail.Minor `json:"max_amount"`
	} `json:"value"`
	ValidFrom  string   `json:"valid_from"`
	ValidUntil string   `json:"valid_until"`
	Why        []string `json:"why"`
}

// loaded is the answer to receipts sent as facts.
type loaded struct {
	Accepted   int `json:"accepted"`
	Duplicates int `json:"duplicates"`
	Refused    []struct {
		Index  int    `json:"index"`
		Code   string `json:"code"`
		Detail string `json:"detail"`
	} `json:"refused"`
	RefusedTotal int `json:"refused_total"`
}

// close sends a basket before tender and waits at most as long as a till does.
func (c Client) close(ctx context.Context, w wire) (closed, error) {
	ctx, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	w.DeadlineMS = int(c.patience / time.Millisecond)
	w.Print = &wirePrint{Format: "escpos", Columns: 42, Cut: true}
	var out closed
	return out, c.call(ctx, http.MethodPost, "/v1/till/close", w, &out)
}

// handed is the acknowledgement of a strip.
type handed struct {
	Receipt retail.ReceiptID `json:"receipt"`
	Printed bool             `json:"printed"`
}

func (c Client) ack(ctx context.Context, h handed) error {
	return c.call(ctx, http.MethodPost, "/v1/till/close/ack", h, nil)
}

func (c Client) void(ctx context.Context, w wire, reason string, at time.Time) error {
	body := struct {
		Receipt retail.ReceiptID `json:"receipt"`
		Reason  string           `json:"reason"`
		At      string           `json:"at"`
	}{w.Receipt, reason, at.Format(time.RFC3339Nano)}
	return c.call(ctx, http.MethodPost, "/v1/till/void", body, nil)
}

// receipts sends facts, as many as there are.
func (c Client) receipts(ctx context.Context, ws []wire) (loaded, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, w := range ws {
		if err := enc.Encode(w); err != nil {
			return loaded{}, err
		}
	}
	var out loaded
	return out, c.send(ctx, http.MethodPost, "/v1/receipts", content{"application/x-ndjson", &b}, &out)
}

// lookup returns the customer's id for a card.
func (c Client) lookup(ctx context.Context, card string) (string, error) {
	var out struct {
		ID       string `json:"id"`
		Customer string `json:"customer"`
	}
	err := c.call(ctx, http.MethodPost, "/v1/customers/lookup", map[string]string{"card": card}, &out)
	if out.ID == "" {
		out.ID = out.Customer
	}
	return out.ID, err
}

// withdraw takes consent to offers back for a customer.
func (c Client) withdraw(ctx context.Context, customer string, at time.Time) error {
	body := struct {
		Purpose string `json:"purpose"`
		Granted bool   `json:"granted"`
		At      string `json:"at"`
		Proof   string `json:"proof"`
	}{"offers", false, at.Format(time.RFC3339Nano), "said so at the service desk"}
	return c.call(ctx, http.MethodPut, "/v1/customers/"+url.PathEscape(customer)+"/consent", body, nil)
}

func (c Client) call(ctx context.Context, method, path string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return c.send(ctx, method, path, content{"application/json", bytes.NewReader(b)}, out)
}

type content struct {
	kind string
	body io.Reader
}

func (c Client) send(ctx context.Context, method, path string, in content, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(c.Base, "/")+path, in.body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	req.Header.Set("Content-Type", in.kind)
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return fault.At("live.send", fault.New(fault.Unavailable, "no_answer", "%s %s: no answer", method, path))
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return fault.At("live.send", fault.New(fault.Unavailable, "no_answer", "%s %s: half an answer", method, path))
	}
	if res.StatusCode >= 300 {
		return refusal(res.StatusCode, body)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(body, out)
}

// refusal reads a problem; 5xx and 429 mean try later.
func refusal(status int, body []byte) error {
	var problem struct {
		Code   string `json:"code"`
		Detail string `json:"detail"`
	}
	if err := json.Unmarshal(body, &problem); err != nil {
		problem.Detail = http.StatusText(status)
	}
	kind := fault.Invalid
	switch {
	case status == http.StatusConflict:
		kind = fault.Conflict
	case status == http.StatusTooManyRequests || status >= 500:
		kind = fault.Unavailable
	case status == http.StatusNotFound:
		kind = fault.NotFound
	case status == http.StatusForbidden || status == http.StatusUnauthorized:
		kind = fault.Denied
	}
	return &fault.Error{Op: "live.send", Kind: kind, Code: problem.Code, Hint: problem.Detail}
}
