package phrase

// LocalWords are those of stores' versions of promotions.
type LocalWords struct {
	DiffNone, Quote, Somebody, Nothing, NoDifference, NeverWritten, LastStep                                                 string
	AnswerFlawed, AnswerSealed, AnswerWaits, AnswerSentBack, AnswerApproved                                                  string
	AnswerDraft, AnswerIdea, AnswerAsSent, AnswerRefused, AnswerWithdrawn                                                    string
	AnswerLive, AnswerLiveWait, AnswerLiveGains, AnswerLiveLoses                                                             string
	AnswerLiveUnproven, StillLive, Attention                                                                                 string
	Parts, Places, DiffTitle, DiffKept, VersionsTitle, VersionsWait, QueueAnswer                                             Plural
	FactShare, FactBudget, FactSpent, FactReserved, FactIssued, FactUsed                                                     string
	FactCompare, FactRuns                                                                                                    string
	FlawsTitle, IdeasTitle, IdeasSub, Swap, Narrow, TakeIn, SwapKeeps, SoldOut, OutsideFrame, SwapSay, SwapStock, SwapButton string
	InDraft, InKept, DiffSub, ColPart, ColCentre, ColLocal, LockedSay, RailTitle                                             string
	LikingNone, LikingEmpty, LikingTitle, LikingSub, LikingFinding                                                           string
	ColCategory, ColIndex, ColUnits, InFrame, ChoiceNote, FromCentre                                                         string
	AdjustTitle, AdjustSub, VersionsOwn, Discount, Kind, Save, SaveGo, SaveAsk                                               string
	NotWhole, NotAmount, NotDay, NotDone, Moved                                                                              string
	DraftTitle, DraftSay, DraftAsk, CommentWhy, CommentTo, Comment, CommentNeeded                                            string
	Publish, Submit, Withdraw, TakeBack, Approve, SendBack                                                                   string
	DecideTitle, DecideSay, WaitsTitle, WaitsSay, ReadyTitle, ReadySay                                                       string
	AttentionTitle, LiveTitle, LiveSay, WithdrawnTitle, WithdrawnSay                                                         string
	StepsTitle, QueueTitle, QueueSub, QueueNone, QueueList, QueueListSub                                                     string
	QueueEmpty, QueueEmptySay, ColStore, ColChanges, ColAge, ColStep, LookAt                                                 string
	Fresh, Late, Urgent                                                                                                      string
	VersionsSub, VersionsEmpty, VersionsFree, TailorFor, ColState, ColIssued                                                 string
	ColUsed, ColBudget, CentreBudget, MoveFrom, MoveTo, MoveAmount, MoveSame                                                 string
	MoveButton, MoveRefused, MoveShort, MoveNone, MoveRich                                                                   string
	States, Steps, Done, Rules, Refusals                                                                                     map[string]string
}

