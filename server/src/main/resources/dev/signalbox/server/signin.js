// Signs this browser in and goes on to the page that was asked for; opened by itself, it says who is signed
// in. The cookie is the browser's; the token that belongs to it stays with this origin, for pages of the
// server to send as the header Signalbox-Csrf.
"use strict";

const KEY = "signalbox.csrf";
const byId = (id) => document.getElementById(id);

async function call(method, path, headers, body) {
  const answer = await fetch(path, { method, headers, body, credentials: "same-origin" });
  const json = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) {
    throw new Error(json.detail || answer.statusText);
  }
  return json;
}

// A page of this server, whatever the address says.
function next() {
  const asked = new URLSearchParams(location.search).get("next") || "/";
  const url = new URL(asked, location.origin);
  return url.origin === location.origin ? url.pathname + url.search : "/";
}

const signedIn = () => ({ "Signalbox-Csrf": localStorage.getItem(KEY) || "" });

function show(text, isIn, isBad) {
  byId("state").textContent = text;
  byId("state").classList.toggle("bad", Boolean(isBad));
  byId("form").hidden = isIn;
  byId("how").hidden = isIn;
  byId("in").hidden = !isIn;
  if (!isIn) {
    byId("token").focus();
  }
}

function showWho(who) {
  const tenant = who.tenant ? ", tenant " + who.tenant : "";
  show("Signed in as " + who.name + " (" + who.roles.join(", ") + tenant + ").", true);
}

async function signIn(secret) {
  const isTicket = secret.startsWith("sbt_");
  const headers = { "Content-Type": "application/json" };
  if (!isTicket) {
    headers.Authorization = "Bearer " + secret;
  }
  const body = JSON.stringify(isTicket ? { ticket: secret } : {});
  const who = await call("POST", "/api/v1/signin", headers, body);
  localStorage.setItem(KEY, who.csrfToken);
  location.replace(next());
}

async function signOut() {
  const headers = signedIn();
  localStorage.removeItem(KEY); // Also when the server has forgotten it already.
  await call("POST", "/api/v1/signout", headers);
  show("Signed out.", false);
}

async function begin() {
  const ticket = new URLSearchParams(location.hash.slice(1)).get("ticket");
  if (ticket) {
    history.replaceState(null, "", location.pathname); // It is in no history, either.
    await signIn(ticket);
    return;
  }
  if (!localStorage.getItem(KEY)) {
    show("Sign in to go on.", false);
    return;
  }
  showWho(await call("GET", "/api/v1/me", signedIn()));
}

function attempt(work) {
  return work().catch((e) => show(e.message, false, true));
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const secret = byId("token").value.trim();
  byId("token").value = "";
  attempt(() => signIn(secret));
});
byId("out").addEventListener("click", () => attempt(signOut));
attempt(begin);
