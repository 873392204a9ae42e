package phrase

// HouseWords are the words of staff, invitations, sessions, connections and the
// audit.
type HouseWords struct {
	Answer                                              string // {people}, {open}
	People, Open                                        Plural
	AnswerMe, AnswerVisit, AnswerPerson                 string
	Invite, InviteSub, InviteAct, LinkTitle, LinkSay    string
	LinkOnce, LinkFor, LinkBack, LinkLabel              string
	List, ListSub, Waiting, WaitingSub, NoneWaiting     string
	ColName, ColRole, ColWhere, ColSeen, ColState       string
	ColBy, ColUntil, ColDevice, ColBegan, ColAct        string
	Active, Disabled, AllStores, AllServed, Never       string
	ReadAs                                              string // {who} for {whom}
	Name, Login, Role, Stores, StoresHint, Serves       string
	ServesHint, ServesOne, ServesOneHint, Reason        string
	ReasonHint, Save, Withdraw, Open1, Person           string
	Rights, RightsSub, Ways, WaysSub, Disable           string
	DisableSay, Enable, EnableSay, Reset, ResetSay      string
	EndAll, EndAllSay, Visit, VisitSay, VisitReason     string
	Minutes, VisitAct, History                          string
	States                                              map[string]string // of invitations
	Me, Password, PasswordRule, Old, New, ChangeAct     string
	Tongue, TongueSub, TongueAct                        string
	PasswordNote, Sessions, SessionsSub, This, EndOne   string
	EndOthers, Everywhere, NoDevice                     string
	SessionsAll, SessionsAllSub, AnswerSessions         string
	VisitBanner, VisitEnd, VisitUntil                   string
	Join, JoinSay, JoinAgain, JoinAct, JoinWrong        string
	JoinAsk, ToSignIn                                   string
	Tokens, TokensSub, TokensAnswer, NoTokens, NewToken string
	NewTokenSub, TokenName, TokenNameHint, Till         string
	TillHint, MakeToken, TokenTitle, TokenSay           string
	TokenLabel, ColToken, ColCreated, ColFor            string
	TokenCount                                          Plural
	Audit, AuditAnswer, AuditNone, AuditSub             string
	Rows                                                Plural
	Actor, Action, Object, From, To, Find, All          string
	ColAt, ColActor, ColAction, ColObject, ColReason    string
	AuditMore, AuditShort, ByCommand                    string
	Settings, SettingsSub                               string
	Roles                                               map[string]string // what each role is for
	Fields                                              map[string]string // what a field takes, said beside it
	Hints                                               map[string]string // by the code of a refusal
	Toasts                                              map[string]string
}

