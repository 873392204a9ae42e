// What moves on an open page: rows and figures of the running day, as finished
// texts from the server. Every page is true without it. A page that nobody looks
// at lets go of its stream, so that many tabs cost what one does.
(() => {
  "use strict";
  const list = document.querySelector("[data-stream]");
  if (!list) return;
  const most = 7;
  const again = 30000; // after an answer that was no stream
  let source = null;
  let last = "";
  let waiting = "";
  let paused = list.hasAttribute("data-paused");

  // Nothing moves under the pointer: rows wait while the list is hovered or focused.
  const show = () => {
    if (!waiting || paused || document.hidden || list.matches(":hover, :focus-within")) return;
    list.insertAdjacentHTML("afterbegin", waiting);
    waiting = "";
    const seen = new Set();
    for (const row of [...list.children]) {
      if (seen.has(row.dataset.seq) || seen.size >= most) row.remove();
      else seen.add(row.dataset.seq);
    }
    const empty = list.parentElement.querySelector("[data-empty]");
    if (empty) empty.hidden = true;
  };
  const rows = (e) => {
    last = e.lastEventId;
    waiting = (e.data + waiting).slice(0, 65536);
    show();
  };
  const figures = (e) => {
    const now = JSON.parse(e.data);
    for (const el of document.querySelectorAll("[data-live]")) {
      const text = now[el.dataset.live];
      if (text !== undefined && el.textContent !== text) el.textContent = text;
    }
    for (const el of document.querySelectorAll("[data-live-class]")) {
      if (now[el.dataset.liveClass] !== undefined) el.className = now[el.dataset.liveClass];
    }
  };

  const close = () => { source?.close(); source = null; };
  const open = () => {
    if (source || paused || document.hidden) return;
    const from = new URL(list.dataset.stream, location);
    if (last) from.searchParams.set("after", last);
    source = new EventSource(from);
    source.addEventListener("rows", rows);
    source.addEventListener("figures", figures);
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return; // it comes again by itself
      close();
      setTimeout(open, again);
    });
  };

  list.addEventListener("pointerleave", show);
  list.addEventListener("focusout", () => setTimeout(show));
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else { open(); show(); } });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);

  // The pause: a link without this script, at once with it; the address keeps it.
  const button = document.querySelector("[data-pause]");
  button?.addEventListener("click", (e) => {
    e.preventDefault();
    paused = !paused;
    const here = new URL(location);
    if (paused) here.searchParams.set("ticker", "paused"); else here.searchParams.delete("ticker");
    history.replaceState(null, "", here);
    [button.textContent, button.dataset.pause] = [button.dataset.pause, button.textContent];
    if (paused) close(); else { open(); show(); }
  });
  open();
})();
