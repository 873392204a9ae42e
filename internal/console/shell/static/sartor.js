// What a page does beyond HTML: keys, the end of a toast. Every
// page works without it. No inline handlers, no eval, nothing from elsewhere.
(() => {
  "use strict";

  // A chain that is still being prepared: its line is asked for again each
  // second; when all stands the page comes anew.
  const prep = document.querySelector("[data-prep]");
  const again = () => fetch(prep.dataset.prep).then((r) => (r.status === 204 ? location.reload() : r.text().then((html) => {
    prep.replaceChildren(...new DOMParser().parseFromString(html, "text/html").querySelectorAll("[data-prep] > *"));
    setTimeout(again, 1000);
  }))).catch(() => setTimeout(again, 3000));
  if (prep) setTimeout(again, 1000);

  // Keys: off while typing, with modifiers (but for the palette), and when switched off.
  const on = document.body.hasAttribute("data-keys");
  const rows = () => [...document.querySelectorAll("[data-rows] tbody tr:not(.tour)")];
  let at = -1;
  const near = rows().findIndex((r) => "#" + r.id === location.hash); // where a decision led back to
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    all[at]?.classList.remove("at");
    at = at < 0 && near >= 0 ? near : Math.min(Math.max(at + step, 0), all.length - 1);
    all[at].classList.add("at");
    [...all[at].querySelectorAll("a, summary, button")].find((x) => x.checkVisibility())?.focus({ preventScroll: true });
    all[at].scrollIntoView({ block: "nearest" });
  };
  // a, e and s press what the row marks with that key; while none is chosen the page's
  // first, unless it decides: nobody accepts what they did not choose.
  const press = (key) => {
    const it = at < 0 ? document.querySelector(`main [data-key="${key}"]:not([data-chosen])`) : rows()[at]?.querySelector(`[data-key="${key}"]`);
    it?.click();
    if (it?.localName === "summary") it.parentElement.querySelector("input:not([type=hidden])")?.focus();
  };
  const screens = { t: "/today", c: "/customers", p: "/promotions", v: "/vouchers", s: "/stores", e: "/segments", l: "/learn" };
  let leader = false;
  const goTo = (key) => {
    const link = screens[key] && document.querySelector(`.nav a[href^="${screens[key]}"]`);
    if (link) location.assign(link.href);
  };
  const open = (id) => { const d = document.getElementById(id); if (d && !d.open) d.showModal(); };
  const keys = {
    "/": () => (document.getElementById("q") || { focus: () => open("palette") }).focus(),
    g: () => { leader = true; setTimeout(() => { leader = false; }, 1500); },
    j: () => move(1),
    k: () => move(-1),
    o: () => rows()[at]?.querySelector("a")?.click(),
    a: () => press("a"),
    e: () => press("e"),
    s: () => press("s"),
    z: () => document.querySelector('.toast [data-key="z"]')?.click(),
    "?": () => open("keys"),
    Escape: () => document.querySelectorAll("details:is(.ask, .further)[open]").forEach((d) => { d.open = false; d.querySelector("summary").focus(); }),
  };
  document.addEventListener("keydown", (e) => {
    const typing = e.target.closest("input, textarea, select");
    if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === "k" && on) { e.preventDefault(); open("palette"); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || (typing && e.key !== "Escape")) return;
    if (document.querySelector("dialog[open]") || (!on && e.key !== "Escape" && e.key !== "?")) return;
    if (leader) { leader = false; e.preventDefault(); goTo(e.key); return; }
    const act = keys[e.key];
    if (!act) return;
    if (e.key !== "Escape") e.preventDefault();
    act();
  });
  document.querySelectorAll("[data-here]").forEach((i) => { i.value = location.pathname + location.search; });
  document.querySelectorAll("[data-opens]").forEach((b) => { b.hidden = false; b.addEventListener("click", () => open(b.dataset.opens)); });
  document.querySelectorAll("[data-print]").forEach((b) => { b.hidden = false; b.addEventListener("click", () => print()); });

  // The palette: what is typed is searched as it is typed; up and down choose.
  const palette = document.getElementById("palette");
  if (palette) {
    const box = palette.querySelector("input");
    const hits = palette.querySelector(".hits");
    let asked = "";
    const show = () => {
      const text = box.value.trim();
      asked = text;
      fetch(palette.dataset.from + "?part=1&q=" + encodeURIComponent(text)).then((r) => (r.ok ? r.text() : "")).then((html) => {
        if (asked === text) hits.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.children);
      }).catch(() => {});
    };
    let later = 0;
    box.addEventListener("input", () => { clearTimeout(later); later = setTimeout(show, 120); });
    new MutationObserver(() => { if (palette.open) { box.value = ""; show(); } }).observe(palette, { attributes: true, attributeFilter: ["open"] });
    palette.addEventListener("keydown", (e) => {
      const links = [...hits.querySelectorAll("a")];
      const now = links.indexOf(document.activeElement);
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        (links[now + (e.key === "ArrowDown" ? 1 : -1)] || (e.key === "ArrowUp" ? box : links[0]))?.focus();
      } else if (e.key === "Enter" && now < 0 && links.length) {
        e.preventDefault();
        links[0].click();
      }
    });
    palette.addEventListener("click", (e) => { if (e.target === palette) palette.close(); });
  }

  // A touch beside the phone's sheet folds it.
  document.addEventListener("click", (e) => document.querySelectorAll("details.further[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; }));

  // Opening a question puts the cursor into its first field.
  document.querySelectorAll("details.ask").forEach((d) => d.addEventListener("toggle", () => {
    if (d.open) d.querySelector("input:not([type=hidden])")?.focus();
  }));

  // A toast stays ten seconds of not being looked at; the address forgets it.
  const toast = document.querySelector(".toast");
  if (toast) {
    const here = new URL(location);
    here.searchParams.delete("done");
    history.replaceState(null, "", here);
    toast.addEventListener("animationend", () => toast.remove());
  }
})();
