// Tells the tabs that wait for it that somebody is signed in again.

if ("BroadcastChannel" in window) new BroadcastChannel("readiness-session").postMessage("signed in");
