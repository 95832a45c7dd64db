// A clock that browsers do not slow down when the tab is hidden, as they do with
// the timers of pages: heartbeats must not stop, or the server closes the socket.
setInterval(() => postMessage(0), 1000);
