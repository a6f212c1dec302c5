// The field for SQL with colours; Shift and Enter asks. Without CodeMirror it stays a plain field.
"use strict";

const field = document.getElementById("sql-editor");
if (field && window.CodeMirror) {
  const editor = CodeMirror.fromTextArea(field, { mode: "text/x-sql", lineWrapping: true, viewportMargin: Infinity });
  editor.setOption("extraKeys", { "Shift-Enter": () => field.form.requestSubmit(), Tab: false });
  editor.getInputField().setAttribute("aria-label", "SQL");
}
