package console

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/shell"
	"sartor/internal/fault"
	"sartor/internal/web"
)

// signInView is the one page without a frame.
type signInView struct {
	Frame frame
	Say   string
	Login string
	Error string
	Next  string
}

// signInWait bounds how long a sign-in queues for a place to compute.
const signInWait = 5 * time.Second

// signInPage shows the form; with ?link=TOKEN it signs in at once.
func (s *Site) signInPage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if link := r.URL.Query().Get("link"); link != "" {
		s.enter(w, r, "", func(ctx context.Context) (access.Principal, error) { return s.cfg.Staff.OpenLink(ctx, link) })
		return
	}
	v := signInView{Next: localPath(r.URL.Query().Get("next"))}
	if _, err := s.cfg.Sessions.Find(r); web.Had(r) && fault.Is(err, fault.Unknown) {
		v.Say = s.around.Answer(w, r).F.W.SignIn.Ended
	}
	s.showSignIn(w, r, v, nil)
}

// signIn checks name and password.
func (s *Site) signIn(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if err := web.ParseForm(r); err != nil {
		s.showSignIn(w, r, signInView{}, fault.New(web.KindOf(err), "bad_form", "This form cannot be read. Load the page again."))
		return
	}
	login, password := r.PostFormValue("login"), access.NewPassword(r.PostFormValue("password"))
	s.enter(w, r, login, func(ctx context.Context) (access.Principal, error) { return s.cfg.Staff.SignIn(ctx, login, password) })
}

// enter runs one attempt within the bounds on guessing and on memory.
func (s *Site) enter(w http.ResponseWriter, r *http.Request, login string, try func(context.Context) (access.Principal, error)) {
	address, name := "address "+s.cfg.Sessions.AddressOf(r), "login "+access.FoldLogin(login)
	keys := []string{address}
	if login != "" {
		keys = append(keys, name)
	}
	view := signInView{Login: login, Next: localPath(r.PostFormValue("next"))}
	who, err := s.attempt(r.Context(), keys, try)
	if err == nil && !who.Role.Console() {
		err = fault.New(fault.Unknown, "bad_sign_in", "")
	}
	if err == nil {
		_, err = s.cfg.Sessions.Start(w, r, who)
	}
	if err != nil {
		s.showSignIn(w, r, view, err)
		return
	}
	shell.Speak(w, r, who.Language)
	s.throttle.Undo(address) // a good sign-in does not pay for guesses from there
	s.throttle.Forgive(name)
	http.Redirect(w, r, orRoot(view.Next), http.StatusSeeOther)
}

func (s *Site) attempt(ctx context.Context, keys []string, try func(context.Context) (access.Principal, error)) (access.Principal, error) {
	if err := s.throttle.Try(keys...); err != nil {
		return access.Principal{}, err
	}
	waiting, stop := context.WithTimeout(ctx, signInWait)
	defer stop()
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-waiting.Done():
		return access.Principal{}, fault.New(fault.Unavailable, "busy", "Many are signing in. Try again in a moment.")
	}
	return try(ctx)
}

// showSignIn writes the page; err is shown as its hint, or as one sentence that
// does not say what was wrong.
func (s *Site) showSignIn(w http.ResponseWriter, r *http.Request, v signInView, err error) {
	status, c := http.StatusOK, s.around.Answer(w, r)
	if err != nil {
		web.Note(r, err)
		status = web.StatusOf(err)
		v.Error = c.F.W.SignIn.Refused
		if e, ok := errors.AsType[*fault.Error](err); ok && e.Hint != "" && status != http.StatusUnauthorized && status < 500 {
			v.Error = cmp.Or(c.Hint(e.Code, e.Hint), c.F.W.Fail.Kinds[status].Say, v.Error)
		}
		if status >= 500 {
			v.Error = c.F.W.Fail.Kinds[http.StatusInternalServerError].Say
		}
		if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
			web.SetProblemHeaders(w, err)
		}
	}
	v.Frame, v.Say = c.Door(c.F.W.SignIn.Title), cmp.Or(v.Say, c.F.W.SignIn.Say)
	if again := c.RenderAs(status, signInBody(v)); again != nil {
		web.WriteProblem(w, r, again)
	}
}

// signOut ends the session. It takes no form token: whoever can end it holds it.
func (s *Site) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.cfg.Sessions.End(w, r); err != nil {
		web.Note(r, err) // the cookie is gone; the stored session ends by itself
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

// toSignIn sends a stranger to the form and remembers where they wanted to go.
func (s *Site) toSignIn(w http.ResponseWriter, r *http.Request) {
	to := "/sign-in"
	if next := localPath(r.URL.RequestURI()); r.Method == http.MethodGet && next != "" && next != "/" {
		to += "?next=" + url.QueryEscape(next)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// localPath keeps an address of ours and drops all others.
func localPath(next string) string {
	const most = 500
	u, err := url.Parse(next)
	if err != nil || len(next) > most || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(next, "//") || strings.Contains(next, "\\") || strings.HasPrefix(u.Path, "/sign-") {
		return ""
	}
	return next
}

func orRoot(next string) string {
	if next == "" {
		return "/"
	}
	return next
}
