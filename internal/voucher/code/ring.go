package code

// Ring holds the keys in force: the current ones, which encode, and previous
// ones, whose vouchers are still out. Each previous pair adds 2⁻²⁰ to the
// chance that a made-up code passes. It may be used by many goroutines.
type Ring struct {
	codecs []*Codec // the current one first
}

// NewRing prepares the keys; previous ones stand newest first.
func NewRing(current Keys, previous ...Keys) *Ring {
	ring := &Ring{codecs: []*Codec{NewCodec(current)}}
	for _, keys := range previous {
		ring.codecs = append(ring.codecs, NewCodec(keys))
	}
	return ring
}

// Encode returns the code of a bucket (0…1023) and serial (below 2³⁰) under
// the current keys.
func (r *Ring) Encode(bucket int, serial uint32) Code { return r.codecs[0].Encode(bucket, serial) }

// Decode returns bucket and serial of a code, and whether its tag holds under
// any of the keys; the newest keys win. It always tries all of them, so that
// the time does not tell a made-up code from an old one.
func (r *Ring) Decode(c Code) (bucket int, serial uint32, ok bool) {
	var found uint64
	missing := 1
	for _, codec := range r.codecs {
		payload, same := codec.open(c)
		found |= payload & -uint64(same&missing)
		missing &= 1 - same
	}
	return int(found >> halfBits), uint32(found & halfMask), missing == 0
}
