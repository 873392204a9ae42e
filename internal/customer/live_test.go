package customer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// dice draws from 0 to most: by rapid, or by a fixed sequence.
type dice func(most int) int

// splitMix is a fixed sequence that is the same everywhere.
func splitMix(seed uint64) dice {
	return func(most int) int {
		seed += 0x9E3779B97F4A7C15
		z := seed
		z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		return int((z ^ z>>31) % uint64(most+1))
	}
}

// story is a customer's receipts as they happened.
func story(n dice, receipts int) []touchpoint.Entry {
	var out []touchpoint.Entry
	day := 0
	for i := range receipts {
		day += n(3) * n(12)
		p := touchpoint.Packed{Till: "T1"}
		if n(12) == 0 {
			p.State = []touchpoint.State{touchpoint.Training, touchpoint.Suspended, touchpoint.Offline}[n(2)]
		}
		for range n(4) {
			p.Lines = append(p.Lines, drawLine(n, i))
		}
		id := fmt.Sprintf("R%02d", i)
		if i > 0 && n(15) == 0 {
			id = fmt.Sprintf("R%02d", i-1) // another entry of the same id
		}
		out = append(out, touchpoint.Entry{
			Kind: touchpoint.KindReceipt, Store: uint32(1 + n(1)), Day: retail.BusinessDay(day),
			At: retail.Micros(day*1000 + n(2)), Receipt: retail.ReceiptID(id), Body: p.Append(nil),
		})
	}
	return out
}

func drawLine(n dice, i int) touchpoint.PackedLine {
	l := sold(uint32(1+n(4)), 1+n(2))
	switch n(7) {
	case 0:
		l.Quantity, l.Amount = -l.Quantity, -l.Amount
	case 1:
		l = back(l.Product, 1+n(1), fmt.Sprintf("R%02d", max(0, i+2-n(8))), n(2))
	case 2:
		l.Quantity += 250
	}
	return l
}

// arrive turns a story into a journal in the order of arrival: shuffled a
// little, with voids before or after what they take back.
func arrive(n dice, happened []touchpoint.Entry) *journal {
	j := &journal{}
	for len(happened) > 0 {
		i := 0
		if n(2) == 0 {
			i = n(min(4, len(happened)-1))
		}
		e := happened[i]
		happened = slices.Delete(happened, i, i+1)
		if n(25) == 0 {
			j.void(string(e.Receipt))
		}
		j.append(e)
		if n(10) == 0 {
			j.void(string(j.entries[n(len(j.entries)-1)].Receipt))
		}
		if n(60) == 0 {
			j.append(touchpoint.Entry{Kind: touchpoint.KindErasure})
		}
	}
	return j
}

type extend func(*State, *touchpoint.Entry, *retail.Catalogue) (bool, error)

// live folds each entry as it comes, some of them twice, from stored bytes now
// and then; a refold sees as much of the journal as stands there.
func live(n dice, j *journal, step extend) (s State, refolds int, err error) {
	chain := shop()
	for i := 0; i < len(j.entries); i++ {
		at := i
		if n(6) == 0 {
			at = n(i) // again
			i--
		}
		ok, err := step(&s, &j.entries[at], chain)
		if err != nil {
			return State{}, 0, err
		}
		if !ok {
			refolds++
			upTo := at + 1 + n(1)*n(min(3, len(j.entries)-at-1))
			if s, err = Fold(j.entries[:upTo], chain); err != nil {
				return State{}, 0, err
			}
		}
		if n(4) == 0 {
			stored := s.Append(nil)
			if err := s.Decode(stored); err != nil {
				return State{}, 0, err
			}
		}
	}
	return s, refolds, nil
}

// rebuild folds the whole journal, read in another order and partly twice.
func rebuild(n dice, j *journal) (State, error) {
	entries := slices.Clone(j.entries)
	for range n(5) {
		if len(entries) > 0 {
			entries = append(entries, entries[n(len(entries)-1)])
		}
	}
	for i := range entries {
		k := n(len(entries) - 1)
		entries[i], entries[k] = entries[k], entries[i]
	}
	return Fold(entries, shop())
}

func TestState_LiveIsRebuild(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := dice(func(most int) int { return rapid.IntRange(0, most).Draw(t, "n") })
		j := arrive(n, story(n, rapid.IntRange(0, 25).Draw(t, "receipts")))
		got, _, err := live(n, j, (*State).Extend)
		if err != nil {
			t.Fatal(err)
		}
		want, err := rebuild(n, j)
		if err != nil || !bytes.Equal(got.Append(nil), want.Append(nil)) {
			t.Fatalf("live %s %+v\nrebuild %s %+v, %v", say(&got), got, say(&want), want, err)
		}
	})
}

// The same on many histories of a fixed sequence, longer than rapid draws them.
func TestState_LiveIsRebuildOfManyHistories(t *testing.T) {
	t.Parallel()
	extended, refolded := 0, 0
	for seed := range uint64(400) {
		n := splitMix(seed + 1000)
		j := arrive(n, story(n, 40))
		got, refolds, err := live(n, j, (*State).Extend)
		if err != nil {
			t.Fatal(err)
		}
		want, err := rebuild(n, j)
		if err != nil || !bytes.Equal(got.Append(nil), want.Append(nil)) {
			t.Fatalf("seed %d: live %s %+v\nrebuild %s %+v, %v", seed, say(&got), got, say(&want), want, err)
		}
		extended, refolded = extended+len(j.entries)-refolds, refolded+refolds
	}
	if extended < refolded/3 {
		t.Errorf("%d extended, %d refolded: the quick way is hardly tried", extended, refolded)
	}
}

