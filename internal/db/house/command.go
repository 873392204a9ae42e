package house

import (
	"context"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// command is who the audit names for what is done at the machine itself: whoever
// runs commands on the database needs no account.
const command = "command"

// CreateStaff adds someone by a command.
func (h *House) CreateStaff(ctx context.Context, s access.Staff) error {
	return h.MakeStaff(ctx, s, staff.Trail{Actor: command, Action: "staff.make", Object: s.ID, At: s.Created})
}

// SetPassword sets someone's password by a command and ends their sessions.
func (h *House) SetPassword(ctx context.Context, login, hash string) error {
	s, err := h.StaffByLogin(ctx, login)
	if err != nil {
		return err
	}
	return h.setPassword(ctx, login, hash, staff.Trail{Actor: command, Action: "staff.password", Object: s.ID, At: retail.MicrosOf(h.parts.Now())})
}

// DisableStaff ends someone's access by a command.
func (h *House) DisableStaff(ctx context.Context, login string, at retail.Micros) error {
	s, err := h.StaffByLogin(ctx, login)
	if err != nil {
		return err
	}
	return h.SetDisabled(ctx, s, at, staff.Trail{Actor: command, Action: "staff.disable", Object: s.ID, At: at})
}

// CreateToken keeps a token made by a command.
func (h *House) CreateToken(ctx context.Context, t access.APIToken) error {
	return h.MakeToken(ctx, t, staff.Trail{Actor: command, Action: "token.make", Object: t.ID, At: t.Created})
}

// RevokeToken withdraws a token by a command.
func (h *House) RevokeToken(ctx context.Context, id string, at retail.Micros) error {
	return fault.At("house.RevokeToken", h.WithdrawToken(ctx, id, staff.Trail{Actor: command, Action: "token.withdraw", Object: id, At: at}))
}
