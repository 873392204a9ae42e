package simulate

import (
	"fmt"
	"strings"

	"sartor/internal/retail"
	"sartor/internal/simulate/draw"
)

// numbers turns truth into external numbers that show nothing of it, and back.
type numbers struct{ receipt, first, second draw.Key }

func newNumbers(seed uint64) numbers {
	return numbers{
		receipt: draw.NewKey(seed, draw.Number, 0, 0),
		first:   draw.NewKey(seed, draw.Number, 0, 1),
		second:  draw.NewKey(seed, draw.Number, 0, 2),
	}
}

// A visit number takes 18 bits, an entity 32: 50 bits, ten characters.
const (
	visitBits   = 18
	receiptHalf = 25
	cardHalf    = 16
	characters  = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

// serial is the ten characters that end a receipt's number.
func (n numbers) serial(entity uint64, visit int64) uint64 {
	return n.receipt.Permute(entity<<visitBits|uint64(visit)&(1<<visitBits-1), receiptHalf)
}

// receiptID writes "S012-T03-20261122-7K2M9QXA0B".
func receiptID(head string, serial uint64) retail.ReceiptID {
	var b [48]byte
	out := append(b[:0], head...)
	for shift := 45; shift >= 0; shift -= 5 {
		out = append(out, characters[serial>>shift&31])
	}
	return retail.ReceiptID(out)
}

// visitOf reads entity and visit back from a receipt's number.
func (n numbers) visitOf(id retail.ReceiptID) (entity uint64, visit int64, ok bool) {
	text := string(id[strings.LastIndexByte(string(id), '-')+1:])
	if len(text) != 10 {
		return 0, 0, false
	}
	var serial uint64
	for i := range len(text) {
		d := strings.IndexByte(characters, text[i])
		if d < 0 {
			return 0, 0, false
		}
		serial = serial<<5 | uint64(d)
	}
	x := n.receipt.Unpermute(serial, receiptHalf)
	return x >> visitBits, int64(x & (1<<visitBits - 1)), true
}

// card writes a household's first or second card: 26, ten digits, check digit.
func (n numbers) card(entity uint64, which uint8) string {
	number := n.first.Permute(entity, cardHalf)
	if which == 2 {
		number = 1<<32 + n.second.Permute(entity, cardHalf)
	}
	digits := fmt.Sprintf("26%010d", number)
	return digits + string(retail.CheckDigit(digits))
}

// ownerOf reads the entity back from a card's number.
func (n numbers) ownerOf(card string) (uint64, bool) {
	var number uint64
	if len(card) != 13 || !strings.HasPrefix(card, "26") {
		return 0, false
	}
	if _, err := fmt.Sscanf(card[2:12], "%d", &number); err != nil || number >= 1<<33 {
		return 0, false
	}
	if number >= 1<<32 {
		return n.second.Unpermute(number-1<<32, cardHalf), true
	}
	return n.first.Unpermute(number, cardHalf), true
}
