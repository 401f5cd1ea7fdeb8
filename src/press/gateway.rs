//! The page of the gateway console: what it is for, and the place where it comes to life.

use leptos::prelude::*;

use super::{
    document::{Page, Program},
    pages::{html, notes},
};
use crate::sheets::Sheet;

const TITLE: &str = "Gateway console: see what a router does with your request";
const DESCRIPTION: &str = "Send one picture and one question through any AI gateway and to the model in this tab. See who \
    answered, what failed first, how long each part took and what it cost.";

pub fn page() -> Page {
    Page {
        title: TITLE.into(),
        description: DESCRIPTION.into(),
        address: "gateway/".into(),
        canonical: "gateway/".into(),
        card: None,
        structured: None,
        data: None,
        program: Program::Console,
        body: html(body),
    }
}

fn body() -> impl IntoView {
    view! {
        <section class="opening console-opening" aria-labelledby="question">
            <h1 class="question-title" id="question" tabindex="-1">"The gateway console"</h1>
            <p class="verdict">"One request, every attempt behind it: who failed, who answered, what it took."</p>
            <div class="console-promises">
                <p>
                    "A gateway promises that some model will answer. This page routes a request itself, by a policy you can
                    read and change, and draws what happens: retries, waits, fallbacks, the gateway’s own tries, the bill."
                </p>
                <p>
                    "The model in this tab is one of the targets. It costs nothing, and what it sees stays here. Anything
                    else goes straight from this tab to the addresses you enter, with the keys you enter, and nowhere else."
                </p>
            </div>
        </section>
        <Sheet id="targets" number=1 title="Targets" notes=notes(&[
            "Asked from the top until one answers.",
            "A key stays in this tab’s memory and goes to the address it was entered for, and nowhere else.",
        ])>
            <div id="targets-place">
                <p class="fallback" id="program-waiting">"Setting up the console."</p>
                <p class="fallback" id="program-broken" role="alert" hidden>
                    "The console could not be set up. It needs a browser of the last three years with WebAssembly switched on.
                    Reload the page; if that does not help, try another browser."
                </p>
                <noscript>
                    <p class="fallback">
                        "The console is a program that runs in this tab, so it needs JavaScript and WebAssembly. The same
                        router is a command, too: it is called route, checks policies, replays traces and reads recorded
                        answers."
                    </p>
                </noscript>
            </div>
        </Sheet>
        <Sheet id="request" number=2 title="One request" notes=notes(&[
            "Every target gets the same picture and the same question.",
            "Another target is asked silently only before the first word. After it, what broke off is shown as broken off.",
        ])>
            <div id="request-place"></div>
        </Sheet>
        <Sheet id="session" number=3 title="The session" notes=notes(&[
            "Counted from the requests of this visit, in this tab.",
            "Times are those the page saw, so they include the way there and back.",
        ])>
            <div id="session-place"></div>
        </Sheet>
        <Sheet id="what-if" number=4 title="What if" notes=notes(&[
            "Recorded requests run again under your policy, with the outages you choose. The same router decides.",
            "Nothing is sent. The same seed gives the same run.",
        ])>
            <div id="what-if-place"></div>
        </Sheet>
        <Sheet id="take-along" number=5 title="To take along" notes=notes(&[
            "Your policy in the words of other gateways, and what they have no words for.",
            "Traces hold no keys, no pictures and none of the answer’s words.",
        ])>
            <div id="take-along-place"></div>
        </Sheet>
    }
}
