package promotion

import (
	"errors"
	"reflect"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/promotion/file"
	"sartor/internal/retail"
)

// VersionState is where a store's version stands.
type VersionState string

// The states. Beside each, what the version last published goes on at the till
// (Version.Live), until it is withdrawn or replaced.
const (
	VersionDraft VersionState = "draft"     // being written
	Submitted    VersionState = "submitted" // waits for head office
	Approved     VersionState = "approved"  // may be published as it is
	SentBack     VersionState = "sent_back" // with a comment
	VersionLive  VersionState = "live"      // as the till has it
	Withdrawn    VersionState = "withdrawn" // the store has the centre's again
)

// Version is a store's version of a promotion after one command. The zero Number
// is one that was never written.
type Version struct {
	Promotion retail.PromotionID // the centre's
	Store     retail.StoreID
	Number    int64 // grows with each command; the ETag
	Base      int64 // the centre's version it was last checked against
	State     VersionState
	Changes   Changes
	Live      *Changes // what tills go by; nil: the centre's
	Attention string   // why what is live no longer fits the frame; "" it does
	Author    string   // who wrote the changes
	Actor     string   // who gave the last command
	Command   Do       // the last command
	Comment   string   // with it
	Submitted retail.Micros
	At        retail.Micros
}

// Do is what is asked of a version.
type Do string

// The commands.
const (
	Save     Do = "save"
	Submit   Do = "submit"
	Approve  Do = "approve"
	SendBack Do = "send_back"
	Publish  Do = "publish"
	Withdraw Do = "withdraw"
	Undo     Do = "undo"   // what the same person did last
	Follow   Do = "follow" // the centre's promotion changed
)

// atOnce is how soon behind its approval a version goes live in one step with it.
const atOnce = retail.Micros(5_000_000)

// MaxComment bounds a comment, in characters.
const MaxComment = 500

// Command is one step of a version.
type Command struct {
	Do      Do
	Changes Changes // of a save
	Comment string
	Actor   string
	At      retail.Micros
	Past    []Version // of an undo: what stood before, the newest first
}

// Next returns the version after a command. What the frame does not let stand is
// refused as Frame.Check does; a command that the state has no room for is a
// Conflict with a reason code and the way out.
func (v Version) Next(centre Promotion, cmd Command, goods *retail.Catalogue) (Version, error) {
	const op = "promotion.Version.Next"
	out, err := v.next(&centre, &cmd, goods)
	if err != nil {
		return Version{}, fault.At(op, err)
	}
	out.Number, out.Base = v.Number+1, centre.Version
	out.Command, out.Comment, out.Actor, out.At = cmd.Do, cmd.Comment, cmd.Actor, cmd.At
	return out, nil
}

func (v Version) next(centre *Promotion, cmd *Command, goods *retail.Catalogue) (Version, error) {
	if err := checkComment(cmd); err != nil {
		return Version{}, err
	}
	if cmd.Do != Withdraw && cmd.Do != SendBack && cmd.Do != Undo {
		if err := tailorable(centre); err != nil {
			return Version{}, err
		}
	}
	switch cmd.Do {
	case Save:
		return v.save(centre, cmd, goods)
	case Submit:
		return v.submit(centre, cmd, goods)
	case Approve:
		if v.State != Submitted {
			return Version{}, notWaiting(v.State)
		}
		v.State = Approved
		return v, centre.Frame.Check(*centre, v.Changes, goods)
	case SendBack:
		if v.State != Submitted && v.State != Approved {
			return Version{}, notWaiting(v.State)
		}
		v.State = SentBack
		return v, nil
	case Publish:
		return v.publish(centre, goods)
	case Withdraw:
		return v.withdraw()
	case Undo:
		return v.undo(centre, cmd, goods)
	case Follow:
	}
	return Version{}, fault.New(fault.Invalid, "unknown_command", "%q is not a step of a store's version", file.Clip(string(cmd.Do)))
}

func checkComment(cmd *Command) error {
	c := &checker{}
	c.line(strings.NewReplacer("\r\n", " ", "\n", " ").Replace(cmd.Comment), "/comment", MaxComment) // of several lines
	if cmd.Do == SendBack && strings.TrimSpace(cmd.Comment) == "" {
		c.bad("/comment", "is empty; write what the store should change")
	}
	if len(c.flaws) > 0 {
		return refusal(c.flaws)
	}
	return nil
}

// tailorable refuses a promotion that has no store versions.
func tailorable(centre *Promotion) error {
	switch {
	case centre.Frame == nil:
		return fault.New(fault.Conflict, "no_frame", "head office lets no store change this promotion; ask for a frame")
	case centre.State == Ended:
		return fault.New(fault.Conflict, "promotion_ended", "the promotion has ended; its store versions stay as they are")
	}
	return nil
}

func notWaiting(s VersionState) error {
	return fault.New(fault.Conflict, "not_submitted", "this version is %s and waits for nobody; only a submitted one is approved or sent back", s.Words())
}

// Words returns the state as a message says it.
func (s VersionState) Words() string {
	switch s {
	case SentBack:
		return "sent back"
	case "":
		return "not written yet"
	}
	return string(s)
}

func (v Version) save(centre *Promotion, cmd *Command, goods *retail.Catalogue) (Version, error) {
	if v.State == Submitted {
		return Version{}, fault.New(fault.Conflict, "waiting_for_approval", "this version waits for head office; withdraw it first, then change it")
	}
	v.State, v.Changes, v.Author = VersionDraft, cmd.Changes, cmd.Actor
	return v, centre.Frame.Check(*centre, v.Changes, goods)
}

