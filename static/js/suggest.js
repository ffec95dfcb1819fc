/* 不断线: what the public form does before it goes out. The form works without it.
   Photographs are made smaller, the little work is done that keeps robots away (a number whose SHA-256, together with the
   ticket, begins with so many zeros; crypto.subtle alone, on plain http there is none and fewer forms are taken), and
   the way of the bytes is shown. drafts.js keeps the words and sends again when the line breaks; it calls form.draftPost. */
(function () {
  "use strict";

  const LONGEST = 2000;
  const QUALITY = 0.85;
  const SMALL = 400 * 1024;
  const BATCH = 64;
  const forms = Array.from(document.querySelectorAll("form[data-proof]"));

  /* ---- the work ---- */
  const begins = (bytes, bits) => {
    const view = new DataView(bytes);
    return view.getUint32(0) >>> (32 - bits) === 0;
  };

  async function prove(token, bits) {
    if (!window.crypto || !crypto.subtle || !window.TextEncoder) return "";
    const encoder = new TextEncoder();
    for (let start = 0; ; start += BATCH) {
      const tries = Array.from({ length: BATCH }, (_, at) => String(start + at));
      const made = await Promise.all(tries.map((text) => crypto.subtle.digest("SHA-256", encoder.encode(token + ":" + text))));
      const found = made.findIndex((bytes) => begins(bytes, bits));
      if (found >= 0) return tries[found];
    }
  }

  // Begun with the first letter, so that nobody waits for it at the end.
  const proofs = new Map();
  function proofOf(form) {
    const token = form.elements.token.value;
    if (!proofs.has(token)) proofs.set(token, prove(token, Number(form.dataset.proof)).catch(() => ""));
    return proofs.get(token);
  }

  /* ---- photographs ---- */
  function smaller(file) {
    if (!window.createImageBitmap || file.size < SMALL || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
    return createImageBitmap(file).then(
      (bitmap) => {
        const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(bitmap.width * scale));
        canvas.height = Math.max(1, Math.round(bitmap.height * scale));
        const pen = canvas.getContext("2d");
        pen.fillStyle = "#fff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        bitmap.close();
        return new Promise((done) =>
          canvas.toBlob((blob) => done(blob && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file), "image/jpeg", QUALITY)
        );
      },
      () => file
    );
  }

  async function shrunk(data) {
    const files = data.getAll("uploads").filter((file) => file.size);
    data.delete("uploads");
    for (const file of files) data.append("uploads", await smaller(file));
    return data;
  }

  /* ---- sending, with the way it has come ---- */
  const say = (form, text) => (form.querySelector("[data-sending]").textContent = text);

  function post(form, action, options) {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open("POST", action);
      Object.entries(options.headers).forEach(([name, value]) => request.setRequestHeader(name, value));
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) say(form, "正在发送 " + Math.round((100 * event.loaded) / event.total) + "%");
      });
      request.addEventListener("load", () => {
        const headers = new Headers();
        ["X-Location", "X-Fresh-Token"].forEach((name) => request.getResponseHeader(name) && headers.set(name, request.getResponseHeader(name)));
        const empty = request.status === 204;
        done(new Response(empty ? null : request.responseText, { status: request.status, headers }));
      });
      ["error", "abort", "timeout"].forEach((name) => request.addEventListener(name, () => failed(new TypeError(name))));
      request.send(options.body);
    });
  }

  async function sendOnce(form, action, options) {
    say(form, "正在准备…");
    options.body.set("token", form.elements.token.value);
    options.body.set("nonce", await proofOf(form));
    say(form, "正在发送…");
    return post(form, action, options);
  }

  async function draftPost(form, action, options) {
    try {
      await shrunk(options.body);
      const response = await sendOnce(form, action, options);
      const fresh = response.headers.get("X-Fresh-Token");
      if (!fresh) return response;
      // Open for too long: nothing was written under the old ticket, and never will be.
      form.elements.token.value = fresh;
      return await sendOnce(form, action, options);
    } finally {
      say(form, "");
    }
  }

  function begin(form) {
    form.draftPost = (action, options) => draftPost(form, action, options);
    form.addEventListener("input", () => proofOf(form), { once: true });
  }

  forms.forEach(begin);
  // A form that came back with something to mend is a new one.
  new MutationObserver(() => document.querySelectorAll("form[data-proof]").forEach((form) => form.draftPost || begin(form))).observe(document.body, { childList: true, subtree: true });
})();
