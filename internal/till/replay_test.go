package till

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/paper"
	"sartor/internal/touchpoint"
)

func text42() *paper.Printer { return &paper.Printer{Format: paper.Text, Columns: 42} }

// What a second close of an id answers depends on what stands under it.
func TestReplay_ByWhatStands(t *testing.T) {
	t.Parallel()
	other := func(r *touchpoint.Receipt) { r.Lines[0].Amount++ }
	for name, c := range map[string]struct {
		stands KeyState
		change func(*touchpoint.Receipt)
		code   string // "" answers
	}{
		"same content":           {KeyStands, nil, ""},
		"other lines":            {KeyStands, other, "receipt_conflict"},
		"other vouchers":         {KeyStands, func(r *touchpoint.Receipt) { r.Vouchers = []string{"x"} }, "receipt_conflict"},
		"other till":             {KeyStands, func(r *touchpoint.Receipt) { r.Till = "T2" }, "receipt_conflict"},
		"other customer":         {KeyStands, func(r *touchpoint.Receipt) { r.Customer = touchpoint.Customer{} }, "receipt_conflict"},
		"other time":             {KeyStands, func(r *touchpoint.Receipt) { r.At++ }, "receipt_conflict"},
		"only ext":               {KeyStands, func(r *touchpoint.Receipt) { r.Ext = []byte(`{"a":1}`) }, ""},
		"after a void":           {KeyVoided, nil, "receipt_voided"},
		"void, other content":    {KeyVoided, other, "receipt_voided"},
		"after erasure":          {KeyErased, nil, "erased"},
		"went on without answer": {KeyUnanswered, nil, "receipt_conflict"},
		"training again":         {KeyTraining, nil, ""},
	} {
		s := newShop(t, thanks())
		call := s.sale("R1")
		_, first := s.closed(call)
		filed := s.store.keys["R1"]
		filed.State = c.stands
		s.store.keys["R1"] = filed
		if c.change != nil {
			c.change(&call.Receipt)
		}
		again, err := s.Close(t.Context(), call)
		switch {
		case c.code == "" && (err != nil || !again.Replayed || !bytes.Equal(again.Body, first.Body)):
			t.Errorf("%s: %s, %v, want the same bytes", name, again.Body, err)
		case c.code != "" && (err == nil || fault.CodeOf(err) != c.code):
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		if len(s.store.sold) != 1 {
			t.Errorf("%s: written %d times", name, len(s.store.sold))
		}
	}
}

// Whatever was upgraded or used up since, the answer is the one that was given.
func TestReplay_IsTheStoredAnswer(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	_, first := s.closed(s.sale("R1", s.hand()))
	s.live()
	s.sight.Chain.Name = "Another name"
	s.now = s.now.Add(2 * time.Minute)
	call := s.sale("R1")
	call.Receipt = s.store.sold[0].Fact.Receipt
	if _, again := s.closed(call); !again.Replayed || !bytes.Equal(again.Body, first.Body) {
		t.Errorf("got %s, want %s", again.Body, first.Body)
	}
}

func TestReplay_Expires(t *testing.T) {
	t.Parallel()
	for after, gone := range map[time.Duration]bool{answerDays * 24 * time.Hour: false, answerDays*24*time.Hour + time.Second: true} {
		s := newShop(t, thanks())
		call := s.sale("R1")
		s.closed(call)
		s.now = s.now.Add(after)
		if _, err := s.Close(t.Context(), call); (err != nil) != gone || gone && fault.CodeOf(err) != "answer_expired" {
			t.Errorf("after %v: %v", after, err)
		}
	}
}

// Another print gives the same codes in the other format.
func TestReplay_InAnotherFormat(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	call := s.sale("R1")
	plain, _ := s.closed(call)
	call.Print = text42()
	again, reply := s.closed(call)
	strip, err := base64.StdEncoding.DecodeString(again.Print)
	if err != nil || plain.Print != "" || !reply.Replayed || !strings.Contains(string(strip), plain.Vouchers[0].Code) {
		t.Errorf("strip %q, %v, want the code %s", strip, err, plain.Vouchers[0].Code)
	}
	if again.Vouchers[0].Code != plain.Vouchers[0].Code || len(s.store.sold) != 1 {
		t.Errorf("codes %v, before %v", again.Vouchers, plain.Vouchers)
	}
}

// A parked receipt is replaced by the next one of its id; parked twice it answers alike.
func TestReplay_SuspendedIsReplaced(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	parked := s.sale("R1")
	parked.Receipt.State = touchpoint.Suspended
	s.closed(parked)
	if _, again := s.closed(parked); !again.Replayed {
		t.Error("parked twice is no repeat")
	}
	whole := s.sale("R0")
	whole.Receipt.State = touchpoint.Suspended
	s.closed(whole)
	whole.Receipt.State = 0 // completed as it was parked
	if a, again := s.closed(whole); again.Replayed || len(a.Vouchers) != 1 || s.store.keys["R0"].State != KeyStands {
		t.Errorf("completed with equal content: %s, stands %s", again.Body, s.store.keys["R0"].State)
	}
	done := s.sale("R1", s.hand())
	done.Receipt.Lines[0].Amount = 299
	a, reply := s.closed(done)
	if reply.Replayed || len(a.Redeemed) != 1 || len(a.Vouchers) != 1 || s.store.sold[3].Replaces != KeySuspended || s.store.keys["R1"].State != KeyStands {
		t.Errorf("got %s, replaces %q", reply.Body, s.store.sold[3].Replaces)
	}
}

// A receipt whose void came first is stored voided, and answers so.
func TestReplay_VoidedBeforeItArrived(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	if _, known, err := s.Void(t.Context(), VoidCall{Receipt: "R1", Reason: "gone"}); known || err != nil {
		t.Fatalf("known %v, %v", known, err)
	}
	held := s.hand()
	call := s.sale("R1", held)
	if _, err := s.Close(t.Context(), call); fault.CodeOf(err) != "receipt_voided" {
		t.Errorf("got %v, want receipt_voided", err)
	}
	if s.store.keys["R1"].State != KeyVoided || len(s.store.sold) != 0 {
		t.Errorf("stands as %s, %d writes", s.store.keys["R1"].State, len(s.store.sold))
	}
	if a, _ := s.closed(s.sale("R2", held)); len(a.Redeemed) != 1 {
		t.Errorf("its voucher was not left alone: %+v", a)
	}
}

// The broken twins: a store that forgets its keys, and one that takes any content
// for a repeat, are seen by what the till answers.
func TestReplay_TwinsAreSeen(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	held := s.hand()
	call := s.sale("R1", held)
	_, first := s.closed(call)
	delete(s.store.keys, "R1") // forgets that it answered
	if _, again := s.closed(call); again.Replayed || bytes.Equal(again.Body, first.Body) {
		t.Error("a store without keys answers the same: replay would prove nothing")
	}
	s = newShop(t, thanks())
	call = s.sale("R1")
	s.closed(call)
	call.Receipt.Lines[0].Amount++
	filed := s.store.keys["R1"]
	filed.Fingerprint = touchpoint.Fingerprint(&call.Receipt)
	s.store.keys["R1"] = filed
	if _, again := s.closed(call); !again.Replayed {
		t.Error("the fingerprint decides nothing")
	}
}
