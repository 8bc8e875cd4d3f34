import { element } from "./connection.js";

const PAUSE_MS = 2000;

const status = document.getElementById("upgrades-status");
const connections = document.getElementById("upgrades-connections").tBodies[0];
const counts = document.getElementById("upgrades-counts").tBodies[0];

async function show() {
  let state;
  try {
    const answer = await fetch(new URL("upgrades", document.baseURI), { cache: "no-store" });
    state = await answer.json();
  } catch (failure) {
    status.className = "status bad";
    status.textContent = `GET /upgrades failed: ${failure.message}`;
    return;
  }
  status.className = "status";
  status.textContent = `${state.connections.length} live`;
  fill(connections, state.connections.map(one =>
    [one.path, one.protocol, one.remoteAddress, new Date(one.since).toLocaleTimeString()]));
  fill(counts, state.counts.map(one => [one.rule, one.protocol, one.outcome, String(one.total)]));
}

function fill(body, rows) {
  if (rows.length === 0) {
    const nothing = element("td", "", "Nothing yet.");
    nothing.colSpan = body.parentElement.tHead.rows[0].cells.length;
    rows = [[nothing]];
  }
  body.replaceChildren(...rows.map(cells => {
    const made = document.createElement("tr");
    made.append(...cells.map(cell => (typeof cell === "string" ? element("td", "", cell) : cell)));
    return made;
  }));
}

/** Again and again, but not in a window nobody looks at. */
async function keepShowing() {
  if (document.visibilityState === "visible") {
    await show();
  }
  setTimeout(keepShowing, PAUSE_MS);
}

keepShowing();