func englishLocal() LocalWords {
	return LocalWords{
		Somebody: "somebody", Nothing: "nothing", NoDifference: "as head office sent it", NeverWritten: "As head office sent it. The store’s version would have {share} of its budget.",
		LastStep:     "{step} by {who}, {when}.",
		AnswerFlawed: "{n} outside the frame. What you typed is still here.", AnswerSealed: "Head office sent this as it is: no store changes it.",
		AnswerWaits: "It waits for head office, {age} so far: {parts}.", AnswerSentBack: "Head office sent it back: “{comment}”", AnswerApproved: "Head office said yes to {parts}. Publish it.",
		AnswerDraft: "The store’s version changes {parts}; it is not at the tills yet.", AnswerIdea: "Your customers buy {times} as much of {name} as the chain’s. Swapping to it is one tap.",
		AnswerAsSent: "The store runs it as head office sent it.", AnswerWithdrawn: "Withdrawn: head office’s version stands at the tills. The store’s draft, {parts}, is kept and can be published again.", AnswerRefused: "That step was not taken. What you typed is still here.",
		AnswerLive: "The store’s version is at the tills: {parts}.", AnswerLiveWait: "The store’s version is at the tills: {parts}. Not enough data yet to compare, about {days} to go.",
		AnswerLiveGains: "The store’s version sells {diff} more of what it is for than head office’s: {parts}.", AnswerLiveLoses: "The store’s version sells less of what it is for than head office’s, {diff}: {parts}.",
		AnswerLiveUnproven: "The store’s version is at the tills: {parts}. Against head office’s: {diff}, not proven.", StillLive: "an earlier one is live", Attention: "outside the new frame",
		Parts: Plural{"one part", "{n} parts"}, Places: Plural{"One place lies", "{n} places lie"},
		DiffTitle: Plural{"{store} changes {n} part", "{store} changes {n} parts"}, DiffKept: Plural{"The kept draft changes {n} part", "The kept draft changes {n} parts"}, DiffNone: "{store}: as head office sent it", Quote: "{store} says: “{comment}”", VersionsOwn: "No store runs a version of its own", VersionsTitle: Plural{"{n} store runs a version of its own", "{n} stores run versions of their own"},
		VersionsWait: Plural{"{n} waits for a yes: {stores}", "{n} wait for a yes: {stores}"}, QueueAnswer: Plural{"{n} store’s version waits for a yes, {age} so far.", "{n} stores’ versions wait for a yes, the longest {age}."},
		FactShare: "Budget it would have", FactBudget: "Budget", FactSpent: "Spent", FactReserved: "Set aside", FactIssued: "Printed", FactUsed: "Used", FactCompare: "Keep head office’s version", FactRuns: "Head office’s days",
		FlawsTitle: "Outside the frame", IdeasTitle: "What would fit here", IdeasSub: "from what customers here buy, within the frame",
		Swap: "Swap {old} for {new}", Narrow: "Make it for {new}", TakeIn: "Take in {new}", SwapKeeps: "; {kept}: liked here, stays", SoldOut: "sold out here", OutsideFrame: "not in the frame", SwapSay: "{times} of the chain here, {n} units, {stock}within the frame", SwapStock: "{in} of {of} products in stock, ", SwapButton: "Swap", InDraft: "in your version", InKept: "in the kept draft",
		DiffSub: "head office’s beside the store’s", ColPart: "Part", ColCentre: "Head office sent", ColLocal: "The store", LockedSay: "locked by head office",
		RailTitle:  "Allowed {low} to {high}, head office sent {sent}, yours {set}",
		LikingNone: "What customers buy here is not known yet", LikingEmpty: "It is read from a quarter of a year of receipts, once enough was sold here.", LikingTitle: "What customers here buy beside the chain’s",
		LikingSub: "share of what is sold here over the chain’s, {weeks} weeks to {day}", LikingFinding: "Customers here buy {times} the chain’s share of {name}",
		ColCategory: "Category", ColIndex: "Of the chain", ColUnits: "Units", InFrame: "in the frame", ChoiceNote: "{times} of the chain", FromCentre: "head office’s",
		AdjustTitle: "Adjust it", AdjustSub: "what head office left open", Discount: "Discount", Kind: "The voucher is for", Save: "Save draft", SaveGo: "Save and publish", SaveAsk: "Save and send to head office",
		NotWhole: "A whole number, such as 15.", NotAmount: "An amount above zero, such as 3.00.", NotDay: "A day such as 2026-11-23.", NotDone: "Nothing was changed: something broke on our side. Send it again in a moment.",
		Moved:      "{who} was faster: {step}, {when}. What stands now: {stands}. What you typed is in the form; sending it again puts it on top.",
		DraftTitle: "Ready to publish", DraftSay: "It is at the tills five seconds later.", DraftAsk: "Head office looks at these changes first.", CommentWhy: "Why it fits here (head office reads it)", CommentTo: "Note to the store", Comment: "Note", CommentNeeded: "Write what the store should change, in a sentence.",
		Publish: "Publish", Submit: "Send to head office", Withdraw: "Withdraw", TakeBack: "Take it back", Approve: "Approve", SendBack: "Send back",
		DecideTitle: "Say yes, or what should change", DecideSay: "Approved, it is at the tills five seconds later. Sent back, it needs your note.", WaitsTitle: "Waits for head office", WaitsSay: "Take it back to change it.",
		ReadyTitle: "Head office said yes", ReadySay: "Publish it, and it is at the tills five seconds later.", AttentionTitle: "Head office changed the promotion", LiveTitle: "At the tills", LiveSay: "Withdraw it, and the store has head office’s version again; budget that is not promised goes back.",
		WithdrawnTitle: "Withdrawn", WithdrawnSay: "The store runs head office’s version. Its draft can be published again.", StepsTitle: "Money and history",
		QueueTitle: "Approvals", QueueSub: "After four hours a row turns amber, after a day red.", QueueNone: "No store’s version waits for a yes.", QueueList: "Versions that wait", QueueListSub: "the longest waiting first",
		QueueEmpty: "Nothing waits", QueueEmptySay: "Versions come here when a store changes a part that the promotion’s frame lets head office look at.",
		ColStore: "Store", ColChanges: "Changes", ColAge: "Waits", ColStep: "Decide", LookAt: "Look at it", Fresh: "new", Late: "waits long", Urgent: "overdue",
		VersionsSub: "each beside head office’s, with its part of the budget", VersionsEmpty: "No store has tailored it yet.", VersionsFree: "{free} of head office’s own budget is free.", TailorFor: "Tailor it for {store}",
		ColState: "State", ColIssued: "Printed", ColUsed: "Used", ColBudget: "Budget", CentreBudget: "head office’s own", MoveFrom: "Move budget from", MoveTo: "to", MoveAmount: "Amount", MoveSame: "Choose another store than the one it comes from.",
		MoveButton: "Move", MoveRefused: "The budget was not moved. What you typed is still here.",
		MoveShort: "{from}: {free} is free, the rest is promised or spent. Enter {free} at most.", MoveNone: "{from}: nothing is free, all of it is promised or spent.", MoveRich: "Most is free here: {store}, {free}.",
		States: map[string]string{"draft": "draft", "submitted": "waits", "approved": "approved", "sent_back": "sent back", "live": "tailored", "withdrawn": "withdrawn", "": "as sent"},
		Steps:  map[string]string{"save": "Saved", "submit": "Sent to head office", "approve": "Approved", "send_back": "Sent back", "publish": "Published", "withdraw": "Withdrawn", "undo": "Taken back", "follow": "Followed head office’s change"},
		Done: map[string]string{
			"save": "Saved as your draft", "submit": "Sent to head office", "approve": "Approved", "send_back": "Sent back", "publish": "Published: at the tills within five seconds", "withdraw": "Withdrawn: the store has head office’s version", "undo": "Taken back: what stood before stands again", "moved": "The budget was moved",
		},
		Rules: map[string]string{
			"locked": "Locked by head office. Take the change back, or ask for the frame to be opened.", "too_low": "{low} at least. Enter {works}, or ask head office to widen the range first.", "too_high": "{high} at most. Enter {works}, or ask head office to widen the range first.",
			"too_early": "Not before {low}. Enter {works}, or ask head office to widen the days first.", "too_late": "Not after {high}. Enter {works}, or ask head office to widen the days first.",
			"not_allowed": "{given} is not in the frame. Choose from {allowed}, or ask head office to add it.", "unknown": "{given} is not in the product list. Check the number.", "restricted": "{given} takes no vouchers by law or by the chain’s own rule. Choose another.", "invalid": "It does not hold.",
		},
		Refusals: map[string]string{
			"no_frame": "Head office lets no store change this promotion. Ask for a frame.", "promotion_ended": "The promotion has ended; its versions stay as they are.", "not_submitted": "It no longer waits for a yes.", "waiting_for_approval": "It waits for head office. Take it back first, then change it.",
			"no_approval_needed": "These changes need no yes: publish them.", "nothing_to_publish": "There is nothing new to publish. Change something first.", "promotion_not_live": "Head office’s promotion is not live. Your version is saved and can go live with it.",
			"approval_needed": "Head office looks at these changes first: send them.", "no_difference": "This is what head office’s version says already. Change something, or withdraw it.", "nothing_to_withdraw": "The store goes by head office’s version already.", "nothing_to_undo": "Nothing was decided here last that could be taken back.", "step_of_another": "Somebody else decided here since; what they did stands. Ask them, or decide anew.",
			"promotion_changed": "Head office changed the promotion since. Look at what stands, and decide anew.",
			"no_budget":         "Too little of head office’s budget is free for this version. Ask head office to raise the budget or to move some here.",
		},
	}
}

