import { ask, asText } from "./ask.js";

const status = document.getElementById("tls-status");
const log = document.getElementById("tls-log");

async function showSecureWhoami() {
  const answer = await ask("secure/whoami", { Accept: "application/json" }, status);
  if (answer) {
    log.textContent = await asText(answer);
  }
}

// The commands are for the server that this page has come from.
for (const port of document.querySelectorAll("#tls-commands .port")) {
  port.textContent = location.port || (location.protocol === "https:" ? "443" : "80");
}

document.getElementById("tls-ask").addEventListener("click", showSecureWhoami);