func englishHouse() HouseWords {
	return HouseWords{
		Hints: englishHouseHints(), Answer: "{people} may sign in, {open}.", People: Plural{"One person", "{n} people"}, Open: Plural{"one invitation waits", "{n} invitations wait"},
		AnswerMe:     "You are signed in as {name}, {role}, {where}.",
		AnswerVisit:  "You act for {name} until {until}. Passwords, staff and connections wait until you are yourself again.",
		AnswerPerson: "{name} signs in as {login} and works as {role}, {where}.",
		Invite:       "Invite somebody", InviteSub: "a link that works once, for seven days", InviteAct: "Make the link",
		LinkTitle: "The link for {name}", LinkSay: "Send it to {name} yourself: Sartor sends nothing. Whoever opens it first sets the password.",
		LinkOnce: "It is shown this once.", LinkFor: "It works until {until}.", LinkBack: "Back to the staff", LinkLabel: "Link",
		List: "Who may sign in", ListSub: "what they may holds from their next click on", Waiting: "Invitations", WaitingSub: "the newest 200", NoneWaiting: "Nobody is invited.",
		ColName: "Name", ColRole: "Role", ColWhere: "Where", ColSeen: "Last seen", ColState: "State", ColBy: "By", ColUntil: "Until", ColDevice: "Device", ColBegan: "Signed in", ColAct: "Change",
		Active: "may sign in", Disabled: "ended", AllStores: "all stores", AllServed: "all customers", Never: "not yet", ReadAs: "{who} for {whom}",
		Name: "Name", Login: "Sign-in name", Role: "Role", Stores: "Stores", StoresHint: "numbers, separated by commas; a manager needs one, for others empty means all",
		Serves: "Serves", ServesHint: "for account managers: whose names they are told; nothing chosen means all customers",
		ServesOne: "Single customers", ServesOneHint: "cus_… , separated by commas", Reason: "Reason", ReasonHint: "stands in the audit",
		Save: "Save what they may", Withdraw: "Withdraw", Open1: "Open", Person: "{name}",
		Rights: "What {name} may", RightsSub: "holds at once, without signing in again", Ways: "Access", WaysSub: "each leaves a row in the audit",
		Disable: "End the access", DisableSay: "Sessions end at once; nothing they did is lost.", Enable: "Let in again", EnableSay: "With the password they had.",
		Reset: "Make a link for a new password", ResetSay: "The old password goes on until the link is used; earlier links stop.",
		EndAll: "Sign out everywhere", EndAllSay: "They can sign in again.",
		Visit: "Act for {name}", VisitSay: "You see and may exactly what {name} sees and may, except staff and connections. Both names stand in the audit.",
		VisitReason: "Why", Minutes: "Minutes, at most 60", VisitAct: "Begin", History: "What {name} did",
		States: map[string]string{"open": "waits", "used": "used", "expired": "expired", "withdrawn": "withdrawn"},
		Me:     "My access", Password: "Password", Tongue: "Language", TongueSub: "wherever you sign in", TongueAct: "Use this language",
		PasswordRule: "At least 15 characters, such as four or five words that have nothing to do with each other. No rule about capitals or digits, and no change by date.",
		Old:          "Password now", New: "New password", ChangeAct: "Change the password", PasswordNote: "Your other sessions end.",
		Sessions: "Where you are signed in", SessionsSub: "a session ends after 12 hours without a click", This: "this one", EndOne: "End", EndOthers: "End all others", Everywhere: "Sign out everywhere", NoDevice: "unknown device",
		SessionsAll: "Who is signed in", SessionsAllSub: "the 500 used last", AnswerSessions: "{n} open now.",
		VisitBanner: "{who} acts for {whom}: {reason}", VisitEnd: "Be yourself again", VisitUntil: "until {until}",
		Join: "Come in", JoinSay: "You are invited as {role}. Choose how you sign in.", JoinAgain: "Choose a new password, {name}.", JoinAct: "Set the password and sign in",
		JoinWrong: "This link lets nobody in", JoinAsk: "Ask whoever invited you for a new link; it is made in a minute.", ToSignIn: "To the sign-in",
		Tokens: "Connections", TokensSub: "programs and tills that call the API; only the first signs are kept", TokensAnswer: "{n} may call the API.", NoTokens: "Nothing is connected yet.",
		NewToken: "Connect a program", NewTokenSub: "its token is shown once", TokenName: "What it is for", TokenNameHint: "such as web shop, or tills of Harbour",
		Till: "Till", TillHint: "only for the role till: one till of one store; empty means every till of its stores", MakeToken: "Make the token",
		TokenTitle: "The token of {name}", TokenSay: "Copy it into the program now. It is kept only as a hash and cannot be shown again.", TokenLabel: "Token",
		ColToken: "Begins", ColCreated: "Made", ColFor: "For", TokenCount: Plural{"One program or till", "{n} programs and tills"},
		Audit: "Audit", AuditAnswer: "{rows} from {from} to {to}.", AuditNone: "Nothing like this was done.", AuditSub: "who did what, newest first",
		Rows: Plural{"One change", "{n} changes"}, Actor: "Who", Action: "What", Object: "To what", From: "From", To: "To", Find: "Show", All: "Everything",
		ColAt: "When", ColActor: "Who", ColAction: "What", ColObject: "To what", ColReason: "Why", AuditMore: "Further back",
		AuditShort: "2,000 rows were looked at; further back there may be more.", ByCommand: "a command at the machine",
		Settings: "Who may come in", SettingsSub: "staff, connections and what they did",
		Roles: map[string]string{
			"owner": "sees and may all", "admin": "settings, staff, connections; no customers", "marketer": "promotions of head office; customers without names", "manager": "the own stores and their versions of promotions",
			"planner": "stock and rollouts", "account": "knows the customers they serve by name", "desk": "vouchers, cards, consent", "analyst": "models, segments, results; all files", "till": "one till, or the tills of some stores", "source": "a program that only writes",
		},
		Fields: map[string]string{
			"/name": "A name of up to 120 characters, without line breaks.", "/login": "A short name or an e-mail address, without spaces.", "/role": "Choose a role.",
			"/stores": "Stores of this chain by number, such as S012, at most 200; a manager needs one, a till exactly one.", "/serves": "Bands, states or customers (cus_…), at most 500, and only for an account manager.",
			"/till": "Only the role till acts for one till, of exactly one store.", "/reason": "At least 8 characters, such as a ticket number and what was asked.", "/minutes": "From 1 to 60.",
			"/password": "This is not text; type it anew.", "/new": "This is not text; type it anew.", "/old": "This is not the password you sign in with now.",
		},
		Toasts: map[string]string{
			"saved": "Saved. It holds from their next click on.", "disabled": "The access ended.", "enabled": "The access is back.", "ended": "The sessions ended.", "session": "The session ended.",
			"withdrawn": "Withdrawn.", "password": "The password is changed; your other sessions ended.", "language": "This is your language from now on.", "visit": "You act for a colleague now.", "home": "You are yourself again.",
		},
	}
}

