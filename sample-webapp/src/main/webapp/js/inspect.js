import { ask, asText } from "./ask.js";
import { element } from "./connection.js";

const status = document.getElementById("inspect-status");
const table = document.getElementById("inspect-table").tBodies[0];
const log = document.getElementById("inspect-log");
const accept = document.getElementById("inspect-accept");

async function showWhoami() {
  const answer = await ask("whoami", {}, status);
  if (!answer) {
    return;
  }
  const { headers, ...request } = await answer.json();
  table.replaceChildren(
    ...Object.entries(request).map(([name, value]) => row(name, String(value))),
    ...Object.entries(headers).map(([name, values]) => row(`${name}:`, values.join("\n"))),
  );
}

function row(name, value) {
  const made = document.createElement("tr");
  const head = element("th", "", name);
  head.scope = "row";
  made.append(head, element("td", "", value));
  return made;
}

async function showPlainGet() {
  const answer = await ask("echo", { Accept: accept.value }, status);
  if (answer) {
    log.textContent = await asText(answer);
  }
}

document.addEventListener("negotiated", ({ detail: { path, state, protocol, extensions } }) => {
  const cells = document.getElementById(`inspect-${path}`);
  while (cells.cells.length > 1) {
    cells.deleteCell(1);
  }
  if (state === "open") {
    cells.append(element("td", "", protocol || "none"), element("td", "", extensions || "none"));
  } else {
    cells.append(element("td", "", state === "connecting" ? "connecting …" : "not connected"));
    cells.lastElementChild.colSpan = 2;
  }
});

document.getElementById("inspect-whoami").addEventListener("click", showWhoami);
document.getElementById("inspect-426").addEventListener("click", showPlainGet);

showWhoami();
