// SPDX-License-Identifier: Apache-2.0
// Follows the server: an event says that what this address shows has changed, or when the evidence for it was renewed. The page is then
// fetched again and its contents are replaced. Whenever the page cannot follow, it says so.
"use strict";
(() => {
  const SILENCE_MS = 12000; // the server sends an event at least every 5 s
  const POLL_MS = 10000;
  const LEAST_PAUSE_MS = 1000; // between two fetches
  const MOST_PAUSE_MS = 15000; // the sentences have ages in them, which grow although nothing changes
  const address = document.body.dataset.live;
  const live = document.getElementById("live");
  const text = document.getElementById("live-text");

  let source = null;
  let follows = false; // an event came on this connection
  let lastWord = 0; // when the server was heard last, by performance.now()
  let clockAhead = 0; // of the server's clock, in ms
  let retryAt = 0;
  let retryAfter = 1000;
  let pollAt = Infinity;
  let pollFailed = false;
  let fetching = false;
  let fetchedAt = performance.now();
  let nextFetchAt = 0;
  let wanted = false; // what is shown has changed

  const main = () => document.getElementById("main");
  const serverNow = () => Date.now() + clockAhead;
  const clock = (ms) => new Date(ms).toISOString().replace(/\.\d+/, "");

  function ageText(ms) {
    const s = Math.max(ms, 0) / 1000;
    if (s < 2) return s.toFixed(1) + " s";
    if (s < 120) return Math.floor(s) + " s";
    if (s < 7200) return Math.floor(s / 60) + " min";
    if (s < 172800) return Math.floor(s / 3600) + " h";
    return Math.floor(s / 86400) + " d";
  }

  function show(mode, words) {
    if (live.dataset.mode !== mode) live.dataset.mode = mode;
    if (text.textContent !== words) text.textContent = words;
    document.body.classList.toggle("lost", mode === "lost");
  }

  function heard(now) {
    lastWord = performance.now();
    clockAhead = now - Date.now();
  }

  // Keeps what a person has scrolled, opened or focused.
  function replaceMain(fresh) {
    const old = main();
    const boxes = [...old.querySelectorAll(".scroll")].map((box) => box.scrollLeft);
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    const form = old.querySelector("form.filter");
    const isTyping = form !== null && form.contains(document.activeElement);
    const focused = document.activeElement?.getAttribute("href");
    const newForm = fresh.querySelector("form.filter");
    if (form && newForm) newForm.replaceWith(form); // half a filter may have been typed
    old.replaceWith(fresh);
    fresh.querySelectorAll(".scroll").forEach((box, i) => (box.scrollLeft = boxes[i] ?? 0));
    fresh.querySelectorAll("details").forEach((one, i) => (one.open = open[i] ?? false));
    if (!isTyping && focused) fresh.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  // Whether the server answered with a page.
  async function refresh() {
    fetching = true;
    wanted = false;
    const began = performance.now();
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(SILENCE_MS) });
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = parsed.getElementById("main");
      if (!fresh) return false; // such as an answer that the server is busy
      const isTyping = document.activeElement?.closest?.("form.filter");
      const active = isTyping ? document.activeElement : null;
      replaceMain(document.adoptNode(fresh));
      active?.focus({ preventScroll: true });
      document.title = parsed.title;
      heard(Number(fresh.dataset.now));
      return true;
    } catch {
      return false;
    } finally {
      fetching = false;
      fetchedAt = performance.now();
      const took = fetchedAt - began;
      nextFetchAt = fetchedAt + Math.max(LEAST_PAUSE_MS, 4 * took); // a page that costs much is fetched less often
    }
  }

  function onState(event) {
    const state = JSON.parse(event.data);
    heard(state.now);
    follows = true;
    retryAfter = 1000;
    pollAt = Infinity;
    pollFailed = false;
    wanted = state.key !== main().dataset.key;
    const age = main().querySelector(".age");
    if (age && state.asOf !== null) {
      age.dataset.since = state.asOf;
      const time = age.previousElementSibling;
      time.dateTime = time.textContent = clock(state.asOf);
    }
  }

  function disconnect() {
    source?.close();
    source = null;
    follows = false;
  }

  function connect() {
    disconnect();
    source = new EventSource(address);
    source.addEventListener("state", onState);
    source.onerror = () => {
      disconnect();
      retryAt = performance.now() + retryAfter;
      retryAfter = Math.min(2 * retryAfter, 10000);
      if (pollAt === Infinity) pollAt = 0; // finds out whether the server is there at all
    };
  }

  function showAges() {
    for (const age of main().querySelectorAll(".age")) age.textContent = ageText(serverNow() - Number(age.dataset.since)) + " ago";
  }

  function showMode() {
    const silence = performance.now() - lastWord;
    const limit = follows ? SILENCE_MS : POLL_MS + SILENCE_MS;
    if (pollFailed || silence > limit) {
      const since = clock(serverNow() - silence);
      show("lost", `NOT LIVE: the server has not answered since ${since}. Shown is the state at ${clock(Number(main().dataset.now))}.`);
    } else if (follows) {
      show("live", "live");
    } else if (pollAt !== Infinity && pollAt > 0) {
      show("polling", "not live: fetched every 10 s, because the server has as many viewers as it may");
    } else {
      show("still", "connecting");
    }
  }

  async function tick() {
    const now = performance.now();
    if (document.hidden) return;
    if (source === null && now >= retryAt) connect();
    if (pollAt <= now && !fetching) {
      const answered = await refresh();
      if (pollAt === Infinity) return; // it follows again
      pollFailed = !answered;
      pollAt = performance.now() + (answered ? POLL_MS : LEAST_PAUSE_MS);
    } else if ((wanted || (follows && now - fetchedAt > MOST_PAUSE_MS)) && !fetching && now >= nextFetchAt) {
      await refresh();
    }
    showAges();
    showMode();
  }

  // A browser has few connections for one server, and a server has few viewers: a page that nobody sees leaves them to others.
  function onVisibility() {
    if (document.hidden) {
      disconnect();
      show("still", "paused while this tab is hidden");
    } else {
      retryAt = 0;
      lastWord = performance.now();
      connect();
    }
  }

  heard(Number(main().dataset.now));
  document.addEventListener("visibilitychange", onVisibility);
  addEventListener("pagehide", disconnect);
  if (!document.hidden) connect();
  setInterval(tick, 250);
})();