func germanHouse() HouseWords {
	return HouseWords{
		Hints: germanHouseHints(), Answer: "{people} anmelden, {open}.", People: Plural{"Eine Person kann sich", "{n} Personen können sich"}, Open: Plural{"eine Einladung ist offen", "{n} Einladungen sind offen"},
		AnswerMe:     "Angemeldet als {name}, {role}, {where}.",
		AnswerVisit:  "In Vertretung von {name} bis {until}. Passwörter, Personal und Anbindungen warten, bis die Vertretung endet.",
		AnswerPerson: "{name} meldet sich als {login} an und arbeitet als {role}, {where}.",
		Invite:       "Jemanden einladen", InviteSub: "ein Link, der einmal und sieben Tage lang gilt", InviteAct: "Link erstellen",
		LinkTitle: "Der Link für {name}", LinkSay: "Bitte selbst an {name} schicken: Sartor versendet nichts. Wer ihn zuerst öffnet, wählt das Passwort.",
		LinkOnce: "Er wird nur dieses Mal gezeigt.", LinkFor: "Er gilt bis {until}.", LinkBack: "Zurück zum Personal", LinkLabel: "Link",
		List: "Wer sich anmelden darf", ListSub: "Rechte gelten ab dem nächsten Klick", Waiting: "Einladungen", WaitingSub: "die neuesten 200", NoneWaiting: "Niemand ist eingeladen.",
		ColName: "Name", ColRole: "Rolle", ColWhere: "Wo", ColSeen: "Zuletzt da", ColState: "Stand", ColBy: "Von", ColUntil: "Bis", ColDevice: "Gerät", ColBegan: "Angemeldet", ColAct: "Ändern",
		Active: "darf sich anmelden", Disabled: "beendet", AllStores: "alle Filialen", AllServed: "alle Kunden", Never: "noch nicht", ReadAs: "{who} für {whom}",
		Name: "Name", Login: "Anmeldename", Role: "Rolle", Stores: "Filialen", StoresHint: "Nummern, durch Kommas getrennt; eine Filialleitung braucht eine, sonst heißt leer alle",
		Serves: "Betreut", ServesHint: "für Kundenbetreuer: wessen Namen sie sehen; nichts gewählt heißt alle Kunden",
		ServesOne: "Einzelne Kunden", ServesOneHint: "cus_… , durch Kommas getrennt", Reason: "Grund", ReasonHint: "steht im Protokoll",
		Save: "Rechte speichern", Withdraw: "Zurückziehen", Open1: "Öffnen", Person: "{name}",
		Rights: "Was {name} darf", RightsSub: "gilt sofort, ohne neue Anmeldung", Ways: "Zugang", WaysSub: "alles hinterlässt eine Zeile im Protokoll",
		Disable: "Zugang beenden", DisableSay: "Sitzungen enden sofort; nichts Getanes geht verloren.", Enable: "Wieder einlassen", EnableSay: "Mit dem bisherigen Passwort.",
		Reset: "Link für ein neues Passwort", ResetSay: "Das alte Passwort gilt, bis der Link benutzt ist; frühere Links gelten nicht mehr.",
		EndAll: "Überall abmelden", EndAllSay: "Eine neue Anmeldung bleibt möglich.",
		Visit: "In Vertretung von {name}", VisitSay: "Sichtbar und erlaubt ist genau, was {name} sieht und darf, außer Personal und Anbindungen. Beide Namen stehen im Protokoll.",
		VisitReason: "Warum", Minutes: "Minuten, höchstens 60", VisitAct: "Beginnen", History: "Was {name} getan hat",
		States: map[string]string{"open": "offen", "used": "benutzt", "expired": "abgelaufen", "withdrawn": "zurückgezogen"},
		Me:     "Mein Zugang", Password: "Passwort", Tongue: "Sprache", TongueSub: "überall nach der Anmeldung", TongueAct: "Diese Sprache verwenden",
		PasswordRule: "Mindestens 15 Zeichen, zum Beispiel vier oder fünf Wörter, die nichts miteinander zu tun haben. Keine Vorschrift über Großbuchstaben oder Ziffern, kein Wechsel nach Datum.",
		Old:          "Passwort jetzt", New: "Neues Passwort", ChangeAct: "Passwort ändern", PasswordNote: "Andere Sitzungen enden.",
		Sessions: "Offene Anmeldungen", SessionsSub: "eine Sitzung endet nach 12 Stunden ohne Klick", This: "diese", EndOne: "Beenden", EndOthers: "Alle anderen beenden", Everywhere: "Überall abmelden", NoDevice: "unbekanntes Gerät",
		SessionsAll: "Wer angemeldet ist", SessionsAllSub: "die 500 zuletzt benutzten", AnswerSessions: "{n} sind offen.",
		VisitBanner: "{who} handelt für {whom}: {reason}", VisitEnd: "Vertretung beenden", VisitUntil: "bis {until}",
		Join: "Willkommen", JoinSay: "Eingeladen als {role}. Wie soll die Anmeldung aussehen?", JoinAgain: "Ein neues Passwort für {name}.", JoinAct: "Passwort setzen und anmelden",
		JoinWrong: "Dieser Link lässt niemanden ein", JoinAsk: "Wer eingeladen hat, kann in einer Minute einen neuen Link erstellen.", ToSignIn: "Zur Anmeldung",
		Tokens: "Anbindungen", TokensSub: "Programme und Kassen, die die API rufen; nur die ersten Zeichen sind gespeichert", TokensAnswer: "{n} die API rufen.", NoTokens: "Noch ist nichts angebunden.",
		NewToken: "Ein Programm anbinden", NewTokenSub: "das Token wird einmal gezeigt", TokenName: "Wofür", TokenNameHint: "zum Beispiel Webshop oder Kassen am Hafen",
		Till: "Kasse", TillHint: "nur für die Rolle Kasse: eine Kasse einer Filiale; leer heißt jede Kasse ihrer Filialen", MakeToken: "Token erstellen",
		TokenTitle: "Das Token von {name}", TokenSay: "Jetzt in das Programm übernehmen. Gespeichert ist nur ein Hash; noch einmal zeigen geht nicht.", TokenLabel: "Token",
		ColToken: "Beginnt", ColCreated: "Erstellt", ColFor: "Wofür", TokenCount: Plural{"Ein Programm oder eine Kasse kann", "{n} Programme und Kassen können"},
		Audit: "Protokoll", AuditAnswer: "{rows} vom {from} bis {to}.", AuditNone: "Nichts dergleichen ist geschehen.", AuditSub: "wer was getan hat, das Neueste zuerst",
		Rows: Plural{"Eine Änderung", "{n} Änderungen"}, Actor: "Wer", Action: "Was", Object: "Woran", From: "Von", To: "Bis", Find: "Zeigen", All: "Alles",
		ColAt: "Wann", ColActor: "Wer", ColAction: "Was", ColObject: "Woran", ColReason: "Warum", AuditMore: "Weiter zurück",
		AuditShort: "2.000 Zeilen sind durchgesehen; weiter zurück kann mehr stehen.", ByCommand: "ein Befehl an der Maschine",
		Settings: "Wer hereinkommt", SettingsSub: "Personal, Anbindungen und was sie taten",
		Roles: map[string]string{
			"owner": "sieht und darf alles", "admin": "Einstellungen, Personal, Anbindungen; keine Kunden", "marketer": "Aktionen der Zentrale; Kunden ohne Namen", "manager": "die eigenen Filialen und ihre Fassungen der Aktionen",
			"planner": "Bestand und Einführungen", "account": "kennt die betreuten Kunden mit Namen", "desk": "Gutscheine, Karten, Einwilligungen", "analyst": "Modelle, Segmente, Ergebnisse; alle Dateien", "till": "eine Kasse oder die Kassen einiger Filialen", "source": "ein Programm, das nur schreibt",
		},
		Fields: map[string]string{
			"/name": "Ein Name bis 120 Zeichen, ohne Zeilenumbruch.", "/login": "Ein kurzer Name oder eine E-Mail-Adresse, ohne Leerzeichen.", "/role": "Bitte eine Rolle wählen.",
			"/stores": "Filialen dieser Kette nach Nummer, wie S012, höchstens 200; eine Filialleitung braucht eine, eine Kasse genau eine.", "/serves": "Wertbänder, Stände oder Kunden (cus_…), höchstens 500, und nur für Kundenbetreuer.",
			"/till": "Nur die Rolle Kasse gilt für eine Kasse, genau einer Filiale.", "/reason": "Mindestens 8 Zeichen, zum Beispiel Vorgangsnummer und Anliegen.", "/minutes": "Von 1 bis 60.",
			"/password": "Das ist kein Text; bitte neu eingeben.", "/new": "Das ist kein Text; bitte neu eingeben.", "/old": "Das ist nicht das Passwort der jetzigen Anmeldung.",
		},
		Toasts: map[string]string{
			"saved": "Gespeichert. Es gilt ab dem nächsten Klick.", "disabled": "Der Zugang ist beendet.", "enabled": "Der Zugang besteht wieder.", "ended": "Die Sitzungen sind beendet.", "session": "Die Sitzung ist beendet.",
			"withdrawn": "Zurückgezogen.", "password": "Das Passwort ist geändert; andere Sitzungen sind beendet.", "language": "Das ist ab jetzt die Sprache.", "visit": "Die Vertretung hat begonnen.", "home": "Die Vertretung ist beendet.",
		},
	}
}

