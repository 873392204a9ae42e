package voucher

import (
	"reflect"
	"testing"

	"sartor/internal/retail"
)

func TestUndo(t *testing.T) {
	t.Parallel()
	issued := []Voucher{
		{Serial: 1, State: Issued}, {Serial: 2, State: Redeemed, RedeemedBy: "R9"}, {Serial: 3, State: Expired}, {Serial: 4, State: Voided},
	}
	used := func(serial uint32, until retail.BusinessDay, flag Flag) Taken {
		return Taken{Code: "C", Amount: 50, Flag: flag, Voucher: Voucher{
			Serial: serial, State: Redeemed, ValidUntil: until, Reserve: 30,
			RedeemedBy: "R1", RedeemedAt: 5, RedeemedStore: 2, RedeemedAmount: 50, RedeemedOver: 20, Flag: flag,
		}}
	}
	out := Undo(today, issued, []Taken{
		used(5, today+6, ""), used(6, today+8, ""), used(7, today-9, FlagExpired), used(8, today, FlagVoided), used(9, today, FlagTwice),
	})
	if len(out.Voided) != 1 || out.Voided[0].Serial != 1 || out.Voided[0].State != Voided {
		t.Errorf("voided %+v", out.Voided)
	}
	if len(out.Kept) != 2 || out.Kept[0].Voucher.Serial != 2 || out.Kept[0].Reason != AlreadyRedeemed || out.Kept[1].Reason != IsExpired {
		t.Errorf("kept %+v", out.Kept)
	}
	for i, until := range []retail.BusinessDay{today + 7, today + 8, today + 7} {
		c := out.Returned[i]
		want := Voucher{Serial: uint32(5 + i), State: Issued, ValidUntil: until, Reserve: 30}
		if c.Now != want || c.Was.State != Redeemed || c.Was.RedeemedAmount != 50 {
			t.Errorf("returned %+v, want now %+v", c, want)
		}
	}
	if len(out.Returned) != 3 || len(out.Reversed) != 2 || out.Reversed[0].Now.State != Voided || !reflect.DeepEqual(out.Reversed[1].Now, out.Reversed[1].Was) {
		t.Errorf("returned %d, reversed %+v", len(out.Returned), out.Reversed)
	}
}

func TestUndo_UnansweredKeepsWhatTheTillDeducted(t *testing.T) {
	t.Parallel()
	taken := []Taken{{Voucher: Voucher{Bucket: 1, Serial: 5, State: Redeemed}}, {Voucher: Voucher{Bucket: 2, Serial: 5, State: Redeemed}}}
	rest := Without(taken, []Voucher{{Bucket: 2, Serial: 5}})
	if len(rest) != 1 || rest[0].Voucher.Bucket != 1 || len(taken) != 2 {
		t.Errorf("got %+v", rest)
	}
	if out := Undo(today, nil, rest); len(out.Returned) != 1 {
		t.Errorf("got %+v", out)
	}
}

func TestUndo_OfAnUndoneReceiptChangesNothing(t *testing.T) {
	t.Parallel()
	first := Undo(today, []Voucher{{Serial: 1, State: Issued}}, nil)
	if again := Undo(today, first.Voided, nil); !reflect.DeepEqual(again, Undone{}) {
		t.Errorf("got %+v", again)
	}
}
