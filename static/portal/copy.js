// Copies the text a button points to. Without script, or where the browser refuses, the text
// stands in a box from which it can be selected by hand; the button then does not show.
(() => {
  const copy = async (source) => {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(source.value);
      return true;
    }
    source.select();
    return document.execCommand("copy");
  };
  for (const button of document.querySelectorAll("button[data-copies]")) {
    const source = document.getElementById(button.dataset.copies);
    const status = document.getElementById(button.dataset.says);
    button.hidden = false;
    button.addEventListener("click", async () => {
      let done = false;
      try {
        done = await copy(source);
      } catch {
        source.select();
      }
      status.textContent = done ? button.dataset.done : button.dataset.failed;
    });
  }
})();