func englishHouseHints() map[string]string {
	return map[string]string{
		"owner_only": "Only an owner changes what concerns owners.", "own_role": "Nobody changes their own role; ask a colleague who may.", "own_access": "Nobody ends their own access; ask a colleague who may.",
		"last_owner": "This is the last owner who can sign in. Make another owner first.", "login_taken": "This sign-in name is taken. Choose another one.",
		"stale": "Somebody changed this meanwhile. Load the page again.", "no_change": "It is so already.", "disabled": "This access was ended. Let them in again first.",
		"invitation_used": "This link was used already. Sign in with the name and the password chosen then, or ask for a new link.", "invitation_expired": "This link was good for seven days. Ask for a new one.",
		"invitation_withdrawn": "This link was withdrawn. Ask for a new one.", "invitation_unknown": "This link is not known. It may have been cut off on its way: copy all of it, or ask for a new one.",
		"unknown_session": "This session has ended already.", "unknown_token": "This token is not known, or was withdrawn before.", "unknown_staff": "This person is not known.",
		"no_password": "This account signs in by a link and has no password. An invitation gives it one.", "visiting": "This is not done in somebody else's name. End the visit first.",
		"customers_by_token": "Such a token reads customers, and your role does not. Ask an owner to make it.", "visit_owner": "Nobody acts for an owner.", "visit_self": "This is you already. Choose a colleague.", "visit_disabled": "This access was ended; nobody acts for it.",
		"password_short": "This has fewer than 15 characters. Add a word or two.", "password_long": "This has more than 256 characters. Leave something out.",
		"password_same": "This repeats a few characters over and over. Use at least 5 different ones.", "password_login": "This is little more than the sign-in name. Use words that have nothing to do with it.",
		"busy": "Many are signing in. Try again in a moment.", "try_later": "Too many attempts. Try again in ten minutes.",
	}
}

