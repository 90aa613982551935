//! The program as people meet it: golden cases, README, manual, terminal; and the shape of its source.

#[path = "../support/mod.rs"]
mod support;

mod golden;
mod manual;
mod modules;
mod no_network;
mod readme;
mod terminal;
