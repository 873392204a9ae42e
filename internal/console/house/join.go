package house

import (
	"net/http"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/fault"
	"sartor/internal/staff"
	"sartor/internal/web"
)

// joinPage is the door for whoever has a link.
type joinPage struct {
	Frame                 shell.Frame
	W                     phrase.HouseWords
	Key, Say, Wrong       string
	Name, Login, Password field
	Known, Closed         bool // Known: somebody who sets a new password; Closed: the link lets nobody in
}

// Join answers GET and POST /join: nobody is signed in here.
func (p Ports) Join(c *shell.Call) {
	c.W.Header().Set("Cache-Control", "no-store")
	c.W.Header().Set("Referrer-Policy", "no-referrer")
	var err error
	if c.R.Method == http.MethodPost {
		err = p.enter(c)
	} else {
		err = p.showDoor(c, c.R.URL.Query().Get("key"), nil)
	}
	if err != nil {
		web.WriteProblem(c.W, c.R, err)
	}
}

// enter lets somebody in who has chosen name and password.
func (p Ports) enter(c *shell.Call) error {
	if err := web.ParseForm(c.R); err != nil {
		return fault.New(web.KindOf(err), "bad_form", "This form cannot be read. Load the page again.")
	}
	form, key := c.R.PostForm, "invitation from "+p.Sessions.AddressOf(c.R)
	if err := p.Throttle.Try(key); err != nil {
		return p.showDoor(c, form.Get("key"), err)
	}
	who, err := p.Guests.Join(c.R.Context(), form.Get("key"), staff.Joining{Name: form.Get("name"), Login: form.Get("login"), Password: access.NewPassword(form.Get("password")), Language: c.F.W.Language})
	if err == nil {
		c.Speak(who.Language)
		_, err = p.Sessions.Start(c.W, c.R, who)
	}
	if err == nil || fault.Is(err, fault.Invalid) { // a word to choose anew is no guess at a link
		p.Throttle.Undo(key)
	}
	if err != nil {
		return p.showDoor(c, form.Get("key"), err)
	}
	c.Redirect("/")
	return nil
}

// showDoor writes the form, or why the link lets nobody in.
func (p Ports) showDoor(c *shell.Call, key string, refused error) error {
	w := c.F.W.House
	page := joinPage{Frame: c.Door(w.Join), W: w, Key: key}
	status := again(refused)
	i, closed := p.Guests.Invitation(c.R.Context(), key)
	if closed != nil {
		web.Note(c.R, closed)
		if fault.KindOf(closed) == fault.Internal {
			return closed
		}
		page.Closed, page.Say, status = true, w.JoinWrong, web.StatusOf(closed)
		page.Wrong = w.Hints[fault.CodeOf(closed)]
		return c.RenderAs(status, joinBody(page))
	}
	var bad wrong
	if refused != nil {
		web.Note(c.R, refused)
		var err error
		if bad, err = wrongOf(c, refused); err != nil {
			return err
		}
	}
	page.Wrong = bad.Say
	page.Known = i.Staff != ""
	page.Say = phrase.Fill(w.JoinSay, phrase.Slot{Name: "role", Text: roleName(c, i.Role)})
	if page.Known {
		page.Say = phrase.Fill(w.JoinAgain, phrase.Slot{Name: "name", Text: i.Name})
	}
	name := i.Name
	if c.R.PostForm != nil {
		name = c.R.PostForm.Get("name")
	}
	page.Name = field{ID: "name", Name: "name", Label: w.Name, Value: name, Auto: "name", Max: "120", Error: bad.Fields["/name"]}
	page.Login = field{ID: "login", Name: "login", Label: w.Login, Value: c.R.PostForm.Get("login"), Auto: "username", Max: "254", Error: bad.Fields["/login"]}
	page.Password = field{ID: "password", Name: "password", Label: w.Password, Type: "password", Auto: "new-password", Max: "1024", Hint: w.PasswordRule, Error: bad.Fields["/password"]}
	return c.RenderAs(status, joinBody(page))
}
