package intake

// names numbers distinct texts from 1 in the order in which they appear; 0
// stands for none. It keeps about 60 bytes beside each text.
type names struct {
	number map[string]uint32
	text   []string
}

func newNames() *names { return &names{number: map[string]uint32{}, text: []string{""}} }

// add returns the number of a text, giving the next one to a new text.
func (n *names) add(b []byte) uint32 {
	if k, ok := n.number[string(b)]; ok { // no allocation for a known one
		return k
	}
	k := uint32(len(n.text))
	s := string(b)
	n.number[s] = k
	n.text = append(n.text, s)
	return k
}

// find returns the number of a text, 0 when it never appeared.
func (n *names) find(b []byte) uint32 { return n.number[string(b)] }
