// Saves a form's draft while somebody types. The page's own buttons wait for a save
// under way, so that a page never overtakes itself; without script nothing is missing.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch) return;
  const line = form.querySelector("[data-autosaved]");
  const PAUSE = 4000;
  const AGAIN = 30000;
  let timer = 0;
  let flight = null;
  let unsaved = false;
  let stopped = false;
  let failed = false;

  const wait = (pause = PAUSE) => {
    clearTimeout(timer);
    timer = setTimeout(start, pause);
  };
  const tell = (answer) => {
    if (answer.said) line.textContent = answer.said;
    if (answer.seen) form.elements.seen.value = answer.seen;
  };
  const save = async () => {
    const typed = new FormData(form);
    typed.set("act", "autosave");
    unsaved = false;
    try {
      const response = await fetch(form.action, { method: "POST", body: typed, redirect: "error" });
      failed = false;
      stopped = stopped || !response.ok;
      tell(await response.json());
    } catch {
      // No network, or signed out: the typed text stays, and the button will say why.
      unsaved = true;
      failed = true;
    }
  };
  const start = () => {
    if (stopped || flight || !unsaved) return;
    flight = save().finally(() => {
      flight = null;
      if (unsaved && !stopped) wait(failed ? AGAIN : PAUSE);
    });
  };

  form.addEventListener("input", () => {
    unsaved = true;
    if (!stopped && !flight) wait(failed ? AGAIN : PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    stopped = true;
    if (!flight) return;
    event.preventDefault();
    await flight;
    form.requestSubmit(event.submitter);
  });
  // Back to this very page, as the browser had kept it.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
})();
