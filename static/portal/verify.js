// Reckons a chosen PDF's SHA-256 in the browser and asks about that alone: the file stays here.
// Where the browser cannot (plain http, an old one, no script), the form uploads as it stands.
(function () {
  var print = document.getElementById("print");
  if (print) {
    print.hidden = false;
    var hint = document.getElementById("print-hint");
    if (hint) hint.hidden = true;
    print.addEventListener("click", function () { window.print(); });
  }

  var form = document.getElementById("file-form");
  if (!form) return;
  var input = form.querySelector("input[type=file]");
  var zone = form.querySelector(".upload");
  var tooLarge = document.getElementById("file-too-large");
  var reckons = window.crypto && crypto.subtle && window.FileReader;

  function ask(digest) {
    var asking = document.createElement("form");
    asking.method = "post";
    asking.action = form.getAttribute("data-hash");
    function tell(name, value) {
      var field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      asking.appendChild(field);
    }
    var bytes = Array.prototype.slice.call(new Uint8Array(digest));
    tell("sha256", bytes.map(function (b) { return ("0" + b.toString(16)).slice(-2); }).join(""));
    ["token", "language"].forEach(function (name) {
      if (form.elements[name]) tell(name, form.elements[name].value);
    });
    document.body.appendChild(asking);
    asking.submit();
  }
  function upload() { form.submit(); }

  function compare(file) {
    tooLarge.hidden = file.size <= Number(form.getAttribute("data-largest"));
    if (!tooLarge.hidden) return;
    var reader = new FileReader();
    reader.onload = function () { crypto.subtle.digest("SHA-256", reader.result).then(ask, upload); };
    reader.onerror = upload;
    reader.readAsArrayBuffer(file);
  }

  form.addEventListener("submit", function (event) {
    if (!reckons || !input.files || !input.files.length) return;
    event.preventDefault();
    compare(input.files[0]);
  });
  function over(event) { event.preventDefault(); zone.classList.add("over"); }
  function away() { zone.classList.remove("over"); }
  form.addEventListener("dragover", over);
  form.addEventListener("dragleave", away);
  form.addEventListener("drop", function (event) {
    event.preventDefault();
    away();
    var files = event.dataTransfer.files;
    if (!files.length) return;
    if (reckons) return compare(files[0]);
    input.files = files;
    upload();
  });
})();
