//! What every face of the program (command line, window, batch) does with files: take them in, make a report or check,
//! write what comes of it.
//!
//! It takes paths or content ([`crate::source::Source`]) and returns values; it prints nothing, reads no arguments and
//! keeps nothing between two calls. [`Job`] settles what is to be done, alone or in a project; [`take_in`] reads the
//! files for every command alike; [`make`] makes the report; [`Job::write`] writes all of it or nothing.

mod attached;
pub mod batch;
mod check;
mod crew;
mod edited;
mod inspect;
mod intake;
mod job;
mod kept;
pub mod like;
pub mod live;
pub mod lying;
mod manual;
mod needs;
mod outputs;
mod print;
mod proofread;
mod report;
mod supply;
pub mod templates;
mod transaction;

pub use check::{Checked, check};
pub use edited::Taken;
pub use inspect::{Inspected, inspect};
pub use intake::{Intake, Purpose, take_in};
pub use job::{Job, Made, Order, Wrote, enclosing_project, project};
pub use manual::{write_manual, write_plain};
pub use outputs::{Format, Home, MEMORY_LOST, Output, OutputFolder, Written, digest};
pub use print::{Printed, can_print, is_of_print};
pub use proofread::{Folder, OfFolder, Proofread, proofread, proofread_folder, proofread_with};
pub use report::{Report, Request, make};
pub use supply::{SupplyChange, stands_in};
pub use transaction::Transaction;
