// Compares a chosen PDF with the hash on the page, in the browser: nothing is uploaded.
// Where there is no hash, no secure context or no script, the form posts as it stands.
(() => {
  const form = document.getElementById("file-form");
  const known = document.getElementById("register-hash");
  if (!form || !known || !window.crypto || !crypto.subtle) return;

  const show = (same) => {
    for (const [id, on] of [["file-same", same], ["file-different", !same]]) {
      const box = document.getElementById(id);
      box.hidden = !on;
      box.setAttribute("role", "status");
    }
  };
  const hash = async (file) => {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("");
  };
  const compare = async (file) => show((await hash(file)) === known.textContent.trim());

  form.addEventListener("submit", (event) => {
    const [file] = form.querySelector("input[type=file]").files;
    if (!file) return;
    event.preventDefault();
    compare(file);
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) compare(event.dataTransfer.files[0]);
  });
})();