func germanHouseHints() map[string]string {
	return map[string]string{
		"owner_only": "Nur Inhaber ändern, was Inhaber betrifft.", "own_role": "Niemand ändert die eigene Rolle; das kann eine andere Person der Leitung.", "own_access": "Niemand beendet den eigenen Zugang.",
		"last_owner": "Das ist der letzte Inhaber, der sich anmelden kann. Erst einen weiteren bestimmen.", "login_taken": "Dieser Anmeldename ist vergeben. Bitte einen anderen wählen.",
		"stale": "Jemand hat das inzwischen geändert. Bitte die Seite neu laden.", "no_change": "Das gilt bereits.", "disabled": "Dieser Zugang ist beendet. Erst wieder einlassen.",
		"invitation_used": "Dieser Link ist schon benutzt. Mit dem gewählten Namen und Passwort anmelden oder einen neuen Link anfordern.", "invitation_expired": "Dieser Link galt sieben Tage. Bitte einen neuen anfordern.",
		"invitation_withdrawn": "Dieser Link ist zurückgezogen. Bitte einen neuen anfordern.", "invitation_unknown": "Dieser Link ist unbekannt. Vielleicht ist er unterwegs abgeschnitten worden: ganz kopieren oder einen neuen anfordern.",
		"unknown_session": "Diese Sitzung ist schon beendet.", "unknown_token": "Dieses Token ist unbekannt oder schon zurückgezogen.", "unknown_staff": "Diese Person ist unbekannt.",
		"no_password": "Dieser Zugang hat kein Passwort, er meldet sich über einen Link an. Eine Einladung gibt ihm eines.", "visiting": "Das geschieht nicht im Namen anderer. Erst die Vertretung beenden.",
		"customers_by_token": "Ein solches Token liest Kunden, die eigene Rolle nicht. Inhaber können es erstellen.", "visit_owner": "Niemand handelt für Inhaber.", "visit_self": "Das ist schon der eigene Zugang. Bitte eine andere Person wählen.", "visit_disabled": "Dieser Zugang ist beendet; für ihn handelt niemand.",
		"password_short": "Das hat weniger als 15 Zeichen. Ein, zwei Wörter mehr, und es gilt.", "password_long": "Das hat mehr als 256 Zeichen. Bitte etwas weglassen.",
		"password_same": "Das wiederholt nur wenige Zeichen. Mindestens 5 verschiedene verwenden.", "password_login": "Das ist kaum mehr als der Anmeldename. Bitte Wörter wählen, die nichts mit ihm zu tun haben.",
		"busy": "Viele melden sich gerade an. Gleich noch einmal versuchen.", "try_later": "Zu viele Versuche. In zehn Minuten noch einmal versuchen.",
	}
}
