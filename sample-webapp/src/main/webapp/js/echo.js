import { Connection, append, element } from "./connection.js";

const RANDOM_BYTES_AT_ONCE = 65536; // what getRandomValues gives at most

const log = document.getElementById("echo-log");

/** What has been sent and has not come back, oldest first: echoes keep their order. */
let awaited = [];

/** Pressed for while there was no connection. */
let unsent = [];

const echo = new Connection("echo", document.getElementById("echo-status"), {
  onOpen: () => unsent.splice(0).forEach(send),
  onMessage: received,
  onClose: () => {
    if (awaited.length) {
      note("bad", `${awaited.length} not echoed: the connection has ended`);
    }
    awaited = [];
    unsent = [];
  },
});

function send(data) {
  if (echo.isOpen) {
    awaited.push({ data, sentAt: performance.now() });
    echo.send(data);
  } else {
    if (!echo.isConnecting) {
      echo.open();
    }
    unsent.push(data);
  }
}

function received(data) {
  const receivedAt = performance.now();
  const sent = awaited.shift();
  if (!sent) {
    note("bad", `unasked: ${describe(data)}`);
    return;
  }
  const intact = same(sent.data, data);
  const took = `${(receivedAt - sent.sentAt).toFixed(1)} ms`;
  note(intact ? "good" : "bad", `${describe(data)} · ${took} · `, intact ? "intact" : "DAMAGED");
}

function describe(data) {
  if (typeof data === "string") {
    const shown = data.length > 60 ? `${data.slice(0, 60)}…` : data;
    return `text “${shown}”`;
  }
  return `binary ${data.byteLength.toLocaleString("en")} bytes`;
}

/** True if both are the same text, or both binary and the same bytes. */
function same(sent, received) {
  if (typeof sent === "string" || typeof received === "string") {
    return sent === received;
  }
  const echoed = new Uint8Array(received);
  if (sent.length !== echoed.length) {
    return false;
  }
  for (let i = 0; i < sent.length; i++) {
    if (sent[i] !== echoed[i]) {
      return false;
    }
  }
  return true;
}

function note(className, text, verdict) {
  const line = element("p", verdict ? "" : className, text);
  if (verdict) {
    line.append(element("strong", className, verdict));
  }
  append(log, line);
}

function randomBytes(length) {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i += RANDOM_BYTES_AT_ONCE) {
    crypto.getRandomValues(bytes.subarray(i, i + RANDOM_BYTES_AT_ONCE));
  }
  return bytes;
}

document.getElementById("echo-form-text").addEventListener("submit", (event) => {
  event.preventDefault();
  send(document.getElementById("echo-input").value);
});

document.getElementById("echo-form-binary").addEventListener("submit", (event) => {
  event.preventDefault();
  send(randomBytes(Number(document.getElementById("echo-size").value)));
});

document.getElementById("echo-connect").addEventListener("click", () => echo.open());

echo.open();