func germanLocal() LocalWords {
	return LocalWords{
		Somebody: "jemand", Nothing: "nichts", NoDifference: "wie von der Zentrale gesendet", NeverWritten: "Wie von der Zentrale gesendet. Eine eigene Fassung bekäme {share} des Budgets.",
		LastStep:     "{step} von {who}, {when}.",
		AnswerFlawed: "{n} außerhalb des Rahmens. Die Eingaben stehen noch hier.", AnswerSealed: "Die Zentrale hat sie so gesendet: keine Filiale ändert sie.",
		AnswerWaits: "Sie wartet auf die Zentrale, bisher {age}: {parts}.", AnswerSentBack: "Die Zentrale hat sie zurückgegeben: „{comment}“", AnswerApproved: "Die Zentrale hat {parts} freigegeben. Jetzt veröffentlichen.",
		AnswerDraft: "Die eigene Fassung ändert {parts}; an den Kassen ist sie noch nicht.", AnswerIdea: "Hier wird {times} so viel {name} gekauft wie in der Kette. Ein Tippen tauscht dazu.",
		AnswerAsSent: "Die Filiale führt sie wie von der Zentrale gesendet.", AnswerWithdrawn: "Zurückgezogen: an den Kassen gilt die Fassung der Zentrale. Der eigene Entwurf, {parts}, bleibt und lässt sich wieder veröffentlichen.", AnswerRefused: "Dieser Schritt ging nicht. Die Eingaben stehen noch hier.",
		AnswerLive: "Die eigene Fassung ist an den Kassen: {parts}.", AnswerLiveWait: "Die eigene Fassung ist an den Kassen: {parts}. Für einen Vergleich reichen die Daten noch nicht, es fehlen etwa {days}.",
		AnswerLiveGains: "Die eigene Fassung verkauft {diff} mehr von dem, wofür sie gilt, als die der Zentrale: {parts}.", AnswerLiveLoses: "Die eigene Fassung verkauft weniger von dem, wofür sie gilt, als die der Zentrale, {diff}: {parts}.",
		AnswerLiveUnproven: "Die eigene Fassung ist an den Kassen: {parts}. Gegen die der Zentrale: {diff}, nicht nachgewiesen.", StillLive: "eine frühere läuft", Attention: "außerhalb des neuen Rahmens",
		Parts: Plural{"einen Teil", "{n} Teile"}, Places: Plural{"Eine Stelle liegt", "{n} Stellen liegen"},
		DiffTitle: Plural{"{store} ändert {n} Teil", "{store} ändert {n} Teile"}, DiffKept: Plural{"Der behaltene Entwurf ändert {n} Teil", "Der behaltene Entwurf ändert {n} Teile"}, DiffNone: "{store}: wie von der Zentrale gesendet", Quote: "{store} sagt: „{comment}“", VersionsOwn: "Keine Filiale führt eine eigene Fassung", VersionsTitle: Plural{"{n} Filiale führt eine eigene Fassung", "{n} Filialen führen eigene Fassungen"},
		VersionsWait: Plural{"{n} wartet auf ein Ja: {stores}", "{n} warten auf ein Ja: {stores}"}, QueueAnswer: Plural{"{n} Filialfassung wartet auf ein Ja, bisher {age}.", "{n} Filialfassungen warten auf ein Ja, am längsten {age}."},
		FactShare: "Budget, das sie bekäme", FactBudget: "Budget", FactSpent: "Ausgegeben", FactReserved: "Zurückgelegt", FactIssued: "Gedruckt", FactUsed: "Eingelöst", FactCompare: "Behalten die der Zentrale", FactRuns: "Tage der Zentrale",
		FlawsTitle: "Außerhalb des Rahmens", IdeasTitle: "Was hier passen würde", IdeasSub: "nach dem, was hier gekauft wird, im Rahmen",
		Swap: "{old} gegen {new} tauschen", Narrow: "Für {new} machen", TakeIn: "{new} dazunehmen", SwapKeeps: "; {kept}: hier beliebt, bleibt", SoldOut: "hier ausverkauft", OutsideFrame: "nicht im Rahmen", SwapSay: "{times} der Kette hier, {n} Stück, {stock}im Rahmen", SwapStock: "{in} von {of} Produkten auf Lager, ", SwapButton: "Tauschen", InDraft: "in der eigenen Fassung", InKept: "im behaltenen Entwurf",
		DiffSub: "die der Zentrale neben der eigenen", ColPart: "Teil", ColCentre: "Die Zentrale sandte", ColLocal: "Die Filiale", LockedSay: "von der Zentrale festgelegt",
		RailTitle:  "Erlaubt {low} bis {high}, die Zentrale sandte {sent}, hier {set}",
		LikingNone: "Was hier gekauft wird, ist noch nicht bekannt", LikingEmpty: "Es wird aus einem Vierteljahr Bons gelesen, sobald hier genug verkauft wurde.", LikingTitle: "Was hier gekauft wird, neben der Kette",
		LikingSub: "Anteil am hiesigen Verkauf gegen den der Kette, {weeks} Wochen bis {day}", LikingFinding: "Hier wird {times} so viel {name} gekauft wie in der Kette",
		ColCategory: "Warengruppe", ColIndex: "Zur Kette", ColUnits: "Stück", InFrame: "im Rahmen", ChoiceNote: "{times} der Kette", FromCentre: "von der Zentrale",
		AdjustTitle: "Anpassen", AdjustSub: "was die Zentrale offen ließ", Discount: "Rabatt", Kind: "Der Gutschein gilt für", Save: "Entwurf speichern", SaveGo: "Speichern und veröffentlichen", SaveAsk: "Speichern und an die Zentrale senden",
		NotWhole: "Eine ganze Zahl wie 15.", NotAmount: "Ein Betrag über null wie 3,00.", NotDay: "Ein Tag wie 2026-11-23.", NotDone: "Nichts wurde geändert: der Fehler liegt bei uns. Gleich noch einmal senden.",
		Moved:      "{who} war schneller: {step}, {when}. Jetzt gilt: {stands}. Die Eingaben stehen im Formular; noch einmal gesendet gelten sie.",
		DraftTitle: "Bereit zum Veröffentlichen", DraftSay: "Fünf Sekunden später ist sie an den Kassen.", DraftAsk: "Diese Änderungen sieht die Zentrale zuerst an.", CommentWhy: "Warum es hier passt (für die Zentrale)", CommentTo: "Notiz an die Filiale", Comment: "Notiz", CommentNeeded: "In einem Satz schreiben, was die Filiale ändern soll.",
		Publish: "Veröffentlichen", Submit: "An die Zentrale senden", Withdraw: "Zurückziehen", TakeBack: "Zurücknehmen", Approve: "Freigeben", SendBack: "Zurückgeben",
		DecideTitle: "Freigeben oder sagen, was sich ändern soll", DecideSay: "Freigegeben ist sie fünf Sekunden später an den Kassen. Zurückgegeben braucht sie eine Notiz.", WaitsTitle: "Wartet auf die Zentrale", WaitsSay: "Zum Ändern zurücknehmen.",
		ReadyTitle: "Die Zentrale hat ja gesagt", ReadySay: "Veröffentlicht ist sie fünf Sekunden später an den Kassen.", AttentionTitle: "Die Zentrale hat die Aktion geändert", LiveTitle: "An den Kassen", LiveSay: "Zurückgezogen gilt wieder die Fassung der Zentrale; nicht zugesagtes Budget geht zurück.",
		WithdrawnTitle: "Zurückgezogen", WithdrawnSay: "Die Filiale führt die Fassung der Zentrale. Ihr Entwurf lässt sich wieder veröffentlichen.", StepsTitle: "Geld und Verlauf",
		QueueTitle: "Freigaben", QueueSub: "Nach vier Stunden wird eine Zeile gelb, nach einem Tag rot.", QueueNone: "Keine Filialfassung wartet auf ein Ja.", QueueList: "Wartende Fassungen", QueueListSub: "am längsten wartende zuerst",
		QueueEmpty: "Nichts wartet", QueueEmptySay: "Fassungen kommen hierher, wenn eine Filiale einen Teil ändert, den die Zentrale laut Rahmen ansieht.",
		ColStore: "Filiale", ColChanges: "Änderungen", ColAge: "Wartet", ColStep: "Entscheiden", LookAt: "Ansehen", Fresh: "neu", Late: "wartet lange", Urgent: "überfällig",
		VersionsSub: "jede neben der der Zentrale, mit ihrem Teil des Budgets", VersionsEmpty: "Noch hat keine Filiale sie angepasst.", VersionsFree: "{free} vom eigenen Budget der Zentrale sind frei.", TailorFor: "Für {store} anpassen",
		ColState: "Zustand", ColIssued: "Gedruckt", ColUsed: "Eingelöst", ColBudget: "Budget", CentreBudget: "das der Zentrale", MoveFrom: "Budget verschieben von", MoveTo: "nach", MoveAmount: "Betrag", MoveSame: "Eine andere Filiale wählen als die, von der es kommt.",
		MoveButton: "Verschieben", MoveRefused: "Das Budget wurde nicht verschoben. Die Eingaben stehen noch hier.",
		MoveShort: "{from}: {free} sind frei, der Rest ist zugesagt oder ausgegeben. Höchstens {free} eingeben.", MoveNone: "{from}: nichts ist frei, alles ist zugesagt oder ausgegeben.", MoveRich: "Am meisten ist hier frei: {store}, {free}.",
		States: map[string]string{"draft": "Entwurf", "submitted": "wartet", "approved": "freigegeben", "sent_back": "zurückgegeben", "live": "angepasst", "withdrawn": "zurückgezogen", "": "wie gesendet"},
		Steps:  map[string]string{"save": "Gespeichert", "submit": "An die Zentrale gesendet", "approve": "Freigegeben", "send_back": "Zurückgegeben", "publish": "Veröffentlicht", "withdraw": "Zurückgezogen", "undo": "Zurückgenommen", "follow": "Der Änderung der Zentrale gefolgt"},
		Done: map[string]string{
			"save": "Als Entwurf gespeichert", "submit": "An die Zentrale gesendet", "approve": "Freigegeben", "send_back": "Zurückgegeben", "publish": "Veröffentlicht: binnen fünf Sekunden an den Kassen", "withdraw": "Zurückgezogen: die Filiale hat die Fassung der Zentrale", "undo": "Zurückgenommen: es gilt wieder, was vorher galt", "moved": "Das Budget wurde verschoben",
		},
		Rules: map[string]string{
			"locked": "Von der Zentrale festgelegt. Zurücknehmen oder um Öffnung des Rahmens bitten.", "too_low": "Mindestens {low}. {works} eingeben oder die Zentrale erst um einen weiteren Rahmen bitten.", "too_high": "Höchstens {high}. {works} eingeben oder die Zentrale erst um einen weiteren Rahmen bitten.",
			"too_early": "Nicht vor {low}. {works} eingeben oder die Zentrale erst um mehr Tage bitten.", "too_late": "Nicht nach {high}. {works} eingeben oder die Zentrale erst um mehr Tage bitten.",
			"not_allowed": "{given} ist nicht im Rahmen. Aus {allowed} wählen oder die Zentrale bitten, es aufzunehmen.", "unknown": "{given} steht nicht in der Artikelliste. Die Nummer prüfen.", "restricted": "Für {given} gibt es nach Gesetz oder Regel der Kette keine Gutscheine. Anderes wählen.", "invalid": "Das hält nicht.",
		},
		Refusals: map[string]string{
			"no_frame": "Die Zentrale lässt keine Filiale diese Aktion ändern. Um einen Rahmen bitten.", "promotion_ended": "Die Aktion ist beendet; ihre Fassungen bleiben, wie sie sind.", "not_submitted": "Sie wartet nicht mehr auf ein Ja.", "waiting_for_approval": "Sie wartet auf die Zentrale. Erst zurücknehmen, dann ändern.",
			"no_approval_needed": "Diese Änderungen brauchen kein Ja: veröffentlichen.", "nothing_to_publish": "Es gibt nichts Neues zu veröffentlichen. Erst etwas ändern.", "promotion_not_live": "Die Aktion der Zentrale läuft nicht. Die eigene Fassung ist gespeichert und kann mit ihr starten.",
			"approval_needed": "Diese Änderungen sieht die Zentrale zuerst an: senden.", "no_difference": "Das sagt die Fassung der Zentrale schon. Etwas ändern oder zurückziehen.", "nothing_to_withdraw": "Die Filiale führt schon die Fassung der Zentrale.", "nothing_to_undo": "Hier wurde zuletzt nichts entschieden, das sich zurücknehmen ließe.", "step_of_another": "Seither hat jemand anderes entschieden, und das gilt. Nachfragen oder neu entscheiden.",
			"promotion_changed": "Die Zentrale hat die Aktion seither geändert. Ansehen, was gilt, und neu entscheiden.",
			"no_budget":         "Vom Budget der Zentrale ist für diese Fassung zu wenig frei. Um ein größeres bitten oder darum, etwas hierher zu verschieben.",
		},
	}
}
