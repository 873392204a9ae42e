package dbtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"sartor/internal/till"
)

// said is one close as its till sent it and what the till heard.
type said struct {
	id, code string // code: the voucher it presented
	body     []byte
	heard    []byte // nil: no answer came
	answer   till.Answer
}

// till is one checkout: a closed loop of sales with a wallet of the vouchers it
// was given.
type checkout struct {
	shop   *shop
	number int
	sales  int
	wallet []string
	log    []*said
}

// sell makes the next sale; every second one uses a voucher of the wallet.
func (c *checkout) sell() *said {
	c.sales++
	s := &said{id: fmt.Sprintf("T%02d-%06d", c.number, c.sales)}
	codes := []string{}
	if c.sales%2 == 0 && len(c.wallet) > 0 {
		s.code, c.wallet = c.wallet[0], c.wallet[1:]
		codes = append(codes, s.code)
	}
	s.body = basket(s.id, fmt.Sprintf("card-%d-%d", c.number, c.sales%5), codes)
	c.log = append(c.log, s)
	return s
}

// basket is the body of a close of one bread.
func basket(id, card string, codes []string) []byte {
	body, err := json.Marshal(map[string]any{
		"receipt": id, "store": "S1", "till": id[:3], "at": time.Now().UTC().Format(time.RFC3339), "currency": "EUR",
		"customer": map[string]any{"card": card},
		"lines":    []any{map[string]any{"product": "bread", "quantity": 1, "amount": 300, "discount": 0}},
		"vouchers": codes, "deadline_ms": 20_000, "print": map[string]any{"format": "text", "columns": 42},
	})
	if err != nil {
		panic(err) // a map of words and numbers
	}
	return body
}

// errOther is an answer that is neither 200 nor "try again".
var errOther = errors.New("unexpected answer")

// ask sends a close and returns the answer's bytes.
func (s *shop) ask(ctx context.Context, base string, body []byte) (heard []byte, replayed bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v1/till/close", bytes.NewReader(body))
	if err != nil {
		return nil, false, err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	req.Header.Set("Content-Type", "application/json")
	res, err := s.client.Do(req)
	if err != nil {
		return nil, false, err
	}
	defer res.Body.Close()
	heard, err = io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%w: %d %s", errOther, res.StatusCode, heard)
	}
	return heard, res.Header.Get("Idempotent-Replayed") == "true", err
}

// hear notes the answer; new vouchers go into the wallet.
func (c *checkout) hear(s *said, heard []byte) error {
	s.heard = heard
	if err := json.Unmarshal(heard, &s.answer); err != nil {
		return err
	}
	for _, v := range s.answer.Vouchers {
		c.wallet = append(c.wallet, v.Code)
	}
	return nil
}

// storm runs every till until the server is gone. It calls enough once quota
// answers came while at least flying closes are in flight.
type storm struct {
	shop    *shop
	tills   []*checkout
	flying  atomic.Int64
	answers atomic.Int64
}

// run returns how many closes were in flight when enough was called.
func (st *storm) run(ctx context.Context, base string, quota, flying int64, enough func()) (inFlight int64, err error) {
	st.answers.Store(0)
	var (
		all  sync.WaitGroup
		once sync.Once
		mu   sync.Mutex
	)
	for _, c := range st.tills {
		all.Go(func() {
			for {
				s := c.sell()
				if now := st.flying.Add(1); now >= flying && st.answers.Load() >= quota {
					once.Do(func() { inFlight = now; enough() })
				}
				heard, _, askErr := st.shop.ask(ctx, base, s.body)
				st.flying.Add(-1)
				if askErr == nil {
					askErr = c.hear(s, heard)
					st.answers.Add(1)
				}
				if askErr == nil {
					continue
				}
				if errors.Is(askErr, errOther) {
					mu.Lock()
					err = errors.Join(err, askErr)
					mu.Unlock()
					once.Do(enough)
				}
				return
			}
		})
	}
	all.Wait()
	return inFlight, err
}

// sales are all sales of all tills.
func (st *storm) sales() (out []*said) {
	for _, c := range st.tills {
		out = append(out, c.log...)
	}
	return out
}
