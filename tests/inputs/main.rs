//! What comes in: workbooks of every layout and office program, damaged and hostile ones, and what is said of what cannot be read.

#[path = "../support/mod.rs"]
mod support;

mod codes;
mod corruption;
mod dresses;
mod hostile_files;
mod layouts;
mod noise;
mod properties;
mod published_tables;
mod reading_errors;
mod round_trip;
mod texts;
mod unread;
mod whole_tables;
