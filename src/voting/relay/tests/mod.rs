//! Outbox and collector against relays that behave, and relays that don't.

mod collector;
mod outbox;
