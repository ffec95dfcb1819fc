/* 不断线: what is written into form[data-draft] survives a lost connection, and is sent once.
   data-draft is "<account>:<what>". While one writes, the fields are kept on this device for three days at most; they go when the server
   has them, when somebody else uses the device, and at logout. A form that could not be sent waits and tries again by
   itself: its client_key stays the same, so the server keeps one row however often it arrives. Files can't be kept.
   A form with work to do before it goes out sets form.draftPost, which takes the place of fetch. */
(function () {
  "use strict";

  const PREFIX = "bdx-draft:";
  const KEEP_MS = 3 * 24 * 3600 * 1000;
  const RETRY_MS = 10000;
  const NEVER = new Set(["csrfmiddlewaretoken"]);
  const WAITING = "没有网络，写的内容已经存在这部手机上。连上网会自动发出去，不用再填。";
  const BACK = "上次没有保存完的内容已经填回来了。";
  const NO_FILES = "照片要重新选。";

  const forms = Array.from(document.querySelectorAll("form[data-draft]"));
  const nameOf = (form) => PREFIX + form.dataset.draft;
  const fieldsOf = (form) =>
    Array.from(form.elements).filter((field) => field.name && !NEVER.has(field.name) && !["file", "submit", "button"].includes(field.type));
  const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

  // A browser that keeps nothing (private mode, storage full) must not stop anybody from saving.
  function storage(act) {
    try {
      return act(window.localStorage);
    } catch (error) {
      return null;
    }
  }

  const read = (name) => storage((kept) => JSON.parse(kept.getItem(name)));
  const forget = (name) => storage((kept) => kept.removeItem(name));

  function keep(form, waiting) {
    const values = fieldsOf(form).map((field) => [field.name, field.value, isChoice(field) ? field.checked : null]);
    storage((kept) => kept.setItem(nameOf(form), JSON.stringify({ at: Date.now(), waiting, sent: form.draftSent, values })));
  }

  function tidy() {
    const mine = forms.map((form) => PREFIX + form.dataset.draft.split(":")[0] + ":");
    // A page that is open to anybody does not know whose device this is.
    const anybody = mine.includes(PREFIX + "anyone:");
    storage((kept) =>
      Object.keys(kept)
        .filter((name) => name.startsWith(PREFIX))
        .filter((name) => (!anybody && !mine.some((start) => name.startsWith(start))) || !fresh(read(name)))
        .forEach(forget)
    );
  }

  const fresh = (draft) => draft && Date.now() - draft.at < KEEP_MS;

  function restore(form, draft) {
    form.draftSent = draft.sent;
    draft.values.forEach(([name, value, checked]) => {
      fieldsOf(form)
        .filter((field) => field.name === name && (checked === null ? !isChoice(field) : field.value === value))
        .forEach((field) => (checked === null ? (field.value = value) : (field.checked = checked)));
    });
    form.querySelectorAll("details").forEach((fold) => {
      fold.open = fold.open || Array.from(fold.querySelectorAll("textarea")).some((field) => field.value);
    });
  }

  /* ---- what is said above the form ---- */
  function say(form, tone, text, label, act) {
    unsay(form);
    const box = document.createElement("div");
    box.className = "notice notice--" + tone;
    box.dataset.draftNotice = "";
    box.setAttribute("role", "status");
    box.append(text + " ");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--link";
    button.textContent = label;
    button.addEventListener("click", act);
    box.append(button);
    form.before(box);
  }

  const unsay = (form) =>
    form.parentNode.querySelectorAll("[data-draft-notice]").forEach((notice) => notice.remove());

  /* ---- sending ---- */
  function wait(form) {
    keep(form, true);
    form.inert = true;
    say(form, "warning", WAITING, "现在再发一次", () => send(form));
    form.draftTimer = window.setTimeout(() => send(form), RETRY_MS);
  }

  function show(form, text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.querySelector('form[data-draft="' + CSS.escape(form.dataset.draft) + '"]');
    const main = document.querySelector("main");
    if (!page.querySelector("main")) return form.submit();
    main.replaceWith(page.querySelector("main"));
    if (fresh) begin(document.querySelector("form[data-draft]"));
    const summary = document.querySelector("[data-error-summary]");
    if (summary) summary.focus();
    window.scrollTo(0, 0);
    return null;
  }

  function answered(form, response) {
    const there = response.headers.get("X-Location") || (response.redirected ? response.url : "");
    if (there && !new URL(there, window.location.href).pathname.startsWith("/login")) forget(nameOf(form));
    if (there) return window.location.assign(there);
    // A proxy in trouble has not said that anything was kept: the same again later.
    if ([502, 503, 504].includes(response.status)) return wait(form);
    return response.text().then((text) => show(form, text));
  }

  function send(form, submitter) {
    window.clearTimeout(form.draftTimer);
    // Asked again on its way (the network came back just now): if this attempt fails, the next one follows at once.
    form.draftAgain = Boolean(form.draftSending);
    if (form.draftSending) return;
    form.draftSending = true;
    // What happened an hour ago and goes out only now happened an hour ago.
    form.draftSent = form.draftSent || Date.now();
    if (form.elements.age) form.elements.age.value = Math.round((Date.now() - form.draftSent) / 1000);
    const data = new FormData(form);
    if (submitter && submitter.name) data.append(submitter.name, submitter.value);
    const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    (form.draftPost || fetch)(form.action, { method: "POST", body, headers: { "X-Draft": "1" }, credentials: "same-origin" })
      .finally(() => (form.draftSending = false))
      .then(
        (response) => answered(form, response),
        () => (form.draftAgain ? send(form) : wait(form))
      );
  }

  function begin(form) {
    const draft = read(nameOf(form));
    const errors = document.querySelector("[data-error-summary]");
    if (fresh(draft) && !errors) {
      restore(form, draft);
      if (draft.waiting) {
        wait(form);
        send(form);
      } else {
        say(form, "info", BACK + (form.querySelector("[type=file]") ? NO_FILES : ""), "不要了，重新写", () => {
          forget(nameOf(form));
          window.location.reload();
        });
      }
    }
    form.addEventListener("input", () => keep(form, false));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.draftSent = Date.now();
      keep(form, false);
      send(form, event.submitter);
    });
  }

  tidy();
  forms.forEach(begin);
  window.addEventListener("online", () =>
    document.querySelectorAll("form[data-draft]").forEach((form) => (form.inert || form.draftSending) && send(form))
  );
})();
