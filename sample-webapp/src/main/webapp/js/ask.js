/** Asks this application; a failure is shown in the status element, and null. */
export async function ask(path, headers, status) {
  status.className = "status";
  status.textContent = "";
  try {
    return await fetch(new URL(path, document.baseURI), { headers, cache: "no-store" });
  } catch (failure) {
    status.className = "status bad";
    status.textContent = `GET /${path} failed: ${failure.message}`;
    return null;
  }
}

/** An answer as it is read: status line, fields, content. */
export async function asText(answer) {
  const fields = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
  const body = await answer.text();
  return [`${answer.status} ${answer.statusText}`.trim(), ...fields, "", body].join("\n");
}
