/**
 * At most one WebSocket to one path of this application, whose state a status element shows.
 *
 * `data-state` of that element is one of connecting, open, closed, failed. Each change is also told
 * to the document as a `negotiated` event.
 */
export class Connection {
  #path;
  #status;
  #handlers;
  #socket = null;

  /** Query and subprotocols of the WebSocket to open when the present one has closed. */
  #next = null;

  /**
   * @param handlers `onOpen()`, `onMessage(data)` and `onClose()`, which is also called when a
   *     WebSocket is given up for another
   */
  constructor(path, status, handlers) {
    this.#path = path;
    this.#status = status;
    this.#handlers = handlers;
  }

  get isOpen() {
    return this.#status.dataset.state === "open";
  }

  get isConnecting() {
    return this.#status.dataset.state === "connecting";
  }

  /** Opens a WebSocket, after closing the one that is there. */
  open(query = {}, subprotocols = []) {
    if (this.#socket) {
      this.#giveUp();
      this.#next = [query, subprotocols];
      this.#show("connecting", "Connecting …");
    } else {
      this.#start(query, subprotocols);
    }
  }

  send(data) {
    this.#socket.send(data);
  }

  close() {
    this.#next = null;
    this.#socket?.close(1000);
  }

  #start(query, subprotocols) {
    const socket = new WebSocket(this.#url(query), subprotocols);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#show("connecting", "Connecting …");

    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#show("open", "Connected");
      this.#handlers.onOpen?.();
    };
    socket.onmessage = (event) => this.#handlers.onMessage(event.data);
    socket.onclose = (event) => {
      this.#socket = null;
      this.#show(...Connection.#ending(event, opened));
      this.#handlers.onClose();
    };
  }

  #giveUp() {
    const socket = this.#socket;
    if (this.#next) {
      return; // already
    }
    socket.onopen = socket.onmessage = null;
    socket.onclose = () => {
      this.#socket = null;
      if (this.#next) {
        const wanted = this.#next;
        this.#next = null;
        this.#start(...wanted);
      } else {
        this.#show("closed", "Not connected");
      }
    };
    socket.close(1000);
    this.#handlers.onClose();
  }

  #url(query) {
    const url = new URL(this.#path, document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.search = new URLSearchParams(query);
    return url;
  }

  static #ending({ code, reason }, opened) {
    if (!opened) {
      return ["failed", "Could not connect"];
    }
    if (code === 1000) {
      return ["closed", "Not connected"];
    }
    return ["failed", `Closed (${reason ? `${code}, ${reason}` : code})`];
  }

  #show(state, text) {
    this.#status.dataset.state = state;
    this.#status.textContent = text;
    const { protocol, extensions } = this.#socket ?? {};
    document.dispatchEvent(
      new CustomEvent("negotiated", { detail: { path: this.#path, state, protocol, extensions } }),
    );
  }
}

/** Adds an element to a log and keeps the newest in sight, unless the reader has scrolled back. */
export function append(log, element) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  log.append(element);
  while (log.childElementCount > 500) {
    log.firstElementChild.remove();
  }
  if (atEnd) {
    log.scrollTop = log.scrollHeight;
  }
}

/** An element with a class and text, which is never taken for markup. */
export function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