func (v Version) submit(centre *Promotion, cmd *Command, goods *retail.Catalogue) (Version, error) {
	switch {
	case v.State == Submitted:
		return Version{}, fault.New(fault.Conflict, "waiting_for_approval", "this version waits for head office already")
	case v.State != VersionDraft && v.State != SentBack:
		return Version{}, nothingNew(v.State)
	case !centre.Frame.NeedsApproval(v.Changes):
		return Version{}, fault.New(fault.Conflict, "no_approval_needed", "these changes need no approval; publish them")
	}
	v.State, v.Submitted = Submitted, cmd.At
	return v, v.ready(centre, goods)
}

func nothingNew(s VersionState) error {
	return fault.New(fault.Conflict, "nothing_to_publish", "this version is %s; change something and save it first", s.Words())
}

// publish lets through what may go live: a draft that needs no approval, what was
// approved, and what was withdrawn and is taken up again.
func (v Version) publish(centre *Promotion, goods *retail.Catalogue) (Version, error) {
	switch {
	case centre.State != Live:
		return Version{}, notLive(centre.State)
	case v.State == Submitted:
		return Version{}, fault.New(fault.Conflict, "waiting_for_approval", "this version waits for head office; it can go live once it is approved")
	case v.State == VersionLive && v.Attention == "", v.State == "":
		return Version{}, nothingNew(v.State)
	case v.State != Approved && centre.Frame.NeedsApproval(v.Changes):
		return Version{}, fault.New(fault.Conflict, "approval_needed", "head office wants to see these changes first; submit them")
	}
	if err := v.ready(centre, goods); err != nil {
		return Version{}, err
	}
	live := v.Changes
	v.State, v.Live, v.Attention = VersionLive, &live, ""
	return v, nil
}

func notLive(s State) error {
	return fault.New(fault.Conflict, "promotion_not_live", "the promotion is %s; its store versions go live when it is live", s)
}

// ready checks that the changes change something and fit the frame as it stands.
func (v Version) ready(centre *Promotion, goods *retail.Catalogue) error {
	local := v.Changes.On(*centre)
	if len(Diff(*centre, local)) == 0 {
		return fault.New(fault.Conflict, "no_difference", "this version is what head office's promotion says already; change something, or withdraw it")
	}
	return centre.Frame.Check(*centre, v.Changes, goods)
}

// withdraw takes a version from the till, or from head office's desk.
func (v Version) withdraw() (Version, error) {
	switch {
	case v.State == "" || v.State == Withdrawn:
		return Version{}, fault.New(fault.Conflict, "nothing_to_withdraw", "this store goes by head office's promotion already")
	case v.State == Submitted: // what is live stays
		v.State = VersionDraft
		return v, nil
	}
	v.State, v.Live, v.Attention = Withdrawn, nil, ""
	return v, nil
}

// undo returns what stood before the last step, for who took it and while nothing newer
// stands; approving what went live at once with it is one step. What comes back to tills goes live
// as any version does, and the note of who sent it stands again.
func (v Version) undo(centre *Promotion, cmd *Command, goods *retail.Catalogue) (Version, error) {
	past := cmd.Past
	if len(past) > 1 && v.Command == Publish && past[0].Command == Approve && past[0].Actor == v.Actor && v.At-past[0].At <= atOnce {
		past = past[1:]
	}
	switch {
	case len(past) == 0, v.Command == Save, v.Command == Undo:
		return Version{}, fault.New(fault.Conflict, "nothing_to_undo", "nothing was decided of this version last; change it, or withdraw it")
	case v.Command == Follow, centre.Version != v.Base:
		return Version{}, fault.New(fault.Conflict, "promotion_changed", "head office changed the promotion since; look at what stands, and decide anew")
	case v.Actor != cmd.Actor:
		return Version{}, fault.New(fault.Conflict, "step_of_another", "somebody else took the last step of this version; ask them, or decide anew")
	}
	back := past[0]
	v.State, v.Changes, v.Author, v.Submitted, cmd.Comment = back.State, back.Changes, back.Author, back.Submitted, back.Comment
	if reflect.DeepEqual(v.Live, back.Live) {
		return v, nil
	}
	v.Live, v.Attention = back.Live, ""
	switch {
	case v.Live == nil:
		return v, nil
	case centre.State != Live:
		return Version{}, notLive(centre.State)
	}
	return v, tailored(centre, *v.Live, goods)
}

// Follows returns a live version after the centre's promotion changed: it goes on
// with the new promotion when its changes still fit, else it keeps its terms and
// says why. changed is false where nothing has to be written. What waits or is
// being written is checked again when its turn comes.
func (v Version) Follows(centre Promotion, goods *retail.Catalogue, at retail.Micros) (out Version, changed bool) {
	if v.Live == nil {
		return v, false
	}
	attention := ""
	if err := tailored(&centre, *v.Live, goods); err != nil {
		attention = said(err)
	}
	if attention != "" && attention == v.Attention {
		return v, false
	}
	v.Number++
	v.Base, v.Attention, v.Command, v.Comment, v.Actor, v.At = centre.Version, attention, Follow, "", "", at
	return v, true
}

// said is a refusal in one line, at most maxAttention bytes.
func said(err error) string {
	const maxAttention = 500
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err.Error()
	}
	out := e.Hint
	for _, f := range e.Fields {
		out += "; " + f.Pointer + " " + f.Detail
	}
	if len(out) > maxAttention {
		out = strings.ToValidUTF8(out[:maxAttention], "") + "…"
	}
	return out
}

func tailored(centre *Promotion, c Changes, goods *retail.Catalogue) error {
	if centre.Frame == nil {
		return fault.New(fault.Conflict, "no_frame", "head office took the frame away")
	}
	return centre.Frame.Check(*centre, c, goods)
}