// Each thing that Extend looks at has a wrong twin that overlooks it; the
// comparison with a rebuild catches every one.
func TestState_Twins(t *testing.T) {
	t.Parallel()
	for name, twin := range map[string]extend{
		"folds the late": func(s *State, e *touchpoint.Entry, c *retail.Catalogue) (bool, error) {
			s.Last = Key{}
			return s.Extend(e, c)
		},
		"overlooks what is awaited": func(s *State, e *touchpoint.Entry, c *retail.Catalogue) (bool, error) {
			s.Awaits = nil
			return s.Extend(e, c)
		},
		"overlooks voids": func(s *State, e *touchpoint.Entry, c *retail.Catalogue) (bool, error) {
			if e.Kind == touchpoint.KindVoid && e.Position.After(s.Through) {
				s.Through = e.Position
				return true, nil
			}
			return s.Extend(e, c)
		},
		"counts returns only as money": func(s *State, e *touchpoint.Entry, c *retail.Catalogue) (bool, error) {
			ok, err := s.Extend(e, c)
			if !ok && err == nil && e.Kind == touchpoint.KindReceipt && !s.awaits(e.Receipt) && !s.late(KeyOf(e)) {
				r, _, err := read(e, c)
				s.count(&r, nil)
				s.Through = e.Position
				return true, err
			}
			return ok, err
		},
		"counts twice": func(s *State, e *touchpoint.Entry, c *retail.Catalogue) (bool, error) {
			through := s.Through
			s.Through, s.Last = touchpoint.Position{}, Key{}
			ok, err := s.Extend(e, c)
			if through.After(s.Through) {
				s.Through = through
			}
			return ok, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(300) {
				n := splitMix(seed)
				j := arrive(n, story(n, 20))
				got, _, err := live(n, j, twin)
				if err != nil {
					t.Fatal(err)
				}
				want, err := rebuild(n, j)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got.Append(nil), want.Append(nil)) {
					return
				}
			}
			t.Error("the comparison did not notice")
		})
	}
}

// One long history gives these bytes on every processor.
func TestState_Golden(t *testing.T) {
	t.Parallel()
	n := splitMix(20261122)
	j := arrive(n, story(n, 1200))
	j.entries = slices.DeleteFunc(j.entries, func(e touchpoint.Entry) bool { return e.Kind == touchpoint.KindErasure })
	got, refolds, err := live(n, j, (*State).Extend)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(got.Append(nil))
	if have, want := hex.EncodeToString(sum[:]), "bb8ace1126bd5300cd589cbedf48c0a48d7dc81f0a0bbf83106953e4389a64b7"; have != want {
		t.Errorf("got %s, want %s (%s, %d refolds of %d entries)", have, want, say(&got), refolds, len(j.entries))
	}
}

// Without returns and voids the state is a plain recount.
func TestFold_IsARecount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		j := &journal{}
		type basket struct{ day, store int }
		sets, spend, receipts := map[basket]map[uint32]bool{}, retail.Minor(0), 0
		for i := range rapid.IntRange(0, 20).Draw(t, "receipts") {
			b := basket{rapid.IntRange(0, 9).Draw(t, "day"), rapid.IntRange(1, 2).Draw(t, "store")}
			var lines []touchpoint.PackedLine
			goods := 0
			for range rapid.IntRange(0, 3).Draw(t, "lines") {
				product := uint32(rapid.IntRange(1, 5).Draw(t, "product"))
				lines = append(lines, sold(product, 1))
				if product == postage {
					continue
				}
				goods, spend = 1, spend+100
				if product != test && sets[b] == nil {
					sets[b] = map[uint32]bool{}
				}
				if product != test {
					sets[b][product] = true
				}
			}
			receipts += goods
			e := j.sale(fmt.Sprint("R", i), b.day, lines...)
			j.entries[e.Position.Seq-1].Store = uint32(b.store)
		}
		s, err := Fold(j.entries, shop())
		if err != nil || int(s.Profile.Baskets) != len(sets) || s.Receipts != receipts || s.SpendOf(func(uint32) bool { return true }) != spend {
			t.Fatalf("got %s in %d baskets, %v; want %d receipts %d in %d", say(&s), s.Profile.Baskets, err, receipts, spend, len(sets))
		}
		counts := map[uint32]uint32{}
		for _, set := range sets {
			for product := range set {
				counts[product]++
			}
		}
		for _, it := range s.Profile.Items {
			if counts[it.Product] != it.Count {
				t.Fatalf("product %d: %d baskets, recount %d", it.Product, it.Count, counts[it.Product])
			}
			delete(counts, it.Product)
		}
		if len(counts) > 0 {
			t.Fatalf("missing %v", counts)
		}
	})
}

func FuzzDecodeState(f *testing.F) {
	n := splitMix(3)
	s, _, err := live(n, arrive(n, story(n, 12)), (*State).Extend)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.Append(nil))
	f.Add((&State{}).Append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s State
		if err := s.Decode(b); err != nil {
			if !bytes.Equal(s.Append(nil), (&State{}).Append(nil)) {
				t.Fatalf("a failure left %+v", s)
			}
			return
		}
		var again State
		if err := again.Decode(s.Append(nil)); err != nil || !bytes.Equal(again.Append(nil), s.Append(nil)) {
			t.Fatalf("%x prints back as %x, %v", b, s.Append(nil), err)
		}
	})
}
