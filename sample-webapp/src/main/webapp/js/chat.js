import { Connection, append, element } from "./connection.js";

const MAX_MESSAGE_BYTES = 4096;

const name = document.getElementById("chat-name");
const input = document.getElementById("chat-input");
const join = document.getElementById("chat-join");
const leave = document.getElementById("chat-leave");
const log = document.getElementById("chat-log");
const members = document.getElementById("chat-members");

/** Who is here, as the room has told. */
const present = new Set();

/** What the room calls us; null until it has told. */
let ownName = null;

/** What was in the name field when we joined. */
let joinedAs = "";

/** Written before we were in the room. */
let unsent = [];

const room = new Connection("chat", document.getElementById("chat-status"), {
  onMessage: (data) => heard(JSON.parse(data)),
  onClose: () => {
    present.clear();
    ownName = null;
    unsent = [];
    showMembers();
  },
});

function enter() {
  joinedAs = name.value.trim();
  room.open(joinedAs ? { name: joinedAs } : {}, "chat.v1");
}

function heard({ type, from, text, at }) {
  switch (type) {
    case "members":
      ownName = from;
      text.split("\n").forEach((member) => present.add(member));
      unsent.splice(0).forEach((message) => room.send(message));
      break;
    case "join":
      present.add(from);
      append(log, news(from === ownName ? `You have joined as ${from}.` : `${from} has joined.`));
      break;
    case "leave":
      present.delete(from);
      append(log, news(`${from} has left.`));
      break;
    case "message":
      append(log, message(from, text, new Date(at)));
      break;
  }
  showMembers();
}

function news(text) {
  return element("p", "news", text);
}

function message(from, text, at) {
  const line = element("p", from === ownName ? "message own" : "message", "");
  const time = element("time", "", at.toLocaleTimeString());
  time.dateTime = at.toISOString();
  line.append(element("span", "from", from), " ", time, " ", element("span", "text", text));
  return line;
}

function showMembers() {
  members.textContent = present.size
    ? `Here: ${[...present].map((who) => (who === ownName ? `${who} (you)` : who)).join(", ")}`
    : "You are not in the room.";
  join.textContent = ownName === null ? "Join" : "Rejoin";
  leave.disabled = ownName === null;
}

document.getElementById("chat-form-name").addEventListener("submit", (event) => {
  event.preventDefault();
  enter();
});

leave.addEventListener("click", () => room.close());

document.getElementById("chat-form-message").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value;
  if (new TextEncoder().encode(text).length > MAX_MESSAGE_BYTES) {
    append(log, news(`That is too long: a message has at most ${MAX_MESSAGE_BYTES} bytes.`));
    return;
  }
  const sameName = name.value.trim() === joinedAs;
  if (ownName !== null && sameName) {
    room.send(text);
  } else {
    if (!room.isConnecting || !sameName) {
      enter();
    }
    unsent.push(text);
  }
  input.value = "";
  input.focus();
});

enter();
